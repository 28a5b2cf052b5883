"""The lists that people bring in: kept privately while they are looked at, emptied once they are done."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import sqlalchemy as sa

from clients.lists.headings import guess_columns, heading_place, likeness
from clients.lists.mappings import remembered
from clients.lists.rows import sentence
from clients.lists.run import left_out_of
from clients.lists.store import ListStore, opened
from clients.lists.words import REASON
from clients.models import ClientImport
from core import files
from core.db import db
from core.errors import DomainError
from core.forms import clean
from core.spreadsheet_writing import csv_pieces
from core.spreadsheets import MAX_ROWS, Sheet, kind_of, stream
from staff.models import Staff

FOLDER = "imports"
MOST_ROWS = MAX_ROWS - 1
"""As many as the child process reads in its memory, without the headings. They are written in blocks, so that nobody
waits for a long list, and planned from a file, so that its length costs no memory here."""
KEPT_DAYS = 7
"""How long a list that nobody confirmed, and the rows left out of one, are kept."""
_SUFFIX = ".list"
SHEET = "sheet"
"""In a list's columns: which sheet of the file is meant, where there are several."""


def receive(actor: Staff, filename: str, content: BinaryIO, *, owner_id: int | None) -> ClientImport:
    """Read an uploaded list into a store of its own, and guess its columns; adds it to the session.

    Raises DomainError: spreadsheet_kind, spreadsheet_unreadable, spreadsheet_encoding, spreadsheet_too_large,
    spreadsheet_empty, list_too_long.
    """
    kind = kind_of(filename)
    with tempfile.TemporaryDirectory(dir=files.folder(FOLDER)) as folder:
        upload, draft = Path(folder) / "upload", Path(folder) / "draft"
        with upload.open("wb") as target:
            while piece := content.read(1 << 20):
                target.write(piece)
        with opened(draft) as store:
            _fill(store, upload, kind)
            sheet = _likeliest(store)
            rows = next(one.rows for one in store.sheets() if one.place == sheet)
            if rows > MOST_ROWS + 1:
                raise DomainError("list_too_long", most=MOST_ROWS)
            _place, headings = heading_place(store.head(sheet))
        with files.writing(FOLDER, _SUFFIX) as (_file, name):
            pass
        os.replace(draft, files.find(FOLDER, name))
    row = ClientImport(
        staff_id=actor.id,
        branch_id=actor.branch_id,
        filename=clean(Path(filename).name)[-120:],
        file=name,
        rm_id=owner_id,
        rows=rows,
    )
    columns, fixed = remembered(actor, headings)
    row.columns = {SHEET: sheet} | (columns or as_kept(guess_columns(headings)))
    row.fixed = fixed
    db.session.add(row)
    return row


def _fill(store: ListStore, upload: Path, kind: str) -> None:
    """Copy the child's rows into the store. Raises DomainError."""
    store.create()
    store.begin()
    place = -1
    rows: Iterator[Any] = iter(stream(upload, kind))
    block: list[tuple[int, str]] = []
    line = 0
    for item in rows:
        if isinstance(item, Sheet):
            store.add_rows(place, block)
            block, line, place = [], 0, place + 1
            store.add_sheet(place, item.name, from_1904=item.from_1904)
            continue
        line += 1
        if item != "[]\n":
            block.append((line, item.rstrip("\n")))
        if len(block) == 5_000:
            store.add_rows(place, block)
            block = []
    if place >= 0:
        store.add_rows(place, block)
    store.count_rows()
    store.commit()
    if not any(sheet.rows >= 2 for sheet in store.sheets()):
        raise DomainError("spreadsheet_empty")


def _likeliest(store: ListStore) -> int:
    """The sheet most like a list of clients; of equals, the first that has one."""
    sheets = [sheet.place for sheet in store.sheets() if sheet.rows >= 2]
    return max(sheets, key=lambda place: likeness(store.head(place)))


def as_kept(columns: dict[int, Any]) -> dict[str, Any]:
    """Places and meanings as JSON keeps them."""
    return {str(place): getattr(column, "value", column) for place, column in columns.items()}


def codes_of(row: ClientImport) -> dict[int, str]:
    """Place → code of the columns that mean something."""
    return {int(place): str(code) for place, code in row.columns.items() if place != SHEET}


def sheet_of(row: ClientImport) -> int:
    return int(row.columns.get(SHEET, 0))


def store_of(row: ClientImport) -> Path:
    """Where the list's store lies. Raises DomainError: import_done, import_gone when it is no longer here."""
    if row.done_at is not None or row.file is None:
        raise DomainError("import_done")
    try:
        return files.find(FOLDER, row.file)
    except FileNotFoundError:
        raise DomainError("import_gone") from None


def keep_left_out(store: ListStore, row: ClientImport) -> tuple[str | None, int]:
    """Write the rows that stay out into a file of their own, with a column that says why; its name, and how many."""
    headings = store.about("headings", [])
    count = 0

    def lines() -> Iterator[list[str]]:
        nonlocal count
        for _line, texts, reasons in left_out_of(store, row.decisions):
            count += 1
            said = " ".join(dict.fromkeys(sentence(reason) for reason in reasons))
            yield [*texts[:width], *[""] * (width - len(texts)), said]

    width = max([len(headings), *(len(texts) for _line, _verdict, texts, _data in store.planned(limit=2_000))])
    header = [*headings, *[""] * (width - len(headings)), str(REASON)]
    with files.writing(FOLDER, ".csv") as (file, name):
        for piece in csv_pieces(header, lines()):
            file.write(piece)
    if not count:
        files.drop(FOLDER, name)
        return None, 0
    return name, count


def left_out_rows(row: ClientImport, most: int) -> tuple[list[str], list[list[str]]]:
    """Headings and the first rows of what was left out of a list that is done; empty once they are thrown away."""
    if row.done_at is None or row.file is None:
        return [], []
    try:
        path = left_out_path(row)
    except FileNotFoundError:
        return [], []
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(islice(csv.reader(file), most + 1))
    return lines[0], lines[1:]


def left_out_path(row: ClientImport) -> Path:
    """Raises FileNotFoundError when nothing was left out or it has been thrown away."""
    if row.done_at is None or row.file is None:
        raise FileNotFoundError
    return files.find(FOLDER, row.file)


def old_lists(now: datetime) -> Sequence[ClientImport]:
    """Lists whose files nobody needs any more."""
    return db.session.scalars(
        sa.select(ClientImport).where(
            ClientImport.file.is_not(None),
            ClientImport.created_at < now - timedelta(days=KEPT_DAYS),
            sa.or_(ClientImport.confirmed_at.is_(None), ClientImport.done_at.is_not(None)),
        )
    ).all()


def forget(row: ClientImport) -> str | None:
    """Let a list's file go: a list that was never confirmed goes as a whole. Returns the file, for after the commit.

    Raises DomainError("import_busy") while a job writes it.
    """
    if row.confirmed_at is not None and row.done_at is None:
        raise DomainError("import_busy")
    file, row.file = row.file, None
    if row.done_at is None:
        db.session.delete(row)
    return file


def sweep_files() -> None:
    """Delete what a killed worker left: files an hour old that no list names."""
    named = set(db.session.scalars(sa.select(ClientImport.file).where(ClientImport.file.is_not(None))))
    for path in files.folder(FOLDER).iterdir():
        if path.name.removesuffix("-journal") in named or time.time() - path.stat().st_mtime < 3600:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
