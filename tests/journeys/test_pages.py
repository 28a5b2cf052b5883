"""Every page of the demo, opened in Chromium: it fits a phone, reads in both languages, and hinders nobody."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask_migrate import upgrade
from playwright.sync_api import sync_playwright

from app import create_app
from core.config import ROOT, load_settings
from demo.people import PASSWORD
from tests.house import CHROMIUM, missing
from tests.journeys.stage import open_chromium, served

EVENT, TONIGHT, CLIENT = "/events/8", "/door/7", "/clients/5"
PAGES = {
    "organiser": [
        "/",
        "/clients",
        "/clients?q=zzzz",
        CLIENT,
        f"{CLIENT}/edit",
        "/clients/new",
        "/clients/import",
        "/clients/export",
        "/segments",
        "/segments/new",
        "/events",
        "/events/new",
        EVENT,
        f"{EVENT}/edit",
        f"{EVENT}/guests",
        "/events/9/guests/choose?segment=1",
        "/events/6/close",
        "/events/6/report",
        "/events/6/feedback",
        f"{EVENT}/door-setup",
        f"{EVENT}/devices",
        f"{EVENT}/to-look-at",
        f"{TONIGHT}/live",
        f"{TONIGHT}/list",
        f"{TONIGHT}/walk-in",
        "/figures",
        "/figures/guests",
        "/follow-ups",
        "/leads",
        "/print-runs",
        "/print-runs/1",
        "/print-runs/2",
        "/print-runs/4",
        "/print-runs/new?event=8",
        f"{EVENT}/guests/150/letter",
        "/door",
    ],
    "rm.liming": [
        "/",
        "/clients",
        "/segments",
        f"{EVENT}/guests",
        "/print-runs",
        f"{TONIGHT}/mine",
        "/follow-ups",
        "/leads",
    ],
    "manager": ["/", "/print-runs/3", "/print-runs/5"],
    "door": ["/", "/door"],
    "admin": [
        "/settings/api",
        "/settings/webhooks",
        "/staff",
        "/staff/1",
        "/staff/new",
        "/audit",
        "/password",
        "/tf-setup",
    ],
}
# What axe looks at is the same in both languages, and it is slow: one page of each kind.
LOOKED_AT = (
    *(CLIENT, f"{CLIENT}/edit", "/clients", "/segments/new", EVENT, "/guests", "/choose", "/close", "/report", "/live"),
    *("/print-runs/3", "/print-runs/5", "/print-runs/new", "/letter", "/door", "/staff", "/audit", "/tf-setup"),
)
GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo, served; loaded once for both passes."""
    if not CHROMIUM:
        missing("Chromium")
    folder = tmp_path_factory.mktemp("demo")
    app = create_app(load_settings({"DATA_DIR": str(folder), "QUEUE_URL": "memory://", "LOG_LEVEL": "ERROR"}))
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
    loaded = app.test_cli_runner().invoke(args=["demo"])
    assert loaded.exit_code == 0, loaded.output
    with served(folder) as address:
        yield address


@pytest.mark.parametrize(("language", "width"), [("zh", 390), ("en", 1280)])
def test_no_page_hinders_its_readers(demo, language, width):
    wrong = []
    with sync_playwright() as playwright:
        chromium = open_chromium(playwright)
        for who, paths in PAGES.items():
            page = chromium.new_context(viewport={"width": width, "height": 844}).new_page()
            page.on("console", listener(wrong))
            sign_in(page, demo, who, language)
            for path in paths:
                wrong += [(who, path, finding) for finding in findings(page, demo + path, language, width)]
            page.context.close()
        chromium.close()

    assert wrong == []


def listener(wrong: list):
    """Puts down what the browser complains of: a refused script, a missing file."""
    return lambda line: wrong.append(("console", line.text)) if line.type == "error" else None


def sign_in(page, address: str, who: str, language: str) -> None:
    page.goto(f"{address}/sign-in?lang={language}")
    page.fill("[name=username]", who)
    page.fill("[name=password]", PASSWORD)
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url(f"{address}/")
    if not page.locator(f"html[lang^={language}]").count():
        page.locator("form[action='/language'] button").first.click()
        page.wait_for_load_state()


def findings(page, url: str, language: str, width: int) -> list[str]:
    """What is wrong with the page at `url`."""
    answer = page.goto(url)
    found = [] if answer.status == 200 else [f"status {answer.status}"]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("wider than the screen")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} headings of the first rank")
    if not page.locator(f"html[lang^={language}]").count():
        found.append("in the other language")
    if re.search(r"%\(\w+\)|\{\{|Undefined|\bNone\b(?!:| of)", page.inner_text("body")):
        found.append("raw code in the text")
    if language == "zh" and url.partition("?")[0].endswith(LOOKED_AT):
        found += [
            f"{violation['id']}: {violation['nodes'][0]['html'][:90]}"
            for violation in Axe().run(page).response["violations"]
            if violation["impact"] in GRAVE
        ]
    return found
