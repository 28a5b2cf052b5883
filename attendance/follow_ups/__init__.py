"""What is still to be said to whom after an evening, and by when."""
