"""What approval shows on the gathered pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from core.db import db
from events.approval.asking import may_decide, standing
from events.approval.words import APPROVAL_STATES, NEXT_STEPS, PARTS, STATE_TONES
from events.models import OVER, ApprovalPart, ApprovalStep, Event, EventStatus
from staff.frames import Panel
from staff.models import Role, Staff
from staff.scope import sees


def events_to_approve(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """For the manager and for compliance: the evenings that wait for their word, the soonest first."""
    if not actor.may(Role.MANAGER, Role.COMPLIANCE):
        return None
    parts = [part for part in ApprovalPart if may_decide(actor, part, actor.branch_id)]
    query = (
        sa.select(ApprovalStep)
        .join(ApprovalStep.event)
        .where(
            sees(actor, Event),
            Event.branch_id == actor.branch_id,
            Event.starts_at > now,
            Event.status.not_in(OVER),
            ApprovalStep.decided_at.is_(None),
            ApprovalStep.part.in_(parts),
        )
        .order_by(Event.starts_at, ApprovalStep.id)
        .options(contains_eager(ApprovalStep.event), joinedload(ApprovalStep.asked_by).lazyload(Staff.roles))
    )
    steps = db.session.scalars(query).all()
    return {"steps": steps, "parts": PARTS} if steps else None


EVENTS_TO_APPROVE = Panel("events/approval/panel.html", events_to_approve)


def event_approval(actor: Staff, event: Event, now: datetime) -> dict[str, Any] | None:
    """On an event's page: where its approval stands, and what to do when its day can't be kept."""
    if not actor.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN):
        return None
    found = standing(event)
    to_come = not event.over and (event.starts_at > now or event.status is EventStatus.POSTPONED)
    return {
        "event": event,
        "state": APPROVAL_STATES[found.state],
        "tone": STATE_TONES[found.state],
        "next": NEXT_STEPS.get(found.state) if to_come else None,
        "changed": event.announced_for is not None or event.status is EventStatus.CANCELLED,
        "waiting": event.status is EventStatus.POSTPONED,
        "to_come": to_come,
    }


EVENT_APPROVAL = Panel("events/approval/panel_event.html", event_approval)
