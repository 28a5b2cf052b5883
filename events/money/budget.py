"""Rules of the money: lines planned and spent, a share put by for the unforeseen, and what an evening costs a head."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from clients.models import EntryKind, HistoryEntry
from core.db import db
from core.errors import DomainError
from events.models import BudgetKind, BudgetLine, Event, EventSpeaker, EventStatus
from events.money.settings import CONTINGENCY
from events.themes.template import Sum
from staff.settings import setting

MOST = 100_000_000_000  # fen
WHOLE = 100  # what is put by is whole yuan
_SHUT = (EventStatus.CANCELLED, EventStatus.ARCHIVED)


@dataclass(frozen=True)
class Budget:
    """An event's money in fen, and the heads that it is spread over."""

    lines: Sequence[BudgetLine]  # in the order of their kinds, what is put by last
    heads_planned: int
    heads_came: int | None  # guests without their companions; none before the evening is closed

    @property
    def planned(self) -> int:
        return sum(line.planned for line in self.lines)

    @property
    def actual(self) -> int:
        return sum(line.actual or 0 for line in self.lines)

    @property
    def known(self) -> bool:
        """Whether anything that was spent is written down yet."""
        return any(line.actual is not None for line in self.lines)

    @property
    def open_lines(self) -> int:
        """Lines whose bill is still to come."""
        return sum(line.actual is None for line in self.lines if line.kind is not BudgetKind.CONTINGENCY)

    @property
    def over(self) -> int:
        """By how much more was spent than planned, what was put by included."""
        return max(0, self.actual - self.planned)

    @property
    def a_head_planned(self) -> int | None:
        return a_head(self.planned, self.heads_planned)

    @property
    def a_head_actual(self) -> int | None:
        """What each who came has cost; none while nothing is spent, or nobody is known to have come."""
        return a_head(self.actual, self.heads_came) if self.known else None


def a_head(total: int, heads: int | None) -> int | None:
    """Fen for each of `heads`, half a fen rounded up; none for nobody."""
    return (2 * total + heads) // (2 * heads) if heads else None


def budget_of(event: Event) -> Budget:
    """The event's lines and figures, in three queries whatever their number."""
    order = list(BudgetKind)
    found = db.session.scalars(sa.select(BudgetLine).where(BudgetLine.event_id == event.id)).all()
    lines = sorted(found, key=lambda line: (line.kind is BudgetKind.CONTINGENCY, order.index(line.kind), line.id))
    return Budget(lines, event.capacity_ideal or event.capacity, _came(event))


def _came(event: Event) -> int | None:
    """How many guests came, once the evening is closed: their histories say so; companions have none."""
    if event.closed_at is None:
        return None
    came = db.session.scalar(
        sa.select(sa.func.count()).where(
            HistoryEntry.source == "event",
            HistoryEntry.source_id == event.id,
            HistoryEntry.kind == EntryKind.OUTCOME_ATTENDED,
        )
    )
    return int(came or 0)


def fees_agreed(event: Event) -> int:
    """What the event's speakers are to get, as their own page says."""
    query = sa.select(sa.func.coalesce(sa.func.sum(EventSpeaker.fee), 0)).where(EventSpeaker.event_id == event.id)
    return int(db.session.scalar(query) or 0)


def begin_with(event: Event, sums: Iterable[Sum]) -> None:
    """The lines that a theme or a format brings, for as many heads as are wished."""
    heads = event.capacity_ideal or event.capacity
    lines = [
        BudgetLine(event_id=event.id, kind=one.kind, text=one.text, planned=one.planned(heads))
        for one in sums
        if one.kind is not BudgetKind.CONTINGENCY
    ]
    db.session.add_all(lines)
    if lines:
        put_by(event)


def add_line(event: Event, *, kind: BudgetKind, text: str, planned: int, actual: int | None) -> BudgetLine:
    """A further line. Raises DomainError: budget_shut, contingency_computed, or sum_too_large."""
    _check(event, kind, planned, actual)
    line = BudgetLine(event_id=event.id, kind=kind, text=text, planned=planned, actual=actual)
    db.session.add(line)
    put_by(event)
    return line


def change_line(
    line: BudgetLine, event: Event, *, kind: BudgetKind, text: str, planned: int, actual: int | None
) -> None:
    """Other figures. Raises DomainError: budget_shut, contingency_computed, or sum_too_large."""
    _check(event, line.kind, planned, actual)
    _check(event, kind, planned, actual)
    line.kind, line.text, line.planned, line.actual = kind, text, planned, actual
    put_by(event)


def remove_line(line: BudgetLine, event: Event) -> None:
    """Take a line away. Raises DomainError: budget_shut, or contingency_computed."""
    _check(event, line.kind, 0, None)
    db.session.delete(line)
    put_by(event)


def put_by(event: Event) -> None:
    """Bring the line for the unforeseen to its share of all others, rounded up to whole yuan."""
    db.session.flush()
    lines = db.session.scalars(sa.select(BudgetLine).where(BudgetLine.event_id == event.id)).all()
    others = sum(line.planned for line in lines if line.kind is not BudgetKind.CONTINGENCY)
    share = -(-others * setting(event.branch_id, CONTINGENCY) // (100 * WHOLE)) * WHOLE
    line = next((line for line in lines if line.kind is BudgetKind.CONTINGENCY), None)
    if line is not None:
        line.planned = min(share, MOST)
    elif share:
        db.session.add(BudgetLine(event_id=event.id, kind=BudgetKind.CONTINGENCY, planned=min(share, MOST)))


def _check(event: Event, kind: BudgetKind, planned: int, actual: int | None) -> None:
    if event.status in _SHUT:
        raise DomainError("budget_shut")
    if kind is BudgetKind.CONTINGENCY:
        raise DomainError("contingency_computed")
    if planned > MOST or (actual or 0) > MOST:
        raise DomainError("sum_too_large")
