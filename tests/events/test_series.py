"""Series: an evening repeated month by month, each repetition a draft of its own."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from core.db import db
from core.errors import DomainError
from events.models import BudgetKind, BudgetLine, ChecklistItem, Event, EventStatus
from events.series.repeating import Rhythm, dates_after, repeat
from tests.house import NOW


def test_the_second_saturday_stays_the_second_saturday():
    assert dates_after(date(2027, 4, 10), Rhythm.WEEKDAY, 3) == [date(2027, 5, 8), date(2027, 6, 12), date(2027, 7, 10)]


def test_a_fifth_saturday_is_the_last_one_where_there_are_four():
    assert dates_after(date(2027, 5, 29), Rhythm.WEEKDAY, 2) == [date(2027, 6, 26), date(2027, 7, 31)]


def test_the_31st_is_the_last_day_of_a_shorter_month():
    assert dates_after(date(2027, 1, 31), Rhythm.DATE, 3) == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from(list(Rhythm)), st.integers(1, 12))
def test_each_of_the_next_months_has_one_day(first, rhythm, times):
    days = dates_after(first, rhythm, times)
    assert [day.year * 12 + day.month - first.year * 12 - first.month for day in days] == list(range(1, times + 1))
    if rhythm is Rhythm.WEEKDAY:
        assert {day.weekday() for day in days} == {first.weekday()}


def test_each_repetition_has_its_own_plan_at_the_same_hour(cast):
    start = datetime(2027, 10, 9, 13, 30, tzinfo=UTC)  # half past two in London, an hour before the clocks go back
    event_id = cast.add_event(starts_at=start, zone="Europe/London", theme="tea", reply_by=start - timedelta(days=7))
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        db.session.add(BudgetLine(event_id=event_id, kind=BudgetKind.VENUE, planned=100_000))
        db.session.add(
            ChecklistItem(
                event=event, text="订花", days_before=3, due_on=date(2027, 10, 6), owner_id=event.organiser_id
            )
        )
        db.session.flush()
        [later] = repeat(event, [date(2027, 11, 13)], name="四季茶事", name_en="Tea", now=NOW)

        assert later.local_start.strftime("%m-%d %H:%M") == "11-13 14:30"
        assert later.starts_at.hour == 14
        assert later.local_reply_by.date() == date(2027, 11, 6)
        assert (later.theme, later.status, later.series_id) == ("tea", EventStatus.DRAFT, event.series_id)
        due = db.session.scalar(sa.select(ChecklistItem.due_on).where(ChecklistItem.event_id == later.id))
        assert due == date(2027, 11, 10)
        sums = db.session.scalars(sa.select(BudgetLine.planned).where(BudgetLine.event_id == later.id)).all()
        assert sorted(sums) == [10_000, 100_000]


def test_a_series_wants_days_and_none_in_the_past(cast):
    event_id = cast.add_event(starts_at=NOW + timedelta(days=30))
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        with pytest.raises(DomainError, match="series_without_days"):
            repeat(event, [], name="x", name_en="", now=NOW)
        with pytest.raises(DomainError, match="start_in_past"):
            repeat(event, [date(2020, 1, 1)], name="x", name_en="", now=NOW)


def test_the_page_shows_the_days_and_plans_those_that_stay_ticked(cast):
    start = datetime(datetime.now(UTC).year + 1, 4, 20, 6, 30, tzinfo=UTC)
    event_id = cast.add_event(starts_at=start)
    browser, page = cast.signed_in("li"), f"/events/{event_id}/series"
    assert browser.get(page).status_code == 200
    values = {"name": "四季茶事", "name_en": "", "rhythm": "date", "times": "2"}
    shown = browser.post(page + "?lang=en", data=values).text
    assert f"{start.year}-05-20" in shown
    assert "University entrance" not in shown
    second = f"{start.year}-06-20"
    assert browser.post(page, data=values | {"plan": "1", "days": [second]}).status_code == 302
    with cast.app.app_context():
        days = [
            event.local_start.date().isoformat() for event in db.session.scalars(sa.select(Event).order_by(Event.id))
        ]
    assert days == [f"{start.year}-04-20", second]
    assert browser.post(page, data=values | {"plan": "1", "days": []}).status_code == 422
    assert browser.post(page, data=values | {"plan": "1", "times": "13"}).status_code == 422


def test_a_day_that_something_speaks_against_is_not_ticked(cast):
    start = datetime(datetime.now(UTC).year + 1, 5, 7, 6, 30, tzinfo=UTC)
    event_id = cast.add_event(starts_at=start)
    shown = (
        cast.signed_in("li")
        .post(
            f"/events/{event_id}/series",
            data={"name": "x", "rhythm": "date", "times": "1"},
            query_string={"lang": "en"},
        )
        .text
    )
    assert "University entrance" in shown
    assert "checked" not in shown


def test_a_foreign_evening_is_not_repeated(cast):
    event_id = cast.add_event(branch_id=cast.other_branch_id)
    assert cast.signed_in("li").get(f"/events/{event_id}/series").status_code == 404
    assert cast.signed_in("zhao").get(f"/events/{cast.add_event()}/series").status_code == 403
