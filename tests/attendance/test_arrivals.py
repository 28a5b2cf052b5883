"""A manager sees on today and on the desk which own guests are here."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from attendance.ledger.checking_in import check_in
from attendance.models import Method
from core.db import db
from events.models import Event
from invitations.models import Invitation
from tests.house import queries


@pytest.fixture
def tonight(cast):
    return cast.add_event(starts_at=datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1))


def arrive(cast, event_id, surname, given, rm="zhao") -> None:
    invitation_id = cast.add_invitation(event_id, cast.add_client(surname, given, rm=rm))
    with cast.app.app_context():
        check_in(
            db.session.get_one(Event, event_id),
            db.session.get_one(Invitation, invitation_id),
            scan_id=str(uuid.uuid4()),
            method=Method.NAME,
            staff=cast.staff("door"),
            now=datetime.now(UTC),
        )
        db.session.commit()


def test_own_guests_who_are_here_stand_on_today_and_on_the_desk(cast, tonight):
    arrive(cast, tonight, "王", "文静")
    arrive(cast, tonight, "陈", "敏", rm="sun")

    zhao = cast.signed_in("zhao")
    for page in (zhao.get("/").text, zhao.get("/desk").text):
        panel = page.partition('id="arrivals"')[2].partition("</section>")[0]
        assert "王文静" in panel
        assert "陈敏" not in panel


def test_before_anybody_has_come_nothing_is_shown(cast, tonight):
    cast.add_invitation(tonight, cast.add_client())

    assert 'id="arrivals"' not in cast.signed_in("zhao").get("/desk").text


def test_the_desk_asks_the_same_of_the_database_for_one_arrival_and_for_three(cast, tonight):
    def asked() -> int:
        zhao.get("/desk")
        with queries(cast.app) as seen:
            zhao.get("/desk")
        return len(seen)

    zhao = cast.signed_in("zhao")
    arrive(cast, tonight, "王", "一")
    one = asked()
    arrive(cast, tonight, "王", "二")
    arrive(cast, tonight, "王", "三")
    assert asked() == one
