"""Reminders a week, three days and one day before an evening: whom, by which way, and each once.

Nothing is planned ahead: each day it is asked anew who is to be reminded today, of the day for which the evening is set
now. So an evening that moves is reminded of by its new day, and whoever has cancelled hears nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from clients.history.ledger import tell
from clients.models import Client, ContactChannel, EntryKind
from core.db import db, execute_dml, now
from core.jobs import Progress, daily_job
from core.mailing import mail_is_sent, readable_address, still_wanted, write_mail
from core.outbox import OutboxMail
from events.models import Event, EventStatus
from invitations.answers.calls import open_call
from invitations.desk.lines import reminding_mail
from invitations.guests.permission import Reasons, forbidden
from invitations.models import (
    CallOutcome,
    CallReason,
    CallTask,
    Dispatch,
    Invitation,
    Reminder,
    ReminderWay,
    ReplyState,
)

STEPS = (7, 3, 1)
DAYS_LATE = {7: 1, 3: 1, 1: 0}
"""A step that nobody made on its day, since the machine stood still, may still be made so many days later."""
MAILS_GO, CALLS_BY = time(9, 0), time(18, 0)
SOURCE = "reminder"

COMING = (ReplyState.ACCEPTED, ReplyState.DELEGATED, ReplyState.TENTATIVE)
_HAS_THE_LETTER = sa.and_(Invitation.reply == ReplyState.NONE, Invitation.dispatch == Dispatch.DELIVERED)
REMINDED = sa.and_(Invitation.revoked_at.is_(None), sa.or_(Invitation.reply.in_(COMING), _HAS_THE_LETTER))
"""Who is reminded: whoever comes, or has not decided; and, while answers are asked for, whoever has the letter.

Nobody who has declined, cancelled, waits for a seat, or whose letter is still on its way."""

TEXT_WAYS = (ContactChannel.PHONE, ContactChannel.WECHAT)


@dataclass
class Plan:
    """What one step of one evening comes to."""

    event: Event
    days_before: int
    by_mail: list[Invitation] = field(default_factory=list)
    by_call: list[Invitation] = field(default_factory=list)
    not_now: list[Invitation] = field(default_factory=list)  # no way may be used: held, refused


def step_day(event: Event, days_before: int) -> date:
    """The day of a step, by the event's own calendar."""
    return event.local_start.date() - timedelta(days=days_before)


def due_step(event: Event, now: datetime) -> int | None:
    """The step that is to be made today, if any."""
    today = now.astimezone(event.tz).date()
    for days in STEPS:
        if timedelta() <= today - step_day(event, days) <= timedelta(days=DAYS_LATE[days]):
            return days
    return None


def plan(event: Event, days_before: int, now: datetime) -> Plan:
    """Whom to remind by which way at this step; whoever has been reminded at it, for this day, is not among them.

    A mail goes to who has agreed to mail, if the house sends any; all others are called, or written to by hand, by
    their manager. Whoever answered after the step's own day has the evening in mind.
    """
    found = Plan(event, days_before)
    guests = _to_remind(event, days_before, now)
    reasons = {way: forbidden(guests, now, channel=way) for way in (*TEXT_WAYS, ContactChannel.EMAIL)}
    for guest in guests:
        if _by_mail(guest, reasons[ContactChannel.EMAIL]):
            found.by_mail.append(guest)
        elif any(not reasons[way][guest.id] for way in TEXT_WAYS):
            found.by_call.append(guest)
        else:
            found.not_now.append(guest)
    return found


def _to_remind(event: Event, days_before: int, now: datetime) -> Sequence[Invitation]:
    """Whoever is to be reminded at a step and was not yet; with client and manager loaded."""
    day_begins = datetime.combine(step_day(event, days_before), time(), event.tz)
    done = sa.exists().where(
        Reminder.invitation_id == Invitation.id,
        Reminder.days_before == days_before,
        Reminder.starts_at == event.starts_at,
    )
    silent_called = sa.exists().where(
        CallTask.invitation_id == Invitation.id,
        CallTask.done_at.is_(None),
        CallTask.reason.in_((CallReason.SILENT, CallReason.UNDECIDED, CallReason.LATE_WAVE, CallReason.CHANGED)),
    )
    asked_for = sa.or_(Invitation.reply != ReplyState.NONE, sa.literal(event.reply_by > now))
    query = (
        sa.select(Invitation)
        .join(Invitation.client)
        .where(
            Invitation.event_id == event.id,
            REMINDED,
            asked_for,
            ~done,
            ~silent_called,
            Invitation.invited_at < day_begins,
            sa.or_(Invitation.replied_at.is_(None), Invitation.replied_at < day_begins),
        )
        .options(contains_eager(Invitation.client).joinedload(Client.rm), joinedload(Invitation.event))
        .order_by(Invitation.client_id)
    )
    return db.session.scalars(query).all()


def _by_mail(guest: Invitation, reasons: dict[int, Reasons]) -> bool:
    decided = guest.reply in (ReplyState.ACCEPTED, ReplyState.DELEGATED)  # who is to be asked, is asked by a person
    return decided and mail_is_sent() and not reasons[guest.id] and bool(readable_address(guest.client.email))


