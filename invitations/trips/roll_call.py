"""Counting heads before a coach goes on: who is there, who is missing. The last word on somebody counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from core.db import db
from core.errors import DomainError
from events.models import DOOR_CLOSES, DOOR_OPENS, Event, ItineraryItem
from events.trips.record import Trip
from invitations.models import RollCall
from invitations.trips.people import Key, Person
from staff.models import Staff


@dataclass(frozen=True)
class Count:
    """A stage's heads: expected, there, said to be missing, and not looked for yet."""

    item: ItineraryItem
    people: Sequence[Person]
    said: Mapping[Key, RollCall]

    @property
    def present(self) -> list[Person]:
        return [one for one in self.people if (row := self.said.get(one.key)) and row.present]

    @property
    def missing(self) -> list[Person]:
        """Left behind, if the coach went on now: those not seen and those known to be missing."""
        return [one for one in self.people if not ((row := self.said.get(one.key)) and row.present)]

    @property
    def last(self) -> RollCall | None:
        """The latest word, with who said it and when."""
        return max(self.said.values(), key=lambda row: row.id, default=None)

    @property
    def complete(self) -> bool:
        return bool(self.people) and not self.missing


def stages(trip: Trip) -> list[ItineraryItem]:
    """Before which things of the programme heads are counted."""
    return [item for item in trip.items if item.roll_call]


def counts(trip: Trip, people: Sequence[Person]) -> list[Count]:
    """The count of every stage; one query."""
    latest = (
        sa.select(sa.func.max(RollCall.id))
        .where(RollCall.event_id == trip.event.id)
        .group_by(RollCall.item_id, RollCall.invitation_id, RollCall.member)
    )
    query = sa.select(RollCall).where(RollCall.id.in_(latest))
    said: dict[int, dict[Key, RollCall]] = {}
    for row in db.session.scalars(query.options(joinedload(RollCall.staff).lazyload(Staff.roles))):
        said.setdefault(row.item_id, {})[row.invitation_id, row.member] = row
    keys = {person.key for person in people}
    return [
        Count(item, people, {key: row for key, row in said.get(item.id, {}).items() if key in keys})
        for item in stages(trip)
    ]


def is_open(event: Event, now: datetime) -> bool:
    """Whether heads are counted now: from twelve hours before the beginning to two hours after the end."""
    return not event.over and event.starts_at - DOOR_OPENS <= now <= event.ends_at + DOOR_CLOSES


def tell(count: Count, people: Sequence[Person], *, present: bool, event: Event, staff: Staff, now: datetime) -> int:
    """Note that these are there, or missing; returns of how many that is news. Said twice it is one row.

    Raises DomainError: roll_call_closed.
    """
    if not is_open(event, now):
        raise DomainError("roll_call_closed")
    news = [one for one in people if not ((row := count.said.get(one.key)) and row.present is present)]
    db.session.add_all(
        RollCall(
            event_id=event.id,
            item_id=count.item.id,
            invitation_id=one.invitation.id,
            member=one.place,
            present=present,
            at=now,
            staff_id=staff.id,
        )
        for one in news
    )
    return len(news)
