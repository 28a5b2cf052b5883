"""Whose presence each role sees: that of the invitations which it sees."""

from __future__ import annotations

import sqlalchemy as sa

from attendance.models import FollowUp, Presence, Scan
from clients.models import Client
from clients.scopes import cared_for
from events.models import Event
from invitations.models import Invitation
from staff.models import Role, Staff
from staff.scope import scope, sees


@scope(Presence)
def presence_of(actor: Staff) -> sa.ColumnElement[bool]:
    return Presence.invitation_id.in_(sa.select(Invitation.id).where(sees(actor, Invitation)))


@scope(Scan)
def scans_of(actor: Staff) -> sa.ColumnElement[bool]:
    """All that happened at the doors that the actor sees, refused codes included."""
    return Scan.event_id.in_(sa.select(Event.id).where(sees(actor, Event)))


@scope(FollowUp)
def follow_ups_of(actor: Staff) -> sa.ColumnElement[bool]:
    """Managers of clients: theirs, and walk-ins given to them. Who plans: the branch's. The door: none."""
    if actor.may(Role.ADMIN):
        return sa.true()
    conditions: list[sa.ColumnElement[bool]] = []
    if actor.may(Role.ORGANISER, Role.MANAGER):
        conditions.append(FollowUp.event_id.in_(sa.select(Event.id).where(Event.branch_id == actor.branch_id)))
    if actor.may(Role.RM):
        # A client who went into other hands takes the task along.
        conditions += [
            sa.and_(FollowUp.owner_id == actor.id, FollowUp.client_id.is_(None)),
            FollowUp.client_id.in_(sa.select(Client.id).where(cared_for(actor))),
        ]
    return sa.or_(*conditions) if conditions else sa.false()
