"""Taking clients out as a file: who may, which columns, the note of who took it and why, and how it is streamed."""

from __future__ import annotations

import enum
import secrets
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import raiseload

from clients.book.extra_fields import shown
from clients.contact.may_contact import may_contact
from clients.finding.search import find_clients
from clients.lists.cells import said_on_purpose
from clients.lists.columns import Column
from clients.lists.fields import Meaning, meanings
from clients.lists.held import around
from clients.lists.telling import Teller
from clients.lists.vcards import card_pieces
from clients.lists.words import NOT_TO_BE_APPROACHED, WATERMARK
from clients.models import Client, ClientInterest, ClientType, Holding, Household, Purpose, members_of
from core import files
from core.db import db
from core.errors import DomainError
from core.spreadsheet_writing import csv_pieces, write_xlsx
from staff.audit import record
from staff.models import Role, Staff

EXPORTERS = (Role.RM, Role.ORGANISER, Role.MANAGER, Role.ADMIN)
FOLDER = "exports"
KINDS = ("csv", "xlsx", "vcf")
BLOCK = 1_000
_WAYS = {
    Column.PHONE, Column.PHONES, Column.EMAIL, Column.EMAILS, Column.WECHAT, Column.ADDRESS, Column.POSTCODE,
    Column.COUNTRY, Column.ADDRESSES,
}  # fmt: skip
"""By which somebody is reached: a relationship manager takes none of these away for many clients at once."""
_NOT_OUT = {Column.NAME, Column.PHONE_HOME, Column.PHONE_WORK, Column.ADDRESS_WORK, Column.MONTH_BAND}
"""The whole name stands in its two parts, numbers and addresses of all places together, and a month is no trait."""
_NAMES = {Column.SURNAME.value, Column.GIVEN_NAME.value, Column.NAME_EN.value}
PURPOSES = {"records": None, "invitation": Purpose.INVITATION, "marketing": Purpose.MARKETING}


@dataclass(frozen=True)
class Exported:
    """A written file in the private folder, and how many clients stand in it."""

    path: Path
    rows: int
    details: dict[str, Any]


def may_take_ways(actor: Staff) -> bool:
    """Whether `actor` may take telephone numbers and addresses out in bulk."""
    return actor.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN)


def fields_for(actor: Staff) -> dict[str, Meaning]:
    """The columns that `actor` may take out, in their order."""
    return {
        code: meaning
        for code, meaning in meanings(actor).items()
        if meaning.column not in _NOT_OUT and (may_take_ways(actor) or meaning.column not in _WAYS)
    }


def export(
    actor: Staff,
    query: sa.Select[Client],
    kind: str,
    *,
    reason: str,
    fields: Sequence[str] | None = None,
    purpose: str = "records",
    leave_out: bool = True,
    when: datetime,
    day: date,
    said_when: str,
) -> Exported:
    """Write the clients of `query`, which must be limited to those whom `actor` sees, into a private file.

    For another purpose than our own records, whoever may not be approached for it is left out, or stays with a column
    that says why. Only reads, so that nobody waits for it; `note_export` then notes it under the file's reference.

    Raises DomainError: export_not_yours for whoever may not take lists out, export_reason without a reason.
    """
    if not actor.may(*EXPORTERS) or kind not in KINDS:
        raise DomainError("export_not_yours")
    if len(reason.strip()) < 4:
        raise DomainError("export_reason")
    allowed = fields_for(actor)
    chosen = {code: allowed[code] for code in allowed if fields is None or code in fields}
    reference = secrets.token_hex(4)
    note = f"{WATERMARK % {'reference': reference}} · {actor.name} ({actor.username}) · {said_when} · {reason.strip()}"
    rows = _Rows(query, chosen, PURPOSES[purpose], leave_out=leave_out, day=day)
    with files.writing(FOLDER, f".{kind}") as (file, name):
        if kind == "vcf":
            for piece in card_pieces(rows.clients(), chosen, note):
                file.write(piece)
        elif kind == "csv":
            for piece in csv_pieces(rows.header, rows.lines(), closing=["", note]):
                file.write(piece)
        else:
            write_xlsx(file, rows.header, rows.lines(), scratch=files.folder(FOLDER), note=note)
    details = {
        "rows": rows.count, "format": kind, "reason": reason.strip(), "purpose": purpose, "reference": reference,
        "fields": [*chosen], "at": when.isoformat(timespec="seconds"),
    }  # fmt: skip
    return Exported(files.find(FOLDER, name), rows.count, details)


def note_export(made: Exported) -> None:
    """Leave a row in the audit log. The caller commits, and only then hands the file over."""
    record("export", "client", **made.details)


def whole_book(actor: Staff) -> sa.Select[Client]:
    """All clients whom `actor` sees, in the order of their names."""
    return find_clients(actor, "")


