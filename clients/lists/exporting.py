"""Taking clients out as a file: who may, which columns, and the note of who took it and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import joinedload, selectinload

from clients.book.saving import readable_phone
from clients.finding.search import find_clients
from clients.lists.columns import Column
from clients.lists.words import COLUMNS
from clients.models import Client
from clients.words import GENDERS, HOLDINGS, INTERESTS, LANGUAGES, TIERS, TITLE_KINDS, TYPES, said_country
from core.db import db
from core.errors import DomainError
from core.spreadsheets import write_csv, write_xlsx
from staff.audit import record
from staff.models import Role, Staff

EXPORTERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
# What must not be mentioned to somebody never leaves the house, and the whole name stands in its two parts.
EXPORTED = tuple(column for column in Column if column is not Column.NAME)


def export_clients(actor: Staff, kind: str, *, reason: str, when: str) -> bytes:
    """All clients that `actor` sees as "csv" or "xlsx"; `when` is the moment in words. Leaves a row in the audit log.

    Raises DomainError: export_not_yours for whoever may not take lists out, export_reason without a reason.
    """
    if not actor.may(*EXPORTERS):
        raise DomainError("export_not_yours")
    if len(reason.strip()) < 4:
        raise DomainError("export_reason")
    rows = list(_rows(_clients(actor)))
    record("export", "client", rows=len(rows), format=kind, reason=reason.strip())
    header = [str(COLUMNS[column]) for column in EXPORTED]
    if kind == "csv":
        return write_csv(header, rows)
    note = f"{actor.name} ({actor.username}) · {when} · {reason.strip()}"
    return write_xlsx(header, rows, note=note)


def empty_list() -> bytes:
    """A CSV that only names the columns, for whoever begins a list."""
    return write_csv([str(COLUMNS[column]) for column in EXPORTED], [])


def file_name(kind: str, now: datetime) -> str:
    return f"clients-{now:%Y%m%d-%H%M}.{kind}"


def _clients(actor: Staff) -> Sequence[Client]:
    rm = joinedload(Client.rm)
    query = find_clients(actor, "").options(
        rm.lazyload(Staff.roles),
        rm.lazyload(Staff.branch),
        selectinload(Client.interests),
        selectinload(Client.holdings),
    )
    return db.session.scalars(query).all()


def _rows(clients: Sequence[Client]) -> Iterator[list[str]]:
    said = {id(label): str(label) for labels in _LABELS for label in labels.values()}  # each word translated once
    for client in clients:
        yield [_cell(client, column, said) for column in EXPORTED]


_LABELS: tuple[dict[Any, Any], ...] = (GENDERS, TITLE_KINDS, TYPES, TIERS, INTERESTS, HOLDINGS, LANGUAGES)
_WORDS: dict[Column, dict[Any, Any]] = {
    Column.GENDER: GENDERS,
    Column.TITLE_KIND: TITLE_KINDS,
    Column.TYPE: TYPES,
    Column.TIER: TIERS,
    Column.LANGUAGE: LANGUAGES,
}


def _cell(client: Client, column: Column, said: dict[int, str]) -> str:
    match column:
        case Column.RM:
            return client.rm.name
        case Column.PHONE:
            return exported_phone(client.phone)
        case Column.INTERESTS:
            return "、".join(said[id(INTERESTS[row.interest])] for row in client.interests)
        case Column.HOLDINGS:
            return "、".join(said[id(HOLDINGS[row.holding])] for row in client.holdings)
    value = getattr(client, column.value)
    if column is Column.COUNTRY:
        value = said_country(value)
    if column in _WORDS:
        return said[id(_WORDS[column][value])] if value else ""
    return "" if value is None else str(value)


def exported_phone(phone: str) -> str:
    """The number as spreadsheets leave it alone: no leading plus, which they take for a formula."""
    return re.sub(r"^(\+\d+)", r"(\1)", readable_phone(phone))
