"""Seats kept from guests: for the head office, the press, somebody who is still to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from core.db import db, execute_dml
from core.errors import DomainError
from events.models import Event
from invitations.answers.seats import lock_event
from invitations.models import SeatHold
from staff.models import Staff


def keep(event: Event, seats: int, reason: str, *, staff: Staff, now: datetime, until: date | None = None) -> SeatHold:
    """Keep so many free seats until a day (its end), or until somebody gives them back.

    Nobody loses a seat by it. Raises DomainError: event_closed, hold_too_many when fewer are free, or hold_past for a
    day that is over.
    """
    event = lock_event(event.id)
    if event.over:
        raise DomainError("event_closed")
    if until is not None and until < now.astimezone(event.tz).date():
        raise DomainError("hold_past")
    kept = execute_dml(
        sa.update(Event)
        .where(
            Event.id == event.id,
            Event.seats_taken + Event.seats_held + seats <= Event.capacity + Event.overbooked_by,
        )
        .values(seats_held=Event.seats_held + seats)
    )
    if not kept:
        raise DomainError("hold_too_many", free=event.seats_free)
    db.session.expire(event, ["seats_held"])
    hold = SeatHold(event_id=event.id, seats=seats, reason=reason, until=until, at=now, staff_id=staff.id)
    db.session.add(hold)
    db.session.flush()
    return hold


def give_back(hold: SeatHold, *, now: datetime) -> None:
    """The seats are free again. Twice is once."""
    event = lock_event(hold.event_id)
    db.session.refresh(hold)
    if hold.released_at is not None:
        return
    hold.released_at = now
    execute_dml(sa.update(Event).where(Event.id == event.id).values(seats_held=Event.seats_held - hold.seats))
    db.session.expire(event, ["seats_held"])


def standing(event: Event) -> Sequence[SeatHold]:
    """What is kept at the moment, the oldest first."""
    query = sa.select(SeatHold).where(SeatHold.event_id == event.id, SeatHold.released_at.is_(None))
    return db.session.scalars(query.order_by(SeatHold.id)).all()


def over(today: date) -> Sequence[int]:
    """The ids of the holds whose day is over."""
    query = sa.select(SeatHold.id).where(SeatHold.released_at.is_(None), SeatHold.until < today)
    return db.session.scalars(query.order_by(SeatHold.event_id, SeatHold.id)).all()
