"""The clients of a segment: how many, and a page of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from clients.models import Client
from core.db import db
from invitations.segments.conditions import conditions
from invitations.segments.rule import Rule
from staff.models import Staff
from staff.scope import sees

SAMPLE = 8


@dataclass(frozen=True)
class Found:
    """How many clients the rule selects, and some of them in the order of their names' readings."""

    number: int
    clients: Sequence[Client]


def members(actor: Staff, rule: Rule, today: date) -> sa.Select[Client]:
    """The clients whom `actor` may see and the rule selects, in the order of their names' readings."""
    asked = conditions(rule, today)
    return sa.select(Client).where(sees(actor, Client), *asked).order_by(Client.sort_key, Client.id)


def find(actor: Staff, rule: Rule, today: date, *, first: int = 0, most: int = SAMPLE) -> Found:
    """Count, and read `most` clients from the place `first` on: two queries through the indexes of segments, and one
    for the clients of the page."""
    number = count(actor, rule, today)
    ids = list(db.session.scalars(page_of(actor, rule, today, number, first=first, most=most))) if number else []
    rm = joinedload(Client.rm)
    query = sa.select(Client).where(Client.id.in_(ids)).options(rm.lazyload(Staff.roles), rm.lazyload(Staff.branch))
    by_id = {client.id: client for client in db.session.scalars(query)} if ids else {}
    return Found(number, [by_id[client_id] for client_id in ids])


FEW = 20_000


def page_of(
    actor: Staff, rule: Rule, today: date, number: int, *, first: int = 0, most: int = SAMPLE
) -> sa.Select[int]:
    """The ids of a page of the `number` that the rule selects.

    A few are sorted; of many it is quicker to go through the book in its order until the page is full. The planners
    can't know which it is, and guess wrong by seconds; an expression is an order that no index has.
    """
    order = Client.sort_key if number > FEW else Client.sort_key.concat("")
    return (
        sa.select(Client.id)
        .where(sees(actor, Client), *conditions(rule, today))
        .order_by(order, Client.id)
        .offset(first or None)
        .limit(most)
    )


def count(actor: Staff, rule: Rule, today: date) -> int:
    return counts(actor, [rule], today)[0]


def counts(actor: Staff, rules: Sequence[Rule], today: date) -> list[int]:
    """How many clients `actor` sees of each rule, in one query however many rules there are."""
    if not rules:
        return []
    seen = sees(actor, Client)
    columns = [
        sa.select(sa.func.count(Client.id))
        .where(seen, *conditions(rule, today))
        .scalar_subquery()
        .label(f"rule_{place}")
        for place, rule in enumerate(rules)
    ]
    return list(db.session.execute(sa.select(*columns)).one())
