"""Who came without an invitation: let in, remembered only as long as is right, and led into the client book."""
