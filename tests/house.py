"""Fixtures of every test: the application on both databases, and the cast that lives in it.

The cast is always the same. Branch 001: Organiser Li, RM Zhao (who owns the clients), RM Sun (who must see none of
Zhao's), Door, Manager, Admin. Branch 002: RM Stranger.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from app import create_app
from clients.book.saving import save_client
from clients.models import Client, ClientType, Gender, Tier
from core.config import load_settings
from core.db import Base, db
from events.models import Event, EventFormat, EventStatus
from events.planning import plan_event
from invitations.guests.inviting import invite
from invitations.models import Invitation
from staff.models import Branch, Role, Staff, StaffSession
from staff.sessions import _hash
from staff.team import add_staff
from tests import postgres

PASSWORD = "tea-and-ink-2026"
NOW = datetime(2027, 3, 20, 4, 0, tzinfo=UTC)
"""Noon in Shanghai on a Saturday in March: the moment at which rules are tried."""


def missing(what: str) -> None:
    """Skip, unless this machine has promised to have everything: then a skip would hide an untested path."""
    if os.environ.get("REQUIRE_POSTGRES" if "PostgreSQL" in what else "REQUIRE_BROWSER"):
        pytest.fail(f"{what} is required on this machine and missing")
    pytest.skip(f"no {what} on this machine")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres.server() as url:
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        name = f"yaji_test_{secrets.token_hex(4)}"
        with engine.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        yield sa.make_url(url).set(database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def build_app(database_url: str, data_dir: Path, **environment: str) -> Flask:
    """A migrated application on an empty database, with a cheap password hash and jobs done at once."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = load_settings(
        {
            "DATABASE_URL": database_url,
            "DATA_DIR": str(data_dir),
            "QUEUE_URL": "memory://",
            "LOG_LEVEL": "WARNING",
            "PUBLIC_BASE_URL": "http://localhost:8000",
            **environment,
        }
    )
    app = create_app(
        settings,
        TESTING=True,
        WTF_CSRF_ENABLED=False,
        LIMITS_ENABLED=False,  # the tests that try limits switch them on
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={
            "argon2__rounds": 1,
            "argon2__memory_cost": 8,
            "argon2__parallelism": 1,
        },
    )
    with app.app_context():
        upgrade(directory=str(Path(__file__).parent.parent / "migrations"))
    return app


@pytest.fixture(scope="session")
def _apps() -> dict[str, Flask]:
    return {}


