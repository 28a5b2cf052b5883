"""Rules of an event's tables: adding many at once, changing one, taking one away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from core.db import db
from core.errors import DomainError
from events.models import Event, EventTable, TableShape
from events.tables.layout import moved_by_hand, place_all
from events.tables.numbering import free_numbers
from events.tables.settings import SKIP_NUMBERS
from staff.settings import setting

MOST_TABLES = 200
MOST_SEATS = 60


def tables_of(event: Event) -> list[EventTable]:
    """The event's tables, the main one first, then by their numbers."""
    query = sa.select(EventTable).where(EventTable.event_id == event.id)
    return list(db.session.scalars(query.order_by(EventTable.main.desc(), EventTable.number)))


def add_tables(event: Event, *, count: int, seats: int, shape: TableShape, main: bool = False) -> Sequence[EventTable]:
    """Add `count` tables of `seats` chairs each; with `main` the first of them becomes the main table.

    Raises DomainError: event_closed, tables_many.
    """
    _refuse_over(event)
    known = tables_of(event)
    moved = moved_by_hand(known)
    if len(known) + count > MOST_TABLES:
        raise DomainError("tables_many", most=MOST_TABLES)
    skip = bool(setting(event.branch_id, SKIP_NUMBERS))
    numbers = free_numbers({table.number for table in known}, count, skip=skip)
    added = [EventTable(event_id=event.id, number=number, seats=seats, shape=shape) for number in numbers]
    for table in added:
        table.name, table.main, table.x, table.y = "", False, 50, 95
    if main:
        _only_main(added[0], known)
    if not moved:
        place_all(sorted([*known, *added], key=_order))
    db.session.add_all(added)
    db.session.flush()
    return added


def change_table(event: Event, table: EventTable, **values: Any) -> None:
    """Change a table. Guests on chairs that it no longer has are no longer seated; none is sent away.

    Raises DomainError: event_closed, table_number_taken.
    """
    _refuse_over(event)
    known = tables_of(event)
    others, moved = [one for one in known if one is not table], moved_by_hand(known)
    if values.get("number", table.number) in {one.number for one in others}:
        raise DomainError("table_number_taken")
    if values.get("main") and not table.main:
        _only_main(table, others)
    stood = (table.x, table.y)
    for name, value in values.items():
        setattr(table, name, value)
    if not moved and (table.x, table.y) == stood:
        place_all(sorted(known, key=_order))


def remove_table(event: Event, table: EventTable) -> None:
    """Take a table away; whoever had a chair there is no longer seated. Raises DomainError("event_closed")."""
    _refuse_over(event)
    known = tables_of(event)
    moved = moved_by_hand(known)
    db.session.delete(table)
    if not moved:
        place_all([one for one in known if one is not table])


def _only_main(table: EventTable, others: Sequence[EventTable]) -> None:
    for one in others:
        one.main = False
    table.main = True


def _order(table: EventTable) -> tuple[bool, int]:
    return not table.main, table.number


def _refuse_over(event: Event) -> None:
    if event.over:
        raise DomainError("event_closed")
