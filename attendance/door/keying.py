"""Keying in the list on paper: what was ticked comes into the door's ledger, and what two say differently is shown.

The ledger is read under the event's lock, and the id of a row is made of what it says: so the same sheet keyed in
twice, or by two people, adds nothing. What can't be decided by itself is given back, and nothing is written of it.
"""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from attendance.door.paper_list import let_in
from attendance.ledger.holding import SHUT, check_hours
from attendance.ledger.queues import take
from attendance.ledger.standing import rows_of
from attendance.ledger.taking_back import undo
from attendance.ledger.verdicts import letter_of, verdict_of
from attendance.models import Act, Method, Scan, Verdict, WalkIn
from attendance.walk_ins.walking_in import walk_in
from core.db import db
from core.errors import DomainError
from core.forms import digits
from events.models import DOOR_CLOSES, DOOR_OPENS, Event
from invitations.models import Invitation
from staff.models import Staff

NAMESPACE = uuid.UUID("5d0f5f2e-6a34-4f0b-9d1e-2f6f8f2a7c11")
SAME = timedelta(minutes=1)
"""Paper knows minutes: the same person within one is the same arrival."""
PAPER, DOOR, CAME, SLIP = "paper", "door", "came", "slip"
"""What somebody decides of a clash: the paper's time or the door's; came although they had said no, or a slip."""
_TO_ASK = (Verdict.DECLINED_BUT_HERE, Verdict.WAITLISTED_BUT_HERE)
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.h点时]?([0-5]\d)分?")


@dataclass(frozen=True)
class Tick:
    """A box that was ticked, with the time beside it if one was written, and what was decided of a clash."""

    invitation: Invitation
    key: str
    at: datetime | None = None
    choice: str = ""


@dataclass(frozen=True)
class Clash:
    """Paper and door, side by side. `scan` let the person in at another time; none: they had said no."""

    tick: Tick
    scan: Scan | None = None


@dataclass
class Keyed:
    """What became of a sheet, in persons."""

    written: int = 0
    known: int = 0
    left_out: int = 0
    clashes: list[Clash] = field(default_factory=list)


def read_clock(text: str, event: Event) -> datetime | None:
    """The moment of the evening that somebody wrote: 14:05, 1405, １４：０５; nothing for nothing.

    Raises DomainError("paper_time") for what is no time, or none at which the door was open.
    """
    text = digits(text).replace(" ", "").replace("\uff1a", ":")
    if not text:
        return None
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise DomainError("paper_time")
    day = event.local_start.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    for one in (day, day + timedelta(days=1), day - timedelta(days=1)):
        if event.starts_at - DOOR_OPENS <= one <= event.ends_at + DOOR_CLOSES:
            return one
    raise DomainError("paper_time")


def key_in(event: Event, ticks: Sequence[Tick], *, staff: Staff, now: datetime, why: str) -> Keyed:
    """Write what was ticked and is not known yet; give back what paper and door say differently and nobody has decided.

    `why` is kept with what is taken back in favour of the paper. Raises DomainError: event_closed, door_not_open.
    """
    hold_alone(event, now)
    keyed = Keyed()
    ids = sorted({tick.invitation.id for tick in ticks})
    rows = rows_of(ids)
    fresh: dict[tuple[int, datetime | None], list[Tick]] = defaultdict(list)
    for tick in ticks:
        known = let_in(rows.get(tick.invitation.id, [])).get(tick.key)
        if known is not None and _same(known, tick):
            keyed.known += 1
        elif known is not None and tick.choice == PAPER:
            _take_back(event, tick, known, staff=staff, now=now, why=why)
            fresh[tick.invitation.id, tick.at].append(tick)
        elif known is not None and tick.choice == DOOR:
            _note_refused(event, tick, staff=staff, now=now)
            keyed.left_out += 1
        elif known is not None:
            keyed.clashes.append(Clash(tick, known))
        elif _had_said_no(event, tick.invitation) and tick.choice not in (CAME, SLIP):
            keyed.clashes.append(Clash(tick))
        elif tick.choice == SLIP:
            keyed.left_out += 1
        else:
            fresh[tick.invitation.id, tick.at].append(tick)
    keyed.written = _write(event, fresh, staff=staff, now=now)
    return keyed


