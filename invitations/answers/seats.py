"""The seats of an event: taken, freed and kept by guarded UPDATEs, so that the database decides and no count before it.

`event.seats_taken` is what the answers take, and what open offers keep for those who wait (docs/adr/0010).
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from core.db import db, execute_dml
from events.models import Event, WaitlistPolicy
from invitations.models import (
    CallTask,
    ChangeRequest,
    Invitation,
    JointGuest,
    OfferState,
    PartyMember,
    ReplyState,
    SeatOffer,
)

_FOR_GUESTS = Event.capacity + Event.overbooked_by - Event.seats_held
"""So many seats guests may have in all."""


def lock(invitation_id: int) -> tuple[Event, Invitation]:
    """The event, then the invitation, locked in this order until the transaction ends (SQLite has the one lock)."""
    fresh = {"populate_existing": True}
    of = sa.select(Invitation.event_id).where(Invitation.id == invitation_id).scalar_subquery()
    event = db.session.scalars(
        sa.select(Event).where(Event.id == of).with_for_update().execution_options(**fresh)
    ).one()
    invitation = db.session.scalars(
        sa.select(Invitation).where(Invitation.id == invitation_id).with_for_update().execution_options(**fresh)
    ).one()
    return event, invitation


@dataclass(frozen=True)
class Hanging:
    """What may hang on an invitation beside its answer; unless it was looked up, everything may."""

    joint: bool = True  # others of the household
    calls: bool = True  # somebody is to call
    asked: bool = True  # a larger party is asked for


UNKNOWN = Hanging()


def lock_to_answer(invitation_id: int) -> tuple[Event, Invitation, Hanging]:
    """As `lock`, in one statement, with what hangs on the invitation. PostgreSQL locks in the order that `of` names."""
    joint = sa.exists().where(JointGuest.invitation_id == Invitation.id)
    calls = sa.exists().where(CallTask.invitation_id == Invitation.id, CallTask.done_at.is_(None))
    asked = sa.exists().where(ChangeRequest.invitation_id == Invitation.id, ChangeRequest.decided_at.is_(None))
    query = (
        sa.select(Event, Invitation, joint, calls, asked)
        .join(Invitation, Invitation.event_id == Event.id)
        .where(Invitation.id == invitation_id)
        .with_for_update(of=[Event, Invitation])
        .execution_options(populate_existing=True)
    )
    event, invitation, *hanging = db.session.execute(query).one()
    return event, invitation, Hanging(*hanging)


def lock_event(event_id: int) -> Event:
    """The event as it is now, kept for the rest of the transaction. Raises NoResultFound."""
    query = sa.select(Event).where(Event.id == event_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def take_seats(event: Event, n: int, *, past_waiting: bool = True) -> bool:
    """Take `n` seats together if so many are free, else none.

    Who is not `past_waiting` takes none either that somebody who waits could have: the seats are kept until a person
    has decided. Where the policy is to hold, that is while anybody waits; else while a waiting party would fit.
    """
    if n <= 0:
        return True
    conditions = [Event.id == event.id, Event.seats_taken + n <= _FOR_GUESTS]
    if not past_waiting:
        conditions.append(~_somebody_waits())
    taken = execute_dml(sa.update(Event).where(*conditions).values(seats_taken=Event.seats_taken + n))
    if taken:
        db.session.expire(event, ["seats_taken"])
    return bool(taken)


def free_seats(event: Event, n: int) -> None:
    """Give `n` seats back. Raises RuntimeError when fewer are taken: a count of ours has gone wrong."""
    if n <= 0:
        return
    freed = execute_dml(
        sa.update(Event).where(Event.id == event.id, Event.seats_taken >= n).values(seats_taken=Event.seats_taken - n)
    )
    if not freed:
        raise RuntimeError(f"event {event.id} has no {n} seats to free")
    db.session.expire(event, ["seats_taken"])


def move_seats(event: Event, before: int, after: int, *, past_waiting: bool = True) -> bool:
    """Take or free what an answer needs more or less than before. False when there are not enough: nothing changes."""
    if after <= before:
        free_seats(event, before - after)
        return True
    return take_seats(event, after - before, past_waiting=past_waiting)


def wanted_seats() -> sa.ScalarSelect[int]:
    """How many seats the party of an invitation needs, as a column of a query over invitations."""
    members = sa.select(sa.func.count()).where(PartyMember.invitation_id == Invitation.id, PartyMember.seated.is_(True))
    counted = members.correlate(Invitation).scalar_subquery()
    return sa.select(sa.case((counted > 0, counted), else_=1)).scalar_subquery()


def waiting() -> sa.ColumnElement[bool]:
    """Who waits for seats and is not being asked about some at this moment, as a condition on Invitation."""
    offered = sa.exists().where(SeatOffer.invitation_id == Invitation.id, SeatOffer.state == OfferState.OPEN)
    return sa.and_(Invitation.reply == ReplyState.WAITLISTED, Invitation.revoked_at.is_(None), ~offered)


def _somebody_waits() -> sa.ColumnElement[bool]:
    fits = sa.or_(Event.waitlist == WaitlistPolicy.HOLD, wanted_seats() <= _FOR_GUESTS - Event.seats_taken)
    return sa.exists().where(Invitation.event_id == Event.id, waiting(), fits)
