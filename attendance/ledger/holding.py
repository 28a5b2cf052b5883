"""What every row of the ledger goes through: the evening is open, the guest is held, the id is new."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from attendance.models import Act, Method, Presence, Scan, Verdict
from core.db import db
from core.errors import DomainError
from events.models import DOOR_OPENS, OVER, DoorSetting, Event, EventStatus
from invitations.models import Invitation
from staff.models import Staff

SHUT = (*OVER, EventStatus.POSTPONED)
"""In these states of an event its door lets nobody in."""


def hold_open(event: Event) -> None:
    """Let nobody close the evening until this transaction ends. Raises DomainError("event_closed").

    FOR SHARE: doors do not wait for each other, but closing waits for them, and they for it.
    """
    status = db.session.scalar(sa.select(Event.status).where(Event.id == event.id).with_for_update(read=True))
    if status in SHUT:
        raise DomainError("event_closed")


def check_hours(event: Event, now: datetime) -> None:
    """Raises DomainError("door_not_open") earlier than twelve hours before the beginning."""
    if now < event.starts_at - DOOR_OPENS:
        raise DomainError("door_not_open")


def hold_guest(invitation: Invitation) -> None:
    """Let no other door write of this party until this transaction ends.

    FOR NO KEY UPDATE: a row that only refers to the invitation need not wait, so two doors never wait for each other
    in a circle.
    """
    db.session.execute(
        sa.select(Invitation.id).where(Invitation.id == invitation.id).with_for_update(key_share=True)
    ).one()


def present(invitation: Invitation) -> Presence | None:
    """Who of the party is here, as it stands this moment."""
    return db.session.get(Presence, invitation.id, populate_existing=True)


def sent_before(scan_id: str) -> Scan | None:
    return db.session.scalar(sa.select(Scan).where(Scan.scan_id == scan_id))


def the_same(earlier: Scan | None, event: Event, invitation: Invitation | None, act: Act) -> Scan:
    """The earlier row, if it says the same. Raises DomainError("scan_id_reused") when the id was another thing's."""
    if (
        earlier is None
        or earlier.event_id != event.id
        or earlier.invitation_id != (invitation.id if invitation else None)
        or earlier.act is not act
    ):
        raise DomainError("scan_id_reused")
    return earlier


def new_row(
    event: Event,
    invitation: Invitation | None,
    *,
    scan_id: str,
    act: Act,
    verdict: Verdict,
    method: Method,
    staff: Staff | None,
    now: datetime,
    **more: Any,
) -> Scan:
    """A row of what happens this moment."""
    return Scan(
        scan_id=scan_id,
        event_id=event.id,
        invitation_id=invitation.id if invitation else None,
        at=now,
        happened_at=now,
        staff_id=staff.id if staff else None,
        act=act,
        method=method,
        verdict=verdict,
        **{"persons": []} | more,
    )


def written(scan: Scan) -> bool:
    """Add the row; False when another copy of it was first, at the same instant."""
    try:
        with db.session.begin_nested():
            db.session.add(scan)
    except IntegrityError:
        return False
    return True


def reentry(event: Event) -> bool:
    """Whether leaving is scanned too, and whoever left may come in again."""
    return bool(db.session.scalar(sa.select(DoorSetting.reentry).where(DoorSetting.event_id == event.id)))
