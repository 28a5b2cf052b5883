"""The list on paper, and the same list on the screen afterwards: in the order of readings, a box for each person."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from attendance.door.cards import Names
from attendance.door.guests import guests_of
from attendance.ledger.fold import standing
from attendance.ledger.party import Person, in_order, parties_at_door, person_of
from attendance.ledger.standing import rows_of
from attendance.models import GUEST, Act, Scan
from clients.models import Client
from core.db import db
from core.tokens import ALPHABET
from events.models import Event
from invitations.codes.tokens import unseal
from invitations.models import Invitation, JointGuest
from invitations.paper.evening import COMING, Who, door_name
from invitations.paper.seated import tables_told
from printing.documents.door_list import DoorGuest
from staff.models import Staff

VERSION_LENGTH = 4


@dataclass(frozen=True)
class Box:
    """One person's box. `scan` is the row of the ledger that let them in, if one did, and `by` whose it is."""

    key: str
    name: str
    scan: Scan | None = None
    announced: bool = True
    by: Staff | None = None

    @property
    def at(self) -> datetime | None:
        return self.scan.happened_at if self.scan else None


@dataclass(frozen=True)
class Line:
    """A guest with everybody of the party."""

    invitation: Invitation
    name: str
    code: str
    table: str
    boxes: Sequence[Box]

    @property
    def initial(self) -> str:
        return (self.invitation.client.sort_key[:1] or "").upper()


def sees_all(actor: Staff, event: Event) -> bool:
    """Whether no guest is invited whom the reader doesn't see: a list with gaps would turn guests away."""
    seen = guests_of(actor, event).with_only_columns(Invitation.id).order_by(None)
    hidden = sa.select(Invitation.id).where(
        Invitation.event_id == event.id, Invitation.revoked_at.is_(None), Invitation.id.not_in(seen)
    )
    return db.session.scalar(hidden.limit(1)) is None


def on_paper(actor: Staff, event: Event, who: Who | None) -> Sequence[Invitation]:
    """The guests whose invitation stands, in the order of their names' readings; all of them unless told."""
    query = guests_of(actor, event).where(Invitation.revoked_at.is_(None))
    if who is Who.COMING:
        query = query.where(Invitation.reply.in_(COMING))
    return db.session.scalars(query).all()


def lines_of(event: Event, invitations: Sequence[Invitation], language: str) -> list[Line]:
    """The same guests with their parties and who of them the door has let in; a fixed number of queries."""
    ids = [invitation.id for invitation in invitations]
    parties, rows, tables, joint = parties_at_door(invitations), rows_of(ids), tables_told(event, ids), _joint(ids)
    entered = {key: let_in(scans) for key, scans in rows.items()}
    door = _staff_of([scan for one in entered.values() for scan in one.values()])
    found = []
    for invitation in invitations:
        names = Names(invitation.client, language, joint)
        came, announced = entered.get(invitation.id, {}), parties[invitation.id]
        party = _with_unannounced(announced, came)
        boxes = [
            Box(one.key, names.of(one), scan, one in announced, door.get(scan.staff_id or 0) if scan else None)
            for one in party
            for scan in [came.get(one.key)]
        ]
        found.append(
            Line(
                invitation,
                door_name(invitation.client, language),
                unseal(invitation).grouped,
                tables.get(invitation.id, ""),
                boxes,
            )
        )
    return found


def let_in(rows: Sequence[Scan]) -> dict[str, Scan]:
    """By person the first row that let them in and was not taken back."""
    found: dict[str, Scan] = {}
    for one in standing(rows):
        if one.row.act is Act.ENTER and isinstance(one.row, Scan):
            for key in one.persons:
                found.setdefault(key, one.row)
    return found


def _with_unannounced(party: Sequence[Person], entered: dict[str, Scan]) -> list[Person]:
    keys = [one.key for one in party]
    return [*party, *(person_of(key, party) for key in in_order(entered) if key not in keys)]


def _staff_of(scans: Sequence[Scan]) -> dict[int, Staff]:
    """Who let in whom, in one query."""
    ids = {scan.staff_id for scan in scans if scan.staff_id is not None}
    query = sa.select(Staff).where(Staff.id.in_(ids)).options(lazyload(Staff.roles), lazyload(Staff.branch))
    return {staff.id: staff for staff in db.session.scalars(query)}


def _joint(ids: Sequence[int]) -> dict[int, Client]:
    asked = sa.select(JointGuest.client_id).where(JointGuest.invitation_id.in_(ids))
    return {client.id: client for client in db.session.scalars(sa.select(Client).where(Client.id.in_(asked)))}


def version_of(lines: Sequence[Line]) -> str:
    """Four symbols that change when a guest, an answer, a party or a table does: two sheets that show the same are the
    same list. Who has arrived changes nothing, since paper does not know it."""
    text = "\x1f".join(
        f"{line.invitation.id}:{line.invitation.reply.value}:{line.table}:"
        + ",".join(f"{box.key}={box.name}" for box in line.boxes if box.announced)
        for line in lines
    )
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
    return "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(VERSION_LENGTH))


def paper_guest(line: Line, language: str, answer: str) -> DoorGuest:
    """The guest's row on paper. Whoever comes for the client, or alone, stands in the guest's own."""
    first, beside = line.boxes[0], line.boxes[1:]
    name = line.name if first.key == GUEST else f"{line.name} · {first.name}"
    return DoorGuest(
        name,
        line.invitation.client.sort_key,
        line.code,
        answer,
        str(len(line.boxes)) if line.invitation.reply in COMING else "",
        line.invitation.client.rm.called(language),
        line.table,
        tuple(box.name for box in beside),
    )
