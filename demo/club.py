"""The demo's club: some twenty-five members in every state, a family, uses, a group chat, and reviews that are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from clients.contact.may_contact import holds_on
from clients.models import Client, Tier
from core.db import db
from demo.moments import ZONE
from membership import moves
from membership.attending import count_attended, members_who_attended
from membership.benefits import use_benefit
from membership.chats import let_in, let_out, open_chat, rules_sent
from membership.entry import rank_for
from membership.family import add_family_card
from membership.housekeeping import settle
from membership.levels import levels_of, open_club
from membership.models import BenefitKind, ClubLevel, GroupChat, Membership, MembershipStatus
from membership.numbers import next_number
from staff.models import Branch, Staff

_SETTLED = (20, 35, 50, 66, 80, 95, 110, 130, 150, 170, 190, 210, 230, 250, 270, 285)
"""Days ago at which most joined, none of them due for review."""
_DUE = (365 - 48, 365 - 31, 365 - 12)
_IN_GRACE = (365 + 20, 365 + 62)
_LAPSED = 365 + 120
_RENEWED = 365 + 40
_MAIN, _FAMILY = "周启明", "沈玉兰"
_REASONS = ("常来沙龙，也愿意带朋友来", "老客户，十几年了", "喜欢读书写字，和大家谈得来", "行里的活动几乎每次都到")


def found_club(book: dict[str, Client], staff: dict[str, Staff], *, now: datetime) -> None:
    """Open the club and let its first years pass, up to `now`."""
    club = open_club(staff["manager"].branch_id)
    club.service_line = "0571-8699-0000"
    today = now.astimezone(ZONE).date()
    main = book[_MAIN]
    others = [one for one in _who_qualifies(today) if one.id not in (main.id, book[_FAMILY].id)]
    joined = [*_SETTLED, *_DUE, *_IN_GRACE, _LAPSED, _RENEWED]
    members = [_member(client, staff, days, now) for client, days in zip(others, joined, strict=False)]
    head = _member(main, staff, 140, now)
    _family(head, book[_FAMILY], staff, now)
    db.session.flush()
    for membership in members:
        if membership.term_end and membership.term_end < today:
            _what_followed(membership, today, now)
    for client, step in zip(others[len(joined) :], ("asked", "named", "named"), strict=False):
        named = moves.propose(client, _level(client, today), staff=client.rm, reason=_REASONS[0], now=now)
        if step == "asked":
            moves.invite(named, staff=client.rm, now=now)
    for membership, entry in members_who_attended(now=now):
        count_attended(membership, entry, now=now)
    _uses([head, *members[:6]], today, now)
    _chat([head, *members[:7]], staff, now)
    db.session.flush()


def _who_qualifies(today: date) -> Sequence[Client]:
    query = (
        sa.select(Client)
        .where(Client.tier.in_((Tier.T2, Tier.T3, Tier.T4, Tier.T5)))
        .options(selectinload(Client.holds))
        .order_by(Client.times_attended.desc(), Client.id)
    )
    return [client for client in db.session.scalars(query) if not holds_on(client, today)]


def _member(client: Client, staff: dict[str, Staff], days_ago: int, now: datetime) -> Membership:
    then = now - timedelta(days=days_ago)
    day = then.astimezone(ZONE).date()
    reason = _REASONS[client.id % len(_REASONS)]
    level = _level(client, day)
    membership = moves.propose(client, level, staff=client.rm, reason=reason, now=then - timedelta(days=9))
    moves.invite(membership, staff=client.rm, now=then - timedelta(days=5))
    number = next_number(db.session.get_one(Branch, client.branch_id), day.year)
    return moves.join(membership, staff=staff["organiser"], today=day, now=then, number=number)


def _level(client: Client, day: date) -> ClubLevel:
    rank = max(1, rank_for(client, day))
    return next(level for level in levels_of(client.branch_id) if level.rank == rank)


def _family(main: Membership, client: Client, staff: dict[str, Staff], now: datetime) -> None:
    then = now - timedelta(days=130)
    day = then.astimezone(ZONE).date()
    number = next_number(db.session.get_one(Branch, main.branch_id), day.year)
    add_family_card(main, client, staff=staff["organiser"], number=number, today=day, now=then)


def _what_followed(membership: Membership, today: date, now: datetime) -> None:
    """A term that is over: one was renewed in time, the others went into days of grace, and one of these lapsed."""
    assert membership.term_end is not None
    over = (today - membership.term_end).days
    then = now - timedelta(days=over)
    if over == _RENEWED - 364:
        moves.renew(
            membership, staff=membership.client.rm, today=membership.term_end, now=then, reason="电话里说愿意继续"
        )
        return
    settle(membership.id, today=membership.term_end + timedelta(days=1), now=then + timedelta(days=1))
    settle(membership.id, today=today, now=now - timedelta(hours=6))


def _uses(members: Sequence[Membership], today: date, now: datetime) -> None:
    """What is not told by attendance: birthday cards that were sent, a short trip."""
    for turn, membership in enumerate(members):
        if membership.status not in (MembershipStatus.ACTIVE, MembershipStatus.GRACE):
            continue
        wanted = BenefitKind.TRIP if turn % 3 == 0 else BenefitKind.BIRTHDAY_CARD
        benefit = next((one for one in membership.level.benefits if one.kind is wanted), None)
        if benefit is not None:
            use_benefit(
                membership,
                benefit,
                on=today - timedelta(days=3 + turn),
                today=today,
                staff=membership.client.rm,
                now=now,
            )


def _chat(members: Sequence[Membership], staff: dict[str, Staff], now: datetime) -> GroupChat:
    today = now.astimezone(ZONE).date()
    chat = open_chat(staff["organiser"], "滨江雅集·茶友群", now=now - timedelta(days=100))
    db.session.flush()
    rows = [
        let_in(chat, one.client, called=one.client.given_name, on=today - timedelta(days=90 - turn), today=today)
        for turn, one in enumerate(members)
    ]
    rules_sent(chat, on=today - timedelta(days=88), today=today)
    let_out(rows[-1], on=today - timedelta(days=12), today=today, because="说群里消息多，改由理财经理单独告知")
    return chat
