"""A second way in: other systems read and write by tokens, and are told of what happens."""
