"""What the tests of the club share: a club with members in whatever state."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from clients.models import Client
from core.db import db, now
from core.zone import home_day
from membership import moves
from membership.levels import levels_of, open_club
from membership.models import ClubLevel, Membership
from membership.numbers import next_number
from staff.models import Branch
from tests.house import NOW, Cast

TODAY = date(2027, 3, 20)


def level(cast: Cast, rank: int = 1) -> ClubLevel:
    """A level of the branch's club, which is opened on the way."""
    open_club(cast.branch_id)
    return next(one for one in levels_of(cast.branch_id) if one.rank == rank)


def add_member(
    cast: Cast,
    given_name: str = "文静",
    *,
    rank: int = 1,
    joined: date | None = None,
    rm: str = "zhao",
    **client: object,
) -> int:
    """A member who joined on a day; returns the membership's id."""
    client_id = cast.add_client(given_name=given_name, rm=rm, **client)
    with cast.app.app_context():
        day = joined or TODAY
        moment = NOW - timedelta(days=(TODAY - day).days)
        found = db.session.get_one(Client, client_id)
        membership = moves.propose(found, level(cast, rank), staff=cast.staff("li"), reason="常来", now=moment)
        number = next_number(db.session.get_one(Branch, cast.branch_id), day.year)
        moves.join(membership, staff=cast.staff("li"), today=day, now=moment, number=number)
        db.session.commit()
        return membership.id


def recent_member(cast: Cast, given_name: str = "文静", *, days_left: int = 300, **values: object) -> int:
    """A member by the real clock, for pages: the term ends in so many days."""
    with cast.app.app_context():
        today = home_day(now())
    return add_member(cast, given_name, joined=today + timedelta(days=days_left + 1 - 365), **values)


def get(membership_id: int) -> Membership:
    """The row as it stands in the database."""
    return db.session.scalar(
        sa.select(Membership).where(Membership.id == membership_id).execution_options(populate_existing=True)
    )


__all__ = ["NOW", "TODAY", "add_member", "get", "level", "recent_member"]
