"""Saved views: the filters of the client book under a name, one's own or shared with the branch."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from clients.finding.filters import Filters, filters_from
from clients.models import ClientView
from core.db import db
from core.errors import DomainError
from staff.models import Staff
from staff.scope import visible

MOST_VIEWS = 20
DEFAULT = "default"
"""Stands in `filters` of the view with which its owner's book opens; no field of the book has this name."""


def views_for(actor: Staff) -> Sequence[ClientView]:
    """One's own first, then what colleagues of the branch share."""
    own = sa.case((ClientView.staff_id == actor.id, 0), else_=1)
    return db.session.scalars(visible(actor, ClientView).order_by(own, ClientView.name, ClientView.id)).all()


def filters_of(view: ClientView) -> Filters:
    """What the view asks for; what no longer exists is left out."""
    return filters_from(view.filters)


def opens_with(actor: Staff, views: Sequence[ClientView]) -> ClientView | None:
    """The view with which the actor's book opens, if one was chosen."""
    return next((view for view in views if view.staff_id == actor.id and view.filters.get(DEFAULT)), None)


def save_view(actor: Staff, name: str, filters: Filters, *, shared: bool) -> ClientView:
    """Keep the filters under a name. Raises DomainError: view_empty, view_name_taken, views_many."""
    if not filters.arguments():
        raise DomainError("view_empty")
    check_name(actor, name)
    own = sa.select(sa.func.count()).select_from(ClientView).where(ClientView.staff_id == actor.id)
    if (db.session.scalar(own) or 0) >= MOST_VIEWS:
        raise DomainError("views_many", most=MOST_VIEWS)
    view = ClientView(
        staff_id=actor.id, branch_id=actor.branch_id, name=name, filters=filters.arguments(), shared=shared
    )
    db.session.add(view)
    db.session.flush()
    return view


def check_name(actor: Staff, name: str, but: ClientView | None = None) -> None:
    """Raises DomainError("view_name_taken") when another of one's own views is called so."""
    same = sa.select(ClientView.id).where(ClientView.staff_id == actor.id, ClientView.name == name)
    if but is not None:
        same = same.where(ClientView.id != but.id)
    if db.session.scalar(same.limit(1)) is not None:
        raise DomainError("view_name_taken")


def open_with(view: ClientView, wanted: bool) -> None:
    """Let its owner's book open with this view and no other, or with the whole book again."""
    others = sa.select(ClientView).where(ClientView.staff_id == view.staff_id)
    for one in db.session.scalars(others):
        one.filters = {name: value for name, value in one.filters.items() if name != DEFAULT}
    if wanted:
        view.filters = {**view.filters, DEFAULT: "yes"}
