"""Follow-ups to do: which are open, by which way each may be done, and how prompt each manager is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from attendance.follow_ups.asking import may_follow_up
from attendance.follow_ups.due import PROMPT
from attendance.follow_ups.lines import line_for
from attendance.models import FollowUp, FollowUpKind, WalkIn
from clients.contact.may_contact import Reason, Verdict, may_contact
from clients.models import Client, ContactChannel, Purpose
from core.db import db
from core.zone import home_day
from events.models import Event
from staff.models import Staff
from staff.scope import visible

ASKED_FOR = (FollowUpKind.QUESTION, FollowUpKind.DISCONTENT)
"""Who has asked something or was not content is answered: a service, and no word of our own accord."""
LOOK_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Way:
    """How the person may be reached now: a number, a line to copy, what to mind, or why not."""

    phone: str = ""
    text: str = ""
    stopped: Reason | None = None
    minded: Sequence[Reason] = ()


def follow_ups(actor: Staff) -> sa.Select[FollowUp]:
    """Those whom `actor` sees, with all that a list shows of them."""
    return (
        visible(actor, FollowUp)
        .join(FollowUp.event)
        .outerjoin(FollowUp.client)
        .options(
            contains_eager(FollowUp.event),
            contains_eager(FollowUp.client).joinedload(Client.rm).lazyload(Staff.roles),
            joinedload(FollowUp.walk_in).joinedload(WalkIn.client),
            joinedload(FollowUp.owner).lazyload(Staff.roles),
        )
    )


def open_ones(actor: Staff) -> sa.Select[FollowUp]:
    """Those still to do, the longest due first."""
    return follow_ups(actor).where(FollowUp.done_at.is_(None)).order_by(FollowUp.due_at, FollowUp.id)


def is_for(actor: Staff) -> sa.ColumnElement[bool]:
    """Whether a row of `follow_ups` is the actor's to do: their own, or about a client who is theirs by now."""
    taken_over = sa.and_(Client.rm_id == actor.id, FollowUp.kind != FollowUpKind.DISCONTENT)
    return sa.or_(FollowUp.owner_id == actor.id, taken_over)


def settled_ones(actor: Staff) -> sa.Select[FollowUp]:
    return follow_ups(actor).where(FollowUp.done_at.is_not(None)).order_by(FollowUp.done_at.desc(), FollowUp.id.desc())


def ways(tasks: Sequence[FollowUp], now: datetime) -> dict[int, Way]:
    """By the task's id how the person may be reached, with as many questions for fifty as for one."""
    day = home_day(now)
    found: dict[int, Way] = {}
    served = [task for task in tasks if task.client and task.kind in ASKED_FOR]
    others = [task for task in tasks if task.client and task.kind not in ASKED_FOR]
    for some, service in ((served, True), (others, False)):
        clients = list({task.client.id: task.client for task in some if task.client}.values())
        calls = _verdicts(clients, ContactChannel.PHONE, day, service)
        texts = _verdicts(clients, ContactChannel.WECHAT, day, service)
        for task in some:
            if task.client is not None:
                found[task.id] = _way(task, task.client, calls[task.client.id], texts[task.client.id], now)
    for task in tasks:
        if task.walk_in is not None:
            found[task.id] = Way(task.walk_in.phone, line_for(task, now))
    return found


def _verdicts(clients: Sequence[Client], channel: ContactChannel, day: date, service: bool) -> dict[int, Verdict]:
    if service:
        return may_contact(clients, purpose=Purpose.SERVICE, channel=channel, day=day)
    return may_follow_up(clients, day=day, channel=channel)


def _way(task: FollowUp, client: Client, call: Verdict, text: Verdict, now: datetime) -> Way:
    stopped = call.reasons[0] if not call.allowed and not text.allowed else None
    return Way(
        client.phone if call.allowed else "",
        line_for(task, now) if text.allowed else "",
        stopped,
        () if stopped else call.warnings if call.allowed else text.warnings,
    )


@dataclass
class Pace:
    """How prompt a manager is: of those who came to evenings of late, whom a word reached within 48 hours."""

    owner: Staff
    guests: int = 0
    prompt: int = 0
    waiting: int = 0  # whose 48 hours are not over and who have not been spoken to
    open: int = 0
    late: int = 0

    @property
    def rate(self) -> int | None:
        """In a hundred, over those whose time is over or who were spoken to; none while there is nobody."""
        counted = self.guests - self.waiting
        return round(100 * self.prompt / counted) if counted else None


def paces(actor: Staff, now: datetime) -> list[Pace]:
    """Each manager's pace over the last ninety days, by name; service, and nothing of sales. Two queries."""
    query = (
        visible(actor, FollowUp)
        .join(FollowUp.event)
        .where(sa.or_(Event.ends_at > now - LOOK_BACK, FollowUp.done_at.is_(None)))
        .with_only_columns(
            FollowUp.owner_id, FollowUp.kind, FollowUp.due_at, FollowUp.done_at, FollowUp.dropped, Event.ends_at
        )
    )
    rows = db.session.execute(query).all()
    owners = sa.select(Staff).where(Staff.id.in_({row.owner_id for row in rows}))
    lazily = (sa.orm.lazyload(Staff.roles), sa.orm.lazyload(Staff.branch))
    found = {one.id: Pace(one) for one in db.session.scalars(owners.order_by(Staff.name, Staff.id).options(*lazily))}
    for row in rows:
        pace, limit = found[row.owner_id], row.ends_at + PROMPT
        if row.done_at is None:
            pace.open += 1
            pace.late += row.due_at < now
        if row.kind is FollowUpKind.THANK_YOU and not row.dropped and row.ends_at > now - LOOK_BACK:
            pace.guests += 1
            pace.prompt += row.done_at is not None and row.done_at <= limit
            pace.waiting += row.done_at is None and now <= limit
    return list(found.values())
