"""Evenings that members came to, read from their history: they count as salons by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from clients.models import Client, EntryKind, HistoryEntry
from core.db import db
from core.zone import beginning_of, home_day
from membership.benefits import count_use
from membership.models import MEMBERS, BenefitKind, BenefitUse, Membership
from membership.terms import term_on

_LOOK_BACK = timedelta(days=45)
"""An evening is closed within days; whoever was on leave has a month and a half to do it."""


def attended_since(client_id: int, day: date) -> int:
    """How many evenings the client came to since `day`, those of a merged duplicate too."""
    query = (
        sa.select(sa.func.count())
        .select_from(HistoryEntry)
        .where(
            HistoryEntry.client_id.in_(_ids_of(client_id)),
            HistoryEntry.kind == EntryKind.OUTCOME_ATTENDED,
            HistoryEntry.at >= beginning_of(day),
        )
    )
    return db.session.scalar(query) or 0


def attended_in_term(membership: Membership, today: date) -> int:
    """How many evenings the member came to in the present term."""
    term = term_on(membership, today)
    return attended_since(membership.client_id, term[0]) if term else 0


def members_who_attended(*, now: datetime) -> Sequence[tuple[Membership, HistoryEntry]]:
    """Evenings of late that no benefit was counted for yet, each with the member who came."""
    here = aliased(Client)
    owner = sa.func.coalesce(here.merged_into_id, here.id)
    key = sa.literal("attended:") + sa.cast(HistoryEntry.id, sa.String)
    query = (
        sa.select(Membership, HistoryEntry)
        .select_from(HistoryEntry)
        .join(here, here.id == HistoryEntry.client_id)
        .join(Membership, Membership.client_id == owner)
        .where(
            HistoryEntry.kind == EntryKind.OUTCOME_ATTENDED,
            HistoryEntry.at >= now - _LOOK_BACK,
            HistoryEntry.at <= now,
            Membership.status.in_(MEMBERS),
            ~sa.exists().where(BenefitUse.key == key),
        )
        .order_by(HistoryEntry.id)
    )
    return [(membership, entry) for membership, entry in db.session.execute(query)]


def count_attended(membership: Membership, entry: HistoryEntry, *, now: datetime) -> BenefitUse | None:
    """Count one evening as a salon of the member's term, once."""
    on = home_day(entry.at)
    return count_use(membership, BenefitKind.SALON, on, f"attended:{entry.id}", now=now)


def _ids_of(client_id: int) -> sa.Select[int]:
    return sa.select(Client.id).where(sa.or_(Client.id == client_id, Client.merged_into_id == client_id))
