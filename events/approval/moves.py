"""The moves of an event from one status to the next, and what of its state follows from the clock."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa

from core.db import db
from core.errors import DomainError
from events.models import Event, EventMove, EventStatus
from staff.models import Staff

S = EventStatus
MOVES: dict[EventStatus, frozenset[EventStatus]] = {
    S.DRAFT: frozenset({S.SUBMITTED, S.APPROVED, S.POSTPONED, S.CANCELLED}),
    S.SUBMITTED: frozenset({S.APPROVED, S.REJECTED, S.DRAFT, S.POSTPONED, S.CANCELLED}),
    S.REJECTED: frozenset({S.SUBMITTED, S.APPROVED, S.POSTPONED, S.CANCELLED}),
    S.APPROVED: frozenset({S.INVITING, S.SUBMITTED, S.POSTPONED, S.CANCELLED, S.CLOSED}),
    S.INVITING: frozenset({S.POSTPONED, S.CANCELLED, S.CLOSED}),
    # A new day is named: the event goes on from where it was.
    S.POSTPONED: frozenset({S.DRAFT, S.APPROVED, S.INVITING, S.CANCELLED}),
    S.CANCELLED: frozenset(),
    S.CLOSED: frozenset({S.REPORTED}),
    S.REPORTED: frozenset({S.ARCHIVED}),
    S.ARCHIVED: frozenset(),
}
"""Where an event may go from each status (domain practice, state machines)."""


class Stage(enum.Enum):
    """What people call the state of an event: its status, and where that depends on the clock, what the clock says."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REJECTED = "rejected"
    APPROVED = "approved"
    INVITING = "inviting"
    ANSWERS_CLOSED = "answers_closed"  # the deadline is over, the evening still to come
    UNDER_WAY = "under_way"
    ENDED = "ended"  # to be closed
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    REPORTED = "reported"
    ARCHIVED = "archived"


def stage_of(event: Event, now: datetime) -> Stage:
    """The event's stage at `now`. An evening that nobody was invited to does not get under way."""
    if event.status is not S.INVITING:
        return Stage(event.status.value)
    if now >= event.ends_at:
        return Stage.ENDED
    if now >= event.starts_at:
        return Stage.UNDER_WAY
    return Stage.ANSWERS_CLOSED if now > event.reply_by else Stage.INVITING


def takes_answers(event: Event, now: datetime) -> bool:
    """Whether anything may still be answered: not after the beginning, and not while no day is named."""
    return not event.over and event.status is not S.POSTPONED and now < event.starts_at


def locked(event_id: int) -> Event:
    """The event as it is now, kept for the rest of the transaction."""
    query = sa.select(Event).where(Event.id == event_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def can_move(event: Event, after: EventStatus) -> bool:
    """Whether this is a move of the event's; for buttons, while `move` decides."""
    return after in MOVES[event.status]


def move(event: Event, after: EventStatus, *, now: datetime, staff: Staff | None = None, reason: str = "") -> None:
    """One step to the next status, with its row. `staff` is none when the house does it by itself.

    Raises DomainError: event_closed when nothing can change any more, or move_not_allowed.
    """
    if not can_move(event, after):
        raise DomainError("event_closed" if event.over else "move_not_allowed")
    db.session.add(
        EventMove(
            event_id=event.id,
            at=now,
            staff_id=staff.id if staff else None,
            before=event.status.value,
            after=after,
            reason=reason,
        )
    )
    event.status = after


def moves_of(event: Event) -> list[EventMove]:
    """The event's way so far, the first step first."""
    people = sa.orm.joinedload(EventMove.staff).lazyload(Staff.roles)
    query = sa.select(EventMove).where(EventMove.event_id == event.id).order_by(EventMove.id).options(people)
    return list(db.session.scalars(query))
