"""Who belongs to whom: relations between clients, or to somebody who is none, told from both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from clients.models import Client, Relation, RelationKind
from core.db import db
from core.errors import DomainError
from staff.models import Staff
from staff.scope import sees

MOST_RELATIONS = 30
INVERSE = {
    RelationKind.PARENT: RelationKind.CHILD,
    RelationKind.CHILD: RelationKind.PARENT,
    RelationKind.INTRODUCED_BY: RelationKind.INTRODUCED,
    RelationKind.INTRODUCED: RelationKind.INTRODUCED_BY,
}
"""What the client is to the other; a kind that is missing is the same from both sides, but for an assistant."""


@dataclass(frozen=True)
class Shown:
    """A relation as it stands on one client's page: what the other is to this client."""

    row: Relation
    kind: RelationKind
    other: Client | None  # none: somebody who is no client
    told_here: bool  # else it was told on the other's page

    @property
    def name(self) -> str:
        return self.other.full_name if self.other else self.row.other_name

    @property
    def assists(self) -> bool:
        """The other way round than ASSISTANT says: the client of this page is the assistant."""
        return self.kind is RelationKind.ASSISTANT and not self.told_here


def relations_of(actor: Staff, client: Client) -> list[Shown]:
    """The client's relations as far as `actor` may know of them, keep-apart first.

    A relation to a client whom `actor` does not see is left out whole: that there is one would already say something.
    """
    other_id = sa.case((Relation.client_id == client.id, Relation.other_id), else_=Relation.client_id)
    query = (
        sa.select(Relation, Client)
        .outerjoin(Client, sa.and_(Client.id == other_id, sees(actor, Client)))
        .where(sa.or_(Relation.client_id == client.id, Relation.other_id == client.id))
        .where(sa.or_(Relation.other_id.is_(None), Client.id.is_not(None)))
        .order_by(Relation.id)
    )
    found = []
    for row, other in db.session.execute(query):
        here = row.client_id == client.id
        found.append(Shown(row, row.kind if here else INVERSE.get(row.kind, row.kind), other, here))
    return sorted(found, key=lambda shown: shown.kind is not RelationKind.KEEP_APART)


def relate(
    actor: Staff, client: Client, kind: RelationKind, *, other: Client | None = None, name: str = "", note: str = ""
) -> Relation:
    """Note what another person is to the client.

    Raises DomainError: relation_nobody, relation_self, relation_known, relations_many.
    """
    if other is None and not name:
        raise DomainError("relation_nobody")
    if other is not None and other.id == client.id:
        raise DomainError("relation_self")
    present = relations_of(actor, client)
    if len(present) >= MOST_RELATIONS:
        raise DomainError("relations_many", most=MOST_RELATIONS)
    if any(shown.kind is kind and not shown.assists and _same(shown, other, name) for shown in present):
        raise DomainError("relation_known")
    row = Relation(
        client_id=client.id,
        other_id=other.id if other else None,
        other_name="" if other else name,
        kind=kind,
        note=note,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _same(shown: Shown, other: Client | None, name: str) -> bool:
    return shown.other is other if other is not None else shown.row.other_name == name


def kept_apart(client_ids: Sequence[int]) -> set[tuple[int, int]]:
    """The pairs among these clients who had better not meet, the lower id first; one query."""
    query = sa.select(Relation.client_id, Relation.other_id).where(
        Relation.kind == RelationKind.KEEP_APART,
        Relation.client_id.in_(client_ids),
        Relation.other_id.in_(client_ids),
    )
    pairs = db.session.execute(query).all() if client_ids else []
    return {(min(one, other), max(one, other)) for one, other in pairs if other is not None}
