"""Closing the evening: what became of each invitation goes into the client's history, once and all at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from attendance.ledger.outcome import Outcome, outcome
from attendance.models import Presence
from clients.history.ledger import tell
from clients.models import EntryKind
from core.db import db
from core.errors import DomainError
from events.approval.moves import move
from events.models import Event, EventStatus
from invitations.models import Invitation, ReplyState
from staff.models import Staff

_TOLD_AS = {
    Outcome.ATTENDED: EntryKind.OUTCOME_ATTENDED,
    Outcome.NO_SHOW: EntryKind.OUTCOME_NO_SHOW,
    Outcome.DECLINED: EntryKind.OUTCOME_DECLINED,
    Outcome.NO_ANSWER: EntryKind.OUTCOME_NO_ANSWER,
    Outcome.REPRESENTED: EntryKind.REPRESENTED,
}


def outcomes(event: Event) -> list[tuple[Invitation, Outcome]]:
    """Each invitation that stands, with what becomes of it if the evening is closed now."""
    rows = db.session.execute(
        sa.select(Invitation, Presence.invitation_id)
        .outerjoin(Presence, Presence.invitation_id == Invitation.id)
        .where(Invitation.event_id == event.id, Invitation.revoked_at.is_(None))
        .order_by(Invitation.id)
        .execution_options(populate_existing=True)
    )
    return [(invitation, outcome(invitation.reply, present is not None)) for invitation, present in rows]


@dataclass(frozen=True)
class Summary:
    """The figures of an evening: how many were invited and said yes, and what becomes of the invitations."""

    invited: int
    accepted: int
    outcomes: Counter[Outcome]


def summary(event: Event) -> Summary:
    """Counted in the database, for all invitations that stand: a figure names nobody."""
    present = Presence.invitation_id.is_not(None)
    rows = db.session.execute(
        sa.select(Invitation.reply, present, sa.func.count())
        .outerjoin(Presence, Presence.invitation_id == Invitation.id)
        .where(Invitation.event_id == event.id, Invitation.revoked_at.is_(None))
        .group_by(Invitation.reply, present)
    ).all()
    results: Counter[Outcome] = Counter()
    for reply, is_present, number in rows:
        results[outcome(reply, bool(is_present))] += number
    accepted = sum(number for reply, _present, number in rows if reply in (ReplyState.ACCEPTED, ReplyState.DELEGATED))
    return Summary(results.total(), accepted, results)


def close_evening(event: Event, *, staff: Staff, now: datetime) -> Counter[Outcome]:
    """Write every outcome into the histories and close the event; one transaction, so nothing is half-told.

    Raises DomainError: event_closed (also when somebody else closes it at the same moment), or event_not_begun.
    """
    db.session.execute(
        sa.select(Event.id).where(Event.id == event.id).with_for_update()
    )  # nobody answers or enters while the evening is told
    db.session.refresh(event)
    if event.over:
        raise DomainError("event_closed")
    if now < event.starts_at:
        raise DomainError("event_not_begun")
    told: Counter[Outcome] = Counter()
    for invitation, result in sorted(outcomes(event), key=lambda pair: pair[0].client_id):
        tell(
            invitation.client_id,
            _TOLD_AS[result],
            at=event.starts_at,
            subject=event.title,
            staff_id=staff.id,
            source="event",
            source_id=event.id,
            key=f"outcome:{invitation.id}",
        )
        told[result] += 1
    move(event, EventStatus.CLOSED, now=now, staff=staff)
    event.closed_at = now
    return told
