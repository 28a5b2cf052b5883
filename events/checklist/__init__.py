"""What is to do for an event, by when and by whom."""
