"""Writing a planned list: block by block, each in one transaction with its progress.

So a killed worker's successor goes on after the last whole block and writes nobody twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clients.lists.changing import change_clients, note_bands
from clients.lists.rows import Owners, Said, Verdict, said
from clients.lists.store import ListStore, Planned, encoded
from clients.lists.writing import Block, numbers_taken
from clients.models import Client, ClientImport
from core.bulk import uncollected
from core.db import db, execute_dml
from core.errors import DomainError
from staff.models import Staff

BLOCK = 2_000
"""Rows that are written together: long enough to be fast, short enough that others wait a fraction of a second."""
WRITTEN = (Verdict.NEW.value, Verdict.CHANGES.value, Verdict.POSSIBLE.value)
NEW, UPDATE, LEAVE = "new", "update", "leave"
"""What a reader may choose for a row."""
EVERY = "*"
"""In the decisions, what was chosen for all possible duplicates that have no choice of their own."""


def choice_of(line: int, verdict: str, decisions: Mapping[str, str]) -> str | None:
    """What becomes of a row: NEW, UPDATE, LEAVE, or None for a possible duplicate that nobody has decided on."""
    chosen = decisions.get(str(line))
    if verdict == Verdict.NEW.value:
        return LEAVE if chosen == LEAVE else NEW
    if verdict == Verdict.CHANGES.value:
        return LEAVE if chosen == LEAVE else UPDATE
    if verdict == Verdict.POSSIBLE.value:
        return chosen or decisions.get(EVERY)
    return LEAVE


def write_list(
    store: ListStore,
    row: ClientImport,
    actor: Staff,
    *,
    done: int,
    clock: Callable[[], datetime],
    progress: Callable[[int, int], None],
) -> None:
    """Write what the plan says, from the row after the first `done` on. Each block is committed by `progress`."""
    owners = Owners(actor, db.session.get(Staff, row.rm_id) if row.rm_id else None)
    import_id, decisions = row.id, dict(row.decisions)
    total = sum(store.counts().get(verdict, 0) for verdict in WRITTEN)
    store.connection.execute("CREATE TABLE IF NOT EXISTS late (line INTEGER PRIMARY KEY, code TEXT, details TEXT)")
    moment = clock()
    block = Block(actor, import_id, owners.branches, moment)
    for planned in store.planned_blocks(WRITTEN, done=done, size=BLOCK):
        with uncollected():
            added, changed = _write_block(store, planned, block, actor, import_id, owners, decisions, clock())
        execute_dml(
            sa.update(ClientImport)
            .where(ClientImport.id == import_id)
            .values(added=ClientImport.added + added, changed=ClientImport.changed + changed)
        )
        done += len(planned)
        progress(done, total)


def _write_block(
    store: ListStore,
    planned: list[Planned],
    block: Block,
    actor: Staff,
    import_id: int,
    owners: Owners,
    decisions: Mapping[str, str],
    moment: datetime,
) -> tuple[int, int]:
    """Returns how many clients were added and changed; what can't be written any more is noted in the store."""
    fresh: list[Planned] = []
    told: list[tuple[int, int, dict[str, Any]]] = []
    for row in planned:
        choice = choice_of(row.line, row.verdict, decisions)
        if choice == NEW:
            fresh.append(row)
        elif choice == UPDATE:
            found = json.loads(row.found)
            told.append((row.line, found.get("c") or found["m"][0], told_of(row.values, found)))
    refused, fresh = _refuse_taken(fresh, owners)
    ids = block.write([row.values for row in fresh], [row.text for row in fresh]) if fresh else []
    _note_bands(ids, fresh, moment, actor.id)
    changed, late = change_clients(actor, import_id, owners, told, now=moment)
    note_late(store, [*refused, *late])
    return len(ids), changed


def told_of(values: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """The values with which a row updates somebody: those by which the plan saw a change."""
    return {field: value for field, value in values.items() if field in found.get("d", {})}


def _refuse_taken(fresh: list[Planned], owners: Owners) -> tuple[list[tuple[int, DomainError]], list[Planned]]:
    """Refusals of those rows whose number somebody got since the list was planned, and the other rows."""
    taken = numbers_taken({number for row in fresh if (number := row.values.get("number"))})
    refused: list[tuple[int, DomainError]] = []
    kept: list[Planned] = []
    for row in fresh:
        if row.values.get("number") in taken:
            refused.append((row.line, DomainError("number_taken")))
        elif "rm" in row.values:
            kept.append(row)
        elif owners.fallback is None:
            refused.append((row.line, DomainError("rm_missing")))  # a possible duplicate, taken as new after all
        else:
            row.values["rm"] = owners.fallback
            kept.append(row._replace(text=encoded(row.values)))
    return refused, kept


def _note_bands(ids: list[int], fresh: list[Planned], moment: datetime, staff_id: int) -> None:
    pairs = zip(ids, fresh, strict=True)
    bands = {one: row.values["month_band"] for one, row in pairs if row.values.get("month_band")}
    if bands:
        people = db.session.scalars(sa.select(Client).where(Client.id.in_(bands))).all()
        note_bands(people, bands, now=moment, staff_id=staff_id)
        db.session.flush()


def note_late(store: ListStore, refused: list[tuple[int, DomainError]]) -> None:
    """Keep why rows could not be written; written again after a worker died, it is the same."""
    store.begin()
    store.connection.executemany(
        "INSERT OR REPLACE INTO late VALUES (?, ?, ?)",
        [(line, said(refusal)[0], json.dumps(said(refusal)[1])) for line, refusal in refused],
    )
    store.commit()


def left_out_of(store: ListStore, decisions: Mapping[str, str]) -> Iterator[tuple[int, list[str], list[Said]]]:
    """Line, texts and reasons of every row that stays out: by the plan, by choice, undecided, or too late."""
    late = {line: [code, json.loads(details)] for line, code, details in store.connection.execute("SELECT * FROM late")}
    for line, verdict in store.verdicts():
        if verdict == Verdict.SAME.value:
            continue
        choice = None if verdict == Verdict.LEFT_OUT.value else choice_of(line, verdict, decisions)
        if choice in (NEW, UPDATE) and line not in late:
            continue
        found = store.one(line)
        assert found is not None
        _line, _verdict, texts, data = found
        if line in late:
            yield line, texts, [late[line]]
        elif choice is None:
            yield line, texts, data.get("r", [])
        else:
            yield line, texts, [said(DomainError("left_out_by_choice"))]
