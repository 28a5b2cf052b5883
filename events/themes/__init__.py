"""Themes: what kinds of evening there are, and what each brings to the planning."""
