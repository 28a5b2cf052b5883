"""Many rows at once, past the ORM: executemany on SQLite, COPY on PostgreSQL, in the session's own transaction."""

from __future__ import annotations

import enum
import gc
import itertools
import json
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from core.db import Base, UtcDateTime, db

Tuples = Sequence[Sequence[Any]]


def insert_rows(model: type[Base], columns: Sequence[str], rows: Tuples) -> None:
    """Add rows whose values are in the database's own form: codes of enums, days as texts, JSON as text.

    Nothing that hangs on the session's flush happens: no defaults, no audit, no relationships.
    """
    if not rows:
        return
    table = cast("sa.Table", model.__table__)
    names = ", ".join(f'"{column}"' for column in columns)
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        # Many rows a statement: for each statement anew SQLite makes ready what its CHECKs compare with.
        size = max(1, _PARAMETERS // len(columns))
        one = f"({', '.join('?' * len(columns))})"
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            statement = f'INSERT INTO "{table.name}" ({names}) VALUES {", ".join([one] * len(part))}'  # noqa: S608 - our own names
            connection.exec_driver_sql(statement, tuple(itertools.chain.from_iterable(part)))
        return
    cursor = connection.connection.cursor()
    with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for start in range(0, len(rows), _PIECE):
            copy.write("".join([_copied(row) for row in rows[start : start + _PIECE]]))


_PARAMETERS = 8_000
"""SQLite takes 32,766 in a statement; longer ones are not quicker."""
_PIECE = 1_000
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NEEDS_ESCAPE = re.compile(r"[\\\t\n\r]")
_WORDS = {None: "\\N", True: "t", False: "f"}


def _copied(row: Sequence[Any]) -> str:
    """A row as COPY reads it."""
    return "\t".join([_cell(value) for value in row]) + "\n"


def _cell(value: Any) -> str:
    if type(value) is str:
        return value.translate(_ESCAPED) if _NEEDS_ESCAPE.search(value) else value
    if value is None or type(value) is bool:
        return _WORDS[value]
    return str(value)


@contextmanager
def uncollected() -> Iterator[None]:
    """A block of thousands of rows, which hold no circles, without the search for circles: a third of its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def among(column: InstrumentedAttribute[Any], values: Collection[str | int]) -> sa.ColumnElement[bool]:
    """Whether the column holds one of so many values that `in_` would spend its time on naming them."""
    if db.session.connection().dialect.name == "sqlite":
        listed = sa.func.json_each(json.dumps([*values])).table_valued("value")
        return column.in_(sa.select(listed.c.value))
    return column == sa.any_(sa.literal([*values], sa.ARRAY(column.type)))


def reserve_ids(model: type[Base], count: int) -> list[int]:
    """Ids for `count` new rows of `model`, which nobody else gets. The caller holds SQLite's one write lock."""
    table = cast("sa.Table", model.__table__)
    if db.session.connection().dialect.name == "sqlite":
        highest = db.session.scalar(sa.select(sa.func.max(table.c.id))) or 0
        return [*range(highest + 1, highest + 1 + count)]
    sequence = sa.func.nextval(sa.func.pg_get_serial_sequence(table.name, "id"))
    return [*db.session.scalars(sa.select(sequence).select_from(sa.func.generate_series(1, count)))]


def defaults(model: type[Base]) -> dict[str, Any]:
    """The columns that have a default, with its value in the database's own form; ids and moments are left out."""
    found: dict[str, Any] = {}
    for column in model.__table__.columns:
        default = column.default
        if column.primary_key or isinstance(column.type, UtcDateTime):
            continue
        if default is None:
            if column.nullable:
                found[column.name] = None
            continue
        value = default.arg(None) if default.is_callable else default.arg
        if isinstance(value, enum.Enum):
            value = value.value
        found[column.name] = json.dumps(value) if isinstance(value, (list, dict)) else value
    return found
