"""The demo's tables: three for tonight, with everybody who comes on a chair."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from core.db import db
from demo.programme import TONIGHT
from events.models import Event, TableShape
from events.tables.rules import add_tables
from invitations.seating.moves import seat_all
from invitations.seating.plan import read_plan
from staff.models import Staff

_NAMES = ("梅", "兰", "竹")


def lay_tables(staff: dict[str, Staff], *, now: datetime) -> None:
    """Tables for tonight's event, and a proposal of who sits where as the organiser would ask for it."""
    event = db.session.scalars(
        sa.select(Event).where(Event.title == TONIGHT.title, Event.branch_id == staff["organiser"].branch_id)
    ).one()
    tables = add_tables(event, count=len(_NAMES), seats=8, shape=TableShape.ROUND, main=True)
    for table, name in zip(tables, _NAMES, strict=True):
        table.name = name
    plan = read_plan(None, event, "zh")
    if plan.guests:
        seat_all(plan, plan.usual_hosts, anew=True, staff=staff["organiser"], now=now)