def remind(found: Plan, *, now: datetime) -> None:
    """Write mails and calls of a step, and that they were asked for, once for the day on which the evening is set.

    Calls of an earlier step, or of a day given up, are no longer needed. The caller commits.
    """
    guests = [*found.by_mail, *found.by_call]
    settle_outdated(found.event, now)
    _settle_earlier([guest.id for guest in guests], now)
    for guest in sorted(guests, key=lambda one: one.client_id):
        way = ReminderWay.MAIL if guest in found.by_mail else ReminderWay.CALL
        row = Reminder(
            invitation_id=guest.id,
            days_before=found.days_before,
            starts_at=found.event.starts_at,
            way=way,
            at=now,
        )
        db.session.add(row)
        (_mail if way is ReminderWay.MAIL else _call)(guest, found, now)
    db.session.flush()


def key_of(event: Event, days_before: int) -> str:
    """Tells the call, or mail, of one step and one day from every other: 7-202704100630."""
    return f"{days_before}-{event.starts_at:%Y%m%d%H%M}"


def _call(guest: Invitation, found: Plan, now: datetime) -> None:
    open_call(
        guest,
        CallReason.REMINDER,
        due_at=max(now, _at(found.event, now, CALLS_BY)),
        now=now,
        key=key_of(found.event, found.days_before),
    )


def _mail(guest: Invitation, found: Plan, now: datetime) -> None:
    subject, body = reminding_mail(guest)
    write_mail(
        f"{SOURCE}:{guest.id}:{key_of(found.event, found.days_before)}",
        to=guest.client.email,
        subject=subject,
        body=body,
        source=SOURCE,
        source_id=guest.id,
        due_at=max(now, _at(found.event, now, MAILS_GO)),
    )
    tell(
        guest.client_id,
        EntryKind.REMINDED,
        at=now,
        subject=found.event.title,
        source="event",
        source_id=found.event.id,
        key=f"reminded:{guest.id}:{key_of(found.event, found.days_before)}",
    )


def _at(event: Event, now: datetime, clock: time) -> datetime:
    return datetime.combine(now.astimezone(event.tz).date(), clock, event.tz)


def _settle_earlier(invitation_ids: Iterable[int], now: datetime) -> None:
    _settle(sa.and_(CallTask.invitation_id.in_(list(invitation_ids)), CallTask.reason == CallReason.REMINDER), now)


def settle_outdated(event: Event, now: datetime) -> int:
    """Reminding calls that nobody needs any more: for a day given up, or of a guest who has cancelled meanwhile."""
    wanted = sa.select(Invitation.id).where(Invitation.event_id == event.id, REMINDED)
    right = [key_of(event, days) for days in STEPS]
    standing = event.status is EventStatus.INVITING and event.starts_at > now
    outdated = sa.or_(CallTask.key.not_in(right), CallTask.invitation_id.not_in(wanted), sa.literal(not standing))
    return _settle(sa.and_(CallTask.event_id == event.id, CallTask.reason == CallReason.REMINDER, outdated), now)


def _settle(which: sa.ColumnElement[bool], now: datetime) -> int:
    return execute_dml(
        sa.update(CallTask).where(which, CallTask.done_at.is_(None)).values(done_at=now, outcome=CallOutcome.NOT_NEEDED)
    )


@still_wanted(SOURCE)
def mail_still_wanted(mail: OutboxMail, now: datetime) -> bool:
    """Whether a reminder that waits in the outbox is still right: the day, the answer, the consent and the address."""
    guest = db.session.scalar(
        sa.select(Invitation)
        .join(Invitation.event)
        .where(Invitation.id == mail.source_id, REMINDED, Event.status == EventStatus.INVITING, Event.starts_at > now)
        .options(contains_eager(Invitation.event), joinedload(Invitation.client))
    )
    if guest is None:
        return False
    days, _dash, _starts = mail.key.rsplit(":", 1)[1].partition("-")
    return (
        mail.key.endswith(f":{key_of(guest.event, int(days))}")
        and readable_address(guest.client.email) == mail.to
        and not forbidden([guest], now, channel=ContactChannel.EMAIL)[guest.id]
    )


@dataclass(frozen=True)
class StepShown:
    """A step as the organiser's board shows it."""

    days_before: int
    day: date
    made: Counter[ReminderWay]
    coming: int | None  # how many would be reminded today, of a step still to come


def steps_shown(event: Event, expected: int, now: datetime) -> list[StepShown]:
    """The steps of the day for which the evening is set: what was done, or for how many it is still to come."""
    rows = db.session.execute(
        sa.select(Reminder.days_before, Reminder.way, sa.func.count())
        .join(Reminder.invitation)
        .where(Invitation.event_id == event.id, Reminder.starts_at == event.starts_at)
        .group_by(Reminder.days_before, Reminder.way)
    )
    made: dict[int, Counter[ReminderWay]] = {days: Counter() for days in STEPS}
    for days, way, number in rows:
        made.setdefault(days, Counter())[way] = number
    today = now.astimezone(event.tz).date()
    return [
        StepShown(days, step_day(event, days), made[days], expected if step_day(event, days) > today else None)
        for days in STEPS
    ]


@daily_job("remind_guests")
def remind_guests(_day: int, progress: Progress) -> None:
    """Each morning: the step that is due, for every evening to come, and away with calls that nobody needs any more."""
    moment = now()
    events = db.session.scalars(
        sa.select(Event).where(Event.status != EventStatus.DRAFT, Event.starts_at > moment - timedelta(days=60))
    ).all()
    event_ids = [event.id for event in events]
    for number, event_id in enumerate(event_ids, start=1):
        event = db.session.get_one(Event, event_id)
        settle_outdated(event, moment)
        days = due_step(event, moment) if event.starts_at > moment else None
        if days is not None and event.status is EventStatus.INVITING:
            remind(plan(event, days, moment), now=moment)
        progress(number, len(event_ids))
