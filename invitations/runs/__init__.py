"""Letters become paper: looked through, ordered, printed, released."""
