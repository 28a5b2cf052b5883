"""Keeping the search keys: they follow every change of a client by themselves, in the same transaction."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from clients.book.keys import keys_of
from clients.models import Client, ClientKey, ContactChannel, ContactPoint
from core.bulk import insert_rows
from core.db import Base, db

Texts = Callable[[Sequence[int]], Iterable[tuple[int, str]]]
_SOURCES: dict[type[Base], Texts] = {}


def find_by(model: type[Base]) -> Callable[[Texts], Texts]:
    """Let clients be found by what rows of another room say: `read(client_ids)` gives (client's id, text) of each.

    `model` has a column `client_id`; whenever one of its rows changes, the client's keys follow by themselves.
    """

    def register(read: Texts) -> Texts:
        _SOURCES[model] = read
        return read

    return register


KeyRow = tuple[int, str, int]
KEY_COLUMNS = ("client_id", "key", "branch_id")


def key_rows(
    client_id: int,
    branch_id: int,
    *,
    surname: str,
    given_name: str,
    name_en: str,
    texts: Iterable[str],
    phones: Iterable[str],
) -> list[KeyRow]:
    """The rows of a client who is written past the ORM, in the order of KEY_COLUMNS; see `keys_of`."""
    keys = keys_of(surname=surname, given_name=given_name, name_en=name_en, texts=texts, phones=phones)
    return [(client_id, key, branch_id) for key in keys]


def reindex(client_ids: Sequence[int]) -> int:
    """Bring the keys of these clients to what their rows say, and return how many changed.

    Only what differs is written. For whoever wrote clients past the ORM; the ORM's own flush does it by itself.
    """
    wanted = _wanted(client_ids)
    present: dict[int, set[tuple[str, int]]] = defaultdict(set)
    execute = db.session.connection().execute
    for client_id, key, branch_id in execute(
        sa.select(ClientKey.client_id, ClientKey.key, ClientKey.branch_id).where(ClientKey.client_id.in_(client_ids))
    ):
        present[client_id].add((key, branch_id))
    gone = [(one, key) for one in present for key, branch in present[one] - wanted.get(one, set())]
    new = [(one, key, branch) for one in wanted for key, branch in wanted[one] - present[one]]
    if gone:
        table = ClientKey.__table__
        statement = sa.delete(ClientKey).where(
            table.c.client_id == sa.bindparam("one"), table.c.key == sa.bindparam("k")
        )
        execute(statement, [{"one": one, "k": key} for one, key in gone])
    insert_rows(ClientKey, KEY_COLUMNS, sorted(new, key=lambda row: (row[1], row[2])))
    return len({one for one, *_rest in [*gone, *new]})


def _wanted(client_ids: Sequence[int]) -> dict[int, set[tuple[str, int]]]:
    """The keys of each; who was merged into a client is found there by the old name and number too, and has none."""
    merged = sa.select(Client.id, Client.merged_into_id).where(
        sa.or_(
            Client.merged_into_id.in_(client_ids),
            sa.and_(Client.id.in_(client_ids), Client.merged_into_id.is_not(None)),
        )
    )
    kept_of = {gone_id: kept_id or 0 for gone_id, kept_id in db.session.connection().execute(merged)}
    own = _own_keys([*{*client_ids, *kept_of}])
    wanted = {
        client_id: set(own[client_id]) for client_id in client_ids if client_id in own and client_id not in kept_of
    }
    for gone_id, kept_id in kept_of.items():
        branches = {branch_id for _key, branch_id in wanted.get(kept_id, ())}
        wanted.get(kept_id, set()).update((key, branch_id) for key, _branch in own[gone_id] for branch_id in branches)
    return wanted


def _own_keys(client_ids: Sequence[int]) -> dict[int, set[tuple[str, int]]]:
    execute = db.session.connection().execute
    texts: dict[int, list[str]] = defaultdict(list)
    phones: dict[int, list[str]] = defaultdict(list)
    for client_id, channel, value in execute(
        sa.select(ContactPoint.client_id, ContactPoint.channel, ContactPoint.value).where(
            ContactPoint.client_id.in_(client_ids)
        )
    ):
        (phones if channel is ContactChannel.PHONE else texts)[client_id].append(value)
    for read in _SOURCES.values():
        for client_id, text in read(client_ids):
            texts[client_id].append(text)
    columns = (Client.id, Client.branch_id, *(getattr(Client, name) for name in _COLUMNS))
    return {
        row.id: {
            (key, row.branch_id)
            for key in keys_of(
                surname=row.surname,
                given_name=row.given_name,
                name_en=row.name_en,
                texts=[row.number, row.email, *texts[row.id]],
                phones=[row.phone, *phones[row.id]],
            )
        }
        for row in execute(sa.select(*columns).where(Client.id.in_(client_ids)))
    }


_COLUMNS = ("surname", "given_name", "name_en", "number", "email", "phone")
_BLOCK = 500


@event.listens_for(Session, "after_flush")
def _follow(session: Session, _context: object) -> None:
    """Whoever was written in this flush, or whose numbers were, is found by the new words at once."""
    ids: set[int] = set()
    further: tuple[type[Base], ...] = (ContactPoint, *_SOURCES)
    for row in itertools.chain(session.new, session.dirty, session.deleted):
        if isinstance(row, Client):
            state = sa.inspect(row)
            names = (*_COLUMNS, "branch_id", "merged_into_id")
            if row in session.new or any(state.attrs[name].history.has_changes() for name in names):
                ids.add(row.id)
        elif isinstance(row, further):
            ids.add(row.client_id)  # type: ignore[attr-defined]
    ordered = sorted(ids)
    for start in range(0, len(ordered), _BLOCK):
        reindex(ordered[start : start + _BLOCK])


def blocks_of_all() -> Iterator[list[int]]:
    """The ids of all clients, a block at a time."""
    last = 0
    while ids := [*db.session.scalars(sa.select(Client.id).where(Client.id > last).order_by(Client.id).limit(_BLOCK))]:
        yield ids
        last = ids[-1]
