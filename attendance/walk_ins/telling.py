"""A client of whom the house learnt only after an evening was closed: the history tells of it like anybody's."""

from __future__ import annotations

import sqlalchemy as sa

from attendance.models import WalkIn
from clients.history.ledger import tell
from clients.models import EntryKind, HistoryEntry
from core.db import db
from staff.models import Staff


def tell_late(row: WalkIn, *, staff: Staff) -> None:
    """What closing would have told, under the same key; once, also when the evening told of the client by a letter."""
    key = f"outcome:{row.event_id}:{row.client_id}"
    known = db.session.scalar(sa.select(HistoryEntry.id).where(HistoryEntry.key == key))
    if known is not None or row.client_id is None:
        return
    tell(
        row.client_id,
        EntryKind.OUTCOME_ATTENDED,
        at=row.event.starts_at,
        subject=row.event.title,
        staff_id=staff.id,
        source="event",
        source_id=row.event_id,
        key=key,
    )
