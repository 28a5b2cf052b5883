"""Which memberships and group chats each role sees: those of the clients and the branch that they see."""

from __future__ import annotations

import sqlalchemy as sa

from clients.models import Client
from clients.scopes import cared_for
from membership.models import ClubOrder, GroupChat, Membership
from staff.models import Role, Staff
from staff.scope import scope


@scope(Membership)
def memberships_of(actor: Staff) -> sa.ColumnElement[bool]:
    return Membership.client_id.in_(sa.select(Client.id).where(cared_for(actor)))


@scope(GroupChat)
def chats_of(actor: Staff) -> sa.ColumnElement[bool]:
    """The branch's; who is in one is shown only as far as the reader sees the client."""
    return sa.true() if actor.may(Role.ADMIN) else GroupChat.branch_id == actor.branch_id


@scope(ClubOrder)
def orders_of(actor: Staff) -> sa.ColumnElement[bool]:
    """One's own; organisers and managers also those of the branch."""
    if actor.may(Role.ADMIN):
        return sa.true()
    own = ClubOrder.ordered_by_id == actor.id
    if actor.may(Role.ORGANISER, Role.MANAGER):
        return sa.or_(own, ClubOrder.branch_id == actor.branch_id)
    return own
