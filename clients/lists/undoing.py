"""Taking a list back: clients it added go, and what it changed is put back, unless something happened since.

In blocks, each in one transaction with its progress.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from clients.book.indexing import reindex
from clients.lists.changing import put
from clients.lists.held import around, held
from clients.lists.known import OPTIONS
from clients.lists.writing import note_changes
from clients.models import (
    Client,
    ClientAddress,
    ClientHolding,
    ClientImport,
    ClientInterest,
    ClientKey,
    ContactPoint,
    DuplicatePair,
    ImportedClient,
    TierMonth,
)
from core.db import Base, db, execute_dml
from core.errors import DomainError
from staff.audit import record
from staff.models import Staff
from staff.scope import sees

BLOCK = 500
_OWN = {
    model.__tablename__
    for model in (
        ClientAddress, ClientHolding, ClientInterest, ClientKey, ContactPoint, DuplicatePair, ImportedClient, TierMonth,
    )
}  # fmt: skip
"""Tables that a list itself fills; a row in any other that points to a client is something that happened since."""
_COMPARED = ("surname", "given_name", "name_en", "number", "phone", "email", "postal_address", "talk_topics",
             "do_not_mention", "title", "district", "wechat_note", "salutation_override")  # fmt: skip


def may_undo(actor: Staff, row: ClientImport) -> bool:
    """Whoever brought it in, once, after it is done."""
    return row.staff_id == actor.id and row.done_at is not None and row.undone_at is None and row.undone_by_id is None


def undo_list(
    import_id: int, actor: Staff, *, clock: Callable[[], datetime], progress: Callable[[int, int], None]
) -> None:
    """Take back what the list did to clients whom `actor` sees; the others, and what is kept back, stay counted."""
    count = sa.select(sa.func.count()).select_from(ImportedClient).where(ImportedClient.import_id == import_id)
    total = db.session.scalar(count) or 0
    seen = kept = 0
    last = 0
    while block := _next_block(import_id, last):
        last = block[-1].client_id
        seen += len(block)
        kept_here = _undo_block(block, actor, clock())
        kept += kept_here
        execute_dml(
            sa.update(ClientImport)
            .where(ClientImport.id == import_id)
            .values(kept_back=ClientImport.kept_back + kept_here)
        )
        progress(min(seen, total), total)
    row = db.session.get_one(ClientImport, import_id)
    row.undone_at = clock()
    record("undo", "client_import", import_id, kept_back=row.kept_back)
    progress(total, total)


def _next_block(import_id: int, after: int) -> Sequence[ImportedClient]:
    """What is taken back leaves no row behind, so a successor begins with what is left, and kept ones are marked."""
    query = sa.select(ImportedClient).where(
        ImportedClient.import_id == import_id, ImportedClient.client_id > after, ~_marked()
    )
    return db.session.scalars(query.order_by(ImportedClient.client_id).limit(BLOCK)).all()


def _marked() -> sa.ColumnElement[bool]:
    """Kept back already: nothing is left in the row that could be put back."""
    return sa.and_(sa.cast(ImportedClient.after, sa.Text) == "{}", sa.cast(ImportedClient.before, sa.Text) == "{}")


def _undo_block(block: Sequence[ImportedClient], actor: Staff, moment: datetime) -> int:
    """Returns how many clients were kept back, in whole or in part."""
    ids = [one.client_id for one in block]
    query = sa.select(Client).where(Client.id.in_(ids), sees(actor, Client)).options(*OPTIONS)
    people = {client.id: client for client in db.session.scalars(query)}
    beside = around(ids)
    touched = _touched([one.client_id for one in block if one.added])
    gone: list[int] = []
    kept = 0
    for one in block:
        client = people.get(one.client_id)
        if client is None:
            kept += 1
            _mark(one)
        elif one.added:
            if one.client_id in touched or not _as_it_came(client, one.after, beside[client.id]):
                kept += 1
                _mark(one)
            else:
                gone.append(one.client_id)
        else:
            whole = _put_back(actor, client, one, beside[client.id])
            kept += not whole
            if whole:
                db.session.delete(one)
            else:
                _mark(one)
    db.session.flush()
    _remove(gone, moment)
    return kept


def _mark(one: ImportedClient) -> None:
    one.before, one.after = {}, {}


@lru_cache(maxsize=1)
def _elsewhere() -> tuple[sa.Column[Any], ...]:
    """Every column of another room, or of this one, that points to a client."""
    return tuple(
        key.parent
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is Client.__table__ and table.name not in _OWN
    )


def _touched(client_ids: Sequence[int]) -> set[int]:
    """Of these, those with whom something happened: a history, an invitation, a hold, a consent, a merge."""
    if not client_ids:
        return set()
    found: set[int] = set()
    for column in _elsewhere():
        found.update(db.session.scalars(sa.select(column).where(column.in_(client_ids)).distinct()))
    return found


def _as_it_came(client: Client, after: dict[str, Any], beside: dict[str, list[Any]]) -> bool:
    """Whether nobody changed the client since the list added it."""
    for field in _COMPARED:
        told = after.get(field) or ""
        if held(client, field) != told and not (field == "number" and not told):
            return False
    for field in ("points", "addresses"):
        if sorted(beside[field]) != sorted([*row] for row in after.get(field, [])):
            return False
    rest = (field for field in after if field not in (*_COMPARED, "points", "addresses", "month_band", "tier"))
    return all(_same(client, field, after[field]) for field in rest)


def _same(client: Client, field: str, told: Any) -> bool:
    if field == "further_types":
        primary = client.client_type.value if client.client_type else None
        return set(held(client, field)) == set(told) - {primary}
    return bool(held(client, field) == told)


def _put_back(actor: Staff, client: Client, one: ImportedClient, beside: dict[str, list[Any]]) -> bool:
    """Set the fields that nobody changed since to what they were; returns whether that was all of them."""
    back: dict[str, Any] = {}
    whole = True
    for field, after in one.after.items():
        before = one.before.get(field)
        if field in ("points", "addresses"):
            whole &= _take_away(client, field, [row for row in after if row not in (before or [])], beside[field])
        elif field == "month_band":
            whole = False  # the month is in the record of tiers, and the rule has followed it
        elif held(client, field) != after:
            whole = False
        elif field == "extra":  # what the list set for the first time is emptied
            back[field] = dict.fromkeys(after) | (before or {})
        else:
            back[field] = before
    if not back:
        return whole
    try:
        with db.session.begin_nested():
            put(actor, client, back, _branch_of(back.get("rm")))
            db.session.flush()
    except DomainError:
        return False  # such as a number that somebody else has by now
    return whole


def _branch_of(staff_id: int | None) -> dict[int, int]:
    owner = db.session.get(Staff, staff_id) if staff_id else None
    return {owner.id: owner.branch_id} if owner else {}


def _take_away(client: Client, field: str, rows: list[list[Any]], present: list[list[Any]]) -> bool:
    model: type[Base] = ContactPoint if field == "points" else ClientAddress
    column = "value" if field == "points" else "postal_address"
    whole = all(row in present for row in rows)
    for row in rows:
        if row in present:
            execute_dml(
                sa.delete(model).where(model.__table__.c.client_id == client.id, model.__table__.c[column] == row[1])
            )
    reindex([client.id])
    return whole


def _remove(client_ids: Sequence[int], moment: datetime) -> None:
    """Delete them with what the list wrote beside them, and leave an audit row for each."""
    if not client_ids:
        return
    execute_dml(sa.delete(Client).where(Client.id.in_(client_ids)))
    at = moment.replace(tzinfo=None).isoformat(" ")
    note_changes("delete", ((one, {}) for one in client_ids), at)
