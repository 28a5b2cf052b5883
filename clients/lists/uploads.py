"""The lists that people bring in: kept privately while they are looked at, emptied once they are done."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from clients.lists.columns import Column
from clients.lists.importing import Plan, Row, Verdict, apply_plan, plan_import
from clients.lists.vocabulary import guess_columns, heading_line, likeness
from clients.lists.words import REASON
from clients.models import ClientImport
from core import files
from core.db import db
from core.errors import DomainError
from core.forms import clean
from core.spreadsheets import kind_of, read_rows, write_csv
from staff.models import Staff

FOLDER = "imports"
MOST_ROWS = 5_000
"""A list is brought in at once, and with SQLite nobody else writes meanwhile: so many rows take some five seconds."""
KEPT_DAYS = 7
"""How long a list that nobody confirmed, and the rows left out of one, are kept."""


def receive(actor: Staff, filename: str, content: bytes, *, owner_id: int | None) -> ClientImport:
    """Keep an uploaded list and guess its columns; adds it to the session.

    Raises DomainError: spreadsheet_kind, spreadsheet_unreadable, spreadsheet_encoding, spreadsheet_too_large,
    spreadsheet_empty, list_too_long.
    """
    kind = kind_of(filename)
    name = files.keep(FOLDER, content, Path(filename).suffix.lower())
    try:
        rows = read_rows(files.find(FOLDER, name), kind, likeness=likeness)
        if len(rows) > MOST_ROWS + 1:
            raise DomainError("list_too_long", most=MOST_ROWS)
    except DomainError:
        files.drop(FOLDER, name)
        raise
    row = ClientImport(
        staff_id=actor.id,
        branch_id=actor.branch_id,
        filename=clean(filename)[-120:],
        file=name,
        rm_id=owner_id,
        columns=as_kept(guess_columns(rows[heading_line(rows)])),
    )
    db.session.add(row)
    return row


def as_kept(columns: dict[int, Column]) -> dict[str, Any]:
    return {str(place): column.value for place, column in columns.items()}


def plan_of(actor: Staff, row: ClientImport, today: date) -> Plan:
    """What the list would do if it were confirmed now.

    Raises DomainError: import_done for one that is done, import_gone when its file is no longer here.
    """
    if row.done_at is not None or row.file is None:
        raise DomainError("import_done")
    try:
        rows = read_rows(files.find(FOLDER, row.file), kind_of(row.file), likeness=likeness)
    except FileNotFoundError:
        raise DomainError("import_gone") from None
    columns = {int(place): Column(value) for place, value in row.columns.items()}
    owner = db.session.get(Staff, row.rm_id) if row.rm_id else None
    return plan_import(actor, rows, columns, owner=owner, today=today)


def finish(row: ClientImport, plan: Plan, *, now: datetime) -> str | None:
    """Write all good rows and keep the others with their reasons. Returns the file that may go after the commit.

    Raises the plan's problem; nothing is written then.
    """
    apply_plan(plan)
    counts = plan.counts
    row.added, row.changed = counts[Verdict.NEW], counts[Verdict.CHANGES]
    row.left_out = counts[Verdict.LEFT_OUT]
    row.done_at = now
    uploaded, row.file = row.file, None
    if counts[Verdict.LEFT_OUT]:
        row.file = files.keep(FOLDER, left_out_csv(plan), ".csv")
    return uploaded


def left_out_csv(plan: Plan) -> bytes:
    """The rows that stay out, as they came, with a column that says why."""
    width = max(len(plan.headings), *(len(row.texts) for row in plan.rows), 1)
    header = [*plan.headings, *[""] * (width - len(plan.headings)), str(REASON)]
    rows = plan.with_verdict(Verdict.LEFT_OUT)
    return write_csv(header, ([*row.texts, *[""] * (width - len(row.texts)), reasons_of(row)] for row in rows))


def reasons_of(row: Row) -> str:
    return " ".join(dict.fromkeys(reason.sentence for reason in row.reasons))


def left_out_rows(row: ClientImport) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of what was left out of a list that is done; empty once they have been thrown away."""
    if row.done_at is None or row.file is None:
        return [], []
    lines = list(csv.reader(io.StringIO(_content(row).decode("utf-8-sig"), newline="")))
    return lines[0], lines[1:]


def left_out_file(row: ClientImport) -> bytes:
    """Raises FileNotFoundError when nothing was left out or it has been thrown away."""
    if row.done_at is None or row.file is None:
        raise FileNotFoundError
    return _content(row)


def _content(row: ClientImport) -> bytes:
    return files.find(FOLDER, row.file or "").read_bytes()


def old_lists(now: datetime) -> Sequence[ClientImport]:
    """Lists whose files nobody needs any more."""
    return db.session.scalars(
        sa.select(ClientImport).where(
            ClientImport.file.is_not(None), ClientImport.created_at < now - timedelta(days=KEPT_DAYS)
        )
    ).all()


def forget(row: ClientImport) -> str | None:
    """Let a list's file go: a list that was never confirmed goes as a whole. Returns the file, for after the commit."""
    file, row.file = row.file, None
    if row.done_at is None:
        db.session.delete(row)
    return file
