"""Answers: accepting, declining, changing one's mind. Seats are never oversold."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from clients.history.ledger import tell
from clients.models import EntryKind
from core.db import db, execute_dml
from core.errors import DomainError
from events.models import Event
from invitations.models import Channel, Invitation, Reply, ReplyState
from staff.models import Staff

_TOLD_AS = {
    ReplyState.ACCEPTED: EntryKind.ACCEPTED,
    ReplyState.DECLINED: EntryKind.DECLINED,
    ReplyState.WAITLISTED: EntryKind.WAITLISTED,
    ReplyState.CANCELLED: EntryKind.CANCELLED,
}


def lock(invitation_id: int) -> tuple[Event, Invitation]:
    """The event, then the invitation, locked in this order until the transaction ends (SQLite has the one lock)."""
    event_id = db.session.scalar(sa.select(Invitation.event_id).where(Invitation.id == invitation_id))
    fresh = {"populate_existing": True}
    event = db.session.scalars(
        sa.select(Event).where(Event.id == event_id).with_for_update().execution_options(**fresh)
    ).one()
    invitation = db.session.scalars(
        sa.select(Invitation).where(Invitation.id == invitation_id).with_for_update().execution_options(**fresh)
    ).one()
    return event, invitation


def take_seat(event: Event) -> bool:
    """Take one seat if one is free: a guarded UPDATE, so that the database decides and not a count made before it."""
    taken = execute_dml(
        sa.update(Event)
        .where(Event.id == event.id, Event.seats_taken < Event.capacity)
        .values(seats_taken=Event.seats_taken + 1)
    )
    db.session.expire(event, ["seats_taken"])
    return bool(taken)


def free_seat(event: Event) -> None:
    execute_dml(sa.update(Event).where(Event.id == event.id).values(seats_taken=Event.seats_taken - 1))
    db.session.expire(event, ["seats_taken"])


def accept(
    invitation_id: int, *, channel: Channel, now: datetime, staff: Staff | None = None, note: str = ""
) -> ReplyState:
    """The client will come. Twice is the same as once; without a free seat the wish is noted (WAITLISTED).

    Who waits for a seat gets one from staff only: who is next is a person's decision, made with a telephone in hand.
    Raises DomainError: invitation_revoked, event_over, or deadline_passed (for the client; staff may still enter it).
    """
    event, invitation = lock(invitation_id)
    _refuse_closed(event, invitation, now)
    standing = invitation.reply in (ReplyState.ACCEPTED, ReplyState.WAITLISTED)
    if staff is None and now > event.reply_by and not standing:
        raise DomainError("deadline_passed")
    if invitation.reply is ReplyState.ACCEPTED or (staff is None and invitation.reply is ReplyState.WAITLISTED):
        return invitation.reply
    seated = take_seat(event)
    answer = ReplyState.ACCEPTED if seated else ReplyState.WAITLISTED
    return _write(event, invitation, answer, channel, now, staff, note)


def decline(
    invitation_id: int, *, channel: Channel, now: datetime, staff: Staff | None = None, note: str = ""
) -> ReplyState:
    """The client can't come; possible until the event begins. After accepting it is a cancellation and frees the seat.

    Raises DomainError: invitation_revoked, or event_over.
    """
    event, invitation = lock(invitation_id)
    _refuse_closed(event, invitation, now)
    if invitation.reply in (ReplyState.DECLINED, ReplyState.CANCELLED):
        return invitation.reply
    cancelled = invitation.reply is ReplyState.ACCEPTED
    if cancelled:
        free_seat(event)
    answer = ReplyState.CANCELLED if cancelled else ReplyState.DECLINED
    return _write(event, invitation, answer, channel, now, staff, note)


def give_reason(invitation_id: int, reason: str, *, now: datetime) -> None:
    """What a client adds after declining, in their own words: a further row with the same answer. Twice is once.

    Raises DomainError: invitation_revoked, event_over, or reason_without_decline.
    """
    event, invitation = lock(invitation_id)
    _refuse_closed(event, invitation, now)
    if invitation.reply not in (ReplyState.DECLINED, ReplyState.CANCELLED):
        raise DomainError("reason_without_decline")
    last = db.session.scalars(
        sa.select(Reply).where(Reply.invitation_id == invitation_id).order_by(Reply.id.desc()).limit(1)
    ).one()
    if last.note == reason:
        return
    db.session.add(Reply(invitation_id=invitation_id, at=now, answer=invitation.reply, channel=Channel.QR, note=reason))
    tell(
        invitation.client_id,
        EntryKind.NOTE,
        at=now,
        subject=event.title,
        text=reason,
        source="event",
        source_id=event.id,
    )


def _refuse_closed(event: Event, invitation: Invitation, now: datetime) -> None:
    if invitation.revoked_at is not None:
        raise DomainError("invitation_revoked")
    if event.over or now >= event.starts_at:
        raise DomainError("event_over")


def _write(
    event: Event,
    invitation: Invitation,
    answer: ReplyState,
    channel: Channel,
    now: datetime,
    staff: Staff | None,
    note: str,
) -> ReplyState:
    """The ledger's row, the state that follows from it, and the entry in the client's history."""
    if invitation.reply is answer:
        return answer  # still waiting for a seat: nothing new to write down
    staff_id = staff.id if staff else None
    db.session.add(
        Reply(invitation_id=invitation.id, at=now, answer=answer, channel=channel, staff_id=staff_id, note=note)
    )
    invitation.reply, invitation.replied_at = answer, now
    tell(
        invitation.client_id,
        _TOLD_AS[answer],
        at=now,
        subject=event.title,
        text=note,
        staff_id=staff_id,
        source="event",
        source_id=event.id,
    )
    return answer
