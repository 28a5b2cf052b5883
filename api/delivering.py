"""Letting deliveries go: each is claimed by one worker, sent without a transaction open, tried again when it failed.

At least once: a delivery whose receiver said yes is marked so and never sent again; one whose worker died before is.
The key in `webhook-id` is the same each time, so that a receiver can tell.
"""

from __future__ import annotations

import json
import secrets
import threading
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app

from api.models import DeliveryState, Webhook, WebhookDelivery
from api.receivers import NotThere, post, read_address
from api.signing import sign
from core.config import Settings
from core.db import db, execute_dml, now
from core.errors import DomainError
from core.jobs import EVERY_MINUTE, Progress, job_kind
from core.logs import log
from core.tokens import unseal

LEASE = timedelta(minutes=5)
"""A worker that took a delivery so long ago is dead: one try takes well under a minute."""
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
"""After each failed try; ten tries in some three days, then it is given up."""
MOST_AT_ONCE = 200
FORGOTTEN = timedelta(days=30)
GONE = 410
"""By this answer a receiver says that it wants nothing more."""
_BUSY = threading.Lock()


def deliver_waiting() -> int:
    """Send what is due; returns how many arrived. A receiver that failed is left alone until the next minute."""
    if not _BUSY.acquire(blocking=False):
        return 0  # another thread of this process is at it
    arrived, tired = 0, set[int]()
    try:
        for delivery_id, webhook_id in _due(now()):
            if webhook_id in tired:
                continue
            state = deliver(delivery_id)
            arrived += state is DeliveryState.DELIVERED
            if state is not DeliveryState.DELIVERED:
                tired.add(webhook_id)
        return arrived
    finally:
        db.session.rollback()
        _BUSY.release()


def _due(moment: datetime) -> list[tuple[int, int]]:
    found = db.session.execute(
        sa.select(WebhookDelivery.id, WebhookDelivery.webhook_id)
        .where(WebhookDelivery.state == DeliveryState.WAITING, WebhookDelivery.due_at <= moment)
        .order_by(WebhookDelivery.due_at, WebhookDelivery.id)
        .limit(MOST_AT_ONCE)
    ).all()
    db.session.commit()
    return [(row.id, row.webhook_id) for row in found]


def deliver(delivery_id: int) -> DeliveryState | None:
    """Try once, now; None when another worker has it. Commits before it sends, and after."""
    lease, moment = secrets.token_hex(16), now()
    free = sa.or_(WebhookDelivery.lease.is_(None), WebhookDelivery.leased_at < moment - LEASE)
    waits = sa.and_(WebhookDelivery.id == delivery_id, WebhookDelivery.state == DeliveryState.WAITING, free)
    values = {"lease": lease, "leased_at": moment, "tries": WebhookDelivery.tries + 1}
    claimed = execute_dml(sa.update(WebhookDelivery).where(waits).values(**values))
    db.session.commit()
    if not claimed:
        return None
    delivery = db.session.get_one(WebhookDelivery, delivery_id, populate_existing=True)
    hook, tries = delivery.webhook, delivery.tries
    url, sealed, stopped = hook.url, hook.sealed_secret, hook.stopped_at is not None
    body = json.dumps(delivery.body, separators=(",", ":"), ensure_ascii=True).encode()
    db.session.commit()  # nothing is held open while the receiver thinks
    status, error = None, "stopped"
    if not stopped:
        status, error = _send(url, unseal(sealed), f"msg_{delivery_id}", body)
    return _settle(delivery_id, lease, tries, status, error)


def _send(url: str, secret: str, message_id: str, body: bytes) -> tuple[int | None, str]:
    """The answer's status, and a code for what went wrong."""
    settings: Settings = current_app.extensions["settings"]
    headers = sign(secret, message_id, now(), body) | {
        "Content-Type": "application/json",
        "User-Agent": "Yaji-Webhooks/1",
    }
    try:
        receiver = read_address(url, settings.webhook_hosts)
        status = post(receiver, body, headers, inside=settings.webhook_hosts)
    except (NotThere, DomainError) as failure:
        return None, str(failure)
    return status, "" if 200 <= status < 300 else "answered_no"


def _settle(delivery_id: int, lease: str, tries: int, status: int | None, error: str) -> DeliveryState:
    """Write down what became of a try."""
    moment = now()
    values: dict[str, object] = {"lease": None, "last_status": status, "error": error}
    if not error:
        state = DeliveryState.DELIVERED
        values["delivered_at"] = moment
    elif tries > len(PAUSES) or error == "stopped" or status == GONE:
        state = DeliveryState.GIVEN_UP
    else:
        state = DeliveryState.WAITING
        values["due_at"] = moment + PAUSES[tries - 1]
    ours = sa.and_(WebhookDelivery.id == delivery_id, WebhookDelivery.lease == lease)
    # A yes counts whoever holds the lease by now: it was said.
    which = WebhookDelivery.id == delivery_id if state is DeliveryState.DELIVERED else ours
    execute_dml(sa.update(WebhookDelivery).where(which).values(state=state, **values))
    if status == GONE:
        of = sa.select(WebhookDelivery.webhook_id).where(WebhookDelivery.id == delivery_id).scalar_subquery()
        execute_dml(sa.update(Webhook).where(Webhook.id == of).values(stopped_at=moment))
    db.session.commit()
    if error:
        log.warning("webhook_not_delivered", delivery=delivery_id, tries=tries, status=status, reason=error)
    return state


@job_kind("webhook_delivery")
def deliver_now(delivery_id: int, progress: Progress) -> None:
    """One delivery at once, as the button on the page asks for."""
    deliver(delivery_id)
    progress(1, 1)


def forget_old_deliveries() -> None:
    """What was settled a month ago is of use to nobody. The caller commits."""
    settled = WebhookDelivery.state != DeliveryState.WAITING
    execute_dml(sa.delete(WebhookDelivery).where(settled, WebhookDelivery.at < now() - FORGOTTEN))


EVERY_MINUTE.append(deliver_waiting)
