"""Evenings that are repeated."""
