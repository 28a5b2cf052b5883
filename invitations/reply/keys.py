"""What a guest's form carries instead of a session, since WeChat's browser may keep no cookies.

The key says that the form is ours, the pass that its sender has just proved to be who was invited, and the mark tells
a form that is sent twice from one that is filled in anew.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from invitations.models import Invitation

PASS_LASTS = timedelta(minutes=30)
"""As long as somebody may take over the questions that follow an answer; a link is forwarded later than that."""


def form_key(token_hash: str, secret: str, day: datetime) -> str:
    """The key that today's page of this invitation carries."""
    return _sign(secret, f"reply:{token_hash}:{day:%Y-%m-%d}", 32)


def key_is_good(key: str, token_hash: str, secret: str, now: datetime) -> bool:
    """Whether the key is of this invitation and from today or yesterday."""
    days = (now, now - timedelta(days=1))
    return any(hmac.compare_digest(key.encode(), form_key(token_hash, secret, day).encode()) for day in days)


def new_pass(token_hash: str, secret: str, now: datetime) -> str:
    """What the address carries on after the telephone's last digits were right."""
    until = f"{int((now + PASS_LASTS).timestamp()):x}"
    return f"{until}.{_sign(secret, f'pass:{token_hash}:{until}', 20)}"


def pass_is_good(text: str, token_hash: str, secret: str, now: datetime) -> bool:
    """Whether the pass is of this invitation and not over."""
    until, _dot, signed = text.partition(".")
    if not hmac.compare_digest(signed.encode(), _sign(secret, f"pass:{token_hash}:{until}", 20).encode()):
        return False
    return now.timestamp() <= int(until, 16)


def has_just_answered(invitation: Invitation, now: datetime) -> bool:
    """Whether the client's own answer is so fresh that whoever holds the page is the one who gave it."""
    return invitation.own_word and invitation.replied_at is not None and now - invitation.replied_at <= PASS_LASTS


def new_mark() -> str:
    """A page's own mark: whatever is sent from it carries it."""
    return secrets.token_hex(6)


def once_of(mark: str, fields: Iterable[tuple[str, str]]) -> str | None:
    """What tells a form that is sent twice: the same page with the same words. None without a mark."""
    if not mark:
        return None
    text = "\x1f".join(f"{name}={value}" for name, value in sorted(fields))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _sign(secret: str, text: str, length: int) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()[:length]
