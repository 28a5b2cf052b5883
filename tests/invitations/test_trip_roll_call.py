"""Counting heads: the last word counts, twice is once, everybody sees the same, nobody out of sight is shown."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.db import db
from events.models import ItineraryItem
from invitations.answers.party import Person
from invitations.models import RollCall
from tests.invitations.trip_desk import NOW, open_desk


@pytest.fixture
def desk(cast):
    return open_desk(cast, lodging=False)


@pytest.fixture
def stage(desk, app):
    """The address of the one stage before which heads are counted."""
    with app.app_context():
        item = db.session.scalars(sa.select(ItineraryItem.id)).one()
    return f"{desk.base}/roll-call/{item}"


def rows(app):
    with app.app_context():
        query = sa.select(RollCall.invitation_id, RollCall.member, RollCall.present).order_by(RollCall.id)
        return [tuple(row) for row in db.session.execute(query)]


def test_heads_are_counted_against_those_expected_and_who_is_missing_is_named(desk, stage, app):
    one, other = desk.guest("文静"), desk.guest("远山")
    desk.move_event(NOW + timedelta(hours=1))
    browser = desk.cast.signed_in("li")

    answer = browser.post(stage, data={"person": f"{one}-0", "present": "1"})

    assert answer.status_code == 302
    assert rows(app) == [(one, 0, True)]
    text = browser.get(f"{stage}?only=missing").text
    assert "1／2" in text
    assert f'id="p-{other}-0"' in text
    assert f'id="p-{one}-0"' not in text


def test_pressed_twice_is_once_and_taking_it_back_is_a_further_row(desk, stage, app):
    one = desk.guest("文静")
    desk.move_event(NOW + timedelta(hours=1))
    browser = desk.cast.signed_in("li")

    for present in ("1", "1", "0", "1"):
        browser.post(stage, data={"person": f"{one}-0", "present": present})

    assert rows(app) == [(one, 0, True), (one, 0, False), (one, 0, True)]
    assert "1／1" in browser.get(stage).text


def test_a_party_boards_by_one_tap(desk, stage, app):
    one = desk.guest("文静", Person(name="李强", relation="配偶"))
    desk.guest("远山")
    desk.move_event(NOW + timedelta(hours=1))

    desk.cast.signed_in("li").post(stage, data={"person": f"{one}-0", "party": "1", "present": "1"})

    assert rows(app) == [(one, 0, True), (one, 1, True)]


@pytest.mark.parametrize("begins", [timedelta(days=-2), timedelta(hours=13)])
def test_nobody_is_counted_before_or_long_after_the_trip(desk, stage, app, begins):
    one = desk.guest("文静")
    desk.move_event(NOW + begins)
    browser = desk.cast.signed_in("li")

    browser.post(stage, data={"person": f"{one}-0", "present": "1"})

    assert rows(app) == []
    assert f'action="{stage}"' not in browser.get(stage).text


def test_door_staff_who_travel_along_count_everybody_without_telephone_numbers(desk, stage, app):
    one, _other = desk.guest("文静"), desk.guest("远山", rm="sun")
    browser = desk.cast.signed_in("door")
    assert browser.get(stage).status_code == 404  # not before the day
    desk.move_event(NOW + timedelta(hours=1))

    browser.post(stage, data={"person": f"{one}-0", "present": "1"})
    text = browser.get(f"{stage}?only=missing").text

    assert rows(app) == [(one, 0, True)]
    assert "王远山" in text
    assert "tel:" not in text


def test_a_manager_counts_the_own_clients_and_cannot_touch_others(desk, stage, app):
    desk.guest("文静")
    foreign = desk.guest("远山", rm="sun")
    desk.move_event(NOW + timedelta(hours=1))
    browser = desk.cast.signed_in("zhao")

    assert browser.post(stage, data={"person": f"{foreign}-0", "present": "1"}).status_code == 404
    assert "王远山" not in browser.get(stage).text
    assert rows(app) == []


@pytest.mark.parametrize("person", ["", "x", "9-9", "1", "1-", "99999999999999999999-0"])
def test_nobody_is_not_counted(desk, stage, app, person):
    desk.guest("文静")
    desk.move_event(NOW + timedelta(hours=1))

    assert desk.cast.signed_in("li").post(stage, data={"person": person, "present": "1"}).status_code == 404
    assert rows(app) == []


def test_a_stage_without_a_count_and_a_foreign_one_are_404(desk, app):
    with app.app_context():
        item = db.session.scalars(sa.select(ItineraryItem)).one()
        item.roll_call = False
        db.session.commit()
        item_id = item.id
    browser = desk.cast.signed_in("li")

    assert browser.get(f"{desk.base}/roll-call/{item_id}").status_code == 404
    assert browser.get(f"{desk.base}/roll-call/987654").status_code == 404


def test_a_counted_stage_stays_in_the_programme(desk, stage, app):
    one = desk.guest("文静")
    desk.move_event(NOW + timedelta(hours=1))
    browser, item = desk.cast.signed_in("li"), stage.rsplit("/", 1)[1]
    browser.post(stage, data={"person": f"{one}-0", "present": "1"})

    browser.post(f"{desk.base}/programme/{item}/remove")

    with app.app_context():
        assert db.session.get(ItineraryItem, int(item)) is not None
