"""On "today": what is overdue and what is due in the next days, for whoever sees to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload

from core.db import db
from events.checklist.items import APPROVAL, RESTS
from events.checklist.words import item_words
from events.models import ChecklistItem, Event
from events.times import to_local
from staff.frames import Panel
from staff.models import Role, Staff
from staff.scope import visible

AHEAD = timedelta(days=3)
MOST = 8
OWNERS = (Role.ORGANISER, Role.MANAGER, Role.RM)


def due_steps(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """One's own open steps of all events, the oldest first; nothing when there are none."""
    if not actor.may(*OWNERS):
        return None
    today = to_local(now, current_app.extensions["settings"].time_zone).date()
    query = (
        visible(actor, ChecklistItem)
        .join(ChecklistItem.event)
        .where(
            ChecklistItem.owner_id == actor.id,
            ChecklistItem.done_at.is_(None),
            ChecklistItem.due_on <= today + AHEAD,
            Event.status.not_in(RESTS),
            sa.not_(sa.and_(ChecklistItem.code == APPROVAL, Event.approved_at.is_not(None))),
        )
        .options(joinedload(ChecklistItem.event))
        .order_by(ChecklistItem.due_on, ChecklistItem.id)
    )
    items = db.session.scalars(query.limit(MOST + 1)).all()
    if not items:
        return None
    return {"steps": items[:MOST], "more": len(items) > MOST, "today": today, "words": item_words}


DUE_STEPS = Panel("events/checklist/panel.html", due_steps)