@pytest.fixture(params=["sqlite", "postgresql"])
def app(
    request: pytest.FixtureRequest, _apps: dict[str, Flask], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """The application on one database; every test starts with empty tables."""
    kind = request.param
    if kind not in _apps:
        folder = tmp_path_factory.mktemp(kind)
        if kind == "sqlite":
            url = f"sqlite:///{folder / 'yaji.db'}"
        else:
            try:
                url = request.getfixturevalue("postgres_url")
            except postgres.NoPostgres:
                missing("PostgreSQL")
        _apps[kind] = build_app(url, folder)
    found = _apps[kind]
    empty_tables(found)
    found.config["LIMITS_ENABLED"] = False
    yield found
    with found.app_context():
        db.session.remove()


def empty_tables(app: Flask) -> None:
    with app.app_context(), db.engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        deletes = [f'DELETE FROM "{table.name}"' for table in reversed(Base.metadata.sorted_tables)]
        if connection.dialect.name == "postgresql":  # one way to the server instead of one for each table
            deletes = [f"DO $$ BEGIN {'; '.join(deletes)}; END $$"]
        for delete in deletes:
            connection.exec_driver_sql(delete)
    (Path(app.config["DATA_DIR"]) / "limits.db").unlink(missing_ok=True)
    app.extensions.pop("limits_engine", None)


@dataclass
class Cast:
    """Ids of who lives in the house, and helpers to act as them."""

    app: Flask
    branch_id: int
    other_branch_id: int
    staff_ids: dict[str, int]

    def staff(self, who: str) -> Staff:
        return db.session.get_one(Staff, self.staff_ids[who])

    def signed_in(self, who: str) -> FlaskClient:
        """A browser in which `who` is signed in."""
        browser = self.app.test_client()
        with self.app.app_context():
            staff = self.staff(who)
            uniquifier, staff_id = staff.fs_uniquifier, staff.id
            secret = secrets.token_urlsafe(16)
            db.session.add(StaffSession(secret_hash=_hash(secret), staff_id=staff_id))
            db.session.commit()
        with browser.session_transaction() as cookie:
            cookie.update(
                _user_id=uniquifier, _fresh=True, fs_cc="set", fs_paa=time.time(), sid=secret, seen=int(time.time())
            )
        return browser

    def add_client(self, surname: str = "王", given_name: str = "文静", *, rm: str = "zhao", **values: Any) -> int:
        """A client of RM Zhao; returns the id."""
        with self.app.app_context():
            owner = self.staff(rm)
            client = save_client(
                Client(rm_id=owner.id, branch_id=owner.branch_id, number=values.pop("number", "")),
                surname=surname,
                given_name=given_name,
                **{"gender": Gender.FEMALE, "client_type": ClientType.RET, "tier": Tier.T3, "phone": "13800001234"}
                | values,
            )
            db.session.commit()
            return client.id

    def add_event(
        self, *, starts_at: datetime | None = None, capacity: int = 30, approved: bool = True, **values: Any
    ) -> int:
        """A tea salon, approved, three weeks after the present moment unless told; returns the id."""
        with self.app.app_context():
            start = starts_at or datetime.now(UTC).replace(minute=30, second=0, microsecond=0) + timedelta(days=21)
            organiser = self.staff("li")
            event = plan_event(
                now=min(start - timedelta(days=30), datetime.now(UTC)),
                **{
                    "branch_id": organiser.branch_id,
                    "organiser_id": organiser.id,
                    "format": EventFormat.SALON,
                    "title": "春茶品鉴",
                    "title_en": "A spring tea tasting",
                    "speaker": "陈师傅",
                    "speaker_en": "Master Chen",
                    "venue": "财富中心三楼",
                    "venue_en": "Wealth Centre, third floor",
                    "address": "滨江路18号",
                    "address_en": "18 Binjiang Road",
                    "starts_at": start,
                    "ends_at": start + timedelta(hours=2),
                    "reply_by": start - timedelta(days=7),
                    "capacity": capacity,
                }
                | values,
            )
            if approved:
                event.status, event.approved_at = EventStatus.APPROVED, start - timedelta(days=30)
            db.session.commit()
            return event.id

    def add_invitation(
        self, event_id: int, client_id: int, *, now: datetime | None = None, detail: str | None = None
    ) -> int:
        """An invitation by Organiser Li; returns the id. `now` may lie before the event when that is past.

        `detail` is the one real thing about the guest; unless told, there is one.
        """
        with self.app.app_context():
            event = db.session.get_one(Event, event_id)
            moment = now or min(datetime.now(UTC), event.starts_at - timedelta(days=14))
            client = db.session.get_one(Client, client_id)
            [invitation] = invite(self.staff("li"), event, [client], now=moment)
            usual = "You are fond of white tea" if client.language == "en" else "您爱喝白茶"
            invitation.personal_detail = usual if detail is None else detail
            db.session.commit()
            return invitation.id

    def token(self, invitation_id: int) -> str:
        from invitations.codes.tokens import unseal

        with self.app.app_context():
            return unseal(db.session.get_one(Invitation, invitation_id)).token


PEOPLE = {
    "li": ("李组织", {Role.ORGANISER}, "001"),
    "zhao": ("赵经理", {Role.RM}, "001"),
    "sun": ("孙经理", {Role.RM}, "001"),
    "door": ("小门", {Role.DOOR}, "001"),
    "manager": ("钱行长", {Role.MANAGER}, "001"),
    "admin": ("管理员", {Role.ADMIN}, "001"),
    "stranger": ("外人", {Role.RM}, "002"),
}


Rows = dict[sa.Table, list[dict[str, Any]]]


@pytest.fixture(scope="session")
def settled() -> dict[Flask, tuple[Cast, Rows]]:
    return {}


@pytest.fixture
def cast(app: Flask, settled: dict[Flask, tuple[Cast, Rows]]) -> Cast:
    """The cast in empty tables: settled by the rules once, its rows put back as they were before each further test."""
    with app.app_context():
        if app not in settled:
            settled[app] = settle(app), all_rows()
        else:
            with db.engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
                for table, rows in settled[app][1].items():
                    connection.execute(sa.insert(table), rows)
    found = settled[app][0]
    return replace(found, staff_ids=dict(found.staff_ids))


def all_rows() -> Rows:
    """What stands in the tables, those first that others refer to. Wants an application context."""
    tables = Base.metadata.sorted_tables
    rows = {table: [dict(row) for row in db.session.execute(sa.select(table)).mappings()] for table in tables}
    return {table: found for table, found in rows.items() if found}


def settle(app: Flask) -> Cast:
    """Put the cast into empty tables. Wants an application context."""
    branches = {
        code: Branch(
            code=code,
            bank_name="江南银行",
            bank_name_en="Jiangnan Bank",
            name=f"{code}支行",
            name_en=f"Branch {code}",
            address="滨江路18号",
            phone="0571-8888-0000",
        )
        for code in ("001", "002")
    }
    db.session.add_all(branches.values())
    db.session.flush()
    people = {
        username: add_staff(
            username=username,
            name=name,
            password=PASSWORD,
            branch_id=branches[code].id,
            roles=roles,
            name_en=username.capitalize(),
            phone="138-0000-0000",
        ).id
        for username, (name, roles, code) in PEOPLE.items()
    }
    db.session.commit()
    return Cast(app, branches["001"].id, branches["002"].id, people)


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    """A browser in which nobody is signed in."""
    return app.test_client()


@contextmanager
def queries(app: Flask) -> Iterator[list[str]]:
    """The SQL statements that run inside the block, transactions' BEGIN and the audit's own left out."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


CountQueries = Callable[[Flask], Any]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
