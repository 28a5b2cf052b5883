"""Seats and beds on their pages: the proposal, moving by hand, what comes free, and what the papers print."""

from datetime import date

import pypdfium2
import pytest
import sqlalchemy as sa

from core.db import db
from events.models import Coach, TripRoom
from invitations.answers.party import Person
from invitations.answers.rsvp import decline
from invitations.models import AgeGroup, Channel, Traveller
from invitations.trips.identity import DocumentKind
from staff.models import AuditEntry
from tests.invitations.trip_desk import NOW, id_number, open_desk


@pytest.fixture
def desk(cast):
    return open_desk(cast, rooms="201 202 203")


def seats(app):
    with app.app_context():
        rows = db.session.scalars(sa.select(Traveller)).all()
        return {(row.invitation_id, row.member): row.coach_seat for row in rows if row.coach_seat}


def beds(app):
    with app.app_context():
        names = {room.id: room.name for room in db.session.scalars(sa.select(TripRoom))}
        rows = db.session.scalars(sa.select(Traveller)).all()
        return {(row.invitation_id, row.member): names[row.room_id] for row in rows if row.room_id}


def coach_id(app):
    with app.app_context():
        return db.session.scalars(sa.select(Coach.id)).one()


def room_id(app, name):
    with app.app_context():
        return db.session.scalars(sa.select(TripRoom.id).where(TripRoom.name == name)).one()


def test_one_button_seats_everybody_and_moves_nobody_who_sits(desk, app):
    couple = desk.guest("文静", Person(name="李强", relation="配偶"))
    single = desk.guest("远山", rm="sun")
    browser = desk.cast.signed_in("li")
    browser.post(f"{desk.base}/coaches/seat", data={"person": f"{single}-0", "coach": coach_id(app), "seat": "19"})

    answer = browser.post(f"{desk.base}/coaches/propose")

    assert answer.status_code == 302
    assert seats(app) == {(couple, 0): 5, (couple, 1): 6, (single, 0): 19}


def test_two_change_places_and_a_seat_is_given_back(desk, app):
    one, other = desk.guest("文静"), desk.guest("远山")
    browser, coach = desk.cast.signed_in("li"), coach_id(app)
    for person, seat in ((one, 5), (other, 6), (one, 6)):
        browser.post(f"{desk.base}/coaches/seat", data={"person": f"{person}-0", "coach": coach, "seat": seat})

    assert seats(app) == {(one, 0): 6, (other, 0): 5}
    browser.post(f"{desk.base}/coaches/leave", data={"person": f"{one}-0"})
    assert seats(app) == {(other, 0): 5}
    browser.post(f"{desk.base}/coaches/leave")
    assert seats(app) == {}


@pytest.mark.parametrize(
    "values", [{"seat": "20"}, {"seat": "0"}, {"coach": "999999"}, {"person": "9-9"}, {"seat": "x"}]
)
def test_there_is_no_seat_for_nobody_and_nobody_on_no_seat(desk, app, values):
    guest = desk.guest("文静")
    usual = {"person": f"{guest}-0", "coach": coach_id(app), "seat": "5"}

    answer = desk.cast.signed_in("li").post(f"{desk.base}/coaches/seat", data=usual | values)

    assert answer.status_code in (302, 404)
    assert seats(app) == {}


def test_whoever_stays_away_leaves_a_free_seat_and_bed(desk, app):
    gone, comes = desk.guest("文静"), desk.guest("远山")
    browser, coach = desk.cast.signed_in("li"), coach_id(app)
    browser.post(f"{desk.base}/coaches/seat", data={"person": f"{gone}-0", "coach": coach, "seat": "5"})
    browser.post(f"{desk.base}/rooms/bed", data={"person": f"{gone}-0", "room": room_id(app, "201")})
    with app.app_context():
        decline(gone, channel=Channel.PHONE, now=NOW, staff=desk.cast.staff("li"))
        db.session.commit()

    browser.get(f"{desk.base}/coaches")  # with the words of the last presses
    assert "王文静" not in browser.get(f"{desk.base}/coaches").text
    browser.post(f"{desk.base}/coaches/seat", data={"person": f"{comes}-0", "coach": coach, "seat": "5"})

    assert seats(app) == {(comes, 0): 5}
    assert beds(app) == {}


def test_rooms_are_proposed_and_what_is_still_wanted_is_said(desk, app):
    couple = desk.guest("文静", Person(name="李强", relation="配偶"))
    desk.guest("甲", birth_date=date(1960, 1, 1))
    desk.guest("乙", birth_date=date(1962, 1, 1))
    desk.guest("丙", birth_date=date(1990, 1, 1))
    browser = desk.cast.signed_in("li")

    browser.post(f"{desk.base}/rooms/propose")

    found = beds(app)
    assert found[couple, 0] == found[couple, 1]
    assert len(found) == 5
    assert len(set(found.values())) == 3
    desk.guest("丁", birth_date=date(1940, 1, 1))
    text = browser.post(f"{desk.base}/rooms/propose", follow_redirects=True).text
    assert "× 1" in text


