"""The door's own script in a real browser: camera, hand scanner, code, name, taking back, and a network that fails."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import qrcode
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Playwright, sync_playwright
from werkzeug.serving import make_server

from attendance.models import Method, Presence, Scan, Verdict
from core.db import db
from invitations.models import Invitation, MemberKind, PartyMember
from staff.sessions import end_all
from tests.attendance.evening import Evening, an_evening
from tests.house import CHROMIUM, Cast, missing

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

SOON = 25_000  # milliseconds that a slow machine may need
UNDER_THE_VERDICT = """() => {
  const box = document.querySelector(".verdict").getBoundingClientRect();
  const alerts = document.querySelector("#arrival-alerts").getBoundingClientRect();
  return alerts.top < box.bottom && alerts.bottom > box.top ? [alerts.top, box.bottom] : [];
}"""
BROKEN_WORDS = """() => {
  const broken = [];
  const walker = document.createTreeWalker(document.querySelector(".verdict"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    for (const { index, 0: word } of walker.currentNode.data.matchAll(/[a-z]+/gi)) {
      const range = document.createRange();
      range.setStart(walker.currentNode, index);
      range.setEnd(walker.currentNode, index + word.length);
      if (new Set([...range.getClientRects()].map((one) => Math.round(one.top))).size > 1) broken.push(word);
    }
  }
  return broken;
}"""


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


FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    if not CHROMIUM:
        missing("Chromium")
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A browser without a camera, for all tests that look through none."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def at_the_door(evening: Evening, address: str, chromium: Browser, tmp_path: Path) -> Iterator[Callable]:
    """Opens the door's page, before a camera that looks at the given letters one after the other."""
    opened = []

    def with_camera(letters: list[str]) -> Browser:
        film = tmp_path / "letters.mjpeg"
        film.write_bytes(b"".join(picture(letter) * 30 for letter in letters))
        camera = (
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        )
        browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *camera])
        opened.append(browser)
        return browser

    def open_door(letters: list[str] | None = None, *, who: str = "door"):
        browser = with_camera(letters) if letters else chromium
        context = browser.new_context(locale="zh-CN", permissions=["camera"] if letters else [])
        opened.append(context)
        context.set_default_timeout(SOON)
        cookie = evening.cast.signed_in(who).get_cookie("session")
        context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
        page = context.new_page()
        page.refusals = []
        page.on("console", lambda said: "Content Security" in said.text and page.refusals.append(said.text))
        page.goto(address + evening.door)
        page.wait_for_selector("#sound-switch:not([hidden])")  # the script's last word: it is ready
        return page

    yield open_door
    for thing in reversed(opened):
        thing.close()


def picture(text: str) -> bytes:
    """One frame of the camera: the QR of `text` on white paper, or paper alone."""
    frame = Image.new("RGB", (640, 480), "white")
    if text:
        frame.paste(qrcode.make(text, box_size=8).get_image().convert("RGB").resize((360, 360)), (140, 60))
    file = io.BytesIO()
    frame.save(file, "JPEG", quality=90)
    return file.getvalue()


def verdicts(evening: Evening) -> list[Verdict]:
    with evening.app.app_context():
        return [scan.verdict for scan in db.session.query(Scan).order_by(Scan.id)]


def letter(evening: Evening, guest: int) -> str:
    return f"HTTP://LOCALHOST:8000/I/{evening.cast.token(guest)}"


def test_the_camera_checks_in_and_a_letter_held_before_it_counts_once(evening, at_the_door):
    page = at_the_door([letter(evening, evening.guest())])

    page.wait_for_selector(".verdict.ok")
    assert "郑女士" in page.inner_text(".verdict")
    page.wait_for_selector("#count:has-text('已到 1')")
    page.wait_for_timeout(2_500)  # the letter is still held before the camera

    assert verdicts(evening) == [Verdict.OK]
    with evening.app.app_context():
        assert db.session.query(Scan).one().method is Method.CAMERA
    assert page.refusals == []


def test_the_camera_reads_the_next_letter_at_once(evening, at_the_door):
    guests = [evening.guest(), evening.guest("林", "婉清")]
    page = at_the_door([letter(evening, guest) for guest in guests])

    page.wait_for_selector(".verdict:has-text('郑女士')")
    page.wait_for_selector(".verdict:has-text('林女士')")

    with evening.app.app_context():
        assert db.session.query(Presence).count() == 2


