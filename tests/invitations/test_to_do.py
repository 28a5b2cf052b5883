"""Where one goes next: what the letters ask of each on "today", and the links that lead on from page to page."""

from __future__ import annotations

import re

import pytest

from core.db import db
from events.figures import figures_of
from events.models import Event
from invitations.models import Dispatch, Invitation
from staff.models import Staff
from tests.house import queries
from tests.invitations.print_desk import approved, order, printed, run_of


def panel(page: str, name: str) -> str:
    """One panel of a page, or nothing."""
    found = re.search(rf'<section[^>]*id="{name}".*?</section>', page, re.DOTALL)
    return found.group() if found else ""


def lose_line(cast, *invitation_ids: int) -> None:
    with cast.app.app_context():
        for one in invitation_ids:
            db.session.get_one(Invitation, one).personal_detail = ""
        db.session.commit()


@pytest.fixture
def drawn(cast, salon):
    """A run of the salon's three letters that waits for the manager."""
    return run_of(order(cast.signed_in("li"), salon[0]))


def test_letters_that_wait_for_a_run_stand_on_the_organisers_today(cast, salon):
    event_id, _guests = salon

    assert f"/print-runs/new?event={event_id}" in panel(cast.signed_in("li").get("/").text, "letters-to-print")
    assert not panel(cast.signed_in("zhao").get("/").text, "letters-to-print")


def test_a_run_is_the_organisers_to_do_when_it_is_approved_and_until_it_is_printed(cast, drawn):
    li = cast.signed_in("li")
    assert not panel(li.get("/").text, "letters-to-print")

    approved(cast, drawn)
    assert f"/print-runs/{drawn}" in panel(li.get("/").text, "letters-to-print")

    printed(cast, drawn)
    assert not panel(li.get("/").text, "letters-to-print")


def test_a_run_that_was_sent_back_is_named_with_its_reason_until_its_letters_are_ordered_anew(cast, salon, drawn):
    cast.signed_in("manager").post(f"/print-runs/{drawn}/cancel", data={"reason": "The hour is wrong"})
    li = cast.signed_in("li")

    assert "The hour is wrong" in panel(li.get("/").text, "letters-to-print")

    order(li, salon[0])
    assert "The hour is wrong" not in panel(li.get("/").text, "letters-to-print")


def test_a_managers_own_guests_without_a_line_stand_on_today(cast, salon):
    event_id, guests = salon
    zhao = cast.signed_in("zhao")
    assert not panel(zhao.get("/").text, "lines-to-write")

    lose_line(cast, guests["艾青"], guests["周平"])  # one is Sun's

    found = panel(zhao.get("/").text, "lines-to-write")
    assert f"/events/{event_id}/personal?show=lacking" in found
    assert "还有 1 位宾客没有写" in found
    assert not panel(cast.signed_in("li").get("/").text, "lines-to-write")


def test_today_costs_the_same_with_one_to_do_and_with_three(cast):
    def add() -> None:
        event_id = cast.add_event()
        lose_line(cast, cast.add_invitation(event_id, cast.add_client("钱", "一鸣", rm="zhao")))

    li, zhao = cast.signed_in("li"), cast.signed_in("zhao")
    add()
    li.get("/"), zhao.get("/")
    with queries(cast.app) as one:
        li.get("/"), zhao.get("/")
    add()
    add()
    with queries(cast.app) as three:
        li.get("/"), zhao.get("/")
    assert len(three) == len(one)


def test_the_event_offers_to_print_what_is_in_no_run_yet(cast, salon, drawn):
    """Letters in a run that the manager looks at are not printed, and can't be ordered a second time."""
    event_id, _guests = salon
    cast.add_invitation(event_id, cast.add_client("林", "晚", rm="sun"))
    with cast.app.app_context():
        li = db.session.get_one(Staff, cast.staff_ids["li"])
        event = db.session.get_one(Event, event_id)
        counted = figures_of(li, [event], event.starts_at)[event_id]
        assert (counted.to_print, counted.to_order) == (4, 1)

    page = cast.signed_in("li").get(f"/events/{event_id}").text
    assert "打印 4 封信函" not in page
    assert "打印 1 封信函" in page


def test_the_guest_list_leads_to_the_letters_and_to_the_evenings_paper(cast, salon):
    event_id, _guests = salon
    li = cast.signed_in("li")

    page = li.get(f"/events/{event_id}/guests").text
    assert f"/print-runs/new?event={event_id}" in page
    assert f'href="/events/{event_id}/paper"' in page
    assert f'href="/events/{event_id}/paper"' in li.get(f"/events/{event_id}").text


def test_the_page_of_a_letter_that_is_not_printed_leads_to_the_print_run(cast, salon):
    event_id, guests = salon

    page = cast.signed_in("li").get(f"/events/{event_id}/guests/{guests['艾青']}/letter").text

    assert f"/print-runs/new?event={event_id}" in page


def test_a_letters_page_leads_to_the_very_line_of_its_guest(cast, salon):
    event_id, guests = salon
    li = cast.signed_in("li")

    page = li.get(f"/events/{event_id}/guests/{guests['艾青']}/letter").text

    link = re.search(r'href="(/events/\d+/personal[^"#]*)#([^"]+)"', page)
    assert f'id="{link[2]}"' in li.get(link[1].replace("&amp;", "&")).text


def test_boxes_are_shown_while_they_can_be_used_and_counted(cast, salon, drawn):
    """A form that counts its ticks has where to say it; letters that are all delivered have no boxes."""
    _event_id, guests = salon
    printed(cast, drawn)
    manager, li = cast.signed_in("manager"), cast.signed_in("li")

    page = li.get(f"/print-runs/{drawn}").text
    form = re.search(r"<form[^>]*data-ticked.*?</form>", page, re.DOTALL).group()
    assert "data-ticked-words" in form
    assert 'name="guest"' in page
    assert "全部已签名" in manager.get(f"/print-runs/{drawn}").text

    with cast.app.app_context():
        for one in guests.values():
            db.session.get_one(Invitation, one).dispatch = Dispatch.DELIVERED
        db.session.commit()

    for browser in (manager, li):
        page = browser.get(f"/print-runs/{drawn}").text
        assert 'name="guest"' not in page
        assert "全部已签名" not in page


def test_a_runs_event_is_named_in_the_readers_language(cast, salon, drawn):
    event_id, _guests = salon
    with cast.app.app_context():
        db.session.get_one(Event, event_id).title_en = "A spring tea tasting"
        db.session.commit()
    manager = cast.signed_in("manager")
    manager.post("/language", data={"lang": "en"})

    for page in ("/", "/print-runs", f"/print-runs/{drawn}"):
        assert "A spring tea tasting" in manager.get(page).text
        assert "春茶品鉴" not in manager.get(page).text
