"""Choosing a segment, inviting it, printing the letters, and taking the clients' answers."""
