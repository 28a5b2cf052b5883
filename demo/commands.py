"""The command that fills an empty database with demo data."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import click
from flask import Flask
from flask.cli import with_appcontext

from core.db import db, now
from demo.load import NotEmpty, load
from demo.people import PASSWORD
from staff.models import Staff


def register(app: Flask) -> None:
    app.cli.add_command(demo)


@click.command()
@click.option("--if-empty", is_flag=True, help="Leave quietly when somebody lives in the database already.")
@with_appcontext
def demo(if_empty: bool) -> None:
    """Fill an empty database with a branch, its people, 120 clients and nine events around today."""
    try:
        staff = load(now=now())
    except NotEmpty:
        db.session.rollback()
        if if_empty:
            return
        raise SystemExit(
            "This database has staff or clients already. Demo data goes into an empty one only; nothing was changed."
        ) from None
    db.session.commit()
    click.echo(table(staff))
    click.echo(f"\nOne password for all of them: {PASSWORD}")


def table(staff: Sequence[Staff]) -> str:
    """The sign-ins in columns; Chinese characters are two cells wide."""
    rows = [("Username", "Role", "Name"), *((one.username, _roles(one), f"{one.name} {one.name_en}") for one in staff)]
    widths = [max(_cells(row[column]) for row in rows) for column in range(3)]
    lines = [
        "  ".join(text + " " * (width - _cells(text)) for text, width in zip(row, widths, strict=True)) for row in rows
    ]
    return "\n".join(
        [lines[0].rstrip(), "  ".join("-" * width for width in widths), *(line.rstrip() for line in lines[1:])]
    )


def _roles(staff: Staff) -> str:
    return ", ".join(sorted(role.value for role in staff.role_set))


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(symbol) in "WF" else 1 for symbol in text)
