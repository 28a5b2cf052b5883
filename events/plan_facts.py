"""What the page of one event says of its plan beside when and where: theme, series, checklist, money, policies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.db import db
from core.languages import pick_language
from events.checklist.items import APPROVAL, RESTS
from events.models import BudgetLine, ChecklistItem, Event, EventSeries
from events.themes.finding import find_theme
from events.themes.words import COMPANIONS, WAITLISTS
from events.times import to_local
from events.words import FLAGS
from staff.models import Role, Staff

PLAN_WORDS = {"companions": COMPANIONS, "waitlists": WAITLISTS, "flags": FLAGS}
MONEY = (Role.ORGANISER, Role.MANAGER, Role.ADMIN, Role.COMPLIANCE)


@dataclass(frozen=True)
class PlanFacts:
    """Counts for the buttons, and names; money only for whoever may see it."""

    theme: str
    series: str
    steps: int
    steps_done: int
    steps_late: int
    planned: int | None  # fen


def plan_of(actor: Staff, event: Event, now: datetime) -> PlanFacts:
    """In four queries at most."""
    language = pick_language()
    found = find_theme(actor, event.theme) if event.theme else None
    series = db.session.get(EventSeries, event.series_id) if event.series_id else None
    today = to_local(now, event.zone).date()
    done = sa.or_(ChecklistItem.done_at.is_not(None), sa.and_(ChecklistItem.code == APPROVAL, _approved(event)))
    late = sa.and_(sa.not_(done), ChecklistItem.due_on < today)
    steps, ticked, overdue = db.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count().filter(done),
            sa.func.count().filter(late),
        ).where(ChecklistItem.event_id == event.id)
    ).one()
    planned = None
    if actor.may(*MONEY):
        total = sa.select(sa.func.coalesce(sa.func.sum(BudgetLine.planned), 0)).where(BudgetLine.event_id == event.id)
        planned = int(db.session.scalar(total) or 0)
    return PlanFacts(
        theme=found.called(language) if found else "",
        series=((language == "en" and series.name_en) or series.name) if series else "",
        steps=steps,
        steps_done=ticked,
        steps_late=0 if event.status in RESTS else overdue,
        planned=planned,
    )


def _approved(event: Event) -> sa.ColumnElement[bool]:
    return sa.true() if event.approved_at is not None else sa.false()
