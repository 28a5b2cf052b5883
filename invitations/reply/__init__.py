"""The guest's own pages."""
