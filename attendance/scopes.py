"""Whose presence each role sees: that of the invitations which it sees."""

from __future__ import annotations

import sqlalchemy as sa

from attendance.models import Presence, Scan
from events.models import Event
from invitations.models import Invitation
from staff.models import Staff
from staff.scope import scope, sees


@scope(Presence)
def presence_of(actor: Staff) -> sa.ColumnElement[bool]:
    return Presence.invitation_id.in_(sa.select(Invitation.id).where(sees(actor, Invitation)))


@scope(Scan)
def scans_of(actor: Staff) -> sa.ColumnElement[bool]:
    """All that happened at the doors that the actor sees, refused codes included."""
    return Scan.event_id.in_(sa.select(Event.id).where(sees(actor, Event)))
