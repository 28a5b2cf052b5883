"""Pages of a list: so many rows after a place that only we read. New rows never shift what was read before."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from api.problems import invalid
from core.db import LARGEST_ID, db

USUAL, MOST = 50, 200


@dataclass(frozen=True)
class Page:
    """Rows, and where the next page begins (none: this was the last)."""

    rows: Sequence[Any]
    next: str | None


def place(cursor: str | None) -> int:
    """The id after which the page begins. Raises Problem("invalid") for what is no cursor of ours."""
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor.encode() + b"==").decode()
        number = int(text.removeprefix("after:"))
    except (ValueError, binascii.Error, UnicodeError):
        number = -1
    if not 0 <= number <= LARGEST_ID:
        raise invalid("after", _("Take it from `next` of the page before."))
    return number


def cursor(after: int) -> str:
    return base64.urlsafe_b64encode(f"after:{after}".encode()).decode().rstrip("=")


def page(query: sa.Select[Any], key: Any, asked: dict[str, Any]) -> Page:
    """One page of `query` in the order of `key`, an id. One query, whatever the page."""
    limit = asked.get("limit") or USUAL
    rows = db.session.scalars(query.where(key > place(asked.get("after"))).order_by(key).limit(limit + 1)).all()
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, cursor(getattr(rows[-1], key.key)) if more else None)
