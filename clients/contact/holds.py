"""Holds: reasons not to invite somebody for a time, or ever."""

from __future__ import annotations

from datetime import date

from clients.models import Client, ClientHold, HoldKind
from core.errors import DomainError


def hold(client: Client, kind: HoldKind, *, since: date, until: date | None) -> ClientHold:
    """Do not invite this client from `since` to `until` (both included); none means until it is lifted."""
    if until is not None and until < since:
        raise DomainError("hold_ends_before")
    row = ClientHold(kind=kind, since=since, until=until)
    client.holds.append(row)
    return row


def lift(row: ClientHold, *, today: date) -> None:
    """End a hold yesterday, so that from today on it no longer stands. The row stays, as what was."""
    row.until = date.fromordinal(today.toordinal() - 1)
