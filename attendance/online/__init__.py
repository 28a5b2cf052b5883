"""Joining an online event."""
