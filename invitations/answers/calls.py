"""Calls that somebody is to make about an invitation, and what became of them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from clients.models import Client
from core.db import db, execute_dml
from core.errors import DomainError
from invitations.models import CallOutcome, CallReason, CallTask, Invitation
from staff.models import Staff


def open_call(
    invitation: Invitation, reason: CallReason, *, due_at: datetime, now: datetime, key: str = ""
) -> CallTask:
    """The client's manager is to call. The same reason and key twice are one call, also when it is already made."""
    found = db.session.scalar(
        sa.select(CallTask).where(
            CallTask.invitation_id == invitation.id, CallTask.reason == reason, CallTask.key == key
        )
    )
    if found is not None:
        return found
    owner_id = db.session.scalars(sa.select(Client.rm_id).where(Client.id == invitation.client_id)).one()
    task = CallTask(
        event_id=invitation.event_id,
        invitation_id=invitation.id,
        reason=reason,
        key=key,
        owner_id=owner_id,
        due_at=due_at,
        opened_at=now,
    )
    db.session.add(task)
    db.session.flush()
    return task


def settle(invitation_id: int, *reasons: CallReason, now: datetime) -> int:
    """What was to be called about has settled itself; all reasons unless some are named. Returns how many calls."""
    conditions = [CallTask.invitation_id == invitation_id, CallTask.done_at.is_(None)]
    if reasons:
        conditions.append(CallTask.reason.in_(reasons))
    return execute_dml(sa.update(CallTask).where(*conditions).values(done_at=now, outcome=CallOutcome.NOT_NEEDED))


def finish(task: CallTask, outcome: CallOutcome, *, staff: Staff, now: datetime, note: str = "") -> None:
    """Write down what became of a call; one that reached nobody stays to do. Twice is once.

    Raises DomainError("call_done") when somebody else has finished it otherwise.
    """
    query = sa.select(CallTask).where(CallTask.id == task.id).with_for_update()
    task = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if task.done_at is not None:
        if task.outcome is outcome:
            return
        raise DomainError("call_done")
    task.tries += outcome is not CallOutcome.NOT_NEEDED
    task.note = note or task.note
    task.outcome = outcome
    if outcome is not CallOutcome.NOT_REACHED:
        task.done_at, task.done_by_id = now, staff.id
