"""What guests thought of an evening: the form that they fill in, and what follows from it."""
