"""Reading what a device kept while it had no network: one row, as it was sent, or the problem that it has."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, TypeVar

from attendance.ledger.party import KEY, in_order
from attendance.models import ADMITTING, Act, Method, Verdict
from core.db import LARGEST_ID
from core.forms import clean

LONGEST_CODE, LONGEST_REASON, LONGEST_GATE, MOST_PERSONS = 400, 120, 20, 30
LARGEST_OFFSET_MS = 100 * 366 * 86_400_000
"""A clock may be years off; what is further off than a century is no clock."""

Choice = TypeVar("Choice", bound=Enum)
_SHOWN = {Act.LEAVE: Verdict.LEFT, Act.UNDO: Verdict.UNDONE, Act.GIFT: Verdict.NOTED, Act.BADGE: Verdict.NOTED}


class Unreadable(Exception):
    """A row that can't be understood; `problem` is a code of attendance/ledger/words.py."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class KeptRow:
    """One thing that happened at a door without a network."""

    scan_id: str
    act: Act
    code: str | None
    invitation_id: int | None
    persons: tuple[str, ...] | None
    device_at: datetime
    method: Method
    verdict: Verdict | None
    """What the device showed; None when it did not say."""
    forced: bool
    reason: str
    undoes: str | None
    gift_id: int | None
    gate: str

    @property
    def admitted(self) -> bool:
        return self.act is Act.ENTER and self.verdict in ADMITTING


def read(raw: Any) -> KeptRow:
    """The row. Raises Unreadable: not_a_row, scan_id, act, code, persons, time, verdict."""
    if not isinstance(raw, dict):
        raise Unreadable("not_a_row")
    act = _choice(Act, raw.get("act", "enter"), "act")
    undoes = raw.get("undoes")
    row = KeptRow(
        scan_id=_uuid(raw.get("scan_id")),
        act=act,
        code=_code(raw.get("code")),
        invitation_id=_number(raw.get("invitation_id"), "code"),
        persons=_persons(raw.get("persons")),
        device_at=_time(raw.get("at")),
        method=_choice(Method, raw.get("method", "camera"), "act"),
        verdict=_SHOWN.get(act) or (_choice(Verdict, raw["verdict"], "verdict") if raw.get("verdict") else None),
        forced=raw.get("forced") in (True, "true", "1", 1),
        reason=_text(raw.get("reason"))[:LONGEST_REASON],
        undoes=_uuid(undoes) if undoes else None,
        gift_id=_number(raw.get("gift_id"), "act"),
        gate=_text(raw.get("gate"))[:LONGEST_GATE],
    )
    if row.act is Act.UNDO and row.undoes is None:
        raise Unreadable("scan_id")
    if row.code is None and row.invitation_id is None and row.act is not Act.UNDO:
        raise Unreadable("code")
    return row


def happened(row: KeptRow, offset_ms: int, earliest: datetime, latest: datetime) -> datetime:
    """The device's clock set right; what can't have been in this evening is put at its edge.

    Nothing here looks at when the row reached us, so that a queue which comes late comes to the same.
    """
    try:
        moment = row.device_at - timedelta(milliseconds=offset_ms)
    except OverflowError:
        moment = latest if offset_ms < 0 else earliest
    return min(max(moment, earliest), latest)


def readable_offset(offset_ms: Any) -> int:
    """By how much the device's clock is ahead; none for what is no number of a clock."""
    if isinstance(offset_ms, bool) or not isinstance(offset_ms, int | float):
        return 0
    return int(offset_ms) if abs(offset_ms) <= LARGEST_OFFSET_MS else 0


def as_text(raw: Any) -> str:
    """The row as it came, the same text for the same row, for the seal and the fingerprint."""
    return json.dumps(raw, ensure_ascii=True, sort_keys=True, default=str)


def _uuid(value: Any) -> str:
    try:
        return str(uuid.UUID(value))
    except (ValueError, AttributeError, TypeError):
        raise Unreadable("scan_id") from None


def _choice(kind: Callable[[Any], Choice], value: Any, problem: str) -> Choice:
    try:
        return kind(value)
    except ValueError:
        raise Unreadable(problem) from None


def _code(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > LONGEST_CODE or "\0" in value:
        raise Unreadable("code")
    return _text(value)


def _number(value: Any, problem: str) -> int | None:
    if value in (None, ""):
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 10:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST_ID:
        raise Unreadable(problem)
    return value


def _persons(value: Any) -> tuple[str, ...] | None:
    if value in (None, []):
        return None
    good = isinstance(value, list) and len(value) <= MOST_PERSONS
    if not good or not all(isinstance(key, str) and KEY.fullmatch(key) for key in value):
        raise Unreadable("persons")
    return tuple(in_order(value))


def _time(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        raise Unreadable("time") from None


def _text(value: Any) -> str:
    """Clean, and without half characters, which no database takes."""
    return clean(value.encode(errors="replace").decode()) if isinstance(value, str) else ""
