"""Who waits for seats, in which order, and who may be asked next. No guest ever reads of a place in it.

The order is total and nobody moves in it by somebody else's answer: the rank that was given when the wish was noted
(a person's word, then who has never come before), the moment of the wish, the id. A wish for more seats than before
counts from the moment it was made.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from clients.models import Client
from core.db import db
from core.errors import DomainError
from events.models import Event, WaitlistPolicy
from invitations.answers.calls import settle
from invitations.answers.seats import free_seats, wanted_seats
from invitations.models import CallReason, Invitation, OfferState, ReplyState, SeatOffer
from staff.models import Staff


class Precedence(enum.IntEnum):
    """What a person says of somebody's place; within each, those who have never come stand before the others."""

    FIRST = 0
    NORMAL = 1
    LAST = 2


ORDER = (Invitation.wait_rank, Invitation.waited_since, Invitation.id)


def rank(precedence: Precedence, client: Client) -> int:
    return 2 * precedence + (client.times_attended > 0)


def precedence_of(invitation: Invitation) -> Precedence:
    return Precedence(min(invitation.wait_rank // 2, Precedence.LAST))


def queue_up(invitation: Invitation, *, now: datetime) -> None:
    """The wish is noted from now on, behind those of the same rank."""
    given = precedence_of(invitation) if invitation.waited_since else Precedence.NORMAL
    invitation.wait_rank = rank(given, invitation.client)
    invitation.waited_since = now


def set_precedence(invitation: Invitation, precedence: Precedence) -> None:
    """A person says who is asked before others. Raises DomainError("not_waiting")."""
    if invitation.reply is not ReplyState.WAITLISTED:
        raise DomainError("not_waiting")
    invitation.wait_rank = rank(precedence, invitation.client)


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits, with what the party needs and the offer that is open to them."""

    invitation: Invitation
    seats: int
    offer: SeatOffer | None


def queue(event: Event) -> list[Waiting]:
    """All who wait, in their order; the reader's right to see them is the caller's to ask."""
    open_offer = sa.and_(SeatOffer.invitation_id == Invitation.id, SeatOffer.state == OfferState.OPEN)
    rows = db.session.execute(
        sa.select(Invitation, wanted_seats(), SeatOffer)
        .join(Invitation.client)
        .outerjoin(SeatOffer, open_offer)
        .where(
            Invitation.event_id == event.id,
            Invitation.reply == ReplyState.WAITLISTED,
            Invitation.revoked_at.is_(None),
        )
        .options(contains_eager(Invitation.client).joinedload(Client.rm).lazyload(Staff.roles))
        .order_by(*ORDER)
    )
    return [Waiting(*row) for row in rows]


def next_up(event: Event, waiting: Sequence[Waiting]) -> Waiting | None:
    """Who may be offered the free seats by the event's policy; nobody is split, and nobody is chosen by a machine."""
    unasked = [one for one in waiting if one.offer is None]
    if event.waitlist is not WaitlistPolicy.FILL:
        unasked = unasked[:1]
    return next((one for one in unasked if one.seats <= event.seats_free), None)


def open_offer(invitation: Invitation) -> SeatOffer | None:
    """The offer that keeps seats for this guest at the moment."""
    return db.session.scalar(
        sa.select(SeatOffer).where(SeatOffer.invitation_id == invitation.id, SeatOffer.state == OfferState.OPEN)
    )


def end_offer(event: Event, offer: SeatOffer, state: OfferState, *, now: datetime) -> None:
    """Close an offer; its seats are free again unless the answer that took it keeps them. Under the event's lock."""
    offer.state, offer.ended_at = state, now
    if state is not OfferState.TAKEN:
        free_seats(event, offer.seats)
    settle(offer.invitation_id, CallReason.SEAT_FREE, now=now)
