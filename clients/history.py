"""A client's history: entries are added, never changed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from clients.models import Client, EntryKind, HistoryEntry
from core.db import db


def tell(
    client_id: int,
    kind: EntryKind,
    *,
    at: datetime,
    subject: str = "",
    text: str = "",
    staff_id: int | None = None,
    source: str = "",
    source_id: int | None = None,
    key: str | None = None,
) -> HistoryEntry:
    """Add an entry. The database refuses a second one with the same `key`."""
    entry = HistoryEntry(
        client_id=client_id,
        kind=kind,
        at=at,
        subject=subject,
        text=text,
        staff_id=staff_id,
        source=source,
        source_id=source_id,
        key=key,
    )
    db.session.add(entry)
    return entry


def entries_of(client: Client) -> sa.Select[HistoryEntry]:
    """The client's entries, newest first, for whoever may see the client."""
    return (
        sa.select(HistoryEntry)
        .where(HistoryEntry.client_id == client.id)
        .order_by(HistoryEntry.at.desc(), HistoryEntry.id.desc())
    )
