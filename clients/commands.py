"""Commands of this room: bringing clients in and taking them out on the command line, as one member of staff."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_babel import force_locale

from clients.lists.exporting import export_clients
from clients.lists.importing import Plan, Verdict, apply_plan, plan_import
from clients.lists.uploads import reasons_of
from clients.lists.vocabulary import guess_columns, heading_line, likeness
from core.config import Settings
from core.db import db, now
from core.errors import DomainError
from core.languages import LOCALES
from core.spreadsheets import kind_of, read_rows
from staff.audit import act_for
from staff.models import Staff

group = AppGroup("clients", help="The client book.")
AS_WHOM = click.option("--as", "username", required=True, help="Sign-in name; what they may see and do decides.")


def register(app: Flask) -> None:
    app.cli.add_command(group)


def _staff(username: str) -> Staff:
    person = db.session.scalar(sa.select(Staff).where(Staff.username == username, Staff.active.is_(True)))
    if person is None:
        raise SystemExit(f"Nobody signs in as {username}.")
    act_for(person.id)
    return person


def _zone() -> ZoneInfo:
    settings: Settings = current_app.extensions["settings"]
    return ZoneInfo(settings.time_zone)


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@AS_WHOM
@click.option("--yes", is_flag=True, help="Write the good rows; without it, only say what would happen.")
def import_(file: Path, username: str, yes: bool) -> None:
    """Bring in a CSV, XLSX or XLS list, and say for each row what becomes of it."""
    person = _staff(username)
    with force_locale(LOCALES[person.language]):
        try:
            rows = read_rows(file, kind_of(file.name), likeness=likeness)
            columns = guess_columns(rows[heading_line(rows)])
            plan = plan_import(person, rows, columns, owner=None, today=now().astimezone(_zone()).date())
            _report(plan)
            if not yes:
                click.echo("Nothing was written. Say --yes to bring these rows in.")
                return
            apply_plan(plan)
        except DomainError as refusal:
            raise SystemExit(refusal.sentence) from None
    db.session.commit()
    click.echo("Done.")


def _report(plan: Plan) -> None:
    unread = [heading for place, heading in enumerate(plan.headings) if place not in plan.columns]
    if unread:
        click.echo(f"columns left out: {', '.join(unread)}")
    for row in plan.rows:
        click.echo(f"line {row.line}: {row.verdict.value.replace('_', ' ')}  {reasons_of(row)}".rstrip())
    click.echo(", ".join(f"{plan.counts[verdict]} {verdict.value.replace('_', ' ')}" for verdict in Verdict))


@group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@AS_WHOM
@click.option("--reason", required=True, help="What the list is for; kept in the audit log.")
def export(file: Path, username: str, reason: str) -> None:
    """Write the client book to FILE (.csv or .xlsx)."""
    kind = file.suffix.lower().removeprefix(".")
    if kind not in ("csv", "xlsx"):
        raise SystemExit("Name a file that ends in .csv or .xlsx.")
    person = _staff(username)
    with force_locale(LOCALES[person.language]):
        try:
            content = export_clients(
                person, kind, reason=reason, when=now().astimezone(_zone()).strftime("%Y-%m-%d %H:%M")
            )
        except DomainError as refusal:
            raise SystemExit(refusal.sentence) from None
    db.session.commit()
    file.write_bytes(content)
    click.echo(f"{file}")
