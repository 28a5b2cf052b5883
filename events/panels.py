"""What this room shows on the gathered pages."""

from staff.frames import Panel

UPCOMING = Panel("", lambda actor, subject, now: None)
