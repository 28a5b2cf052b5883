"""Whole evenings in a real browser, against the application as `make run` serves it."""
