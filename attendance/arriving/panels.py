"""Who of a manager's own clients is here this moment: a manager greets their guests at the door."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from attendance.models import Presence
from clients.models import Client
from clients.scopes import cared_for
from core.db import db
from events.scopes import tonight
from invitations.models import Invitation
from staff.frames import Panel
from staff.models import Role, Staff

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
        .where(cared_for(actor), Client.rm_id == actor.id, tonight())
        .options(
            contains_eager(Presence.invitation).options(
                contains_eager(Invitation.client), contains_eager(Invitation.event)
            )
        )
        .order_by(Presence.at.desc(), Presence.invitation_id.desc())
        .limit(MOST)
    )
    found = db.session.scalars(query).all()
    return {"arrivals": found} if found else None


ARRIVALS = Panel("attendance/arrivals.html", arrivals)
