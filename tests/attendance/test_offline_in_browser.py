"""The door without a network, in a real browser: it decides by itself, keeps what was done, and hands it over."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from werkzeug.serving import make_server

from attendance.models import Presence, Scan, Verdict
from core.db import db
from events.models import DoorDevice, DoorSetting
from invitations.models import MemberKind, PartyMember
from staff.sessions import end_all
from tests.attendance.evening import Evening, an_evening
from tests.house import CHROMIUM, Cast, missing

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

SOON = 25_000  # milliseconds that a slow machine may need
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class House:
    """The application behind a real socket, which can go away, come back, and be slow."""

    def __init__(self, app: Flask) -> None:
        self.app, self.delay, self.port = app, 0.0, 0
        self.start()

    def start(self) -> None:
        self.server = make_server("127.0.0.1", self.port, self._slowly, threaded=True)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def _slowly(self, environ: Any, start_response: Any) -> Any:
        time.sleep(self.delay)
        return self.app.wsgi_app(environ, start_response)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def house(app: Flask) -> Iterator[House]:
    app.config["WTF_CSRF_ENABLED"] = True
    found = House(app)
    yield found
    found.delay = 0
    found.stop()
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def evening(cast: Cast) -> Evening:
    return an_evening(cast)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    if not CHROMIUM:
        missing("Chromium")
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def open_door(evening: Evening, house: House, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens the door's page on a device of its own, and waits until it has its list."""
    opened = []

    def device(*, who: str = "door", signed_in: bool = True) -> Page:
        context = chromium.new_context(locale="zh-CN")
        opened.append(context)
        context.set_default_timeout(SOON)
        page = context.new_page()
        if signed_in:
            cookie = evening.cast.signed_in(who).get_cookie("session")
            context.add_cookies([{"name": "session", "value": cookie.value, "url": house.address}])
            page.goto(house.address + evening.door)
            ready(page)
        return page

    yield device
    for context in opened:
        context.close()


