"""Finding a client by name, reading, initials, number or the end of a telephone number."""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlalchemy as sa

from clients.book.naming import folded, is_chinese
from clients.models import Client
from core.forms import digits
from staff.models import Staff
from staff.scope import sees


def search_condition(text: str) -> sa.ColumnElement[bool]:
    """The condition for what somebody typed: part of a Chinese name, pinyin, initials, English, number, phone tail."""
    text = digits(text)
    compact = folded(text).replace(" ", "")
    bare = re.sub(r"[-+()]", "", compact)  # 138-0000-1234, as our own pages write it, and +86 138…
    if bare.isdigit():
        tail = sa.and_(sa.literal(len(bare) >= 3), Client.phone.endswith(bare[-11:], autoescape=True))
        return sa.or_(tail, Client.search_text.contains(f"|{compact}", autoescape=True))
    if is_chinese(text):
        return Client.search_text.contains(compact, autoescape=True)
    words = [Client.search_text.contains(word, autoescape=True) for word in folded(text).split()]
    # Latin letters are read as pinyin or initials from their beginning; several words as parts of an English name.
    return sa.or_(Client.search_text.contains(f"|{compact}", autoescape=True), sa.and_(*words)) if words else sa.true()


def find_clients(actor: Staff, text: str, conditions: Sequence[sa.ColumnElement[bool]] = ()) -> sa.Select[Client]:
    """The clients `actor` may see that match `text` and all conditions, in the order of their names' readings."""
    query = sa.select(Client).where(sees(actor, Client), *conditions).order_by(Client.sort_key, Client.id)
    return query.where(search_condition(text)) if text.strip() else query
