"""What happened at the door, and what it comes to."""
