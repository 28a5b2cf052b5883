"""What is handed to a guest at the door: a gift, which leaves the stock once, and a badge, which is no entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from attendance.ledger.fold import Standing, standing
from attendance.ledger.holding import hold_guest, hold_open, new_row, present, sent_before, the_same, written
from attendance.ledger.party import KEY
from attendance.ledger.standing import recompute, rows_of
from attendance.models import GUEST, Act, Method, Scan, Verdict
from core.db import db
from core.errors import DomainError
from events.models import Event, Gift
from invitations.models import Invitation
from staff.models import Staff


def hand_gift(
    event: Event,
    invitation: Invitation,
    gift: Gift,
    *,
    scan_id: str,
    staff: Staff,
    now: datetime,
    method: Method = Method.NAME,
    gate: str = "",
) -> Scan:
    """Write down that a gift was handed to a party, the same one once. The same `scan_id` again changes nothing.

    Raises DomainError: event_closed, scan_id_reused, gift_elsewhere, not_checked_in, gift_given (when, and by whom),
    gift_none_left.
    """
    hold_open(event)
    hold_guest(invitation)
    earlier = sent_before(scan_id)
    if earlier is not None:
        if earlier.gift_id != gift.id:
            raise DomainError("scan_id_reused")
        return the_same(earlier, event, invitation, Act.GIFT)
    if gift.event_id != event.id:
        raise DomainError("gift_elsewhere")
    presence = present(invitation)
    if presence is None or presence.event_id != event.id:
        raise DomainError("not_checked_in")
    for one in _of(invitation, Act.GIFT):
        if one.gift_id == gift.id:
            time = one.happened_at.astimezone(event.tz).strftime("%H:%M")
            raise DomainError("gift_given", time=time, name=one.staff.name if one.staff else "")
    db.session.refresh(gift, with_for_update=True)  # of two doors one hands over the last
    if given(event)[gift.id] >= gift.stock:
        raise DomainError("gift_none_left")
    row = new_row(
        event,
        invitation,
        scan_id=scan_id,
        act=Act.GIFT,
        verdict=Verdict.NOTED,
        method=method,
        staff=staff,
        now=now,
        gift_id=gift.id,
        gate=gate,
    )
    if not written(row):
        raise DomainError("scan_id_reused")
    recompute(invitation.id)
    return row


def given(event: Event) -> Counter[int]:
    """How many of each gift, by its id, left the stock: two doors that gave the same party the same one gave two."""
    undone = sa.select(Scan.undoes).where(Scan.event_id == event.id, Scan.act == Act.UNDO, Scan.undoes.is_not(None))
    rows = db.session.execute(
        sa.select(Scan.gift_id, sa.func.count())
        .where(Scan.event_id == event.id, Scan.act == Act.GIFT, Scan.gift_id.is_not(None))
        .where(Scan.scan_id.not_in(undone))
        .group_by(Scan.gift_id)
    )
    return Counter({gift_id: number for gift_id, number in rows if gift_id is not None})


@dataclass(frozen=True)
class BadgeNote:
    """A badge that was printed; `before` is the earlier printing for the same person, of which the door is told."""

    scan: Scan
    before: Scan | None


def note_badge(
    event: Event,
    invitation: Invitation,
    *,
    scan_id: str,
    staff: Staff,
    now: datetime,
    person: str = GUEST,
    method: Method = Method.NAME,
    gate: str = "",
) -> BadgeNote:
    """Write down that a badge was printed; lets nobody in. The same `scan_id` again changes nothing.

    Raises DomainError: event_closed, scan_id_reused, person_unknown.
    """
    if not KEY.fullmatch(person) or invitation.event_id != event.id:
        raise DomainError("person_unknown")
    hold_open(event)
    hold_guest(invitation)
    earlier = sent_before(scan_id)
    printed = [scan for scan in _of(invitation, Act.BADGE) if person in scan.persons]
    if earlier is not None:
        row = the_same(earlier, event, invitation, Act.BADGE)
        return BadgeNote(row, next((scan for scan in printed if scan.id < row.id), None))
    row = new_row(
        event,
        invitation,
        scan_id=scan_id,
        act=Act.BADGE,
        verdict=Verdict.NOTED,
        method=method,
        staff=staff,
        now=now,
        persons=[person],
        gate=gate,
    )
    if not written(row):
        raise DomainError("scan_id_reused")
    return BadgeNote(row, printed[-1] if printed else None)


def _of(invitation: Invitation, act: Act) -> list[Scan]:
    """The rows of this kind that stand, in their order."""
    stands: Sequence[Standing] = standing(rows_of([invitation.id]).get(invitation.id, []))
    return [one.row for one in stands if one.row.act is act and isinstance(one.row, Scan)]
