"""Commands of this room: bringing clients in and taking them out on the command line, as one member of staff."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask
from flask.cli import AppGroup
from flask_babel import force_locale

from clients.book.indexing import blocks_of_all, reindex
from clients.history.counting import blocks, recount
from clients.lists.exporting import KINDS, note_export, whole_book
from clients.lists.exporting import export as export_clients
from clients.lists.fields import meanings
from clients.lists.import_jobs import PLAN, WRITE, ask_for
from clients.lists.planning import problem_of
from clients.lists.rows import Verdict, sentence
from clients.lists.store import opened
from clients.lists.uploads import FOLDER, codes_of, forget, receive, store_of
from clients.models import ClientImport
from core import files
from core.db import db, now
from core.errors import DomainError
from core.jobs import run_job
from core.languages import LOCALES
from core.zone import home_day, home_zone
from staff.audit import act_for
from staff.models import Staff

group = AppGroup("clients", help="The client book.")
AS_WHOM = click.option("--as", "username", required=True, help="Sign-in name; what they may see and do decides.")


def register(app: Flask) -> None:
    app.cli.add_command(group)


def _staff(username: str) -> Staff:
    person = db.session.scalar(
        sa.select(Staff).where(Staff.username == username, Staff.active.is_(True), Staff.is_device.is_(False))
    )
    if person is None:
        raise SystemExit(f"Nobody signs in as {username}.")
    act_for(person.id)
    return person


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@AS_WHOM
@click.option("--yes", is_flag=True, help="Write the good rows; without it, only say what would happen.")
def import_(file: Path, username: str, yes: bool) -> None:
    """Bring in a CSV, XLSX, XLS, ODS or vCard list, and say for each row what becomes of it."""
    person = _staff(username)
    with force_locale(LOCALES[person.language]):
        try:
            with file.open("rb") as content:
                row = receive(person, file.name, content, owner_id=None)
            import_id = _work(PLAN, row)
            row = db.session.get_one(ClientImport, import_id)
            problem = _report(person, row)
            if not yes or problem is not None:
                _throw_away(row)
                click.echo(problem.sentence if problem else "Nothing was written. Say --yes to bring these rows in.")
                if problem:
                    raise SystemExit(1)
                return
        except DomainError as refusal:
            raise SystemExit(refusal.sentence) from None
        row.confirmed_at = now()
        _work(WRITE, row)
    row = db.session.get_one(ClientImport, import_id)
    if row.done_at is None:
        raise SystemExit("The list was not written to its end; run `flask jobs work` to go on.")
    click.echo("Done.")


def _work(kind: str, row: ClientImport) -> int:
    """Do one job of the list here and now; returns the list's id."""
    job = ask_for(kind, row)
    import_id, job_id = row.id, job.id
    db.session.commit()
    run_job(job_id)
    return import_id


def _report(person: Staff, row: ClientImport) -> DomainError | None:
    """Say what becomes of each row; returns why nothing at all can be written."""
    codes = codes_of(row)
    with opened(store_of(row)) as store:
        headings = store.about("headings", [])
        unread = [heading for place, heading in enumerate(headings) if place not in codes]
        if unread:
            click.echo(f"columns left out: {', '.join(unread)}")
        for line, verdict, _texts, data in store.planned():
            reasons = " ".join(dict.fromkeys(sentence(reason) for reason in data.get("r", ())))
            click.echo(f"line {line}: {verdict.replace('_', ' ')}  {reasons}".rstrip())
        counts = store.counts()
    click.echo(", ".join(f"{counts.get(kind.value, 0)} {kind.value.replace('_', ' ')}" for kind in Verdict))
    return problem_of(codes, meanings(person))


def _throw_away(row: ClientImport) -> None:
    file = forget(row)
    db.session.commit()
    if file:
        files.drop(FOLDER, file)


@group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@AS_WHOM
@click.option("--reason", required=True, help="What the list is for; kept in the audit log.")
def export(file: Path, username: str, reason: str) -> None:
    """Write the client book to FILE (.csv, .xlsx or .vcf)."""
    kind = file.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise SystemExit("Name a file that ends in .csv, .xlsx or .vcf.")
    person = _staff(username)
    moment = now()
    with force_locale(LOCALES[person.language]):
        try:
            made = export_clients(
                person,
                whole_book(person),
                kind,
                reason=reason,
                when=moment,
                day=home_day(moment),
                said_when=moment.astimezone(home_zone()).strftime("%Y-%m-%d %H:%M"),
            )
        except DomainError as refusal:
            raise SystemExit(refusal.sentence) from None
    db.session.commit()
    note_export(made)
    db.session.commit()
    shutil.move(made.path, file)
    click.echo(f"{file}")


@group.command("recount")
def recount_() -> None:
    """Make what the clients' rows say of their histories anew: last contact, invitations, evenings, declines."""
    done = 0
    for block in blocks():
        done += recount(block)
        db.session.commit()
        click.echo(f"{done}")
    click.echo("Done.")


@group.command("reindex")
def reindex_() -> None:
    """Make the texts by which clients are found anew: names, readings, numbers. Writes only what differs."""
    changed = 0
    for block in blocks_of_all():
        changed += reindex(block)
        db.session.commit()
    click.echo(f"{changed} changed. Done.")
