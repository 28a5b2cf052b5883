"""Many rows at once, past the ORM: executemany on SQLite, COPY on PostgreSQL, in the session's own transaction."""

from __future__ import annotations

import enum
import json
from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa

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
        marks = ", ".join("?" * len(columns))
        statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608 - our own tables and columns
        connection.exec_driver_sql(statement, [*map(tuple, rows)])
        return
    cursor = connection.connection.cursor()
    with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


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
