"""How many of the invited accept and come: what practice says at first, then what evenings of the theme have taught."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import sqlalchemy as sa

from clients.models import Client, ClientType, EntryKind, HistoryEntry
from core.db import db
from events.models import CompanionPolicy, Event, EventFormat, EventStatus
from events.planning import ACCEPT_RATE, SHOW_RATE
from events.type_profile import TypeProfile
from invitations.models import Invitation, ReplyState

SHOW = {EventFormat.BANQUET: 0.95, EventFormat.TRIP: 0.95, EventFormat.LECTURE: 0.80}
"""Of those who accepted, how many come, where it is not the usual nine of ten (domain practice, planner's rates)."""
PARTY = {CompanionPolicy.ONE: 1.4, CompanionPolicy.SEVERAL: 1.6, CompanionPolicy.FAMILY: 2.5}
"""Seats that one acceptance takes where guests may bring somebody; without companions it is one."""
ENOUGH_EVENTS = 5
"""From so many evenings on, what was seen counts beside what practice says."""
PRIOR_WEIGHT = 20
"""Practice counts as much as so many guests: the mean of a Beta distribution that began with them."""
LEAST, MOST = 0.05, 1.0

OVER = (EventStatus.CLOSED, EventStatus.REPORTED, EventStatus.ARCHIVED)
YES = (ReplyState.ACCEPTED, ReplyState.DELEGATED, ReplyState.CANCELLED)
"""Who once accepted; to cancel is not to come."""
CAME = (EntryKind.OUTCOME_ATTENDED, EntryKind.REPRESENTED)


@dataclass(frozen=True)
class Rates:
    """The chances that a guest accepts and then comes, the seats of an acceptance, and from how many evenings known."""

    accept: float
    show: float
    party: float = 1.0
    events: int = 0


@dataclass
class Seen:
    """What past evenings counted of some guests."""

    events: set[int] = field(default_factory=set)
    asked: int = 0
    yes: int = 0
    came: int = 0
    wished: int = 0  # a seat that was not there: a yes all the same
    seats: int = 0

    def add(self, other: Seen) -> None:
        self.events |= other.events
        for name in ("asked", "yes", "came", "wished", "seats"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True)
class RateBook:
    """The rates for one event: of each client type, and of everybody whom it is for."""

    overall: Rates
    by_type: Mapping[ClientType | None, Rates]

    def of(self, kind: ClientType | None) -> Rates:
        return self.by_type.get(kind, self.overall)


def seeded(event: Event) -> Rates:
    """What practice says of letters that the manager hands over and calls about."""
    return Rates(ACCEPT_RATE, SHOW.get(event.format, SHOW_RATE), PARTY.get(event.companions, 1.0))


def learned(prior: Rates, seen: Seen) -> Rates:
    """The prior moved by what was seen: (20 × prior + yes) ÷ (20 + asked); unchanged before the fifth evening."""
    if len(seen.events) < ENOUGH_EVENTS:
        return prior
    return Rates(
        _mean(prior.accept, seen.yes + seen.wished, seen.asked),
        _mean(prior.show, seen.came, seen.yes),
        _mean(prior.party, seen.seats, seen.yes) if prior.party > 1 else 1.0,
        len(seen.events),
    )


def _mean(prior: float, successes: int, tries: int) -> float:
    return round((PRIOR_WEIGHT * prior + successes) / (PRIOR_WEIGHT + tries), 2)


def rates_of(event: Event) -> RateBook:
    """What to expect of the event's guests, by their type; two queries whatever the number of evenings."""
    prior, seen = seeded(event), _seen(event)
    everybody = Seen()
    for one in seen.values():
        everybody.add(one)
    of_theme = learned(prior, everybody)
    by_type = {kind: learned(prior, one) for kind, one in seen.items() if len(one.events) >= ENOUGH_EVENTS}
    asked_for = Seen()
    for kind in TypeProfile.from_stored(event.type_profile or {}).types:
        asked_for.add(seen.get(kind, Seen()))
    known = len(asked_for.events) >= ENOUGH_EVENTS
    return RateBook(learned(prior, asked_for) if known else of_theme, by_type)


def _seen(event: Event) -> dict[ClientType | None, Seen]:
    """What the branch's past evenings of the same theme counted, by client type; without a theme, of the format."""
    alike = Event.theme == event.theme if event.theme else sa.and_(Event.theme == "", Event.format == event.format)
    evenings = sa.select(Event.id).where(
        alike, Event.branch_id == event.branch_id, Event.status.in_(OVER), Event.id != event.id
    )
    came = (
        sa.select(HistoryEntry.id)
        .where(
            HistoryEntry.client_id == Invitation.client_id,
            HistoryEntry.source == "event",
            HistoryEntry.source_id == Invitation.event_id,
            HistoryEntry.kind.in_(CAME),
        )
        .exists()
    )
    accepted = Invitation.reply.in_(YES)

    def number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    rows = db.session.execute(
        sa.select(
            Client.client_type,
            Invitation.event_id,
            sa.func.count(),
            number(accepted),
            number(sa.and_(accepted, came)),
            number(Invitation.reply == ReplyState.WAITLISTED),
            sa.func.sum(sa.case((accepted, sa.func.coalesce(sa.func.nullif(Invitation.seats, 0), 1)), else_=0)),
        )
        .join(Client, Client.id == Invitation.client_id)
        .where(Invitation.event_id.in_(evenings), Invitation.revoked_at.is_(None), Invitation.delivered_at.is_not(None))
        .group_by(Client.client_type, Invitation.event_id)
    )
    found: dict[ClientType | None, Seen] = defaultdict(Seen)
    for kind, event_id, *counts in rows:
        found[kind].add(Seen({event_id}, *(int(count) for count in counts)))
    return found


def letters_for(seats: float, rates: Rates) -> int:
    """How many letters nearly fill so many seats: ceil(0.95 × seats ÷ (accept × show × party)); none for no seat."""
    if seats <= 0:
        return 0
    accept, show = min(MOST, max(LEAST, rates.accept)), min(MOST, max(LEAST, rates.show))
    # Floats would round 19.000000000000004 up to 20.
    chance = Fraction(str(accept)) * Fraction(str(show)) * Fraction(str(max(1.0, rates.party)))
    return math.ceil(Fraction(95, 100) * Fraction(str(seats)) / chance)


def seats_for_guests(event: Event) -> int:
    """The seats that invited guests may fill: those kept for others are left out."""
    return max(0, event.capacity + event.overbooked_by - event.seats_held)


def letters_advised(event: Event) -> int:
    """How many to invite in all, as far as is known today."""
    return letters_for(seats_for_guests(event), rates_of(event).overall)
