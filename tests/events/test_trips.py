"""A trip's papers, programme, coaches and rooms: what is missing is said, and what is wrong is refused at its field."""

from datetime import time, timedelta

import pypdfium2
import pytest
import sqlalchemy as sa

from core.db import db
from core.errors import DomainError
from events.models import Coach, Event, EventFormat, EventStatus, ItineraryItem, PickUp, RoomKind, TripRecord, TripRoom
from events.trips.programme import add_rooms, follow_the_day, keep_item
from events.trips.record import GRAVE, Lack, keep_record, lacks, trip_of


@pytest.fixture
def event_id(cast):
    """A trip of two days."""
    event_id = cast.add_event(format=EventFormat.TRIP)
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        event.ends_at = event.starts_at + timedelta(days=1)
        db.session.commit()
    return event_id


def first_day(app, event_id):
    with app.app_context():
        return db.session.get_one(Event, event_id).local_start.date()


def all_of(app, model):
    with app.app_context():
        return db.session.scalars(sa.select(model).order_by(sa.inspect(model).primary_key[0])).all()


def test_a_night_away_wants_a_licensed_agency(app, event_id):
    with app.app_context():
        event = db.session.get_one(Event, event_id)
        keep_record(event, lodging=True)
        db.session.flush()

        assert {Lack.AGENCY, Lack.LICENCE, Lack.CONTRACT, Lack.LIABILITY, Lack.ROOMS} <= set(lacks(trip_of(event)))
        assert lacks(trip_of(event))[0] in GRAVE


def test_half_a_day_by_a_coach_of_the_banks_own_wants_the_coachs_licence_alone(cast, app):
    event_id = cast.add_event(format=EventFormat.TRIP)
    with app.app_context():
        event = db.session.get_one(Event, event_id)
        db.session.add(Coach(event_id=event_id, number=1, seats=19))
        db.session.flush()

        assert set(lacks(trip_of(event))) & GRAVE == {Lack.COACH_LICENCE}


def test_a_trip_with_all_its_papers_lacks_nothing(cast, app):
    event_id = cast.add_event(format=EventFormat.TRIP)
    with app.app_context():
        event = db.session.get_one(Event, event_id)
        keep_record(
            event, agency="江南之旅", agency_licence="L-1", contract_no="C-1", guide="小方", liability_policy="P-1",
            accident_policy="P-2", rain_plan="室内茶会", emergency_phone="139",
        )  # fmt: skip
        keep_item(event, None, day=event.local_start.date(), at=time(8), place="支行门前", roll_call=True, walking=5000)
        db.session.flush()

        assert lacks(trip_of(event)) == []
        keep_item(event, None, day=event.local_start.date(), at=time(9), place="古道", walking=1)
        db.session.flush()
        assert lacks(trip_of(event)) == [Lack.LONG_WALK]


def test_papers_are_typed_and_a_group_larger_than_the_trip_is_refused_at_its_field(cast, app, event_id):
    browser, page = cast.signed_in("li"), f"/events/{event_id}/trip/papers"

    refused = browser.post(page, data={"agency": "江南之旅", "smallest_group": "31"})
    assert refused.status_code == 422
    assert 'id="smallest_group-error"' in refused.text
    assert "江南之旅" in refused.text
    assert browser.post(page, data={"agency": "江南之旅", "lodging": "y", "smallest_group": "12"}).status_code == 302

    [record] = all_of(app, TripRecord)
    assert (record.agency, record.lodging, record.smallest_group) == ("江南之旅", True, 12)
    assert "江南之旅" in browser.get(page).text


