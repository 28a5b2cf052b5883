"""When the demo's events take place, seen from the moment it is loaded."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from events.models import DOOR_OPENS

ZONE = ZoneInfo("Asia/Shanghai")
EARLIEST, LATEST = time(9, 30), time(19, 30)
"""Between these, guests of a salon can be expected to arrive."""


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


def day_from(today: date, days: int, weekdays: tuple[int, ...]) -> date:
    """The first day of one of `weekdays` from `days` after `today`."""
    return next(day for day in (today + timedelta(days=days + more) for more in range(7)) if day.weekday() in weekdays)


def tonight(now: datetime) -> datetime:
    """A start at which the door is open at `now`, at an hour at which salons begin.

    In some three hours if that is possible; else this evening's, which may have begun, or tomorrow's first.
    """
    local = now.astimezone(ZONE)
    first, last = (datetime.combine(local.date(), hour, ZONE) for hour in (EARLIEST, LATEST))
    if local > last + timedelta(hours=2):
        return first + timedelta(days=1)
    soon = local.replace(second=0, microsecond=0) + timedelta(hours=3)
    soon += timedelta(minutes=-soon.minute % 30)
    start = min(max(soon, first), last)
    assert start - local <= DOOR_OPENS
    return start
