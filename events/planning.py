"""Rules of planning an event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.db import db
from core.errors import DomainError
from events.models import Event, EventStatus


def check_times(*, starts_at: datetime, ends_at: datetime, reply_by: datetime) -> None:
    """Raises DomainError: ends_before_start, or reply_after_start."""
    if ends_at <= starts_at:
        raise DomainError("ends_before_start")
    if reply_by > starts_at:
        raise DomainError("reply_after_start")


def plan_event(*, now: datetime, **values: Any) -> Event:
    """A new event as a draft. Raises DomainError: ends_before_start, reply_after_start, or start_in_past."""
    check_times(starts_at=values["starts_at"], ends_at=values["ends_at"], reply_by=values["reply_by"])
    if values["starts_at"] <= now:
        raise DomainError("start_in_past")
    event = Event(**values)
    db.session.add(event)
    return event


def change_event(event: Event, **values: Any) -> None:
    """Change an event that is not closed. Lowering the capacity below what is taken cancels nobody.

    Raises DomainError: event_closed, ends_before_start, or reply_after_start.
    """
    if event.status is EventStatus.CLOSED:
        raise DomainError("event_closed")
    times = {field: values.get(field, getattr(event, field)) for field in ("starts_at", "ends_at", "reply_by")}
    check_times(**times)
    for field, value in values.items():
        setattr(event, field, value)
