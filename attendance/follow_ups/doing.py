"""What becomes of a follow-up: done by one of several ways, which the client's history tells, or not needed."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from attendance.follow_ups.opening import NOTE_LENGTH
from attendance.models import FollowUp, FollowUpKind
from clients.history.ledger import tell
from clients.models import EntryKind, EntryPurpose
from core.db import db
from core.errors import DomainError
from staff.models import Staff

LINE_LENGTH = 120


class Way(enum.Enum):
    """How it was done."""

    CALL = "call"  # spoke with the client
    WECHAT = "wechat"  # wrote, and the client answered
    SENT = "sent"  # wrote; an answer is not waited for
    MEETING = "meeting"
    LETTER = "letter"  # was given or sent


_TOLD_AS: Mapping[Way, tuple[EntryKind, bool | None]] = {
    Way.CALL: (EntryKind.CALL, True),
    Way.WECHAT: (EntryKind.WECHAT, True),
    Way.SENT: (EntryKind.WECHAT, False),
    Way.MEETING: (EntryKind.MEETING, True),
    Way.LETTER: (EntryKind.FOLLOWED_UP, None),
}
"""The entry of the history, and whether the client took part in it."""


def ways_of(kind: FollowUpKind) -> tuple[Way, ...]:
    """By which ways it may be done: a line without an answer is enough on the evening itself only."""
    if kind is FollowUpKind.SAME_DAY:
        return (Way.SENT, Way.WECHAT, Way.CALL)
    return (Way.CALL, Way.WECHAT, Way.MEETING, Way.LETTER)


def finish(task: FollowUp, way: Way, *, staff: Staff, now: datetime, note: str = "") -> None:
    """It is done; the client's history tells how, once. The same person pressing twice is once.

    Raises DomainError: follow_up_done when somebody else was faster, or follow_up_way for a way that does not do.
    """
    if way not in ways_of(task.kind):
        raise DomainError("follow_up_way")
    task = _locked(task)
    if task.done_at is not None:
        if task.done_by_id == staff.id and not task.dropped:
            return
        raise DomainError("follow_up_done")
    task.done_at, task.done_by_id, task.note = now, staff.id, note[:NOTE_LENGTH] or task.note
    client_id = task.client_id or (task.walk_in.client_id if task.walk_in else None)
    if client_id is None:
        return  # a walk-in who is no client has no history yet
    kind, two_way = _TOLD_AS[way]
    tell(
        client_id,
        kind,
        at=now,
        subject=task.event.title,
        text=note[:NOTE_LENGTH],
        staff_id=staff.id,
        source="event",
        source_id=task.event_id,
        key=f"follow_up:{task.id}",
        purpose=None if kind is EntryKind.FOLLOWED_UP else EntryPurpose.EVENT,
        two_way=two_way,
    )


def drop(task: FollowUp, *, staff: Staff | None, now: datetime, reason: str) -> None:
    """It is not needed, and why. Raises DomainError: reason_missing, or follow_up_done when it is done already."""
    if not reason.strip():
        raise DomainError("reason_missing")
    task = _locked(task)
    if task.done_at is not None:
        if task.dropped:
            return
        raise DomainError("follow_up_done")
    task.done_at, task.done_by_id, task.dropped = now, staff.id if staff else None, True
    task.note = reason.strip()[:NOTE_LENGTH]


def write_line(task: FollowUp, line: str) -> None:
    """The one real thing that a letter afterwards says of this guest. Raises DomainError("follow_up_done")."""
    task = _locked(task)
    if task.dropped:
        raise DomainError("follow_up_done")
    task.letter_line = line[:LINE_LENGTH]


def _locked(task: FollowUp) -> FollowUp:
    query = sa.select(FollowUp).where(FollowUp.id == task.id).with_for_update(of=FollowUp)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()
