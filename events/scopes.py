"""Which events each role sees."""

from __future__ import annotations

import sqlalchemy as sa

from core.db import now
from events.models import (
    DOOR_CLOSES,
    DOOR_OPENS,
    BudgetLine,
    ChecklistItem,
    DoorDevice,
    Event,
    EventStatus,
    EventTheme,
    Speaker,
    Venue,
)
from staff.models import Role, Staff
from staff.scope import scope


@scope(Event)
def events_of(actor: Staff) -> sa.ColumnElement[bool]:
    """Everybody: the events of the own branch. Door staff: those of tonight only. A paired device: its own event."""
    if actor.is_device and actor.may(Role.DOOR):
        paired = sa.select(DoorDevice.event_id).where(
            DoorDevice.staff_id == actor.id, DoorDevice.revoked_at.is_(None), DoorDevice.expires_at > now()
        )
        return sa.and_(Event.id.in_(paired), tonight())
    if actor.may(Role.ADMIN):
        return sa.true()
    own_branch = Event.branch_id == actor.branch_id
    if actor.may(Role.ORGANISER, Role.MANAGER, Role.RM, Role.COMPLIANCE):
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


PLANNING = (Role.ORGANISER, Role.MANAGER)


def of_own_branch(actor: Staff, model: type[EventTheme | Venue | Speaker]) -> sa.ColumnElement[bool]:
    """Books of the branch: for those who plan."""
    if actor.may(Role.ADMIN):
        return sa.true()
    return model.branch_id == actor.branch_id if actor.may(*PLANNING) else sa.false()


@scope(EventTheme)
def themes_of(actor: Staff) -> sa.ColumnElement[bool]:
    """Those who plan: the themes of the own branch. Whoever sees an event also reads what its theme is called."""
    if actor.may(Role.RM, Role.COMPLIANCE) and not actor.may(Role.ADMIN):
        return EventTheme.branch_id == actor.branch_id
    return of_own_branch(actor, EventTheme)


@scope(Venue)
def venues_seen(actor: Staff) -> sa.ColumnElement[bool]:
    """Those who plan: the venues of the own branch, with whom to call there."""
    return of_own_branch(actor, Venue)


@scope(Speaker)
def speakers_seen(actor: Staff) -> sa.ColumnElement[bool]:
    """Those who plan: the speakers of the own branch, with their telephone numbers."""
    return of_own_branch(actor, Speaker)


@scope(ChecklistItem)
def items_seen(actor: Staff) -> sa.ColumnElement[bool]:
    """What is to do for the events that one sees; nothing for door staff."""
    if not actor.may(Role.ADMIN, Role.RM, *PLANNING):
        return sa.false()
    return ChecklistItem.event_id.in_(sa.select(Event.id).where(events_of(actor)))


@scope(BudgetLine)
def money_seen(actor: Staff) -> sa.ColumnElement[bool]:
    """The money of the own branch's events: for those who plan, and compliance."""
    if not actor.may(Role.ADMIN, Role.COMPLIANCE, *PLANNING):
        return sa.false()
    return BudgetLine.event_id.in_(sa.select(Event.id).where(events_of(actor)))