def test_a_typed_code_checks_in_and_the_field_is_ready_for_the_next(evening, at_the_door):
    guest = evening.guest()
    page = at_the_door()
    page.fill("#code", evening.code(guest).lower())
    page.press("#code", "Enter")

    page.wait_for_selector(".verdict.ok")
    assert page.input_value("#code") == ""
    assert page.evaluate("document.activeElement.id") == "code"
    page.keyboard.type(evening.code(guest) + "\n")
    page.wait_for_selector(".verdict.notice")
    assert "已经签到" in page.inner_text(".verdict")


def test_what_a_hand_scanner_types_finds_its_field_wherever_the_focus_is(evening, at_the_door):
    page = at_the_door()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.type(letter(evening, evening.guest()) + "\n", delay=3)

    page.wait_for_selector(".verdict.ok")
    assert verdicts(evening) == [Verdict.OK]


def test_a_guest_is_found_by_initials_confirmed_and_checked_in_in_place(evening, at_the_door):
    evening.guest()
    page = at_the_door()
    here = page.url
    page.fill("#name", "zyw")
    page.press("#name", "Enter")
    page.click(".door-hit")
    assert verdicts(evening) == []
    page.click(".door-guest button")

    page.wait_for_selector(".verdict.ok")
    assert page.url == here
    assert page.input_value("#name") == ""


def test_a_slip_is_taken_back_on_the_card_and_in_the_list(evening, at_the_door):
    guest = evening.guest()
    page = at_the_door()
    for place in (".verdict", "#latest"):
        page.fill("#code", evening.code(guest))
        page.press("#code", "Enter")
        page.wait_for_selector(".verdict.ok")
        page.wait_for_selector("#count:has-text('已到 1')")
        if place == "#latest":
            page.click(".door-more summary")
        page.click(f"{place} button:has-text('撤回')")
        page.wait_for_selector(".verdict:has-text('签到已撤回')")
        page.wait_for_selector("#count:has-text('已到 0')")


def test_a_scanner_works_under_a_chinese_input_method_and_leaves_no_trace(evening, at_the_door):
    """The keys say "Process" then and the field takes what the input method makes of them; the keys themselves tell."""
    page = at_the_door()
    page.focus("#name")
    page.evaluate(
        """(text) => {
          const field = document.activeElement;
          for (const letter of text) {
            const code = letter === "/" ? "Slash" : letter === ":" ? "Semicolon" : letter === "." ? "Period"
              : letter === "-" ? "Minus" : /[0-9]/.test(letter) ? `Digit${letter}` : `Key${letter}`;
            field.dispatchEvent(new KeyboardEvent("keydown", {
              key: "Process", code, isComposing: true, shiftKey: letter === ":", bubbles: true, cancelable: true }));
            field.value += "中";
          }
          const enter = { key: "Enter", code: "Enter", bubbles: true, cancelable: true };
          field.dispatchEvent(new KeyboardEvent("keydown", enter));
        }""",
        letter(evening, evening.guest()),
    )

    page.wait_for_selector(".verdict.ok")
    assert verdicts(evening) == [Verdict.OK]
    assert page.input_value("#name") == ""


def test_what_a_scanner_types_by_mistake_gets_one_calm_sentence(evening, at_the_door):
    page = at_the_door()
    page.keyboard.type("WIFI:T:WPA;S:guest;P:12345678;;" + "\n", delay=2)

    page.wait_for_selector(".verdict.search")
    assert "没有找到，请按姓名查找" in page.inner_text(".verdict")
    assert verdicts(evening) == [Verdict.UNKNOWN]


def test_attention_is_acknowledged_before_the_next_guest_who_waits_meanwhile(evening, at_the_door):
    noted, following = evening.guest(), evening.guest("林", "婉清")
    with evening.app.app_context():
        db.session.get_one(Invitation, noted).door_note = "轮椅"
        db.session.commit()
    page = at_the_door()
    page.fill("#code", evening.code(noted))
    page.press("#code", "Enter")
    page.wait_for_selector(".verdict.attention:has-text('轮椅')")
    page.fill("#code", evening.code(following))
    page.press("#code", "Enter")

    page.wait_for_selector("#held:not([hidden])")
    assert "郑女士" in page.inner_text(".verdict")
    page.click("[data-acknowledge]")
    page.wait_for_selector(".verdict.ok:has-text('林女士')")
    assert page.is_hidden("#held")
    assert len(verdicts(evening)) == 2


