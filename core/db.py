"""The database: one session, typed columns, named constraints, and how BEGIN is said on SQLite and PostgreSQL."""

from __future__ import annotations

import enum
import threading
from datetime import UTC, date, datetime
from typing import Any, cast

from flask import Flask, current_app, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import (
    JSON,
    Boolean,
    CursorResult,
    Date,
    DateTime,
    Engine,
    Enum,
    MetaData,
    Text,
    TypeDecorator,
    UpdateBase,
    create_engine,
    event,
)
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, registry
from werkzeug.routing import IntegerConverter, Map

READING_METHODS = ("GET", "HEAD", "OPTIONS")
LARGEST_ID = 2**31 - 1
"""Of an INTEGER column; a longer number in an address would be an error of the database instead of a 404."""

# Names by which a rule can recognise the constraint that refused it, and migrations can drop it, on both databases.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, stored as UTC without a zone. Refuses naive datetimes."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


# Enums are stored by value in a VARCHAR with a named CHECK: the same on both databases, and no ALTER TYPE later.
_ENUM = Enum(
    enum.Enum,
    native_enum=False,
    create_constraint=True,
    length=24,
    values_callable=lambda kind: [member.value for member in kind],
)


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: UtcDateTime,
            date: Date,
            bool: Boolean(create_constraint=False),
            str: Text,
            dict[str, Any]: JSON,
            list[str]: JSON,
            enum.Enum: _ENUM,
        },
    )


def row_id(text: str) -> int:
    """The number, if a column of ids could hold it. Raises ValueError for any other text."""
    number = int(text)
    if not 0 < number <= LARGEST_ID:
        raise ValueError(text)
    return number


class RowId(IntegerConverter):
    """An id in the path of an address; a number that no row can have is no address of ours."""

    def __init__(self, of: Map, **options: Any) -> None:
        super().__init__(of, **{"max": LARGEST_ID, **options})


class Database(SQLAlchemy):
    def paginate(self, select: Any, *, page: int | None = None, **options: Any) -> Pagination:
        """The page that the address asks for; the first one when it asks for what can't be."""
        if page is None and has_request_context():
            page = request.args.get("page", 1, type=row_id)
        return super().paginate(select, page=page, **options)


db = Database(model_class=Base)
_MAKING = threading.Lock()


def now() -> datetime:
    """The present moment, in UTC. Views and jobs read it once and hand it to the rules."""
    return datetime.now(UTC)


def init_database(app: Flask) -> None:
    """Attach the database to the application. Must come before the first connection is opened."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    options: dict[str, Any] = {"pool_pre_ping": True}
    if url.startswith("postgresql"):
        options |= {"pool_size": 10, "max_overflow": 20}
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", options)
    app.url_map.converters["int"] = RowId
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _sqlite_connect)
            event.listen(db.engine, "begin", _sqlite_begin)


def _sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not say BEGIN by itself: its default loses updates silently
    for pragma in (
        "busy_timeout=15000",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-16000",
    ):
        connection.execute("PRAGMA " + pragma)


def _sqlite_begin(connection: Any) -> None:
    """Whoever may write takes the write lock at once; reading requests never wait for it."""
    mode = connection.get_execution_options().get("sqlite_begin")
    if mode is None:
        mode = "DEFERRED" if _reading() else "IMMEDIATE"
    connection.exec_driver_sql("BEGIN " + mode)


def autocommit_engine() -> Engine:
    """Connections on which each statement is a transaction of its own, and nothing is asked before it: for the one way
    where a round trip counts. A connection that the server has dropped fails at its next use; the caller goes the
    usual way then.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with _MAKING:
        if "autocommit_engine" not in app.extensions:
            engine = create_engine(db.engine.url, isolation_level="AUTOCOMMIT", pool_size=10, max_overflow=10)
            if engine.dialect.name == "sqlite":
                event.listen(engine, "connect", _sqlite_connect)
            app.extensions["autocommit_engine"] = engine
        return cast("Engine", app.extensions["autocommit_engine"])


def own_transaction(engine: Engine | None = None) -> Any:
    """A short writing transaction beside the session's, for rows that are no business change (audit, limits)."""
    engine = engine or db.engine
    return engine.execution_options(sqlite_begin="IMMEDIATE").begin()


def read_from_here() -> None:
    """Commit, and go on in a transaction that only reads: for long reading in a POST, so that nobody waits for it.

    Whoever writes afterwards commits before. Objects are read anew.
    """
    db.session.commit()
    db.session.connection(execution_options={"sqlite_begin": "DEFERRED"})


def execute_dml(statement: UpdateBase) -> int:
    """Run an UPDATE, INSERT or DELETE beside the session's objects (they are not refreshed) and count its rows."""
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(cast("CursorResult[Any]", result).rowcount)


class ReadingRequestWrote(RuntimeError):
    """A GET tried to change the database. Link previews open links by themselves, so none may."""


def _reading() -> bool:
    return has_request_context() and request.method in READING_METHODS


@event.listens_for(Session, "before_flush")
def _reading_requests_never_flush(session: Session, _context: Any, _instances: Any) -> None:
    if _reading():
        changed = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
        if changed:
            raise ReadingRequestWrote(f"{request.method} {request.endpoint} would write {type(changed[0]).__name__}")


@event.listens_for(Session, "do_orm_execute")
def _reading_requests_never_execute_writes(state: ORMExecuteState) -> None:
    if _reading() and (state.is_insert or state.is_update or state.is_delete):
        raise ReadingRequestWrote(f"{request.method} {request.endpoint} would run {state.statement}")
