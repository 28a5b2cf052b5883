"""Who looks after a client: the relationship manager who owns it, and colleagues who stand in."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from clients.models import Client, ClientDelegate
from core.db import db
from core.errors import DomainError
from staff.models import Role, Staff, StaffRole


def may_name_owner(actor: Staff) -> bool:
    """Whether `actor` decides whose client somebody is; relationship managers take care of their own only."""
    return actor.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN)


def possible_owners(actor: Staff) -> Sequence[Staff]:
    """The relationship managers to whom `actor` may give a client: of the own branch, for administrators of all."""
    if not may_name_owner(actor):
        return [actor]
    return db.session.scalars(_managers(actor)).all()


def _managers(actor: Staff) -> sa.Select[Staff]:
    query = sa.select(Staff).where(
        Staff.active.is_(True), Staff.is_device.is_(False), Staff.roles.any(StaffRole.name == Role.RM.value)
    )
    if not actor.may(Role.ADMIN):
        query = query.where(Staff.branch_id == actor.branch_id)
    return query.order_by(Staff.name, Staff.id).options(lazyload(Staff.roles), lazyload(Staff.branch))


def may_read_confidences(actor: Staff) -> bool:
    """Whether what must not be mentioned to a client is for `actor`: for those who talk with the client."""
    return actor.may(Role.RM, Role.MANAGER)


def may_delegate(actor: Staff, client: Client) -> bool:
    """The owner and the branch manager decide who stands in; a stand-in passes the client on to nobody."""
    return client.rm_id == actor.id or (actor.may(Role.MANAGER) and client.branch_id == actor.branch_id)


def delegates_of(client: Client) -> Sequence[Staff]:
    """The colleagues who stand in for the owner."""
    standing_in = sa.select(ClientDelegate.staff_id).where(ClientDelegate.client_id == client.id)
    return db.session.scalars(sa.select(Staff).where(Staff.id.in_(standing_in)).order_by(Staff.name)).all()


def possible_delegates(client: Client) -> Sequence[Staff]:
    """The relationship managers of the client's branch who neither own the client nor stand in yet."""
    standing_in = sa.select(ClientDelegate.staff_id).where(ClientDelegate.client_id == client.id)
    query = sa.select(Staff).where(
        Staff.active.is_(True),
        Staff.is_device.is_(False),
        Staff.branch_id == client.branch_id,
        Staff.roles.any(StaffRole.name == Role.RM.value),
        Staff.id != client.rm_id,
        Staff.id.not_in(standing_in),
    )
    return db.session.scalars(query.order_by(Staff.name, Staff.id)).all()


def delegate(client: Client, staff: Staff) -> None:
    """Let a colleague see and care for the client too. Twice does no harm.

    Raises DomainError("delegate_own") for the owner.
    """
    if staff.id == client.rm_id:
        raise DomainError("delegate_own")
    if db.session.get(ClientDelegate, (client.id, staff.id)) is None:
        db.session.add(ClientDelegate(client_id=client.id, staff_id=staff.id))


def take_back(client: Client, staff_id: int) -> None:
    """End somebody's standing in; who does not stand in is no error."""
    row = db.session.get(ClientDelegate, (client.id, staff_id))
    if row is not None:
        db.session.delete(row)
