"""Telling managers and hosts who has arrived."""
