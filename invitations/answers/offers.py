"""Seats that came free are offered to who waits: by a person, for a time in working hours, told by telephone.

While an offer is open its seats are taken. One that ran out leaves the guest waiting, behind those of the same rank;
one that was withdrawn leaves everybody where they were. The guest reads of none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from core.db import db
from core.errors import DomainError
from events.models import Event
from invitations.answers import calls
from invitations.answers.ledger import refuse_closed
from invitations.answers.rsvp import accept, decline
from invitations.answers.seats import lock, lock_event, take_seats
from invitations.answers.times import working_deadline
from invitations.answers.waitlist import end_offer, next_up, open_offer, queue, queue_up
from invitations.models import CallReason, Channel, OfferState, ReplyState, SeatOffer
from invitations.settings import OFFER_HOURS
from staff.models import Staff
from staff.settings import setting


def offer(invitation_id: int, *, staff: Staff, now: datetime) -> SeatOffer:
    """Keep the seats that this party needs, and let the manager call. Pressed twice it is one offer.

    Raises DomainError: those of a closed event, not_waiting, no_seat_free, or not_next when by the event's policy it
    is somebody else's turn.
    """
    event, invitation = lock(invitation_id)
    refuse_closed(event, invitation, now)
    if invitation.reply is not ReplyState.WAITLISTED:
        raise DomainError("not_waiting")
    expire(event, now=now)
    standing = open_offer(invitation)
    if standing is not None:
        return standing
    waiting = queue(event)
    following = next_up(event, waiting)
    if following is None:
        raise DomainError("no_seat_free")
    if following.invitation.id != invitation_id:
        raise DomainError("not_next")
    if not take_seats(event, following.seats):
        raise DomainError("no_seat_free")
    until = min(working_deadline(now, event, setting(event.branch_id, OFFER_HOURS)), event.starts_at)
    made = SeatOffer(
        event_id=event.id,
        invitation_id=invitation_id,
        seats=following.seats,
        made_at=now,
        until=until,
        staff_id=staff.id,
    )
    db.session.add(made)
    db.session.flush()
    calls.open_call(invitation, CallReason.SEAT_FREE, due_at=until, now=now, key=str(made.id))
    return made


def take(found: SeatOffer, *, channel: Channel, staff: Staff, now: datetime, note: str = "") -> ReplyState:
    """The client said yes on the telephone. Raises DomainError: offer_ended, and those of accepting."""
    _still_open(found)
    return accept(found.invitation_id, channel=channel, now=now, staff=staff, note=note, told_by_client=True)


def turn_down(found: SeatOffer, *, channel: Channel, staff: Staff, now: datetime, note: str = "") -> ReplyState:
    """The client does not wish to come any more. Raises DomainError: offer_ended, and those of declining."""
    _still_open(found)
    return decline(found.invitation_id, channel=channel, now=now, staff=staff, note=note, told_by_client=True)


def withdraw(found: SeatOffer, *, now: datetime) -> None:
    """The seats are needed otherwise; the guest waits on in the same place. Raises DomainError("offer_ended")."""
    event = _still_open(found)
    end_offer(event, found, OfferState.WITHDRAWN, now=now)


def _still_open(found: SeatOffer) -> Event:
    """The event, locked; two may press at once."""
    event, _invitation = lock(found.invitation_id)
    db.session.refresh(found)
    if found.state is not OfferState.OPEN:
        raise DomainError("offer_ended")
    return event


def expire(event: Event, *, now: datetime) -> int:
    """End the offers whose time ran out; those guests wait on, behind the others of their rank. For a locked event."""
    due = open_offers(event, before=now)
    for one in due:
        end_offer(event, one, OfferState.EXPIRED, now=now)
        queue_up(one.invitation, now=now)
    if due:
        db.session.flush()
    return len(due)


def open_offers(event: Event, *, before: datetime | None = None) -> Sequence[SeatOffer]:
    """The offers that keep seats at the moment; with `before`, those whose time was over then."""
    query = sa.select(SeatOffer).where(SeatOffer.event_id == event.id, SeatOffer.state == OfferState.OPEN)
    if before is not None:
        query = query.where(SeatOffer.until < before)
    return db.session.scalars(query.options(joinedload(SeatOffer.invitation)).order_by(SeatOffer.id)).all()


def withdraw_all(event_id: int, *, now: datetime) -> None:
    """No seats are offered any more: the evening is put off, called off or has begun."""
    event = lock_event(event_id)
    for one in open_offers(event):
        end_offer(event, one, OfferState.WITHDRAWN, now=now)
