"""Looking for whom the book knows already: by indexes, for one client or for a hundred thousand rows at once.

Nobody hears of a client whom they don't see: a foreign client with the same number gives no hint at all, neither its
presence nor its absence. Such pairs are shown to whoever sees both, by the sweep.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from clients.duplicates.likeness import LIKELY, Found, Likeness, Reason, Traits, likeness
from clients.models import Client, ContactChannel, ContactPoint
from clients.scopes import cared_for
from core.db import db
from staff.models import Staff
from staff.scope import sees

BLOCK = 20_000
"""Rows that are looked up with one query a trait."""
MOST_OF_ONE_KEY = 200
"""A number that more clients share is a switchboard's, and no trait of a person."""


@dataclass(frozen=True)
class Match:
    """A client of the book who may be the one described: how likely, and why."""

    client_id: int
    score: int
    reasons: tuple[Reason, ...]

    @property
    def likely(self) -> bool:
        return self.score >= LIKELY


@dataclass(frozen=True)
class Row:
    """What is known of somebody who is looked for."""

    traits: Traits
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    number: str = ""


def row_of(values: Mapping[str, Any]) -> Row:
    """From the values of a form or of a list's row: the columns of Client, `phones` and `emails` for further ones."""
    birth_date: date | None = values.get("birth_date")
    traits = Traits(
        surname=values.get("surname") or "",
        given_name=values.get("given_name") or "",
        name_en=values.get("name_en") or "",
        gender=values.get("gender"),
        birth_date=birth_date,
        birthday=f"{birth_date:%m-%d}" if birth_date else values.get("birthday") or "",
        household_id=values.get("household_id"),
    )
    return Row(
        traits,
        phones=frozenset(filter(None, [values.get("phone"), *values.get("phones", ())])),
        emails=frozenset(email.lower() for email in [values.get("email"), *values.get("emails", ())] if email),
        number=values.get("number") or "",
    )


def possible_duplicates(actor: Staff, values: Mapping[str, Any], *, besides: int | None = None) -> list[Match]:
    """The clients whom `actor` sees who may be the one described, the likeliest first; `besides` is the client itself.

    The values are as a form's: telephone numbers in E.164.
    """
    found = matches(cared_for(actor), [(0, row_of(values))]).get(0, {})
    seen = _seen(actor, found.keys() - {besides})
    return sorted(
        (Match(client_id, likely.score, likely.reasons) for client_id, likely in found.items() if client_id in seen),
        key=lambda match: (-match.score, match.client_id),
    )


def matches_of(actor: Staff, rows: Sequence[Mapping[str, Any]]) -> dict[int, Match]:
    """For each row of a list, by its place, the likeliest client whom `actor` sees; five queries for 20,000 rows."""
    best: dict[int, Match] = {}
    for start in range(0, len(rows), BLOCK):
        block = [(place, row_of(rows[place])) for place in range(start, min(start + BLOCK, len(rows)))]
        found = matches(cared_for(actor), block)
        seen = _seen(actor, {client_id for likely in found.values() for client_id in likely})
        for place, likely in found.items():
            ranked = [(one.score, -client_id) for client_id, one in likely.items() if client_id in seen]
            if ranked:
                client_id = -max(ranked)[1]
                best[place] = Match(client_id, likely[client_id].score, likely[client_id].reasons)
    return best


def _seen(actor: Staff, client_ids: Iterable[int]) -> set[int]:
    """Of these, those in the actor's book: a duplicate that was merged leads to whom it was merged into, or nowhere."""
    wanted = [*client_ids]
    if not wanted:
        return set()
    query = sa.select(Client.id).where(sees(actor, Client), Client.id.in_(_listed(wanted)))
    return set(db.session.scalars(query))


def matches(
    among: sa.ColumnElement[bool], rows: Sequence[tuple[int, Row]], *, after: bool = False
) -> dict[int, dict[int, Likeness]]:
    """For each (place, row): the clients of the condition `among` who may be the row's, with how likely.

    A duplicate that was merged speaks for the client it was merged into. With `after`, places are ids of clients, and
    each pair is found from its lower id only.
    """
    known = {place: row.traits for place, row in rows}
    found: dict[tuple[int, int], set[Found]] = defaultdict(set)
    people: dict[int, sa.Row[Any]] = {}
    for how, place, person in _candidates(rows):
        if not after or person.id > place:
            people[person.id] = person
            found[place, person.id].add(how)
    allowed = (
        set(db.session.scalars(sa.select(Client.id).where(among, Client.id.in_(_listed(people))))) if people else ()
    )
    best: dict[int, dict[int, Likeness]] = defaultdict(dict)
    for (place, person_id), ways in found.items():
        if person_id not in allowed:
            continue
        person = people[person_id]
        likely = likeness(known[place], traits_of(person), ways)
        if likely is not None:
            client_id = person.merged_into_id or person.id
            earlier = best[place].get(client_id)
            if earlier is None or earlier.score < likely.score:
                best[place][client_id] = likely
    return best


