"""Rows that change a known client: written by the one way of writing a client, and kept so that they can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from clients.book.households import household_named
from clients.book.indexing import reindex
from clients.book.saving import write_client
from clients.book.tiers import first_of
from clients.history.tier_months import record_months
from clients.lists.held import around, as_columns, changes_of
from clients.lists.known import OPTIONS
from clients.lists.rows import Owners
from clients.lists.writing import write_beside
from clients.models import Client, ImportedClient, Tier
from core.db import db
from core.errors import DomainError
from core.zone import home_day
from staff.models import Staff
from staff.scope import visible


def change_clients(
    actor: Staff, import_id: int, owners: Owners, rows: Sequence[tuple[int, int, Mapping[str, Any]]], *, now: datetime
) -> tuple[int, list[tuple[int, DomainError]]]:
    """Bring the told values of (line, client's id, values) into the book.

    Returns how many clients changed, and the lines that can't be written any more, with why. What is told already by
    now is no change.
    """
    ids = {client_id for _line, client_id, _values in rows}
    query = visible(actor, Client).where(Client.id.in_(ids)).options(*OPTIONS)
    people = {one.id: one for one in db.session.scalars(query)}
    beside = around([*people])
    refused: list[tuple[int, DomainError]] = []
    changed = 0
    for line, client_id, values in rows:
        client = people.get(client_id)
        if client is None:
            refused.append((line, DomainError("client_gone")))
            continue
        try:
            changed += _change(actor, import_id, owners, client, values, beside[client_id], now)
        except DomainError as refusal:
            refused.append((line, refusal))
    db.session.flush()
    return changed, refused


def _change(
    actor: Staff,
    import_id: int,
    owners: Owners,
    client: Client,
    values: Mapping[str, Any],
    beside: Mapping[str, Any],
    now: datetime,
) -> bool:
    changes = changes_of(client, values, beside)
    if not changes:
        return False
    with db.session.begin_nested():
        put(actor, client, {field: pair[1] for field, pair in changes.items()}, owners.branches)
        fresh: dict[str, Any] = {
            field: [one for one in changes[field][1] if one not in changes[field][0]]
            for field in ("points", "addresses")
            if field in changes
        }
        if fresh:
            write_beside([(client.id, fresh)])
            reindex([client.id])
        if "month_band" in changes:
            note_bands([client], {client.id: changes["month_band"][1]}, now=now, staff_id=actor.id)
        db.session.add(
            ImportedClient(
                import_id=import_id,
                client_id=client.id,
                added=False,
                before={field: pair[0] for field, pair in changes.items()},
                after={field: pair[1] for field, pair in changes.items()},
            )
        )
        db.session.flush()
    return True


def put(actor: Staff, client: Client, values: Mapping[str, Any], branches: Mapping[int, int]) -> None:
    """Set fields in the form in which lists keep them; what stands in tables of their own is left to others."""
    if values.get("rm") is not None:
        client.rm_id, client.branch_id = values["rm"], branches.get(values["rm"], client.branch_id)
    if "household" in values:
        client.household = household_named(actor, values["household"] or "")
    columns = as_columns(values)
    if columns.get("birth_date") is not None:
        columns.pop("birthday", None)  # it follows from the whole date
    if "number" in columns:
        taken = db.session.scalar(sa.select(Client.id).where(Client.number == columns["number"]))
        if taken is not None and taken != client.id:
            raise DomainError("number_taken")
    write_client(client, **columns)


def note_bands(clients: Sequence[Client], bands: Mapping[int, str], *, now: datetime, staff_id: int | None) -> None:
    """The bands of the last month that is over, with what follows from them."""
    this_month = first_of(home_day(now))
    last_month = first_of(this_month - timedelta(days=1))
    record_months(clients, last_month, {one: Tier(band) for one, band in bands.items()}, now=now, staff_id=staff_id)
