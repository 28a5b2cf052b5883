"""Holds: reasons not to invite somebody for a time, or ever."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from clients.history.ledger import tell
from clients.models import Client, ClientHold, EntryKind, HoldKind
from clients.settings import BEREAVEMENT_DAYS, COMPLAINT_AFTER_DAYS
from core.db import db
from core.db import now as present
from core.errors import DomainError
from staff.models import Role, Staff
from staff.settings import setting

FOR_GOOD = frozenset({HoldKind.DECEASED, HoldKind.OPTED_OUT})
"""These have no last day, and only a manager lifts them, with a word why."""


def hold(
    client: Client,
    kind: HoldKind,
    *,
    since: date,
    until: date | None,
    note: str = "",
    staff: Staff | None = None,
    now: datetime | None = None,
) -> ClientHold:
    """Do not invite this client from `since` to `until` (both included); none means until it is lifted.

    Mourning without a last day ends when the branch has set that it does. Raises DomainError: hold_ends_before, or
    hold_for_good when what stands for good is given an end.
    """
    if until is not None and until < since:
        raise DomainError("hold_ends_before")
    if until is not None and kind in FOR_GOOD:
        raise DomainError("hold_for_good")
    row = ClientHold(kind=kind, since=since, until=until or usual_end(client, kind, since), note=note)
    client.holds.append(row)
    _tell(client, row, note, staff, now)
    return row


def usual_end(client: Client, kind: HoldKind, since: date) -> date | None:
    """The last day of a hold that was told without one."""
    if kind is not HoldKind.BEREAVEMENT:
        return None
    days = setting(client.branch_id, BEREAVEMENT_DAYS)
    return since + timedelta(days=days - 1) if days else None


def lift(
    row: ClientHold,
    *,
    today: date,
    staff: Staff | None = None,
    because: str = "",
    now: datetime | None = None,
) -> None:
    """End a hold yesterday, so that from today on it no longer stands. The row stays, as what was.

    A complaint that is open is closed by it, and is minded for some days more; lifted once more, it ends at once.
    Raises DomainError: refusal_only_manager or refusal_wants_word, for what stands for good.
    """
    if not may_lift(row, staff):
        raise DomainError("refusal_only_manager")
    if row.kind in FOR_GOOD and not because:
        raise DomainError("refusal_wants_word")
    if row.kind is HoldKind.COMPLAINT and row.until is None:
        row.until = today + timedelta(days=setting(row.client.branch_id, COMPLAINT_AFTER_DAYS) - 1)
    else:
        row.until = today - timedelta(days=1)
    _tell(row.client, row, because, staff, now)


def may_lift(row: ClientHold, staff: Staff | None) -> bool:
    """Whether this person may end the hold: what stands for good only a manager."""
    return row.kind not in FOR_GOOD or (staff is not None and bool(staff.may(Role.MANAGER, Role.ADMIN)))


def _tell(client: Client, row: ClientHold, text: str, staff: Staff | None, now: datetime | None) -> None:
    db.session.flush()
    tell(
        client.id,
        EntryKind.HOLD_CHANGED,
        at=now or present(),
        text=text,
        staff_id=staff.id if staff else None,
        source="client_hold",
        source_id=row.id,
    )
