"""Taking back what was done at the door by mistake: a row of its own, which names the row that it takes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from attendance.ledger.fold import Standing, standing
from attendance.ledger.holding import hold_guest, hold_open, new_row, sent_before, written
from attendance.ledger.standing import recompute, rows_of
from attendance.models import Act, Presence, Scan, Verdict
from core.errors import DomainError
from events.models import Event
from invitations.models import Invitation
from staff.models import Role, Staff

UNDO_WITHIN = timedelta(minutes=10)
"""A slip of the finger is mended at the door within ten minutes; later it is the organiser's to mend, with a reason."""

MAY_UNDO_ALL = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)


def undo(
    event: Event,
    invitation: Invitation,
    *,
    scan_id: str,
    staff: Staff,
    now: datetime,
    undoes: str | None = None,
    reason: str = "",
    persons: Sequence[str] | None = None,
) -> Scan:
    """Take back the row with the scan_id `undoes`, or the last that let somebody in; all of it, or these persons only,
    and then the others stay in. The same `scan_id` again changes nothing.

    Raises DomainError: event_closed, scan_id_reused, not_checked_in (or taken back already), undo_too_late (after ten
    minutes, and at any time what somebody else did, for all but organisers and managers), or undo_needs_reason (after
    ten minutes, for them).
    """
    hold_open(event)
    hold_guest(invitation)
    earlier = sent_before(scan_id)
    if earlier is not None:
        return _same(earlier, invitation, undoes)
    if invitation.event_id != event.id:
        raise DomainError("not_checked_in")
    target = _target(invitation, undoes, persons)
    scan = target.row
    assert isinstance(scan, Scan)
    if not may_undo(scan, staff, now):
        raise DomainError("undo_too_late")
    if now - scan.at > UNDO_WITHIN and not reason.strip():
        raise DomainError("undo_needs_reason")
    taken = [key for key in target.persons if persons is None or key in persons]
    row = new_row(
        event,
        invitation,
        scan_id=scan_id,
        act=Act.UNDO,
        verdict=Verdict.UNDONE,
        method=scan.method,
        staff=staff,
        now=now,
        persons=taken,
        undoes=scan.scan_id,
        reason=reason,
        gate=scan.gate,
    )
    if not written(row):
        raise DomainError("scan_id_reused")
    recompute(invitation.id)
    return row


def may_undo(let_in: Scan | Presence, staff: Staff, now: datetime) -> bool:
    """Whether this person may still take it back, as long as the evening is not closed."""
    scan = let_in.scan if isinstance(let_in, Presence) else let_in
    own = scan.staff_id == staff.id and now - scan.at <= UNDO_WITHIN
    return own or staff.may(*MAY_UNDO_ALL)


def _same(earlier: Scan, invitation: Invitation, undoes: str | None) -> Scan:
    if (
        earlier.act is not Act.UNDO
        or earlier.invitation_id != invitation.id
        or (undoes is not None and earlier.undoes != undoes)
    ):
        raise DomainError("scan_id_reused")
    return earlier


def _target(invitation: Invitation, undoes: str | None, persons: Sequence[str] | None) -> Standing:
    """The row to take back, if it still stands."""
    for one in reversed(standing(rows_of([invitation.id]).get(invitation.id, []))):
        named = one.row.scan_id == undoes if undoes is not None else one.row.act is Act.ENTER
        if named and (persons is None or set(persons) & set(one.persons)):
            return one
    raise DomainError("not_checked_in")
