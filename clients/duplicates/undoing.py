"""Taking apart two rows that were put together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clients.book.indexing import reindex
from clients.book.saving import write_client
from clients.duplicates.around import marks_of, take_away
from clients.duplicates.fields import restored, stored
from clients.duplicates.following import come_back
from clients.duplicates.merging import may_merge, one_at_a_time, standing_merges, swap_numbers, tell_of
from clients.history.counting import recount
from clients.models import Client, ClientMerge, DuplicatePair
from clients.scopes import cared_for
from core.db import db, execute_dml
from core.errors import DomainError
from staff.models import Staff


def undo(actor: Staff, merge_id: int, *, now: datetime) -> list[str]:
    """Take the two apart. Returns the columns that somebody has changed since: those stay as they are now.

    Raises DomainError: merge_not_there, merge_not_yours, merge_undone, or merge_later when the kept one has itself been
    merged into another: that comes first.
    """
    one_at_a_time()
    row = db.session.scalar(sa.select(ClientMerge).where(ClientMerge.id == merge_id).with_for_update())
    if row is None:
        raise DomainError("merge_not_there")
    kept, gone = _locked_for_undo(actor, row)
    others = [other for other in standing_merges(kept.id) if other.id != row.id]
    left = _put_back(row, kept, gone, others)
    _take_apart(row, kept, others, left)
    row.undone_at, row.undone_by_id = now, actor.id
    db.session.flush()
    come_back(row)
    _stand_alone(row)
    db.session.refresh(gone)
    write_client(gone)
    write_client(kept)
    tell_of(row, actor, now, "taken_apart")
    recount([kept.id, gone.id])
    reindex([kept.id, gone.id])
    _never_again(row, actor, now)
    return left


def _locked_for_undo(actor: Staff, row: ClientMerge) -> tuple[Client, Client]:
    query = sa.select(Client).where(Client.id.in_([row.kept_id, row.gone_id])).order_by(Client.id).with_for_update()
    found = {client.id: client for client in db.session.scalars(query.execution_options(populate_existing=True))}
    db.session.refresh(row)
    kept, gone = found[row.kept_id], found[row.gone_id]
    if db.session.scalar(sa.select(Client.id).where(Client.id == kept.id, cared_for(actor))) is None:
        raise DomainError("merge_not_there")
    if row.undone_at is not None:
        raise DomainError("merge_undone")
    if kept.merged_into_id is not None:
        raise DomainError("merge_later")
    if not may_merge(actor, kept, gone):
        raise DomainError("merge_not_yours")
    return kept, gone


def _put_back(row: ClientMerge, kept: Client, gone: Client, others: Sequence[ClientMerge]) -> list[str]:
    """Give the kept one its former values. What a later merge built upon is put back by that one's undo instead."""
    left: list[str] = []
    back: dict[str, Any] = {}
    for column, former in row.before.items():
        later = next((one for one in reversed(others) if one.id > row.id and column in one.before), None)
        if later is not None and later.before[column] == row.after[column]:
            later.before = later.before | {column: former}
            if column == "number" and gone.number == former and later.gone.number == row.after[column]:
                swap_numbers(gone, later.gone)
        elif stored(getattr(kept, column)) == row.after[column]:
            back[column] = restored(column, former)
        else:
            left.append(column)
    if "number" in back:
        if gone.number == back["number"]:
            swap_numbers(kept, gone)
        else:
            left.append("number")
        del back["number"]
    for column, value in back.items():
        setattr(kept, column, value)
    return left


def _take_apart(row: ClientMerge, kept: Client, others: Sequence[ClientMerge], left: Sequence[str]) -> None:
    """Take away what this merge added; what another duplicate has too stays, and goes with that one."""
    added = row.after["added"]
    stay = {f"{column}:{row.before[column]}" for column in ("phone", "email") if column in left}
    alone: dict[str, list[list[Any]]] = {kind: [] for kind in added}
    theirs = [(other, marks_of(other.gone)) for other in others]
    for kind, items in added.items():
        for item in items:
            heir = next((other for other, marks in theirs if item[0] in marks[kind]), None)
            if heir is not None:
                heirs = heir.after["added"]
                heir.after = heir.after | {"added": heirs | {kind: [*heirs[kind], item]}}
            elif item[0] not in stay:
                alone[kind].append(item)
    take_away(kept, alone)


def _stand_alone(row: ClientMerge) -> None:
    """The one that had gone is in its former manager's book again, and those merged into it before point to it."""
    rm_id, branch_id = row.after["owner"]
    owner = {"rm_id": rm_id, "branch_id": branch_id}
    execute_dml(sa.update(Client).where(Client.id == row.gone_id).values(merged_into_id=None, **owner))
    waiting = [merge.gone_id for merge in standing_merges(row.gone_id)]
    while waiting:
        client_id = waiting.pop()
        execute_dml(sa.update(Client).where(Client.id == client_id).values(merged_into_id=row.gone_id, **owner))
        waiting += [merge.gone_id for merge in standing_merges(client_id)]


def _never_again(row: ClientMerge, actor: Staff, now: datetime) -> None:
    """Whoever takes two apart has said that they are two people."""
    low, high = sorted((row.kept_id, row.gone_id))
    pair = db.session.get(DuplicatePair, (low, high))
    if pair is None:
        pair = DuplicatePair(low_id=low, high_id=high, reasons=[], score=0, found_at=now)
        db.session.add(pair)
    pair.dismissed_at, pair.dismissed_by_id = now, actor.id
