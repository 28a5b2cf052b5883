"""The event as a calendar file for the guest's own calendar."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa
from icalendar import Alarm, Calendar
from icalendar import Event as CalendarEvent

from core.db import db
from events.models import Event, EventMove, EventStatus
from invitations.models import Invitation, ReplyState, RetiredCode
from staff.models import AuditEntry

ALARM_BEFORE = timedelta(days=1)


def calendar_file(
    invitation: Invitation, language: str, *, host: str, note: str, sequence: int, now: datetime
) -> bytes:
    """One entry with a day's warning.

    The UID stays the same for ever, whatever new letters are sent, and `sequence` grows, so that a file fetched again
    moves the entry instead of doubling it. The token stays out: calendars are copied to other people's servers.
    """
    event = invitation.event
    calendar = Calendar()
    calendar.add("prodid", "-//Yaji//Invitation//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    entry = CalendarEvent()
    entry.add("uid", f"{hashlib.sha256(_first_hash(invitation).encode()).hexdigest()[:24]}@{host}")
    entry.add("sequence", sequence)
    entry.add("dtstamp", now)
    entry.add("dtstart", event.local_start)
    entry.add("dtend", event.local_end)
    entry.add("summary", event.said("title", language))
    comma = "，" if language == "zh" else ", "
    entry.add("location", comma.join(filter(None, (event.said("venue", language), event.said("address", language)))))
    entry.add("description", note)
    entry.add("status", "CANCELLED" if _called_off(invitation) else "CONFIRMED")
    entry.add("class", "PRIVATE")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event.said("title", language))
    alarm.add("trigger", -ALARM_BEFORE)
    entry.add_component(alarm)
    calendar.add_component(entry)
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def changes_of(event: Event) -> int:
    """How often the event was changed or moved on: the calendar entry's sequence, which may only grow."""
    changed = sa.select(sa.func.count()).where(
        AuditEntry.subject == "event", AuditEntry.subject_id == event.id, AuditEntry.action == "change"
    )
    moves = sa.select(sa.func.count()).where(EventMove.event_id == event.id)
    return db.session.scalar(sa.select(changed.scalar_subquery() + moves.scalar_subquery())) or 0


def _first_hash(invitation: Invitation) -> str:
    """The hash of the first letter's token: what a calendar already has of this invitation is named by it."""
    retired = sa.select(RetiredCode.token_hash).where(RetiredCode.invitation_id == invitation.id)
    return db.session.scalar(retired.order_by(RetiredCode.retired_at).limit(1)) or invitation.token_hash


def _called_off(invitation: Invitation) -> bool:
    """Whether the entry is to leave the calendar: nothing takes place on that day, or not for this guest."""
    status = invitation.event.status
    away = (ReplyState.DECLINED, ReplyState.CANCELLED)
    return (
        invitation.revoked_at is not None
        or status in (EventStatus.CANCELLED, EventStatus.POSTPONED)
        or invitation.reply in away
    )
