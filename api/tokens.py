"""Tokens: drawn at random, shown once, kept as a hash; each acts as a colleague without a password in one branch."""

from __future__ import annotations

import hmac
import re
import secrets
import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_security import hash_password
from sqlalchemy.orm import aliased, contains_eager

from api.models import ApiToken
from api.permissions import Permission, roles_for
from core.db import db, execute_dml, own_transaction
from core.errors import DomainError
from core.tokens import token_hash
from staff.models import Branch, Role, Staff
from staff.team import roles_named

PREFIX = "yaji_"
"""So that whoever finds one in a file knows what it is; core/logs.py masks what begins so."""
LONGEST = timedelta(days=366)
NOTED_EVERY = timedelta(minutes=1)
"""A token's last use is known to the minute, so that not every reading request writes."""
MAKERS = (Role.MANAGER, Role.ADMIN)
_FORM = re.compile(r"yaji_[0-9a-f]{48}")


def draw() -> str:
    """A new token, 192 random bits behind the prefix."""
    return PREFIX + secrets.token_hex(24)


def make_token(
    maker: Staff,
    branch: Branch,
    *,
    name: str,
    may: Collection[Permission],
    expires_at: datetime,
    now: datetime,
) -> tuple[ApiToken, str]:
    """A token for another system, and its text, which is nowhere kept.

    Raises DomainError: token_not_yours (a manager's are for the own branch), token_without_rights, or token_expiry
    (in the past, or more than a year ahead).
    """
    if not may_make(maker, branch.id):
        raise DomainError("token_not_yours")
    if not may:
        raise DomainError("token_without_rights")
    if not now < expires_at <= now + LONGEST:
        raise DomainError("token_expiry")
    text = draw()
    token = ApiToken(
        branch_id=branch.id,
        staff=_colleague(name, branch, may),
        name=name,
        token_hash=token_hash(text),
        may=sorted(one.value for one in may),
        made_by_id=maker.id,
        made_at=now,
        expires_at=expires_at,
    )
    db.session.add(token)
    db.session.flush()
    return token, text


def _colleague(name: str, branch: Branch, may: Collection[Permission]) -> Staff:
    return Staff(
        username=f"api-{secrets.token_hex(8)}",
        name=name,
        branch_id=branch.id,
        password=hash_password(secrets.token_urlsafe(48)),  # nobody knows it
        fs_uniquifier=uuid.uuid4().hex,
        is_device=True,
        roles=roles_named(roles_for(may)),
    )


def may_make(maker: Staff, branch_id: int) -> bool:
    """Whether `maker` may let systems into this branch."""
    return maker.may(Role.ADMIN) or (maker.may(Role.MANAGER) and maker.branch_id == branch_id)


def revoke(token: ApiToken, *, now: datetime) -> None:
    """From now on the token opens nothing. Twice is once."""
    token.revoked_at = token.revoked_at or now
    token.staff.active = False


def find(text: str, now: datetime) -> ApiToken | None:
    """The token if it is known, not revoked, not over, and whoever made it could still make it today.

    Which of these fails is told to nobody.
    """
    if not _FORM.fullmatch(text):
        return None
    maker, hashed = aliased(Staff), token_hash(text)
    query = (
        sa.select(ApiToken, maker)
        .join(ApiToken.staff)
        .join(maker, maker.id == ApiToken.made_by_id)
        .where(ApiToken.token_hash == hashed)
        .options(contains_eager(ApiToken.staff))
    )
    found = db.session.execute(query).one_or_none()
    if found is None or not hmac.compare_digest(found[0].token_hash, hashed):
        return None
    token: ApiToken = found[0]
    stands = token.revoked_at is None and now < token.expires_at and token.staff.active
    return token if stands and found[1].active and may_make(found[1], token.branch_id) else None


def note_use(token: ApiToken, now: datetime, *, reading: bool) -> None:
    """Write when the token was last used. A reading request writes it beside its own transaction."""
    if token.last_used_at is not None and now - token.last_used_at < NOTED_EVERY:
        return
    used = sa.update(ApiToken).where(ApiToken.id == token.id).values(last_used_at=now)
    if reading:
        with own_transaction() as connection:
            connection.execute(used)
    else:
        execute_dml(used)
