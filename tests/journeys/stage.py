"""The stage of a journey: the application in a process of its own, and Chromium."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tests.house import CHROMIUM

ROOT = Path(__file__).resolve().parent.parent.parent
# As root there is no sandbox to be had, and a closed network makes Chromium's own errands noisy.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def served(data_dir: Path, **environment: str) -> Iterator[str]:
    """Serve the database in `data_dir` with web and jobs in one process; yields the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    settings = {"DATA_DIR": str(data_dir), "PORT": str(port), "PUBLIC_BASE_URL": address, "LOG_LEVEL": "WARNING"}
    log = (data_dir / "serve.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "serve"],
        cwd=ROOT,
        env={**os.environ, **settings, **environment},
        stderr=log,
        stdout=log,
    )
    try:
        _wait(port)
        yield address
    finally:
        process.terminate()
        process.wait()
        log.close()


def _wait(port: int) -> None:
    for _try in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the application did not start")


def open_chromium(playwright: Playwright, *flags: str) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
