"""Which templates and stationery each role sees: the branch's own."""

from __future__ import annotations

import sqlalchemy as sa

from printing.models import EnvelopeStock, LetterTemplate, Stationery
from staff.models import Role, Staff
from staff.scope import scope


@scope(LetterTemplate)
def templates_of(actor: Staff) -> sa.ColumnElement[bool]:
    """A text names no client; every member of the branch but the door may read it."""
    if actor.may(Role.ADMIN):
        return sa.true()
    if actor.may(Role.ORGANISER, Role.RM, Role.MANAGER):
        return LetterTemplate.branch_id == actor.branch_id
    return sa.false()


@scope(Stationery)
def stationery_of(actor: Staff) -> sa.ColumnElement[bool]:
    return sa.true() if actor.may(Role.ADMIN) else Stationery.branch_id == actor.branch_id


@scope(EnvelopeStock)
def envelope_stock_of(actor: Staff) -> sa.ColumnElement[bool]:
    return sa.true() if actor.may(Role.ADMIN) else EnvelopeStock.branch_id == actor.branch_id
