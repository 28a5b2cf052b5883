"""What a device kept while it had no network comes into the ledger: each row once, none dropped, none in another's way.

What the device showed at its door has happened, so it stands, whatever we would have said; where two doors let in the
same person both rows stand, and the organiser sees them side by side. What can't be understood is kept sealed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from attendance.ledger.checking_in import read_scanned
from attendance.ledger.fold import fold
from attendance.ledger.holding import SHUT
from attendance.ledger.kept_rows import KeptRow, Unreadable, as_text, happened, read, readable_offset
from attendance.ledger.party import parties_at_door
from attendance.ledger.standing import recompute_all, rows_of
from attendance.ledger.verdicts import letter_of, verdict_of
from attendance.models import ADMITTING, Act, Quarantined, Scan, Verdict
from core import tokens
from core.db import db
from events.models import DOOR_CLOSES, DOOR_OPENS, Event, Gift
from invitations.codes.tokens import CODE_LENGTH, TOKEN_LENGTH, code_hash, token_hash
from invitations.models import Invitation
from staff.models import Staff

BATCH = 500
"""So many are looked up and written at a time."""
LARGEST_SEALED = 4096


@dataclass(frozen=True)
class Taken:
    """What became of one row. `conflict`: it let in somebody who was in already, or whose letter was taken back."""

    scan_id: str
    verdict: Verdict | None
    conflict: bool = False
    quarantined: bool = False


def take(
    event: Event, actor: Staff, rows: Sequence[Any], *, now: datetime, offset_ms: int = 0, wiped: bool = False
) -> list[Taken]:
    """Take the rows in, as they come; an answer for each, in the same order. Sent again they add nothing.

    Nothing is refused: a row that can't be understood, or whose scan_id stands for something else, is kept for the
    organiser; so is whatever comes after the evening was closed, since its story has been told by then, and from a
    device that was taken out and has said that it is wiped: it had nothing left.
    """
    status = db.session.scalar(sa.select(Event.status).where(Event.id == event.id).with_for_update())
    shut = "closed" if status in SHUT else "wiped" if wiped else ""
    queue = _Queue(event, actor, now, readable_offset(offset_ms), shut=shut)
    for start in range(0, len(rows), BATCH):
        queue.take(rows[start : start + BATCH])
    return queue.answers()


class _Queue:
    """One queue on its way into the ledger, under the event's lock."""

    def __init__(self, event: Event, actor: Staff, now: datetime, offset_ms: int, *, shut: str) -> None:
        self.event, self.actor, self.now, self.offset_ms, self.shut = event, actor, now, offset_ms, shut
        self.taken: list[tuple[Taken, int | None]] = []
        self.gifts = set(db.session.scalars(sa.select(Gift.id).where(Gift.event_id == event.id)))

    def take(self, batch: Sequence[Any]) -> None:
        read_rows: list[tuple[Any, KeptRow | Unreadable]] = [(raw, _read(raw)) for raw in batch]
        kept = [row for _raw, row in read_rows if isinstance(row, KeptRow)]
        ids = {row.scan_id for row in kept} | {row.undoes for row in kept if row.undoes}
        known = {scan.scan_id: scan for scan in db.session.scalars(sa.select(Scan).where(Scan.scan_id.in_(ids)))}
        letters = _letters(kept, {scan.invitation_id for scan in known.values() if scan.invitation_id})
        parties = parties_at_door(list(letters.by_id.values()))
        apart: list[tuple[Any, str]] = []
        touched: set[int] = set()
        for raw, row in read_rows:
            if isinstance(row, Unreadable):
                apart.append((raw, row.problem))
                self.taken.append((Taken(_told_id(raw), None, quarantined=True), None))
                continue
            invitation = letters.of(row, known)
            earlier = known.get(row.scan_id)
            if earlier is not None:
                same = _says_the_same(earlier, row, invitation, self.event)
                if not same:
                    apart.append((raw, "changed"))
                self.taken.append((Taken(row.scan_id, earlier.verdict, quarantined=not same), earlier.invitation_id))
                continue
            if self.shut:
                apart.append((raw, self.shut))
                self.taken.append((Taken(row.scan_id, row.verdict, quarantined=True), None))
                continue
            scan = self._scan(row, invitation, parties)
            known[row.scan_id] = scan
            db.session.add(scan)
            problem = self._problem(row, scan, invitation)
            if problem:
                apart.append((raw, problem))
            ours = invitation is not None and invitation.event_id == self.event.id
            if invitation is not None and ours:
                touched.add(invitation.id)
            self.taken.append((Taken(row.scan_id, scan.verdict, quarantined=bool(problem)), scan.invitation_id))
        db.session.flush()
        self._put_apart(apart)
        if touched:
            recompute_all(touched)

    def _scan(self, row: KeptRow, invitation: Invitation | None, parties: dict[int, Any]) -> Scan:
        ours = invitation is not None and invitation.event_id == self.event.id
        verdict = row.verdict
        if verdict is None or (verdict in ADMITTING and not ours):
            verdict = verdict_of(letter_of(invitation) if invitation else None, self.event.id)
        persons = list(row.persons or ())
        if row.act is Act.ENTER:
            if verdict not in ADMITTING:
                persons = []
            elif not persons and invitation is not None:
                persons = [person.key for person in parties[invitation.id]]
        elif not persons and row.act is Act.LEAVE and invitation is not None and ours:
            persons = [person.key for person in parties[invitation.id]]
        return Scan(
            scan_id=row.scan_id,
            event_id=self.event.id,
            invitation_id=invitation.id if invitation else None,
            at=self.now,
            staff_id=self.actor.id,
            method=row.method,
            verdict=verdict,
            act=row.act,
            persons=persons,
            happened_at=happened(
                row, self.offset_ms, self.event.starts_at - DOOR_OPENS, self.event.ends_at + DOOR_CLOSES
            ),
            device_at=row.device_at,
            offset_ms=self.offset_ms,
            gate=row.gate,
            offline=True,
            forced=row.forced,
            reason=row.reason,
            undoes=row.undoes,
            gift_id=row.gift_id if row.act is Act.GIFT and row.gift_id in self.gifts else None,
        )

    def _problem(self, row: KeptRow, scan: Scan, invitation: Invitation | None) -> str:
        """What somebody should look at, though the row is in the ledger."""
        if row.act is Act.UNDO:
            return ""
        let_in = row.admitted or row.act is not Act.ENTER
        if invitation is None:
            return "unknown_code" if let_in else ""
        if invitation.event_id != self.event.id:
            return "other_event" if let_in else ""
        return "gift" if row.act is Act.GIFT and scan.gift_id is None else ""

    def _put_apart(self, rows: list[tuple[Any, str]]) -> None:
        """Keep rows sealed for the organiser; what was kept before is kept once."""
        texts = {}
        for raw, problem in rows:
            text = as_text(raw)
            texts[hashlib.sha256(f"{self.event.id} {self.actor.id} {text}".encode()).hexdigest()] = (text, problem)
        query = sa.select(Quarantined.fingerprint).where(Quarantined.fingerprint.in_(texts))
        for fingerprint in texts.keys() - set(db.session.scalars(query)):
            text, problem = texts[fingerprint]
            db.session.add(
                Quarantined(
                    event_id=self.event.id,
                    staff_id=self.actor.id,
                    received_at=self.now,
                    fingerprint=fingerprint,
                    sealed=tokens.seal(text[:LARGEST_SEALED]),
                    problem=problem,
                )
            )
        db.session.flush()

    def answers(self) -> list[Taken]:
        """What became of each row, now that all are in."""
        ids = {invitation_id for _taken, invitation_id in self.taken if invitation_id}
        clashing: set[str] = set()
        for chunk in _chunks(sorted(ids)):
            for rows in rows_of(chunk).values():
                clashing |= {conflict.second for conflict in fold(rows).conflicts}
            clashing |= _taken_back_letters(self.event, chunk)
        return [
            Taken(taken.scan_id, taken.verdict, taken.scan_id in clashing, taken.quarantined)
            for taken, _invitation_id in self.taken
        ]


