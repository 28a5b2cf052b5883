"""A PostgreSQL server of its own that keeps what it has acknowledged (fsync on), and that can be broken off and
started again in mid-evening. Wants Debian's binaries; raises tests.postgres.NoPostgres without them."""

from __future__ import annotations

import glob
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import NoPostgres, _other_user


class Durable:
    """The running server."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self.folder, self.binaries = folder, binaries
        user = _other_user() if os.geteuid() == 0 else None
        if user:
            shutil.chown(folder, user)
        self._prefix = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._run("initdb", "-U", "yaji", "-A", "trust", "-E", "UTF8", "--locale=C")
        self.start()

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://yaji@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c max_connections=200"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """As if the plug had been pulled: no checkpoint, connections cut."""
        self._run("pg_ctl", "-m", "immediate", "-w", "stop")

    def restart(self) -> None:
        self.stop()
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*self._prefix, str(self.binaries / program), "-D", str(self.folder / "data"), *arguments],
            check=True,
            capture_output=True,
            cwd="/",
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        )


@contextmanager
def durable_server() -> Iterator[Durable]:
    """Started for this block. Raises NoPostgres."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    if not folders:
        raise NoPostgres("no binaries of PostgreSQL")
    folder = Path(tempfile.mkdtemp(prefix="yaji-pg-"))
    try:
        server = Durable(folder, Path(folders[-1]))
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
