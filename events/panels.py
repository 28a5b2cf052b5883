"""What this room shows on the gathered pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.db import db
from events.figures import figures_of
from events.models import OVER, Event
from events.views import PLANNERS, READERS
from staff.frames import Panel
from staff.models import Staff
from staff.scope import visible

MOST = 5


def upcoming(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """The next events of the branch with their seats and answers, for everybody but door staff."""
    if not actor.may(*READERS):
        return None
    query = visible(actor, Event).where(Event.ends_at >= now, Event.status.not_in(OVER))
    events = db.session.scalars(query.order_by(Event.starts_at, Event.id).limit(MOST)).all()
    return {"events": events, "figures": figures_of(actor, events, now), "may_plan": actor.may(*PLANNERS)}


UPCOMING = Panel("events/panel_upcoming.html", upcoming)
