"""A month's weeks and a year's months, with what stands on each day."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from core.db import db
from events.calendar.marks import Mark, marks_of
from events.models import Event
from staff.models import Staff
from staff.scope import visible

_WEEKS = calendar.Calendar(firstweekday=calendar.MONDAY)
FIRST_YEAR, LAST_YEAR = 2001, 2099
"""As far as the lunar calendar is reckoned, and people plan."""


@dataclass(frozen=True)
class Day:
    """One day of a month's page."""

    day: date
    inside: bool  # of the month, and not of its neighbours
    marks: tuple[Mark, ...] = ()
    events: Sequence[Event] = field(default_factory=tuple)


@dataclass(frozen=True)
class Month:
    """A month of a year's page: its events, and stretches of days to avoid."""

    first: date
    events: Sequence[Event]
    stretches: Sequence[tuple[Mark, date, date]]


def month_from(text: str | None, *, today: date) -> date:
    """The first day of the month that `2027-04` names; of today's for anything else."""
    try:
        found = datetime.strptime(f"{text}-01", "%Y-%m-%d").date()
    except ValueError:
        return today.replace(day=1)
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else today.replace(day=1)


def year_from(number: int | None, *, today: date) -> int:
    """The year asked for if it is one that can be shown; else this one."""
    return number if number is not None and FIRST_YEAR <= number <= LAST_YEAR else today.year


def step(month: date, by: int) -> date | None:
    """The first day of the month so many months later; none beyond what can be shown."""
    place = month.year * 12 + month.month - 1 + by
    year, rest = divmod(place, 12)
    return date(year, rest + 1, 1) if FIRST_YEAR <= year <= LAST_YEAR else None


def weeks(actor: Staff, month: date) -> list[list[Day]]:
    """The weeks of the month from Monday to Sunday, each day with its marks and the events that `actor` sees."""
    grid = _WEEKS.monthdatescalendar(month.year, month.month)
    found = _by_day(_between(actor, grid[0][0], grid[-1][-1]))
    return [
        [Day(day, day.month == month.month, marks_of(day.year).get(day, ()), found[day]) for day in week]
        for week in grid
    ]


def months(actor: Staff, year: int) -> list[Month]:
    """The twelve months of a year."""
    events = _between(actor, date(year, 1, 1), date(year, 12, 31))
    result = []
    for number in range(1, 13):
        own = [one for one in events if (one.local_start.year, one.local_start.month) == (year, number)]
        result.append(Month(date(year, number, 1), own, _stretches(year, number)))
    return result


def _stretches(year: int, month: int) -> list[tuple[Mark, date, date]]:
    """The marked days of a month put together: from the 27th to the 31st."""
    days: defaultdict[Mark, list[date]] = defaultdict(list)
    for day, marks in marks_of(year).items():
        if day.month == month:
            for mark in marks:
                days[mark].append(day)
    found = []
    for mark, marked in days.items():
        start = last = marked[0]
        for day in [*marked[1:], date.max]:
            if day - last > timedelta(days=1):
                found.append((mark, start, last))
                start = day
            last = day
    return sorted(found, key=lambda one: (one[1], one[2]))


def _between(actor: Staff, first: date, last: date) -> Sequence[Event]:
    """The events that touch these days, in one query; a day more on each side, since zones differ."""
    begin = datetime.combine(first, time(), UTC) - timedelta(days=1)
    end = datetime.combine(last, time(), UTC) + timedelta(days=2)
    query = visible(actor, Event).where(Event.starts_at < end, Event.ends_at >= begin)
    return db.session.scalars(query.order_by(Event.starts_at, Event.id).options(sa.orm.lazyload("*"))).all()


def _by_day(events: Sequence[Event]) -> defaultdict[date, list[Event]]:
    """Each event on every day that it lasts."""
    found: defaultdict[date, list[Event]] = defaultdict(list)
    for event in events:
        day, last = event.local_start.date(), event.local_end.date()
        while day <= last:
            found[day].append(event)
            day += timedelta(days=1)
    return found
