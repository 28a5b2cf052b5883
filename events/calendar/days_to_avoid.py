"""What speaks against holding an evening on a day: the calendar, and what else the branch holds around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from core.db import db
from core.languages import day as day_words
from core.languages import pick_language
from events.calendar.marks import Mark, marks_on
from events.calendar.words import MARKS
from events.models import Event, EventStatus
from staff.models import Branch

NEAR = timedelta(days=2)
"""Within so many days of another evening the same managers call and hand over letters for both."""


@dataclass(frozen=True)
class Avoid:
    """One thing that speaks against a day: a mark of the calendar, or an evening on it or near it."""

    mark: Mark | None = None
    clash: Event | None = None
    same_day: bool = False
    same_organiser: bool = False

    @property
    def sentence(self) -> str:
        """For the reader, in their language."""
        if self.mark is not None:
            return str(MARKS[self.mark])
        assert self.clash is not None
        language = pick_language()
        values = {
            "event": self.clash.said("title", language),
            "day": day_words(self.clash.starts_at, language, self.clash.tz),
        }
        if self.same_day:
            return _("The branch holds “%(event)s” on the same day; its managers can't be at both.", **values)
        if self.same_organiser:
            return _("The same organiser has “%(event)s” within two days (%(day)s).", **values)
        return _("The branch holds “%(event)s” within two days (%(day)s); managers will be calling for both.", **values)


def days_to_avoid(
    day: date, branch: Branch | int, *, but: int | None = None, organiser_id: int | None = None
) -> list[Avoid]:
    """What speaks against `day` for an evening of the branch, the gravest first; empty when nothing does.

    `but` leaves out an event that is itself being planned or moved. Two queries at most, whatever stands there.
    Of a year for which nothing can be planned nothing is said: the form refuses it.
    """
    if not 2000 <= day.year <= 2100:
        return []
    branch_id = branch if isinstance(branch, int) else branch.id
    found = [Avoid(mark=mark) for mark in marks_on(day)]
    clashes = [
        Avoid(
            clash=event,
            same_day=event.local_start.date() <= day <= event.local_end.date(),
            same_organiser=event.organiser_id == organiser_id,
        )
        for event in _near(day, branch_id, but)
    ]
    return [*found, *sorted(clashes, key=lambda one: not one.same_day)]


def _near(day: date, branch_id: int, but: int | None) -> Sequence[Event]:
    middle = datetime.combine(day, time(12), UTC)
    span = NEAR + timedelta(days=1)  # zones differ by a day at most
    query = (
        sa.select(Event)
        .where(
            Event.branch_id == branch_id,
            Event.starts_at <= middle + span,
            Event.ends_at >= middle - span,
            Event.status.not_in((EventStatus.CANCELLED, EventStatus.POSTPONED, EventStatus.REJECTED)),
        )
        .order_by(Event.starts_at, Event.id)
    )
    if but is not None:
        query = query.where(Event.id != but)
    near = db.session.scalars(query).all()
    return [one for one in near if day - NEAR <= one.local_end.date() and one.local_start.date() <= day + NEAR]
