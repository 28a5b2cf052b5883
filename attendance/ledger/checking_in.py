"""The door: one code, one verdict; a guest is checked in exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from attendance.models import ADMITTING, GUEST, Method, Presence, Scan, Verdict
from core.db import db
from core.errors import DomainError
from events.models import DOOR_OPENS, OVER, Event, EventStatus
from invitations.codes.tokens import TOKEN_LENGTH, find_by_code, find_by_token, read_code
from invitations.models import Invitation, ReplyState
from staff.models import Role, Staff

UNDO_WITHIN = timedelta(minutes=10)
"""A slip of the finger is mended at the door within ten minutes; later it is the organiser's to mend."""

_HERE_BUT = {
    ReplyState.ACCEPTED: Verdict.OK,
    ReplyState.NONE: Verdict.UNANSWERED_BUT_HERE,
    ReplyState.WAITLISTED: Verdict.WAITLISTED_BUT_HERE,
    ReplyState.DECLINED: Verdict.DECLINED_BUT_HERE,
    ReplyState.CANCELLED: Verdict.DECLINED_BUT_HERE,
    ReplyState.TENTATIVE: Verdict.UNANSWERED_BUT_HERE,
    ReplyState.LAPSED: Verdict.UNANSWERED_BUT_HERE,
    ReplyState.DELEGATED: Verdict.OK,  # who comes for the client is as welcome
}


@dataclass(frozen=True)
class Answer:
    """What the door shows. `first` is the scan that let the guest in, when this one did not."""

    verdict: Verdict
    scan: Scan
    invitation: Invitation | None
    first: Scan | None = None


def find_invitation(code: str) -> Invitation | None:
    """The invitation of a scanned address, a token or a typed short code."""
    # A scanner types like a keyboard; where a Chinese input method is switched on, its "/" arrives as "、".
    bare = read_code(code.replace("、", "/"))
    return find_by_token(bare) if len(bare) == TOKEN_LENGTH else find_by_code(bare)


def check_in(
    event: Event, invitation: Invitation | None, *, scan_id: str, method: Method, staff: Staff | None, now: datetime
) -> Answer:
    """Let the guest in, or say why not. The same `scan_id` again gives the first answer and writes nothing.

    Raises DomainError: door_not_open (earlier than twelve hours before the beginning, so that trying out a scanner lets
    nobody in), event_closed, or scan_id_reused when the id was another guest's.
    """
    _hold_open(event)
    if now < event.starts_at - DOOR_OPENS:
        raise DomainError("door_not_open")
    earlier = _sent_before(scan_id)
    if earlier is not None:
        return _same_answer(earlier, event, invitation)
    verdict = _verdict(event, invitation)
    if invitation is not None and verdict in ADMITTING and _is_in(invitation):
        verdict = Verdict.ALREADY
    scan = _scan(event, invitation, scan_id=scan_id, method=method, staff=staff, now=now, verdict=verdict)
    try:
        with db.session.begin_nested():
            db.session.add(scan)
    except IntegrityError:  # the device sent the same scan twice at one instant, and the other copy was first
        return _same_answer(_sent_before(scan_id), event, invitation)
    if invitation is not None and verdict in ADMITTING and not _enter(invitation, scan):
        scan.verdict = Verdict.ALREADY  # another door let the guest in since we looked
    return Answer(scan.verdict, scan, invitation, _first(scan))


def _hold_open(event: Event) -> None:
    """Let nobody close the evening until this transaction ends. Raises DomainError("event_closed").

    FOR SHARE: doors do not wait for each other, but closing waits for them, and they for it.
    """
    status = db.session.scalar(sa.select(Event.status).where(Event.id == event.id).with_for_update(read=True))
    if status in (*OVER, EventStatus.POSTPONED):
        raise DomainError("event_closed")


def _scan(
    event: Event,
    invitation: Invitation | None,
    *,
    scan_id: str,
    method: Method,
    staff: Staff | None,
    now: datetime,
    verdict: Verdict,
) -> Scan:
    return Scan(
        scan_id=scan_id,
        event_id=event.id,
        invitation_id=invitation.id if invitation else None,
        at=now,
        happened_at=now,
        staff_id=staff.id if staff else None,
        method=method,
        verdict=verdict,
        persons=[GUEST] if verdict in ADMITTING else [],
    )


def _sent_before(scan_id: str) -> Scan | None:
    return db.session.scalar(sa.select(Scan).where(Scan.scan_id == scan_id))


def _same_answer(earlier: Scan | None, event: Event, invitation: Invitation | None) -> Answer:
    if (
        earlier is None
        or earlier.event_id != event.id
        or earlier.invitation_id != (invitation.id if invitation else None)
    ):
        raise DomainError("scan_id_reused")
    return Answer(earlier.verdict, earlier, invitation, _first(earlier))


def _verdict(event: Event, invitation: Invitation | None) -> Verdict:
    if invitation is None:
        return Verdict.UNKNOWN
    if invitation.event_id != event.id:
        return Verdict.OTHER_EVENT
    if invitation.revoked_at is not None:
        return Verdict.REVOKED
    return _HERE_BUT[invitation.reply]


def _is_in(invitation: Invitation) -> bool:
    found = db.session.scalar(sa.select(Presence.invitation_id).where(Presence.invitation_id == invitation.id))
    return found is not None


def _enter(invitation: Invitation, scan: Scan) -> bool:
    """Whether this scan is the one that lets the guest in; of many at one instant the primary key picks one."""
    dialect: Any = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
    entered = db.session.scalar(
        dialect.insert(Presence)
        .values(invitation_id=invitation.id, event_id=scan.event_id, scan_id=scan.id, at=scan.at)
        .on_conflict_do_nothing(index_elements=["invitation_id"])
        .returning(Presence.invitation_id)  # psycopg's row count says nothing about an ORM insert
    )
    return entered is not None


def _first(scan: Scan) -> Scan | None:
    if scan.verdict is not Verdict.ALREADY:
        return None
    presence = db.session.get(
        Presence, scan.invitation_id, options=[joinedload(Presence.scan).joinedload(Scan.staff)], populate_existing=True
    )
    return presence.scan if presence else None


def undo(event: Event, invitation: Invitation, *, scan_id: str, staff: Staff, now: datetime) -> Scan:
    """Take back a check-in made by mistake; a row of its own in the ledger. The same `scan_id` again changes nothing.

    Raises DomainError: event_closed, scan_id_reused, not_checked_in, or undo_too_late (after ten minutes, for all but
    organisers and managers).
    """
    _hold_open(event)
    presence = db.session.get(Presence, invitation.id, with_for_update=True, populate_existing=True)
    earlier = _sent_before(scan_id)
    if earlier is not None:
        if earlier.verdict is not Verdict.UNDONE or earlier.invitation_id != invitation.id:
            raise DomainError("scan_id_reused")
        return earlier
    if presence is None or presence.event_id != event.id:
        raise DomainError("not_checked_in")
    if not may_undo(presence, staff, now):
        raise DomainError("undo_too_late")
    method = presence.scan.method
    db.session.delete(presence)
    scan = _scan(event, invitation, scan_id=scan_id, method=method, staff=staff, now=now, verdict=Verdict.UNDONE)
    db.session.add(scan)
    return scan


def may_undo(presence: Presence, staff: Staff, now: datetime) -> bool:
    """Whether this person may still take the check-in back, as long as the evening is not closed."""
    return now - presence.at <= UNDO_WITHIN or staff.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN)
