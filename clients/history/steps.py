"""Next steps: what was agreed to be done until a day. One is open until it is ticked done or the next contact is told.

Ticking is a row of its own that refers to the entry; nothing of the entry changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager

from clients.history.counting import CORRECTION
from clients.history.ledger import tell
from clients.history.reminders import looked_after_by
from clients.models import CONTACT_KINDS, EntryKind, HistoryEntry
from core.db import db
from core.errors import DomainError
from staff.models import Staff

DONE = "next_step"
"""The `source` of the row that says a step is done; its `source_id` is the entry that named the step."""
STEPPING_KINDS = tuple(kind for kind in CONTACT_KINDS if kind is not EntryKind.NOTE)
OVERDUE_DAYS = 60  # older ones stand on the client's page only: a first page full of the past helps nobody
MOST_STEPS = 12


def is_open() -> sa.ColumnElement[bool]:
    """Whether the entry names a step that nobody has done and no later contact has overtaken."""
    later = aliased(HistoryEntry)
    overtaken = sa.and_(later.kind.in_(STEPPING_KINDS), later.id > HistoryEntry.id, later.at >= HistoryEntry.at)
    refers = sa.and_(
        later.source_id == HistoryEntry.id,
        sa.or_(later.source == DONE, sa.and_(later.source == CORRECTION, later.two_way.is_(False))),
    )
    ended = sa.exists().where(later.client_id == HistoryEntry.client_id, sa.or_(overtaken, refers))
    return sa.and_(HistoryEntry.next_step != "", sa.not_(ended))


def open_steps(ids: Sequence[int]) -> Sequence[HistoryEntry]:
    """The open steps of a client with these ids, the next one first; those without a day at the end."""
    query = sa.select(HistoryEntry).where(HistoryEntry.client_id.in_(ids), is_open())
    without_day = sa.case((HistoryEntry.next_on.is_(None), 1), else_=0)
    query = query.order_by(without_day, HistoryEntry.next_on, HistoryEntry.id)
    return db.session.scalars(query.limit(MOST_STEPS)).all()


def steps_due(actor: Staff, today: date) -> Sequence[HistoryEntry]:
    """The open steps that fall due for clients whom `actor` looks after, the longest overdue first."""
    query = (
        sa.select(HistoryEntry)
        .join(HistoryEntry.client)
        .where(
            HistoryEntry.next_on.between(today - timedelta(days=OVERDUE_DAYS), today),
            looked_after_by(actor),
            is_open(),
        )
        .options(contains_eager(HistoryEntry.client))
        .order_by(HistoryEntry.next_on, HistoryEntry.id)
        .limit(MOST_STEPS)
    )
    return db.session.scalars(query).unique().all()


def finish(entry: HistoryEntry, *, at: datetime, staff_id: int) -> None:
    """Tick the step done. Twice is the same as once. Raises DomainError("no_next_step") for an entry without one."""
    if not entry.next_step:
        raise DomainError("no_next_step")
    done = sa.select(HistoryEntry.id).where(
        HistoryEntry.client_id == entry.client_id, HistoryEntry.source == DONE, HistoryEntry.source_id == entry.id
    )
    if db.session.scalar(done) is None:
        tell(
            entry.client_id,
            EntryKind.NOTE,
            at=at,
            subject=entry.next_step,
            staff_id=staff_id,
            source=DONE,
            source_id=entry.id,
            key=f"done:{entry.id}",
        )
