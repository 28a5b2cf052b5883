"""Finding a client by name, reading, initials, number, e-mail, or the end of a telephone number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from clients.book.keys import Range, asked
from clients.models import Client, ClientDelegate, ClientKey
from core.db import db
from core.forms import digits
from staff.models import Role, Staff
from staff.scope import sees

MOST = 1000
"""So many clients are counted and paged through; whoever finds more types another word."""
_FEW = 500
_SPARE = 64
"""Read beyond what is wanted, since a client may stand in a range several times: wangwenjing, wenjing, wwj."""


def search_condition(text: str) -> sa.ColumnElement[bool]:
    """The condition for what somebody typed: part of a Chinese name, pinyin, initials, English, number, phone tail.

    For lists that are short already, such as an evening's guests; `find` answers the same from the whole book.
    """
    person = sa.func.coalesce(Client.merged_into_id, Client.id)  # who was invited as a duplicate answers to both names
    return sa.and_(sa.true(), *(_has(ranges, person) for ranges in asked(digits(text))))


def find_clients(actor: Staff, text: str, conditions: Sequence[sa.ColumnElement[bool]] = ()) -> sa.Select[Client]:
    """The clients `actor` may see that match `text` and all conditions, in the order of their names' readings."""
    query = sa.select(Client).where(sees(actor, Client), *conditions).order_by(Client.sort_key, Client.id)
    if not text.strip():
        return query
    found = (sa.select(ClientKey.client_id).where(_within(ClientKey, ranges)) for ranges in asked(digits(text)))
    return query.where(*(Client.id.in_(ids) for ids in found))


@dataclass(frozen=True)
class Found:
    """The ids of who matches, the best first, at most MOST of them; `more` says that there are more."""

    ids: list[int]
    more: bool


def search(actor: Staff, text: str, conditions: Sequence[sa.ColumnElement[bool]] = (), *, most: int = MOST) -> Found:
    """Those of the clients whom `actor` sees who match every word of `text` and all conditions.

    Tails of telephone numbers come first, then whoever's key comes first in the alphabet: with 王文 first 王文 herself,
    then 王文静. An empty text matches nobody.
    """
    words = asked(digits(text))
    if not words:
        return Found([], more=False)
    if actor.may(Role.ADMIN, Role.ORGANISER, Role.MANAGER):
        ids = _in_book(actor, words, conditions, most + 1)
    else:
        ids = _among_own(actor, words, conditions, most + 1)
    return Found(ids[:most], more=len(ids) > most)


