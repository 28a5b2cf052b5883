"""Where we are: a moment falls on the day that our own clocks show."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask import current_app


def home_zone() -> ZoneInfo:
    return ZoneInfo(current_app.extensions["settings"].time_zone)


def home_day(moment: datetime) -> date:
    """The day on which `moment` fell here."""
    return moment.astimezone(home_zone()).date()


def beginning_of(day: date) -> datetime:
    """Its midnight here."""
    return datetime.combine(day, time(), home_zone())
