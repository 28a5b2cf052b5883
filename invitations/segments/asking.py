"""What the fields ask of the database beyond one column: bits, rows of other tables, settings of branches, scores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from clients.contact.may_contact import contactable
from clients.models import (
    INTEREST_PARENTS,
    Client,
    ClientHold,
    ClientInterest,
    ClientType,
    Consent,
    Holding,
    HoldKind,
    Interest,
    Purpose,
    Tier,
    bits,
)
from core.db import db
from invitations.segments.json_asking import list_holds
from invitations.segments.kinds import Clause, not_since, since
from membership.models import MEMBERS, Membership, MembershipStatus
from staff.models import BranchSetting
from staff.settings import Setting

YEAR = 365
RECENT = {5: 30, 4: 60, 3: 90, 2: 180}
"""R: so many days at most since the last contact give the score; more give one (domain research, RFM)."""
THREE = 3


def with_kinds(interests: Sequence[Interest]) -> set[Interest]:
    """These interests, and those of the second level below them."""
    return {*interests, *(child for child, parent in INTEREST_PARENTS.items() if parent in interests)}


def of_types(codes: Sequence[str], _sure: int, _today: date) -> Clause:
    kinds = [ClientType(code) for code in codes]
    primary = sa.and_(Client.client_type.is_not(None), Client.client_type.in_(kinds))
    return sa.or_(primary, Client.further_type_bits.bitwise_and(bits(kinds)) != 0)


def interested(codes: Sequence[str], sure: int, _today: date) -> Clause:
    wanted = with_kinds([Interest(code) for code in codes])
    at_all = Client.interest_bits.bitwise_and(bits(wanted)) != 0
    if sure == 1:
        return at_all
    rows = sa.select(ClientInterest.client_id).where(
        ClientInterest.client_id == Client.id, ClientInterest.interest.in_(wanted), ClientInterest.confidence >= sure
    )
    return sa.and_(at_all, rows.exists())


def holding(codes: Sequence[str], _sure: int, _today: date) -> Clause:
    return Client.holding_bits.bitwise_and(bits(Holding(code) for code in codes)) != 0


def speaking(codes: Sequence[str], _sure: int, _today: date) -> Clause:
    return sa.or_(*(list_holds(Client.spoken, code) for code in codes))


def held(codes: Sequence[str], _sure: int, today: date) -> Clause:
    """Under one of these holds; one that was set at a merged duplicate counts for the client that stays."""
    owner = aliased(Client)
    rows = (
        sa.select(sa.func.coalesce(owner.merged_into_id, owner.id))
        .join(ClientHold, ClientHold.client_id == owner.id)
        .where(ClientHold.kind.in_([HoldKind(code) for code in codes]), standing(today))
    )
    return Client.id.in_(rows)


def standing(day: date) -> Clause:
    return sa.and_(ClientHold.since <= day, sa.or_(ClientHold.until.is_(None), ClientHold.until >= day))


def consenting(codes: Sequence[str], _sure: int, _today: date) -> Clause:
    """Has agreed to one of these purposes, by some way, and not withdrawn it since."""
    owner, later, later_owner = aliased(Client), aliased(Consent), aliased(Client)
    root, later_root = (sa.func.coalesce(row.merged_into_id, row.id) for row in (owner, later_owner))
    overruled = (
        sa.select(later.id)
        .join(later_owner, later_owner.id == later.client_id)
        .where(
            later_root == root,
            later.purpose == Consent.purpose,
            later.id > Consent.id,
            sa.or_(later.channel.is_(None), later.channel == Consent.channel),
        )
        .correlate(Consent, owner)
        .exists()
    )
    purposes = [Purpose(code) for code in codes]
    rows = (
        sa.select(root)
        .join(Consent, Consent.client_id == owner.id)
        .where(Consent.purpose.in_(purposes), Consent.given.is_(True), sa.not_(overruled))
    )
    return Client.id.in_(rows)


def of_levels(codes: Sequence[str], _sure: int, _today: date) -> Clause:
    rows = sa.select(Membership.client_id).where(
        Membership.level_id.in_([int(code) for code in codes]), Membership.status.in_(MEMBERS)
    )
    return Client.id.in_(rows)


def of_membership(codes: Sequence[str], _sure: int, _today: date) -> Clause:
    rows = sa.select(Membership.client_id).where(Membership.status.in_([MembershipStatus(code) for code in codes]))
    return Client.id.in_(rows)


def enough_holdings(which: Setting) -> Clause:
    """At least as many categories as the client's branch has set."""
    own = db.session.execute(
        sa.select(BranchSetting.branch_id, BranchSetting.value).where(BranchSetting.name == which.name)
    ).all()
    enough: Any = which.default
    if own:
        enough = sa.case({row.branch_id: row.value for row in own}, value=Client.branch_id, else_=which.default)
    return Client.holdings_count >= enough


