"""Days that matter to a relationship manager: birthdays ahead, and clients not spoken with for long."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from clients.models import (
    TWO_WAY_KINDS,
    Client,
    ClientDelegate,
    ClientHold,
    HistoryEntry,
    HoldKind,
    Tier,
)
from core.db import db
from staff.models import Staff
from staff.scope import visible

BIRTHDAY_DAYS = 7
MOST_LINES = 8
LONGEST_SILENCE = ((Tier.T4, 30), (Tier.T5, 30), (Tier.T3, 60))
"""After how many days without a word a client of the tier is called."""
LONGEST_SILENCE_OTHERS = 90


def birthday_in(year: int, birth_date: date) -> date:
    """The birthday in `year`; whoever was born on 29 February celebrates on the 28th in common years."""
    leap_day = (birth_date.month, birth_date.day) == (2, 29)
    if leap_day and not calendar.isleap(year):
        return date(year, 2, 28)
    return birth_date.replace(year=year)


def days_to_birthday(birth_date: date, today: date) -> int:
    """0 today, 1 tomorrow, …"""
    following = birthday_in(today.year, birth_date)
    if following < today:
        following = birthday_in(today.year + 1, birth_date)
    return (following - today).days


def _of(actor: Staff) -> sa.Select[Client]:
    """The living clients whom `actor` owns or stands in for."""
    standing_in = sa.select(ClientDelegate.client_id).where(ClientDelegate.staff_id == actor.id)
    deceased = sa.select(ClientHold.client_id).where(ClientHold.kind == HoldKind.DECEASED)
    return visible(actor, Client).where(
        sa.or_(Client.rm_id == actor.id, Client.id.in_(standing_in)), Client.id.not_in(deceased)
    )


def _month_and_day(days: Iterable[date]) -> sa.ColumnElement[bool]:
    month, day_of_month = sa.extract("month", Client.birth_date), sa.extract("day", Client.birth_date)
    pairs = {(day.month, day.day) for day in days}
    if (2, 28) in pairs:
        pairs.add((2, 29))
    return sa.or_(*(sa.and_(month == month_, day_of_month == day_) for month_, day_ in sorted(pairs)))


def birthdays(actor: Staff, today: date) -> list[tuple[Client, int]]:
    """Own clients whose birthday is near, with the days to it, nearest first."""
    window = [today + timedelta(days=days) for days in range(BIRTHDAY_DAYS + 1)]
    clients = db.session.scalars(_of(actor).where(_month_and_day(window)))
    near = [(client, days_to_birthday(client.birth_date, today)) for client in clients if client.birth_date]
    within = [(client, days) for client, days in near if days <= BIRTHDAY_DAYS]
    return sorted(within, key=lambda pair: (pair[1], pair[0].sort_key))[:MOST_LINES]


def silent(actor: Staff, now: datetime) -> list[tuple[Client, int]]:
    """Own clients who have waited too long for a word, with the days since the last, longest first.

    Whoever was never spoken with waits since the day we came to know them.
    """
    last = (
        sa.select(HistoryEntry.client_id, sa.func.max(HistoryEntry.at).label("at"))
        .where(HistoryEntry.kind.in_(TWO_WAY_KINDS))
        .group_by(HistoryEntry.client_id)
        .subquery()
    )
    since = sa.func.coalesce(last.c.at, Client.created_at)
    limits = [
        sa.and_(Client.tier == tier, since < now - timedelta(days=days_allowed))
        for tier, days_allowed in LONGEST_SILENCE
    ]
    others = sa.and_(
        Client.tier.not_in([tier for tier, _days in LONGEST_SILENCE]),
        since < now - timedelta(days=LONGEST_SILENCE_OTHERS),
    )
    query = (
        _of(actor)
        .add_columns(since)
        .outerjoin(last, last.c.client_id == Client.id)
        .where(sa.or_(*limits, others))
        .order_by(since, Client.sort_key)
        .limit(MOST_LINES)
    )
    return [(client, (now - at).days) for client, at in db.session.execute(query)]