def ready(page: Page) -> None:
    """The script runs, the list is here, and the page can be opened without a network."""
    page.wait_for_selector("html[data-list]:not([data-list=''])", state="attached")
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    page.wait_for_function("caches.open('door-pages').then((pages) => pages.keys()).then((keys) => keys.length > 0)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def scan(page: Page, code: str) -> None:
    page.fill("#code", code)
    page.press("#code", "Enter")


def waiting(page: Page, number: int) -> None:
    page.wait_for_selector(f"html[data-waiting='{number}']", state="attached")


def ledger(evening: Evening) -> list[Scan]:
    with evening.app.app_context():
        return list(db.session.scalars(sa.select(Scan).order_by(Scan.happened_at)))


def test_a_lost_network_is_bridged_over_a_reload_and_the_server_has_both_afterwards(evening, house, open_door):
    guests = [evening.guest(), evening.guest("林", "婉清")]
    page = open_door()

    page.context.set_offline(True)
    scan(page, evening.code(guests[0]))
    page.wait_for_selector(".verdict.ok:has-text('郑女士')")
    scan(page, evening.code(guests[0]))
    page.wait_for_selector(".verdict.notice:has-text('郑女士')")  # known on this device: in already
    page.reload()
    waiting(page, 2)
    scan(page, f"HTTP://LOCALHOST:8000/I/{evening.cast.token(guests[1])}")
    page.wait_for_selector(".verdict.ok:has-text('林女士')")
    assert "暂无网络" in page.inner_text("#line")
    assert "3 条记录待送达" in page.inner_text("#line")
    page.context.set_offline(False)
    waiting(page, 0)

    assert [(row.verdict, row.offline) for row in ledger(evening)] == [
        (Verdict.OK, True),
        (Verdict.ALREADY, True),
        (Verdict.OK, True),
    ]
    with evening.app.app_context():
        assert db.session.query(Presence).count() == 2


def test_a_server_that_is_gone_counts_as_no_network_and_is_found_again(evening, house, open_door):
    guest = evening.guest()
    page = open_door()

    house.stop()
    scan(page, evening.code(guest))
    page.wait_for_selector(".verdict.ok:has-text('郑女士')")
    page.click(".verdict .offline-undo button")
    page.wait_for_selector(".verdict.done")
    page.reload()
    waiting(page, 2)
    scan(page, evening.code(guest))
    page.wait_for_selector(".verdict.ok")
    house.start()
    waiting(page, 0)

    with evening.app.app_context():
        assert db.session.query(Scan).count() == 3
        assert db.session.query(Presence).one().conflicts == 0


def test_an_answer_that_takes_too_long_is_not_waited_for(evening, house, open_door):
    guest = evening.guest()
    page = open_door()

    house.delay = 4
    scan(page, evening.code(guest))
    page.wait_for_selector(".verdict.ok:has-text('郑女士')", timeout=7_500)
    house.delay = 0
    waiting(page, 0)

    [row] = ledger(evening)  # the slow one and the one from the queue are the same scan
    assert row.verdict is Verdict.OK


def test_who_was_let_in_with_a_network_is_known_when_it_goes(evening, house, open_door):
    guest = evening.guest()
    page = open_door()
    scan(page, evening.code(guest))
    page.wait_for_selector(".verdict.ok:has-text('郑女士')")
    page.wait_for_function(ACTS_KEPT)

    page.context.set_offline(True)
    scan(page, f"HTTP://LOCALHOST:8000/I/{evening.cast.token(guest)}")

    page.wait_for_selector(".verdict.notice:has-text('郑女士')")


def test_of_a_party_only_some_have_come_and_the_letter_lets_in_the_other_later(evening, house, open_door):
    guest = evening.guest()
    with evening.app.app_context():
        db.session.add(PartyMember(invitation_id=guest, place=1, kind=MemberKind.COMPANION, name="李建国"))
        db.session.commit()
    page = open_door()

    page.context.set_offline(True)
    scan(page, evening.code(guest))
    page.click(".verdict .offline-party summary")
    page.click(".offline-party label:has-text('李建国')")
    page.click(".offline-party form button")
    page.wait_for_selector(".verdict.done")
    scan(page, evening.code(guest))
    page.wait_for_selector(".verdict.ok:has-text('李建国')")
    page.context.set_offline(False)
    waiting(page, 0)

    assert [row.persons for row in ledger(evening)] == [["g", "c1"], ["c1"], ["c1"]]
    with evening.app.app_context():
        presence = db.session.query(Presence).one()
        assert (presence.came, presence.conflicts) == (["g", "c1"], 0)


def test_without_a_secure_address_scans_are_kept_and_the_page_says_what_it_can_not_do(evening, house, open_door):
    guest = evening.guest()
    page = open_door(signed_in=False)
    cookie = evening.cast.signed_in("door").get_cookie("session")
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": house.address}])
    page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    page.goto(house.address + evening.door)
    page.wait_for_selector("#line-age:has-text('不是安全连接')")

    page.context.set_offline(True)
    scan(page, evening.code(guest))
    page.wait_for_selector("#answer .door-notice:has-text('记录已保存')")
    page.context.set_offline(False)
    waiting(page, 0)

    assert [row.verdict for row in ledger(evening)] == [Verdict.OK]


def test_a_list_whose_evening_is_over_wipes_itself_by_the_clock_of_the_device(evening, house, open_door):
    evening.guest()
    page = open_door()
    page.goto("about:blank")
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=8))
    page.context.set_offline(True)

    page.goto(house.address + evening.door)
    page.wait_for_selector("html[data-list='']", state="attached")

    assert "sealed" not in page.evaluate(DUMP)


