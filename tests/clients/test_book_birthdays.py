"""Birthdays by the solar and the lunar calendar, against days that an almanac gives."""

from datetime import date

import pytest

from clients.book.birthdays import (
    NO_LEAP_MONTH,
    SHORT_LEAP_MONTHS,
    Birthday,
    birthdays_between,
    lunar_of,
    next_birthday,
    read_birthday,
)
from clients.models import CelebrateBy, Client, LeapRule
from clients.settings import LEAP_DAY_IN_MARCH
from core.db import db
from core.errors import DomainError
from staff.settings import change_setting

TODAY = date(2027, 3, 20)


def born(month=None, day=None, *, leap=False, eve=False, by=CelebrateBy.LUNAR, rule=LeapRule.LEAP_IF_EXISTS, solar=""):
    return Client(
        branch_id=1, lunar_month=month, lunar_day=day, lunar_leap=leap, lunar_eve=eve, celebrate_by=by, leap_rule=rule,
        birthday=solar,
    )  # fmt: skip


def days_in(year, client):
    return [birthday.day.isoformat() for birthday in birthdays_between(client, date(year, 1, 1), date(year, 12, 31))]


@pytest.mark.parametrize(
    ("client", "year", "days"),
    [
        (born(6, 15, leap=True), 2025, ["2025-08-08"]),
        (born(6, 15, leap=True), 2026, ["2026-07-28"]),
        (born(6, 15, leap=True), 2027, ["2027-07-18"]),
        (born(6, 15), 2025, ["2025-07-09"]),
        (born(12, 30), 2026, ["2026-02-16"]),
        (born(12, 30), 2027, ["2027-02-05"]),
        (born(12, 30), 2030, ["2030-02-02"]),
        (born(1, 30), 2027, ["2027-03-07"]),
        (born(1, 30), 2030, ["2030-03-03"]),
        (born(5, 30, leap=True), 2028, ["2028-07-21"]),
        (born(11, 20), 2025, []),
        (born(11, 20), 2026, ["2026-01-08", "2026-12-28"]),
        (born(11, 20), 2027, ["2027-12-17"]),
        (born(11, 20), 2028, []),
        (born(11, 20), 2029, ["2029-01-04", "2029-12-24"]),
        (born(11, 28, leap=True), 2034, ["2034-01-18"]),
        (born(eve=True), 2026, ["2026-02-16"]),
        (born(eve=True), 2030, ["2030-02-02"]),
        (born(6, 15, leap=True, rule=LeapRule.ORDINARY), 2025, ["2025-07-09"]),
    ],
)
def test_lunar_birthdays_fall_on_the_days_of_the_almanac(app, client, year, days):
    with app.app_context():
        assert days_in(year, client) == days


def test_who_is_to_be_asked_has_both_days_in_a_year_with_the_leap_month(app):
    client = born(6, 15, leap=True, rule=LeapRule.ASK)

    with app.app_context():
        assert birthdays_between(client, date(2025, 1, 1), date(2025, 12, 31)) == [
            Birthday(date(2025, 7, 9), CelebrateBy.LUNAR, ask=True),
            Birthday(date(2025, 8, 8), CelebrateBy.LUNAR, ask=True),
        ]
        assert birthdays_between(client, date(2026, 1, 1), date(2026, 12, 31)) == [
            Birthday(date(2026, 7, 28), CelebrateBy.LUNAR)
        ]


def test_the_client_decides_by_which_calendar(app):
    both = born(6, 15, by=CelebrateBy.BOTH, solar="07-01")

    with app.app_context():
        assert days_in(2025, both) == ["2025-07-01", "2025-07-09"]
        assert days_in(2025, born(6, 15, by=CelebrateBy.SOLAR, solar="07-01")) == ["2025-07-01"]
        assert days_in(2025, born(6, 15, solar="07-01")) == ["2025-07-09"]
        assert days_in(2025, born(6, 15, by=CelebrateBy.NONE, solar="07-01")) == []


def test_who_was_born_on_the_29th_of_february_keeps_the_28th_or_the_branchs_choice(cast, app):
    client = born(by=CelebrateBy.SOLAR, solar="02-29")
    client.branch_id = cast.branch_id
    with app.app_context():
        assert days_in(2028, client) == ["2028-02-29"]
        assert days_in(2027, client) == ["2027-02-28"]
        change_setting(cast.branch_id, LEAP_DAY_IN_MARCH, 1)
        db.session.commit()
        assert days_in(2027, client) == ["2027-03-01"]


def test_the_next_birthday_may_lie_two_years_ahead(app):
    with app.app_context():
        assert next_birthday(born(11, 20), date(2027, 12, 18)).day == date(2029, 1, 4)
        assert next_birthday(born(by=CelebrateBy.SOLAR), TODAY) is None


def test_a_day_has_its_lunar_month_and_day(app):
    assert lunar_of(date(2027, 4, 10)) == (2027, 3, 4, False)
    assert lunar_of(date(2025, 8, 8)) == (2025, -6, 15, False)
    assert lunar_of(date(2027, 2, 5)) == (2026, 12, 29, True)


def test_which_leap_months_there_are_and_which_are_short():
    from lunar_python import LunarYear

    lengths = {}
    for year in range(1880, 2120):
        for month in LunarYear.fromYear(year).getMonthsInYear():
            if month.getMonth() < 0:
                lengths.setdefault(-month.getMonth(), set()).add(month.getDayCount())

    assert not NO_LEAP_MONTH & lengths.keys()
    assert {month for month, found in lengths.items() if 30 not in found} == SHORT_LEAP_MONTHS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1962-10-03", (date(1962, 10, 3), "10-03")),
        ("1962年10月3日", (date(1962, 10, 3), "10-03")),
        ("19621003", (date(1962, 10, 3), "10-03")),
        ("１９６２．１０．３", (date(1962, 10, 3), "10-03")),
        ("10-03", (None, "10-03")),
        ("10月3日", (None, "10-03")),
        ("1003", (None, "10-03")),
        ("2-29", (None, "02-29")),
    ],
)
def test_a_birthday_is_read_with_and_without_its_year(text, found):
    assert read_birthday(text, TODAY) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("gestern", "birthday_unreadable"),
        ("62-10-03", "birthday_unreadable"),
        ("02-30", "birthday_impossible"),
        ("13-01", "birthday_impossible"),
        ("1962-02-30", "birthday_impossible"),
        ("1963-02-29", "birthday_impossible"),
        ("2027-03-21", "birthday_ahead"),
        ("1899-01-01", "birthday_too_long_ago"),
        ("0000-01-01", "birthday_impossible"),
    ],
)
def test_what_is_no_birthday_is_refused(text, code):
    with pytest.raises(DomainError) as refusal:
        read_birthday(text, TODAY)

    assert refusal.value.code == code
