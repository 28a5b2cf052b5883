"""The demo's answers beside yes and no: parties, who decides later, who is sent, seats kept, who waits for some."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from core.db import db
from events.models import CompanionPolicy, Event, EventStatus
from invitations.answers import holds, offers, rsvp
from invitations.answers.party import GUEST, Person
from invitations.answers.times import latest_day_to_decide
from invitations.answers.waitlist import next_up, queue
from invitations.models import Channel, Diet, Dispatch, Invitation, ReplyState
from staff.models import Staff

ENOUGH_SILENT = 4


def answer_in_other_ways(staff: dict[str, Staff], *, now: datetime) -> None:
    """On the last evening that still takes answers: some bring somebody, and the seats come to an end."""
    query = sa.select(Event).where(Event.status == EventStatus.INVITING, Event.reply_by > now)
    for event in db.session.scalars(query.order_by(Event.starts_at)):
        coming, silent = _guests(event, ReplyState.ACCEPTED), _guests(event, ReplyState.NONE)
        too_late = now.astimezone(event.tz).date() > latest_day_to_decide(event)
        if len(coming) > 1 and len(silent) >= ENOUGH_SILENT and not too_late and event.tentative_ok:
            _answer(event, coming, silent, staff["organiser"], now)
            return


def _answer(event: Event, coming: list[Invitation], silent: list[Invitation], organiser: Staff, now: datetime) -> None:
    event.companions, event.companions_most = CompanionPolicy.SEVERAL, 2
    db.session.flush()
    earlier = now - timedelta(minutes=40)
    _bring(coming, now=earlier)
    undecided, sending, first, second = silent[:ENOUGH_SILENT]
    rsvp.say_later(undecided.id, until=latest_day_to_decide(event), channel=Channel.QR, now=earlier)
    rsvp.delegate(
        sending.id, name="林晓雨", relation="女儿", tail="6208", channel=Channel.QR, now=earlier + timedelta(minutes=3)
    )
    _fill_up(event, [first, second], organiser, now=earlier + timedelta(minutes=9))


def _guests(event: Event, reply: ReplyState) -> list[Invitation]:
    query = sa.select(Invitation).where(
        Invitation.event_id == event.id,
        Invitation.reply == reply,
        Invitation.dispatch != Dispatch.LISTED,
        Invitation.revoked_at.is_(None),
    )
    return list(db.session.scalars(query.order_by(Invitation.id)))


def _bring(coming: list[Invitation], *, now: datetime) -> None:
    """One brings somebody of the family, one a friend with a wish for the kitchen."""
    friend = Person(name="周立行", relation="朋友", diets=(Diet.VEGETARIAN,))
    for invitation, others in ((coming[0], [Person(relation="先生")]), (coming[1], [friend])):
        rsvp.change_party(invitation.id, party=[GUEST, *others], channel=Channel.QR, now=now)


def _fill_up(event: Event, last: list[Invitation], organiser: Staff, *, now: datetime) -> None:
    """The head office keeps what is left; two wait, and whose turn it is is offered the seat that is given back."""
    given_back = holds.keep(event, 1, "总行来宾", staff=organiser, now=now)
    if event.seats_free:
        holds.keep(event, event.seats_free, "友邻支行观摩", staff=organiser, now=now)
    for minutes, invitation in enumerate(last, start=1):
        rsvp.accept(invitation.id, channel=Channel.QR, now=now + timedelta(minutes=minutes))
    holds.give_back(given_back, now=now + timedelta(minutes=5))
    following = next_up(event, queue(event))
    assert following is not None
    offers.offer(following.invitation.id, staff=organiser, now=now + timedelta(minutes=6))
