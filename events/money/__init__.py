"""What an event costs: planned, spent, and by the head."""
