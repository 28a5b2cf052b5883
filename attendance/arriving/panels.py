"""What this room shows on the gathered pages: own clients who are here, tonight's boards, the brief for hosts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from attendance.arriving.alerts import party_here
from attendance.arriving.own import HOSTS, door_open, own
from attendance.arriving.reading import is_open
from attendance.arriving.sheet import too_early, too_late
from attendance.arriving.words import PARTIES
from attendance.models import Presence
from clients.scopes import cared_for
from core.db import db
from events.models import Event
from events.scopes import tonight
from invitations.models import Invitation
from staff.frames import Panel
from staff.models import Role, Staff
from staff.scope import visible

MOST = 20


def arrivals(actor: Staff, _subject: Any, _now: datetime) -> dict[str, Any] | None:
    """The latest first, while the door of their evening is open; nothing before the first has come."""
    if not actor.may(Role.RM):
        return None
    query = (
        sa.select(Presence)
        .join(Presence.invitation)
        .join(Invitation.client)
        .join(Invitation.event)
        .where(cared_for(actor), own(actor), tonight())
        .options(
            contains_eager(Presence.invitation).options(
                contains_eager(Invitation.client), contains_eager(Invitation.event)
            )
        )
        .order_by(Presence.at.desc(), Presence.invitation_id.desc())
        .limit(MOST)
    )
    found = db.session.scalars(query).all()
    return {"arrivals": [(presence, party_here(presence)) for presence in found], "parties": PARTIES} if found else None


ARRIVALS = Panel("attendance/arrivals.html", arrivals)


def evenings(actor: Staff, _subject: Any, _now: datetime) -> dict[str, Any] | None:
    """The boards of tonight's evenings, for who works on them."""
    if not actor.may(Role.RM, *HOSTS):
        return None
    query = visible(actor, Event).where(door_open(actor)).order_by(Event.starts_at, Event.id)
    found = db.session.scalars(query).all()
    return {"events": found} if found else None


EVENINGS = Panel("attendance/arriving/tonight.html", evenings)


def of_event(actor: Staff, event: Event, now: datetime) -> dict[str, Any] | None:
    """On the event's page, from three days before: the brief for hosts, and the boards while guests may come."""
    sheet = actor.may(*HOSTS) and not too_early(event, now) and not too_late(event, now)
    boards = is_open(event, now) and actor.may(Role.RM, *HOSTS, Role.ADMIN)
    return {"event": event, "sheet": sheet, "boards": boards} if sheet or boards else None


EVENT_EVENING = Panel("attendance/arriving/event.html", of_event)