def test_a_room_takes_no_third_adult_but_a_child(desk, app):
    one = desk.guest("文静", Person(name="李强", relation="配偶"), Person(name="小宝", age_group=AgeGroup.CHILD))
    other = desk.guest("远山")
    browser, room = desk.cast.signed_in("li"), room_id(app, "201")
    for person in (f"{one}-0", f"{one}-1", f"{other}-0", f"{one}-2"):
        browser.post(f"{desk.base}/rooms/bed", data={"person": person, "room": room})

    assert set(beds(app)) == {(one, 0), (one, 1), (one, 2)}
    browser.post(f"{desk.base}/rooms/leave", data={"person": f"{one}-2"})
    assert set(beds(app)) == {(one, 0), (one, 1)}


def test_a_coach_and_a_room_with_guests_stay_on_the_list(desk, app):
    guest = desk.guest("文静")
    browser, coach, room = desk.cast.signed_in("li"), coach_id(app), room_id(app, "201")
    browser.post(f"{desk.base}/coaches/seat", data={"person": f"{guest}-0", "coach": coach, "seat": "5"})
    browser.post(f"{desk.base}/rooms/bed", data={"person": f"{guest}-0", "room": room})

    browser.post(f"{desk.base}/coaches/{coach}/remove")
    browser.post(f"{desk.base}/rooms/{room}/remove")

    assert seats(app) == {(guest, 0): 5}
    assert beds(app) == {(guest, 0): "201"}


def test_the_page_works_without_a_script_name_first_then_the_seat(desk):
    guest = desk.guest("文静")
    browser = desk.cast.signed_in("li")

    assert f"move={guest}-0" in browser.get(f"{desk.base}/coaches").text
    moving = browser.get(f"{desk.base}/coaches?move={guest}-0").text
    assert moving.count(f'name="person" value="{guest}-0"') == 19
    assert 'name="person"' not in browser.get(f"{desk.base}/coaches?move=9-9").text


@pytest.mark.parametrize("page", ["coaches", "rooms", "participants.pdf", "agency.pdf", "emergency.pdf", "papers"])
@pytest.mark.parametrize("who", ["zhao", "door"])
def test_plans_and_lists_are_the_organisers(desk, page, who):
    desk.guest("文静")

    assert desk.cast.signed_in(who).get(f"{desk.base}/{page}").status_code == 403


def words_of(answer):
    with pypdfium2.PdfDocument(answer.data) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def test_each_list_holds_what_its_reader_needs_and_no_more(desk, app):
    guest = desk.guest("文静", birth_date=date(1950, 1, 1))
    desk.guest("远山")
    number = id_number(date(1950, 1, 1))
    desk.tell(
        guest,
        health=True,
        agency=True,
        document_kind=DocumentKind.ID_CARD,
        document_no=number,
        emergency_name="王小明",
        emergency_phone="13911112222",
        conditions="青霉素过敏",
    )
    browser = desk.cast.signed_in("li")
    browser.post(f"{desk.base}/coaches/propose")
    names = ("participants", "agency", "driver", "rooms", "emergency", "information")
    texts = {name: words_of(browser.get(f"{desk.base}/{name}.pdf")) for name in names}

    assert {name for name, text in texts.items() if number in text} == {"agency"}
    assert {name for name, text in texts.items() if "青霉素" in text} == {"emergency"}
    assert {name for name, text in texts.items() if "13911112222" in text} == {"emergency"}
    assert "王远山" not in texts["agency"]
    assert {name for name, text in texts.items() if "138-0000-1234" in text} == {"participants", "agency"}
    assert "自担风险" not in texts["information"]
    with app.app_context():
        noted = db.session.scalars(sa.select(AuditEntry.subject).where(AuditEntry.action == "export")).all()
    assert sorted(noted) == sorted(f"trip_{name}" for name in names)


def test_a_list_of_nobody_is_not_printed(desk):
    answer = desk.cast.signed_in("li").get(f"{desk.base}/participants.pdf")

    assert answer.status_code == 302


def test_a_traveller_of_five_thousand_digits_is_nobody(desk, app):
    desk.guest("文静")

    answer = desk.cast.signed_in("li").post(f"{desk.base}/coaches/leave", data={"person": "3-" + "1" * 5000})

    assert answer.status_code == 404
