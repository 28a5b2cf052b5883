"""Where races are run: a database of their own, several server processes on it, many clients at one instant."""

from __future__ import annotations

import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask

from core.db import db
from tests.house import Cast, build_app, settle
from tests.waiting import until_alive

Request = Callable[[int], tuple[int, str]]

PROCESSES = 2
ROOT = Path(__file__).resolve().parent.parent.parent


class Field:
    """An application in this process to set the scene with, and the servers that share its database."""

    def __init__(self, app: Flask, cast: Cast, environment: dict[str, str]) -> None:
        self.app = app
        self.cast = cast
        self.environment = environment
        self.processes: list[subprocess.Popen[bytes]] = []
        self.ports: dict[bool, list[int]] = {}

    @property
    def kind(self) -> str:
        return self.environment["DATABASE_URL"].partition(":")[0].partition("+")[0]

    def servers(self, *, guarded: bool) -> list[int]:
        """The ports of server processes, started at the first call; without guards they are the control."""
        if guarded not in self.ports:
            self.ports[guarded] = self._start([] if guarded else ["seats", "presence", "merges", "numbers"])
            for port in self.ports[guarded]:
                until_alive(port)
        return self.ports[guarded]

    def _start(self, without: list[str]) -> list[int]:
        ports = free_ports(PROCESSES)
        command = [sys.executable, "-m", "tests.races.server", ",".join(map(str, ports)), *without]
        self.processes.append(
            subprocess.Popen(command, cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL, start_new_session=True)
        )
        return ports

    def stop(self) -> None:
        for process in self.processes:
            os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            process.wait()

    def at_once(self, requests: list[Request], *, guarded: bool = True) -> list[tuple[int, str]]:
        """Send all requests at one instant, spread over the servers; returns (status, body) of each."""
        ports = self.servers(guarded=guarded)
        answers: list[tuple[int, str]] = [(0, "")] * len(requests)
        start = threading.Barrier(len(requests))

        def run(number: int) -> None:
            start.wait()
            answers[number] = requests[number](ports[number % len(ports)])

        threads = [threading.Thread(target=run, args=(number,)) for number in range(len(requests))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers


def free_ports(number: int) -> list[int]:
    """Ports on which nobody listens."""
    with ExitStack() as probes:  # held together, so that no two are the same
        sockets = [probes.enter_context(socket.socket()) for _ in range(number)]
        for probe in sockets:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in sockets]


def post(path: str, fields: dict[str, str], **headers: str) -> Request:
    """A POST that can be sent to any of the servers."""
    body = urlencode(fields)

    def send(port: int) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, body, kind | {name.replace("_", "-"): text for name, text in headers.items()})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    return send


@contextmanager
def new_field(database_url: str, folder: Path) -> Iterator[Field]:
    """A migrated database with the cast in it. On PostgreSQL a database of its own beside the given one."""
    own = database_url
    if database_url.startswith("postgresql"):
        name = f"race_{secrets.token_hex(4)}"
        engine = sa.create_engine(database_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        own = sa.make_url(database_url).set(database=name).render_as_string(hide_password=False)
    app = build_app(own, folder)
    with app.app_context():
        cast = settle(app)
    environment = {
        **os.environ,
        "DATABASE_URL": own,
        "DATA_DIR": str(folder),
        "QUEUE_URL": "memory://",
        "LOG_LEVEL": "ERROR",
        "PUBLIC_BASE_URL": "http://localhost:8000",
    }
    field = Field(app, cast, environment)
    try:
        yield field
    finally:
        field.stop()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        if own != database_url:
            engine.dispose()  # the server may have been broken off since
            with engine.connect() as connection:
                connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
            engine.dispose()
        shutil.rmtree(folder, ignore_errors=True)
