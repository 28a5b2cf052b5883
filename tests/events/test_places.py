"""The books of venues and speakers, and who speaks at an event."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.db import db
from core.errors import DomainError
from events.models import Event, EventSpeaker, EventStatus, Speaker, SpeakerStep, Venue
from events.places.books import ask_speaker, change_speaking, ratings_of
from events.places.questions import missing, warnings
from tests.events.test_pages import events, typed
from tests.house import NOW, queries

VENUE = {
    "name": "湖畔茶舍",
    "name_en": "Lakeside tea house",
    "address": "湖滨路1号",
    "address_en": "1 Hubin Road",
    "parking": "门前",
    "parking_en": "In front",
    "seats": "24",
    "price": "1,500",
    "contact_name": "周经理",
    "contact_phone": "0571-1",
    "parking_spaces": "12",
    "lift": "no",
    "step_free": "yes",
    "note": "",
}


def venue_id(cast, **values):
    with cast.app.app_context():
        venue = Venue(
            **{"branch_id": cast.branch_id, "name": "湖畔茶舍", "address": "湖滨路1号", "parking": "门前"} | values
        )
        db.session.add(venue)
        db.session.commit()
        return venue.id


def speaker_id(cast, **values):
    with cast.app.app_context():
        speaker = Speaker(**{"branch_id": cast.branch_id, "name": "叶老师", "name_en": "Ye Qing"} | values)
        db.session.add(speaker)
        db.session.commit()
        return speaker.id


def test_a_venue_is_written_down_with_what_a_visit_found(cast):
    browser = cast.signed_in("li")
    assert browser.post("/events/venues/new", data=VENUE).status_code == 302
    with cast.app.app_context():
        [venue] = db.session.scalars(sa.select(Venue))
        assert (venue.price, venue.seats) == (150_000, 24)
        assert venue.found == {"lift": False, "step_free": True, "parking_spaces": 12}
        number = venue.id
    page = browser.get("/events/venues?lang=en").text
    assert "without: A lift" in page
    assert "6 questions open" in page
    shown = browser.get(f"/events/venues/{number}").text
    assert 'value="1500"' in shown
    assert browser.post(f"/events/venues/{number}", data=VENUE | {"lift": ""}).status_code == 302
    with cast.app.app_context():
        assert "lift" not in db.session.get_one(Venue, number).found


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"price": "cheap"}, "price"),
        ({"seats": "0"}, "seats"),
        ({"lift": "maybe"}, "lift"),
    ],
)
def test_a_mistake_of_a_venue_stands_at_its_field(cast, change, field):
    answer = cast.signed_in("li").post("/events/venues/new", data=VENUE | change)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "湖滨路1号" in answer.text


def test_questions_that_nobody_has_looked_at_are_neither_yes_nor_no():
    assert warnings({"lift": False, "light": "maybe"}) == ["lift"]
    assert "light" in missing({"lift": False, "light": "maybe"})


def test_an_event_takes_over_the_words_of_a_venue(cast):
    number = venue_id(cast)
    browser = cast.signed_in("li")
    part = browser.get(f"/events/venue-words?venue_id={number}").text
    assert 'value="湖畔茶舍"' in part
    browser.post(
        "/events/new",
        data=typed(venue_id=str(number), venue="", venue_en="", address="", address_en="", parking="", parking_en=""),
    )
    [event] = events(cast)
    assert (event.venue_id, event.venue, event.address, event.parking) == (number, "湖畔茶舍", "湖滨路1号", "门前")


def test_a_later_change_of_the_book_touches_no_event(cast):
    number = venue_id(cast)
    browser = cast.signed_in("li")
    browser.post("/events/new", data=typed(venue_id=str(number)))
    browser.post(f"/events/venues/{number}", data=VENUE | {"name": "搬家了"})
    [event] = events(cast)
    assert event.venue == "财富中心三楼"


def test_a_retired_venue_is_no_choice_but_stays_with_its_event(cast):
    number = venue_id(cast)
    event_id = cast.add_event(venue_id=number)
    browser = cast.signed_in("li")
    browser.post(f"/events/venues/{number}/retire")
    assert "湖畔茶舍" not in browser.get("/events/new").text
    assert "湖畔茶舍" in browser.get(f"/events/{event_id}/edit").text
    browser.post(f"/events/venues/{number}/retire", data={"back": "1"})
    assert "湖畔茶舍" in browser.get("/events/new").text


def test_foreign_rows_of_the_books_are_404_and_no_choice(cast):
    venue, speaker = venue_id(cast, branch_id=cast.other_branch_id), speaker_id(cast, branch_id=cast.other_branch_id)
    browser, event_id = cast.signed_in("li"), cast.add_event()
    for path in (f"/events/venues/{venue}", f"/events/speakers/{speaker}", f"/events/venue-words?venue_id={venue}"):
        assert browser.get(path).status_code == 404
    assert browser.post("/events/new", data=typed(venue_id=str(venue))).status_code == 422
    assert browser.post(f"/events/{event_id}/speakers", data={"speaker": str(speaker)}).status_code == 422


def test_a_speaker_is_asked_step_by_step_and_rated_afterwards(cast):
    event_id, number = (
        cast.add_event(starts_at=datetime.now(UTC) - timedelta(hours=5), speaker="", speaker_en=""),
        speaker_id(cast),
    )
    browser, page = cast.signed_in("li"), f"/events/{event_id}/speakers"
    assert browser.post(page, data={"speaker": str(number), "topic": "利率"}).status_code == 302
    values = {"topic": "利率", "step": "contracted", "fee": "3000", "rating": "4"}
    assert browser.post(f"{page}/{number}", data=values).status_code == 302
    with cast.app.app_context():
        speaks = db.session.get_one(EventSpeaker, (event_id, number))
        assert (speaks.step, speaks.fee, speaks.rating) == (SpeakerStep.CONTRACTED, 300_000, 4)
        event = db.session.get_one(Event, event_id)
        assert (event.speaker, event.speaker_en) == ("叶老师", "Ye Qing"), "letters name whoever was asked first"
        event.closed_at = NOW
        db.session.commit()
        assert ratings_of([db.session.get_one(Speaker, number)]) == {number: (1, 4.0)}
    assert "4.0 of 5" in browser.get("/events/speakers?lang=en").text
    browser.post(f"{page}/{number}/remove")
    assert "Nobody is asked yet" in browser.get(page + "?lang=en").text


def test_rules_of_asking(cast):
    event_id, number = cast.add_event(), speaker_id(cast)
    foreign = speaker_id(cast, branch_id=cast.other_branch_id)
    with cast.app.app_context():
        event, speaker = db.session.get_one(Event, event_id), db.session.get_one(Speaker, number)
        speaks = ask_speaker(event, speaker)
        db.session.flush()
        with pytest.raises(DomainError, match="speaker_asked"):
            ask_speaker(event, speaker)
        with pytest.raises(DomainError, match="foreign_speaker"):
            ask_speaker(event, db.session.get_one(Speaker, foreign))
        with pytest.raises(DomainError, match="rated_early"):
            change_speaking(
                speaks, event, topic="", step=SpeakerStep.AGREED, fee=None, rating=5, now=NOW - timedelta(days=900)
            )
        event.status = EventStatus.CANCELLED
        with pytest.raises(DomainError, match="event_called_off"):
            ask_speaker(event, speaker)


@pytest.mark.parametrize("path", ["/events/venues", "/events/speakers"])
def test_the_books_cost_the_same_with_one_row_and_with_three(cast, path):
    browser = cast.signed_in("li")
    venue_id(cast)
    speaker_id(cast)
    browser.get(path)
    with queries(cast.app) as one:
        browser.get(path)
    for name in ("二", "三"):
        venue_id(cast, name=name)
        speaker_id(cast, name=name)
    with queries(cast.app) as three:
        browser.get(path)
    assert len(one) == len(three)


def test_empty_books_say_what_to_do_next(cast):
    browser = cast.signed_in("li")
    assert "/events/venues/new" in browser.get("/events/venues").text
    assert "/events/speakers/new" in browser.get("/events/speakers").text
