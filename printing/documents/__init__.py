"""What is printed: letters, cards and what goes with them, each laid out as pages."""
