"""Which clients, and what of their history, each role sees."""

from __future__ import annotations

import sqlalchemy as sa

from clients.models import Client, ClientDelegate, ClientImport, HistoryEntry
from staff.models import Role, Staff
from staff.scope import scope, sees


@scope(Client)
def clients_of(actor: Staff) -> sa.ColumnElement[bool]:
    """RMs: their own and those delegated to them. Organisers and managers: the branch's. Door staff: none."""
    if actor.may(Role.ADMIN):
        return sa.true()
    conditions: list[sa.ColumnElement[bool]] = []
    if actor.may(Role.ORGANISER, Role.MANAGER):
        conditions.append(Client.branch_id == actor.branch_id)
    if actor.may(Role.RM):
        delegated = sa.select(ClientDelegate.client_id).where(ClientDelegate.staff_id == actor.id)
        conditions.append(sa.or_(Client.rm_id == actor.id, Client.id.in_(delegated)))
    return sa.or_(*conditions) if conditions else sa.false()


@scope(HistoryEntry)
def history_of(actor: Staff) -> sa.ColumnElement[bool]:
    return HistoryEntry.client_id.in_(sa.select(Client.id).where(sees(actor, Client)))


@scope(ClientImport)
def imports_of(actor: Staff) -> sa.ColumnElement[bool]:
    """A list belongs to whoever uploaded it."""
    return ClientImport.staff_id == actor.id