def test_two_devices_let_in_the_same_guest_and_both_rows_stand(evening, house, open_door):
    guest = evening.guest()
    pages = [open_door(), open_door(who="li")]

    for page in pages:
        page.context.set_offline(True)
        scan(page, evening.code(guest))
        page.wait_for_selector(".verdict.ok:has-text('郑女士')")
    for page in pages:
        page.context.set_offline(False)
        waiting(page, 0)

    assert [row.verdict for row in ledger(evening)] == [Verdict.OK, Verdict.OK]
    with evening.app.app_context():
        presence = db.session.query(Presence).one()
        assert (presence.heads, presence.conflicts) == (1, 1)


def test_a_code_that_is_not_on_the_list_is_kept_and_the_server_finds_the_guest(evening, house, open_door):
    page = open_door()
    late = evening.guest("何", "敏")  # added after the list was taken along

    page.context.set_offline(True)
    scan(page, evening.code(late))
    page.wait_for_selector("#answer .door-notice")
    page.context.set_offline(False)
    waiting(page, 0)

    [row] = ledger(evening)
    assert (row.verdict, row.invitation_id) == (Verdict.OK, late)


def test_a_session_that_ended_keeps_the_queue_until_somebody_signs_in_again(app, evening, house, open_door):
    guest = evening.guest()
    page = open_door()
    with app.app_context():
        end_all(evening.cast.staff_ids["door"])
        db.session.commit()

    scan(page, evening.code(guest))
    page.wait_for_selector(".verdict.ok:has-text('郑女士')")
    page.wait_for_selector("html[data-line='signed-out']", state="attached")
    waiting(page, 1)
    cookie = evening.cast.signed_in("door").get_cookie("session")
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": house.address}])
    page.reload()
    waiting(page, 0)

    assert [row.verdict for row in ledger(evening)] == [Verdict.OK]


def test_names_are_found_without_a_network_only_where_the_organiser_allows_it(evening, house, open_door):
    evening.guest()
    page = open_door()
    page.context.set_offline(True)
    page.fill("#name", "zhengyawen")
    page.press("#name", "Enter")
    page.wait_for_selector("#answer .door-notice")
    page.context.set_offline(False)
    with evening.app.app_context():
        db.session.merge(DoorSetting(event_id=evening.event_id, gates=[], offline_names=True))
        db.session.commit()
    page.reload()
    page.wait_for_selector("html[data-names='1']", state="attached")

    page.context.set_offline(True)
    page.fill("#name", "zhe")
    page.press("#name", "Enter")
    page.wait_for_selector("#answer .door-notice")  # three letters begin too many names
    page.fill("#name", "zyw")  # but are all the initials of one
    page.press("#name", "Enter")
    page.wait_for_selector(".door-hit:has-text('郑女士')")
    page.fill("#name", "雅文")
    page.press("#name", "Enter")
    page.click(".door-hit")
    page.click(".door-guest button.primary")
    page.wait_for_selector(".verdict.ok:has-text('郑女士')")
    kept = page.evaluate(DUMP)
    page.context.set_offline(False)
    waiting(page, 0)

    assert "郑" not in kept
    assert "zheng" not in kept


def test_a_page_that_only_the_server_has_is_not_opened_without_it(evening, house, open_door):
    with evening.app.app_context():
        db.session.merge(DoorSetting(event_id=evening.event_id, gates=["大堂", "侧门"], walk_ins=True))
        db.session.commit()
    guest = evening.guest()
    page = open_door()
    page.context.set_offline(True)
    page.wait_for_selector("html[data-line='down']", state="attached")

    page.click("a[href$='/walk-in']")
    page.wait_for_selector("#answer .door-notice:has-text('网络')")
    page.select_option("#gate", label="侧门")  # heard by the server later, and used at once
    scan(page, evening.code(guest))
    page.wait_for_selector(".verdict.ok")
    page.click(".offline-more button")
    page.wait_for_selector(".verdict.ok:has-text('现已到：同来的第 1 位')")
    assert page.url == house.address + evening.door
    page.context.set_offline(False)
    waiting(page, 0)

    assert [(row.persons, row.gate) for row in ledger(evening)] == [(["g"], "侧门"), (["c1"], "侧门")]