_COLUMNS = (
    Client.id,
    Client.merged_into_id,
    Client.surname,
    Client.given_name,
    Client.name_en,
    Client.gender,
    Client.birth_date,
    Client.birthday,
    Client.household_id,
)


def traits_of(person: Any) -> Traits:
    """The traits of a client, or of a row with a client's columns."""
    return Traits(
        surname=person.surname,
        given_name=person.given_name,
        name_en=person.name_en,
        gender=person.gender,
        birth_date=person.birth_date,
        birthday=person.birthday,
        household_id=person.household_id,
    )


def _candidates(rows: Sequence[tuple[int, Row]]) -> Iterator[tuple[Found, int, sa.Row[Any]]]:
    """How, for which place and whom: whoever shares a trait that an index knows, by one query a trait."""
    phones = _places((phone, place) for place, row in rows for phone in row.phones)
    emails = _places((email, place) for place, row in rows for email in row.emails)
    names = _places(
        ((row.traits.day, sound), place) for place, row in rows if row.traits.day for sound in row.traits.sounds
    )
    homes = _places((row.traits.household_id, place) for place, row in rows if row.traits.household_id)
    numbers = _places((row.number, place) for place, row in rows if row.number)
    for how, wanted, columns in (
        (Found.PHONE, phones, (Client.phone,)),
        (Found.EMAIL, emails, (Client.email,)),
        (Found.HOUSEHOLD, homes, (Client.household_id,)),
        (Found.NUMBER, numbers, (Client.number,)),
        (Found.NAME, names, (Client.birthday, Client.sort_key)),
    ):
        yield from _joined(how, wanted, columns)
    yield from _joined(Found.PHONE, phones, (ContactPoint.value,), ContactPoint.channel == ContactChannel.PHONE)
    yield from _joined(Found.EMAIL, emails, (ContactPoint.value,), ContactPoint.channel == ContactChannel.EMAIL)


def _places(pairs: Iterable[tuple[Any, int]]) -> dict[Any, list[int]]:
    found: dict[Any, list[int]] = defaultdict(list)
    for key, place in pairs:
        found[key].append(place)
    return found


def _joined(
    how: Found, wanted: Mapping[Any, list[int]], columns: Sequence[Any], *conditions: sa.ColumnElement[bool]
) -> Iterator[tuple[Found, int, sa.Row[Any]]]:
    """The clients whose columns hold one of the wanted keys, each with the places that asked for it.

    An outer join and no further condition: so the database goes from each key along the one index that knows it, and
    never through the book with the keys in its hand.
    """
    if not wanted:
        return
    listed = _table([key if isinstance(key, tuple) else (key,) for key in wanted])
    matching = [column == _cell(listed, place, column) for place, column in enumerate(columns)]
    tables: Any = listed.outerjoin(columns[0].table, sa.and_(*matching, *conditions))
    if columns[0].table is not Client.__table__:
        tables = tables.outerjoin(Client.__table__, ContactPoint.client_id == Client.id)
    query = sa.select(*_COLUMNS, *(column.label(f"key_{place}") for place, column in enumerate(columns)))
    found: dict[Any, list[sa.Row[Any]]] = defaultdict(list)
    for person in db.session.execute(query.select_from(tables)):
        if person.id is not None:
            key = tuple(getattr(person, f"key_{place}") for place in range(len(columns)))
            found[key if len(columns) > 1 else key[0]].append(person)
    for key, people in found.items():
        if len(people) <= MOST_OF_ONE_KEY and len(wanted[key]) <= MOST_OF_ONE_KEY:
            yield from ((how, place, person) for place in wanted[key] for person in people)


def _table(rows: Sequence[tuple[Any, ...]]) -> Any:
    """The rows as a table that a query joins: any number of keys in one parameter, on both databases."""
    text: sa.BindParameter[str] = sa.bindparam("listed", json.dumps(rows), unique=True)
    if db.session.get_bind().dialect.name == "sqlite":
        return sa.func.json_each(text).table_valued("value")
    return sa.func.json_array_elements(sa.cast(text, sa.Text).cast(sa.JSON)).table_valued(sa.column("value", sa.JSON))


def _cell(listed: Any, place: int, column: Any) -> sa.ColumnElement[Any]:
    """One of the values of a row of `_table`, of the column's type."""
    text = listed.c.value.op("->>")(sa.literal_column(str(place)))
    return sa.cast(text, column.type) if isinstance(column.type, sa.Integer) else text


def _listed(ids: Iterable[int]) -> sa.Select[Any]:
    """Any number of ids in one parameter."""
    listed = _table([(client_id,) for client_id in ids])
    return sa.select(_cell(listed, 0, Client.id))