def may_be_invited(today: date) -> Clause:
    return sa.func.coalesce(contactable(Purpose.INVITATION, None, today), sa.false())


def born_in(codes: Sequence[str], _sure: int, today: date) -> Clause:
    return sa.or_(
        *(sa.and_(Client.birthday >= f"{n:02}", Client.birthday < f"{n:02}~") for n in months_of(codes, today))
    )


def months_of(codes: Sequence[str], today: date) -> list[int]:
    """The months by number; "this" and "next" are those of the day."""
    special = {"this": today.month, "next": today.month % 12 + 1}
    return sorted({special[code] if code in special else int(code) for code in codes})


def recency(score: int, today: date) -> Clause:
    if score <= 1:
        return sa.true()
    return since(Client.last_contact_on, today, RECENT[score]) if score in RECENT else sa.false()


def recency_of(client: Client, today: date) -> int:
    last = client.last_contact_on
    days = (today - last).days if last else None
    return next((score for score, most in RECENT.items() if days is not None and days <= most), 1)


_EVENINGS = (Client.attended_on_1, Client.attended_on_2, Client.attended_on_3, Client.attended_on_4)


def frequency(score: int, today: date) -> Clause:
    if score <= 1:
        return sa.true()
    return since(_EVENINGS[score - 2], today, YEAR) if score - 2 < len(_EVENINGS) else sa.false()


def frequency_of(client: Client, today: date) -> int:
    first = today - timedelta(days=YEAR)
    return 1 + sum(1 for column in _EVENINGS if (day := getattr(client, column.key)) and day >= first)


_WEIGHT = {Tier.T0: 1, Tier.T1: 2, Tier.T2: 3, Tier.T3: 4, Tier.T4: 5, Tier.T5: 5}


def weight(score: int, _today: date) -> Clause:
    return Client.tier.in_([tier for tier, reached in _WEIGHT.items() if reached >= score])


def weight_of(client: Client, _today: date) -> int:
    return _WEIGHT[client.tier]


LABELS = ("regular", "sleeping", "never_invited", "three_declines")


def labelled(codes: Sequence[str], _sure: int, today: date) -> Clause:
    """Comes to everything; good and asleep; of weight and not invited for a year; has declined three times running."""
    clauses = {
        "regular": frequency(5, today),
        "sleeping": sa.and_(weight(4, today), not_since(Client.last_contact_on, today, RECENT[3])),
        "never_invited": sa.and_(weight(3, today), not_since(Client.last_invited_on, today, YEAR)),
        "three_declines": Client.declines_in_row >= THREE,
    }
    return sa.or_(*(clauses[code] for code in codes))


def labels_of(client: Client, today: date) -> dict[str, int]:
    invited = client.last_invited_on
    so = {
        "regular": frequency_of(client, today) == 5,
        "sleeping": weight_of(client, today) >= 4 and recency_of(client, today) <= 2,
        "never_invited": weight_of(client, today) >= THREE and (not invited or (today - invited).days > YEAR),
        "three_declines": client.declines_in_row >= THREE,
    }
    return {label: 1 for label in LABELS if so[label]}
