"""Whose feedback each role sees."""

from __future__ import annotations

import sqlalchemy as sa

from attendance.models import Feedback
from events.models import Event
from invitations.models import Invitation
from staff.models import Role, Staff
from staff.scope import scope, sees


@scope(Feedback)
def feedback_of(actor: Staff) -> sa.ColumnElement[bool]:
    """Those who plan: all of their branch's events. Relationship managers: what their own clients signed."""
    if actor.is_device:
        return sa.false()
    if actor.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN):
        return Feedback.event_id.in_(sa.select(Event.id).where(sees(actor, Event)))
    if actor.may(Role.RM):
        return Feedback.invitation_id.in_(sa.select(Invitation.id).where(sees(actor, Invitation)))
    return sa.false()
