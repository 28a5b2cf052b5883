"""The stage of a journey: the application in a process of its own, and Chromium."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, expect

from tests.house import CHROMIUM, PASSWORD
from tests.waiting import until_alive

expect.set_options(timeout=25_000)  # a busy machine is no fault of the page

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
        until_alive(port)
        yield address
    finally:
        process.terminate()
        process.wait()
        log.close()


def open_chromium(playwright: Playwright, *flags: str) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])


def signed_in(chromium: Browser, address: str, who: str, width: int = 1280, *, script: bool = True) -> Page:
    """A page of `width` px in a fresh context, on the staff's first page, in English."""
    size = {"width": width, "height": 844}
    page = chromium.new_context(viewport=size, locale="en-GB", java_script_enabled=script).new_page()
    page.goto(f"{address}/sign-in?lang=en")
    page.fill("[name=username]", who)
    page.fill("[name=password]", PASSWORD)
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url(f"{address}/")
    return page