def _in_book(
    actor: Staff, words: list[list[Range]], conditions: Sequence[sa.ColumnElement[bool]], most: int
) -> list[int]:
    """Along the index of keys, from the beginning of each range, as far as needed."""
    words = sorted(words, key=lambda ranges: -max(len(low.encode()) for low, _high in ranges))
    leading, others = words[0], words[1:]  # the longest word tells most and leads
    found: dict[int, None] = {}
    for one in leading:
        last = None
        while len(found) < most:
            limit = max(most - len(found), most // 2) + _SPARE
            rows = db.session.execute(_entries(actor, one, others, conditions, last).limit(limit)).all()
            found.update((row.client_id, None) for row in rows)
            if len(rows) < limit:
                break
            last = rows[-1]
    return [*found][:most]


def _entries(
    actor: Staff,
    one: Range,
    others: list[list[Range]],
    conditions: Sequence[sa.ColumnElement[bool]],
    last: sa.Row[str, int, int] | None,
) -> sa.Select[str, int, int]:
    """What stands in the range after the entry `last`, in the order of the index."""
    place = (ClientKey.key, ClientKey.branch_id, ClientKey.client_id)
    first = last.key if last else one[0]
    query = sa.select(*place).where(ClientKey.key >= first, ClientKey.key < one[1]).order_by(*place)
    if last:
        query = query.where(sa.tuple_(*place) > sa.tuple_(*last))
    by_branch = not actor.may(Role.ADMIN, Role.RM)
    if by_branch:
        query = query.where(ClientKey.branch_id == actor.branch_id)
    if conditions or not (by_branch or actor.may(Role.ADMIN)):
        # EXISTS, not a join: so the key's index leads and the search ends with the last entry that is wanted.
        client = sa.select(sa.literal(1)).where(Client.id == ClientKey.client_id, sees(actor, Client), *conditions)
        query = query.where(client.exists())
    # Otherwise the entry says enough: only who stands in the book has keys, and those say in which branch.
    return query.where(*(_first_key(ranges, ClientKey.client_id).is_not(None) for ranges in others))


def _first_key(ranges: list[Range], client_id: Any) -> sa.ScalarSelect[str]:
    """The client's first key in the ranges, by the primary key.

    A scalar subquery, since PostgreSQL turns an EXISTS into a join and may read the whole range of the index for it.
    """
    key = aliased(ClientKey)
    keys = sa.select(key.key).where(key.client_id == client_id, _within(key, ranges))
    return keys.order_by(key.key).limit(1).scalar_subquery()


def _among_own(
    actor: Staff, words: list[list[Range]], conditions: Sequence[sa.ColumnElement[bool]], most: int
) -> list[int]:
    """Some hundred clients: each one's keys are looked at by the primary key, and the rows of those who match.

    Where the words leave a handful in the whole book, it is quicker to ask who of them is one's own.
    """
    few = _few(words[0])
    own = (_own_ids(actor) if few is None else _own_among(actor, few)).subquery()
    firsts = [_first_key(ranges, own.c.id).label(f"first_{place}") for place, ranges in enumerate(words)]
    # By itself, since both databases would look for the keys once more wherever they are asked for.
    held = sa.select(own.c.id, *firsts).cte("held").prefix_with("MATERIALIZED")
    keys = [held.c[first.name] for first in firsts]
    query = sa.select(Client.id).join(held, held.c.id == Client.id).where(*(key.is_not(None) for key in keys))
    query = query.where(sees(actor, Client), *conditions)
    return [*db.session.scalars(query.order_by(keys[0], Client.sort_key, Client.id).limit(most))]


def _few(ranges: list[Range]) -> list[int] | None:
    """The clients of the whole book who have a key in the ranges, or None when they are many."""
    found: set[int] = set()
    for low, high in ranges:
        entries = sa.select(ClientKey.client_id).where(ClientKey.key >= low, ClientKey.key < high)
        ids = db.session.scalars(entries.order_by(ClientKey.key).limit(_FEW)).all()
        found.update(ids)
        if len(ids) == _FEW or len(found) >= _FEW:
            return None
    return [*found]


def narrowed(actor: Staff) -> sa.ColumnElement[bool]:
    """What leads the database to a relationship manager's clients by their indexes; true for all others.

    It stands beside the scope, which asks the same in a way that PostgreSQL answers by reading the whole book.
    """
    if actor.may(Role.ADMIN, Role.ORGANISER, Role.MANAGER):
        return sa.true()
    return Client.id.in_(_own_ids(actor))


def _own_ids(actor: Staff) -> sa.CompoundSelect[int]:
    """Of those whom a relationship manager looks after or stands in for."""
    own = sa.select(Client.id).where(Client.rm_id == actor.id)
    return own.union(sa.select(ClientDelegate.client_id).where(ClientDelegate.staff_id == actor.id))


def _own_among(actor: Staff, ids: list[int]) -> sa.Select[int]:
    """The same of these clients alone."""
    delegated = sa.select(ClientDelegate.client_id).where(ClientDelegate.staff_id == actor.id)
    return sa.select(Client.id).where(Client.id.in_(ids), sa.or_(Client.rm_id == actor.id, Client.id.in_(delegated)))


def _has(ranges: list[Range], client_id: sa.SQLColumnExpression[int] | None = None) -> sa.ColumnElement[bool]:
    """Whether the client has a key in one of the ranges."""
    key = aliased(ClientKey)
    owner = Client.id if client_id is None else client_id
    return sa.exists().where(key.client_id == owner, _within(key, ranges))


def _within(key: type[ClientKey], ranges: list[Range]) -> sa.ColumnElement[bool]:
    return sa.or_(*(sa.and_(key.key >= low, key.key < high) for low, high in ranges))
