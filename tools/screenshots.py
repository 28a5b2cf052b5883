"""Take the pictures of docs/pictures/ from the demo, as README and guides show them: `make pictures`.

The demo is loaded into a folder of its own and served for the moment; nothing else is touched.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from core.config import ROOT
from demo.people import PASSWORD
from tests.journeys.stage import open_chromium, served

PICTURES = ROOT / "docs" / "pictures"
WIDE = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATA_DIR": folder, "LOG_LEVEL": "ERROR"}
        for command in (["db", "upgrade"], ["demo"]):
            subprocess.run(
                [sys.executable, "-m", "flask", "--app", "app", *command],
                cwd=ROOT,
                env=environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        with served(Path(folder)) as address, sync_playwright() as playwright:
            chromium = open_chromium(playwright)
            organiser_pages(chromium, address)
            manager_pages(chromium, address)
            rm_pages(chromium, address)
            guest_pages(chromium, address, Path(folder))
            chromium.close()


def sign_in(chromium: Browser, address: str, who: str, size: dict[str, int], language: str) -> Page:
    page = chromium.new_context(viewport=size, locale="zh-CN", device_scale_factor=1.5).new_page()
    page.goto(f"{address}/sign-in?lang={language}")
    page.fill("[name=username]", who)
    page.fill("[name=password]", PASSWORD)
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url(f"{address}/")
    return page


def keep(page: Page, name: str) -> None:
    """A picture in few colours: the pages are paper and ink, and the repository keeps every version."""
    page.wait_for_timeout(300)
    picture = Image.open(io.BytesIO(page.screenshot()))
    save(picture, name)


def save(picture: Image.Image, name: str) -> None:
    picture.convert("RGB").quantize(128).save(PICTURES / f"{name}.png", optimize=True)
    print(f"docs/pictures/{name}.png", (PICTURES / f"{name}.png").stat().st_size // 1024, "KB")


def organiser_pages(chromium: Browser, address: str) -> None:
    page = sign_in(chromium, address, "organiser", WIDE, "zh")
    keep(page, "today")
    for name, link in (("clients", "客户"), ("events", "活动"), ("segments", "客群"), ("print-runs", "印次")):
        page.goto(address)
        page.get_by_role("navigation").get_by_role("link", name=link, exact=True).first.click()
        keep(page, name)
    page.goto(f"{address}/clients?q=ouyang")
    page.locator("main table a").first.click()
    keep(page, "client")
    page.goto(f"{address}/events")
    page.get_by_role("link", name="利率走低，家里的钱怎么安排").first.click()
    event = page.url
    keep(page, "event")
    page.goto(event + "/guests")
    keep(page, "guests")
    page.goto(f"{address}/door")
    keep(page, "door")


def manager_pages(chromium: Browser, address: str) -> None:
    page = sign_in(chromium, address, "manager", WIDE, "zh")
    page.get_by_role("link", name="查看样张").first.click()
    page.locator("#proof img").first.wait_for()
    keep(page, "proof")


def rm_pages(chromium: Browser, address: str) -> None:
    page = sign_in(chromium, address, "rm.grace", PHONE, "en")
    keep(page, "rm-today-phone")
    page.goto(f"{address}/clients")
    keep(page, "rm-clients-phone")


def guest_pages(chromium: Browser, address: str, folder: Path) -> None:
    """The letter as it is printed, and the page that its QR code opens."""

    files = sorted((folder / "files" / "print-runs").glob("*.pdf"), key=lambda path: path.stat().st_size)
    page = chromium.new_context(viewport=PHONE, device_scale_factor=1.5).new_page()
    for sheet in (sheet for file in reversed(files) for sheet in pypdfium2.PdfDocument(file)):
        picture = sheet.render(scale=200 / 72).to_pil()
        codes = zxingcpp.read_barcodes(picture)
        if not codes:
            continue  # the sheet between two piles
        page.goto(address + "/i/" + codes[0].text.rsplit("/", 1)[1])
        if page.get_by_role("button", name="我会来").count():  # the first guest who has not answered yet
            break
    save(picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS), "letter")
    keep(page, "reply-phone")


if __name__ == "__main__":
    main()
