"""What stands in the letter of an invitation."""
