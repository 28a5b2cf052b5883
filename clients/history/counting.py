"""What a client's row says of the history: the last contact, invitations, evenings, declines.

`count` keeps it with each entry by one UPDATE; `recount` makes it anew from the rows. An entry of a merged duplicate
counts for the client that stays as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm.util import identity_key

from clients.models import TWO_WAY_KINDS, Client, EntryKind, HistoryEntry
from core.db import db, execute_dml
from core.zone import home_day

DECLINES = (EntryKind.DECLINED, EntryKind.CANCELLED)
WISHES = (EntryKind.ACCEPTED, EntryKind.WAITLISTED, EntryKind.OUTCOME_ATTENDED, EntryKind.REPRESENTED)
"""Whoever said or did one of these has not declined in a row any more."""
EVENINGS = ("attended_on_1", "attended_on_2", "attended_on_3", "attended_on_4")
COUNTERS = (
    "last_contact_on",
    "last_invited_on",
    *EVENINGS,
    "times_invited",
    "times_attended",
    "times_absent",
    "declines_in_row",
)
BLOCK = 1000
CORRECTION = "history_entry"
"""The `source` of an entry that corrects another one; `two_way` False says that the other was no contact at all."""
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)

_TABLE = cast(sa.Table, Client.__table__)


def is_contact(kind: EntryKind, two_way: bool | None) -> bool:
    """Whether the client took part: as whoever wrote it down said, else as the kind says."""
    return two_way if two_way is not None else kind in TWO_WAY_KINDS


def contact() -> sa.ColumnElement[bool]:
    """The same as a condition on HistoryEntry."""
    by_kind = sa.and_(HistoryEntry.two_way.is_(None), HistoryEntry.kind.in_(TWO_WAY_KINDS))
    return sa.or_(HistoryEntry.two_way.is_(True), by_kind)


def struck_entries(client_ids: Sequence[int]) -> sa.Select[int | None]:
    """The ids of these clients' entries that were struck by a correction."""
    return sa.select(HistoryEntry.source_id).where(
        HistoryEntry.client_id.in_(client_ids),
        HistoryEntry.source == CORRECTION,
        HistoryEntry.source_id.is_not(None),  # NULL in a NOT IN would leave nobody
        HistoryEntry.two_way.is_(False),
    )


def count(entry: HistoryEntry) -> None:
    """Let the client's row, and that of the client it was merged into, say what the new entry tells."""
    if entry.kind is EntryKind.WITHDRAWN or (entry.source == CORRECTION and entry.two_way is False):
        db.session.flush()
        recount([entry.client_id])  # what counted before counts no more: only the rows say what is left
        return
    if entry.kind in DECLINES or entry.kind in WISHES:
        db.session.flush()  # how many declines stand in a row is asked of the rows, this one among them
    values = _values(entry, home_day(entry.at))
    if not values:
        return
    kept = sa.select(_TABLE.c.merged_into_id).where(_TABLE.c.id == entry.client_id).scalar_subquery()
    execute_dml(sa.update(_TABLE).where(sa.or_(_TABLE.c.id == entry.client_id, _TABLE.c.id == kept)).values(**values))
    _expire(entry.client_id)


def _values(entry: HistoryEntry, day: date) -> dict[str, Any]:
    """The new values of the columns on which the entry has a say."""
    column = _TABLE.c
    values: dict[str, Any] = {}
    if is_contact(entry.kind, entry.two_way):
        values["last_contact_on"] = _later(column.last_contact_on, day)
    if entry.kind is EntryKind.INVITED:
        values["last_invited_on"] = _later(column.last_invited_on, day)
        values["times_invited"] = column.times_invited + 1
    elif entry.kind is EntryKind.OUTCOME_ATTENDED:
        values["times_attended"] = column.times_attended + 1
        values |= _with_evening(day)
    elif entry.kind is EntryKind.OUTCOME_NO_SHOW:
        values["times_absent"] = column.times_absent + 1
    if entry.kind in DECLINES or entry.kind in WISHES:
        values["declines_in_row"] = _declines_in_row()
    return values


def _later(column: sa.ColumnElement[Any], day: date) -> sa.ColumnElement[Any]:
    return sa.case((sa.or_(column.is_(None), column < day), day), else_=column)


def _with_evening(day: date) -> dict[str, Any]:
    """The four latest evenings with this one in its place; an evening may be closed after a later one."""
    column = _TABLE.c
    values: dict[str, Any] = {EVENINGS[0]: _later(column[EVENINGS[0]], day)}
    for before, name in pairwise(EVENINGS):
        pushed_down = (column[before] <= day, column[before])
        beneath = (column[before].is_not(None), _later(column[name], day))
        values[name] = sa.case(pushed_down, beneath, else_=None)
    return values


@cache  # the same words each time: building them costs more than the database takes to answer
def _declines_in_row() -> sa.ScalarSelect[Any]:
    """To how many events the client said no since the last yes; the answers of merged duplicates among them."""
    declined, wished = (HistoryEntry.__table__.alias(name) for name in ("declined", "wished"))

    def of_the_client(rows: Any) -> sa.ColumnElement[bool]:
        person = _TABLE.alias()
        same = sa.or_(person.c.id == _TABLE.c.id, person.c.merged_into_id == _TABLE.c.id)
        return rows.c.client_id.in_(sa.select(person.c.id).where(same).correlate(_TABLE))

    last_wish = (
        sa.select(sa.func.max(wished.c.at))
        .where(of_the_client(wished), wished.c.kind.in_(WISHES))
        .correlate(_TABLE)
        .scalar_subquery()
    )
    return (
        sa.select(sa.func.count(sa.distinct(sa.func.coalesce(declined.c.source_id, -declined.c.id))))
        .where(
            of_the_client(declined),
            declined.c.kind.in_(DECLINES),
            declined.c.at > sa.func.coalesce(last_wish, sa.literal(LONG_AGO, declined.c.at.type)),
        )
        .correlate(_TABLE)
        .scalar_subquery()
    )


