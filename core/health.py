"""Is it alive, is it ready, and what is wrong: /healthz, /readyz and `flask --app app doctor`."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, current_app, jsonify

from core.config import ROOT, Settings
from core.db import db

blueprint = Blueprint("health", __name__)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `advice` says what to do when it is not well."""

    subject: str
    well: bool
    advice: str = ""


CHECKS: list[Callable[[], Iterator[Finding]]] = []
"""What `readyz` and `doctor` look at; a package adds its own, as printing/ does for the faces."""

FOR_THE_DOCTOR: list[Callable[[], Iterator[Finding]]] = []
"""What only `doctor` looks at: it wants somebody's eye, and requests are served all the same."""


def check_database() -> Iterator[Finding]:
    try:
        with db.engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
            yield Finding("database", True)
            here = MigrationContext.configure(connection).get_current_heads()
            wanted = ScriptDirectory(str(ROOT / "migrations")).get_heads()
            yield Finding("migrations", set(here) == set(wanted), "Run: flask --app app db upgrade")
            if db.engine.dialect.name == "sqlite":
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                yield Finding("foreign keys", not broken, f"{len(broken)} rows point at nothing; restore a backup.")
    except sa.exc.SQLAlchemyError as error:
        yield Finding(
            "database", False, f"The database does not answer ({type(error).__name__}); look at DATABASE_URL."
        )


CHECKS.append(check_database)


@blueprint.get("/healthz")
def alive() -> Response:
    """Answers as soon as the process serves requests; says nothing about the database."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def ready() -> tuple[Response, int]:
    """200 when requests can be served, else 503. Names what is wrong, never why: that is for `doctor`."""
    wrong = [finding.subject for check in CHECKS for finding in check() if not finding.well]
    return jsonify(status="unready" if wrong else "ready", wrong=wrong), 503 if wrong else 200


def examine() -> Iterator[Finding]:
    """All that `doctor` looks at: what `readyz` does, and how the files lie."""
    for check in CHECKS:
        yield from check()
    for check in FOR_THE_DOCTOR:
        yield from check()
    settings: Settings = current_app.extensions["settings"]
    mode = settings.data_dir.stat().st_mode
    yield Finding(
        "data folder",
        not mode & (stat.S_IRWXG | stat.S_IRWXO),
        f"Others on this machine may look into it. Run: chmod 700 {settings.data_dir}",
    )
    free = shutil.disk_usage(settings.data_dir).free // (1024 * 1024)
    yield Finding("disk", free > 500, f"Only {free} MB are free; letters and backups need room.")
    local = settings.public_host in ("127.0.0.1", "localhost")
    yield Finding(
        "public address",
        settings.secure or local,
        "PUBLIC_BASE_URL is printed into every QR code; it should be https and reachable from a client's phone.",
    )


def init_health(app: Flask) -> None:
    app.register_blueprint(blueprint)
