"""The roster: who is in the club, found by name or number, and filtered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from clients.finding.search import search_condition
from clients.models import Client
from core.db import db, row_id
from core.forms import clean
from membership.models import MEMBERS, ClubLevel, Membership, MembershipStatus
from membership.numbers import read_number
from membership.settings import REVIEW_DAYS
from staff.models import Staff
from staff.scope import visible
from staff.settings import setting

PER_PAGE = 30
_ORDER = (
    MembershipStatus.GRACE,
    MembershipStatus.ACTIVE,
    MembershipStatus.INVITED,
    MembershipStatus.PROSPECT,
    MembershipStatus.LAPSED,
    MembershipStatus.LEFT,
    MembershipStatus.REVOKED,
)


@dataclass(frozen=True)
class Filters:
    """What the reader asked the roster for."""

    text: str = ""
    level_id: int | None = None
    status: MembershipStatus | None = None
    rm_id: int | None = None
    due: bool = False

    @property
    def any(self) -> bool:
        return bool(self.text or self.level_id or self.status or self.rm_id or self.due)


def filters_from(args: Mapping[str, str]) -> Filters:
    """What an address asks for; what nobody can ask for is left out."""
    status = next((one for one in MembershipStatus if one.value == args.get("status")), None)
    return Filters(
        text=clean(args.get("q"))[:60],
        level_id=_id(args.get("level")),
        status=status,
        rm_id=_id(args.get("rm")),
        due=args.get("due") == "1",
    )


def roster(actor: Staff, filters: Filters, today: date) -> sa.Select[Membership]:
    """The memberships that `actor` sees, present members first, each with client, owner and level."""
    query = (
        visible(actor, Membership)
        .join(Membership.client)
        .options(
            contains_eager(Membership.client).joinedload(Client.rm).lazyload(Staff.roles),
            joinedload(Membership.level),
        )
    )
    if filters.text:
        number = read_number(filters.text)
        asked = Membership.number.startswith(filters.text, autoescape=True)
        query = query.where(Membership.number == number if number else sa.or_(asked, search_condition(filters.text)))
    if filters.level_id:
        query = query.where(Membership.level_id == filters.level_id)
    if filters.status:
        query = query.where(Membership.status == filters.status)
    elif not filters.text:
        query = query.where(Membership.status.not_in((MembershipStatus.LEFT, MembershipStatus.REVOKED)))
    if filters.rm_id:
        query = query.where(Client.rm_id == filters.rm_id)
    if filters.due:
        query = query.where(due(actor.branch_id, today))
    rank = sa.case({status.value: place for place, status in enumerate(_ORDER)}, value=Membership.status)
    return query.order_by(rank, Client.sort_key, Membership.id)


def due(branch_id: int, today: date) -> sa.ColumnElement[bool]:
    """Main memberships whose term ends soon or is over: somebody has to decide what comes next."""
    until = today + timedelta(days=setting(branch_id, REVIEW_DAYS))
    return sa.and_(Membership.status.in_(MEMBERS), Membership.main_id.is_(None), Membership.term_end <= until)


def reviews(actor: Staff, today: date) -> sa.Select[Membership]:
    """The review list, the most urgent first."""
    return (
        visible(actor, Membership)
        .where(due(actor.branch_id, today))
        .join(Membership.client)
        .options(
            contains_eager(Membership.client).options(joinedload(Client.rm).lazyload(Staff.roles)),
            joinedload(Membership.level),
        )
        .order_by(sa.func.coalesce(Membership.grace_until, Membership.term_end), Membership.id)
    )


@dataclass(frozen=True)
class Figures:
    """How many members there are, as far as the reader sees them."""

    members: int
    grace: int
    due: int
    on_the_way: int
    by_level: Mapping[int, int]


def figures(actor: Staff, today: date) -> Figures:
    """Counted in two queries, however large the club."""
    rows = db.session.execute(
        sa.select(Membership.level_id, Membership.status, sa.func.count())
        .where(Membership.id.in_(visible(actor, Membership).with_only_columns(Membership.id)))
        .group_by(Membership.level_id, Membership.status)
    ).all()
    of = {status: sum(n for _level, one, n in rows if one is status) for status in MembershipStatus}
    by_level: dict[int, int] = {}
    for level_id, status, number in rows:
        if status in MEMBERS:
            by_level[level_id] = by_level.get(level_id, 0) + number
    waiting = db.session.scalar(
        visible(actor, Membership).where(due(actor.branch_id, today)).with_only_columns(sa.func.count())
    )
    return Figures(
        members=of[MembershipStatus.ACTIVE] + of[MembershipStatus.GRACE],
        grace=of[MembershipStatus.GRACE],
        due=waiting or 0,
        on_the_way=of[MembershipStatus.PROSPECT] + of[MembershipStatus.INVITED],
        by_level=by_level,
    )


def owners_of(actor: Staff) -> Sequence[Any]:
    """(id, name) of the relationship managers whose clients are in the club, as far as the reader sees them."""
    query = (
        sa.select(Staff.id, Staff.name)
        .where(Staff.id.in_(visible(actor, Membership).join(Membership.client).with_only_columns(Client.rm_id)))
        .order_by(Staff.name)
    )
    return [(row.id, row.name) for row in db.session.execute(query)]


def level_of(client_ids: Sequence[int]) -> dict[int, ClubLevel]:
    """The level of each of these clients who is a member now; the caller has made sure that they may be seen."""
    level = aliased(ClubLevel)
    query = (
        sa.select(Membership.client_id, level)
        .join(level, level.id == Membership.level_id)
        .where(Membership.client_id.in_(client_ids), Membership.status.in_(MEMBERS))
    )
    return {row[0]: row[1] for row in db.session.execute(query)} if client_ids else {}


def _id(text: str | None) -> int | None:
    try:
        return row_id(text or "")
    except ValueError:
        return None
