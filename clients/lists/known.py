"""Whom a block of rows means: clients whom its reader sees, by number, by name and telephone, or perhaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from clients.book.postal import HOME
from clients.book.saving import has_own_number
from clients.duplicates.finding import Match, matches_of
from clients.lists.held import around, changes_of
from clients.lists.rows import Owners, Row, Verdict, said, settle_postcode
from clients.models import Client, Gender
from clients.scopes import clients_of
from core.bulk import among
from core.db import db
from core.errors import DomainError
from staff.models import Staff
from staff.scope import visible


class Known:
    """What a list means in the book of its reader. Keeps of all rows only a short mark of each person."""

    def __init__(self, actor: Staff, owners: Owners) -> None:
        self.actor, self.owners = actor, owners
        self.anybody = db.session.scalar(sa.select(sa.exists().where(clients_of(actor)))) is True
        self.lines: dict[int, int] = {}

    def decide(self, rows: Sequence[Row]) -> None:
        """Give each row of a block its verdict."""
        good = [row for row in rows if row.verdict is not Verdict.LEFT_OUT]
        meant = self._meant(good)
        for row in good:
            try:
                client = meant.get(row.line)
                self._refuse_second(row, client)
                if client is None:
                    self._complete(row)
                else:
                    row.client_id = client.id
                    settle_postcode(row, client.country)
            except DomainError as refusal:
                row.leave_out(refusal)
        self._compare([row for row in good if row.client_id and row.verdict is not Verdict.LEFT_OUT], meant)
        self._guess([row for row in good if not row.client_id and row.verdict is not Verdict.LEFT_OUT])

    def _meant(self, rows: Sequence[Row]) -> dict[int, Client]:
        """Line → the client meant for certain; a number that is somebody else's leaves the row out."""
        numbers = {number for row in rows if (number := row.values.get("number"))}
        phones = {phone for row in rows if (phone := row.values.get("phone"))} if self.anybody else set()
        taken = {number: client_id for client_id, number in _taken(numbers)}
        wanted: list[sa.ColumnElement[bool]] = [Client.id.in_(taken.values())] if taken else []
        if phones:
            wanted.append(among(Client.phone, phones))
        if not wanted or not self.anybody:
            seen: Sequence[Client] = ()
        else:
            seen = db.session.scalars(visible(self.actor, Client).where(sa.or_(*wanted)).options(*OPTIONS)).all()
        by_number = {client.number: client for client in seen}
        by_person = {(client.full_name, client.phone): client for client in seen if client.phone}
        found: dict[int, Client] = {}
        for row in rows:
            number = row.values.get("number")
            client = by_number.get(number) if number else None
            if client is None and number in taken:
                row.leave_out(DomainError("number_taken"))
                continue
            if client is None and row.values.get("phone"):
                client = by_person.get(row.name_and_phone)
                if client is not None and number and not has_own_number(client):
                    row.leave_out(DomainError("row_other_number", number=client.number))
                    continue
            if client is not None:
                found[row.line] = client
        return found

    def _refuse_second(self, row: Row, client: Client | None) -> None:
        """Raises DomainError("row_twice") when an earlier row means the same person."""
        name, phone = row.name_and_phone
        marks = [hash(("client", client.id))] if client else []
        if row.values.get("number"):
            marks.append(hash(("number", row.values["number"])))
        if phone:
            marks.append(hash(("person", name, phone)))
        if row.verdict is Verdict.LEFT_OUT:
            return
        for mark in marks:
            if mark in self.lines:
                raise DomainError("row_twice", line=self.lines[mark])
        for mark in marks:
            self.lines[mark] = row.line

    def _complete(self, row: Row) -> None:
        """What a new client needs. Raises DomainError: name_missing, rm_missing, postcode_china, postcode_invalid."""
        if row.verdict is Verdict.LEFT_OUT:
            return
        if not row.name_and_phone[0]:
            raise DomainError("name_missing")
        settle_postcode(row, HOME)
        if row.values.get("rm") is None:
            if self.owners.fallback is None:
                raise DomainError("rm_missing")
            row.values["rm"] = self.owners.fallback

    def _compare(self, rows: Sequence[Row], meant: Mapping[int, Client]) -> None:
        beside = _beside(rows)
        for row in rows:
            client = meant[row.line]
            if not self.owners.free:
                row.values.pop("rm", None)  # standing in for a colleague, nobody becomes the owner by way of a list
            row.changes = changes_of(client, row.values, beside.get(client.id))
            row.verdict = Verdict.CHANGES if row.changes else Verdict.SAME

    def _guess(self, rows: Sequence[Row]) -> None:
        """Mark rows that are perhaps somebody known."""
        if not self.anybody or not rows:
            return
        matches: Mapping[int, Match] = matches_of(self.actor, [_traits(row) for row in rows])
        for place, match in matches.items():
            if match.likely:
                row = rows[place]
                row.verdict = Verdict.POSSIBLE
                row.match = [match.client_id, match.score, [reason.value for reason in match.reasons]]
                row.reasons.append(said(DomainError("possible_duplicate")))
        self._compare_possible([row for row in rows if row.match])

    def _compare_possible(self, rows: Sequence[Row]) -> None:
        """What would change if the reader chooses "update"."""
        wanted = {row.match[0] for row in rows if row.match}
        if not wanted:
            return
        query = visible(self.actor, Client).where(Client.id.in_(wanted)).options(*OPTIONS)
        people = {client.id: client for client in db.session.scalars(query)}
        beside = _beside(rows, [*people])
        for row in rows:
            client = people.get(row.match[0]) if row.match else None
            if client is not None:
                values = {field: value for field, value in row.values.items() if field != "rm"}
                if not has_own_number(client):
                    values.pop("number", None)
                row.changes = changes_of(client, values, beside.get(client.id))


OPTIONS = (
    joinedload(Client.household),
    selectinload(Client.interests),
    selectinload(Client.holdings),
)


def _taken(numbers: set[str]) -> Sequence[Any]:
    """(id, number) of whoever has one of these numbers; the answer to the reader never says who."""
    if not numbers:
        return ()
    return db.session.execute(sa.select(Client.id, Client.number).where(among(Client.number, numbers))).all()


def _beside(rows: Sequence[Row], client_ids: Sequence[int] = ()) -> dict[int, dict[str, list[Any]]]:
    """Further numbers and addresses, asked for only when the list has such columns."""
    if not any("points" in row.values or "addresses" in row.values for row in rows):
        return {}
    return around([*client_ids] or [row.client_id for row in rows if row.client_id])


def _traits(row: Row) -> dict[str, Any]:
    """As possible duplicates are looked for."""
    values = row.values
    points = values.get("points", ())
    return {
        "surname": values.get("surname", ""),
        "given_name": values.get("given_name", ""),
        "name_en": values.get("name_en", ""),
        "gender": Gender(values["gender"]) if values.get("gender") else None,
        "birth_date": date.fromisoformat(values["birth_date"]) if values.get("birth_date") else None,
        "birthday": values.get("birthday", ""),
        "phone": values.get("phone"),
        "phones": [point[1] for point in points if point[0] == "phone"],
        "email": values.get("email"),
        "emails": [point[1] for point in points if point[0] == "email"],
    }
