"""Which clients, and what of their history, each role sees."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from clients.models import (
    Client,
    ClientDelegate,
    ClientImport,
    ClientView,
    Consent,
    ExtraField,
    HistoryEntry,
)
from staff.models import Role, Staff
from staff.scope import scope

# Made once: to make an alias of so wide a table costs more than most queries.
_KEPT, _MINE = aliased(Client), aliased(Client)


@scope(Client)
def clients_of(actor: Staff) -> sa.ColumnElement[bool]:
    """Those cared for who are still in the book: a duplicate that was merged into another stands there no more."""
    return sa.and_(_looked_after(actor, Client), Client.merged_into_id.is_(None))


def cared_for(actor: Staff) -> sa.ColumnElement[bool]:
    """Those of the book and the duplicates merged into them, whose histories, letters and answers stay to be seen.

    Who looks after a duplicate is who looks after the client it was merged into.
    """
    into = sa.select(_KEPT.id).where(_looked_after(actor, _KEPT), _KEPT.merged_into_id.is_(None)).correlate(None)
    return sa.or_(clients_of(actor), Client.merged_into_id.in_(into))


def _looked_after(actor: Staff, client: type[Client]) -> sa.ColumnElement[bool]:
    """RMs: their own and those delegated to them. Organisers and managers: the branch's. Door staff: none."""
    if actor.may(Role.ADMIN):
        return sa.true()
    conditions: list[sa.ColumnElement[bool]] = []
    if actor.may(Role.ORGANISER, Role.MANAGER):
        conditions.append(client.branch_id == actor.branch_id)
    if actor.may(Role.RM):
        # Both looked up by their indexes; "own or delegated" would read the whole book on PostgreSQL.
        own = sa.select(_MINE.id).where(_MINE.rm_id == actor.id).correlate(None)
        delegated = sa.select(ClientDelegate.client_id).where(ClientDelegate.staff_id == actor.id)
        conditions.append(client.id.in_(sa.union_all(own, delegated)))
    return sa.or_(*conditions) if conditions else sa.false()


@scope(HistoryEntry)
def history_of(actor: Staff) -> sa.ColumnElement[bool]:
    return HistoryEntry.client_id.in_(sa.select(Client.id).where(cared_for(actor)))


@scope(ClientImport)
def imports_of(actor: Staff) -> sa.ColumnElement[bool]:
    """A list belongs to whoever uploaded it."""
    return ClientImport.staff_id == actor.id


@scope(Consent)
def consents_of(actor: Staff) -> sa.ColumnElement[bool]:
    return Consent.client_id.in_(sa.select(Client.id).where(cared_for(actor)))


@scope(ClientView)
def views_of(actor: Staff) -> sa.ColumnElement[bool]:
    """One's own, and what colleagues of the branch share."""
    return sa.or_(
        ClientView.staff_id == actor.id,
        sa.and_(ClientView.shared.is_(True), ClientView.branch_id == actor.branch_id),
    )


@scope(ExtraField)
def extra_fields_of(actor: Staff) -> sa.ColumnElement[bool]:
    """Whoever works with the client book knows its fields; the administrator those of every branch."""
    return sa.true() if actor.may(Role.ADMIN) else ExtraField.branch_id == actor.branch_id
