"""Random evenings without a network: three devices, wrong clocks, queues that come late, twice and in any order.

`python -m tests.attendance.schedules 10000` tries so many through the fold, and a fiftieth of them through the queue
itself, on SQLite; it prints how often the state depended on the order, and how often it did under a rule that goes by
the order of arrival: the control, which has to differ.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from attendance.ledger.fold import State, fold
from attendance.ledger.kept_rows import happened, read
from attendance.models import ADMITTING, Act, Verdict

BEGINS = datetime(2027, 3, 20, 6, 30, tzinfo=UTC)
EARLIEST, LATEST = BEGINS - timedelta(hours=12), BEGINS + timedelta(hours=4)
SKEWS = (0, 0, 3, -3, 90, -7200, 8 * 3600, -365 * 86400, 365 * 86400)
"""Seconds by which a device's clock is ahead."""
PARTY = ("g", "c1", "c2")

Row = dict[str, Any]


@dataclass
class Device:
    """A phone without a network: it decides by what it knows itself, and keeps what it did."""

    skew: int
    offset_ms: int
    rows: list[Row] = field(default_factory=list)
    inside: dict[str, set[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """A row as the ledger would have it."""

    scan_id: str
    act: Act
    verdict: Verdict
    persons: tuple[str, ...]
    happened_at: datetime
    undoes: str | None
    gift_id: int | None


def an_evening(chance: random.Random, guests: tuple[str, ...] = ("one",)) -> list[Device]:
    """What three devices keep of an evening. `guests` name the invitations, by code."""
    devices = []
    for _number in range(3):
        skew = chance.choice(SKEWS)
        measured = 0 if chance.random() < 0.05 else skew * 1000 + chance.randint(-2000, 2000)
        devices.append(Device(skew, measured))
    moment = BEGINS - timedelta(minutes=45)
    for _step in range(chance.randint(2, 14)):
        moment += timedelta(seconds=chance.choice((0, 1, 5, 60, 600)))
        _act(chance, chance.choice(devices), chance.choice(guests), moment)
    return devices


def _act(chance: random.Random, device: Device, guest: str, moment: datetime) -> None:
    inside = device.inside.setdefault(guest, set())
    row: Row = {
        "scan_id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        "code": guest,
        "at": (moment + timedelta(seconds=device.skew)).isoformat(),
        "method": "camera",
    }
    dice = chance.random()
    own = [kept for kept in device.rows if kept["act"] in ("enter", "leave") and kept["code"] == guest]
    if dice < 0.2 and own:
        undone = chance.choice(own)
        row |= {"act": "undo", "undoes": undone["scan_id"]}
        persons = undone.get("persons") or []
        if len(persons) > 1 and chance.random() < 0.5:
            row["persons"] = chance.sample(persons, 1)
        if chance.random() < 0.3:
            del row["code"]
            row["code"] = None
        if undone["act"] == "enter":
            inside -= set(row.get("persons") or persons)
    elif dice < 0.35 and inside:
        row |= {"act": "leave", "persons": sorted(chance.sample(sorted(inside), chance.randint(1, len(inside))))}
        inside -= set(row["persons"])
    else:
        wish = chance.sample(PARTY, chance.randint(1, 3))
        entering = sorted(set(wish) - inside)
        row |= {"act": "enter", "verdict": "ok" if entering else "already", "persons": entering}
        inside |= set(entering)
    device.rows.append(row)


Delivery = list[tuple[Device, list[Row]]]


def deliveries(chance: random.Random, devices: list[Device]) -> Delivery:
    """The queues as they arrive: cut anywhere, in any order, parts of them twice."""
    parts: Delivery = []
    for device in devices:
        rows = list(device.rows)
        chance.shuffle(rows)
        while rows:
            cut = chance.randint(1, len(rows))
            parts.append((device, rows[:cut]))
            rows = rows[cut:]
    parts += [part for part in parts if chance.random() < 0.3]
    chance.shuffle(parts)
    return parts


def as_kept(delivery: Delivery) -> list[Kept]:
    """The rows in the order in which they arrive."""
    found = []
    for device, rows in delivery:
        for raw in rows:
            row = read(raw)
            moment = happened(row, device.offset_ms, EARLIEST, LATEST)
            verdict = row.verdict or Verdict.OK
            found.append(Kept(row.scan_id, row.act, verdict, row.persons or (), moment, row.undoes, row.gift_id))
    return found


def by_arrival(rows: Iterable[Kept]) -> State:
    """The control: as one would write it without thinking of it, each row applied when it comes."""
    inside: set[str] = set()
    came: set[str] = set()
    seen: dict[str, Kept] = {}
    for row in rows:
        if row.scan_id in seen:
            continue
        seen[row.scan_id] = row
        if row.act is Act.ENTER and row.verdict in ADMITTING:
            inside.update(row.persons)
            came.update(row.persons)
        elif row.act is Act.LEAVE:
            inside.difference_update(row.persons)
        elif row.act is Act.UNDO and (undone := seen.get(row.undoes or "")) is not None and undone.act is Act.ENTER:
            inside.difference_update(row.persons or undone.persons)
            came.difference_update(row.persons or undone.persons)
    return State(came=frozenset(came), inside=frozenset(inside))


def differing(seeds: Iterable[int], rule: Callable[[list[Kept]], State], *, orders: int = 4) -> list[int]:
    """The seeds of evenings whose state depends on the order of arrival."""
    found = []
    for seed in seeds:
        chance = random.Random(seed)
        devices = an_evening(chance)
        states = {rule(as_kept(deliveries(chance, devices))) for _order in range(orders)}
        if len(states) > 1:
            found.append(seed)
    return found


def differing_in_queue(app: Any, cast: Any, seeds: Iterable[int], *, orders: int = 2) -> list[int]:
    """The same through the ledger's own way in: the rows, who is here, and the conflicts. Nothing is kept."""
    from core.db import db
    from events.models import Event

    event_id = cast.add_event(starts_at=BEGINS)
    clients = [cast.add_client(given_name=name, number=uuid.uuid4().hex[:12]) for name in ("文静", "雅文")]
    guests = tuple(cast.token(cast.add_invitation(event_id, client)) for client in clients)
    found = []
    with app.app_context():
        for seed in seeds:
            chance = random.Random(seed)
            devices = an_evening(chance, guests)
            states = set()
            for _order in range(orders):
                states.add(
                    _through_queue(db.session.get_one(Event, event_id), cast, deliveries(chance, devices), chance)
                )
                db.session.rollback()
            if len(states) > 1:
                found.append(seed)
    return found


def _through_queue(event: Any, cast: Any, delivery: Delivery, chance: random.Random) -> tuple[Any, ...]:
    import sqlalchemy as sa

    from attendance.ledger.queues import take
    from attendance.models import Presence, Scan
    from core.db import db

    received = LATEST
    for device, rows in delivery:
        received += timedelta(seconds=chance.randint(0, 90_000))
        take(event, cast.staff("door"), rows, now=received, offset_ms=device.offset_ms)
    rows = db.session.scalars(sa.select(Scan).where(Scan.event_id == event.id).order_by(Scan.scan_id))
    ledger = tuple((row.scan_id, row.verdict, tuple(row.persons), row.happened_at, row.undoes) for row in rows)
    present = db.session.scalars(sa.select(Presence).order_by(Presence.invitation_id))
    return ledger, tuple(
        (one.invitation_id, tuple(one.came), tuple(one.inside), one.heads, one.at, one.scan.scan_id, one.conflicts)
        for one in present
    )


def main(number: int) -> int:
    began = time.monotonic()
    wrong = differing(range(number), fold)
    control = differing(range(min(number, 1000)), by_arrival)
    print(json.dumps({"schedules": number, "diverged": len(wrong), "control_diverged_of_1000": len(control)}))
    from tests.house import build_app, settle

    with tempfile.TemporaryDirectory() as folder:
        app = build_app(f"sqlite:///{Path(folder) / 'yaji.db'}", Path(folder))
        with app.app_context():
            cast = settle(app)
        queued = differing_in_queue(app, cast, range(max(1, number // 50)))
    seconds = round(time.monotonic() - began)
    print(json.dumps({"through_the_queue": max(1, number // 50), "diverged": len(queued), "seconds": seconds}))
    return 1 if wrong or queued or not control else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
