"""A client's history: entries are added, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from clients.history.counting import CORRECTION, contact, count, struck_entries
from clients.models import Client, EntryKind, EntryPurpose, HistoryEntry
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
    purpose: EntryPurpose | None = None,
    two_way: bool | None = None,
    suggestion: str = "",
    next_step: str = "",
    next_on: date | None = None,
    minutes: int | None = None,
) -> HistoryEntry:
    """Add an entry, and let the client's row say what follows from it.

    The database refuses a second one with the same `key`. Whoever tells of many clients in one transaction does so in
    the order of their ids, so that two who do it at the same moment do not wait for each other.
    """
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
        purpose=purpose,
        two_way=two_way,
        suggestion=suggestion,
        next_step=next_step,
        next_on=next_on,
        minutes=minutes,
    )
    db.session.add(entry)
    count(entry)
    return entry


def correct(
    entry: HistoryEntry, *, at: datetime, staff_id: int | None, text: str = "", struck: bool = False
) -> HistoryEntry:
    """Say beside an entry what is right instead; both stay. One that is `struck` counts as nothing any more."""
    db.session.flush()  # the entry needs its id
    return tell(
        entry.client_id,
        EntryKind.NOTE,
        at=at,
        subject=entry.subject,
        text=text,
        staff_id=staff_id,
        source=CORRECTION,
        source_id=entry.id,
        two_way=False if struck else None,
    )


def ids_of(client: Client) -> list[int]:
    """The client and the duplicates that were merged into it: their histories are one."""
    merged = sa.select(Client.id).where(Client.merged_into_id == client.id).order_by(Client.id)
    return [client.id, *db.session.scalars(merged)]


def entries_of(client: Client, ids: Sequence[int] | None = None) -> sa.Select[HistoryEntry]:
    """The entries of the client and of merged duplicates, newest first, for whoever may see the client.

    `ids` are those of `ids_of`, for a caller who has asked for them already.
    """
    staff = joinedload(HistoryEntry.staff)
    return (
        sa.select(HistoryEntry)
        .where(HistoryEntry.client_id.in_(ids_of(client) if ids is None else ids))
        .options(staff.lazyload(Staff.roles), staff.lazyload(Staff.branch))
        .order_by(HistoryEntry.at.desc(), HistoryEntry.id.desc())
    )


def last_contacts_by_purpose(ids: Sequence[int]) -> dict[EntryPurpose, datetime]:
    """When the client last took part in a contact for each purpose; purposes that never were are missing."""
    query = (
        sa.select(HistoryEntry.purpose, sa.func.max(HistoryEntry.at))
        .where(
            HistoryEntry.client_id.in_(ids),
            HistoryEntry.purpose.is_not(None),
            contact(),
            HistoryEntry.id.not_in(struck_entries(ids)),
        )
        .group_by(HistoryEntry.purpose)
    )
    return {purpose: at for purpose, at in db.session.execute(query) if purpose is not None}
