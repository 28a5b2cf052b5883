"""Closing the evening: what became of everybody, and what is to be done about it."""
