"""Once a day: silence becomes a call, what was kept too long is free again, who waited in vain is remembered.

Silence is no refusal: a letter that reached its reader and was not answered a day after the deadline is a call to make.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from clients.history.ledger import tell
from clients.models import EntryKind
from core.db import db, now
from core.jobs import Progress, daily_job
from core.zone import home_day
from events.models import OVER, Event, EventStatus
from invitations.answers import calls, holds
from invitations.answers.offers import expire
from invitations.answers.seats import lock, lock_event
from invitations.answers.times import morning_of
from invitations.models import (
    CallReason,
    Channel,
    Dispatch,
    Invitation,
    NextFirst,
    OfferState,
    Reply,
    ReplyState,
    SeatHold,
    SeatOffer,
)
from staff.audit import act_for

GRACE = timedelta(days=1)
"""So long after the deadline a letter in the post may still be answered."""
FIRST_FOR = timedelta(days=90)
"""So long after an evening who waited for it in vain is asked first (domain practice)."""
LOOK_BACK = timedelta(days=30)
"""A server that stood still for a month forgets nobody who waited."""

_NO_ANSWERS = (*OVER, EventStatus.POSTPONED)


@daily_job("answers_of_the_day")
def keep_answers(_day: int, progress: Progress) -> None:
    """What the day asks for, one thing a transaction; done again on the same day, it finds nothing to do."""
    moment = now()
    act_for(None)
    steps: list[tuple[Callable[[int, datetime], None], int]] = [
        *((_expire, one) for one in _with_offers_over(moment)),
        *((_release, one) for one in holds.over(home_day(moment))),
        *((lapse, one) for one in silent(moment)),
        *((ask_first_next_time, one) for one in waited_in_vain(moment)),
    ]
    db.session.rollback()
    for done, (step, row_id) in enumerate(steps, start=1):
        step(row_id, moment)
        progress(done, len(steps))


def _with_offers_over(now: datetime) -> Sequence[int]:
    query = sa.select(SeatOffer.event_id).where(SeatOffer.state == OfferState.OPEN, SeatOffer.until < now)
    return db.session.scalars(query.distinct().order_by(SeatOffer.event_id)).all()


def _expire(event_id: int, now: datetime) -> None:
    expire(lock_event(event_id), now=now)


def _release(hold_id: int, now: datetime) -> None:
    holds.give_back(db.session.get_one(SeatHold, hold_id), now=now)


def silent(now: datetime) -> Sequence[int]:
    """The invitations whose letter reached its reader, and which nobody answered until a day after the deadline."""
    query = (
        sa.select(Invitation.id)
        .join(Invitation.event)
        .where(
            Invitation.reply == ReplyState.NONE,
            Invitation.revoked_at.is_(None),
            Invitation.dispatch == Dispatch.DELIVERED,
            Event.reply_by < now - GRACE,
            Event.starts_at > now,
            Event.status.not_in(_NO_ANSWERS),
        )
        .order_by(Event.id, Invitation.id)
    )
    return db.session.scalars(query).all()


def lapse(invitation_id: int, now: datetime) -> None:
    """The time for answering is over and nothing was heard: the manager calls. Whoever answered meanwhile is left."""
    event, invitation = lock(invitation_id)
    if invitation.reply is not ReplyState.NONE or invitation.revoked_at is not None:
        return
    db.session.add(Reply(invitation_id=invitation_id, at=now, answer=ReplyState.LAPSED, channel=Channel.HOUSE))
    invitation.reply, invitation.replied_at = ReplyState.LAPSED, now
    due = max(morning_of(event, now.astimezone(event.tz).date()), now)
    calls.open_call(invitation, CallReason.SILENT, due_at=due, now=now)
    tell(
        invitation.client_id,
        EntryKind.LAPSED,
        at=now,
        subject=event.title,
        source="event",
        source_id=event.id,
        key=f"lapsed:{invitation.id}",
    )


def waited_in_vain(now: datetime) -> Sequence[int]:
    """Who still waited for a seat when the evening began; nobody missed one that was called off."""
    known = sa.exists().where(NextFirst.client_id == Invitation.client_id, NextFirst.event_id == Invitation.event_id)
    query = (
        sa.select(Invitation.id)
        .join(Invitation.event)
        .where(
            Invitation.reply == ReplyState.WAITLISTED,
            Invitation.revoked_at.is_(None),
            Event.starts_at.between(now - LOOK_BACK, now),
            Event.status.not_in((EventStatus.CANCELLED, EventStatus.POSTPONED)),
            ~known,
        )
        .order_by(Event.id, Invitation.id)
    )
    return db.session.scalars(query).all()


def ask_first_next_time(invitation_id: int, _now: datetime) -> None:
    """The client is asked first for ninety days after the evening. Once."""
    event, invitation = lock(invitation_id)
    key = {"client_id": invitation.client_id, "event_id": event.id}
    if invitation.reply is ReplyState.WAITLISTED and db.session.get(NextFirst, key) is None:
        db.session.add(NextFirst(**key, until=_first_until(event)))


def _first_until(event: Event) -> date:
    return event.local_start.date() + FIRST_FOR
