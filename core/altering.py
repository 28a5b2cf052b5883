"""Steps of a migration that leave a table's rows where they are, on both databases.

SQLite can't alter a constraint; Alembic's way out is to copy the table, which drops and rebuilds what hangs on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from alembic import op


def add_choice(table: str, column: str, kind: str, choices: Iterable[str], default: str | None = None) -> None:
    """A column of an enum: `kind` is the enum's class in small letters, as its constraint is named."""
    check = f"CONSTRAINT ck_{table}_{kind} CHECK ({column} IN ({_values(choices)}))"
    said = _said(f"'{default}'" if default else None)
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} VARCHAR(24){said} {check}")


def add_reference(table: str, column: str, other: str) -> None:
    """A nullable column that holds the id of a row of another table."""
    name = f"fk_{table}_{column}_{other}"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {other} (id)")


def set_choices(table: str, column: str, kind: str, choices: Iterable[str]) -> None:
    """Let an enum's column hold these values, more or fewer than before. No row may hold another one."""
    name, check = f"ck_{table}_{kind}", f"CHECK ({column} IN ({_values(choices)}))"
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {check}")
        return
    _rewrite(table, rf"(CONSTRAINT {name} )CHECK \(.*?\)\)", rf"\g<1>{check}")


def set_nullable(table: str, column: str, *, nullable: bool) -> None:
    """Let a column be empty, or no more. No row may be empty in it then."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} {'DROP' if nullable else 'SET'} NOT NULL")
        return
    _rewrite(table, rf"(\b{column} [A-Z0-9()]+)( NOT NULL)?(?=,)", r"\g<1>" + ("" if nullable else " NOT NULL"))


def _rewrite(table: str, find: str, put: str) -> None:
    """Change one place of a table's own words.

    SQLite's own way for changes that leave the rows as they are: https://sqlite.org/lang_altertable.html, section 7
    """
    connection = op.get_bind()
    words = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?"
    changed, found = re.subn(find, put, connection.exec_driver_sql(words, (table,)).scalar_one())
    if found != 1:
        raise LookupError(f"{find} stands {found} times in {table}")
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    update = "UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?"
    connection.exec_driver_sql(update, (changed, table))
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def drop_columns(table: str, *columns: str) -> None:
    """Take columns away again, with the constraints that name nothing else."""
    for column in columns:
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _said(default: str | None) -> str:
    return "" if default is None else f" DEFAULT {default} NOT NULL"


def _values(choices: Iterable[str]) -> str:
    return ", ".join(f"'{one}'" for one in choices)