def _read(raw: Any) -> KeptRow | Unreadable:
    try:
        return read(raw)
    except Unreadable as problem:
        return problem


def _told_id(raw: Any) -> str:
    """The id that the row gives itself, for the device to recognise it by."""
    told = raw.get("scan_id") if isinstance(raw, dict) else None
    return told[:36] if isinstance(told, str) else ""


@dataclass(frozen=True)
class _Letters:
    """The invitations that a batch speaks of."""

    by_hash: dict[str, Invitation]
    by_id: dict[int, Invitation]

    def of(self, row: KeptRow, known: dict[str, Scan]) -> Invitation | None:
        """Of the code, or of the number; of an undo that names neither, of the row that it takes back."""
        if row.code is not None:
            return self.by_hash.get(_hash(row.code) or "")
        if row.invitation_id is not None:
            return self.by_id.get(row.invitation_id)
        target = known.get(row.undoes or "")
        return self.by_id.get(target.invitation_id or 0) if target else None


def _letters(rows: Collection[KeptRow], ids: Collection[int]) -> _Letters:
    hashes = {hashed for row in rows if row.code is not None and (hashed := _hash(row.code))}
    numbers = {row.invitation_id for row in rows if row.invitation_id is not None} | set(ids)
    query = (
        sa.select(Invitation)
        .where(sa.or_(Invitation.token_hash.in_(hashes), Invitation.code_hash.in_(hashes), Invitation.id.in_(numbers)))
        .options(joinedload(Invitation.event), selectinload(Invitation.joint))
    )
    found = db.session.scalars(query).all()
    by_hash = {one: invitation for invitation in found for one in (invitation.token_hash, invitation.code_hash)}
    return _Letters(by_hash, {invitation.id: invitation for invitation in found})


