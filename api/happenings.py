"""What webhooks are told of, and how this room learns of it: by the rows themselves, as the audit log does.

The rooms to the left know nothing of webhooks. Before a transaction commits, the rows that it wrote are looked at;
where the branch has a webhook for it, a delivery is written in the same transaction: both stand, or neither.
"""

from __future__ import annotations

import enum
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import current_app, has_app_context
from sqlalchemy import event as events
from sqlalchemy.orm import Session

from api.models import Webhook, WebhookDelivery
from attendance.models import ADMITTING, Act, Scan, Verdict
from core.db import db, now
from events.models import Event, EventStatus
from invitations.models import Invitation, Reply


class Happening(enum.Enum):
    """What a webhook may be told of; the codes stand in `webhook.kinds`."""

    EVENT_CHANGED = "event.changed"
    EVENT_CANCELLED = "event.cancelled"
    EVENT_CLOSED = "event.closed"
    INVITATION_MADE = "invitation.made"
    INVITATION_REVOKED = "invitation.revoked"
    REPLY_CHANGED = "reply.changed"
    GUEST_ARRIVED = "guest.arrived"
    GUEST_LEFT = "guest.left"
    GUEST_TAKEN_BACK = "guest.taken_back"
    TEST = "test"  # by the button on the page, never by itself


@dataclass
class Seen:
    """Rows of one transaction that a webhook may want to hear of."""

    rows: dict[tuple[Happening, int], Any] = field(default_factory=dict)


_SEEN = "api_happenings"
_FRESH_SECONDS = 30.0
"""So long a process believes that there are no webhooks; one that is set up elsewhere is told from then on."""
_TOLD_TO_ALL = ("starts_at", "ends_at", "reply_by", "title", "title_en", "venue", "venue_en", "address", "capacity")


@events.listens_for(Session, "after_flush")
def _look(session: Session, _context: Any) -> None:
    """Note what this flush wrote; no query, and nothing at all where there are no webhooks."""
    if not has_app_context() or session is not db.session():
        return
    for row in session.new:
        if isinstance(row, Webhook):
            forget_branches()
        elif (kind := _of_new(row)) is not None:
            _note(session, kind, row)
    for row in session.dirty:
        if isinstance(row, (Event, Invitation)):
            for kind in _of_changed(row):
                _note(session, kind, row)


def _of_new(row: Any) -> Happening | None:
    if isinstance(row, Reply):
        return Happening.REPLY_CHANGED
    if isinstance(row, Invitation):
        return Happening.INVITATION_MADE
    if isinstance(row, Scan):
        if row.act is Act.UNDO:
            return Happening.GUEST_TAKEN_BACK
        if row.act is Act.LEAVE and row.verdict is Verdict.LEFT:
            return Happening.GUEST_LEFT
        return Happening.GUEST_ARRIVED if row.verdict in ADMITTING and row.invitation_id else None
    return None


def _of_changed(row: Event | Invitation) -> Iterable[Happening]:
    changed: Any = sa.inspect(row, raiseerr=True).attrs  # type: ignore[attr-defined]
    if isinstance(row, Invitation):
        if changed["revoked_at"].history.added and row.revoked_at is not None:
            yield Happening.INVITATION_REVOKED
        return
    if changed["status"].history.added:
        ends = {EventStatus.CLOSED: Happening.EVENT_CLOSED, EventStatus.CANCELLED: Happening.EVENT_CANCELLED}
        if row.status in ends:
            yield ends[row.status]
    if any(changed[name].history.has_changes() for name in _TOLD_TO_ALL):
        yield Happening.EVENT_CHANGED


def _note(session: Session, kind: Happening, row: Any) -> None:
    seen: Seen = session.info.setdefault(_SEEN, Seen())
    seen.rows[kind, row.id] = row


@events.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _before: Any) -> None:
    """What was rolled back has not happened; of a savepoint, what stands is seen when it is looked at."""
    if not session.in_transaction():
        session.info.pop(_SEEN, None)


@events.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    """Write the deliveries of what happened, where somebody wants to be told."""
    if session.in_nested_transaction() or not has_app_context() or session is not db.session():
        return
    session.flush()
    seen: Seen | None = session.info.pop(_SEEN, None)
    if seen is None or not _branches_with_webhooks(session):
        return
    standing = {key: row for key, row in seen.rows.items() if _stands(key[0], row)}
    if standing:
        tell(session, standing)


