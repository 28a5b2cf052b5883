"""Which walk-ins count: those that nobody took back. One that was taken back keeps its row and its scans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload
from werkzeug.exceptions import NotFound

from attendance.models import Act, Scan, WalkIn
from core.db import LARGEST_ID, db
from events.models import Event
from staff.models import Role, Staff

UNDO_WITHIN = timedelta(minutes=10)
"""As with any check-in: a slip is mended at the door within ten minutes, later by who answers for the evening."""
LATEST = 8
_UNDO = aliased(Scan)
SUPERVISORS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)


def stands() -> sa.ColumnElement[bool]:
    """The condition that a walk-in was not taken back."""
    taken_back = sa.select(_UNDO.walk_in_id).where(_UNDO.walk_in_id.is_not(None), _UNDO.act == Act.UNDO)
    return WalkIn.id.not_in(taken_back)


def supervises(staff: Staff) -> bool:
    """Whether this person may let in more than the room holds. A device is nobody who could answer for it."""
    return staff.may(*SUPERVISORS) and not staff.is_device


@dataclass(frozen=True)
class Came:
    """A walk-in with the row of the ledger that let them in."""

    walk_in: WalkIn
    scan: Scan


def came_to(actor: Staff, event: Event, *, most: int | None = LATEST) -> list[Came]:
    """The latest first. Whoever works at the door sees who came in without a letter, relationship managers at the door
    those whom they let in themselves; nobody sees a telephone number here."""
    own = sa.true() if actor.may(Role.DOOR, *SUPERVISORS) else WalkIn.staff_id == actor.id
    query = (
        sa.select(WalkIn, Scan)
        .join(Scan, sa.and_(Scan.walk_in_id == WalkIn.id, Scan.act == Act.ENTER))
        .where(WalkIn.event_id == event.id, stands(), own)
        .options(joinedload(WalkIn.client))
        .order_by(WalkIn.at.desc(), WalkIn.id.desc())
        .limit(most)
    )
    return [Came(walk_in, scan) for walk_in, scan in db.session.execute(query)]


def load_came(actor: Staff, event: Event, walk_in_id: int) -> Came:
    """Raises NotFound, the same for another event's, a foreign, a missing one and one that was taken back before."""
    if 0 < walk_in_id <= LARGEST_ID:
        for came in came_to(actor, event, most=None):
            if came.walk_in.id == walk_in_id:
                return came
    raise NotFound


def may_undo(scan: Scan, staff: Staff, now: datetime) -> bool:
    """Whether this person may still take it back: who let them in for ten minutes, who supervises at any time."""
    return supervises(staff) or (scan.staff_id == staff.id and now - scan.at <= UNDO_WITHIN)
