"""What this room shows on the gathered pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.db import db
from events.models import Event, EventStatus
from events.scopes import tonight
from staff.frames import Panel
from staff.models import Role, Staff
from staff.scope import visible


def _doors_and_closings(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """Doors that are open now, and, for who closes them, evenings that are over and still open."""
    in_order = (Event.starts_at, Event.id)
    doors = db.session.scalars(visible(actor, Event).where(tonight()).order_by(*in_order)).all()
    over = []
    if actor.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN):
        past = visible(actor, Event).where(Event.status == EventStatus.INVITING, Event.ends_at < now)
        over = list(db.session.scalars(past.order_by(*in_order)))
    return {"doors": doors, "to_close": over} if doors or over else None


TO_CLOSE = Panel("attendance/today.html", _doors_and_closings)
