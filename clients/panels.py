"""What this room shows on the gathered pages."""

from staff.frames import Panel

MY_CLIENTS = Panel("", lambda actor, subject, now: None)
