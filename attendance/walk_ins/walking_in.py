"""Letting somebody in who has no invitation, and taking that back; each is a row of the door's ledger."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from attendance.follow_ups.doing import drop
from attendance.follow_ups.rules import open_for_walk_in
from attendance.ledger.counting import count
from attendance.ledger.holding import check_hours, hold_open, new_row, sent_before, written
from attendance.models import Act, FollowUp, Method, Scan, Verdict, WalkIn
from attendance.walk_ins.standing import UNDO_WITHIN, may_undo, stands, supervises
from clients.models import Client
from core.db import db
from core.errors import DomainError
from core.forms import clean
from events.models import DoorSetting, Event
from invitations.models import Invitation, JointGuest
from staff.models import Staff

MOST_HEADS = 20


def walk_in(
    event: Event,
    *,
    scan_id: str,
    staff: Staff,
    now: datetime,
    called: str = "",
    phone: str = "",
    brought_by: str = "",
    introducer: Invitation | None = None,
    consent: str = "",
    heads: int = 1,
    owner: Staff | None = None,
    client: Client | None = None,
    forced: bool = False,
    reason: str = "",
    happened_at: datetime | None = None,
    method: Method = Method.WALK_IN,
    gate: str = "",
) -> WalkIn:
    """Let in somebody who was not invited: a client, or a stranger with what they wish to tell of themselves. The same
    `scan_id` again gives the same row.

    `consent` are the words that were ticked, empty for none; with them a call to the stranger is opened. `forced` says
    that more come than the room holds: somebody who answers for the evening must say why.
    Raises DomainError: walk_ins_off, door_not_open, event_closed, scan_id_reused, walk_in_nobody, walk_in_heads,
    walk_in_phone_missing, walk_in_invited, walk_in_client_in, walk_in_full (for who may not decide it), and
    walk_in_full_reason (for who may).
    """
    # Alone, so that two doors do not both let in the last who fits; before `hold_open`, which would share the row.
    db.session.execute(sa.select(Event.id).where(Event.id == event.id).with_for_update())
    hold_open(event)
    check_hours(event, now)
    earlier = sent_before(scan_id)
    if earlier is not None:
        return _the_same(earlier, event, Act.ENTER)
    if client is None:
        _check_stranger(called, phone, consent)
    else:
        check_client(event, client)
    _check_room(event, staff, heads, forced, reason)
    row = WalkIn(
        event_id=event.id,
        at=happened_at or now,
        staff_id=staff.id,
        called="" if client else clean(called),
        phone="" if client else phone,
        brought_by="" if introducer else clean(brought_by),
        brought_by_id=introducer.id if introducer else None,
        heads=heads,
        client_id=client.id if client else None,
        owner_id=_owner(event, client, introducer, owner).id if client or consent else None,
        consented_at=now if consent and client is None else None,
        consent_text=consent if client is None else "",
    )
    db.session.add(row)
    db.session.flush()
    scan = new_row(
        event,
        None,
        scan_id=scan_id,
        act=Act.ENTER,
        verdict=Verdict.OK,
        method=method,
        staff=staff,
        now=now,
        walk_in_id=row.id,
        gate=gate,
        forced=forced,
        reason=clean(reason) if forced else "",
    )
    scan.happened_at = happened_at or now
    if not written(scan):
        raise DomainError("scan_id_reused")
    if row.consented_at is not None:
        open_for_walk_in(event, row, now=now)
    return row


def undo_walk_in(event: Event, row: WalkIn, *, scan_id: str, staff: Staff, now: datetime, reason: str = "") -> Scan:
    """Take back a walk-in: a row of its own in the ledger, after which they are not counted any more. The call that was
    to be made is dropped; what they told of themselves is forgotten as if they had not ticked anything.

    Raises DomainError: event_closed, scan_id_reused, walk_in_gone, undo_too_late or undo_needs_reason.
    """
    db.session.execute(sa.select(Event.id).where(Event.id == event.id).with_for_update())
    hold_open(event)
    earlier = sent_before(scan_id)
    if earlier is not None:
        if earlier.walk_in_id != row.id or earlier.act is not Act.UNDO:
            raise DomainError("scan_id_reused")
        return earlier
    let_in = db.session.scalar(
        sa.select(Scan)
        .join(WalkIn, WalkIn.id == Scan.walk_in_id)
        .where(WalkIn.id == row.id, Scan.act == Act.ENTER, stands())
    )
    if let_in is None or let_in.event_id != event.id:
        raise DomainError("walk_in_gone")
    if not may_undo(let_in, staff, now):
        raise DomainError("undo_too_late")
    if now - let_in.at > UNDO_WITHIN and not reason.strip():
        raise DomainError("undo_needs_reason")
    scan = new_row(
        event,
        None,
        scan_id=scan_id,
        act=Act.UNDO,
        verdict=Verdict.UNDONE,
        method=let_in.method,
        staff=staff,
        now=now,
        walk_in_id=row.id,
        undoes=let_in.scan_id,
        reason=clean(reason),
        gate=let_in.gate,
    )
    if not written(scan):
        raise DomainError("scan_id_reused")
    for task in db.session.scalars(
        sa.select(FollowUp).where(FollowUp.walk_in_id == row.id, FollowUp.done_at.is_(None))
    ):
        drop(task, staff=staff, now=now, reason=clean(reason) or NO_REASON)
    return scan


NO_REASON = "–"
"""A slip that is mended at once is not asked why; the dropped call names the reason where there is one."""


def check_client(event: Event, client: Client) -> None:
    """Raises DomainError: walk_in_invited (their letter, or the search, lets them in), or walk_in_client_in."""
    if invitation_of(event, client) is not None:
        raise DomainError("walk_in_invited")
    known = sa.select(WalkIn.id).where(WalkIn.event_id == event.id, WalkIn.client_id == client.id, stands())
    if db.session.scalar(known.limit(1)) is not None:
        raise DomainError("walk_in_client_in")


def invitation_of(event: Event, client: Client) -> Invitation | None:
    """The letter that invites the client to this event, by the own name or together with the household."""
    joint = sa.select(JointGuest.invitation_id).where(JointGuest.client_id == client.id)
    return db.session.scalar(
        sa.select(Invitation)
        .where(Invitation.event_id == event.id, sa.or_(Invitation.client_id == client.id, Invitation.id.in_(joint)))
        .order_by(Invitation.id)
        .limit(1)
    )


def is_full(event: Event, heads: int) -> bool:
    """Whether these are more than the room holds beside those who are here."""
    return count(event).arrived + heads > event.capacity


def _check_stranger(called: str, phone: str, consent: str) -> None:
    if not clean(called):
        raise DomainError("walk_in_nobody")
    if consent and not phone:
        raise DomainError("walk_in_phone_missing")


def _check_room(event: Event, staff: Staff, heads: int, forced: bool, reason: str) -> None:
    wanted = db.session.scalar(sa.select(DoorSetting.walk_ins).where(DoorSetting.event_id == event.id))
    if wanted is False and not supervises(staff):
        raise DomainError("walk_ins_off")
    if not 1 <= heads <= MOST_HEADS:
        raise DomainError("walk_in_heads", most=MOST_HEADS)
    if not is_full(event, heads):
        return
    if not supervises(staff):
        raise DomainError("walk_in_full")
    if not forced or not clean(reason):
        raise DomainError("walk_in_full_reason")


def _owner(event: Event, client: Client | None, introducer: Invitation | None, owner: Staff | None) -> Staff:
    """Who speaks with them later: who was named, the manager of the client or of who brought them, the organiser."""
    of = client or (introducer.client if introducer else None)
    found = owner or (of.rm if of else None)
    return found if found is not None and found.active and not found.is_device else event.organiser


def _the_same(earlier: Scan, event: Event, act: Act) -> WalkIn:
    row = db.session.get(WalkIn, earlier.walk_in_id) if earlier.walk_in_id else None
    if row is None or earlier.event_id != event.id or earlier.act is not act:
        raise DomainError("scan_id_reused")
    return row
