"""The bands of months, written down; what follows for the tier is done at once and told in the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa

from clients.book.tiers import first_of, grace_of, next_tier
from clients.history.ledger import tell
from clients.models import Client, EntryKind, Tier, TierMonth
from core.db import db
from core.errors import DomainError
from core.zone import home_day


def record_month(client: Client, month: date, band: Tier, *, now: datetime, staff_id: int | None) -> bool:
    """Write down the band of one month; a second time puts the first right. Returns whether the tier changed.

    Raises DomainError("month_not_over"): a month's average is known when it has ended.
    """
    return bool(record_months([client], month, {client.id: band}, now=now, staff_id=staff_id))


def record_months(
    clients: Sequence[Client], month: date, bands: Mapping[int, Tier], *, now: datetime, staff_id: int | None
) -> list[Client]:
    """The same for many clients (flushed, so that they have ids) with one query; returns those whose tier changed.

    Raises DomainError("month_not_over").
    """
    month = first_of(month)
    if month >= first_of(home_day(now)):
        raise DomainError("month_not_over")
    known = _months_of([client.id for client in clients if client.id in bands])
    changed = []
    for client in sorted(clients, key=lambda one: one.id):
        if client.id not in bands:
            continue
        rows = known.setdefault(client.id, {})
        if month in rows:
            rows[month].band = bands[client.id]
        else:
            rows[month] = TierMonth(client_id=client.id, month=month, band=bands[client.id])
            db.session.add(rows[month])
        if _follow(client, rows, now=now, staff_id=staff_id):
            changed.append(client)
    return changed


def months_of(client: Client) -> Sequence[TierMonth]:
    """The client's months, the latest first."""
    query = sa.select(TierMonth).where(TierMonth.client_id == client.id).order_by(TierMonth.month.desc())
    return db.session.scalars(query).all()


def _months_of(client_ids: Sequence[int]) -> dict[int, dict[date, TierMonth]]:
    found: dict[int, dict[date, TierMonth]] = {}
    if client_ids:
        for row in db.session.scalars(sa.select(TierMonth).where(TierMonth.client_id.in_(client_ids))):
            found.setdefault(row.client_id, {})[row.month] = row
    return found


def _follow(client: Client, rows: Mapping[date, TierMonth], *, now: datetime, staff_id: int | None) -> bool:
    before = client.tier
    standing = next_tier(
        client.tier, client.tier_since, [(month, row.band) for month, row in rows.items()], grace_of(client.branch_id)
    )
    client.tier, client.tier_since, client.watch_since = standing.tier, standing.since, standing.watch_since
    if client.tier is before:
        return False
    tell_tier(client, before, now=now, staff_id=staff_id)
    return True


def tell_tier(client: Client, before: Tier, *, now: datetime, staff_id: int | None) -> None:
    """Write into the history which tier followed which, in codes: each reader's page has words for them."""
    text = f"{before.value} → {client.tier.value}"
    tell(client.id, EntryKind.TIER_CHANGED, at=now, text=text, staff_id=staff_id)
