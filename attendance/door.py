"""The door: one code, one verdict; a guest is checked in exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from attendance.models import ADMITTING, Method, Presence, Scan, Verdict
from clients.book import search_condition
from clients.models import Client
from clients.naming import is_chinese
from core.db import db, execute_dml
from core.errors import DomainError
from core.forms import digits
from events.models import Event, EventStatus
from invitations.models import Invitation, ReplyState
from invitations.tokens import TOKEN_LENGTH, find_by_code, find_by_token, read_code
from staff.models import Staff

UNDO_WITHIN = timedelta(minutes=10)
"""A slip of the finger is mended at the door within ten minutes."""
MOST_HITS = 5
"""A search at the door shows so few names that nobody can read the guest list with it."""

_HERE_BUT = {
    ReplyState.ACCEPTED: Verdict.OK,
    ReplyState.NONE: Verdict.UNANSWERED_BUT_HERE,
    ReplyState.WAITLISTED: Verdict.WAITLISTED_BUT_HERE,
    ReplyState.DECLINED: Verdict.DECLINED_BUT_HERE,
    ReplyState.CANCELLED: Verdict.DECLINED_BUT_HERE,
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
    bare = read_code(code)
    return find_by_token(bare) if len(bare) == TOKEN_LENGTH else find_by_code(bare)


def search_guests(event: Event, text: str) -> list[Invitation]:
    """At most five guests by name, pinyin, initials or phone tail.

    Raises DomainError("search_too_short") below two Chinese characters, three Latin letters or four digits: the door
    finds a guest who stands there, it does not browse.
    """
    text = digits(text)
    compact = text.replace(" ", "")
    least = 2 if is_chinese(compact) else 4 if compact.isdigit() else 3
    if len(compact) < least:
        raise DomainError("search_too_short")
    query = (
        sa.select(Invitation)
        .join(Client)
        .where(Invitation.event_id == event.id, Invitation.revoked_at.is_(None), search_condition(text))
        .options(joinedload(Invitation.client).joinedload(Client.rm))
        .order_by(Client.sort_key, Client.id)
        .limit(MOST_HITS)
    )
    return list(db.session.scalars(query))


def check_in(
    event: Event, invitation: Invitation | None, *, scan_id: str, method: Method, staff: Staff, now: datetime
) -> Answer:
    """Let the guest in, or say why not. The same `scan_id` again gives the first answer and writes nothing.

    Raises DomainError("event_closed") once the evening is closed, and "scan_id_reused" when the id was another guest's.
    """
    # FOR SHARE: doors do not wait for each other, but closing the evening waits for them and they for it.
    status = db.session.scalar(sa.select(Event.status).where(Event.id == event.id).with_for_update(read=True))
    if status is EventStatus.CLOSED:
        raise DomainError("event_closed")
    earlier = _sent_before(scan_id)
    if earlier is not None:
        return _same_answer(earlier, event, invitation)
    scan = Scan(
        scan_id=scan_id,
        event_id=event.id,
        invitation_id=invitation.id if invitation else None,
        at=now,
        staff_id=staff.id,
        method=method,
        verdict=_verdict(event, invitation),
    )
    try:
        with db.session.begin_nested():
            db.session.add(scan)
    except IntegrityError:  # the device sent the same scan twice at one instant, and the other copy was first
        return _same_answer(_sent_before(scan_id), event, invitation)
    if invitation is not None and scan.verdict in ADMITTING and not _enter(invitation, scan):
        scan.verdict = Verdict.ALREADY
    return Answer(scan.verdict, scan, invitation, _first(scan))


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


def _enter(invitation: Invitation, scan: Scan) -> bool:
    """Whether this scan is the one that lets the guest in; of many at one instant the primary key picks one."""
    dialect: Any = {"sqlite": sqlite, "postgresql": postgresql}[db.engine.dialect.name]
    entered = execute_dml(
        dialect.insert(Presence)
        .values(invitation_id=invitation.id, event_id=scan.event_id, scan_id=scan.id, at=scan.at)
        .on_conflict_do_nothing(index_elements=["invitation_id"])
    )
    return entered == 1


def _first(scan: Scan) -> Scan | None:
    if scan.verdict is not Verdict.ALREADY:
        return None
    presence = db.session.get(
        Presence, scan.invitation_id, options=[joinedload(Presence.scan).joinedload(Scan.staff)], populate_existing=True
    )
    return presence.scan if presence else None


def undo(event: Event, invitation: Invitation, *, scan_id: str, staff: Staff, now: datetime) -> Scan:
    """Take back a check-in made by mistake; a row of its own in the ledger.

    Raises DomainError: not_checked_in, undo_too_late (after ten minutes), or event_closed.
    """
    if event.status is EventStatus.CLOSED:
        raise DomainError("event_closed")
    presence = db.session.get(Presence, invitation.id, with_for_update=True, populate_existing=True)
    if presence is None or presence.event_id != event.id:
        raise DomainError("not_checked_in")
    if now - presence.at > UNDO_WITHIN:
        raise DomainError("undo_too_late")
    method = presence.scan.method
    db.session.delete(presence)
    scan = Scan(
        scan_id=scan_id,
        event_id=event.id,
        invitation_id=invitation.id,
        at=now,
        staff_id=staff.id,
        method=method,
        verdict=Verdict.UNDONE,
    )
    db.session.add(scan)
    return scan
