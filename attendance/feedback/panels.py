"""What this room shows on the first page: words without a name, of which no task can be made."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from attendance.feedback.taking import is_low
from attendance.models import Feedback, FollowUp, FollowUpKind
from core.db import db
from events.models import FEEDBACK_LASTS, Event
from staff.frames import Panel
from staff.models import Role, Staff
from staff.scope import visible


def nameless(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """Discontented guests whom nobody can call, and wishes for a call whose name fits no guest, of the last week."""
    if not actor.may(Role.ORGANISER, Role.MANAGER):
        return None
    query = visible(actor, Feedback).where(Feedback.invitation_id.is_(None), Feedback.at >= now - FEEDBACK_LASTS)
    rows = db.session.scalars(query.order_by(Feedback.event_id)).all()
    if not rows:
        return None
    keys = {f"feedback:{row.id}:{FollowUpKind.QUESTION.value}": row.id for row in rows if row.call_me}
    called = set(db.session.scalars(sa.select(FollowUp.key).where(FollowUp.key.in_(keys)))) if keys else set()
    low = Counter(row.event_id for row in rows if is_low(row))
    waiting = [row for row in rows if row.call_me and f"feedback:{row.id}:{FollowUpKind.QUESTION.value}" not in called]
    ids = {*low, *(row.event_id for row in waiting)}
    if not ids:
        return None
    events = db.session.scalars(visible(actor, Event).where(Event.id.in_(ids)).order_by(Event.starts_at.desc())).all()
    calls = Counter(row.event_id for row in waiting)
    return {"lines": [(event, low[event.id], calls[event.id]) for event in events]}


NAMELESS = Panel("attendance/feedback/today.html", nameless)
