"""Rounds of scans at one instant, at several doors, by the page and by the quick way; `python -m tests.races.door 50`
runs so many on both databases with four processes, and prints what was found.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from attendance.ledger.fold import fold
from attendance.ledger.standing import rows_of
from attendance.models import ADMITTING, Act, Presence, Scan, Verdict
from core.db import db
from events.models import Event, EventStatus
from tests import postgres
from tests.races import field as races
from tests.races.field import Field, Request, new_field, post

BOTH = ("", "/scan")


class Guest:
    """Somebody who is invited to tonight's event, and the requests of a door that scans the letter."""

    def __init__(self, field: Field) -> None:
        self.field = field
        cast = field.cast
        self.event_id = cast.add_event(starts_at=datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1))
        self.id = cast.add_invitation(self.event_id, cast.add_client(number=uuid.uuid4().hex[:12]))
        with field.app.app_context():
            db.session.get_one(Event, self.event_id).status = EventStatus.INVITING
            db.session.commit()
        self.token = cast.token(self.id)
        self.cookie = cast.signed_in("door").get_cookie("session").value

    def scan(self, way: str = "", scan_id: str = "") -> Request:
        """One scan, by the page or, with "/scan", by the quick way."""
        code = f"HTTP://LOCALHOST:8000/I/{self.token}"
        fields = {"code": code, "scan_id": scan_id or str(uuid.uuid4()), "by": "camera"}
        return post(f"/door/{self.event_id}{way}", fields, Host="localhost", Cookie=f"session={self.cookie}")

    def scans(self, count: int, ways: tuple[str, ...] = BOTH) -> list[Request]:
        return [self.scan(ways[number % len(ways)]) for number in range(count)]

    def undo(self) -> Request:
        fields = {"scan_id": str(uuid.uuid4())}
        path = f"/door/{self.event_id}/guests/{self.id}/undo"
        return post(path, fields, Host="localhost", Cookie=f"session={self.cookie}")

    def ledger(self) -> tuple[int, int, int]:
        """(scans that admitted, scans that found the guest in, rows of presence)"""
        with self.field.app.app_context():
            verdicts = db.session.scalars(sa.select(Scan.verdict).where(Scan.invitation_id == self.id)).all()
            present = sa.select(sa.func.count()).select_from(Presence).where(Presence.invitation_id == self.id)
            rows = db.session.scalar(present)
        return sum(verdict in ADMITTING for verdict in verdicts), verdicts.count(Verdict.ALREADY), rows

    def agrees(self) -> bool:
        """Whether presence is what the ledger comes to, and nobody was let in twice."""
        with self.field.app.app_context():
            rows = rows_of([self.id]).get(self.id, [])
            state, presence = fold(rows), db.session.get(Presence, self.id)
            undone = [row.undoes for row in rows if row.act is Act.UNDO]
            inside = set(presence.inside) if presence else set()
            return inside == state.inside and not state.conflicts and len(undone) == len(set(undone))


def admitted_once(field: Field, count: int, ways: tuple[str, ...] = BOTH, *, guarded: bool = True) -> bool:
    """So many scans of one letter at one instant: all answered, one admitted."""
    guest = Guest(field)
    answers = field.at_once(guest.scans(count, ways), guarded=guarded)
    return {status for status, _body in answers} == {200} and guest.ledger() == (1, count - 1, 1)


def one_row(field: Field, count: int) -> bool:
    """One scan sent so often at one instant, by both ways: one row."""
    guest, scan_id = Guest(field), str(uuid.uuid4())
    answers = field.at_once([guest.scan(BOTH[number % 2], scan_id) for number in range(count)])
    return {status for status, _body in answers} == {200} and guest.ledger() == (1, 0, 1)


def undone_and_scanned(field: Field, count: int) -> bool:
    """The guest is in; so many undos and scans at one instant leave what the ledger says."""
    guest = Guest(field)
    field.at_once([guest.scan()])
    requests = [request for way in (BOTH * count)[:count] for request in (guest.undo(), guest.scan(way))]
    answers = field.at_once(requests)
    return all(status in (200, 409) for status, _body in answers) and guest.agrees()


def main(rounds: int) -> int:
    races.PROCESSES = 4
    wrong = 0
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = [f"sqlite:///{folder / 'sqlite' / 'yaji.db'}", stack.enter_context(postgres.server())]
        for url in urls:
            with new_field(url, folder / url.partition(":")[0].partition("+")[0]) as field:
                began = time.monotonic()
                found = {
                    "admitted_twice_or_broken": sum(not admitted_once(field, 200) for _round in range(rounds)),
                    "more_than_one_row": sum(not one_row(field, 50) for _round in range(rounds)),
                    "undo_disagrees": sum(not undone_and_scanned(field, 4) for _round in range(rounds)),
                }
                wrong += sum(found.values())
                seconds = round(time.monotonic() - began)
                print(json.dumps({"database": field.kind, "rounds": rounds, **found, "seconds": seconds}), flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
