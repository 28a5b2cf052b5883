"""Reissue: a letter that was lost gets new codes, and its old ones open a page that says so."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.db import db
from core.errors import DomainError
from invitations.answers.rsvp import lock
from invitations.codes.tokens import issue
from invitations.guests.permission import forbidden
from invitations.models import Dispatch, Invitation, InvitationLetter, RetiredCode
from invitations.runs.dispatch import write_step
from printing.models import PrintedLetter, PrintRun
from staff.models import Staff


def reissue(invitation: Invitation, *, staff: Staff, reason: str, now: datetime) -> None:
    """New codes; the letters so far are void and the way begins anew. The answer that was given stays.

    Raises DomainError: event_closed, event_over, invitation_revoked, letter_not_printed, reason_missing,
    not_contacted when the guest may not be written to any more, or letter_in_drawing: a page that shows the old code
    when the database has a new one would block its whole run.
    """
    event, invitation = lock(invitation.id)
    if event.over:
        raise DomainError("event_closed")
    if event.starts_at <= now:
        raise DomainError("event_over")
    if invitation.revoked_at is not None:
        raise DomainError("invitation_revoked")
    if not reason:
        raise DomainError("reason_missing")
    if not has_letter(invitation.id):
        raise DomainError("letter_not_printed")
    if forbids := forbidden([invitation], now)[invitation.id]:
        raise DomainError("not_contacted", reason=forbids[0].sentence)
    if _in_drawing(invitation.id):
        raise DomainError("letter_in_drawing")
    db.session.add(
        RetiredCode(
            token_hash=invitation.token_hash,
            code_hash=invitation.code_hash,
            invitation_id=invitation.id,
            retired_at=now,
            staff_id=staff.id,
        )
    )
    issue(invitation)
    void = sa.update(InvitationLetter).where(
        InvitationLetter.invitation_id == invitation.id, InvitationLetter.superseded_at.is_(None)
    )
    db.session.execute(void.values(superseded_at=now))
    write_step(event, invitation, Dispatch.LISTED, staff_id=staff.id, at=now, note=reason)


def _in_drawing(invitation_id: int) -> bool:
    """Whether a run with this letter is not yet read back. Ordering one waits for the event, as this does."""
    run = (
        sa.select(PrintRun.id)
        .join(PrintedLetter, PrintedLetter.run_id == PrintRun.id)
        .join(InvitationLetter, InvitationLetter.letter_id == PrintedLetter.id)
        .where(
            InvitationLetter.invitation_id == invitation_id,
            InvitationLetter.superseded_at.is_(None),
            PrintRun.finished_at.is_(None),
            PrintRun.cancelled_at.is_(None),
        )
    )
    return db.session.scalar(run.limit(1)) is not None


def has_letter(invitation_id: int) -> bool:
    """Whether a sheet with the present code exists, or is being drawn."""
    letter = sa.select(InvitationLetter.letter_id).where(
        InvitationLetter.invitation_id == invitation_id, InvitationLetter.superseded_at.is_(None)
    )
    return db.session.scalar(letter.limit(1)) is not None
