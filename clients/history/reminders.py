"""Days that matter to a relationship manager: birthdays ahead, and clients not spoken with for long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from clients.book.birthdays import Birthday, birthdays_between, lunar_of
from clients.models import CelebrateBy, Client, ClientDelegate, ClientHold, HoldKind, Tier
from clients.settings import SILENCE_DAYS, SILENCE_T3_DAYS, SILENCE_T4_DAYS
from core.db import db
from core.zone import home_day
from staff.models import Staff
from staff.scope import sees
from staff.settings import Setting, setting

BIRTHDAY_DAYS = 7
MOST_LINES = 40  # more than the first page shows: not all of them may be greeted


def looked_after_by(actor: Staff) -> sa.ColumnElement[bool]:
    """The living clients whom `actor` owns or stands in for, as far as they are to be seen at all."""
    standing_in = sa.select(ClientDelegate.client_id).where(ClientDelegate.staff_id == actor.id)
    deceased = sa.select(ClientHold.client_id).where(ClientHold.kind == HoldKind.DECEASED)
    return sa.and_(
        sees(actor, Client),
        sa.or_(Client.rm_id == actor.id, Client.id.in_(standing_in)),
        Client.id.not_in(deceased),
    )


def _of(actor: Staff) -> sa.Select[Client]:
    return sa.select(Client).where(looked_after_by(actor))


def birthdays(actor: Staff, today: date) -> list[tuple[Client, Birthday]]:
    """Own clients whose birthday is near by the calendar that they keep, nearest first."""
    last = today + timedelta(days=BIRTHDAY_DAYS)
    window = [today + timedelta(days=days) for days in range(BIRTHDAY_DAYS + 1)]
    near = db.session.scalars(_of(actor).where(sa.or_(_solar_near(window), _lunar_near(window))))
    found = [(client, birthday) for client in near for birthday in birthdays_between(client, today, last)[:1]]
    return sorted(found, key=lambda pair: (pair[1].day, pair[0].sort_key))[:MOST_LINES]


# These let in a few too many; what is kept on which day, clients/book/birthdays.py says of each.
def _solar_near(window: Sequence[date]) -> sa.ColumnElement[bool]:
    days = {f"{day:%m-%d}" for day in window}
    if days & {"02-28", "03-01"}:
        days.add("02-29")
    return Client.birthday.in_(sorted(days))


def _lunar_near(window: Sequence[date]) -> sa.ColumnElement[bool]:
    days = [lunar_of(day) for day in window]
    pairs = {(abs(month), day) for _year, month, day, _last in days}
    pairs |= {(month, 30) for month, day in pairs if day == 29}
    found = [sa.and_(Client.lunar_month == month, Client.lunar_day == day) for month, day in sorted(pairs)]
    if any(last for _year, _month, _day, last in days):
        found.append(Client.lunar_eve.is_(True))
    return sa.and_(Client.celebrate_by.in_((CelebrateBy.LUNAR, CelebrateBy.BOTH)), sa.or_(*found))


def silent(actor: Staff, now: datetime) -> list[tuple[Client, int]]:
    """Own clients who have waited too long for a word, with the days since the last, longest first.

    Whoever was never spoken with waits since the day we came to know them. How long is too long, the branch sets.
    """
    today = home_day(now)

    def before(which: Setting) -> date:
        return today - timedelta(days=setting(actor.branch_id, which))

    since = sa.func.coalesce(Client.last_contact_on, sa.func.date(Client.created_at, type_=sa.Date))
    longest = sa.case(
        (Client.tier.in_((Tier.T4, Tier.T5)), before(SILENCE_T4_DAYS)),
        (Client.tier == Tier.T3, before(SILENCE_T3_DAYS)),
        else_=before(SILENCE_DAYS),
    )
    query = _of(actor).add_columns(since).where(since <= longest).order_by(since, Client.sort_key).limit(MOST_LINES)
    return [(client, (today - day).days) for client, day in db.session.execute(query)]
