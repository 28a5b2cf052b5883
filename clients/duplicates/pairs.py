"""The pairs that a sweep has found, and the merges of late, for whoever sees both clients of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload
from werkzeug.exceptions import NotFound

from clients.duplicates.likeness import LIKELY
from clients.models import Client, ClientMerge, DuplicatePair
from clients.scopes import clients_of
from core.db import db
from staff.models import Role, Staff
from staff.scope import scope

ORDER = (DuplicatePair.score.desc(), DuplicatePair.low_id, DuplicatePair.high_id)


@scope(DuplicatePair)
def pairs_of(actor: Staff) -> sa.ColumnElement[bool]:
    """Pairs of which the actor may decide: relationship managers of two own clients, others of two that they see."""
    return sa.and_(_decides_on(actor, DuplicatePair.low_id), _decides_on(actor, DuplicatePair.high_id))


@scope(ClientMerge)
def merges_of(actor: Staff) -> sa.ColumnElement[bool]:
    """Merges into a client of whom the actor may decide."""
    return _decides_on(actor, ClientMerge.kept_id)


def _decides_on(actor: Staff, client_id: Any) -> sa.ColumnElement[bool]:
    conditions = [Client.id == client_id, clients_of(actor)]
    if not actor.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN):
        conditions.append(Client.rm_id == actor.id)
    return sa.exists().where(*conditions)


def open_pairs(actor: Staff, *, likely: bool) -> sa.Select[DuplicatePair]:
    """The pairs that wait for a decision, the likeliest first; else those that only share a number or so."""
    asked = DuplicatePair.score >= LIKELY if likely else DuplicatePair.score < LIKELY
    both = (joinedload(DuplicatePair.low), joinedload(DuplicatePair.high))
    return (
        sa.select(DuplicatePair)
        .where(pairs_of(actor), asked, DuplicatePair.dismissed_at.is_(None))
        .options(*(one.joinedload(Client.rm).lazyload("*") for one in both))
        .order_by(*ORDER)
    )


def latest_merges(actor: Staff) -> sa.Select[ClientMerge]:
    """The merges that stand, the latest first."""
    return (
        sa.select(ClientMerge)
        .where(merges_of(actor), ClientMerge.undone_at.is_(None))
        .options(joinedload(ClientMerge.kept), joinedload(ClientMerge.gone))
        .order_by(ClientMerge.id.desc())
    )


def dismiss(actor: Staff, low_id: int, high_id: int, *, now: datetime) -> None:
    """The two are two people; they are not proposed again. Raises NotFound for a pair of others, or none."""
    query = sa.select(DuplicatePair).where(
        DuplicatePair.low_id == low_id, DuplicatePair.high_id == high_id, pairs_of(actor)
    )
    pair = db.session.scalar(query)
    if pair is None:
        raise NotFound
    pair.dismissed_at, pair.dismissed_by_id = now, actor.id


def kept_instead(actor: Staff, client_id: int) -> int | None:
    """The client into whom this one was merged, if the actor sees that one."""
    gone = aliased(Client)
    query = sa.select(Client.id).join(gone, gone.merged_into_id == Client.id)
    return db.session.scalar(query.where(gone.id == client_id, clients_of(actor)))
