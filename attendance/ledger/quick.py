"""The usual case of a scan in two ways to the database: one that reads all that matters, one that writes all of it.

A guest of this evening of whose party nobody is in, scanned by somebody who is signed in at its door: nine scans of
ten. Whatever else it is, this answers None, has written nothing, and `check_in` decides. The verdict, the party and
the rows come from the same rules; tests/attendance/test_ledger_quick.py compares both ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from attendance.ledger.checking_in import read_scanned
from attendance.ledger.party import Person, expected, in_order
from attendance.ledger.quick_sql import READ, WRITE
from attendance.ledger.verdicts import Letter, attention, verdict_of
from attendance.ledger.writing_together import write_together
from attendance.models import ADMITTING, Method, Verdict
from events.models import DOOR_CLOSES, DOOR_OPENS, EventStatus
from invitations.codes.tokens import CODE_LENGTH, TOKEN_LENGTH, code_hash, token_hash
from invitations.models import MemberKind, ReplyState
from staff.models import Role


@dataclass(frozen=True)
class Visitor:
    """Who asks, as the signed cookie says; the database is asked whether it is still so."""

    uniquifier: str
    secret_hash: str
    idle: bool
    """Longer without a click than a person's session lasts; a device at the door may be."""
    roles: tuple[Role, ...]
    """Of which one is needed."""
    begun_after: datetime
    """A person's session that began earlier is over."""


@dataclass(frozen=True)
class Scanned:
    """What the door sent."""

    event_id: int
    code: str
    scan_id: str
    method: Method
    gate: str | None
    """The entrance chosen in this browser; None: that of the device."""
    request_id: str


class _Member(NamedTuple):
    kind: MemberKind
    place: int
    name: str
    client_id: int | None


@dataclass(frozen=True)
class QuickAnswer:
    """Who was let in."""

    verdict: Verdict
    row: Any
    """All that was read of the guest: columns named as in quick_sql.READ."""
    party: Sequence[Person]
    tables: Sequence[Sequence[Any]]


def check_in_quickly(engine: sa.Engine, visitor: Visitor, scanned: Scanned, now: datetime) -> QuickAnswer | None:
    """Let the whole party in; None, and nothing written, when anything is not as usual or the database falters."""
    hashed = _hash(scanned.code)
    if hashed is None:
        return None
    try:
        with engine.connect() as connection:
            row = connection.execute(READ[engine.dialect.name], _asked(visitor, scanned, hashed)).one_or_none()
            if row is None or not _usual(row, visitor, now):
                return None
            verdict = verdict_of(_letter(row), scanned.event_id)
            if verdict not in ADMITTING:
                return None
            members = [_Member(MemberKind(kind), *rest) for kind, *rest in sorted(row.members, key=lambda one: one[1])]
            party = expected(row.client_id, row.delegate_name, members, sorted(row.joint))
            if not _write(connection, _values(scanned, row, verdict, party, now)):
                return None
    except (OperationalError, InterfaceError, IntegrityError):  # a lost connection, the same id at one instant
        return None
    return QuickAnswer(verdict, row, party, row.tables)


def _hash(code: str) -> tuple[str, str] | None:
    """The column to look in, and what to look for."""
    bare = read_scanned(code)
    if len(bare) == TOKEN_LENGTH:
        return "token", token_hash(bare)
    return ("code", code_hash(bare)) if len(bare) == CODE_LENGTH else None


def _asked(visitor: Visitor, scanned: Scanned, hashed: tuple[str, str]) -> dict[str, Any]:
    column, value = hashed
    return {
        "secret_hash": visitor.secret_hash,
        "uniquifier": visitor.uniquifier,
        "event_id": scanned.event_id,
        "token_hash": value if column == "token" else None,
        "code_hash": value if column == "code" else None,
    }


def _usual(row: Any, visitor: Visitor, now: datetime) -> bool:
    """Whether the visitor may, at this door, at this hour, and nobody of the party is in. Never more than the scopes of
    staff and events allow; where they allow more, the usual way says so."""
    roles = set(row.roles)
    if row.lasts_until is None:
        signed_in = not visitor.idle and row.began > visitor.begun_after
    else:
        signed_in = row.lasts_until > now
    if not signed_in or not roles & {role.value for role in visitor.roles} or row.branch_id != row.staff_branch_id:
        return False
    if row.is_device and not (row.device_event_id == row.event_id and row.device_expires_at > now):
        return False
    tonight = row.starts_at - DOOR_OPENS <= now <= row.ends_at + DOOR_CLOSES
    return tonight and row.status == EventStatus.INVITING.value and row.present is None


def _letter(row: Any) -> Letter:
    reply = ReplyState(row.reply)
    unagreed = reply is ReplyState.DELEGATED and row.delegate_agreed_at is None
    return Letter(
        row.invited_to,
        reply,
        row.revoked_at is not None,
        attention(row.door_note, greeted=bool(row.greeted), unagreed=unagreed),
    )


def _values(scanned: Scanned, row: Any, verdict: Verdict, party: Sequence[Person], now: datetime) -> dict[str, Any]:
    gate = row.device_gate if scanned.gate is None and row.is_device else scanned.gate
    keys = in_order(person.key for person in party)
    return {
        "invitation_id": row.invitation_id,
        "event_id": scanned.event_id,
        "reply": row.reply,
        "scan_id": scanned.scan_id,
        "at": now,
        "staff_id": row.staff_id,
        "method": scanned.method.value,
        "verdict": verdict.value,
        "gate": gate if gate and gate in (row.gates or ()) else "",
        "persons": keys,
        "heads": len(keys),
        "request_id": scanned.request_id,
    }


def _write(connection: sa.Connection, values: dict[str, Any]) -> bool:
    """Whether this scan let the party in; otherwise nothing is written."""
    if connection.dialect.name == "postgresql":
        return connection.execute(WRITE, values).first() is not None
    return write_together(connection, values)
