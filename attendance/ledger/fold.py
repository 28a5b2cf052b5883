"""What an invitation's rows come to: a pure function, so that the order in which doors report never matters.

Rows count in the order of when they happened, and of their ids where that is the same. An undo takes back the row that
it names, wherever it stands: it may reach us first, and its clock may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from attendance.models import ADMITTING, Act, Verdict


class Row(Protocol):
    """What is read of a row of the ledger."""

    @property
    def scan_id(self) -> str: ...
    @property
    def act(self) -> Act: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def persons(self) -> Sequence[str]: ...
    @property
    def happened_at(self) -> datetime: ...
    @property
    def undoes(self) -> str | None: ...
    @property
    def gift_id(self) -> int | None: ...


@dataclass(frozen=True)
class Conflict:
    """Two rows let in the same person, who had not left in between. Both stand."""

    person: str
    first: str
    second: str


@dataclass(frozen=True)
class State:
    """Who came, who is inside, and what was handed over."""

    came: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()
    first: str | None = None
    """The scan_id of the row that let in the first of them, and when that was."""
    at: datetime | None = None
    gifts: tuple[int, ...] = ()
    badges: frozenset[str] = frozenset()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Standing:
    """A row that counts, with those of its persons who were not taken back."""

    row: Row
    persons: tuple[str, ...]


def fold(rows: Iterable[Row]) -> State:
    """The state after all rows, in whatever order and however often they are given."""
    came: set[str] = set()
    inside: dict[str, str] = {}  # who, and by which row
    gifts: set[int] = set()
    badges: set[str] = set()
    conflicts: list[Conflict] = []
    first: Row | None = None
    for one in standing(rows):
        row = one.row
        if row.act is Act.ENTER:
            first = first or row
            came.update(one.persons)
            for person in one.persons:
                if person in inside:
                    conflicts.append(Conflict(person, inside[person], row.scan_id))
                else:
                    inside[person] = row.scan_id
        elif row.act is Act.LEAVE:
            for person in one.persons:
                inside.pop(person, None)
        elif row.act is Act.GIFT and row.gift_id is not None:
            gifts.add(row.gift_id)
        elif row.act is Act.BADGE:
            badges.update(one.persons)
    return State(
        frozenset(came),
        frozenset(inside),
        first.scan_id if first else None,
        first.happened_at if first else None,
        tuple(sorted(gifts)),
        frozenset(badges),
        tuple(conflicts),
    )


def standing(rows: Iterable[Row]) -> list[Standing]:
    """The rows that count, in their order: refused ones, undone ones and undos themselves left out."""
    once = {row.scan_id: row for row in rows}
    taken_back: dict[str, set[str]] = {}
    whole: set[str] = set()
    for row in once.values():
        if row.act is Act.UNDO and row.undoes is not None:
            taken_back.setdefault(row.undoes, set()).update(row.persons)
            if not row.persons:
                whole.add(row.undoes)
    found = []
    for row in sorted(once.values(), key=lambda row: (row.happened_at, row.scan_id)):
        if row.act is Act.UNDO or row.scan_id in whole or (row.act is Act.ENTER and row.verdict not in ADMITTING):
            continue
        left = tuple(person for person in row.persons if person not in taken_back.get(row.scan_id, ()))
        if left or (not row.persons and row.act is not Act.ENTER and row.scan_id not in taken_back):
            found.append(Standing(row, left))
    return found