def test_somebody_elses_change_of_the_papers_is_not_overwritten_unseen(cast, app, event_id):
    page = f"/events/{event_id}/trip/papers"
    browser = cast.signed_in("li")
    browser.post(page, data={"agency": "江南之旅"})
    text = browser.get(page).text
    seen = text.split('name="seen"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    browser.post(page, data={"agency": "西湖旅行社"})

    assert browser.post(page, data={"agency": "别家", "seen": seen}).status_code == 422
    assert all_of(app, TripRecord)[0].agency == "西湖旅行社"


def stage(on, **changes):
    return {"day": on.isoformat(), "at": "09:30", "place": "支行门前", "roll_call": "y"} | changes


def test_a_stage_is_added_changed_and_taken_out(cast, app, event_id):
    browser, base, day = cast.signed_in("li"), f"/events/{event_id}/trip/programme", first_day(app, event_id)

    assert browser.post(f"{base}/new", data=stage(day, walking="800", steps="y")).status_code == 302
    [item] = all_of(app, ItineraryItem)
    assert (item.day, item.at, item.walking, item.steps, item.roll_call) == (day, time(9, 30), 800, True, True)
    browser.post(f"{base}/{item.id}", data=stage(day + timedelta(days=1), place="茶园"))
    [item] = all_of(app, ItineraryItem)
    assert (item.day, item.place, item.steps) == (day + timedelta(days=1), "茶园", False)
    browser.post(f"{base}/{item.id}/remove")
    assert all_of(app, ItineraryItem) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"at": ""}, "at"),
        ({"at": "25:00"}, "at"),
        ({"place": ""}, "place"),
        ({"walking": "-1"}, "walking"),
        ({"day": "1999-01-01"}, "day"),
    ],
)
def test_a_wrong_stage_is_refused_at_its_field(cast, app, event_id, changes, field):
    day = first_day(app, event_id)

    answer = cast.signed_in("li").post(f"/events/{event_id}/trip/programme/new", data=stage(day, **changes))

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert all_of(app, ItineraryItem) == []


def test_when_the_trip_moves_the_programme_follows_by_one_button(cast, app, event_id):
    browser, day = cast.signed_in("li"), first_day(app, event_id)
    browser.post(f"/events/{event_id}/trip/programme/new", data=stage(day))
    browser.post(f"/events/{event_id}/trip/pick-ups/new", data={"place": "东门", "at": f"{day}T08:00", "coach_id": ""})
    with app.app_context():
        event = db.session.get_one(Event, event_id)
        event.starts_at, event.ends_at = event.starts_at + timedelta(7), event.ends_at + timedelta(7)
        db.session.commit()
        assert Lack.OTHER_DAY in lacks(trip_of(event))

    browser.post(f"/events/{event_id}/trip/programme/move")

    assert all_of(app, ItineraryItem)[0].day == day + timedelta(7)
    with app.app_context():
        event = db.session.get_one(Event, event_id)
        assert Lack.OTHER_DAY not in lacks(trip_of(event))
        assert trip_of(event).pick_ups[0].at.astimezone(event.tz).date() == day + timedelta(7)


def test_a_programme_longer_than_the_trip_does_not_follow(app, event_id):
    with app.app_context():
        event = db.session.get_one(Event, event_id)
        first = event.local_start.date()
        for more in (0, 1):
            keep_item(event, None, day=first + timedelta(more), at=time(9), place="茶园")
        db.session.flush()
        event.starts_at, event.ends_at = event.starts_at + timedelta(7), event.starts_at + timedelta(7, hours=2)

        with pytest.raises(DomainError, match="programme_longer"):
            follow_the_day(trip_of(event))


def test_coaches_have_numbers_of_their_own_and_go_when_nobody_needs_them(cast, app, event_id):
    browser, base = cast.signed_in("li"), f"/events/{event_id}/trip/coaches"
    typed = {"number": "1", "seats": "45", "plate": "浙A"}
    browser.post(f"{base}/new", data=typed)
    assert browser.post(f"{base}/new", data=typed).status_code == 422
    [coach] = all_of(app, Coach)
    browser.post(f"/events/{event_id}/trip/pick-ups/new", data={"place": "东门", "at": "", "coach_id": coach.id})
    assert all_of(app, PickUp) == []
    day = first_day(app, event_id)
    stop = {"place": "东门", "at": f"{day}T13:30", "coach_id": coach.id}
    assert browser.post(f"/events/{event_id}/trip/pick-ups/new", data=stop).status_code == 302

    browser.post(f"{base}/{coach.id}/remove")
    assert len(all_of(app, Coach)) == 1
    [pick_up] = all_of(app, PickUp)
    browser.post(f"/events/{event_id}/trip/pick-ups/{pick_up.id}/remove")
    browser.post(f"{base}/{coach.id}/remove")
    assert all_of(app, Coach) == []


@pytest.mark.parametrize("seats", ["0", "91", "", "viele"])
def test_a_coach_has_between_one_and_ninety_seats(cast, app, event_id, seats):
    typed = {"number": "1", "seats": seats}

    answer = cast.signed_in("li").post(f"/events/{event_id}/trip/coaches/new", data=typed)

    assert answer.status_code == 422
    assert 'id="seats-error"' in answer.text


