"""A client's history: entries are added, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from clients.models import TWO_WAY_KINDS, Client, EntryKind, HistoryEntry
from core.db import db
from staff.models import Staff


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
    staff = joinedload(HistoryEntry.staff)
    return (
        sa.select(HistoryEntry)
        .where(HistoryEntry.client_id == client.id)
        .options(staff.lazyload(Staff.roles), staff.lazyload(Staff.branch))
        .order_by(HistoryEntry.at.desc(), HistoryEntry.id.desc())
    )


def last_contacts(client_ids: Sequence[int]) -> dict[int, datetime]:
    """When each of these clients last took part in a contact; those who never did are missing."""
    query = (
        sa.select(HistoryEntry.client_id, sa.func.max(HistoryEntry.at).label("at"))
        .where(HistoryEntry.client_id.in_(client_ids), HistoryEntry.kind.in_(TWO_WAY_KINDS))
        .group_by(HistoryEntry.client_id)
    )
    return {row.client_id: row.at for row in db.session.execute(query)} if client_ids else {}
