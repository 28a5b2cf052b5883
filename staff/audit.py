"""The audit log: every change is written by itself, and views, exports and sign-ins by one call."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import g, has_request_context
from flask_login import current_user
from sqlalchemy import event
from sqlalchemy.orm import Session

from core.db import Base, db, now, own_transaction
from staff.models import AuditEntry, Staff


def actor_id() -> int | None:
    """Who acts now: the signed-in member of staff, the one a job works for, or nobody (a client, the system)."""
    if has_request_context():
        return current_user.id if current_user and current_user.is_authenticated else None
    return db.session.info.get("actor_id")


def act_for(staff_id: int | None) -> None:
    """Outside a request (a job, the command line): whom the following changes are put down to."""
    db.session.info["actor_id"] = staff_id


def record(action: str, subject: str, subject_id: int | None = None, **details: Any) -> None:
    """Add a row to the session, for what is no change of a row: a sign-in, an export."""
    db.session.add(
        AuditEntry(
            staff_id=actor_id(),
            action=action,
            subject=subject,
            subject_id=subject_id,
            details=details,
            request_id=_request_id(),
        )
    )


def record_view(actor: Staff, subject: str, subject_id: int, *, action: str = "view") -> None:
    """Note that `actor` opened a personal page, or took a file ("export").

    A GET writes nothing, with this one exception: who looked must be known. The row goes in a transaction of its own,
    so the request's own session stays reading.
    """
    with own_transaction() as connection:
        connection.execute(
            sa.insert(AuditEntry).values(
                at=now(),
                staff_id=actor.id,
                action=action,
                subject=subject,
                subject_id=subject_id,
                details={},
                request_id=_request_id(),
            )
        )


def _request_id() -> str:
    return str(g.get("request_id", "")) if has_request_context() else ""


@event.listens_for(Session, "after_flush")
def _record_changes(session: Session, _context: Any) -> None:
    """Each row that is added, changed or deleted leaves an audit row in the same transaction."""
    rows = [
        *(_entry("add", row, {}) for row in session.new if _audited(row)),
        *(_entry("change", row, changes) for row in session.dirty if _audited(row) and (changes := _changes(row))),
        *(_entry("delete", row, {}) for row in session.deleted if _audited(row)),
    ]
    if rows:
        moment, who, request_id = now(), actor_id(), _request_id()
        session.connection().execute(
            sa.insert(AuditEntry), [row | {"at": moment, "staff_id": who, "request_id": request_id} for row in rows]
        )


def _audited(row: Any) -> bool:
    return isinstance(row, Base) and getattr(row, "__audited__", True)


def _entry(action: str, row: Any, changes: dict[str, Any]) -> dict[str, Any]:
    identity = sa.inspect(row).mapper.primary_key_from_instance(row)
    subject_id = identity[0] if identity and isinstance(identity[0], int) else None
    return {"action": action, "subject": row.__tablename__, "subject_id": subject_id, "details": changes}


def _changes(row: Any) -> dict[str, Any]:
    """The changed columns, with the new value where it can't be personal (a state, a number, a date, a switch)."""
    state = sa.inspect(row)
    changed: dict[str, Any] = {}
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        if history.has_changes():
            value = history.added[0] if history.added else None
            changed[column.key] = _harmless(value)
    return changed


def _harmless(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, (bool, int)) else "…"
