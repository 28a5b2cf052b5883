"""How full the room is, in heads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import sqlalchemy as sa

from attendance.ledger.fold import standing
from attendance.models import Act, Presence, Scan, WalkIn
from core.db import db
from events.models import Event
from invitations.models import Invitation, ReplyState


@dataclass(frozen=True)
class Count:
    """Heads of an evening. `arrived` and `inside` hold the walk-ins too; `by_gate` tells where they came in."""

    arrived: int = 0
    expected: int = 0
    inside: int = 0
    by_gate: dict[str, int] = field(default_factory=dict)
    walk_ins: int = 0


def count(event: Event) -> Count:
    """In three queries, however many came."""
    arrived, inside, expected = db.session.execute(
        sa.select(
            _sum(Presence.heads, Presence.event_id == event.id),
            _sum(Presence.heads_inside, Presence.event_id == event.id),
            _sum(
                sa.case((Invitation.heads > 0, Invitation.heads), else_=1),
                Invitation.event_id == event.id,
                Invitation.revoked_at.is_(None),
                Invitation.reply.in_((ReplyState.ACCEPTED, ReplyState.DELEGATED)),
            ),
        )
    ).one()
    strangers = _strangers(event)
    gates = _parties_by_gate(event)
    for gate, heads in strangers:
        gates[gate] += heads
    walk_ins = sum(heads for _gate, heads in strangers)
    return Count(arrived + walk_ins, expected, inside + walk_ins, dict(sorted(gates.items())), walk_ins)


def _sum(
    column: sa.ColumnElement[int] | sa.orm.InstrumentedAttribute[int], *conditions: sa.ColumnElement[bool]
) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.coalesce(sa.func.sum(column), 0)).where(*conditions).scalar_subquery()


def _strangers(event: Event) -> list[tuple[str, int]]:
    """Gate and heads of who came without an invitation, as far as it was not taken back."""
    undone = sa.select(Scan.undoes).where(Scan.event_id == event.id, Scan.act == Act.UNDO, Scan.undoes.is_not(None))
    query = (
        sa.select(Scan.gate, WalkIn.heads)
        .join(WalkIn, WalkIn.id == Scan.walk_in_id)
        .where(Scan.event_id == event.id, Scan.act == Act.ENTER, Scan.scan_id.not_in(undone))
    )
    return [(gate, heads) for gate, heads in db.session.execute(query)]


def _parties_by_gate(event: Event) -> Counter[str]:
    """Each head at the gate where it first came in."""
    query = sa.select(
        Scan.invitation_id,
        Scan.scan_id,
        Scan.act,
        Scan.verdict,
        Scan.persons,
        Scan.happened_at,
        Scan.undoes,
        Scan.gift_id,
        Scan.gate,
    ).where(Scan.event_id == event.id, Scan.act.in_((Act.ENTER, Act.UNDO)), Scan.walk_in_id.is_(None))
    rows = db.session.execute(query).all()
    owner = {row.scan_id: row.invitation_id for row in rows}
    seen: set[tuple[int | None, str]] = set()
    gates: Counter[str] = Counter()
    for one in standing(rows):
        for person in one.persons:
            head = (owner[one.row.scan_id], person)
            if head not in seen:
                seen.add(head)
                gates[getattr(one.row, "gate", "")] += 1
    return gates
