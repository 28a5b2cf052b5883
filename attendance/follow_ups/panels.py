"""Follow-ups on the gathered pages: the reader's own, and for organisers how it stands with everybody's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from attendance.follow_ups.listing import is_for, open_ones, paces, ways
from attendance.follow_ups.page import words_of
from attendance.models import FollowUp
from clients.models import Client
from core.db import db
from core.zone import home_zone
from staff.frames import Panel
from staff.models import Role, Staff

MOST, MOST_ON_TODAY = 20, 5


def mine(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """On the desk: the reader's own follow-ups, the longest due first; the desk says so when there are none."""
    return _mine(actor, now, MOST) if actor.may(Role.RM, Role.MANAGER) else None


def due_today(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """On today: what is due by tonight; nothing when there is nothing."""
    found = _mine(actor, now, MOST_ON_TODAY, FollowUp.due_at < end_of_day(now))
    return found if found["tasks"] else None


def _mine(actor: Staff, now: datetime, most: int, *which: sa.ColumnElement[bool]) -> dict[str, Any]:
    tasks = db.session.scalars(open_ones(actor).where(is_for(actor), *which).limit(most + 1)).all()
    return {"tasks": tasks[:most], "more": len(tasks) > most, "w": words_of(ways(tasks[:most], now), now)}


def everybodys(actor: Staff, _subject: Any, now: datetime) -> dict[str, Any] | None:
    """For organisers and managers: the 48-hour rate of each manager, and what is overdue."""
    if not actor.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN):
        return None
    found = paces(actor, now)
    return {"paces": found} if found else None


def of_client(actor: Staff, client: Client, now: datetime) -> dict[str, Any] | None:
    """On a client's page: what is still to be said to them."""
    tasks = db.session.scalars(open_ones(actor).where(FollowUp.client_id == client.id).limit(MOST)).all()
    return {"tasks": tasks, "more": False, "w": words_of(ways(tasks, now), now)} if tasks else None


def end_of_day(now: datetime) -> datetime:
    """The last moment of today here."""
    local = now.astimezone(home_zone())
    return local.replace(hour=23, minute=59, second=59, microsecond=999999)


FOLLOW_UPS = Panel("attendance/follow_ups/panel.html", mine)
FOLLOW_UPS_DUE = Panel("attendance/follow_ups/panel.html", due_today)
FOLLOW_UPS_OF_THE_HOUSE = Panel("attendance/follow_ups/panel_house.html", everybodys)
FOLLOW_UPS_OF_CLIENT = Panel("attendance/follow_ups/panel.html", of_client)