def key_in_walk_in(
    event: Event, row: int, *, called: str, heads: int, at: datetime | None, staff: Staff, now: datetime, why: str
) -> WalkIn:
    """Somebody who was written into a blank row. They are in, so the room's capacity is asked of nobody any more;
    `why` says so. The same row keyed in twice is one."""
    told = ("blank", row, called, heads, at)
    times = 0
    while _is_taken_back(_id(event, *told, times)):  # keyed in, taken back, and keyed in after all
        times += 1
    return walk_in(
        event,
        scan_id=_id(event, *told, times),
        staff=staff,
        now=now,
        called=called,
        heads=heads,
        forced=True,
        reason=why,
        happened_at=at or _about(event, now),
        method=Method.PAPER,
    )


def _is_taken_back(scan_id: str) -> bool:
    return db.session.scalar(sa.select(Scan.id).where(Scan.undoes == scan_id, Scan.act == Act.UNDO)) is not None


def hold_alone(event: Event, now: datetime) -> None:
    """One sheet at a time, so that two people who key in the same see what the other wrote.

    Raises DomainError: event_closed, door_not_open.
    """
    status = db.session.scalar(sa.select(Event.status).where(Event.id == event.id).with_for_update())
    if status in SHUT:
        raise DomainError("event_closed")
    check_hours(event, now)


def _same(known: Scan, tick: Tick) -> bool:
    return tick.at is None or abs(known.happened_at - tick.at) < SAME


def _had_said_no(event: Event, invitation: Invitation) -> bool:
    return verdict_of(letter_of(invitation), event.id) in _TO_ASK


def _write(event: Event, fresh: dict[tuple[int, datetime | None], list[Tick]], *, staff: Staff, now: datetime) -> int:
    """Who came together is one row. It waits its turn like what a device kept without a network."""
    undone = _undone([invitation_id for invitation_id, _at in fresh])
    rows = []
    for (invitation_id, at), ticks in fresh.items():
        persons = sorted(tick.key for tick in ticks)
        rows.append(
            _row(
                _id(event, invitation_id, *persons, at, undone[invitation_id]),
                invitation_id,
                at or _about(event, now),
                persons=persons,
            )
        )
    take(event, staff, rows, now=now, offset_ms=0)
    return sum(len(ticks) for ticks in fresh.values())


def _undone(ids: Sequence[int]) -> defaultdict[int, int]:
    """How often something was taken back of each: what is keyed in after that is another thing than before."""
    query = (
        sa.select(Scan.invitation_id, sa.func.count())
        .where(Scan.invitation_id.in_(ids), Scan.act == Act.UNDO)
        .group_by(Scan.invitation_id)
    )
    return defaultdict(int, {one: number for one, number in db.session.execute(query) if one is not None})


def _take_back(event: Event, tick: Tick, known: Scan, *, staff: Staff, now: datetime, why: str) -> None:
    undo(
        event,
        tick.invitation,
        scan_id=_id(event, tick.invitation.id, tick.key, "undo", known.scan_id),
        staff=staff,
        now=now,
        undoes=known.scan_id,
        reason=why,
        persons=[tick.key],
    )


def _note_refused(event: Event, tick: Tick, *, staff: Staff, now: datetime) -> None:
    """The door's time holds; the ledger keeps that paper said another."""
    row = _row(
        _id(event, tick.invitation.id, tick.key, tick.at, "refused"),
        tick.invitation.id,
        tick.at or now,
        verdict=Verdict.ALREADY.value,
    )
    take(event, staff, [row], now=now, offset_ms=0)


def _row(scan_id: str, invitation_id: int, at: datetime, **more: Any) -> dict[str, Any]:
    return {
        "scan_id": scan_id,
        "invitation_id": invitation_id,
        "act": Act.ENTER.value,
        "at": at.isoformat(),
        "method": Method.PAPER.value,
        **more,
    }


def _about(event: Event, now: datetime) -> datetime:
    """When somebody came of whom no time was written: by the beginning, and not later than now."""
    return min(event.starts_at, now)


def _id(event: Event, *parts: Any) -> str:
    said = ":".join(part.isoformat() if isinstance(part, datetime) else str(part) for part in (event.id, *parts))
    return str(uuid.uuid5(NAMESPACE, said))
