"""The calendar of events, and the days on which it is better not to hold one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from events.calendar.days_to_avoid import days_to_avoid
from events.calendar.marks import Mark, marks_of, marks_on
from events.calendar.months import month_from, step
from events.models import Event, EventStatus
from tests.house import queries

TODAY = date(2027, 3, 20)


@pytest.mark.parametrize(
    ("day", "mark"),
    [
        ("2027-01-27", Mark.SPRING_FESTIVAL),  # ten days before 2027-02-06
        ("2027-02-16", Mark.SPRING_FESTIVAL),
        ("2028-01-16", Mark.SPRING_FESTIVAL),
        ("2027-04-04", Mark.QINGMING),
        ("2027-04-05", Mark.QINGMING),
        ("2028-04-04", Mark.QINGMING),
        ("2027-08-16", Mark.GHOST_FESTIVAL),
        ("2028-09-03", Mark.GHOST_FESTIVAL),
        ("2027-10-29", Mark.WINTER_CLOTHES),
        ("2027-06-07", Mark.GAOKAO),
        ("2027-06-09", Mark.GAOKAO),
        ("2027-03-29", Mark.QUARTER_END),
        ("2027-12-31", Mark.QUARTER_END),
        ("2026-10-07", Mark.HOLIDAY),  # as announced
        ("2027-10-01", Mark.HOLIDAY),  # as the law says
        ("2027-09-15", Mark.HOLIDAY),  # Mid-Autumn
    ],
)
def test_what_speaks_against_a_day(day, mark):
    assert mark in marks_on(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2027-01-26", "2027-02-17", "2027-04-03", "2027-06-06", "2027-03-28", "2027-05-20"])
def test_the_days_beside_them_are_free(day):
    assert marks_on(date.fromisoformat(day)) == ()


@pytest.mark.parametrize("year", [2000, 2033, 2034, 2100])
def test_every_year_that_can_be_planned_has_its_marks_in_order(year):
    days = list(marks_of(year))
    assert days == sorted(days)
    assert {mark for marks in marks_of(year).values() for mark in marks} == set(Mark)


@pytest.mark.parametrize("text", [None, "", "2027", "2027-13", "1999-01", "2100-01", "nonsense", "2027-01-01"])
def test_another_month_than_there_is_shows_the_present_one(text):
    assert month_from(text, today=TODAY) == date(2027, 3, 1)


def test_the_steps_end_where_the_calendar_ends():
    assert step(date(2027, 1, 1), -1) == date(2026, 12, 1)
    assert step(date(2001, 1, 1), -1) is None
    assert step(date(2099, 12, 1), 1) is None


def at(day: int, hour: int = 6) -> datetime:
    return datetime(2027, 5, day, hour, tzinfo=UTC)


class TestClashes:
    def said(self, cast, day: int, **options) -> list[tuple[bool, bool]]:
        with cast.app.app_context():
            found = days_to_avoid(date(2027, 5, day), cast.branch_id, **options)
            return [(one.same_day, one.same_organiser) for one in found if one.clash]

    def test_an_evening_of_the_branch_on_the_day_or_within_two_days_is_said(self, cast):
        event_id = cast.add_event(starts_at=at(20))
        assert self.said(cast, 20) == [(True, False)]
        assert self.said(cast, 22, organiser_id=cast.staff_ids["li"]) == [(False, True)]
        assert self.said(cast, 23) == []
        assert self.said(cast, 20, but=event_id) == []

    def test_the_day_is_that_of_the_events_own_zone(self, cast):
        cast.add_event(starts_at=at(20, 17))  # the 21st in Shanghai
        assert self.said(cast, 21) == [(True, False)]
        assert self.said(cast, 20) == [(False, False)]

    def test_what_is_called_off_or_is_another_branchs_does_not_clash(self, cast):
        off = cast.add_event(starts_at=at(20))
        cast.add_event(starts_at=at(20), branch_id=cast.other_branch_id)
        with cast.app.app_context():
            from core.db import db

            db.session.get_one(Event, off).status = EventStatus.CANCELLED
            db.session.commit()
        assert self.said(cast, 20) == []

    def test_the_sentence_names_the_evening_in_the_readers_language(self, cast):
        cast.add_event(starts_at=at(20))
        page = cast.signed_in("li").get(
            "/events/usual-times?format=salon&starts_at=2027-05-20T14:30&lang=en", headers={"HX-Request": "true"}
        )
        assert page.status_code == 200


class TestPages:
    @pytest.mark.parametrize("who", ["li", "zhao", "manager", "admin"])
    def test_a_month_shows_its_events_and_the_days_to_avoid(self, cast, who):
        cast.add_event(starts_at=at(20))
        page = cast.signed_in(who).get("/events/calendar?month=2027-05&lang=en").text
        assert "May 2027" in page
        assert "A spring tea tasting" in page
        assert "Holiday" in page

    def test_a_year_shows_its_months(self, cast):
        cast.add_event(starts_at=at(20))
        page = cast.signed_in("li").get("/events/calendar/year?year=2027&lang=en").text
        assert "A spring tea tasting" in page
        assert "Gaokao" in page
        assert cast.signed_in("li").get("/events/calendar/year?year=99999").status_code == 200

    def test_another_branchs_events_are_not_there(self, cast):
        cast.add_event(starts_at=at(20))
        for place in ("/events/calendar?month=2027-05", "/events/calendar/year?year=2027"):
            assert "春茶品鉴" not in cast.signed_in("stranger").get(place).text

    @pytest.mark.parametrize("place", ["/events/calendar?month=2027-05", "/events/calendar/year?year=2027"])
    def test_many_events_cost_no_more_queries_than_one(self, cast, place):
        browser = cast.signed_in("li")
        counted = []
        for number in (1, 2):
            for day in range(number):
                cast.add_event(starts_at=at(10 + 3 * day + number))
            browser.get(place)
            with queries(cast.app) as seen:
                assert browser.get(place).status_code == 200
            counted.append(len(seen))
        assert counted[0] == counted[1]
