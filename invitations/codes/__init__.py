"""The token of an invitation: made, sealed, found, and guarded against guessing."""
