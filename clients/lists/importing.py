"""Bringing in a list: first a plan that says what each row would do, then, when its reader agrees, all of it."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from clients.book.naming import split_name
from clients.book.owners import may_name_owner, possible_owners
from clients.book.postal import HOME, restored_postcode
from clients.book.saving import has_own_number, next_numbers, write_client
from clients.lists.cells import Cell, guess_title, read_cell
from clients.lists.columns import Column
from clients.lists.vocabulary import heading_line
from clients.lists.words import COLUMNS
from clients.models import Client
from core.db import db
from core.errors import DomainError
from staff.models import Staff
from staff.scope import visible

NAMING = (Column.NAME, Column.GIVEN_NAME, Column.NAME_EN)
"""One of these must be among the columns."""


class Verdict(enum.Enum):
    """What a row does."""

    NEW = "new"
    CHANGES = "changes"
    SAME = "same"
    LEFT_OUT = "left_out"


@dataclass
class Row:
    """A row of the list and what it would do."""

    line: int  # as the spreadsheet counts
    texts: list[str]
    cells: dict[Column, Cell]
    verdict: Verdict = Verdict.NEW
    reasons: list[DomainError] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    client: Client | None = None
    guessed_name: tuple[str, str] | None = None  # surname and given name, when one column held both

    @property
    def called(self) -> str:
        """The name in the list, to know the row by."""
        values = [self.cells[column].text for column in (Column.NAME, Column.SURNAME) if column in self.cells]
        given = self.cells.get(Column.GIVEN_NAME, Cell("")).text
        return next((text for text in values if text), "") + given or self.cells.get(Column.NAME_EN, Cell("")).text

    def leave_out(self, reason: DomainError) -> None:
        self.verdict = Verdict.LEFT_OUT
        self.reasons.append(reason)


@dataclass
class Plan:
    """All rows of a list with what each would do."""

    headings: list[str]
    columns: dict[int, Column]
    rows: list[Row]
    problem: DomainError | None = None  # why nothing at all can be brought in

    @property
    def counts(self) -> Counter[Verdict]:
        return Counter(row.verdict for row in self.rows)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why rows are left out, in the reader's language, with how many rows: the most frequent first."""
        return Counter(reason.sentence for row in self.rows for reason in row.reasons).most_common()

    def with_verdict(self, verdict: Verdict | None) -> list[Row]:
        return [row for row in self.rows if verdict is None or row.verdict is verdict]


def plan_import(
    actor: Staff, rows: Sequence[Sequence[str]], columns: Mapping[int, Column], *, owner: Staff | None, today: date
) -> Plan:
    """What bringing in `rows` would do, row by row. Changes nothing.

    `owner` gets the new clients whose row names nobody; whoever may not name owners brings in clients of their own.
    """
    head = heading_line(rows)
    plan = Plan([*rows[head]], dict(columns), [], _problem(columns))
    for place, texts in enumerate(rows[head + 1 :], start=head + 2):
        if any(texts):
            cells = {
                column: read_cell(column, texts[at] if at < len(texts) else "", today=today)
                for at, column in columns.items()
            }
            plan.rows.append(Row(place, [*texts], cells))
    owners = _Owners(actor, owner)
    for row in plan.rows:
        _understand(row, owners)
    known = _Known(actor, plan.rows)
    for row in plan.rows:
        _decide(row, known, owners)
    return plan


def _problem(columns: Mapping[int, Column]) -> DomainError | None:
    twice = [column for column, count in Counter(columns.values()).items() if count > 1]
    if twice:
        return DomainError("import_column_twice", column=COLUMNS[twice[0]])
    return None if set(NAMING) & set(columns.values()) else DomainError("import_no_name")


class _Owners:
    """Whom a list may name as the relationship manager."""

    def __init__(self, actor: Staff, fallback: Staff | None) -> None:
        self.free = may_name_owner(actor)
        people = possible_owners(actor)
        self.by_username = {person.username: person for person in people}
        self.by_name: dict[str, list[Staff]] = {}
        for person in people:
            self.by_name.setdefault(person.name, []).append(person)
        self.fallback = fallback if self.free else actor

    def named(self, text: str) -> Staff:
        """Raises DomainError: rm_not_you, rm_unknown, rm_ambiguous."""
        found = self.by_username.get(text.lower())
        people = [found] if found else self.by_name.get(text, [])
        if not people:
            raise DomainError("rm_unknown", word=text) if self.free else DomainError("rm_not_you")
        if len(people) > 1:
            raise DomainError("rm_ambiguous", word=text)
        return people[0]


def _understand(row: Row, owners: _Owners) -> None:
    """Turn the cells into a client's values; the cells' refusals leave the row out."""
    values = {column.value: cell.value for column, cell in row.cells.items() if cell.value is not None}
    full_name = values.pop(Column.NAME.value, None)
    if full_name and "surname" not in values and "given_name" not in values:
        row.guessed_name = values["surname"], values["given_name"] = split_name(full_name)
    if "title" in values and "title_kind" not in values:
        said = guess_title(values.pop("title"), values.get("surname", ""))
        values = said | values  # a column of its own for the gender counts more than 先生 in another
    named = values.pop(Column.RM.value, None)
    if named is not None:
        try:
            values["rm"] = owners.named(named)
        except DomainError as refusal:
            row.cells[Column.RM] = Cell(row.cells[Column.RM].text, error=refusal)
    row.values = values
    for cell in row.cells.values():
        if cell.error is not None:
            row.leave_out(cell.error)


