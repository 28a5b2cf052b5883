"""Rules about webhooks: setting one up, trying it out, stopping it."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from api.happenings import Happening, delivery, forget_branches
from api.models import DeliveryState, Webhook, WebhookDelivery
from api.receivers import read_address
from api.signing import draw_secret
from api.tokens import may_make
from core.db import db, execute_dml
from core.errors import DomainError
from core.tokens import seal
from staff.models import Branch, Staff

MOST = 20
"""So many at once in a branch; each is told of everything that it asked for."""


def make_webhook(
    maker: Staff, branch: Branch, *, url: str, kinds: Collection[Happening], inside: Collection[str], now: datetime
) -> tuple[Webhook, str]:
    """A webhook and its secret, which is shown once.

    Raises DomainError: token_not_yours, webhook_address, webhook_inside, webhook_without_kinds, webhooks_most.
    """
    if not may_make(maker, branch.id):
        raise DomainError("token_not_yours")
    read_address(url, inside)
    if not kinds:
        raise DomainError("webhook_without_kinds")
    live = sa.select(sa.func.count()).select_from(Webhook)
    if (db.session.scalar(live.where(Webhook.branch_id == branch.id, Webhook.stopped_at.is_(None))) or 0) >= MOST:
        raise DomainError("webhooks_most", most=MOST)
    secret = draw_secret()
    hook = Webhook(
        branch_id=branch.id,
        url=url,
        kinds=sorted(kind.value for kind in kinds),
        sealed_secret=seal(secret),
        made_by_id=maker.id,
        made_at=now,
    )
    db.session.add(hook)
    db.session.flush()
    return hook, secret


def stop(hook: Webhook, *, now: datetime) -> None:
    """Tell it nothing more; what still waits is given up. Twice is once."""
    hook.stopped_at = hook.stopped_at or now
    waits = sa.and_(WebhookDelivery.webhook_id == hook.id, WebhookDelivery.state == DeliveryState.WAITING)
    execute_dml(sa.update(WebhookDelivery).where(waits).values(state=DeliveryState.GIVEN_UP, error="stopped"))
    forget_branches()


def try_out(hook: Webhook, *, now: datetime) -> WebhookDelivery:
    """A delivery that tells of nothing. Raises DomainError("webhook_stopped")."""
    if hook.stopped_at is not None:
        raise DomainError("webhook_stopped")
    row = WebhookDelivery(**delivery(hook.id, f"test:{secrets.token_hex(8)}", Happening.TEST, {}, now))
    db.session.add(row)
    db.session.flush()
    return row
