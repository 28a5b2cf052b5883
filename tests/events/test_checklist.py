"""What is to do: computed back from the day, moving with it, ticked off in order, shown where it is due."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from core.db import db
from core.errors import DomainError
from events.checklist.items import (
    add_item,
    change_item,
    gate_before,
    items_of,
    lay_out,
    remove_item,
    tick,
    untick,
)
from events.checklist.timeline import days_before, steps_for
from events.models import ChecklistItem, Event, EventFormat, EventStatus
from events.planning import change_event
from events.themes.template import Step
from tests.house import NOW, queries

TODAY = date(2027, 3, 20)


@pytest.fixture
def laid(cast):
    """An event 60 days ahead, a salon unless told, with its usual steps; stays in the application."""

    def make(**values):
        event_id = cast.add_event(**{"starts_at": NOW + timedelta(days=60)} | values)
        event = db.session.get_one(Event, event_id)
        event.approved_at = None
        lay_out(event, steps_for(event.format), today=TODAY)
        db.session.commit()
        return event

    with cast.app.app_context():
        yield make


def item(event, code):
    return next(one for one in items_of(event) if one.code == code)


def test_the_steps_are_computed_back_from_the_day(laid):
    event = laid()
    day = event.local_start.date()
    due = {one.code: one.due_on for one in items_of(event)}
    assert due["idea"] == day - timedelta(days=45)
    assert due["approval"] == day - timedelta(days=38)
    assert due["reconcile"] == day
    assert due["review_90"] == day + timedelta(days=90)


def test_at_short_notice_nothing_begins_overdue(laid):
    event = laid(starts_at=NOW + timedelta(days=14))
    assert min(one.due_on for one in items_of(event)) == TODAY


@pytest.mark.parametrize(
    ("format", "code", "days"),
    [
        (EventFormat.SALON, "chase", 7),
        (EventFormat.SALON, "headcount", 5),
        (EventFormat.LECTURE, "chase", 5),
    ],
)
def test_calls_and_heads_hang_on_the_last_day_for_answers(format, code, days):
    start = NOW + timedelta(days=60)
    event = Event(
        format=format,
        starts_at=start,
        reply_by=start - timedelta(days=7 if format is EventFormat.SALON else 5),
        zone="Asia/Shanghai",
    )
    assert days_before(Step(code), event) == days


def test_an_online_lecture_has_no_venue_to_hold_and_no_heads_to_tell():
    codes = {step.code for step in steps_for(EventFormat.ONLINE)}
    assert not codes & {"venue_hold", "site_visit", "headcount", "seating"}
    assert "approval" in codes


def test_what_is_open_moves_with_the_event_and_what_is_fixed_or_done_stays(laid, cast):
    event, li = laid(), cast.staff("li")
    tick(item(event, "idea"), staff=li, now=NOW)
    fixed = item(event, "brief")
    change_item(fixed, text="", due=TODAY + timedelta(days=3), owner=fixed.owner, note="")
    done_on, seating = item(event, "idea").due_on, item(event, "seating").due_on

    week = timedelta(days=7)
    change_event(event, now=NOW, starts_at=event.starts_at + week, ends_at=event.ends_at + week)

    assert item(event, "seating").due_on == seating + week
    assert item(event, "brief").due_on == TODAY + timedelta(days=3)
    assert item(event, "idea").due_on == done_on
    assert item(event, "chase").due_on == event.local_reply_by.date(), "the deadline was left where it was"


def test_letters_wait_for_the_gates_and_the_venue_does_not(laid, cast):
    event, li, manager = laid(), cast.staff("li"), cast.staff("manager")
    with pytest.raises(DomainError, match="gate_open"):
        tick(item(event, "letters_handed"), staff=li, now=NOW)
    tick(item(event, "venue_hold"), staff=li, now=NOW)
    for code in ("approval", "list_signed", "names_checked"):
        tick(item(event, code), staff=manager, now=NOW)
    tick(item(event, "letters_handed"), staff=li, now=NOW)
    assert item(event, "letters_handed").done_by_id == li.id


def test_an_approved_event_has_passed_its_first_gate(laid):
    event = laid()
    items = items_of(event)
    assert gate_before(item(event, "list_signed"), items, event).code == "approval"
    event.approved_at = NOW
    assert gate_before(item(event, "list_signed"), items, event) is None


def test_ticking_twice_keeps_the_first_and_can_be_taken_back(laid, cast):
    event = laid()
    idea = item(event, "idea")
    tick(idea, staff=cast.staff("li"), now=NOW)
    tick(idea, staff=cast.staff("manager"), now=NOW + timedelta(hours=1))
    assert (idea.done_at, idea.done_by_id) == (NOW, cast.staff("li").id)
    untick(idea)
    assert idea.done_at is None


def test_a_gate_is_not_left_out_and_other_steps_are(laid):
    event = laid()
    with pytest.raises(DomainError, match="gate_stays"):
        remove_item(item(event, "approval"))
    remove_item(item(event, "last_wave"))
    db.session.flush()
    assert "last_wave" not in {one.code for one in items_of(event)}


def test_of_a_cancelled_event_nothing_is_to_do(laid, cast):
    event = laid()
    event.status = EventStatus.CANCELLED
    for refused in (
        lambda: tick(item(event, "idea"), staff=cast.staff("li"), now=NOW),
        lambda: untick(item(event, "idea")),
        lambda: remove_item(item(event, "idea")),
        lambda: add_item(event, text="x", due=TODAY, owner=cast.staff("li")),
    ):
        with pytest.raises(DomainError, match="event_called_off"):
            refused()


def test_nobody_of_another_branch_sees_to_a_step(laid, cast):
    with pytest.raises(DomainError, match="not_a_colleague"):
        add_item(laid(), text="x", due=TODAY, owner=cast.staff("stranger"))


@pytest.fixture
def event_id(cast):
    """An event with its usual steps, for tests that use pages."""
    number = cast.add_event(starts_at=NOW + timedelta(days=60))
    with cast.app.app_context():
        event = db.session.get_one(Event, number)
        event.approved_at = None
        lay_out(event, steps_for(event.format), today=TODAY)
        db.session.commit()
    return number


def number_of(cast, **wanted):
    """The id of the one step that is so."""
    with cast.app.app_context():
        return db.session.scalar(sa.select(ChecklistItem.id).filter_by(**wanted))


def test_the_page_ticks_adds_changes_and_leaves_out(cast, event_id):
    browser = cast.signed_in("li")
    page = f"/events/{event_id}/checklist"
    number = number_of(cast, code="idea")
    assert browser.post(f"{page}/{number}/tick", data={"done": "1"}).status_code == 302
    assert 'aria-pressed="true"' in browser.get(page).text
    li = cast.staff_ids["li"]
    added = {"text": "订花", "due": "2027-05-01", "owner": str(li)}
    assert browser.post(page, data=added).status_code == 302
    assert "订花" in browser.get(page).text
    assert browser.post(page, data=added | {"text": ""}).status_code == 422
    own = number_of(cast, text="订花")
    assert browser.post(f"{page}/{own}", data=added | {"text": "订两束花", "note": "白色"}).status_code == 302
    assert "订两束花" in browser.get(page).text
    assert browser.post(f"{page}/{own}/remove").status_code == 302
    assert "订两束花" not in browser.get(page).text


def test_an_organiser_does_not_sign_for_the_manager(cast, event_id):
    number = number_of(cast, code="approval")
    path = f"/events/{event_id}/checklist/{number}/tick"
    assert cast.signed_in("li").post(path).status_code == 409
    assert cast.signed_in("manager").post(path).status_code == 302


def test_a_manager_of_clients_ticks_the_own_steps_only(cast, event_id):
    mine, other = number_of(cast, code="remind"), number_of(cast, code="idea")
    with cast.app.app_context():
        db.session.get_one(ChecklistItem, mine).owner_id = cast.staff_ids["zhao"]
        db.session.commit()
    browser = cast.signed_in("zhao")
    assert browser.post(f"/events/{event_id}/checklist/{mine}/tick").status_code == 302
    assert browser.post(f"/events/{event_id}/checklist/{other}/tick").status_code == 409
    assert browser.get(f"/events/{event_id}/checklist/{mine}").status_code == 403


def test_a_foreign_event_or_step_is_404(cast, event_id):
    number = number_of(cast, code="idea")
    assert cast.signed_in("stranger").get(f"/events/{event_id}/checklist").status_code == 404
    assert cast.signed_in("li").post(f"/events/{event_id + 1}/checklist/{number}/tick").status_code == 404


def test_today_shows_the_own_steps_that_are_due_and_nobody_elses(cast):
    event_id = cast.add_event()
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        lay_out(event, steps_for(event.format), today=event.local_start.date() - timedelta(days=60))
        db.session.commit()
    assert 'id="due-steps"' in cast.signed_in("li").get("/").text
    assert 'id="due-steps"' not in cast.signed_in("zhao").get("/").text
    with cast.app.app_context():
        db.session.get_one(Event, event_id).status = EventStatus.POSTPONED
        db.session.commit()
    assert 'id="due-steps"' not in cast.signed_in("li").get("/").text


def test_an_event_without_steps_offers_to_lay_them_out(cast):
    event_id = cast.add_event()
    browser = cast.signed_in("li")
    assert f"/events/{event_id}/checklist/begin" in browser.get(f"/events/{event_id}/checklist").text
    browser.post(f"/events/{event_id}/checklist/begin")
    browser.post(f"/events/{event_id}/checklist/begin")
    with cast.app.app_context():
        found = db.session.scalar(sa.select(sa.func.count()).select_from(ChecklistItem))
    assert found == len(steps_for(EventFormat.SALON))


def test_the_checklist_costs_the_same_with_one_step_and_with_many(cast):
    event_id = cast.add_event()
    browser, page = cast.signed_in("li"), f"/events/{event_id}/checklist"
    browser.post(page, data={"text": "订花", "due": "2037-05-01", "owner": str(cast.staff_ids["li"])})
    browser.get(page)
    with queries(cast.app) as one:
        browser.get(page)
    for who in ("manager", "zhao", "sun"):
        browser.post(page, data={"text": who, "due": "2037-05-01", "owner": str(cast.staff_ids[who])})
    with queries(cast.app) as many:
        browser.get(page)
    assert len(one) == len(many)


@pytest.mark.parametrize("page", ["checklist", "budget", "series", "theme", "speakers"])
def test_the_pages_of_a_plan_name_the_event_in_the_readers_language(cast, page):
    event_id = cast.add_event(title="春茶雅集", title_en="Spring teas")
    answer = cast.signed_in("li").get(f"/events/{event_id}/{page}?lang=en")
    assert answer.status_code == 200
    assert "Spring teas</a>" in answer.text
