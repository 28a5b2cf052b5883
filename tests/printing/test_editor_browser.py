"""The letter editor and the guests' lines in Chromium: the page follows what is typed, and a phone has room for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect, sync_playwright

from tests.house import CHROMIUM, Cast, build_app, missing, settle
from tests.journeys.stage import open_chromium, served, signed_in
from tests.printing.template_desk import write

GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A branch with one text, one event and one guest, served."""
    if not CHROMIUM:
        missing("Chromium")
    folder: Path = tmp_path_factory.mktemp("editor")
    app = build_app(f"sqlite:///{folder / 'yaji.db'}", folder)
    with app.app_context():
        cast: Cast = settle(app)
    write(cast)
    cast.add_invitation(cast.add_event(), cast.add_client(talk_topics="在学书法"))
    with served(folder) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = open_chromium(playwright)
        yield browser
        browser.close()


def test_the_page_and_the_remarks_follow_what_is_typed(chromium, address):
    page = signed_in(chromium, address, "li")
    page.goto(f"{address}/letters/1/edit?lang=en")
    picture = page.locator("#letter-preview img")
    expect(picture).to_be_visible()
    first = picture.get_attribute("src")

    page.fill("[name=body]", "尊贵的客户，{称乎}")
    expect(page.locator("#letter-preview .notice")).to_contain_text("{称谓}")
    expect(page.locator("#read-back mark")).to_have_text("尊贵的1")

    page.fill("[name=body]", "您好。在这里：")
    page.click(".palette summary")
    page.click("button.chip:text-is('{地点}')")
    expect(page.locator("[name=body]")).to_have_value("您好。在这里：{地点}")
    expect(picture).to_be_visible()
    assert picture.get_attribute("src") != first

    page.check("[name=large]")
    expect(page.locator("#letter-preview .htmx-request")).to_have_count(0)
    page.context.close()


def test_without_a_script_there_is_a_button_for_it(chromium, address):
    page = signed_in(chromium, address, "li", script=False)
    page.goto(f"{address}/letters/1/edit?lang=en")
    page.fill("[name=body]", "您好。没有脚本。{一事}。")
    page.click(".letter-switches button")

    assert page.locator("#letter-preview img").count() == 1
    assert page.input_value("[name=body]") == "您好。没有脚本。{一事}。"
    page.context.close()


def test_a_managers_line_is_kept_when_its_field_is_left(chromium, address):
    page = signed_in(chromium, address, "zhao", 390)
    page.goto(f"{address}/events/1/personal?lang=en")
    field = page.locator("textarea").first
    field.fill("太短")
    field.blur()
    expect(page.locator(".detail-answer")).to_contain_text("8 到 40")
    field.fill("上回您说想学学怎么挑龙井")
    expect(page.locator(".detail-count")).to_have_text("12")
    field.blur()
    expect(page.locator(".kept")).to_be_visible()
    page.reload()
    expect(page.locator("textarea").first).to_have_value("上回您说想学学怎么挑龙井")
    page.context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pages_fit_and_hinder_nobody(chromium, address, width):
    page = signed_in(chromium, address, "li", width)
    wrong = []
    paths = ("/letters", "/letters/new", "/letters/model/card/zh", "/letters/1", "/letters/1/edit")
    for path in (*paths, "/events/1/wording", "/events/1/personal"):
        page.goto(f"{address}{path}")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append((path, "wider than the screen"))
        found = Axe().run(page).response["violations"]
        wrong += [(path, one["id"]) for one in found if one["impact"] in GRAVE]

    assert wrong == []
    page.context.close()
