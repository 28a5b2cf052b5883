"""Races over HTTP against several server processes, each with a control that shows the race when the guard is off."""