def test_of_a_party_only_some_have_come_and_the_letter_lets_in_the_other_later(evening, at_the_door):
    guest = evening.guest()
    with evening.app.app_context():
        db.session.add(PartyMember(invitation_id=guest, place=1, kind=MemberKind.COMPANION, name="李建国"))
        db.session.commit()
    page = at_the_door()
    page.fill("#code", evening.code(guest))
    page.press("#code", "Enter")
    page.click(".verdict summary:has-text('没有全到')")
    page.click(".door-tick:has-text('李建国')")
    page.click("button:has-text('只到了这几位')")
    page.wait_for_selector(".verdict:has-text('尚未到：李建国')")
    page.wait_for_selector("#count:has-text('已到 1')")

    page.fill("#code", evening.code(guest))
    page.press("#code", "Enter")
    page.wait_for_selector(".verdict:has-text('现已到：李建国')")
    page.wait_for_selector("#count:has-text('已到 2')")


def test_the_screen_clears_by_itself(evening, at_the_door):
    guest = evening.guest()
    page = at_the_door()
    page.fill("#code", evening.code(guest))
    page.press("#code", "Enter")
    page.wait_for_selector(".verdict.ok")

    page.wait_for_selector(".verdict", state="detached", timeout=9_500)


def test_an_answer_lost_on_the_way_counts_once(evening, at_the_door):
    """The server let the guest in, but the network swallowed the answer: what the device kept says the same again."""
    guest = evening.guest()
    page = at_the_door()
    lost = []

    def swallow(route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/door/*", swallow)
    page.fill("#code", evening.code(guest))
    page.press("#code", "Enter")
    page.wait_for_selector("#answer .verdict, #answer .door-notice")
    page.wait_for_selector("#count:has-text('已到 1')")

    assert lost == [200]
    assert verdicts(evening) == [Verdict.OK]


@pytest.mark.parametrize("ended_by", ["cookie", "server"])
def test_a_session_that_has_ended_says_so_and_leads_to_signing_in(app, evening, at_the_door, ended_by):
    page = at_the_door()
    if ended_by == "cookie":
        page.context.clear_cookies()
    else:
        with app.app_context():
            end_all(evening.cast.staff_ids["door"])
            db.session.commit()
    page.fill("#code", evening.code(evening.guest()))
    page.press("#code", "Enter")

    page.click("#line a:visible")
    page.wait_for_url("**/sign-in?next=/door/*")
    assert verdicts(evening) == []


def test_without_a_script_the_same_page_checks_in(evening, chromium, address):
    guest = evening.guest()
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    cookie = evening.cast.signed_in("door").get_cookie("session")
    context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    page = context.new_page()
    page.goto(address + evening.door)
    page.fill("#code", evening.code(guest))
    page.press("#code", "Enter")

    assert "郑女士" in page.inner_text(".verdict.ok")
    page.click(".verdict button:has-text('撤回')")
    assert "签到已撤回" in page.inner_text(".verdict")
    context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_narrow_phone_no_arrival_lies_over_the_verdict_and_no_word_breaks(evening, at_the_door, lang):
    for given_name in ("雅文", "雅琴"):  # both greeted by the manager, whose page tells of them
        guest = evening.guest("郑", given_name)
        with evening.app.app_context():
            db.session.get_one(Invitation, guest).greeted = True
            db.session.commit()
        evening.scan(guest)
    page = at_the_door(who="manager")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{page.url}?lang={lang}")
    page.wait_for_selector("#arrival-alerts:not([hidden])")
    page.fill("#code", evening.code(evening.guest("林", "婉清")))
    page.press("#code", "Enter")
    page.wait_for_selector(".verdict.ok")

    assert page.evaluate(UNDER_THE_VERDICT) == []
    page.evaluate("scrollTo(0, 200)")
    assert page.evaluate(UNDER_THE_VERDICT) == []
    assert page.evaluate(BROKEN_WORDS) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_has_no_serious_hindrance_and_fits(evening, at_the_door, width):
    from axe_playwright_python.sync_playwright import Axe

    evening.scan(evening.guest())
    page = at_the_door(who="li")
    page.set_viewport_size({"width": width, "height": 844})
    page.fill("#code", evening.code(evening.guest("林", "婉清")))
    page.press("#code", "Enter")
    page.wait_for_selector(".verdict")
    page.click(".door-more summary")

    found = Axe().run(page).response["violations"]
    assert [rule["id"] for rule in found if rule["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
