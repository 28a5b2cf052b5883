"""Birthdays by both calendars: the day on which each is kept, year by year."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from lunar_python import LunarYear

from clients.models import CelebrateBy, Client, LeapRule
from clients.settings import LEAP_DAY_IN_MARCH
from core.errors import DomainError
from core.forms import digits
from staff.settings import setting

MOST_LUNAR_DAYS = 30
OLDEST = 120
# In no year from 1850 to 2150 is there a leap first or twelfth month, and these leap months never have a 30th day.
NO_LEAP_MONTH = frozenset({1, 12})
SHORT_LEAP_MONTHS = frozenset({2, 8, 9, 10, 11})


@dataclass(frozen=True)
class Birthday:
    """A day on which a birthday is kept; `ask` when there are two such days, and only the client knows which."""

    day: date
    calendar: CelebrateBy  # SOLAR or LUNAR
    ask: bool = False


def birthdays_between(client: Client, first: date, last: date) -> list[Birthday]:
    """The client's birthdays from `first` to `last`, both included, by the calendars that the client keeps.

    Lunar ones are counted by the lunar year: there may be two in one of ours, or none.
    """
    found: list[Birthday] = []
    if client.celebrate_by in (CelebrateBy.SOLAR, CelebrateBy.BOTH) and client.birthday:
        days = (solar_birthday(client, year) for year in range(first.year, last.year + 1))
        found += [Birthday(day, CelebrateBy.SOLAR) for day in days]
    if client.celebrate_by in (CelebrateBy.LUNAR, CelebrateBy.BOTH) and has_lunar(client):
        for year in range(first.year - 1, last.year + 1):
            found += _lunar(client, year)
    return sorted((one for one in found if first <= one.day <= last), key=lambda one: (one.day, one.calendar.value))


def next_birthday(client: Client, today: date) -> Birthday | None:
    """The next one from `today` on; none when it is not known, or the client keeps none."""
    # A lunar birthday may skip one of our years, never two.
    return next(iter(birthdays_between(client, today, today + timedelta(days=800))), None)


def has_lunar(client: Client) -> bool:
    return bool(client.lunar_eve) or (client.lunar_month is not None and client.lunar_day is not None)


def solar_birthday(client: Client, year: int) -> date:
    """The birthday in `year`; whoever was born on 29 February keeps the 28th in common years, or 1 March."""
    month, day = (int(part) for part in client.birthday.split("-"))
    if (month, day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1) if setting(client.branch_id, LEAP_DAY_IN_MARCH) else date(year, 2, 28)
    return date(year, month, day)


def _lunar(client: Client, year: int) -> list[Birthday]:
    if client.lunar_eve:
        return [Birthday(lunar_new_year(year + 1) - timedelta(days=1), CelebrateBy.LUNAR)]
    month, day = client.lunar_month or 0, client.lunar_day or 0
    months = [month]
    if client.lunar_leap and -month in _months(year):
        rule = client.leap_rule
        months = {LeapRule.LEAP_IF_EXISTS: [-month], LeapRule.ORDINARY: [month], LeapRule.ASK: [month, -month]}[rule]
    days = [lunar_date(year, which, day) for which in months]
    return [Birthday(one, CelebrateBy.LUNAR, ask=len(days) > 1) for one in days]


def lunar_date(year: int, month: int, day: int) -> date:
    """The day of a lunar year, a leap month with a minus before it; the 29th where the month has no 30th."""
    first, length = _months(year)[month]
    return first + timedelta(days=min(day, length) - 1)


def lunar_new_year(year: int) -> date:
    return _months(year)[1][0]


def lunar_of(day: date) -> tuple[int, int, int, bool]:
    """Lunar year, month (a leap one with a minus), day, and whether it is the last day of that year."""
    year = day.year if day >= lunar_new_year(day.year) else day.year - 1
    for month, (first, length) in _months(year).items():
        if first <= day < first + timedelta(days=length):
            return year, month, (day - first).days + 1, day + timedelta(days=1) == lunar_new_year(year + 1)
    raise AssertionError(day)


@lru_cache(maxsize=400)
def _months(year: int) -> dict[int, tuple[date, int]]:
    """First day and length of each month of a lunar year; the leap month with a minus."""
    months = LunarYear.fromYear(year).getMonthsInYear()
    return {one.getMonth(): (_from_julian(one.getFirstJulianDay()), one.getDayCount()) for one in months}


def _from_julian(number: float) -> date:
    return date.fromordinal(int(number + 0.5) - 1721425)


def read_birthday(text: str, today: date) -> tuple[date | None, str]:
    """A birthday as people write it, the year left out where it is not known: 1962-10-03, 10-03, 1962年10月3日, 1003.

    Returns the whole date if there is a year, and month and day as MM-DD. Raises DomainError: birthday_unreadable,
    birthday_impossible for a day that no calendar has, birthday_ahead, birthday_too_long_ago.
    """
    found = _WRITTEN.fullmatch(re.sub(r"\s+", "", digits(text))) or _WRITTEN_CLOSE.fullmatch(digits(text).strip())
    if found is None:
        raise DomainError("birthday_unreadable")
    year, month, day = found["year"], int(found["month"]), int(found["day"])
    if not year:
        return None, month_and_day(f"{month:02d}-{day:02d}")
    return (born := _date(int(year), month, day, today)), born.isoformat()[5:]


_WRITTEN = re.compile(r"(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})[日号]?")
_WRITTEN_CLOSE = re.compile(r"(?P<year>\d{4})?(?P<month>\d{2})(?P<day>\d{2})")


def _date(year: int, month: int, day: int, today: date) -> date:
    month_and_day(f"{month:02d}-{day:02d}")
    try:
        born = date(year, month, day)
    except ValueError:
        raise DomainError("birthday_impossible") from None
    check_born(born, today)
    return born


def check_born(born: date, today: date) -> None:
    """Raises DomainError: birthday_ahead, birthday_too_long_ago."""
    if born > today:
        raise DomainError("birthday_ahead")
    if born.year < today.year - OLDEST:
        raise DomainError("birthday_too_long_ago", most=OLDEST)


def month_and_day(text: str) -> str:
    """MM-DD of a day that some year has. Empty stays empty. Raises DomainError("birthday_impossible")."""
    if not text:
        return ""
    try:
        # A leap year, and the zeros that make every day of it five symbols long.
        if date.fromisoformat(f"2000-{text}").isoformat() == f"2000-{text}":
            return text
    except ValueError:
        pass
    raise DomainError("birthday_impossible")


def check_lunar(client: Client) -> None:
    """Raises DomainError for a lunar birthday that can't be.

    lunar_eve_with_day, lunar_incomplete, lunar_month_unknown, lunar_day_31, lunar_no_leap_month, lunar_no_day_30;
    lunar_missing when the client is to be congratulated by a lunar birthday that is not known.
    """
    month, day = client.lunar_month, client.lunar_day
    if client.lunar_eve and (month or day or client.lunar_leap):
        raise DomainError("lunar_eve_with_day")
    if (month is None) != (day is None) or (client.lunar_leap and month is None):
        raise DomainError("lunar_incomplete")
    if month is not None and day is not None:
        _check_day(month, day, leap=client.lunar_leap)
    if client.celebrate_by in (CelebrateBy.LUNAR, CelebrateBy.BOTH) and not has_lunar(client):
        raise DomainError("lunar_missing")


def _check_day(month: int, day: int, *, leap: bool) -> None:
    if not 1 <= month <= 12:
        raise DomainError("lunar_month_unknown")
    if not 1 <= day <= MOST_LUNAR_DAYS:
        raise DomainError("lunar_day_31")
    if leap and month in NO_LEAP_MONTH:
        raise DomainError("lunar_no_leap_month")
    if leap and day == MOST_LUNAR_DAYS and month in SHORT_LEAP_MONTHS:
        raise DomainError("lunar_no_day_30")
