"""Commands of the house itself: serve, doctor, jobs work, backup, restore."""

from __future__ import annotations

import signal
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from core.config import Settings
from core.db import db, now
from core.health import examine
from core.jobs import start_workers

jobs = click.Group("jobs", help="Work that runs in the background.")


def register(app: Flask) -> None:
    app.cli.add_command(serve)
    app.cli.add_command(doctor)
    app.cli.add_command(backup)
    app.cli.add_command(restore)
    app.cli.add_command(jobs)


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True)
@click.option("--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, threads: int) -> None:
    """Serve the pages and do the jobs, in this one process."""
    from waitress import serve as serve_forever

    from app import create_app

    app = create_app()
    settings: Settings = app.extensions["settings"]
    consumer = start_workers(app) if settings.jobs_in_web else None
    click.echo(f"Yaji 雅集: {settings.public_base_url}  (stop with Ctrl-C)")
    try:
        serve_forever(app, host=host, port=port, threads=threads, ident=None)
    finally:
        if consumer is not None:
            consumer.stop()


@click.command()
@with_appcontext
def doctor() -> None:
    """Look at database, migrations, faces, files and settings, and say what to do about each."""
    findings = list(examine())
    for finding in findings:
        click.echo(
            f"{'ok  ' if finding.well else 'LOOK'}  {finding.subject}" + ("" if finding.well else f": {finding.advice}")
        )
    if not all(finding.well for finding in findings):
        raise SystemExit(1)


@jobs.command("work")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 32))
def work(workers: int) -> None:
    """Do jobs in a process of their own, until it is told to stop."""
    from app import create_app

    consumer = start_workers(create_app(), workers=workers)
    if consumer is None:
        raise SystemExit("Another process on this machine does the jobs already.")
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    stop.wait()
    consumer.stop(graceful=True)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Copy a SQLite database into FILE while it is in use, and check the copy. (PostgreSQL: use pg_dump.)"""
    if file.exists():
        raise SystemExit(f"{file} exists already; choose another name.")
    _copy(_sqlite_file(), file)
    click.echo(
        f"{file}: {file.stat().st_size} bytes. Keep the data folder's token_key elsewhere: it unseals the codes."
    )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Overwrite the present database, which is kept beside it.")
@with_appcontext
def restore(file: Path, replace: bool) -> None:
    """Put a backup in the place of the SQLite database. Stop Yaji first. (PostgreSQL: use pg_restore.)"""
    target = _sqlite_file()
    if target.exists() and not replace:
        raise SystemExit(f"{target} exists; say --replace to put the backup in its place.")
    draft = target.with_suffix(".restored")
    draft.unlink(missing_ok=True)
    _copy(file, draft)
    db.engine.dispose()
    if target.exists():
        _copy(target, target.with_suffix(f".before-restore-{now():%Y%m%d%H%M%S}"))
        for rest in ("-wal", "-shm"):  # they belong to the database that goes
            Path(f"{target}{rest}").unlink(missing_ok=True)
    draft.replace(target)
    click.echo(f"{target} is the backup now. Next: flask --app app db upgrade, and flask --app app doctor.")


def _sqlite_file() -> Path:
    if db.engine.dialect.name != "sqlite":
        raise SystemExit("This database is PostgreSQL; use pg_dump and pg_restore.")
    return Path(current_app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))


def _copy(source: Path, target: Path) -> None:
    """A consistent copy, checked; a copy that is damaged, or a source that is no database, is refused."""
    try:
        with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
            original.backup(copy)
            sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        target.unlink(missing_ok=True)
        raise SystemExit(f"{source} is damaged or no database; nothing was changed.")
