"""Thirty days after a trip nothing is left that identifies a traveller or tells of their health, in no copy of ours."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from clients.contact.consents import withdraw
from clients.models import ConsentHow, Purpose
from core.db import Base, db
from core.jobs import DAILY, KINDS, Job, run_job
from invitations.models import Invitation, Mobility, Traveller
from invitations.trips.emptying import KEPT_FOR, empty_all
from invitations.trips.identity import DocumentKind
from invitations.trips.particulars import Plain, read
from tests.invitations.trip_desk import NOW, id_number, open_desk

NUMBER = id_number(date(1955, 3, 8))
MARKS = (NUMBER, "青霉素过敏", "家人甲", "13911112222")


@pytest.fixture
def desk(cast):
    return open_desk(cast)


def told(desk):
    """A traveller of whom everything is told; returns the invitation's id."""
    guest = desk.guest("文静")
    desk.tell(
        guest,
        health=True,
        agency=True,
        plain=Plain(mobility=Mobility.CANE, travel_sick=True, insured_no="DH-1", waiver_at=NOW.date()),
        document_kind=DocumentKind.ID_CARD,
        document_no=NUMBER,
        emergency_name="家人甲",
        emergency_phone="13911112222",
        conditions="青霉素过敏",
    )
    return guest


def work():
    empty_all(0, lambda *_counted: db.session.commit())


def test_a_consent_that_a_client_takes_back_is_heeded_overnight(desk, app):
    guest, other = told(desk), desk.guest("远山")
    desk.tell(other, health=True, conditions="高血压")
    with app.app_context():
        client = db.session.get_one(Invitation, guest).client
        later = datetime.now(UTC) + timedelta(minutes=1)
        for purpose in (Purpose.HEALTH, Purpose.AGENCY):
            withdraw(client, purpose, None, how=ConsentHow.SPOKEN, staff=desk.cast.staff("zhao"), now=later)
        db.session.commit()
        work()
        row = db.session.get_one(Traveller, (guest, 0))
        assert (row.health_agreed_at, row.agency_agreed_at) == (None, None)
        assert (read(row).conditions, read(row).document_no) == ("", NUMBER)
        assert read(db.session.get_one(Traveller, (other, 0))).conditions == "高血压"


def test_it_is_the_houses_own_daily_work():
    assert "empty_travellers" in DAILY
    assert KINDS["empty_travellers"] is empty_all


@pytest.mark.parametrize(("days", "kept"), [(29, True), (31, False)])
def test_details_are_kept_for_thirty_days_and_no_longer(desk, app, days, kept):
    guest = told(desk)
    desk.move_event(NOW - timedelta(days=days, hours=8))
    with app.app_context():
        work()
        row = db.session.get_one(Traveller, (guest, 0))
        assert bool(row.sealed) is kept
        assert (row.purged_at is None) is kept
        if not kept:
            assert (row.mobility, row.travel_sick, row.insured_no) == (Mobility.NORMAL, False, "")
            assert row.waiver_at is not None  # that somebody signed may be said
            assert row.health_agreed_at is not None


def test_no_copy_remains_in_any_table_nor_in_the_database_file(desk, app):
    guest = told(desk)
    with app.app_context():
        sealed = db.session.get_one(Traveller, (guest, 0)).sealed
    desk.move_event(NOW - KEPT_FOR - timedelta(days=1))
    with app.app_context():
        work()
        for table in Base.metadata.sorted_tables:
            for found in db.session.execute(sa.select(table)):
                text = str(tuple(found))
                assert not [mark for mark in (*MARKS, sealed) if mark in text], table.name
        if db.engine.dialect.name == "sqlite":
            path = Path(db.engine.url.database)
            for file in (path, path.with_name(path.name + "-wal")):
                assert sealed.encode() not in (file.read_bytes() if file.exists() else b"")


def test_before_it_is_emptied_no_other_table_and_no_log_holds_it_open(desk, app, capsys):
    told(desk)
    desk.cast.signed_in("li").get(f"{desk.base}/emergency.pdf")
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            for found in db.session.execute(sa.select(table)):
                assert not [mark for mark in MARKS if mark in str(tuple(found))], table.name
    printed = capsys.readouterr()
    assert not [mark for mark in MARKS if mark in printed.out + printed.err]


def test_done_twice_it_does_no_harm_and_as_a_job_it_ends(desk, app):
    told(desk)
    desk.move_event(NOW - KEPT_FOR - timedelta(days=1))
    with app.app_context():
        work()
        work()
        job = Job(kind="empty_travellers", subject_id=1, owner_id=0, total=0, key="empty:1")
        db.session.add(job)
        db.session.commit()
        assert run_job(job.id) is True
        assert db.session.get_one(Job, job.id).state.value == "done"


def test_an_emptied_sheet_takes_nothing_any_more_and_its_page_says_so(desk, app):
    guest = told(desk)
    desk.move_event(NOW - KEPT_FOR - timedelta(days=1))
    with app.app_context():
        work()
    browser = desk.cast.signed_in("li")
    page = f"{desk.base}/travellers/{guest}/0"

    assert "document_no" not in browser.get(page).text
    assert browser.post(page, data={"phone": "1", "mobility": "normal", "room_wish": "none"}).status_code == 422
    with app.app_context():
        assert db.session.get_one(Traveller, (guest, 0)).sealed == ""
