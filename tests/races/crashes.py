"""Web processes killed and PostgreSQL broken off in mid-evening: no acknowledged scan is lost, none doubled.

`python -m tests.races.crashes 200` kills so many web processes on each database, and breaks PostgreSQL off every
twentieth time; `… serve PORTS` is the side that is killed: a process for each port, started anew when it dies.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from attendance.ledger.fold import fold
from attendance.ledger.standing import rows_of
from attendance.models import Presence, Scan
from core.db import db
from events.models import Event, EventStatus
from tests.races.durable import durable_server
from tests.races.field import ROOT, Field, free_ports, new_field, post
from tests.waiting import until_alive

DOORS = 4
"""Threads that scan, each a door of its own."""


def serve(ports: list[int]) -> None:
    """Fork a server for each port, and another whenever one dies; say which process has which port."""
    from waitress import serve as answer

    from app import create_app

    app = create_app(WTF_CSRF_ENABLED=False, LIMITS_ENABLED=False)
    with app.app_context():
        db.engine.dispose()
    running: dict[int, int] = {}

    def start(port: int) -> None:
        child = os.fork()
        if not child:
            answer(app, host="127.0.0.1", port=port, threads=8, ident=None)
        running[child] = port
        print(child, port, flush=True)

    for port in ports:
        start(port)
    while True:
        dead, _status = os.wait()
        start(running.pop(dead))


class Servers:
    """The killed side, seen from here."""

    def __init__(self, environment: dict[str, str], number: int = 2) -> None:
        self.ports = free_ports(number)
        self.running: dict[int, int] = {}
        command = [sys.executable, "-m", "tests.races.crashes", "serve", ",".join(map(str, self.ports))]
        self.parent = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        for port in self.ports:
            until_alive(port)

    def _listen(self) -> None:
        for line in self.parent.stdout or ():
            child, port = map(int, line.split())
            self.running[port] = child

    def kill(self, port: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.running[port], signal.SIGKILL)

    def stop(self) -> None:
        os.killpg(self.parent.pid, signal.SIGKILL)
        self.parent.wait()


@contextlib.contextmanager
def running(environment: dict[str, str]) -> Iterator[Servers]:
    servers = Servers(environment)
    try:
        yield servers
    finally:
        servers.stop()


@dataclass
class Evening:
    """Guests, the door's cookie, and what was acknowledged: scan_id to guest."""

    scene: Field
    servers: Servers
    event_id: int
    guests: list[tuple[int, str]]
    cookie: str
    acknowledged: dict[str, int] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    longest: float = 0
    """Seconds until a scan was acknowledged, with all its tries."""
    over: threading.Event = field(default_factory=threading.Event)
    next_guest: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def door(self, number: int) -> None:
        """Scan guest after guest, each until it is acknowledged, with the same scan_id; by both ways."""
        chance = random.Random(number)
        while not self.over.is_set():
            with self.lock:
                guest_id, token = self.guests[self.next_guest % len(self.guests)]
                self.next_guest += 1
            scan_id, began = str(uuid.uuid4()), time.monotonic()
            fields = {"code": token, "scan_id": scan_id, "by": "camera"}
            way = post(
                f"/door/{self.event_id}{chance.choice(('', '/scan'))}",
                fields,
                Host="localhost",
                Cookie=f"session={self.cookie}",
            )
            while True:
                status = self._try(way, chance.choice(self.servers.ports))
                self.answers[status] += 1
                if status == 200:
                    break
                time.sleep(0.02)
            with self.lock:
                self.acknowledged[scan_id] = guest_id
                self.longest = max(self.longest, time.monotonic() - began)

    def _try(self, way: Callable[[int], tuple[int, str]], port: int) -> int:
        try:
            return way(port)[0]
        except (OSError, ValueError, http.client.HTTPException):
            return 0

    def wait_for_more(self, number: int) -> None:
        """Until so many more were acknowledged: a server that never gets to answer proves nothing."""
        enough, patience = len(self.acknowledged) + number, time.monotonic() + 30
        while len(self.acknowledged) < enough and time.monotonic() < patience:
            time.sleep(0.005)

    def findings(self) -> dict[str, int]:
        """Acknowledged scans that are not in the ledger once, and guests of whom presence and ledger disagree."""
        with self.scene.app.app_context():
            rows = db.session.execute(sa.select(Scan.scan_id, Scan.invitation_id).where(Scan.event_id == self.event_id))
            kept: Counter[tuple[str, int | None]] = Counter((scan_id, guest) for scan_id, guest in rows)
            ids = [guest for guest, _token in self.guests]
            present = {one.invitation_id: set(one.inside) for one in db.session.scalars(sa.select(Presence))}
            ledger = {guest: fold(rows) for guest, rows in rows_of(ids).items()}
        lost = sum(kept[(scan_id, guest)] != 1 for scan_id, guest in self.acknowledged.items())
        twice = sum(bool(state.conflicts) for state in ledger.values())
        disagree = sum(present.get(guest, set()) != state.inside for guest, state in ledger.items())
        return {"acknowledged": len(self.acknowledged), "lost": lost, "doubled": twice, "disagree": disagree}


def an_evening(scene: Field, servers: Servers, guests: int) -> Evening:
    cast = scene.cast
    event_id = cast.add_event(starts_at=datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1), capacity=guests)
    ids = [cast.add_invitation(event_id, cast.add_client(number=uuid.uuid4().hex[:12])) for _number in range(guests)]
    with scene.app.app_context():
        db.session.get_one(Event, event_id).status = EventStatus.INVITING
        db.session.commit()
    cookie = cast.signed_in("door").get_cookie("session").value
    return Evening(scene, servers, event_id, [(one, cast.token(one)) for one in ids], cookie)


def crash(
    evening: Evening, kills: int, *, break_off: Callable[[], None] | None = None, every: int = 20
) -> dict[str, int]:
    """Scan at all doors while web processes die, and the database with each `every`th of them; then look."""
    doors = [threading.Thread(target=evening.door, args=(number,)) for number in range(DOORS)]
    for door in doors:
        door.start()
    chance, broken = random.Random(7), 0
    for number in range(kills):
        evening.wait_for_more(chance.randint(1, 4))
        time.sleep(chance.uniform(0, 0.03))  # anywhere in what the next one does
        evening.servers.kill(chance.choice(evening.servers.ports))
        if break_off is not None and number % every == every - 1:
            break_off()
            broken += 1
    evening.over.set()
    for door in doors:
        door.join()
    found = evening.findings()
    return {"kills": kills, "broken_off": broken, **found, "longest_ms": round(evening.longest * 1000)}


def main(kills: int) -> int:
    wrong = 0
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        durable = stack.enter_context(durable_server())
        for url, break_off in ((f"sqlite:///{folder / 'sqlite' / 'yaji.db'}", None), (durable.url, durable.restart)):
            with (
                new_field(url, folder / url.partition(":")[0].partition("+")[0]) as scene,
                running(scene.environment) as servers,
            ):
                found = crash(an_evening(scene, servers, 300), kills, break_off=break_off)
                wrong += found["lost"] + found["doubled"] + found["disagree"]
                print(json.dumps({"database": scene.kind, **found}), flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve([int(port) for port in sys.argv[2].split(",")])
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
