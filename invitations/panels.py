"""What this room shows on the gathered pages."""

from staff.frames import Panel

ANSWERS_TODAY = Panel("", lambda actor, subject, now: None)
CLIENT_INVITATIONS = Panel("", lambda actor, subject, now: None)
