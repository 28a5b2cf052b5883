"""What the tests of answers begin with: an evening, its guests, and what stands in the tables afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.db import db
from events.models import Event
from invitations.answers import rsvp
from invitations.answers.party import GUEST, Person, parties_of, seats_of
from invitations.models import Channel, Invitation, MemberKind, OfferState, Reply, ReplyState, SeatOffer
from tests.house import NOW, Cast

START = NOW + timedelta(days=21)
DEADLINE = NOW + timedelta(days=14)
LATE = DEADLINE + timedelta(hours=1)


def evening(cast: Cast, guests: int, **values: Any) -> tuple[int, list[int]]:
    """An event in three weeks and so many invitations to it; the rest of the event is set as told."""
    event_id = cast.add_event(starts_at=START, reply_by=DEADLINE, capacity=values.pop("capacity", 10))
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        for name, value in values.items():
            setattr(event, name, value)
        db.session.commit()
    names = [f"客{number}" for number in range(guests)]
    clients = [cast.add_client(given_name=name, number=name) for name in names]
    return event_id, [cast.add_invitation(event_id, client_id, now=NOW) for client_id in clients]


def accept(invitation_id: int, now: datetime = NOW, **more: Any) -> ReplyState:
    return rsvp.accept(invitation_id, channel=Channel.PHONE if "staff" in more else Channel.QR, now=now, **more)


def decline(invitation_id: int, now: datetime = NOW, **more: Any) -> ReplyState:
    return rsvp.decline(invitation_id, channel=Channel.PHONE if "staff" in more else Channel.QR, now=now, **more)


def change(invitation_id: int, party: Sequence[Person], now: datetime = NOW, **more: Any) -> rsvp.Changed:
    channel = Channel.PHONE if "staff" in more else Channel.QR
    return rsvp.change_party(invitation_id, channel=channel, now=now, party=party, **more)


def party(number: int) -> list[Person]:
    """The guest and others, so many in all."""
    return [GUEST, *(Person(name=f"同伴{place}") for place in range(1, number))]


def event_of(event_id: int) -> Event:
    db.session.flush()
    db.session.expire_all()
    return db.session.get_one(Event, event_id)


def invitation_of(invitation_id: int) -> Invitation:
    db.session.flush()
    db.session.expire_all()
    return db.session.get_one(Invitation, invitation_id)


def check_sums(event_id: int) -> None:
    """Whatever happened: the counted seats are those of answers and open offers, the lists say what the states say."""
    event = event_of(event_id)
    guests = db.session.scalars(sa.select(Invitation).where(Invitation.event_id == event_id)).all()
    offered = db.session.scalars(
        sa.select(SeatOffer).where(SeatOffer.event_id == event_id, SeatOffer.state == OfferState.OPEN)
    ).all()
    parties = parties_of([guest.id for guest in guests])
    assert event.seats_taken == sum(guest.seats for guest in guests) + sum(offer.seats for offer in offered)
    last = {
        reply.invitation_id: reply
        for reply in db.session.scalars(sa.select(Reply).where(Reply.invitation_id.in_(parties)).order_by(Reply.id))
    }
    waiting = {offer.invitation_id for offer in offered}
    for guest in guests:
        people = parties.get(guest.id, [])
        coming = guest.reply in (ReplyState.ACCEPTED, ReplyState.DELEGATED)
        assert (guest.seats, guest.heads) == ((seats_of(people), len(people)) if coming else (0, 0))
        assert bool(people) == (coming or guest.reply is ReplyState.WAITLISTED)
        assert (guest.waited_since is not None) == (guest.reply is ReplyState.WAITLISTED)
        assert (guest.tentative_until is not None) == (guest.reply is ReplyState.TENTATIVE)
        assert guest.id not in waiting or guest.reply is ReplyState.WAITLISTED
        if guest.id in last:
            assert last[guest.id].answer is guest.reply
            assert (last[guest.id].seats, last[guest.id].heads) == (guest.seats, guest.heads)
        if coming and guest.reply is ReplyState.DELEGATED:
            assert people[0].kind is MemberKind.DELEGATE