def _expire(client_id: int) -> None:
    """Objects of the session must not go on saying what stood there before."""
    known = db.session.identity_map
    client = known.get(identity_key(Client, client_id))
    kept_id = client.__dict__.get("merged_into_id") if client else None  # as loaded: asking would cost a query each
    for row in (client, known.get(identity_key(Client, kept_id)) if kept_id else None):
        if row is not None:
            db.session.expire(row, COUNTERS)


class Told(NamedTuple):
    """Of an entry, what counts."""

    id: int
    at: datetime
    kind: EntryKind
    two_way: bool | None
    source: str
    source_id: int | None


def counted(entries: Iterable[Told]) -> dict[str, Any]:
    """All counters of a client with exactly these entries."""
    told = sorted(entries, key=lambda entry: (entry.at, entry.id))
    gone = {entry.source_id for entry in told if entry.source == CORRECTION and entry.two_way is False}
    told = [entry for entry in told if entry.source != CORRECTION and entry.id not in gone]
    invited: list[Told] = []
    for entry in told:
        if entry.kind is EntryKind.INVITED:
            invited.append(entry)
        elif entry.kind is EntryKind.WITHDRAWN:  # takes back the last invitation to the same before it
            same = [one for one in invited if (one.source, one.source_id) == (entry.source, entry.source_id)]
            if same:
                invited.remove(same[-1])
    attended = [home_day(entry.at) for entry in told if entry.kind is EntryKind.OUTCOME_ATTENDED]
    contacts = [entry for entry in told if is_contact(entry.kind, entry.two_way)]
    last_wish = max((entry.at for entry in told if entry.kind in WISHES), default=LONG_AGO)
    declined = {
        -entry.id if entry.source_id is None else entry.source_id
        for entry in told
        if entry.kind in DECLINES and entry.at > last_wish
    }
    latest: list[date | None] = [*sorted(attended, reverse=True)[: len(EVENINGS)]]
    latest += [None] * (len(EVENINGS) - len(latest))
    return {
        "last_contact_on": home_day(contacts[-1].at) if contacts else None,
        "last_invited_on": home_day(invited[-1].at) if invited else None,
        **dict(zip(EVENINGS, latest, strict=True)),
        "times_invited": len(invited),
        "times_attended": len(attended),
        "times_absent": sum(entry.kind is EntryKind.OUTCOME_NO_SHOW for entry in told),
        "declines_in_row": len(declined),
    }


def blocks() -> Iterator[list[int]]:
    """The ids of all clients, merged ones too, a block at a time."""
    last = 0
    while True:
        ids = db.session.scalars(
            sa.select(_TABLE.c.id).where(_TABLE.c.id > last).order_by(_TABLE.c.id).limit(BLOCK)
        ).all()
        if not ids:
            return
        yield [*ids]
        last = ids[-1]


def recount(client_ids: Iterable[int] | None = None) -> int:
    """Make the counters of these clients, or of all, anew from their histories; returns how many.

    Of a merged duplicate also those of the client it was merged into. Memory stays flat: it works in blocks.
    """
    if client_ids is None:
        return sum(_recount(block) for block in blocks())
    ids = sorted(set(client_ids))
    return sum(_recount(ids[start : start + BLOCK]) for start in range(0, len(ids), BLOCK))


def _recount(client_ids: Sequence[int]) -> int:
    kept = sa.select(_TABLE.c.merged_into_id).where(_TABLE.c.id.in_(client_ids), _TABLE.c.merged_into_id.is_not(None))
    asked = sa.or_(_TABLE.c.id.in_(client_ids), _TABLE.c.id.in_(kept))
    # Locked in the order of their ids: whoever tells an entry at this moment waits, and nothing is counted over.
    ids = db.session.scalars(sa.select(_TABLE.c.id).where(asked).order_by(_TABLE.c.id).with_for_update()).all()
    owners: dict[int, list[int]] = {client_id: [client_id] for client_id in ids}
    merged = sa.select(_TABLE.c.id, _TABLE.c.merged_into_id).where(_TABLE.c.merged_into_id.in_(ids))
    for gone_id, kept_id in db.session.execute(merged):
        owners.setdefault(gone_id, []).append(kept_id)
    entries: dict[int, list[Told]] = defaultdict(list)
    table = HistoryEntry.__table__.c
    columns = (table.client_id, table.id, table.at, table.kind, table.two_way, table.source, table.source_id)
    for client_id, *rest in db.session.execute(sa.select(*columns).where(table.client_id.in_(owners))):
        for owner in owners[client_id]:
            entries[owner].append(Told(*rest))
    rows = [{"of_client": client_id} | counted(entries[client_id]) for client_id in ids]
    if rows:
        statement = sa.update(_TABLE).where(_TABLE.c.id == sa.bindparam("of_client"))
        db.session.connection().execute(statement.values({name: sa.bindparam(name) for name in COUNTERS}), rows)
    for client_id in ids:
        _expire(client_id)
    return len(rows)