def _hash(code: str) -> str | None:
    bare = read_scanned(code)
    if len(bare) == TOKEN_LENGTH:
        return token_hash(bare)
    return code_hash(bare) if len(bare) == CODE_LENGTH else None


def _says_the_same(earlier: Scan, row: KeptRow, invitation: Invitation | None, event: Event) -> bool:
    """Whether a row that stands already says what this one says; so it does when it was sent twice, and when we had
    written it and our answer was lost on the way."""
    same = (
        earlier.event_id == event.id
        and earlier.act is row.act
        and earlier.invitation_id == (invitation.id if invitation else None)
        and earlier.undoes == row.undoes
    )
    if not same or row.act is not Act.ENTER or row.verdict is None:
        return same
    if not earlier.offline:
        return (earlier.verdict in ADMITTING) or not row.admitted
    if row.persons is not None and row.admitted and earlier.persons and list(row.persons) != list(earlier.persons):
        return False
    return earlier.device_at == row.device_at and (row.verdict is earlier.verdict or earlier.verdict not in ADMITTING)


def _taken_back_letters(event: Event, invitation_ids: Collection[int]) -> set[str]:
    """Rows that let in somebody whose letter was taken back."""
    query = (
        sa.select(Scan.scan_id)
        .join(Invitation, Invitation.id == Scan.invitation_id)
        .where(Scan.event_id == event.id, Scan.invitation_id.in_(invitation_ids))
        .where(Invitation.revoked_at.is_not(None), Scan.verdict.in_(ADMITTING), Scan.forced.is_(False))
    )
    return set(db.session.scalars(query))


def _chunks(items: Sequence[int]) -> list[Sequence[int]]:
    return [items[start : start + BATCH] for start in range(0, len(items), BATCH)]
