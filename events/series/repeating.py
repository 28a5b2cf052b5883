"""Rules of a series: an evening repeated month by month, each repetition a draft of its own."""

from __future__ import annotations

import calendar
import enum
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from core.db import db
from core.errors import DomainError
from events.models import Event, EventSeries
from events.planning import plan_event, reply_moment
from events.themes.own import bring_speakers, prepare, template_from
from events.themes.template import values_of
from events.times import from_local, to_local

MOST = 12
WEEK = 7


class Rhythm(enum.Enum):
    """Which day of the month is meant."""

    WEEKDAY = "weekday"  # the second Saturday
    DATE = "date"  # the 12th; in a shorter month its last day


def dates_after(first: date, rhythm: Rhythm, times: int) -> list[date]:
    """The days of the next `times` months. A fifth Saturday becomes the last one where there are only four."""
    months = [divmod(first.year * 12 + first.month - 1 + more, 12) for more in range(1, times + 1)]
    return [_day_in(year, month + 1, first, rhythm) for year, month in months]


def _day_in(year: int, month: int, first: date, rhythm: Rhythm) -> date:
    last = calendar.monthrange(year, month)[1]
    if rhythm is Rhythm.DATE:
        return date(year, month, min(first.day, last))
    begin = date(year, month, 1)
    day = begin + timedelta(days=(first.weekday() - begin.weekday()) % WEEK + (first.day - 1) // WEEK * WEEK)
    return day if day.month == month else day - timedelta(days=WEEK)


def repeat(event: Event, days: Iterable[date], *, name: str, name_en: str, now: datetime) -> list[Event]:
    """Plan an evening like this one on each of the days, at the same hour on the clock; all belong to one series.

    Raises DomainError: series_without_days, start_in_past, time_skipped.
    """
    chosen = sorted(set(days))
    if not chosen:
        raise DomainError("series_without_days")
    series = _series_of(event, name, name_en)
    template = template_from(event)
    found = []
    for day in chosen:
        further = plan_event(now=now, **values_of(event), **_times(event, day), **_place(event), series_id=series.id)
        db.session.flush()
        prepare(further, template.steps, template.sums, today=to_local(now, event.zone).date())
        bring_speakers(further, event)
        found.append(further)
    db.session.flush()
    return found


def _series_of(event: Event, name: str, name_en: str) -> EventSeries:
    series = db.session.get(EventSeries, event.series_id) if event.series_id else None
    if series is None:
        series = EventSeries(branch_id=event.branch_id)
        db.session.add(series)
    series.name, series.name_en = name, name_en
    db.session.flush()
    event.series_id = series.id
    return series


def _times(event: Event, day: date) -> dict[str, datetime]:
    """The event's times on another day; the deadline as many days before it."""
    start = from_local(datetime.combine(day, event.local_start.time()), event.zone)
    before = event.local_start.date() - event.local_reply_by.date()
    reply_by = reply_moment(day - before, start, event.zone)
    return {"starts_at": start, "ends_at": start + (event.ends_at - event.starts_at), "reply_by": reply_by}


def _place(event: Event) -> dict[str, object]:
    return {
        "branch_id": event.branch_id,
        "organiser_id": event.organiser_id,
        "format": event.format,
        "zone": event.zone,
        "theme": event.theme,
    }


def evenings_of(event: Event) -> list[Event]:
    """All evenings of the event's series, the first one first; the reader sees the branch's events anyway."""
    if event.series_id is None:
        return []
    query = sa.select(Event).where(Event.series_id == event.series_id, Event.branch_id == event.branch_id)
    return list(db.session.scalars(query.order_by(Event.starts_at, Event.id)))
