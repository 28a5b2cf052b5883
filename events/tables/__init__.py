"""The tables of an event, and rows of chairs: their numbers, their chairs and where they stand."""
