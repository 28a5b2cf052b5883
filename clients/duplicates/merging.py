"""Putting two rows of one person together.

The row that goes keeps its history, invitations, letters and consents and points to the one that stays; whoever reads
them asks `clients.history.ledger.ids_of`. A pointer leads to the end at once, so that nobody follows a chain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from clients.book.indexing import reindex
from clients.book.saving import write_client
from clients.duplicates.around import unite
from clients.duplicates.fields import Side, chosen, stored
from clients.duplicates.following import go_over
from clients.history.counting import recount
from clients.history.ledger import tell
from clients.models import Client, ClientMerge, EntryKind
from core.db import db, execute_dml
from core.errors import DomainError
from staff.models import Branch, Role, Staff
from staff.scope import sees

SOURCE = "client_merge"
"""The `source` of the entries that tell of a merge."""


def may_merge(actor: Staff, *clients: Client) -> bool:
    """Whoever sees both in the branch's book decides; a relationship manager only of own clients, never standing in."""
    return actor.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN) or all(client.rm_id == actor.id for client in clients)


def merge(actor: Staff, kept_id: int, gone_id: int, choices: Mapping[str, Side], *, now: datetime) -> ClientMerge:
    """Put `gone` into `kept`; a group of fields that is not among the choices is decided as the page presets it.

    Raises DomainError: merge_itself, merge_not_there (meanwhile merged with somebody, or not the actor's),
    merge_not_yours or merge_choice. Two at the same moment wait for each other: the second finds what the first did.
    """
    if kept_id == gone_id:
        raise DomainError("merge_itself")
    kept, gone = _locked(actor, kept_id, gone_id)
    if not may_merge(actor, kept, gone):
        raise DomainError("merge_not_yours")
    new = chosen(kept, gone, choices)
    row = ClientMerge(kept_id=kept.id, gone_id=gone.id, at=now, staff_id=actor.id, before={}, after={})
    row.before = {column: stored(getattr(kept, column)) for column in new}
    former = _copy(kept)
    if "number" in new:
        swap_numbers(kept, gone)
    for column, value in new.items():
        setattr(kept, column, value)
    added = unite(kept, gone, former)
    write_client(kept)
    row.after = {column: stored(value) for column, value in new.items()} | {
        "added": added,
        "moved": go_over(kept, gone),
        "owner": [gone.rm_id, gone.branch_id],
    }
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # the database decides: nobody goes twice
        raise DomainError("merge_not_there") from None
    execute_dml(
        sa.update(Client)
        .where(sa.or_(Client.id == gone.id, Client.merged_into_id == gone.id))
        .values(merged_into_id=kept.id, rm_id=kept.rm_id, branch_id=kept.branch_id)
    )
    db.session.refresh(gone)
    write_client(gone)
    write_client(kept)
    tell_of(row, actor, now, "merged")
    recount([kept.id])
    reindex([kept.id, gone.id])
    return row


def one_at_a_time() -> None:
    """Merges and undos wait for each other: a merge moves the pointers of rows that another one may hold.

    People do few of them. The lock is on one row that everybody has, and hinders nobody who only refers to it.
    """
    db.session.execute(sa.select(Branch.id).order_by(Branch.id).limit(1).with_for_update(key_share=True))


def _locked(actor: Staff, *client_ids: int) -> list[Client]:
    """The clients as they are now, kept from everybody else in the order of their ids."""
    one_at_a_time()
    query = sa.select(Client).where(Client.id.in_(client_ids)).order_by(Client.id).with_for_update()
    found = {row.id: row for row in db.session.scalars(query.execution_options(populate_existing=True))}
    seen = set(db.session.scalars(sa.select(Client.id).where(Client.id.in_(client_ids), sees(actor, Client))))
    if seen != set(client_ids):
        raise DomainError("merge_not_there")
    return [found[client_id] for client_id in client_ids]


def _copy(client: Client) -> Client:
    """The client's columns as they are, in an object that belongs to no session."""
    return Client(**{column.key: getattr(client, column.key) for column in sa.inspect(Client).column_attrs})


def swap_numbers(one: Client, other: Client) -> None:
    """Let the two change their numbers; each is unique at every moment."""
    ours, theirs = one.number, other.number
    one.number = f"~{one.id}"
    db.session.flush()
    other.number = ours
    db.session.flush()
    one.number = theirs


def standing_merges(kept_id: int) -> Sequence[ClientMerge]:
    """The merges into a client that are not undone, the latest first."""
    query = sa.select(ClientMerge).where(ClientMerge.kept_id == kept_id, ClientMerge.undone_at.is_(None))
    return db.session.scalars(query.order_by(ClientMerge.id.desc())).all()


def tell_of(row: ClientMerge, actor: Staff, now: datetime, what: str) -> None:
    """Both histories say it, each naming the other; `text` is a code that the page has words for."""
    pairs = sorted([(row.kept_id, row.gone_id, "kept"), (row.gone_id, row.kept_id, "gone")])
    for client_id, other_id, side in pairs:
        other = db.session.get_one(Client, other_id)
        tell(
            client_id,
            EntryKind.MERGED,
            at=now,
            subject=f"{other.full_name} {other.number}",
            text=f"{what}_{side}",
            staff_id=actor.id,
            source=SOURCE,
            source_id=row.id,
        )