def file_name(kind: str, now: datetime) -> str:
    return f"clients-{now:%Y%m%d-%H%M}.{kind}"


class _Rows:
    """The clients of a query, block by block, so that their number costs no memory."""

    def __init__(
        self,
        query: sa.Select[Client],
        fields: Mapping[str, Meaning],
        purpose: Purpose | None,
        *,
        leave_out: bool,
        day: date,
    ) -> None:
        self.query, self.fields, self.purpose = query, fields, purpose
        self.leave_out, self.day = leave_out, day
        self.count = 0
        people = dict(db.session.execute(sa.select(Staff.id, Staff.name)).all())
        extras = {
            str(one.extra.id): (lambda value, field=one.extra: shown(field, value))
            for one in fields.values()
            if one.extra is not None
        }
        self.teller = Teller(people, extras)
        self.header = [str(meaning.label) for meaning in fields.values()]
        self.marked = purpose is not None and not leave_out
        if self.marked:
            self.header.append(str(NOT_TO_BE_APPROACHED))

    def lines(self) -> Iterator[list[str]]:
        """Rows of a spreadsheet."""
        for client in self.clients():
            line = [self._cell(client, code) for code in self.fields]
            yield [*line, client["refused"]] if self.marked else line

    def _cell(self, client: Mapping[str, Any], code: str) -> str:
        meaning = self.fields[code]
        if meaning.extra is not None:
            value = client["extra"].get(str(meaning.extra.id))
            return "" if value is None else shown(meaning.extra, value)
        if code in ("phones", "emails"):
            wanted = "phone" if code == "phones" else "email"
            return self.teller.told("points", [point for point in client["points"] if point[0] == wanted])
        if code in _NAMES:
            return said_on_purpose(client[code] or "")
        if code == "birth_date":
            return client["birth_date"] or client["birthday"]
        return self.teller.told("rm" if code == "rm" else code, client["rm_id" if code == "rm" else code])

    def clients(self) -> Iterator[dict[str, Any]]:
        """Each client's fields in the form in which lists keep values."""
        ids = array("q", db.session.scalars(self.query.with_only_columns(Client.id).options(raiseload("*"))))
        for start in range(0, len(ids), BLOCK):
            block = ids[start : start + BLOCK].tolist()
            found = self._block(block)
            for client_id in block:
                if client_id in found:
                    self.count += 1
                    yield found[client_id]

    def _block(self, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        table = Client.__table__.c
        columns = [table[name] for name in _TAKEN if name in table]
        found: dict[int, dict[str, Any]] = {}
        query = sa.select(*columns, Household.name.label("household")).where(table.id.in_(ids))
        for row in db.session.execute(query.outerjoin(Household, Household.id == table.household_id)):
            client = {name: _plain(value) for name, value in row._mapping.items()}
            client["lunar_birthday"] = [row.lunar_month, row.lunar_day, row.lunar_leap, row.lunar_eve]
            if not any(client["lunar_birthday"]):
                client["lunar_birthday"] = None
            client["further_types"] = [kind.value for kind in members_of(ClientType, row.further_type_bits)]
            client["interests"], client["holdings"] = [], [one.value for one in members_of(Holding, row.holding_bits)]
            client["extra"] = row.extra or {}
            client["points"] = client["addresses"] = ()
            found[row.id] = client
        for client_id, interest in db.session.execute(
            sa.select(ClientInterest.client_id, ClientInterest.interest).where(ClientInterest.client_id.in_(ids))
        ):
            found[client_id]["interests"].append(interest.value)
        if {"phones", "emails", "addresses"} & self.fields.keys():
            for client_id, beside in around(ids).items():
                if client_id in found:
                    found[client_id].update(beside)
        return self._approachable(found)

    def _approachable(self, found: dict[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
        """Without those who may not be approached, or with the reason at each."""
        if self.purpose is None:
            return found
        people = db.session.scalars(sa.select(Client).where(Client.id.in_(found))).all()
        verdicts = may_contact(people, purpose=self.purpose, channel=None, day=self.day)
        for client_id, verdict in verdicts.items():
            if verdict.allowed:
                found[client_id]["refused"] = ""
            elif self.leave_out:
                del found[client_id]
            else:
                found[client_id]["refused"] = " ".join(str(reason.sentence) for reason in verdict.reasons)
        return found


_TAKEN = (
    "id", "number", "surname", "given_name", "name_en", "gender", "title", "title_kind", "salutation_override",
    "language", "birth_date", "birthday", "lunar_month", "lunar_day", "lunar_leap", "lunar_eve", "celebrate_by",
    "phone", "email", "wechat_note", "district", "postal_address", "postcode", "country", "client_type",
    "further_type_bits", "tier", "rm_id", "talk_topics", "do_not_mention", "risk_level", "extra", "holding_bits",
)  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
