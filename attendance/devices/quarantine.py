"""What devices sent and nobody could understand: kept whole, read by a person, settled with a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from sqlalchemy.orm import aliased

from attendance.models import Quarantined
from core.db import db
from core.tokens import unseal
from events.models import Event
from staff.models import Staff


@dataclass(frozen=True)
class Entry:
    """One of them, opened for whoever looks at it."""

    row: Quarantined
    text: str | None
    """What was sent; None: sealed with a key that this house no longer has."""
    device: str
    settled_by: str | None


def entries(event: Event) -> Sequence[Entry]:
    """Those that wait first, in the order in which they came."""
    sender, settler = aliased(Staff), aliased(Staff)
    query = (
        sa.select(Quarantined, sender.name, settler.name)
        .join(sender, sender.id == Quarantined.staff_id)
        .outerjoin(settler, settler.id == Quarantined.settled_by_id)
        .where(Quarantined.event_id == event.id)
        .order_by(Quarantined.settled_at.is_not(None), Quarantined.id)
    )
    return [Entry(row, _opened(row), device, by) for row, device, by in db.session.execute(query)]


def open_count(event: Event) -> int:
    """How many wait to be looked at."""
    query = sa.select(sa.func.count()).where(Quarantined.event_id == event.id, Quarantined.settled_at.is_(None))
    return db.session.scalar(query) or 0


def settle(row: Quarantined, *, note: str, by: Staff, now: datetime) -> None:
    """Somebody has looked at it. Twice keeps the first word."""
    if row.settled_at is None:
        row.settled_at, row.settled_by_id, row.note = now, by.id, note


def _opened(row: Quarantined) -> str | None:
    try:
        return unseal(row.sealed)
    except InvalidTag:
        return None
