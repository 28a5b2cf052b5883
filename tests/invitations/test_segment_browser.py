"""Putting a rule together in Chromium, as fast as a hand or a script can be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.house import CHROMIUM, build_app, missing, settle
from tests.journeys.stage import open_chromium, served, signed_in

CHOSEN_AS_SOON_AS_IT_STANDS = """() => new Promise((done) => {
  document.body.addEventListener("htmx:afterSwap", () => queueMicrotask(() => {
    const field = document.querySelector("[name='field.0-1']");
    field.value = "old_client";
    field.dispatchEvent(new Event("change", { bubbles: true }));
    done();
  }), { once: true });
  document.getElementById("add-0").click();
})"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not CHROMIUM:
        missing("Chromium")
    folder: Path = tmp_path_factory.mktemp("segments")
    app = build_app(f"sqlite:///{folder / 'yaji.db'}", folder)
    with app.app_context():
        settle(app)
    with served(folder) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = open_chromium(playwright)
        yield browser
        browser.close()


def test_a_field_chosen_in_the_moment_it_appears_is_not_missed(chromium, address):
    page = signed_in(chromium, address, "li")
    page.goto(f"{address}/segments/new?lang=en")

    page.evaluate(CHOSEN_AS_SOON_AS_IT_STANDS)

    expect(page.locator("[name='op.0-1']")).to_have_value("yes")
