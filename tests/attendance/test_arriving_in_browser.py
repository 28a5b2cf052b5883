"""An arrival on an open page, in a real browser: it is told without a reload, answered, put away, and stays away."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright
from werkzeug.serving import make_server

from attendance.models import Welcome
from core.db import db
from tests.attendance.evening import Evening, an_evening
from tests.house import CHROMIUM, Cast, missing

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

SOON = 25_000  # milliseconds that a slow machine may need
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM:
        missing("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application behind a real socket, with form keys checked as in production."""
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def evening(cast: Cast) -> Evening:
    return an_evening(cast)


@pytest.fixture
def opened(evening: Evening, address: str, chromium: Browser) -> Iterator[Callable]:
    """Opens a page for somebody; whatever the content policy refuses is kept in `refusals`."""
    contexts = []

    def open_page(who: str, path: str):
        context = chromium.new_context(locale="zh-CN")
        contexts.append(context)
        context.set_default_timeout(SOON)
        cookie = evening.cast.signed_in(who).get_cookie("session")
        context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
        page = context.new_page()
        page.refusals = []
        page.on("console", lambda said: "Content Security" in said.text and page.refusals.append(said.text))
        page.goto(address + path)
        return page

    expect.set_options(timeout=SOON)
    yield open_page
    for context in contexts:
        context.close()


def test_a_check_in_is_told_on_the_open_page_and_answered_there(cast, evening, opened):
    guest = evening.guest("郑", "雅文")
    page = opened("zhao", "/desk")
    alerts = page.locator("#arrival-alerts")
    expect(alerts).to_be_hidden()

    evening.scan(guest)

    expect(alerts.locator(".arrival-head")).to_have_text("您的客户郑女士到了")
    assert page.title().startswith("(1) ")
    alerts.get_by_role("button", name="我去迎").click()
    expect(alerts.locator(".arrival-going")).to_contain_text("您去迎")
    with cast.app.app_context():
        assert db.session.get_one(Welcome, guest).staff_id == cast.staff_ids["zhao"]
    assert page.refusals == []


def test_what_was_put_away_stays_away_on_the_next_page(cast, evening, opened):
    guest = evening.guest("郑", "雅文")
    evening.scan(guest)
    page = opened("zhao", "/desk")
    alerts = page.locator("#arrival-alerts")
    alerts.get_by_role("button", name="收起").click()
    expect(alerts).to_be_hidden()

    with page.expect_response("**/door/alerts*"):
        page.reload()

    expect(alerts).to_be_hidden()


def test_the_board_fills_without_a_reload(cast, evening, opened):
    guest = evening.guest("郑", "雅文")
    page = opened("li", f"{evening.door}/live")
    expect(page.locator(".figure-value").first).to_have_text("0")

    evening.scan(guest)

    expect(page.locator(".figure-value").first).to_have_text("1")
    expect(page.locator(".live-list").first).to_contain_text("郑女士")
    assert page.refusals == []
