"""Calls to make and silent guests, on the desk and on today."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clients.book.saving import readable_phone
from core.db import db
from invitations.answers.words import CALL_REASONS
from invitations.desk.calling import end_of_day, open_calls, silent_guests, silent_ways, ways
from invitations.desk.guest_list_views import INVITERS
from invitations.models import CallTask
from invitations.words import REPLIES
from staff.frames import Panel
from staff.models import Role, Staff

MOST, MOST_ON_TODAY = 20, 5


def calls_to_make(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """The reader's own calls, the longest due first; the desk says so when there are none."""
    return _calls(actor, now, MOST) if actor.may(Role.RM) else None


def calls_due(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """On today: the first of those that are due by tonight, and how many there are; nothing when there are none."""
    if not actor.may(Role.RM):
        return None
    found = _calls(actor, now, MOST_ON_TODAY, CallTask.due_at < end_of_day(now))
    return found if found["tasks"] else None


def _calls(actor: Staff, now: datetime, most: int, *which: sa.ColumnElement[bool]) -> dict[str, Any]:
    query = open_calls(actor, now).where(CallTask.owner_id == actor.id, *which)
    tasks = db.session.scalars(query.limit(most + 1)).all()
    return {
        "tasks": tasks[:most],
        "more": len(tasks) > most,
        "ways": ways(tasks[:most], now),
        "now": now,
        "tonight": end_of_day(now),
        "reasons": CALL_REASONS,
        "replies": REPLIES,
        "readable_phone": readable_phone,
    }


def calls_of_the_house(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """For organisers: how many calls each manager has open, and how many of them are overdue."""
    if not actor.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN):
        return None
    late = sa.func.sum(sa.case((CallTask.due_at < now, 1), else_=0))
    inner = open_calls(actor, now).order_by(None).with_only_columns(CallTask.id)
    rows = db.session.execute(
        sa.select(Staff, sa.func.count(CallTask.id), late)
        .join(CallTask, CallTask.owner_id == Staff.id)
        .where(CallTask.id.in_(inner))
        .group_by(Staff.id)
        .order_by(Staff.name, Staff.id)
        .options(sa.orm.lazyload(Staff.branch), sa.orm.lazyload(Staff.roles))
    )
    return {"managers": [(person, int(number), int(over or 0)) for person, number, over in rows]}


def silent_ones(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """Own guests who have the letter for days and say nothing, each with a line to copy."""
    if not actor.may(*INVITERS):
        return None
    guests = db.session.scalars(silent_guests(actor, now).limit(MOST)).all()
    if not guests:
        return None
    return {"guests": guests, "ways": silent_ways(guests, now), "most": MOST, "readable_phone": readable_phone}


CALLS = Panel("invitations/desk/panel_calls.html", calls_to_make)
CALLS_DUE = Panel("invitations/desk/panel_calls.html", calls_due)
CALLS_OF_THE_HOUSE = Panel("invitations/desk/panel_house.html", calls_of_the_house)
SILENT_ONES = Panel("invitations/desk/panel_silent.html", silent_ones)
