"""Whether somebody without a letter is a client: a look into the branch's book that tells as little as can be."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, lazyload

from clients.book.keys import asked
from clients.book.naming import is_chinese
from clients.models import Client, ClientKey
from core.db import db
from core.errors import DomainError
from core.forms import digits
from events.models import Event
from staff.models import Staff

MOST_HITS = 5


def look_for(event: Event, text: str) -> Sequence[Client]:
    """At most five clients of the branch by name, reading, initials or phone tail.

    The door sees no client otherwise, so whoever shows a hit shows a form of address and a manager, nothing else.
    Raises DomainError("walk_in_search_short") below two Chinese characters, four letters or four digits.
    """
    text = digits(text)
    compact = text.replace(" ", "")
    words = asked(text)
    if len(compact) < (2 if is_chinese(compact) else 4) or not words:
        raise DomainError("walk_in_search_short")
    query = _in_book(event)
    for ranges in words:
        within = sa.or_(*(sa.and_(ClientKey.key >= low, ClientKey.key < high) for low, high in ranges))
        query = query.where(
            Client.id.in_(sa.select(ClientKey.client_id).where(ClientKey.branch_id == event.branch_id, within))
        )
    return db.session.scalars(query.order_by(Client.sort_key, Client.id).limit(MOST_HITS)).all()


def with_phone(event: Event, phone: str) -> Sequence[Client]:
    """Clients of the branch who have exactly this number, as `normalised_phone` writes it."""
    if not phone:
        return []
    query = _in_book(event).where(Client.phone_tail == phone[-4:], Client.phone == phone)
    return db.session.scalars(query.order_by(Client.id).limit(MOST_HITS)).all()


def in_book(event: Event, client_id: int) -> Client | None:
    """A client of the branch's book whom a search at this door has shown."""
    return db.session.scalar(_in_book(event).where(Client.id == client_id))


def _in_book(event: Event) -> sa.Select[Client]:
    manager = joinedload(Client.rm)
    return (
        sa.select(Client)
        .where(Client.branch_id == event.branch_id, Client.merged_into_id.is_(None))
        .options(manager.options(lazyload(Staff.roles), lazyload(Staff.branch)))
    )
