"""A follow-up comes into being: once for each cause, whoever notices it and however often."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from attendance.models import FollowUp, FollowUpKind
from core.db import db
from events.models import Event

NOTE_LENGTH = 200


def open_follow_up(
    kind: FollowUpKind,
    *,
    event: Event,
    owner_id: int,
    due_at: datetime,
    key: str,
    now: datetime,
    client_id: int | None = None,
    walk_in_id: int | None = None,
    note: str = "",
) -> FollowUp:
    """The task for this cause; a `key` that is known gives the task that stands, untouched, also if it is done.

    It is about a client or about a walk-in, never both; a note that is too long is cut.
    """
    if (client_id is None) == (walk_in_id is None):
        raise ValueError("a follow-up is about a client or a walk-in")
    known = _of_key(key)
    if known is not None:
        return known
    task = FollowUp(
        kind=kind,
        event_id=event.id,
        client_id=client_id,
        walk_in_id=walk_in_id,
        key=key,
        owner_id=owner_id,
        opened_at=now,
        due_at=due_at,
        note=note[:NOTE_LENGTH],
    )
    try:
        with db.session.begin_nested():
            db.session.add(task)
    except IntegrityError:  # somebody else noticed the same at the same instant
        known = _of_key(key)
        if known is None:
            raise
        return known
    return task


def _of_key(key: str) -> FollowUp | None:
    return db.session.scalar(sa.select(FollowUp).where(FollowUp.key == key))
