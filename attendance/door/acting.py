"""What the door does with a party beyond letting it in: only some came, one more came, somebody came instead."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from attendance.door.guests import party_here, presence_of
from attendance.ledger.checking_in import Answer, check_in, undo
from attendance.ledger.party import next_companion
from attendance.models import ADMITTING, Method, Scan
from core.db import db
from core.errors import DomainError
from events.models import Event
from invitations.models import Invitation
from staff.models import Staff


def only_these(
    event: Event,
    invitation: Invitation,
    *,
    scan_id: str,
    undoes: str | None,
    persons: Sequence[str],
    staff: Staff,
    now: datetime,
    gate: str = "",
    reason: str = "",
) -> None:
    """Of those whom the scan `undoes` let in, only `persons` have come: the others are taken back, and whoever came in
    their stead is let in. The same `scan_id` again changes nothing.

    Raises DomainError: nobody_came, not_checked_in, and as the rules of undoing and of letting in do.
    """
    if not persons:
        raise DomainError("nobody_came")
    let_in = db.session.scalar(
        sa.select(Scan).where(Scan.scan_id == undoes, Scan.invitation_id == invitation.id, Scan.event_id == event.id)
    )
    if let_in is None or let_in.verdict not in ADMITTING:
        raise DomainError("not_checked_in")
    gone = [key for key in let_in.persons if key not in persons]
    new = [key for key in persons if key not in let_in.persons]
    if gone:
        back = str(uuid.uuid5(uuid.UUID(scan_id), "back"))  # two rows of one form, each with an id that a retry repeats
        undo(event, invitation, scan_id=back, staff=staff, now=now, undoes=let_in.scan_id, persons=gone, reason=reason)
    if new:
        check_in(
            event,
            invitation,
            scan_id=scan_id,
            method=let_in.method,
            staff=staff,
            now=now,
            persons=new,
            gate=gate,
        )


def one_more(
    event: Event, invitation: Invitation, *, scan_id: str, method: Method, staff: Staff, now: datetime, gate: str = ""
) -> Answer:
    """Let in somebody who was not announced. The same `scan_id` again gives the same person."""
    earlier = db.session.scalar(sa.select(Scan).where(Scan.scan_id == scan_id))
    presence = presence_of(invitation)
    party = [person.key for person in party_here(invitation, presence)]
    key = next_companion(party) if earlier is None else next(iter(earlier.persons), "")
    return check_in(event, invitation, scan_id=scan_id, method=method, staff=staff, now=now, persons=[key], gate=gate)
