"""A seating plan as it stands: the tables, who is to be seated, and who has which chair.

Seats follow the answers by being read with them: the chair of somebody who no longer comes is free, and a companion who
is new has none yet. So nothing has to be told to this room when a guest changes their mind.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import sqlalchemy as sa

from core.db import db
from events.models import Event, EventTable, TableShape
from events.tables.layout import in_front
from events.tables.rules import tables_of
from events.tables.settings import HEADS_PER_HOST
from invitations.guests.same_type.exclusions import conflicts_among
from invitations.models import SeatingStep, SeatPlace
from invitations.seating.chairs import Table
from invitations.seating.sitters import SPEAKER, Sitter, couples, guests_of, hosting_by_default, sitters
from invitations.seating.together import Pair, Ties, apart_pairs, ties
from staff.models import Staff
from staff.settings import setting


class Seat(NamedTuple):
    """A chair that somebody has."""

    table_id: int
    chair: int
    locked: bool = False


def key_of(row: SeatPlace) -> str:
    """Whom the row seats, as `Sitter.key` names them."""
    if row.invitation_id is not None:
        return f"{row.invitation_id}-{row.member}"
    return f"s{row.staff_id}" if row.staff_id is not None else SPEAKER


@dataclass
class Plan:
    """All that a page, a sheet or a move has to know. `rows` are kept ones too of people who no longer come."""

    event: Event
    tables: list[EventTable]
    people: dict[str, Sitter]
    rows: dict[str, SeatPlace]
    seats: dict[str, Seat]
    apart: frozenset[Pair]
    married: set[tuple[int, int]]
    heads_per_host: int
    can_undo: bool

    @cached_property
    def by_chair(self) -> dict[tuple[int, int], str]:
        return {(seat.table_id, seat.chair): key for key, seat in self.seats.items()}

    @cached_property
    def guests(self) -> list[Sitter]:
        return guests_of(self.people.values())

    @property
    def without_chair(self) -> list[Sitter]:
        """The guests who are not yet seated, in the order of their names' readings."""
        return [guest for guest in self.guests if guest.key not in self.seats]

    @cached_property
    def ties(self) -> Ties:
        largest = max((table.seats for table in self.tables), default=1)
        return ties(self.guests, self.apart, self.married, largest=largest)

    @property
    def usual_hosts(self) -> set[str]:
        """The keys of our people who are proposed to sit with the guests."""
        return hosting_by_default([*self.people.values()], main_table=any(table.main for table in self.tables))

    @cached_property
    def front(self) -> set[int]:
        """The tables near the front."""
        return in_front(self.tables)

    def table(self, table_id: int) -> EventTable | None:
        return next((one for one in self.tables if one.id == table_id), None)

    def at(self, table: EventTable) -> list[tuple[int, Sitter | None]]:
        """Each chair of the table with who has it."""
        keys = [self.by_chair.get((table.id, chair)) for chair in range(1, table.seats + 1)]
        return [(chair, self.people[key] if key else None) for chair, key in enumerate(keys, start=1)]

    def seated_at(self, table: EventTable) -> list[Sitter]:
        return [person for _chair, person in self.at(table) if person is not None]

    def for_proposal(self) -> list[Table]:
        """The tables from the front to the back."""
        ordered = sorted(self.tables, key=lambda one: (not one.main, one.y, one.number))
        return [
            Table(one.id, one.seats, one.main, one.shape is TableShape.ROW, one.id in self.front) for one in ordered
        ]


def read_plan(actor: Staff | None, event: Event, language: str) -> Plan:
    """The plan as `actor` may see it (of others' clients only that a chair is taken); a fixed number of queries."""
    tables = tables_of(event)
    people = {person.key: person for person in sitters(actor, event, language)}
    rows = {key_of(row): row for row in db.session.scalars(sa.select(SeatPlace).where(SeatPlace.event_id == event.id))}
    chairs = {table.id: table.seats for table in tables}
    seats = {
        key: Seat(row.table_id, row.chair, row.locked)
        for key, row in rows.items()
        if key in people and row.chair <= chairs.get(row.table_id, 0)
    }
    clients = sorted({person.client_id for person in people.values() if person.client_id is not None})
    conflicts = {(conflict.client_id, conflict.met_id) for conflict in conflicts_among(clients)}
    return Plan(
        event,
        tables,
        people,
        rows,
        seats,
        apart_pairs(list(people.values()), conflicts),
        couples(event),
        setting(event.branch_id, HEADS_PER_HOST),
        last_step(event) is not None,
    )


def last_step(event: Event) -> SeatingStep | None:
    """The latest change that is not undone."""
    return db.session.scalar(
        sa.select(SeatingStep)
        .where(SeatingStep.event_id == event.id, SeatingStep.undone_at.is_(None))
        .order_by(SeatingStep.id.desc())
        .limit(1)
    )
