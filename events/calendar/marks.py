"""What each day of a year is: festivals on which one is silent, holidays, examinations, the end of a quarter.

From the calendar alone; nothing is asked of anybody. Which working days are moved for a holiday is announced only a
year ahead; until then the days that the law itself names stand for it.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from lunar_python import Lunar, Solar
from lunar_python.util import HolidayUtil

SPRING_FESTIVAL_DAYS = 10
SILENT_DAYS = 1
QUARTER_END_DAYS = 3
GAOKAO = ((6, 7), (6, 8), (6, 9))
_QINGMING = "清明"
_DAY = timedelta(days=1)


class Mark(enum.Enum):
    """Why a day is better left free (domain practice, annual calendar and taste rules). The gravest first."""

    QINGMING = "qingming"
    GHOST_FESTIVAL = "ghost_festival"  # 中元
    WINTER_CLOTHES = "winter_clothes"  # 寒衣
    SPRING_FESTIVAL = "spring_festival"  # ten days before and after
    HOLIDAY = "holiday"  # people travel
    GAOKAO = "gaokao"
    QUARTER_END = "quarter_end"  # relationship managers are busy


SILENT = (Mark.QINGMING, Mark.GHOST_FESTIVAL, Mark.WINTER_CLOTHES)
"""Days of the dead: nothing is held and nobody is greeted."""


def marks_on(day: date) -> tuple[Mark, ...]:
    """What speaks against the day."""
    return marks_of(day.year).get(day, ())


@lru_cache(maxsize=32)
def marks_of(year: int) -> dict[date, tuple[Mark, ...]]:
    """The marked days of a year, in the order of the days."""
    found: dict[date, set[Mark]] = {}
    for day, mark in _all(year):
        if day.year == year:
            found.setdefault(day, set()).add(mark)
    return {day: tuple(mark for mark in Mark if mark in found[day]) for day in sorted(found)}


def _all(year: int) -> Iterator[tuple[date, Mark]]:
    new_year = _lunar(year, 1, 1)
    yield from _around(new_year, SPRING_FESTIVAL_DAYS, Mark.SPRING_FESTIVAL)
    yield from _around(qingming(year), SILENT_DAYS, Mark.QINGMING)
    yield from _around(_lunar(year, 7, 15), SILENT_DAYS, Mark.GHOST_FESTIVAL)
    yield from _around(_lunar(year, 10, 1), SILENT_DAYS, Mark.WINTER_CLOTHES)
    for month, number in GAOKAO:
        yield date(year, month, number), Mark.GAOKAO
    for month in (3, 6, 9, 12):
        last = date(year + month // 12, month % 12 + 1, 1) - _DAY
        for back in range(QUARTER_END_DAYS):
            yield last - back * _DAY, Mark.QUARTER_END
    for day in _holidays(year):
        yield day, Mark.HOLIDAY


def _around(middle: date, days: int, mark: Mark) -> Iterator[tuple[date, Mark]]:
    for distance in range(-days, days + 1):
        yield middle + distance * _DAY, mark


def _lunar(year: int, month: int, day: int) -> date:
    """The day of a lunar year on the wall's calendar; a leap month is never meant."""
    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


@lru_cache(maxsize=32)
def qingming(year: int) -> date:
    """The day of 清明, which is the 4th, 5th or 6th of April."""
    for day in (4, 5, 6):
        if Solar.fromYmd(year, 4, day).getLunar().getJieQi() == _QINGMING:
            return date(year, 4, day)
    return date(year, 4, 5)


def _holidays(year: int) -> Iterator[date]:
    """Days off as they were announced, or as the law names them where nothing is announced yet."""
    announced = [date.fromisoformat(one.getDay()) for one in HolidayUtil.getHolidays(year) if not one.isWork()]
    if any(day.month > 9 for day in announced):  # the whole year is known, and not only its first days
        yield from announced
        return
    yield date(year, 1, 1)
    new_year = _lunar(year, 1, 1)
    yield from (new_year + number * _DAY for number in range(-1, 3))
    yield qingming(year)
    yield from (date(year, 5, 1), date(year, 5, 2))
    yield _lunar(year, 5, 5)
    yield _lunar(year, 8, 15)
    yield from (date(year, 10, 1), date(year, 10, 2), date(year, 10, 3))
