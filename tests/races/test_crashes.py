"""Processes that die, a database that is broken off, a disk that is full: nothing acknowledged is lost or doubled.

More rounds: `python -m tests.races.crashes 200`.
"""

from __future__ import annotations

import uuid
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from attendance.models import Scan
from core.db import autocommit_engine, db
from tests import house
from tests.attendance.evening import an_evening
from tests.house import Cast, build_app, settle
from tests.postgres import NoPostgres
from tests.races.crashes import an_evening as a_long_evening
from tests.races.crashes import crash, running
from tests.races.durable import durable_server
from tests.races.field import new_field

LARGEST = 2**30


def test_processes_are_killed_and_no_scan_is_lost(field):
    with running(field.environment) as servers:
        found = crash(a_long_evening(field, servers, 40), 5)

    assert found["acknowledged"] > 0
    assert (found["lost"], found["doubled"], found["disagree"]) == (0, 0, 0)


def test_postgresql_is_broken_off_in_mid_evening_and_no_scan_is_lost(tmp_path):
    try:
        with (
            durable_server() as durable,
            new_field(durable.url, tmp_path / "field") as scene,
            running(scene.environment) as servers,
        ):
            found = crash(a_long_evening(scene, servers, 40), 4, break_off=durable.restart, every=2)
    except NoPostgres:
        house.missing("PostgreSQL")

    assert found["broken_off"] == 2
    assert found["acknowledged"] > 0
    assert (found["lost"], found["doubled"], found["disagree"]) == (0, 0, 0)


@contextmanager
def a_full_disk(app):
    """The database's file may not grow: what SQLite answers then is what it answers when the disk is full."""
    with app.app_context():
        engines = [db.engine, autocommit_engine()]
        with db.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    limit = [pages]

    def set_limit(connection, _record, _proxy) -> None:
        connection.execute(f"PRAGMA max_page_count={limit[0]}")

    for engine in engines:
        sa.event.listen(engine, "checkout", set_limit)
    try:
        yield lambda: limit.__setitem__(0, LARGEST)
    finally:
        for engine in engines:
            sa.event.remove(engine, "checkout", set_limit)


@pytest.mark.parametrize("way", ["", "/scan"])
def test_a_full_disk_is_told_with_a_sentence_and_nothing_is_half_written(tmp_path, way):
    app = build_app(f"sqlite:///{tmp_path / 'yaji.db'}", tmp_path)
    with app.app_context():
        cast: Cast = settle(app)
    evening = an_evening(cast)
    guest, browser = evening.guest(), cast.signed_in("door")
    code, script = evening.code(guest), {"Accept": "application/json"}

    def scan(text: str, scan_id: str = ""):
        fields = {"code": text, "scan_id": scan_id or str(uuid.uuid4())}
        return browser.post(f"{evening.door}{way}", data=fields, headers=script)

    with a_full_disk(app) as make_room:
        answered = 0
        while (refused := scan("7KQ4-MY8P")).status_code == 200 and answered < 500:
            answered += 1
        scan_id = str(uuid.uuid4())
        letter = scan(code, scan_id)
        with app.app_context():
            kept = db.session.scalar(sa.select(sa.func.count()).select_from(Scan))
        make_room()
        again = scan(code, scan_id)

    assert (refused.status_code, letter.status_code) == (503, 503)
    assert letter.json["message"]
    assert kept == answered
    assert again.status_code == 200
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).where(Scan.scan_id == scan_id)) == 1
