"""Calls to make: which are open, by which way each may be made, and what becomes of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from clients.contact.may_contact import Reason
from clients.history.ledger import tell
from clients.models import Client, ContactChannel, EntryKind, EntryPurpose, Purpose
from clients.scopes import cared_for
from core.db import db
from core.zone import home_zone
from events.models import OVER, Event, EventStatus
from invitations.answers.calls import finish
from invitations.desk.lines import arrived_line, line_for
from invitations.desk.reminders import REMINDED
from invitations.guests.guest_list import SILENT_AFTER, STANDS
from invitations.guests.permission import forbidden
from invitations.models import (
    CallOutcome,
    CallReason,
    CallTask,
    Dispatch,
    Invitation,
    Reminder,
    ReplyState,
)
from staff.models import Staff
from staff.scope import visible

ABOUT_A_CHANGE = (CallReason.POSTPONED, CallReason.CANCELLED, CallReason.CHANGED)
"""What a guest has to be told whatever the season of their life: a service, and no solicitation."""


@dataclass(frozen=True)
class Way:
    """How a guest may be reached now: a telephone number, a line to copy, or why not."""

    phone: str = ""
    text: str = ""
    stopped: Reason | None = None


def open_calls(actor: Staff, now: datetime) -> sa.Select[CallTask]:
    """The calls that are to be made about the clients whom `actor` sees, the longest due first.

    What has settled itself is left out at once, although its row is finished by the next morning's work only: guests
    whose invitation was taken back, an evening that has begun, a reminder of a day that was given up.
    """
    told_today = sa.exists().where(
        Reminder.invitation_id == CallTask.invitation_id,
        Reminder.starts_at == Event.starts_at,
        Reminder.at == CallTask.opened_at,
    )
    reminds = sa.and_(CallTask.reason == CallReason.REMINDER, REMINDED, told_today)
    asks = sa.and_(CallTask.reason.not_in((CallReason.REMINDER, *ABOUT_A_CHANGE)), Invitation.revoked_at.is_(None))
    off = CallTask.reason.in_((CallReason.POSTPONED, CallReason.CANCELLED))
    moved = sa.and_(CallTask.reason == CallReason.CHANGED, Event.starts_at > now)
    stands = sa.and_(Event.starts_at > now, Event.status.not_in((*OVER, EventStatus.POSTPONED)), sa.or_(reminds, asks))
    return (
        visible(actor, CallTask)
        .join(CallTask.invitation)
        .join(Invitation.client)
        .join(Invitation.event)
        .where(CallTask.done_at.is_(None), sa.or_(off, moved, stands))
        .options(
            contains_eager(CallTask.invitation).options(
                contains_eager(Invitation.client).joinedload(Client.rm).lazyload(Staff.roles),
                contains_eager(Invitation.event),
            ),
            joinedload(CallTask.owner).lazyload(Staff.roles),
        )
        .order_by(CallTask.due_at, CallTask.id)
    )


def ways(tasks: Sequence[CallTask], now: datetime) -> dict[int, Way]:
    """By the task's id how its guest may be reached, with as many questions for fifty as for one."""
    change = [task for task in tasks if task.reason in ABOUT_A_CHANGE]
    others = [task for task in tasks if task.reason not in ABOUT_A_CHANGE]
    found: dict[int, Way] = {}
    for some, purpose in ((change, Purpose.SERVICE), (others, Purpose.INVITATION)):
        reached = _reached([task.invitation for task in some], purpose, now)
        for task in some:
            phone, text, stopped = reached[task.invitation_id]
            found[task.id] = Way(phone, line_for(task, now) if text else "", stopped)
    return found


def silent_ways(guests: Sequence[Invitation], now: datetime) -> dict[int, Way]:
    """The same for guests who are silent although they have had the letter for days, by the invitation's id."""
    reached = _reached(guests, Purpose.INVITATION, now)
    return {
        guest.id: Way(phone, arrived_line(guest) if text else "", stopped)
        for guest in guests
        for phone, text, stopped in (reached[guest.id],)
    }


def _reached(
    guests: Sequence[Invitation], purpose: Purpose, now: datetime
) -> dict[int, tuple[str, bool, Reason | None]]:
    """Number, whether a text may be sent, and why neither may."""
    unique = list({guest.id: guest for guest in guests}.values())
    by_phone = forbidden(unique, now, channel=ContactChannel.PHONE, purpose=purpose)
    by_text = forbidden(unique, now, channel=ContactChannel.WECHAT, purpose=purpose)
    found: dict[int, tuple[str, bool, Reason | None]] = {}
    for guest in unique:
        no_call, no_text = by_phone[guest.id], by_text[guest.id]
        stopped = no_call[0] if no_call and no_text else None
        found[guest.id] = ("" if no_call else guest.client.phone, not no_text, stopped)
    return found


def silent_guests(actor: Staff, now: datetime) -> sa.Select[Invitation]:
    """Own guests who have had the letter for five days, have not answered, and for whom no call is open."""
    called = sa.exists().where(CallTask.invitation_id == Invitation.id, CallTask.done_at.is_(None))
    lately = sa.exists().where(CallTask.invitation_id == Invitation.id, CallTask.done_at > now - SILENT_AFTER)
    return (
        sa.select(Invitation)
        .join(Invitation.client)
        .join(Invitation.event)
        .where(
            cared_for(actor),
            STANDS,
            Client.rm_id == actor.id,
            Invitation.reply.in_((ReplyState.NONE, ReplyState.LAPSED)),
            Invitation.dispatch == Dispatch.DELIVERED,
            Invitation.delivered_at <= now - SILENT_AFTER,
            Event.starts_at > now,
            Event.status == EventStatus.INVITING,
            ~called,
            ~lately,
        )
        .options(
            contains_eager(Invitation.client).joinedload(Client.rm).lazyload(Staff.roles),
            contains_eager(Invitation.event),
        )
        .order_by(Event.starts_at, Client.sort_key, Invitation.id)
    )


def made(task: CallTask, outcome: CallOutcome, *, staff: Staff, now: datetime, note: str = "") -> None:
    """What became of a call; one that reached the client stands in the client's history, once.

    Raises DomainError("call_done") when somebody else has finished it otherwise.
    """
    was_open = task.done_at is None
    finish(task, outcome, staff=staff, now=now, note=note)
    if outcome is not CallOutcome.REACHED or not was_open:
        return
    reminder = task.reason is CallReason.REMINDER
    tell(
        task.invitation.client_id,
        EntryKind.REMINDED if reminder else EntryKind.CALL,
        at=now,
        subject=task.event.title,
        text=note,
        staff_id=staff.id,
        source="event",
        source_id=task.event_id,
        key=f"call:{task.id}",
        purpose=None if reminder else EntryPurpose.CARE if task.reason in ABOUT_A_CHANGE else EntryPurpose.EVENT,
        two_way=None if reminder else True,
    )


def end_of_day(now: datetime) -> datetime:
    """The last moment of today here: what is due by then is to be done today."""
    local = now.astimezone(home_zone())
    return datetime.combine(local.date(), time(), local.tzinfo) + timedelta(days=1)


def due_count(actor: Staff, now: datetime) -> int:
    """How many of the reader's own calls are due today or overdue."""
    query = open_calls(actor, now).where(CallTask.owner_id == actor.id, CallTask.due_at < end_of_day(now))
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery())) or 0