def _stands(kind: Happening, row: Any) -> bool:
    """Whether it was not undone by a savepoint that went back."""
    if not sa.inspect(row).persistent:
        return False
    if kind is Happening.INVITATION_REVOKED:
        return row.revoked_at is not None
    if kind is Happening.EVENT_CLOSED:
        return bool(row.status is EventStatus.CLOSED)
    return not (kind is Happening.EVENT_CANCELLED and row.status is not EventStatus.CANCELLED)


def tell(session: Session, happened: dict[tuple[Happening, int], Any]) -> None:
    """A delivery to each webhook that wants to be told of it. Two queries and one insert, however much happened."""
    event_of = _events(session, happened)
    branch_of = {row.id: row.branch_id for row in session.execute(_branches(event_of.values()))}
    hooks = defaultdict(list)
    for hook in session.execute(_live(set(branch_of.values()))):
        hooks[hook.branch_id].append(hook)
    moment, rows = now(), []
    for (kind, row_id), row in happened.items():
        event_id = event_of[kind, row_id]
        ids = _ids(row, event_id)
        once = f"{kind.value}:{row_id}" if kind in _ONCE else f"{kind.value}:{row_id}:{moment.timestamp():.6f}"
        for hook in hooks[branch_of.get(event_id, 0)]:
            if kind.value in hook.kinds:
                rows.append(delivery(hook.id, once, kind, ids, moment))
    if rows:
        session.connection().execute(sa.insert(WebhookDelivery), rows)


_ONCE = {
    Happening.INVITATION_MADE,
    Happening.REPLY_CHANGED,
    Happening.GUEST_ARRIVED,
    Happening.GUEST_LEFT,
    Happening.GUEST_TAKEN_BACK,
}
"""What has a row of its own in a ledger, by which it is known."""


def delivery(hook_id: int, key: str, kind: Happening, ids: dict[str, int], moment: Any) -> dict[str, Any]:
    """The row of one delivery: due at once."""
    return {
        "webhook_id": hook_id,
        "key": key,
        "kind": kind.value,
        "body": {"type": kind.value, "timestamp": moment.isoformat().replace("+00:00", "Z"), "data": ids},
        "at": moment,
        "due_at": moment,
    }


def _ids(row: Any, event_id: int) -> dict[str, int]:
    """All that a webhook is told: which rows. Who they are is read with a token, by whoever may."""
    ids = {"event_id": event_id}
    if isinstance(row, Invitation):
        ids["invitation_id"] = row.id
    elif isinstance(row, (Reply, Scan)):
        ids["invitation_id"] = int(row.invitation_id or 0)
        ids["reply_id" if isinstance(row, Reply) else "check_in_id"] = row.id
    return ids


def _events(session: Session, happened: dict[tuple[Happening, int], Any]) -> dict[tuple[Happening, int], int]:
    """The event that each row belongs to; one query for all answers together."""
    answered = {row.invitation_id for row in happened.values() if isinstance(row, Reply)}
    query = sa.select(Invitation.id, Invitation.event_id).where(Invitation.id.in_(answered))
    of_invitation = {row.id: row.event_id for row in session.execute(query)} if answered else {}
    return {
        key: row.id
        if isinstance(row, Event)
        else of_invitation[row.invitation_id]
        if isinstance(row, Reply)
        else row.event_id
        for key, row in happened.items()
    }


def _branches(event_ids: Iterable[int]) -> sa.Select[int, int]:
    return sa.select(Event.id, Event.branch_id).where(Event.id.in_(set(event_ids)))


def _live(branches: set[int]) -> sa.Select[int, int, list[str]]:
    columns = (Webhook.id, Webhook.branch_id, Webhook.kinds)
    return sa.select(*columns).where(Webhook.branch_id.in_(branches), Webhook.stopped_at.is_(None))


def _branches_with_webhooks(session: Session) -> bool:
    """Whether any branch has one, as this process knows; asked again after a while, so that doors do not pay for it."""
    known: tuple[float, bool] | None = current_app.extensions.get(_SEEN)
    if known is None or time.monotonic() - known[0] > _FRESH_SECONDS:
        live = sa.select(Webhook.id).where(Webhook.stopped_at.is_(None)).limit(1)
        known = time.monotonic(), session.execute(live).first() is not None
        current_app.extensions[_SEEN] = known
    return known[1]


def forget_branches() -> None:
    """Ask anew whether there are webhooks: one was set up or stopped here."""
    current_app.extensions.pop(_SEEN, None)
