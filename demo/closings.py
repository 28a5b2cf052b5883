"""How the demo's evenings are closed, and what is said to their guests afterwards; by the house's own rules."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from attendance.closing.deciding import count_bodies, count_gifts, decide, gift_lines, write_report
from attendance.closing.results import parties
from attendance.closing.telling import close_evening
from attendance.follow_ups.doing import Way, finish
from attendance.ledger.counting import count
from attendance.ledger.handing import hand_gift
from attendance.models import FollowUp, FollowUpKind, Presence, Unresolved
from core.db import db
from events.models import Event, EventFormat, Gift
from invitations.models import Invitation
from staff.models import Staff

_THANKS = (
    "客户说讲得好，下次还想来。",
    "道了谢，客户回说很尽兴。",
    "喜欢这种小而静的场子。",
)
_MISSED = ("说临时有事没来成，资料已寄去。", "说抱歉没到，约了下周来网点坐坐。")
_LESSONS: dict[str, str | bool | None] = {
    "programme": "主讲四十分钟，提问比预想的多，茶歇推迟了十分钟。",
    "incidents": "",
    "keep": "门口有人迎，座位前放了温水。",
    "stop": "茶歇时不要再放音乐，听不清说话。",
    "try_next": "提问先收纸条，年长的客人不必站起来。",
    "again": True,
}
PROMPT, LATER = 0.86, 0.6
"""How many are spoken to within two days, and of the others how many a little later."""


def close(event: Event, asked: Sequence[Invitation], organiser: Staff, draw: Random) -> None:
    """Gifts, heads, lessons, one guest who told us in time, and the histories."""
    now = event.ends_at + timedelta(minutes=40)
    db.session.flush()
    if event.format is not EventFormat.TRIP:
        _hand_gifts(event, asked, organiser, draw, now)
    missing = [(party.invitation.id, one.key) for party in parties(event) for one in party.unresolved]
    if missing:
        decide(event, {missing[0]: (Unresolved.EXCUSED, "上午来电话，孙子发烧")}, staff=organiser, now=now)
    count_bodies(event, count(event).arrived, "", staff=organiser, now=now)
    write_report(event, _LESSONS, staff=organiser, now=now)
    close_evening(event, staff=organiser, now=now)
    db.session.flush()


def _hand_gifts(event: Event, asked: Sequence[Invitation], organiser: Staff, draw: Random, now: datetime) -> None:
    """Most guests take one; what is left is counted again."""
    gift = Gift(
        event_id=event.id, name="桂花乌龙小罐", name_en="A small tin of osmanthus oolong", unit_fen=6800, stock=30
    )
    db.session.add(gift)
    db.session.flush()
    here = set(db.session.scalars(sa.select(Presence.invitation_id).where(Presence.event_id == event.id)))
    for guest in asked:
        if guest.id in here and draw.random() < 0.9:
            scan_id = str(uuid.UUID(int=draw.getrandbits(128), version=4))
            hand_gift(event, guest, gift, scan_id=scan_id, staff=organiser, now=now - timedelta(minutes=30))
    [line] = gift_lines(event)
    count_gifts(event, {gift.id: gift.stock - line.handed})


def follow_up(event: Event, draw: Random, *, now: datetime) -> None:
    """Most are spoken to within two days; of an evening a day ago only some have been yet."""
    tasks = db.session.scalars(sa.select(FollowUp).where(FollowUp.event_id == event.id).order_by(FollowUp.id)).all()
    long_ago = now - event.ends_at > timedelta(days=7)
    for task in tasks:
        same_day = task.kind is FollowUpKind.SAME_DAY
        prompt = draw.random() < PROMPT
        hours = draw.uniform(1, 3) if same_day else draw.uniform(16, 46) if prompt else draw.uniform(50, 90)
        done = event.ends_at + timedelta(hours=hours)
        if done > now or not (prompt or long_ago or draw.random() < LATER):
            continue
        way = Way.SENT if same_day else draw.choice((Way.CALL, Way.WECHAT))
        note = "" if same_day else draw.choice(_THANKS if task.kind is FollowUpKind.THANK_YOU else _MISSED)
        finish(task, way, staff=task.owner, now=done, note=note)
