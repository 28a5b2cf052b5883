"""Joining an online event from the letter's page: when the link is given out, and that whoever joins was there."""

from __future__ import annotations

from datetime import datetime, timedelta

from attendance.ledger.checking_in import Answer, check_in
from attendance.models import Method
from core.errors import DomainError
from events.models import Event, EventFormat, EventStatus
from invitations.models import Invitation, ReplyState


def joins_from(event: Event) -> datetime:
    """From when the link is given out: so many minutes before the beginning as the organiser set."""
    return event.starts_at - timedelta(minutes=event.join_minutes)


def join(invitation: Invitation, *, scan_id: str, now: datetime) -> Answer:
    """The guest is in, once however often the link is opened. Who had declined or not answered is welcome.

    Raises DomainError: join_nothing (not online, no link, called off or put off, taken back, or waiting for a seat),
    join_early, join_over, or what the door says.
    """
    event = invitation.event
    if not may_join(invitation):
        raise DomainError("join_nothing")
    if now < joins_from(event):
        raise DomainError("join_early")
    if event.over or now >= event.ends_at:
        raise DomainError("join_over")
    return check_in(event, invitation, scan_id=scan_id, method=Method.ONLINE, staff=None, now=now)


def may_join(invitation: Invitation) -> bool:
    """Whether there is anything to join for this guest, today or later."""
    event = invitation.event
    return (
        event.format is EventFormat.ONLINE
        and bool(event.join_url)
        and event.status not in (EventStatus.CANCELLED, EventStatus.POSTPONED)
        and invitation.revoked_at is None
        and invitation.reply is not ReplyState.WAITLISTED
    )
