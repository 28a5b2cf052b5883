"""Finding a client by name, reading, initials, number, e-mail, or the end of a telephone number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    return query.where(search_condition(text)) if text.strip() else query


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
    words = sorted(words, key=lambda ranges: -len(ranges[-1][0].encode()))  # the longest word tells most and leads
    leading, others = words[0], words[1:]
    found: dict[int, None] = {}
    for one in leading:
        read = 0
        while len(found) < most:
            limit = most - len(found) + _SPARE
            rows = _entries(actor, one, others, conditions, limit=limit, offset=read)
            found.update((row.client_id, None) for row in rows)
            read += len(rows)
            if len(rows) < limit:
                break
    return [*found][:most]


def _entries(
    actor: Staff,
    one: Range,
    others: list[list[Range]],
    conditions: Sequence[sa.ColumnElement[bool]],
    *,
    limit: int,
    offset: int,
) -> Sequence[sa.Row[int, str]]:
    query = sa.select(ClientKey.client_id, ClientKey.key).where(ClientKey.key >= one[0], ClientKey.key < one[1])
    if not actor.may(Role.ADMIN) and not actor.may(Role.RM):
        query = query.where(ClientKey.branch_id == actor.branch_id)
    # EXISTS, not a join: so the key's index leads and the search ends with the last entry that is wanted.
    client = sa.select(sa.literal(1)).where(Client.id == ClientKey.client_id, sees(actor, Client), *conditions)
    query = query.where(client.exists(), *(_has(ranges, ClientKey.client_id) for ranges in others))
    return db.session.execute(
        query.order_by(ClientKey.key, ClientKey.branch_id, ClientKey.client_id).limit(limit).offset(offset)
    ).all()


def _among_own(
    actor: Staff, words: list[list[Range]], conditions: Sequence[sa.ColumnElement[bool]], most: int
) -> list[int]:
    """Some hundred clients: each one's keys are looked at by the primary key."""
    # Scalar subqueries, since PostgreSQL turns an EXISTS into a join and reads the whole range of the index for it.
    firsts = [
        sa.select(sa.func.min(ClientKey.key))
        .where(ClientKey.client_id == Client.id, _within(ClientKey, ranges))
        .scalar_subquery()
        .label(f"first_{place}")
        for place, ranges in enumerate(words)
    ]
    own = sa.select(Client.id, Client.sort_key, *firsts).where(narrowed(actor), sees(actor, Client), *conditions)
    rows = own.subquery()
    keys = [rows.c[first.name] for first in firsts]
    query = sa.select(rows.c.id).where(*(key.is_not(None) for key in keys))
    return [*db.session.scalars(query.order_by(keys[0], rows.c.sort_key, rows.c.id).limit(most))]


def narrowed(actor: Staff) -> sa.ColumnElement[bool]:
    """What leads the database to a relationship manager's clients by their indexes; true for all others.

    It stands beside the scope, which asks the same in a way that PostgreSQL answers by reading the whole book.
    """
    if actor.may(Role.ADMIN, Role.ORGANISER, Role.MANAGER):
        return sa.true()
    own = sa.select(Client.id).where(Client.rm_id == actor.id)
    return Client.id.in_(own.union(sa.select(ClientDelegate.client_id).where(ClientDelegate.staff_id == actor.id)))


def _has(ranges: list[Range], client_id: sa.SQLColumnExpression[int] | None = None) -> sa.ColumnElement[bool]:
    """Whether the client has a key in one of the ranges."""
    key = aliased(ClientKey)
    owner = Client.id if client_id is None else client_id
    return sa.exists().where(key.client_id == owner, _within(key, ranges))


def _within(key: type[ClientKey], ranges: list[Range]) -> sa.ColumnElement[bool]:
    return sa.or_(*(sa.and_(key.key >= low, key.key < high) for low, high in ranges))