class _Known:
    """The clients whom the list may mean: those its reader sees, and the bare numbers of all others."""

    def __init__(self, actor: Staff, rows: Sequence[Row]) -> None:
        wanted = {row.values["number"] for row in rows if "number" in row.values}
        options = (selectinload(Client.interests), selectinload(Client.holdings))
        clients = db.session.scalars(visible(actor, Client).options(*options)).all()
        self.by_number = {client.number: client for client in clients}
        self.by_name: dict[tuple[str, str], Client] = {
            (client.full_name, client.phone): client for client in clients if client.phone
        }
        self.foreign = _taken(sorted(wanted - self.by_number.keys()))
        self.lines: dict[Any, int] = {}

    def find(self, row: Row) -> Client | None:
        """The client meant by `row`. Raises DomainError: number_taken, row_other_number."""
        number = row.values.get("number")
        if number in self.by_number:
            return self.by_number[number]
        if number in self.foreign:
            raise DomainError("number_taken")
        found = self.by_name.get(_name_and_phone(row))
        if found is not None and number and not has_own_number(found):
            raise DomainError("row_other_number", number=found.number)
        return found


def _name_and_phone(row: Row) -> tuple[str, str]:
    values = row.values
    name = values.get("surname", "") + values.get("given_name", "") or values.get("name_en", "")
    return name, values.get("phone", "")


def _taken(numbers: Sequence[str]) -> set[str]:
    """Those numbers that some client has, whoever it is; the answer to the reader never says who."""
    found: set[str] = set()
    for start in range(0, len(numbers), 5000):
        found.update(
            db.session.scalars(sa.select(Client.number).where(Client.number.in_(numbers[start : start + 5000])))
        )
    return found


def _decide(row: Row, known: _Known, owners: _Owners) -> None:
    if row.verdict is Verdict.LEFT_OUT:
        return
    try:
        row.client = known.find(row)
        _refuse_second(row, known)
        _restore_postcode(row)
        if row.client is None:
            _complete(row, owners)
            return
    except DomainError as refusal:
        row.leave_out(refusal)
        return
    if not owners.free:
        row.values.pop("rm", None)  # standing in for a colleague, nobody becomes the owner by way of a list
    row.values = _differences(row.client, row.values)
    row.verdict = Verdict.CHANGES if row.values else Verdict.SAME


def _refuse_second(row: Row, known: _Known) -> None:
    """Raises DomainError("row_twice") when an earlier row means the same client."""
    name, phone = _name_and_phone(row)
    marks: list[Any] = [("client", row.client.id)] if row.client else []
    if row.values.get("number"):
        marks.append(("number", row.values["number"]))
    if phone:
        marks.append(("person", name, phone))
    for mark in marks:
        if mark in known.lines:
            raise DomainError("row_twice", line=known.lines[mark])
    known.lines.update(dict.fromkeys(marks, row.line))


def _complete(row: Row, owners: _Owners) -> None:
    """What a new client needs. Raises DomainError: name_missing, rm_missing."""
    if not _name_and_phone(row)[0]:
        raise DomainError("name_missing")
    row.values.setdefault("rm", owners.fallback)
    if row.values["rm"] is None:
        raise DomainError("rm_missing")


def _restore_postcode(row: Row) -> None:
    """A postcode is read as its country writes it: the row's, else the known client's.

    Raises DomainError: postcode_china, postcode_invalid.
    """
    if "postcode" in row.values:
        country = row.values.get("country") or (row.client.country if row.client else HOME)
        row.values["postcode"] = restored_postcode(row.values["postcode"], country)


def _differences(client: Client, values: Mapping[str, Any]) -> dict[str, Any]:
    """What of `values` is new about a known client. Empty cells take nothing away, and interests are only added."""
    told = dict(values)
    if told.get("surname", "") + told.get("given_name", "") == client.full_name:
        # The name as a whole is the same: how it is split was looked at by a person, the list's split is a guess.
        told.pop("surname", None)
        told.pop("given_name", None)
    interests = {row.interest for row in client.interests}
    if "interests" in told:
        told["interests"] = interests | told["interests"]
    if "rm" in told and told["rm"].id == client.rm_id:
        del told["rm"]
    present = {"interests": interests, "holdings": {row.holding for row in client.holdings}, "rm": None}
    return {
        name: value
        for name, value in told.items()
        if value != (present[name] if name in present else getattr(client, name))
    }


def apply_plan(plan: Plan) -> None:
    """Write the rows that are new or change somebody; the caller commits. Raises the plan's own problem."""
    if plan.problem is not None:
        raise plan.problem
    without = Counter(
        row.values["rm"].branch_id for row in plan.with_verdict(Verdict.NEW) if not row.values.get("number")
    )
    numbers = {branch_id: iter(next_numbers(branch_id, count)) for branch_id, count in without.items()}
    with db.session.no_autoflush:
        for row in plan.rows:
            if row.verdict in (Verdict.NEW, Verdict.CHANGES):
                _write(row, numbers)


def _write(row: Row, numbers: Mapping[int, Any]) -> None:
    values = dict(row.values)
    owner = values.pop("rm", None)
    client = row.client or Client()
    if owner is not None:
        client.rm_id, client.branch_id = owner.id, owner.branch_id
    if row.client is None and not values.get("number"):
        values["number"] = next(numbers[client.branch_id])
    write_client(client, **values)
