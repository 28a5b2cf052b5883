"""What letters say: model texts, placeholders, dates in words, and how a text becomes one client's letter."""