def test_a_pick_up_lies_near_the_trip(cast, app, event_id):
    day = first_day(app, event_id) - timedelta(days=3)

    answer = cast.signed_in("li").post(
        f"/events/{event_id}/trip/pick-ups/new", data={"place": "东门", "at": f"{day}T08:00", "coach_id": ""}
    )

    assert answer.status_code == 422
    assert 'id="at-error"' in answer.text


def test_many_rooms_are_added_at_once_and_none_twice(cast, app, event_id):
    browser, page = cast.signed_in("li"), f"/events/{event_id}/trip/rooms/new"

    browser.post(page, data={"kind": "twin", "names": "301, 302、303\n304"})
    assert [room.name for room in all_of(app, TripRoom)] == ["301", "302", "303", "304"]
    for names in ("305 305", "301", "", "x" * 31):
        assert browser.post(page, data={"kind": "double", "names": names}).status_code == 422
    [first, *_others] = all_of(app, TripRoom)
    browser.post(f"/events/{event_id}/trip/rooms/{first.id}/remove")
    assert len(all_of(app, TripRoom)) == 3
    with app.app_context():
        trip = trip_of(db.session.get_one(Event, event_id))
        with pytest.raises(DomainError, match="rooms_many"):
            add_rooms(trip, " ".join(str(number) for number in range(1000, 1200)), RoomKind.TWIN)


def test_the_programme_on_paper_tells_the_way_the_walks_and_whom_to_call(cast, app, event_id):
    browser, day = cast.signed_in("li"), first_day(app, event_id)
    assert browser.get(f"/events/{event_id}/trip/programme.pdf").status_code == 302  # nothing to print yet
    browser.post(
        f"/events/{event_id}/trip/papers",
        data={"agency": "江南之旅", "agency_licence": "L-ZJ-1", "emergency_phone": "13900002222"},
    )
    browser.post(f"/events/{event_id}/trip/programme/new", data=stage(day, walking="800", meal="素斋"))

    answer = browser.get(f"/events/{event_id}/trip/programme.pdf")

    with pypdfium2.PdfDocument(answer.data) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    for told in ("支行门前", "09:30", "800", "素斋", "江南之旅", "L-ZJ-1", "13900002222"):
        assert told in text


def test_nothing_of_a_closed_trip_changes(cast, app, event_id):
    day = first_day(app, event_id)
    with app.app_context():
        db.session.get_one(Event, event_id).status = EventStatus.CANCELLED
        db.session.commit()
    browser = cast.signed_in("li")
    base = f"/events/{event_id}/trip"

    posts = {
        "papers": {"agency": "x"},
        "programme/new": stage(day),
        "coaches/new": {"number": "1", "seats": "9"},
        "pick-ups/new": {"place": "x", "at": f"{day}T13:30", "coach_id": ""},
        "rooms/new": {"kind": "twin", "names": "1"},
    }
    assert {
        page: browser.post(f"{base}/{page}", data=data).status_code for page, data in posts.items()
    } == dict.fromkeys(posts, 422)
    assert all_of(app, ItineraryItem) == []


def test_readers_read_and_planners_plan(cast, event_id):
    manager = cast.signed_in("zhao")

    assert manager.get(f"/events/{event_id}/trip/programme").status_code == 200
    assert manager.get(f"/events/{event_id}/trip/papers").status_code == 403
    assert manager.post(f"/events/{event_id}/trip/programme/new").status_code == 403
    assert cast.signed_in("stranger").get(f"/events/{event_id}/trip/programme").status_code == 404


def test_a_row_of_another_trip_is_404(cast, app, event_id):
    browser, other = cast.signed_in("li"), cast.add_event(format=EventFormat.TRIP)
    browser.post(f"/events/{other}/trip/coaches/new", data={"number": "1", "seats": "19"})
    [coach] = all_of(app, Coach)

    assert browser.get(f"/events/{event_id}/trip/coaches/{coach.id}").status_code == 404
    assert browser.post(f"/events/{event_id}/trip/coaches/{coach.id}/remove").status_code == 404
    assert browser.get(f"/events/{event_id}/trip/programme/987654").status_code == 404
