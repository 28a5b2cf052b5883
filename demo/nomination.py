"""What the demo shows of choosing together: places for each manager, proposals, waves, and a list read by two."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from clients.models import Client
from core.db import db
from demo.programme import ASKED, DRAFT
from events.models import Event
from invitations.guests.list_versions import freeze_list, mark_read
from invitations.guests.nominations import nominate, reject, to_propose
from invitations.guests.open_runs import waits_for_run
from invitations.guests.quotas import managers_of, set_quota
from invitations.guests.waves import put_in_wave
from invitations.models import Invitation, Wave
from staff.models import Staff

PLACES = 3
REASONS = (
    "去年春茶那场聊得最久，还带了自家的壶来",
    "退休后每周来网点喝茶，想认识几位同好",
    "上个月问起有没有岩茶的活动",
    "儿女在外地，爱热闹，好久没请过了",
    "刚办了养老规划，正好借茶叙一叙",
)
NOT_NOW = "这个月刚来过茶叙，下一场再请"
IN_RESERVE = 2


def choose_together(staff: dict[str, Staff], *, now: datetime) -> None:
    """Proposals for the evening without a guest list; of the one being answered, waves and a list read twice."""
    _propose(_event(DRAFT.title), staff["organiser"], now)
    asked = _event(ASKED.title)
    letters = db.session.scalars(sa.select(Invitation).where(Invitation.event_id == asked.id).order_by(Invitation.id))
    put_in_wave(asked, list(letters), Wave.A, now=now - timedelta(days=7))
    last = sa.select(Invitation).where(Invitation.event_id == asked.id, waits_for_run()).order_by(Invitation.id.desc())
    # Who can't be addressed stays in the first wave: the next run shows that such a guest is left out.
    named = last.join(Invitation.client).where(Client.gender.is_not(None))
    put_in_wave(asked, db.session.scalars(named.limit(IN_RESERVE)).all(), Wave.B, now=now - timedelta(days=7))
    version = freeze_list(asked, "送行长过目", staff=staff["organiser"], now=now - timedelta(days=7))
    mark_read(version, staff=staff["organiser"], now=now - timedelta(days=7))
    mark_read(version, staff=staff["manager"], now=now - timedelta(days=6))


def _event(title: str) -> Event:
    return db.session.scalars(sa.select(Event).where(Event.title == title)).one()


def _propose(event: Event, organiser: Staff, now: datetime) -> None:
    until = min((now + timedelta(days=7)).date(), event.local_start.date())
    reasons, proposed = iter(REASONS), []
    for rm in managers_of(event):
        set_quota(event, rm.id, PLACES, until, now=now)
        for one in to_propose(rm, event, now=now)[:2]:
            if reason := next(reasons, ""):
                proposed.append(nominate(event, one.client, reason, now=now))
    if len(proposed) > 1:
        reject(proposed[-1], NOT_NOW, staff=organiser, now=now)
