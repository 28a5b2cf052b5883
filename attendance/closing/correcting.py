"""A result that turns out to be wrong after closing: what stood is struck by a row, what is right is a further row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from attendance.closing.following import kinds_after
from attendance.closing.results import Result
from attendance.closing.telling import TOLD_AS
from attendance.follow_ups.doing import drop
from attendance.follow_ups.rules import AFTERWARDS, key_of, open_for_guests
from attendance.ledger.outcome import Outcome
from attendance.models import FollowUp
from clients.history.counting import CORRECTION
from clients.history.ledger import correct, tell
from clients.models import Client, HistoryEntry
from core.db import db
from core.errors import DomainError
from events.approval.moves import locked
from events.models import Event, EventStatus
from staff.models import Staff
from staff.scope import visible

KINDS = tuple(TOLD_AS.values())
CORRECTABLE = (EventStatus.CLOSED, EventStatus.REPORTED)
OUTCOME_OF = {kind: outcome for outcome, kind in TOLD_AS.items()}


def told_of(actor: Staff, event: Event) -> Sequence[HistoryEntry]:
    """What the histories say of the evening, as far as `actor` sees them, in the order of the names; one a client."""
    query = (
        visible(actor, HistoryEntry)
        .join(HistoryEntry.client)
        .where(_stands_of([event.id]))
        .options(
            contains_eager(HistoryEntry.client)
            .joinedload(Client.rm)
            .options(sa.orm.lazyload(Staff.roles), sa.orm.lazyload(Staff.branch)),
            sa.orm.lazyload(HistoryEntry.staff),
        )
        .order_by(Client.sort_key, Client.id, HistoryEntry.id)
    )
    return db.session.scalars(query).all()


_CORRECTION = HistoryEntry.__table__.alias("correction")


def _stands_of(event_ids: Collection[int]) -> sa.ColumnElement[bool]:
    """What tells what became of somebody at these evenings, and was not struck."""
    struck = sa.exists().where(
        _CORRECTION.c.client_id == HistoryEntry.client_id,
        _CORRECTION.c.source == CORRECTION,
        _CORRECTION.c.source_id == HistoryEntry.id,
        _CORRECTION.c.two_way.is_(False),
    )
    return sa.and_(
        HistoryEntry.source == "event",
        HistoryEntry.source_id.in_(event_ids),
        HistoryEntry.kind.in_(KINDS),
        ~struck,
    )


def told_outcomes(event: Event) -> Counter[Outcome]:
    """How often each result stands in the histories of the evening, corrections among them: a figure names nobody."""
    query = sa.select(HistoryEntry.kind, sa.func.count()).where(_stands_of([event.id])).group_by(HistoryEntry.kind)
    return Counter({OUTCOME_OF[kind]: number for kind, number in db.session.execute(query)})


def corrected(event_ids: Collection[int]) -> dict[tuple[int, int], Outcome]:
    """By event and client the results that were corrected, as they stand now."""
    query = sa.select(HistoryEntry.source_id, HistoryEntry.client_id, HistoryEntry.kind).where(
        _stands_of(event_ids),
        HistoryEntry.key.like("outcome:%:%:%"),  # the key of a correction names the entry that it corrects
    )
    return {(event_id or 0, client_id): OUTCOME_OF[kind] for event_id, client_id, kind in db.session.execute(query)}


def correct_result(
    event: Event, entry: HistoryEntry, outcome: Outcome, *, reason: str, staff: Staff, now: datetime
) -> HistoryEntry:
    """Strike what was told of a client and tell what is right; the tasks that grew out of it are exchanged too.

    Raises DomainError: result_not_open before closing and once the event is in the archive, result_same, result_struck
    when somebody else has just corrected it, or reason_missing.
    """
    event = locked(event.id)
    if event.status not in CORRECTABLE:
        raise DomainError("result_not_open")
    if not reason:
        raise DomainError("reason_missing")
    if entry.id not in {one.id for one in told_of(staff, event)}:
        raise DomainError("result_struck")
    if OUTCOME_OF[entry.kind] is outcome:
        raise DomainError("result_same")
    correct(entry, at=now, staff_id=staff.id, text=reason, struck=True)
    told = tell(
        entry.client_id,
        TOLD_AS[outcome],
        at=entry.at,
        subject=event.title,
        text=reason,
        staff_id=staff.id,
        source="event",
        source_id=event.id,
        key=f"outcome:{event.id}:{entry.client_id}:{entry.id}",
    )
    _exchange_tasks(event, Result(entry.client, outcome, None), reason=reason, staff=staff, now=now)
    return told


def _exchange_tasks(event: Event, result: Result, *, reason: str, staff: Staff, now: datetime) -> None:
    kinds = list(kinds_after(event, result))
    query = sa.select(FollowUp).where(
        FollowUp.event_id == event.id, FollowUp.client_id == result.client.id, FollowUp.kind.in_(AFTERWARDS)
    )
    known = {task.key: task for task in db.session.scalars(query.order_by(FollowUp.id))}
    wanted = {key_of(kind, event, result.client) for kind in kinds}
    for key, task in known.items():
        if key not in wanted and task.done_at is None:
            drop(task, staff=staff, now=now, reason=reason)
        elif key in wanted and task.dropped:
            task.done_at, task.done_by_id, task.dropped, task.note = None, None, False, ""
    open_for_guests(event, [(result.client, kind) for kind in kinds], now=now)


def entry_of(actor: Staff, event: Event, client_id: int) -> HistoryEntry | None:
    """What stands of this client, if `actor` sees it."""
    return next((entry for entry in told_of(actor, event) if entry.client_id == client_id), None)
