"""Rules of planning an event."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from core.db import db
from core.errors import DomainError
from events.checklist.items import move_with
from events.models import Event, EventFormat
from events.seats import DEFAULTS, settled
from events.times import last_minute, to_local

REPLY_DAYS = {
    EventFormat.SALON: 7,
    EventFormat.LECTURE: 5,
    EventFormat.BANQUET: 10,
    EventFormat.RECEPTION: 7,
    EventFormat.TRIP: 21,
    EventFormat.FAMILY: 7,
    EventFormat.SPORT: 7,
    EventFormat.ONLINE: 1,
    EventFormat.VISIT: 7,
    EventFormat.CHARITY: 10,
}
"""How many days before the event answers are asked for: a banquet orders dishes, a trip buys insurance."""

USUAL_LENGTH = {
    EventFormat.SALON: timedelta(hours=2),
    EventFormat.LECTURE: timedelta(hours=1, minutes=30),
    EventFormat.BANQUET: timedelta(hours=2, minutes=30),
    EventFormat.RECEPTION: timedelta(hours=3),
    EventFormat.TRIP: timedelta(hours=8),
    EventFormat.FAMILY: timedelta(hours=2),
    EventFormat.SPORT: timedelta(hours=3),
    EventFormat.ONLINE: timedelta(hours=1),
    EventFormat.VISIT: timedelta(hours=4),
    EventFormat.CHARITY: timedelta(hours=3),
}

ACCEPT_RATE = 0.50
SHOW_RATE = 0.90
"""Of letters that the manager hands over and calls about, half are accepted; nine of ten who accept come (practice)."""


def usual_reply_day(kind: EventFormat, starts_on: date, *, today: date) -> date:
    """The last day for answers, unless the organiser wishes another; at short notice the day before, or the day."""
    usual = starts_on - timedelta(days=REPLY_DAYS[kind])
    return usual if usual > today else min(starts_on, max(today, starts_on - timedelta(days=1)))


def reply_moment(day: date, starts_at: datetime, zone: str) -> datetime:
    """Until when answers are taken when they are asked for by `day`: its last minute, but not beyond the beginning.

    A day after the event's own gives its last minute all the same, so that `check_times` refuses it.
    """
    return starts_at if day == to_local(starts_at, zone).date() else last_minute(day, zone)


def check_times(*, starts_at: datetime, ends_at: datetime, reply_by: datetime) -> None:
    """Raises DomainError: ends_before_start, or reply_after_start."""
    if ends_at <= starts_at:
        raise DomainError("ends_before_start")
    if reply_by > starts_at:
        raise DomainError("reply_after_start")


def plan_event(*, now: datetime, **values: Any) -> Event:
    """A new event as a draft.

    Raises DomainError: start_in_past, ends_before_start, reply_after_start, reply_in_past, or what events/seats.py
    refuses.
    """
    if values["starts_at"] <= now:
        raise DomainError("start_in_past")
    check_times(starts_at=values["starts_at"], ends_at=values["ends_at"], reply_by=values["reply_by"])
    if values["reply_by"] <= now:
        raise DomainError("reply_in_past")
    event = Event(**values | settled(values["format"], DEFAULTS | values))
    db.session.add(event)
    return event


def change_event(event: Event, *, now: datetime, **values: Any) -> None:
    """Change an event that is not closed. Lowering the capacity below what is taken cancels nobody.

    The words of an evening that has begun may still be mended, but it can't be moved into the past. What is to do
    for it moves along. Raises DomainError: event_closed, ends_before_start, reply_after_start, start_in_past, or what
    events/seats.py refuses.
    """
    if event.over:
        raise DomainError("event_closed")
    times = {field: values.get(field, getattr(event, field)) for field in ("starts_at", "ends_at", "reply_by")}
    moved = times["starts_at"] != event.starts_at or times["reply_by"] != event.reply_by
    if times["starts_at"] != event.starts_at and times["starts_at"] <= now:
        raise DomainError("start_in_past")
    check_times(**times)
    numbers = {field: values.get(field, getattr(event, field)) for field in ("capacity", *DEFAULTS)}
    values |= settled(values.get("format", event.format), numbers)
    for field, value in values.items():
        setattr(event, field, value)
    if moved:
        move_with(event, today=to_local(now, event.zone).date())


WORDS = (
    "title",
    "title_en",
    "speaker",
    "speaker_en",
    "venue",
    "venue_en",
    "address",
    "address_en",
    "parking",
    "parking_en",
)
"""What is said of an event, in both languages."""
