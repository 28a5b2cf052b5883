"""A list while it is looked at: its sheets' rows as they came, and the plan, in one private SQLite file.

So a page of the preview is one short query, and neither planning nor writing holds more than a block in memory.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

_TABLES = """
CREATE TABLE sheet (place INTEGER PRIMARY KEY, name TEXT, from_1904 INTEGER, rows INTEGER);
CREATE TABLE raw (sheet INTEGER, line INTEGER, texts TEXT, PRIMARY KEY (sheet, line)) WITHOUT ROWID;
CREATE TABLE planned (line INTEGER PRIMARY KEY, verdict TEXT, texts TEXT, vals TEXT, data TEXT);
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT);
"""
encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""JSON as short as it can be, in the characters themselves."""


@dataclass(frozen=True)
class SheetInfo:
    place: int
    name: str
    from_1904: bool
    rows: int


class Planned(NamedTuple):
    """A row as it is written: the values of a client, the same as JSON, and what else the plan found out, as JSON."""

    line: int
    verdict: str
    values: dict[str, Any]
    text: str
    found: str


class ListStore:
    """One open file. Not shared between threads; what is written stands after `commit`."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, timeout=60, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=DELETE")
        self.connection.execute("PRAGMA synchronous=NORMAL")
        self.connection.execute("PRAGMA cache_size=-4000")

    def create(self) -> None:
        self.connection.executescript(_TABLES)

    def begin(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("COMMIT")

    # The rows as they came

    def add_sheet(self, place: int, name: str, *, from_1904: bool) -> None:
        self.connection.execute("INSERT INTO sheet VALUES (?, ?, ?, 0)", (place, name, from_1904))

    def add_rows(self, place: int, lines: Iterable[tuple[int, str]]) -> None:
        """Rows of a sheet: the line as a spreadsheet counts, and the JSON of its texts."""
        self.connection.executemany("INSERT INTO raw VALUES (?, ?, ?)", ((place, line, texts) for line, texts in lines))

    def count_rows(self) -> None:
        self.connection.execute("UPDATE sheet SET rows = (SELECT count(*) FROM raw WHERE raw.sheet = sheet.place)")

    def sheets(self) -> list[SheetInfo]:
        """Those that have rows."""
        found = self.connection.execute("SELECT place, name, from_1904, rows FROM sheet WHERE rows ORDER BY place")
        return [SheetInfo(place, name, bool(from_1904), rows) for place, name, from_1904, rows in found]

    def head(self, sheet: int, count: int = 30) -> list[tuple[int, list[str]]]:
        """The first rows with their lines."""
        return list(islice(self.raw(sheet), count))

    def raw(self, sheet: int, *, after: int = 0) -> Iterator[tuple[int, list[str]]]:
        rows = self.connection.execute(
            "SELECT line, texts FROM raw WHERE sheet = ? AND line > ? ORDER BY line", (sheet, after)
        )
        for line, texts in rows:
            yield line, json.loads(texts)

    def raw_blocks(self, sheet: int, *, after: int, size: int) -> Iterator[list[tuple[int, str, list[str]]]]:
        """As `raw`, many rows at once, each with the JSON of its texts beside them."""
        while rows := self.connection.execute(
            "SELECT line, texts FROM raw WHERE sheet = ? AND line > ? ORDER BY line LIMIT ?", (sheet, after, size)
        ).fetchall():
            after = rows[-1][0]
            parts = json.loads(f"[{','.join([texts for _line, texts in rows])}]")
            yield [(line, kept, texts) for (line, kept), texts in zip(rows, parts, strict=True)]

    # The plan

    def forget_plan(self) -> None:
        self.connection.execute("DROP INDEX IF EXISTS by_verdict")
        self.connection.execute("DELETE FROM planned")
        self.connection.execute("DELETE FROM about")

    def add_planned(self, rows: Iterable[tuple[int, str, str, dict[str, Any], dict[str, Any]]]) -> None:
        """Line, verdict, the JSON of the texts, the values of a client, and what else was found out."""
        self.connection.executemany(
            "INSERT INTO planned VALUES (?, ?, ?, ?, ?)",
            [
                (line, verdict, texts, encoded(values), encoded(found) if found else "{}")
                for line, verdict, texts, values, found in rows
            ],
        )

    def finish_plan(self, **about: Any) -> None:
        self.connection.execute("CREATE INDEX by_verdict ON planned (verdict, line)")
        self.connection.executemany(
            "INSERT INTO about VALUES (?, ?)", [(name, encoded(value)) for name, value in about.items()]
        )

    def about(self, name: str, default: Any = None) -> Any:
        row = self.connection.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else default

    def counts(self) -> dict[str, int]:
        return dict(self.connection.execute("SELECT verdict, count(*) FROM planned GROUP BY verdict"))

    def planned(
        self, verdicts: Sequence[str] = (), *, after: int = -1, limit: int = -1, offset: int = 0
    ) -> Iterator[tuple[int, str, list[str], dict[str, Any]]]:
        """Planned rows in the list's order, of some verdicts or all."""
        # Only question marks are put together here.
        which = f"AND verdict IN ({', '.join('?' * len(verdicts))})" if verdicts else ""
        rows = self.connection.execute(
            f"SELECT * FROM planned WHERE line > ? {which} ORDER BY line LIMIT ? OFFSET ?",  # noqa: S608
            (after, *verdicts, limit, offset),
        )
        for line, verdict, texts, values, data in rows:
            yield line, verdict, json.loads(texts), {"v": json.loads(values)} | json.loads(data)

    def planned_blocks(self, verdicts: Sequence[str], *, done: int, size: int) -> Iterator[list[Planned]]:
        """Planned rows of these verdicts after the first `done`, many at once."""
        marks = ", ".join("?" * len(verdicts))
        after = -1
        while rows := self.connection.execute(
            f"SELECT line, verdict, vals, data FROM planned WHERE line > ? AND verdict IN ({marks})"  # noqa: S608
            " ORDER BY line LIMIT ? OFFSET ?",
            (after, *verdicts, size, done),
        ).fetchall():
            after, done = rows[-1][0], 0
            values = json.loads(f"[{','.join([row[2] for row in rows])}]")
            yield [
                Planned(line, verdict, mine, kept, data)
                for (line, verdict, kept, data), mine in zip(rows, values, strict=True)
            ]

    def verdicts(self) -> Iterator[tuple[int, str]]:
        """Line and verdict of every planned row, in the list's order."""
        yield from self.connection.execute("SELECT line, verdict FROM planned ORDER BY line")

    def one(self, line: int) -> tuple[int, str, list[str], dict[str, Any]] | None:
        return next(self.planned(after=line - 1, limit=1), None)


@contextmanager
def opened(path: Path) -> Iterator[ListStore]:
    """The store at `path`, closed at the end; what was not committed is gone then."""
    store = ListStore(path)
    try:
        yield store
    finally:
        store.connection.close()
