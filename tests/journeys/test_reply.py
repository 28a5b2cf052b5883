"""The guest's pages on a phone: two taps without script, large targets, nothing beyond the edge at 200 %."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

from core.db import Base, db
from events.models import CompanionPolicy, Event, EventFormat
from invitations.models import Invitation
from tests.house import CHROMIUM, build_app, missing, settle
from tests.journeys.stage import open_chromium, served

STEPS = ("", "change", "party&extra=2", "people&extra=2", "diet", "ride", "word", "delegate")
BEFORE = ("", "later", "delegate")
SMALL = """() => [...document.querySelectorAll('a, button, label.tick, select, textarea, input')]
    .filter(one => one.type !== 'hidden' && !one.hidden && !(one.closest('label.tick') && one.type === 'checkbox'))
    .map(one => [one.textContent.trim() || one.name, one.getBoundingClientRect()])
    .filter(([, box]) => box.height < 59.5 || box.width < 59.5)
    .map(([name, box]) => `${name} ${Math.round(box.width)}×${Math.round(box.height)}`)"""
TOO_SMALL_TYPE = """() => [...document.querySelectorAll('body *')]
    .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
    .filter(one => parseFloat(getComputedStyle(one).fontSize) < 18).map(one => one.textContent.trim())"""


@pytest.fixture(scope="module")
def letters(tmp_path_factory):
    """(address, application, tokens by name) of a served database with guests who hold letters."""
    if not CHROMIUM:
        missing("Chromium")
    folder = tmp_path_factory.mktemp("reply")
    app = build_app(f"sqlite:///{folder / 'yaji.db'}", folder)
    with app.app_context():
        cast = settle(app)
    event_id, tokens = cast.add_event(parking="负二层，报支行名称免费停车"), {}
    people = {
        "zh": {"birth_date": date(1990, 1, 1)},
        "old": {"birth_date": date(1950, 1, 1)},
        "en": {"language": "en", "name_en": "Wang Wenjing"},
        "taps": {},
        "read": {},
    }
    for name, values in people.items():
        tokens[name] = cast.token(cast.add_invitation(event_id, cast.add_client(number=name, **values)))
    start = datetime.now(UTC) + timedelta(minutes=10)
    online = cast.add_event(starts_at=start, reply_by=start - timedelta(minutes=5), format=EventFormat.ONLINE)
    tokens["online"] = cast.token(cast.add_invitation(online, cast.add_client(number="online")))
    with app.app_context():
        event = db.session.get_one(Event, event_id)
        event.companions, event.companions_most, event.companion_names = CompanionPolicy.FAMILY, 3, True
        db.session.get_one(Event, online).join_url = "https://meeting.example.com/j/1"
        db.session.commit()
    with served(folder) as address:
        yield address, app, tokens


@pytest.mark.parametrize("who", ["zh", "old", "en"])
def test_every_screen_suits_fingers_and_eyes_of_seventy(letters, who):
    address, _app, tokens = letters
    wrong: dict[str, object] = {}
    with sync_playwright() as playwright:
        chromium = open_chromium(playwright)
        page = chromium.new_context(viewport={"width": 390, "height": 844}).new_page()
        narrow = chromium.new_context(viewport={"width": 195, "height": 422}).new_page()  # 200 %
        here = f"{address}/i/{tokens[who]}"
        looks(page, narrow, [f"{here}?step={step}" for step in BEFORE], wrong)
        page.goto(here)
        page.locator("button.yes").first.click()
        page.wait_for_load_state()
        looks(page, narrow, [f"{here}?step={step}" for step in STEPS], wrong)
        looks(page, narrow, [f"{address}/i/{tokens['online']}/join", f"{address}/code", f"{address}/i/unknown"], wrong)
        chromium.close()
    assert wrong == {}


def looks(page: Page, narrow: Page, addresses: list[str], wrong: dict[str, object]) -> None:
    """Note what is too small, too wide, or grave in the eyes of axe."""
    for address in addresses:
        page.goto(address)
        name = address.rsplit("/", 1)[1][-24:]
        if small := page.evaluate(SMALL) + page.evaluate(TOO_SMALL_TYPE):
            wrong[f"{name} small"] = small
        found = Axe().run(page).response["violations"]
        if grave := [one["id"] for one in found if one["impact"] in ("serious", "critical")]:
            wrong[f"{name} grave"] = grave
        for sheet in (page, narrow):
            sheet.goto(address)
            if (width := sheet.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
                wrong[f"{name} wider than {sheet.viewport_size['width']}"] = width


def test_two_taps_without_script_and_the_seat_is_kept(letters):
    address, _app, tokens = letters
    with sync_playwright() as playwright:
        chromium = open_chromium(playwright)
        context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
        page = context.new_page()
        page.goto(f"{address}/i/{tokens['taps']}")
        page.get_by_role("button", name="我会来").click()
        page.get_by_role("link", name="这样就好，不用再问了").click()
        expect(page.get_by_role("heading", name="席位已为您留好")).to_be_visible()
        page.go_back()
        page.go_back()
        page.reload()
        expect(page.get_by_role("heading", name="席位已为您留好")).to_be_visible()
        chromium.close()


def test_a_preview_that_runs_scripts_changes_no_row(letters):
    address, app, tokens = letters
    before = rows(app)
    with sync_playwright() as playwright:
        chromium = open_chromium(playwright)
        for agent in ("MicroMessenger/8.0.47", "HeadlessChrome SafeLinks", "Slackbot-LinkExpanding"):
            page = chromium.new_context(user_agent=agent).new_page()
            for path in ("", "?step=later", "/join"):
                page.goto(f"{address}/i/{tokens['read']}{path}")
                page.wait_for_timeout(500)
        chromium.close()

    assert rows(app) == before


def rows(app) -> dict[str, list]:
    with app.app_context():
        db.session.rollback()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Invitation))
        return {
            table.name: [tuple(row) for row in db.session.execute(sa.select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
            if table.name != "rate_limit"
        }
