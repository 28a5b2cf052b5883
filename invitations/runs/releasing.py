"""What becomes of a run that is drawn: the manager approves it or sends it back, and somebody prints it."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from clients.history.ledger import tell
from clients.models import Client, EntryKind
from core.db import db
from core.errors import DomainError
from core.jobs import JobState
from events.approval.asking import check_approved
from invitations.guests.list_versions import check_names
from invitations.guests.open_runs import events_of
from invitations.models import Dispatch, Invitation, InvitationLetter
from invitations.runs.dispatch import to_be_destroyed, write_step
from invitations.runs.preflight import all_withdrawn
from invitations.runs.problems import Problem
from printing.models import PrintedLetter, PrintRun
from staff.models import Role, Staff


class RunState(enum.Enum):
    """Where a run stands; computed from its row and its job."""

    WAITING = "waiting"
    DRAWING = "drawing"
    CHECKING = "checking"
    FAILED = "failed"
    BLOCKED = "blocked"  # a page came back otherwise than it should be
    CANCELLED = "cancelled"
    PROOF = "proof"  # the manager is asked
    APPROVED = "approved"
    PRINTED = "printed"


_OF_JOB = {JobState.QUEUED: RunState.WAITING, JobState.FAILED: RunState.FAILED}


def state_of(run: PrintRun) -> RunState:
    """Where the run stands; its job should be loaded."""
    by_mark = (
        (run.cancelled_at, RunState.CANCELLED),
        (run.mismatches, RunState.BLOCKED),
        (run.printed_at, RunState.PRINTED),
        (run.approved_at, RunState.APPROVED),
        (run.finished_at, RunState.PROOF),
    )
    for mark, state in by_mark:
        if mark:
            return state
    if run.job is not None and run.job.state in _OF_JOB:
        return _OF_JOB[run.job.state]
    return RunState.DRAWING if run.file is None else RunState.CHECKING


def lock_run(run_id: int) -> PrintRun:
    """The run as it is now, kept for the rest of the transaction."""
    query = sa.select(PrintRun).where(PrintRun.id == run_id).with_for_update(of=PrintRun)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def approve(run: PrintRun, *, staff: Staff, now: datetime) -> None:
    """The manager has seen the proof. Twice is the same as once.

    Raises DomainError: not_the_manager, run_blocked, run_cancelled, run_not_drawn; and of a run of invitations
    not_approved or event_postponed, since no letter leaves the house before its evening is approved, and
    names_unchecked where the branch wants two people to have read the names.
    """
    if not staff.may(Role.MANAGER, Role.ADMIN):
        raise DomainError("not_the_manager")
    run = lock_run(run.id)
    _stands(run)
    if run.finished_at is None:
        raise DomainError("run_not_drawn")
    if run.approved_at is None and not run.notice:
        check_events_approved(run, staff=staff, now=now)
        _check_names(run)
    if run.approved_at is None:
        run.approved_at, run.approved_by_id = now, staff.id


def check_events_approved(run: PrintRun, *, staff: Staff, now: datetime) -> None:
    """Raises DomainError: not_approved or event_postponed, when the run's event may not invite (yet, or any more)."""
    for event in events_of([run]).values():
        check_approved(event, staff=staff, now=now)


def _check_names(run: PrintRun) -> None:
    letters = letters_of(run.id)
    for event in events_of([run]).values():
        check_names(event, [letter.id for letter in letters])


def _stands(run: PrintRun) -> None:
    if run.cancelled_at is not None:
        raise DomainError("run_cancelled")
    if run.mismatches:
        raise DomainError("run_blocked")


def cancel(run: PrintRun, *, staff: Staff, reason: str, now: datetime) -> None:
    """Sent back by the manager, or given up by whoever ordered it; its letters can be ordered anew.

    Raises DomainError: not_yours, reason_missing, or run_printed. Twice is the same as once.
    """
    if not staff.may(Role.MANAGER, Role.ADMIN) and run.ordered_by_id != staff.id:
        raise DomainError("not_yours")
    run = lock_run(run.id)
    if run.printed_at is not None:
        raise DomainError("run_printed")
    if not reason:
        raise DomainError("reason_missing")
    if run.cancelled_at is None:
        run.cancelled_at, run.cancelled_by_id, run.cancel_reason = now, staff.id, reason


def mark_printed(run: PrintRun, *, staff: Staff, now: datetime) -> None:
    """The paper is in hand: the letters' way begins, and the histories tell of it. Twice is the same as once.

    A letter that is on its way already, or whose guest has been taken from the list, stays where it is. Raises
    DomainError: run_blocked, run_cancelled, or run_not_approved.
    """
    run = lock_run(run.id)
    _stands(run)
    if run.approved_at is None:
        raise DomainError("run_not_approved")
    if run.printed_at is not None:
        return
    run.printed_at, run.printed_by_id = now, staff.id
    invitations = letters_of(run.id, locked=True)
    void = all_withdrawn(invitations, now, notice=run.notice)
    for invitation in invitations:
        if void[invitation.id]:
            continue  # that sheet is to be destroyed
        if not run.notice and invitation.dispatch in (Dispatch.LISTED, Dispatch.RETURNED):
            write_step(invitation.event, invitation, Dispatch.PRINTED, staff_id=staff.id, at=now)
        tell(
            invitation.client_id,
            EntryKind.LETTER_PRINTED,
            at=now,
            subject=run.title,
            staff_id=staff.id,
            source="event",
            source_id=invitation.event_id,
            key=f"letter_printed:{run.id}:{invitation.id}",
        )
    db.session.flush()


def letters_of(run_id: int, *, locked: bool = False) -> list[Invitation]:
    """The invitations whose letters are in the run and hold, in the order of the pages, with client and event."""
    query = (
        sa.select(Invitation)
        .join(InvitationLetter, InvitationLetter.invitation_id == Invitation.id)
        .join(PrintedLetter, PrintedLetter.id == InvitationLetter.letter_id)
        .where(PrintedLetter.run_id == run_id, InvitationLetter.superseded_at.is_(None))
        # Whoever locks many invitations does it in the order of their ids, so that two never wait for each other.
        .order_by(Invitation.id if locked else PrintedLetter.position)
        .options(joinedload(Invitation.event), joinedload(Invitation.client).selectinload(Client.holds))
    )
    if locked:
        query = query.with_for_update(of=Invitation).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def to_destroy(run: PrintRun, invitations: list[Invitation], now: datetime) -> list[tuple[Invitation, Problem]]:
    """Of the run's letters, those that may no longer be given away: their sheets are taken out."""
    if run.finished_at is None or run.cancelled_at is not None:
        return []
    if run.notice:
        void = all_withdrawn(invitations, now, notice=run.notice)
        return [(one, void[one.id][0]) for one in invitations if void[one.id]]
    here = to_be_destroyed(invitations, now)
    found = all_withdrawn([one for one in invitations if one.id in here], now)
    return [(one, found[one.id][0]) for one in invitations if one.id in here]
