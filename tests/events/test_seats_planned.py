"""Seats and policies of an event: numbers that agree, overbooking for lectures only, companions, and joining online."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DomainError
from events.models import CompanionPolicy, EventFormat, WaitlistPolicy
from events.seats import DEFAULTS, most_overbooked, settled
from tests.events.test_pages import events, typed


@pytest.mark.parametrize(
    ("capacity", "no_show", "most"), [(40, 0.2, 6), (40, 0.1, 4), (100, 0.5, 15), (20, 0, 0), (1, 1, 0)]
)
def test_a_lecture_promises_at_most_the_smaller_of_the_two_limits(capacity, no_show, most):
    from fractions import Fraction

    assert most_overbooked(capacity, Fraction(str(no_show))) == most


@given(st.integers(1, 2000))
def test_overbooking_never_passes_fifteen_in_a_hundred(capacity):
    assert 0 <= most_overbooked(capacity) * 100 <= 15 * capacity


def check(format=EventFormat.SALON, **values):
    return settled(format, DEFAULTS | {"capacity": 30} | values)


@pytest.mark.parametrize("format", [one for one in EventFormat if one is not EventFormat.LECTURE])
def test_only_lectures_promise_more_seats_than_there_are(format):
    with pytest.raises(DomainError, match="overbooking_format"):
        check(format, overbooked_by=1)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"capacity_min": 20, "capacity_ideal": 10}, "capacity_order"),
        ({"capacity_ideal": 31}, "capacity_order"),
        ({"capacity_min": 31}, "capacity_order"),
        ({"companions": CompanionPolicy.SEVERAL, "companions_most": 0}, "companions_number"),
        ({"companions": CompanionPolicy.FAMILY, "companions_most": 11}, "companions_number"),
        ({"flags": ["private_fund"], "delegate_ok": True}, "fund_alone"),
        ({"flags": ["private_fund"], "delegate_ok": False, "companions": CompanionPolicy.ONE}, "fund_alone"),
        ({"join_url": "javascript:alert(1)"}, "join_address"),
        ({"join_url": "meeting.example/1"}, "join_address"),
    ],
)
def test_numbers_and_policies_that_contradict_each_other_are_refused(values, code):
    with pytest.raises(DomainError, match=code):
        check(**values)


def test_a_lecture_may_promise_a_few_more(cast):
    assert check(EventFormat.LECTURE, overbooked_by=4)
    with pytest.raises(DomainError, match="overbooking_most"):
        check(EventFormat.LECTURE, overbooked_by=5)


def test_nobody_or_one_needs_no_number():
    assert check(companions_most=5) == {"companions_most": 0}
    assert check(companions=CompanionPolicy.ONE, companions_most=5) == {"companions_most": 1}
    assert check(companions=CompanionPolicy.SEVERAL, companions_most=3) == {"companions_most": 3}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"capacity_min": "40"}, "capacity_ideal"),
        ({"overbooked_by": "3"}, "overbooked_by"),
        ({"companions": "several"}, "companions_most"),
        ({"join_url": "x"}, "join_url"),
        ({"capacity_min": "0"}, "capacity_min"),
    ],
)
def test_a_refusal_stands_at_its_field_in_an_open_part(cast, changes, field):
    answer = cast.signed_in("li").post("/events/new", data=typed(**changes))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert '<details class="plan-part" id="part-' in answer.text
    assert " open" in answer.text
    assert events(cast) == []


def test_everything_that_was_typed_is_kept_and_shown_again(cast):
    browser = cast.signed_in("li")
    more = {
        "goal": "老客户",
        "flags": ["alcohol", "media"],
        "companions": "several",
        "companions_most": "2",
        "tentative_ok": "y",
        "companion_names": "y",
        "capacity_min": "10",
        "capacity_ideal": "20",
        "heads_outside": "3",
        "waitlist": "fill",
    }
    browser.post("/events/new", data=typed(**more))
    [event] = events(cast)
    assert (event.goal, event.flags, event.companions_most) == ("老客户", ["alcohol", "media"], 2)
    assert (event.tentative_ok, event.delegate_ok, event.companion_names) == (True, False, True)
    assert (event.capacity_min, event.capacity_ideal, event.heads_outside) == (10, 20, 3)
    assert event.waitlist is WaitlistPolicy.FILL
    page = browser.get(f"/events/{event.id}/edit").text
    assert page.count('<details class="plan-part" id="part-') == 4
    assert 'id="part-seats" open' in page
    assert 'id="part-online">' in page


def test_policies_that_nobody_touched_follow_the_format(cast):
    usual = {"policy_usual": "salon", "companions": "none", "companions_most": "0", "tentative_ok": "y"}
    cast.signed_in("li").post("/events/new", data=typed(format="banquet", **usual))
    [event] = events(cast)
    assert (event.tentative_ok, event.companions, event.companion_names) == (False, CompanionPolicy.ONE, True)


def test_a_policy_that_somebody_chose_stays_when_the_format_changes(cast):
    chosen = {"policy_usual": "salon", "companions": "several", "companions_most": "2", "tentative_ok": "y"}
    cast.signed_in("li").post("/events/new", data=typed(format="banquet", **chosen))
    [event] = events(cast)
    assert (event.tentative_ok, event.companions_most) == (True, 2)


def test_an_online_lecture_needs_no_place(cast):
    nowhere = {"venue": "", "venue_en": "", "address": "", "address_en": "", "parking": "", "parking_en": ""}
    browser = cast.signed_in("li")
    assert browser.post("/events/new", data=typed(**nowhere)).status_code == 422
    url = "https://meeting.example/1"
    assert browser.post("/events/new", data=typed(format="online", join_url=url, **nowhere)).status_code == 302
    [event] = events(cast)
    assert (event.venue, event.venue_en, event.join_url, event.join_minutes) == ("线上", "online", url, 15)
    assert 'id="part-online" open' in browser.get(f"/events/{event.id}/edit").text
