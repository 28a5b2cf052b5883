"""A client gets another relationship manager; the history says so."""

from __future__ import annotations

from datetime import datetime

from clients.history.ledger import tell
from clients.models import Client, EntryKind
from staff.models import Staff


def give_to(client: Client, owner: Staff, *, staff: Staff, now: datetime) -> bool:
    """Let `owner` look after the client from now on; returns whether that is somebody else than before."""
    if client.rm_id == owner.id:
        return False
    before = client.rm.name
    client.rm_id, client.branch_id = owner.id, owner.branch_id
    tell(
        client.id,
        EntryKind.OWNER_CHANGED,
        at=now,
        text=f"{before} → {owner.name}",
        staff_id=staff.id,
        source="staff",
        source_id=owner.id,
    )
    return True
