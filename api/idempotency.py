"""A writing request that is sent again with its Idempotency-Key gets the first answer, and nothing is done twice.

The key's row is the first that the request writes, in the transaction that does the work. Of two that come at one
instant the database lets one through; the other waits at the row until the first is done, and then reads its answer.
Whatever breaks the work takes the row with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import g, request
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite

from api.delivering import forget_old_deliveries
from api.models import AnsweredRequest
from api.problems import Problem, invalid
from core.db import db, execute_dml, now
from core.errors import DomainError
from core.jobs import Progress, daily_job

HEADER = "Idempotency-Key"
LONGEST = 80
REMEMBERED = timedelta(days=1)

Answer = tuple[int, dict[str, Any]]


def once(do: Callable[[], Answer]) -> tuple[Answer, bool]:
    """Do it, or give the first answer to the same request again; and whether it is one given again.

    What a rule refused is remembered too: the work is undone to where it began, the key stays. The caller commits.
    Raises Problem: invalid for a key that can't be one, key_reused for another request under the same key.
    """
    key = _key()
    if key is None or g.api_token is None:
        return do(), False
    token_id, asked = g.api_token.id, _asked()
    if not _take(token_id, key, asked):
        return _first(token_id, key, asked), True
    try:
        with db.session.begin_nested():
            status, body = do()
    except DomainError as refusal:
        status, body = 409, {"refused": refusal.code, "detail": refusal.sentence}
    execute_dml(
        sa.update(AnsweredRequest)
        .where(AnsweredRequest.token_id == token_id, AnsweredRequest.key == key)
        .values(status=status, answer=body)
    )
    return (status, body), False


def _key() -> str | None:
    key = request.headers.get(HEADER)
    if key is not None and not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise invalid(HEADER, _("At most %(most)s characters.", most=LONGEST))
    return key


def _asked() -> str:
    parts = (request.method.encode(), request.path.encode(), request.get_data())
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


def _take(token_id: int, key: str, asked: str) -> bool:
    """Whether this request is the one that does the work."""
    dialect: Any = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
    taken = db.session.scalar(
        dialect.insert(AnsweredRequest)
        .values(token_id=token_id, key=key, asked=asked, status=0, answer={}, at=now())
        .on_conflict_do_nothing(index_elements=["token_id", "key"])
        .returning(AnsweredRequest.token_id)
    )
    return taken is not None


def _first(token_id: int, key: str, asked: str) -> Answer:
    row = db.session.get_one(AnsweredRequest, (token_id, key), populate_existing=True)
    if row.asked != asked:
        raise Problem("key_reused")
    return row.status, row.answer


@daily_job("forget_answered_requests")
def forget_answers(_day: int, progress: Progress) -> None:
    """Keys older than a day are free again; deliveries of webhooks that were settled a month ago go too."""
    forget_old_deliveries()
    execute_dml(sa.delete(AnsweredRequest).where(AnsweredRequest.at < now() - REMEMBERED))
    progress(1, 1)
