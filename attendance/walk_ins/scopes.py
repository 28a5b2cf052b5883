"""Whose walk-ins each role sees."""

from __future__ import annotations

import sqlalchemy as sa

from attendance.models import WalkIn
from events.models import Event
from staff.models import Role, Staff
from staff.scope import scope


@scope(WalkIn)
def walk_ins_of(actor: Staff) -> sa.ColumnElement[bool]:
    """A relationship manager: the own leads. Who plans: those of the branch's events. The door sees none by this rule:
    its page shows names of the evening and never a telephone number (walk_ins/standing.py)."""
    if actor.may(Role.ADMIN):
        return sa.true()
    conditions: list[sa.ColumnElement[bool]] = []
    if actor.may(Role.ORGANISER, Role.MANAGER):
        conditions.append(WalkIn.event_id.in_(sa.select(Event.id).where(Event.branch_id == actor.branch_id)))
    if actor.may(Role.RM):
        conditions.append(WalkIn.owner_id == actor.id)
    return sa.or_(*conditions) if conditions else sa.false()
