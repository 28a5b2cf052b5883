"""The demo's calls: guests who are reminded of tonight, most of them reached, and some of the next evening to ask."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import sqlalchemy as sa

from core.db import db
from demo.moments import ZONE
from events.models import Event, EventStatus
from invitations.answers.calls import open_call
from invitations.desk.calling import made
from invitations.desk.reminders import STEPS, plan, remind, step_day
from invitations.models import CallOutcome, CallReason, CallTask, Dispatch, Invitation, ReplyState

_SAID = ("会准时到。", "问了停车，已告知。", "说先生也想来，下回再请。", "很高兴，说一定来。")
EVERY_THIRD_OPEN = 3
MOST_SILENT = 5


def make_calls(*, now: datetime) -> None:
    """Live through the reminders of the evenings to come, as if each morning's work had been done here."""
    events = db.session.scalars(
        sa.select(Event)
        .where(Event.status == EventStatus.INVITING, Event.starts_at > now)
        .order_by(Event.starts_at, Event.id)
    ).all()
    for event in events:
        for days in STEPS:
            morning = datetime.combine(step_day(event, days), time(0, 5), ZONE)
            if morning <= now:
                remind(plan(event, days, morning), now=morning)
                _call(event, evening=morning + timedelta(hours=16), now=now)
    if events:
        _ask_silent(events[-1], now=now)


def _call(event: Event, *, evening: datetime, now: datetime) -> None:
    """Most are reached on the day; of the latest step some are still to be called."""
    tasks = db.session.scalars(
        sa.select(CallTask).where(CallTask.event_id == event.id, CallTask.done_at.is_(None)).order_by(CallTask.id)
    ).all()
    for number, task in enumerate(tasks):
        if number % EVERY_THIRD_OPEN == 0:
            continue
        made(
            task,
            CallOutcome.REACHED,
            staff=task.owner,
            now=min(evening, now) - timedelta(minutes=7 * number % 300),
            note=_SAID[number % len(_SAID)],
        )


def _ask_silent(event: Event, *, now: datetime) -> None:
    """Some who have the letter and are silent are to be asked today; one was tried in vain."""
    silent = db.session.scalars(
        sa.select(Invitation)
        .where(
            Invitation.event_id == event.id,
            Invitation.reply == ReplyState.NONE,
            Invitation.dispatch == Dispatch.DELIVERED,
            Invitation.revoked_at.is_(None),
        )
        .order_by(Invitation.id)
        .limit(MOST_SILENT)
    ).all()
    for number, guest in enumerate(silent):
        task = open_call(
            guest, CallReason.SILENT, due_at=now + timedelta(hours=8 * number - 10), now=now - timedelta(days=1)
        )
        if number == 1:
            made(
                task, CallOutcome.NOT_REACHED, staff=task.owner, now=now - timedelta(hours=3), note="没人接，晚上再打。"
            )
