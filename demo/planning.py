"""How the demo's events were planned: theme, goal, checklist, budget, venue and speaker, and the branch's books."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

import sqlalchemy as sa

from core.db import db
from demo.moments import ZONE
from events.checklist.items import items_of
from events.checklist.timeline import GUARDED
from events.models import (
    BudgetKind,
    BudgetLine,
    ChecklistItem,
    Event,
    EventSeries,
    EventSpeaker,
    Speaker,
    SpeakerStep,
    Venue,
)
from events.places.questions import QUESTIONS, SPACES
from events.themes.catalogue import template_of
from events.themes.own import keep, prepare
from staff.models import Staff

THEMES = {
    "四时养生：中医怎么说": ("seasons", "入秋前，请常来网点的退休客户听一回实在的养生课。"),
    "企业家晚宴": ("thanks_dinner", "谢谢合作多年的企业家，借一顿饭听听他们今年的打算。"),
    "小小银行家：孩子的第一堂钱课": ("little_bankers", "请带孩子的家庭来网点走一走，认认门。"),
    "书画雅集：扇面小品": ("painting", "爱写字画画的老客户，一年聚一回。"),
    "家族传承：遗嘱与信托": ("succession", "几位企业主提过交班的事，请律师当面讲清楚。"),
    "龙门古镇一日": ("old_town", "春天带老客户出门走走，不谈业务。"),
    "老朋友茶叙": ("tea", "常来的老朋友，见面说说话，留住这份熟。"),
    "利率走低，家里的钱怎么安排": ("markets", "利率下调后问的人多，请老师统一讲一次。"),
    "武夷岩茶品鉴": ("tea", "爱喝茶的退休客户，开春见一面。"),
}
"""By the evening's title: its theme, and for whom and why it is held."""
TOPICS = {"陆医师": "四季起居与饮食", "叶青老师": "利率、家庭开支与储蓄", "钟毅律师": "遗嘱、赠与、家族信托"}
SERIES = ("四季茶事", "Tea through the seasons")
_FLAT = frozenset({"step_free"})  # what the old town has not
SLOW = ("budget", "site_visit")
"""Steps that the organiser has not come to yet, of the evening that is still a draft."""


def plan_out(event: Event, staff: dict[str, Staff], *, planned: datetime, now: datetime) -> None:
    """Lay out what the evening's theme brings, and tick off what would be done by `now`."""
    event.theme, event.goal = THEMES[event.title]
    template = template_of(event.theme)
    steps = [step for step in template.steps if step.code != "last_wave"]
    prepare(event, steps, template.sums, today=planned.astimezone(ZONE).date())
    venue, speaker = _venue(event), _speaker(event)
    event.venue_id = venue.id
    over = event.ends_at < now
    fee = next((one.fixed for one in template.sums if one.kind is BudgetKind.SPEAKER), None)
    step = SpeakerStep.SLIDES_SEEN if over or event.starts_at - now < timedelta(days=10) else SpeakerStep.AGREED
    db.session.add(
        EventSpeaker(
            event_id=event.id,
            speaker_id=speaker.id,
            step=step,
            fee=fee,
            rating=Random(event.title).choice((4, 5, 5)) if over else None,
        )
    )
    _tick(event, now)
    if over:
        _spend(event)
    if event.theme == "tea":
        event.series_id = _series(event, now).id
    db.session.flush()
    if event.title == "书画雅集：扇面小品":
        theme = keep(event, name="扇面雅集（本行）", name_en="Painting a fan, our way", staff=staff["organiser"])
        theme.created_at = now


def _tick(event: Event, now: datetime) -> None:
    """What was due before today is done on its day, the organiser's slow steps of a coming evening left out."""
    today = now.astimezone(ZONE).date()
    coming = event.starts_at - now > timedelta(days=10)
    for item in items_of(event):
        waits = item.gate or item.code in SLOW or item.code in GUARDED
        if item.due_on < today and not (coming and waits):
            item.done_at = datetime.combine(item.due_on, time(16), ZONE)
            item.done_by_id = item.owner_id
    if coming:
        overdue = sa.select(ChecklistItem).where(ChecklistItem.event_id == event.id, ChecklistItem.code.in_(SLOW))
        for item in db.session.scalars(overdue):
            item.due_on = min(item.due_on, today - timedelta(days=2))


def _spend(event: Event) -> None:
    """What an evening has cost, a little beside the plan, as it goes."""
    draw = Random(event.title)
    for line in db.session.scalars(
        sa.select(BudgetLine).where(BudgetLine.event_id == event.id).order_by(BudgetLine.id)
    ):
        if line.kind is not BudgetKind.CONTINGENCY:
            line.actual = round(line.planned * draw.uniform(0.86, 1.08) / 100) * 100


def _venue(event: Event) -> Venue:
    known = db.session.scalar(sa.select(Venue).where(Venue.branch_id == event.branch_id, Venue.name == event.venue))
    if known is not None:
        return known
    own = event.venue.startswith("江南银行")
    venue = Venue(
        branch_id=event.branch_id,
        name=event.venue,
        name_en=event.venue_en,
        address=event.address,
        address_en=event.address_en,
        parking=event.parking,
        parking_en=event.parking_en,
        own=own,
        seats=None if "古镇" in event.venue else 40 if own else 60,
        price=None if own else 500_000,
        contact_name="" if own else "前台",
        contact_phone="" if own else "0571-8699-0200",
        found=_found(event.venue),
    )
    db.session.add(venue)
    db.session.flush()
    return venue


def _found(name: str) -> dict[str, bool | int]:
    if "古镇" in name:
        return {code: code not in _FLAT for code in ("step_free", "toilets", "signal")}
    return dict.fromkeys(QUESTIONS, True) | {SPACES: 30}


def _speaker(event: Event) -> Speaker:
    name = event.speaker
    known = db.session.scalar(sa.select(Speaker).where(Speaker.branch_id == event.branch_id, Speaker.name == name))
    if known is not None:
        return known
    speaker = Speaker(
        branch_id=event.branch_id, name=name, name_en=event.speaker_en, topics=TOPICS.get(name, ""), phone=""
    )
    db.session.add(speaker)
    db.session.flush()
    return speaker


def _series(event: Event, now: datetime) -> EventSeries:
    known = db.session.scalar(sa.select(EventSeries).where(EventSeries.branch_id == event.branch_id))
    if known is None:
        known = EventSeries(branch_id=event.branch_id, name=SERIES[0], name_en=SERIES[1], created_at=now)
        db.session.add(known)
        db.session.flush()
    return known
