"""Rate limits that live in our own database, so that every process counts the same tries without a further server.

With PostgreSQL that is the table `rate_limit`. SQLite has one writer at a time, and the request itself may be that
writer; there the counters have a file of their own beside the database, so that counting never waits.
"""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app, request
from limits import parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.dialects import postgresql, sqlite
from werkzeug.exceptions import TooManyRequests

from core.db import Base, db

rate_limit = sa.Table(
    "rate_limit",
    Base.metadata,
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("expires", sa.Float, nullable=False),
)


class DatabaseStorage(Storage):
    """Fixed windows in the table `rate_limit`, counted in a short transaction of their own."""

    STORAGE_SCHEME = ["yaji"]  # noqa: RUF012 -- the base class declares it so

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **_options: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)

    @property
    def base_exceptions(self) -> type[Exception]:
        return sa.exc.SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        moment = time.time()
        table = rate_limit
        dialect: Any = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
        over = table.c.expires < moment
        statement = (
            dialect.insert(table)
            .values(key=key, tries=amount, expires=moment + expiry)
            .on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "tries": sa.case((over, amount), else_=table.c.tries + amount),
                    "expires": sa.case((over, moment + expiry), else_=table.c.expires),
                },
            )
            .returning(table.c.tries)
        )
        with _counters().begin() as connection:
            return int(connection.execute(statement).scalar_one())

    def get(self, key: str) -> int:
        statement = sa.select(rate_limit.c.tries).where(rate_limit.c.key == key, rate_limit.c.expires > time.time())
        with _counters().connect() as connection:
            return int(connection.execute(statement).scalar() or 0)

    def get_expiry(self, key: str) -> float:
        with _counters().connect() as connection:
            found = connection.execute(sa.select(rate_limit.c.expires).where(rate_limit.c.key == key)).scalar()
        return float(found or time.time())

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        with _counters().begin() as connection:
            return int(connection.execute(sa.delete(rate_limit)).rowcount)

    def clear(self, key: str) -> None:
        with _counters().begin() as connection:
            connection.execute(sa.delete(rate_limit).where(rate_limit.c.key == key))


def _counters() -> sa.Engine:
    """Where this application counts."""
    found: sa.Engine | None = current_app.extensions.get("limits_engine")
    if found is None:
        found = db.engine
        if found.dialect.name == "sqlite":
            file = Path(current_app.config["DATA_DIR"]) / "limits.db"
            found = sa.create_engine(f"sqlite:///{file}", connect_args={"timeout": 10})
            rate_limit.create(found, checkfirst=True)
        current_app.extensions["limits_engine"] = found
    return found


_STRATEGY = FixedWindowRateLimiter(DatabaseStorage())


def spend(what: str, who: str, limit: str) -> None:
    """Count one try of `what` by `who`. Raises TooManyRequests (429) once `limit` ("10 per 15 minutes") is used up."""
    if current_app.config["LIMITS_ENABLED"] and not _STRATEGY.hit(parse(limit), what, _hidden(who)):
        raise TooManyRequests


def exhausted(what: str, who: str, limit: str) -> bool:
    """Whether `who` has no tries of `what` left; counts nothing. For limits that only wrong tries use up."""
    return bool(current_app.config["LIMITS_ENABLED"]) and not _STRATEGY.test(parse(limit), what, _hidden(who))


def give_back(what: str, who: str, limit: str) -> None:
    """Take one counted try back: it was looked at, and was right."""
    if current_app.config["LIMITS_ENABLED"]:
        _STRATEGY.hit(parse(limit), what, _hidden(who), cost=-1)


def forget(what: str, who: str, limit: str) -> None:
    """Give `who` all tries back, as after a right answer."""
    _STRATEGY.clear(parse(limit), what, _hidden(who))


def _hidden(who: str) -> str:
    """Addresses and names are counted by their hash: the table shows nobody who tried."""
    return hashlib.sha256(who.encode()).hexdigest()[:32]


def client_address() -> str:
    """Where the request comes from, by as many proxies as TRUSTED_PROXIES says and no more."""
    return request.remote_addr or "unknown"


def init_limits(app: Flask) -> None:
    app.config.setdefault("LIMITS_ENABLED", True)


def forget_old_windows() -> None:
    """Delete windows that are over; the sweeper calls it."""
    with _counters().begin() as connection:
        connection.execute(sa.delete(rate_limit).where(rate_limit.c.expires < time.time()))
