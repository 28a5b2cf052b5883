"""How many guests a second the door lets in, on SQLite (synchronous=FULL) and on a PostgreSQL that writes (fsync).

Two server processes, the load from this one, at 2, 16 and 64 connections that stay open; every scan is another guest's
and is committed before it is answered. In the same run, at the same connections: a page that says "hello" from two such
processes, and the bare driver's transactions (one row, one commit) from two processes on the same database. Then the
page that the door shows, drawn on the server, at 16 connections. `bench/door.py 200` takes fewer guests.
"""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent.parent))

import psycopg
import sqlalchemy as sa

from bench import replies
from bench.replies import Rate, hello, tell
from core.db import db
from events.models import Event, EventStatus
from tests.postgres import NoPostgres
from tests.races.durable import durable_server
from tests.races.field import Field, new_field

CONNECTIONS = (2, 16, 64)
PROCESSES = 2
MOST = {2: 0.5}
"""Of the guests, where fewer are enough to measure."""


def main(guests: int) -> None:
    replies.GUESTS = guests
    with hello() as ports:
        baseline = {many: _rate(ports, [_request("/", "code=x")] * 2000, many) for many in CONNECTIONS}
    for many, found in baseline.items():
        tell(
            "hello_http",
            "",
            2000,
            {"connections": many, "ours": found.a_second, "p50_ms": found.p50, "p99_ms": found.p99},
        )
    for kind, url in _databases():
        with tempfile.TemporaryDirectory() as folder:
            own = url or f"sqlite:///{folder}/field/yaji.db"
            with new_field(own, Path(folder) / "field") as field:
                _measure(field, kind, baseline)


def _databases() -> Iterator[tuple[str, str]]:
    yield "sqlite", ""
    try:
        with durable_server() as server:
            yield "postgresql", server.url
    except NoPostgres:
        print(json.dumps({"bench": "check_in_http", "skipped": "no PostgreSQL on this machine"}))


def _measure(field: Field, kind: str, baseline: dict[int, Rate]) -> None:
    door = _Door(field)
    ports = field.servers(guarded=True)
    _rate(ports, door.requests("/scan")[:100], 16)  # connections are opened, statements prepared
    for many in CONNECTIONS:
        door.empty()
        bare = _bare(field, many)
        requests = door.requests("/scan")[: int(len(door.tokens) * MOST.get(many, 1))]
        _tell("check_in_http", kind, many, _rate(ports, requests, many), baseline[many], bare, len(requests))
    door.empty()
    page = _rate(ports, door.requests(""), 16)
    _tell("check_in_page_http", kind, 16, page, baseline[16], None, len(door.tokens))


def _tell(name: str, kind: str, many: int, ours: Rate, plain: Rate, bare: float | None, n: int) -> None:
    figures: dict[str, object] = {
        "connections": many,
        "ours": ours.a_second,
        "p50_ms": ours.p50,
        "p99_ms": ours.p99,
        "baseline": plain.a_second,
        "ratio": round(ours.a_second / plain.a_second, 2),
    }
    if bare is not None:
        figures |= {"bare_transactions": round(bare, 1), "ratio_to_bare": round(ours.a_second / bare, 2)}
    tell(name, kind, n, figures)


class _Door:
    """Tonight's event with its guests, and the requests that scan their letters."""

    def __init__(self, field: Field) -> None:
        self.field = field
        soon = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
        self.event_id = field.cast.add_event(capacity=replies.GUESTS, starts_at=soon)
        with field.app.app_context():
            self.tokens = replies.guests(field.cast, self.event_id)
            db.session.get_one(Event, self.event_id).status = EventStatus.INVITING
            db.session.commit()
        cookie = field.cast.signed_in("door").get_cookie("session")
        self.cookie = cookie.value if cookie else ""

    def requests(self, way: str) -> list[bytes]:
        path = f"/door/{self.event_id}{way}"
        more = f"Cookie: session={self.cookie}\r\nAccept: application/json\r\n"
        return [
            _request(path, urlencode({"code": token, "scan_id": str(uuid.uuid4()), "by": "camera"}), more)
            for token in self.tokens
        ]

    def empty(self) -> None:
        """Nobody has come yet."""
        with self.field.app.app_context():
            for table in ("presence", "scan"):
                db.session.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 -- one of two names
            db.session.commit()


def _request(path: str, body: str, more: str = "") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{more}Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def _rate(ports: list[int], requests: list[bytes], many: int) -> Rate:
    """Send all requests over so many connections, spread over the processes; every answer must be a good one."""
    times: list[float] = []
    waiting = list(requests)

    def work(number: int) -> None:
        connection = socket.create_connection(("127.0.0.1", ports[number % len(ports)]), timeout=60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            try:
                request = waiting.pop()
            except IndexError:
                connection.close()
                return
            began = time.perf_counter()
            connection.sendall(request)
            _read_answer(connection)
            times.append(time.perf_counter() - began)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(many)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(times) != len(requests):
        raise SystemExit("not every request was answered")
    return Rate(times, time.perf_counter() - began)


def _read_answer(connection: socket.socket) -> None:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise SystemExit(head[:60].decode())
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += _more(connection)


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise SystemExit("the server closed the connection")
    return data


def _bare(field: Field, many: int) -> float:
    """Transactions a second of the bare driver: one row and a commit each, from two processes."""
    url = field.environment["DATABASE_URL"].replace("+psycopg", "")
    with _table(url):
        command = [sys.executable, __file__, "bare", url, str(many // PROCESSES), "300" if many == 2 else "600"]
        running = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _number in range(PROCESSES)
        ]
        for one in running:
            if one.stdout:
                one.stdout.readline()  # it is connected
        began = time.perf_counter()
        done = 0
        for one in running:
            if one.stdin:
                one.stdin.write("go\n")
                one.stdin.flush()
        for one in running:
            done += int(one.communicate()[0])
        return done / (time.perf_counter() - began)


@contextmanager
def _table(url: str) -> Iterator[None]:
    create = "CREATE TABLE bare (id INTEGER, note TEXT)"
    for statement in ("DROP TABLE IF EXISTS bare", create):
        connection = _connect(url)
        connection.execute(statement)
        connection.close()
    yield
    connection = _connect(url)
    connection.execute("DROP TABLE bare")
    connection.close()


def _connect(url: str):  # type: ignore[no-untyped-def]  # one of two drivers
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=30, isolation_level=None)
        connection.execute("PRAGMA synchronous=FULL")
        return connection
    return psycopg.connect(url, autocommit=True)


def bare(url: str, many: int, n: int) -> None:
    """The side that writes: so many connections, a thread each."""
    left, sqlite = list(range(n)), url.startswith("sqlite")
    connections = [] if sqlite else [_connect(url) for _number in range(many)]
    print("ready", flush=True)
    sys.stdin.readline()

    def work(number: int) -> None:
        connection = _connect(url) if sqlite else connections[number]
        while True:
            try:
                row = left.pop()
            except IndexError:
                return
            if sqlite:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO bare VALUES (?, 'x')", (row,))
                connection.execute("COMMIT")
            else:
                connection.execute("INSERT INTO bare VALUES (%s, 'x')", (row,))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(n)


if __name__ == "__main__":
    if sys.argv[1:2] == ["bare"]:
        bare(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
