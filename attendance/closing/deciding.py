"""What the organiser writes down before an evening is closed: of guests who were not scanned, heads, gifts, lessons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from attendance.closing.results import parties
from attendance.ledger.counting import count
from attendance.ledger.handing import given
from attendance.models import ClosingDecision, EveningReport, Unresolved
from core.db import db
from core.errors import DomainError
from events.approval.moves import locked
from events.models import Event, Gift
from staff.models import Staff

Words = Mapping[tuple[int, str], tuple[Unresolved, str]]
"""By invitation and person what is said, and a note."""


def decide(event: Event, words: Words, *, staff: Staff, now: datetime) -> None:
    """Keep what is said of those who had said yes and were not scanned; whoever was scanned meanwhile is in.

    Raises DomainError("event_closed").
    """
    _open(event)
    for party in parties(event):
        for person in party.unresolved:
            spoken = words.get((party.invitation.id, person.key))
            if spoken is None:
                continue
            known = party.said.get(person.key)
            if known is None:
                known = ClosingDecision(invitation_id=party.invitation.id, person=person.key)
                db.session.add(known)
            elif (known.said, known.note) == spoken:
                continue
            known.said, known.note = spoken
            known.staff_id, known.at = staff.id, now
    db.session.flush()


def report_of(event: Event) -> EveningReport:
    """What is written of the evening so far; a new one is not added to the session."""
    return db.session.get(EveningReport, event.id) or EveningReport(
        event_id=event.id,
        bodies=None,
        bodies_note="",
        programme="",
        incidents="",
        keep="",
        stop="",
        try_next="",
        again=None,
    )


@dataclass(frozen=True)
class Heads:
    """How many came by the door's ledger, how many were said to have come past it, and how many were counted."""

    door: int
    unscanned: int
    bodies: int | None
    note: str

    @property
    def ours(self) -> int:
        return self.door + self.unscanned

    @property
    def difference(self) -> int:
        """Counted in the room beyond those whom we know of; 0 while nobody has counted."""
        return 0 if self.bodies is None else self.bodies - self.ours

    @property
    def unexplained(self) -> bool:
        return self.difference != 0 and not self.note


def heads(event: Event, unscanned: int) -> Heads:
    report = report_of(event)
    return Heads(count(event).arrived, unscanned, report.bodies, report.bodies_note)


def count_bodies(event: Event, bodies: int | None, note: str, *, staff: Staff, now: datetime) -> None:
    """Keep how many were counted in the room. A number other than the door's wants a sentence.

    Raises DomainError: event_closed or bodies_unexplained.
    """
    _open(event)
    unscanned = sum(len(party.came_unscanned()) for party in parties(event))
    if bodies is not None and bodies != count(event).arrived + unscanned and not note:
        raise DomainError("bodies_unexplained")
    report = _written(event, staff, now)
    report.bodies, report.bodies_note = bodies, note


def write_report(event: Event, words: Mapping[str, str | bool | None], *, staff: Staff, now: datetime) -> None:
    """Keep programme, incidents and lessons, until the report is signed. Raises DomainError("report_signed")."""
    event = locked(event.id)
    report = _written(event, staff, now)
    if report.signed_at is not None:
        raise DomainError("report_signed")
    for name in ("programme", "incidents", "keep", "stop", "try_next", "again"):
        setattr(report, name, words[name])


def _written(event: Event, staff: Staff, now: datetime) -> EveningReport:
    report = report_of(event)
    report.written_by_id, report.written_at = staff.id, now
    db.session.add(report)
    return report


@dataclass(frozen=True)
class GiftLine:
    """One kind of gift: brought, handed over, come back, and what is left unexplained."""

    gift: Gift
    handed: int

    @property
    def missing(self) -> int | None:
        """Neither handed over nor come back; less than 0: more came back than should be there. None: not counted."""
        return None if self.gift.returned is None else self.gift.stock - self.handed - self.gift.returned


def gift_lines(event: Event) -> list[GiftLine]:
    """The gifts of the evening with how many were handed over, to guests and to those who came without a letter."""
    handed = given(event)
    gifts = db.session.scalars(sa.select(Gift).where(Gift.event_id == event.id).order_by(Gift.id))
    return [GiftLine(gift, handed[gift.id]) for gift in gifts]


def count_gifts(event: Event, returned: Mapping[int, int | None]) -> None:
    """Keep how many of each gift came back. Raises DomainError("event_closed")."""
    _open(event)
    for gift in db.session.scalars(sa.select(Gift).where(Gift.event_id == event.id)):
        if gift.id in returned:
            gift.returned = returned[gift.id]


def _open(event: Event) -> None:
    """Hold the event's lock. Raises DomainError("event_closed")."""
    if locked(event.id).over:
        raise DomainError("event_closed")
