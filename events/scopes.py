"""Which events each role sees."""

from __future__ import annotations

import sqlalchemy as sa

from core.db import now
from events.models import DOOR_CLOSES, DOOR_OPENS, Event, EventStatus
from staff.models import Role, Staff
from staff.scope import scope


@scope(Event)
def events_of(actor: Staff) -> sa.ColumnElement[bool]:
    """Everybody: the events of the own branch. Door staff: those of tonight only."""
    if actor.may(Role.ADMIN):
        return sa.true()
    own_branch = Event.branch_id == actor.branch_id
    if actor.may(Role.ORGANISER, Role.MANAGER, Role.RM):
        return own_branch
    return sa.and_(own_branch, tonight()) if actor.may(Role.DOOR) else sa.false()


def tonight() -> sa.ColumnElement[bool]:
    """Events whose door is open now: from twelve hours before the start to two hours after the end, not yet closed."""
    moment = now()
    return sa.and_(
        Event.starts_at <= moment + DOOR_OPENS,
        Event.ends_at >= moment - DOOR_CLOSES,
        Event.status == EventStatus.INVITING,
    )
