"""The evening itself: finding a guest at the door, checking in exactly once, and closing the evening."""