def test_nothing_that_the_device_keeps_names_a_guest(evening, house, open_door):
    guest = evening.guest(phone="13800006789")
    page = open_door()

    kept = page.evaluate(DUMP) + page.evaluate(PAGES)

    code, token = evening.code(guest).replace("-", ""), evening.cast.token(guest)
    assert [word for word in ("郑", "雅文", "zheng", "6789", code, token) if word in kept] == []


DUMP = """async () => {
  const base = await new Promise((done) => {
    const r = indexedDB.open("yaji-door");
    r.onsuccess = () => done(r.result);
  });
  const found = {};
  for (const name of base.objectStoreNames) {
    found[name] = await new Promise((done) => {
      const r = base.transaction(name).objectStore(name).getAll();
      r.onsuccess = () => done(r.result);
    });
  }
  base.close();
  return JSON.stringify(found);
}"""
ACTS_KEPT = """async () => {
  const base = await new Promise((done) => {
    const r = indexedDB.open("yaji-door");
    r.onsuccess = () => done(r.result);
  });
  const number = await new Promise((done) => {
    const r = base.transaction("acts").objectStore("acts").count();
    r.onsuccess = () => done(r.result);
  });
  base.close();
  return number > 0;
}"""
PAGES = """async () => {
  const pages = await caches.open("door-pages");
  const texts = [];
  for (const key of await pages.keys()) texts.push(await (await pages.match(key)).text());
  return texts.join();
}"""


def test_a_device_is_paired_loses_its_place_and_wipes_itself_after_handing_over(app, evening, house, open_door):
    guest = evening.guest()
    symbols = a_code(evening)
    page = open_door(signed_in=False)
    page.goto(f"{house.address}/pair#{symbols}")
    page.click("button[type=submit]")
    page.click(".bare-sheet a[href^='/door/']")
    ready(page)
    page.context.set_offline(True)
    scan(page, evening.code(guest))
    page.wait_for_selector(".verdict.ok:has-text('郑女士')")

    with app.app_context():
        device_id = db.session.query(DoorDevice).one().staff_id
    evening.cast.signed_in("li").post(f"/events/{evening.event_id}/devices/{device_id}/out", data=form_key_off(app))
    page.context.set_offline(False)
    page.wait_for_selector("html[data-line='out']", state="attached")
    waiting(page, 0)

    scan(page, evening.code(guest))
    page.wait_for_selector("#answer .door-notice:has-text('已停用')")  # it lets in nobody any more, and keeps nothing

    assert [row.verdict for row in ledger(evening)] == [Verdict.OK]
    with app.app_context():
        assert db.session.get(DoorDevice, device_id).wiped_at is not None
    assert "sealed" not in page.evaluate(DUMP)
    assert page.evaluate(PAGES) == ""


def form_key_off(app: Flask) -> dict[str, str]:
    app.config["WTF_CSRF_ENABLED"] = False
    return {}


def a_code(evening: Evening) -> str:
    from attendance.devices.pairing import make_code
    from core.db import now
    from events.models import Event

    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        _row, symbols = make_code(event, name="前门手机", gate="", by=evening.cast.staff("li"), now=now())
        db.session.commit()
        return symbols


def test_signing_out_is_refused_while_something_waits(evening, house, open_door):
    guest = evening.guest()
    page = open_door(who="li")
    page.context.set_offline(True)
    scan(page, evening.code(guest))
    page.wait_for_selector(".verdict.ok")
    page.route("**/queue", lambda route: route.abort())
    page.context.set_offline(False)

    page.goto(house.address + "/")
    page.click(".account-name")
    page.click("form[data-waiting] button")
    page.wait_for_selector("form[data-waiting] [role=alert]:has-text('1')")

    assert page.url == house.address + "/"
    page.unroute("**/queue")
    page.goto(house.address + evening.door)
    waiting(page, 0)
    page.goto(house.address + "/")
    page.click(".account-name")
    page.click("form[data-waiting] button")
    page.wait_for_url("**/sign-in**")
