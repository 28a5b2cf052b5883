"""The way of the paper to its reader."""
