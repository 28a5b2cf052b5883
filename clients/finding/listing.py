"""The client book as a list: a page of it, in the order that was asked for, and a count that stops in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload, selectinload

from clients.finding.filters import Filters, Sort, filters_from
from clients.finding.search import MOST, Found, find_clients, narrowed, search
from clients.models import Client
from core.db import db
from staff.models import Staff
from staff.scope import sees

__all__ = ["PER_PAGE", "BookPage", "clients_by_id", "filters_from", "listed", "matching"]

PER_PAGE = 50


def listed(actor: Staff, filters: Filters, today: date) -> sa.Select[Client]:
    """All clients whom `actor` may see and asks for, without an end, for whoever takes them out as a file."""
    return find_clients(actor, filters.text, filters.conditions(actor, today))


def matching(actor: Staff, filters: Filters, today: date, *, most: int = MOST) -> Found:
    """The ids of all whom `actor` may see and asks for, at most `most`, in their order."""
    conditions = filters.conditions(actor, today)
    if filters.text:
        found = search(actor, filters.text, conditions, most=most)
        if filters.sort is None or not found.ids:
            return found
        query = sa.select(Client.id).where(Client.id.in_(found.ids)).order_by(*_order(filters.sort, today))
        return Found([*db.session.scalars(query)], found.more)
    query = sa.select(Client.id).where(narrowed(actor), sees(actor, Client), *conditions)
    ids = [*db.session.scalars(query.order_by(*_order(filters.sort, today)).limit(most + 1))]
    return Found(ids[:most], more=len(ids) > most)


def _order(sort: Sort | None, today: date) -> tuple[Any, ...]:
    match sort:
        case Sort.CONTACT:
            return Client.last_contact_on.asc().nulls_first(), Client.sort_key, Client.id
        case Sort.BIRTHDAY:
            gone = sa.case((Client.birthday == "", 2), (Client.birthday < today.isoformat()[5:], 1), else_=0)
            return gone, Client.birthday, Client.sort_key, Client.id
        case Sort.NEWEST:
            return (Client.id.desc(),)
        case _:
            return Client.sort_key, Client.id


class BookPage(Pagination):
    """A page of the book. At most MOST clients are counted and paged through; `more` says that there are more."""

    more = False

    def _query_items(self) -> list[Any]:
        found = self._found()
        start = self._query_offset
        return clients_by_id(self._query_args["actor"], found.ids[start : start + self.per_page])

    def _query_count(self) -> int:
        found = self._found()
        self.more = found.more
        return len(found.ids)

    def _found(self) -> Found:
        found: Found = self._query_args["found"]
        return found


def clients_by_id(actor: Staff, ids: Sequence[int]) -> list[Client]:
    """These clients as far as `actor` sees them, in this order, with what a line of the list shows."""
    rm = joinedload(Client.rm)
    query = (
        sa.select(Client)
        .where(Client.id.in_(ids), sees(actor, Client))
        .options(rm.lazyload(Staff.roles), rm.lazyload(Staff.branch), selectinload(Client.holds))
    )
    rows = {client.id: client for client in db.session.scalars(query)}
    return [rows[one] for one in ids if one in rows]
