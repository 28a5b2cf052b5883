"""Between what people type, a wall clock's time in the event's zone, and the moment that is stored."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from core.errors import DomainError

LAST_MINUTE = time(23, 59)


def from_local(typed: datetime, zone: str) -> datetime:
    """The moment at which clocks in `zone` show `typed`; of an hour that comes twice in autumn, the first.

    Raises DomainError("time_skipped") for a time that the clocks of the zone jump over in spring.
    """
    moment = typed.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if to_local(moment, zone) != typed:
        raise DomainError("time_skipped")
    return moment


def to_local(moment: datetime, zone: str) -> datetime:
    """What clocks in `zone` show at `moment`, without a zone, as a form's field wants it."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def last_minute(day: date, zone: str) -> datetime:
    """The end of `day` in `zone`."""
    return datetime.combine(day, LAST_MINUTE, ZoneInfo(zone)).astimezone(UTC)
