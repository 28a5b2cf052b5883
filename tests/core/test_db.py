"""The database: a reading request can't write, and writers on SQLite wait instead of losing updates."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from core.db import ReadingRequestWrote, db, execute_dml
from staff.models import AuditEntry, Branch


def test_a_get_that_adds_a_row_is_stopped(cast, app):
    with app.test_request_context("/", method="GET"):
        db.session.add(AuditEntry(action="x", subject="x"))
        with pytest.raises(ReadingRequestWrote):
            db.session.flush()
        db.session.rollback()


def test_a_get_that_updates_rows_is_stopped(cast, app):
    with app.test_request_context("/", method="GET"):
        with pytest.raises(ReadingRequestWrote):
            execute_dml(sa.update(Branch).values(name="changed"))
        db.session.rollback()


def test_a_post_may_write(cast, app):
    with app.test_request_context("/", method="POST"):
        assert execute_dml(sa.update(Branch).values(name="changed")) == 2
        db.session.rollback()


def test_moments_come_back_in_utc_and_naive_ones_are_refused(cast, app):
    shanghai = timezone(timedelta(hours=8))
    with app.app_context():
        entry = AuditEntry(action="x", subject="x", at=datetime(2027, 4, 10, 14, 30, tzinfo=shanghai))
        db.session.add(entry)
        db.session.commit()
        assert entry.at == datetime(2027, 4, 10, 6, 30, tzinfo=UTC)

        db.session.add(AuditEntry(action="x", subject="x", at=datetime(2027, 4, 10)))
        with pytest.raises(sa.exc.StatementError, match="time zone"):
            db.session.flush()
        db.session.rollback()


def add_up(app, times: int, begin: str | None) -> list[str]:
    """Eight threads read a number, add one and write it back; returns the errors."""
    errors: list[str] = []
    start = threading.Barrier(8)

    def work() -> None:
        with app.app_context():
            engine = db.engine.execution_options(sqlite_begin=begin) if begin else db.engine
            start.wait()
            for _time in range(times):
                try:
                    with engine.begin() as connection:
                        row = (
                            sa.select(Branch.__table__.c.phone)
                            .where(Branch.__table__.c.code == "001")
                            .with_for_update()
                        )
                        value = int(connection.execute(row).scalar_one())
                        change = sa.update(Branch.__table__).where(Branch.__table__.c.code == "001")
                        connection.execute(change.values(phone=str(value + 1)))
                except sa.exc.OperationalError as error:
                    errors.append(str(error.orig))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def number(app) -> int:
    with app.app_context():
        return int(db.session.scalar(sa.select(Branch.phone).where(Branch.code == "001")))


@pytest.fixture
def zero(cast, app):
    with app.app_context():
        db.session.execute(sa.update(Branch).values(phone="0"))
        db.session.commit()


def test_eight_writers_lose_no_update(zero, app):
    assert add_up(app, 10, None) == []
    assert number(app) == 80


# PostgreSQL's guard is FOR UPDATE; tests/races tries it without.
@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_the_control_shows_the_race_when_sqlite_begins_deferred(zero, app):
    errors = add_up(app, 10, "DEFERRED")

    assert errors
    assert number(app) < 80


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_sqlite_runs_as_the_architecture_says(app):
    with app.app_context():
        with db.engine.connect() as connection:
            settings = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            }
        assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
