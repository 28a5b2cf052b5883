"""Rate limits that live in our own database, so that every process counts the same tries without a further server."""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import Storage
from sqlalchemy.dialects import postgresql, sqlite

from core.db import Base, db, own_transaction

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
        with own_transaction() as connection:
            return int(connection.execute(statement).scalar_one())

    def get(self, key: str) -> int:
        statement = sa.select(rate_limit.c.tries).where(rate_limit.c.key == key, rate_limit.c.expires > time.time())
        with db.engine.connect() as connection:
            return int(connection.execute(statement).scalar() or 0)

    def get_expiry(self, key: str) -> float:
        with db.engine.connect() as connection:
            found = connection.execute(sa.select(rate_limit.c.expires).where(rate_limit.c.key == key)).scalar()
        return float(found or time.time())

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        with own_transaction() as connection:
            return int(connection.execute(sa.delete(rate_limit)).rowcount)

    def clear(self, key: str) -> None:
        with own_transaction() as connection:
            connection.execute(sa.delete(rate_limit).where(rate_limit.c.key == key))


limiter = Limiter(key_func=get_remote_address, storage_uri="yaji://", strategy="fixed-window", headers_enabled=False)


def init_limits(app: Flask) -> None:
    limiter.init_app(app)


def forget_old_windows() -> None:
    """Delete windows that are over; the sweeper calls it."""
    with own_transaction() as connection:
        connection.execute(sa.delete(rate_limit).where(rate_limit.c.expires < time.time()))
