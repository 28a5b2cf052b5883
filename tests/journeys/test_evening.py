"""One evening from a client list to a client's history, as its people live it."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pypdf
import pypdfium2
import pytest
import sqlalchemy as sa
import zxingcpp
from PIL import Image
from playwright.sync_api import expect, sync_playwright

from core.db import db
from events.models import Event
from staff.models import Staff
from tests.house import CHROMIUM, PASSWORD, build_app, missing, settle
from tests.journeys.stage import open_chromium, served

SHANGHAI = ZoneInfo("Asia/Shanghai")
CLIENTS = [
    ("客户号", "客户姓名", "性别", "手机号码", "客户类型", "层级", "兴趣", "持有产品", "理财经理", "语言", "英文名"),
    ("62001", "王文静", "女", "13800001234", "退休", "T3", "茶、书法", "理财产品、基金、贵金属", "zhao", "中文", ""),
    ("62002", "欧阳𬱖", "男", "13800001235", "退休", "T3", "茶", "理财产品、基金、贵金属", "zhao", "中文", ""),
    ("62003", "单志刚", "男", "13800001236", "退休", "T4", "茶", "理财产品、基金、贵金属", "zhao", "中文", ""),
    (
        "62004",
        "Mary Chen",
        "女",
        "13800001237",
        "退休",
        "T3",
        "茶",
        "理财产品、基金、贵金属",
        "zhao",
        "English",
        "Mary Chen",
    ),
    ("62005", "李强", "男", "13800001238", "企业主", "T4", "高尔夫", "基金", "zhao", "中文", ""),
    ("62006", "坏号码", "男", "1234", "退休", "T3", "茶", "理财产品", "zhao", "中文", ""),
]


def bank_sheet() -> bytes:
    """The list as Chinese Excel saves it: CSV in GB18030."""
    text = io.StringIO()
    csv.writer(text).writerows(CLIENTS)
    return text.getvalue().encode("gb18030")


@pytest.fixture
def house(tmp_path):
    """The cast in an empty database, and the application serving it."""
    if not CHROMIUM:
        missing("Chromium")
    app = build_app(f"sqlite:///{tmp_path / 'yaji.db'}", tmp_path)
    with app.app_context():
        cast = settle(app)
        db.session.execute(sa.update(Staff).values(language="en"))
        db.session.commit()
    with served(tmp_path) as address:
        yield app, cast, address


class Evening:
    """What happens, step by step; each method is one person at one screen."""

    def __init__(self, app, cast, address, playwright, folder):
        self.app, self.cast, self.address = app, cast, address
        self.playwright, self.folder = playwright, folder
        self.chromium = open_chromium(playwright)

    def sign_in(self, who: str, chromium=None, **options):
        page = (chromium or self.chromium).new_context(locale="en-GB", **options).new_page()
        page.set_default_timeout(25_000)
        page.goto(f"{self.address}/sign-in?lang=en")
        page.get_by_label("Sign-in name").or_(page.get_by_label("Name for signing in")).fill(who)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{self.address}/")
        return page

    def import_the_list(self, page) -> None:
        page.goto(f"{self.address}/clients/import")
        sheet = {"name": "客户名单.csv", "mimeType": "text/csv", "buffer": bank_sheet()}
        page.locator("input[type=file]").set_input_files(sheet)
        page.get_by_role("button", name="Look at the list").click()
        expect(page.get_by_text("This is no telephone number").first).to_be_visible()
        page.get_by_role("button", name=re.compile("^Bring in 5 rows")).click()
        expect(page.get_by_text("This list was brought in on")).to_be_visible()
        page.goto(f"{self.address}/clients")
        expect(page.get_by_role("link", name="欧阳𬱖")).to_be_visible()
        expect(page.get_by_text("坏号码")).to_have_count(0)

    def choose_the_type(self, page) -> None:
        page.goto(f"{self.address}/segments/new")
        page.locator("[name=name]").fill("Tea lovers, retired")
        page.get_by_label("Retired", exact=True).check()
        page.get_by_role("button", name="Add a condition").click()
        page.locator("[name='field.0-1']").select_option("interest")
        page.get_by_label("Tea", exact=True).check()
        page.get_by_role("button", name="Add a condition").click()
        page.locator("[name='field.0-2']").select_option("old_client")
        expect(page.locator("[name='op.0-2']")).to_have_value("yes")
        expect(page.locator("#count .figure-value")).to_have_text("4")
        page.get_by_role("button", name="Save").click()
        page.wait_for_url(re.compile(f"{self.address}/segments/[0-9]+$"))

    def plan_the_salon(self, page) -> int:
        start = datetime.now(SHANGHAI).replace(minute=0, second=0, microsecond=0) + timedelta(hours=6)
        page.goto(f"{self.address}/events/new")
        fields = {
            "title": "春茶品鉴",
            "title_en": "A spring tea tasting",
            "speaker": "陈师傅",
            "speaker_en": "Master Chen",
            "starts_at": f"{start:%Y-%m-%dT%H:%M}",
            "ends_at": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M}",
            "reply_by": f"{start:%Y-%m-%d}",
            "capacity": "12",
            "venue": "财富中心三楼",
            "venue_en": "Wealth Centre, third floor",
            "address": "滨江路18号",
            "address_en": "18 Binjiang Road",
        }
        with page.expect_response(re.compile("/events/")):  # the end and the deadline follow the beginning
            page.locator("[name=starts_at]").fill(fields["starts_at"])
        page.wait_for_timeout(300)
        for name, value in fields.items():
            page.locator(f"[name={name}]").last.fill(value)
        page.get_by_role("button", name="Plan the event").click()
        page.wait_for_url(re.compile(r"/events/\d+$"))
        return int(page.url.rsplit("/", 1)[1])

    def invite_the_segment(self, page, event_id: int) -> None:
        page.goto(f"{self.address}/events/{event_id}/guests/choose")
        page.locator("select[name=segment]").select_option(label="Tea lovers, retired")
        page.get_by_role("button", name="Show whom it finds").first.click()
        expect(page.get_by_text("单志刚")).to_be_visible()
        page.get_by_role("button", name="Invite the ticked").click()
        page.wait_for_url(re.compile(rf"/events/{event_id}/guests$"))
        expect(page.get_by_role("link", name="王文静")).to_be_visible()

    def write_the_personal_lines(self, page, event_id: int) -> None:
        """The manager tells one real thing about each guest; without it no letter is printed."""
        page.goto(f"{self.address}/events/{event_id}/personal")
        fields = page.locator(".detail-field textarea")
        expect(fields).to_have_count(4)
        for number, word in enumerate(("白茶", "岩茶", "红茶", "黑茶")):
            english = fields.nth(number).get_attribute("lang") == "en"
            with page.expect_response(re.compile(r"/personal/\d+$")):  # kept as soon as one goes on
                fields.nth(number).fill("You told me of your old teapot" if english else f"您讲过家里那罐{word}的来历")
                fields.nth(number).blur()

    def order_the_letters(self, page, event_id: int) -> str:
        page.goto(f"{self.address}/print-runs/new?event={event_id}")
        expect(page.locator("main")).to_contain_text("4 letters are ready")
        if page.locator("#signed").count():
            page.locator("#signed").check()
        page.get_by_role("button", name="Order the ticked letters").click()
        page.wait_for_url(re.compile(r"/print-runs/\d+$"))
        expect(page.get_by_text("Every page was read back and is right.")).to_be_visible(timeout=90_000)
        return page.url

    def ask_for_approval(self, page, event_id: int) -> None:
        page.goto(f"{self.address}/events/{event_id}")
        page.locator("#approval").get_by_role("link", name="Look at it").click()
        page.locator("[name=said]").fill("The old friends ask for it each spring.")
        page.get_by_role("button", name="Ask for approval").click()
        expect(page.get_by_text("Approval is asked for.")).to_be_visible()

    def approve_the_evening(self, page) -> None:
        """The manager finds what waits on the first page, and grants it."""
        page.goto(self.address)
        page.get_by_role("link", name="Look at the plan").click()
        page.get_by_role("button", name="Approve", exact=True).click()
        expect(page.get_by_text("The event is approved in this part.")).to_be_visible()

    def approve_the_proof(self, page) -> None:
        """The manager finds the proof on the first page, looks at it and approves the run."""
        page.goto(self.address)
        page.get_by_role("link", name="Look at the proof").click()
        picture = page.locator("#proof img").first
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("picture => picture.naturalWidth") > 500
        page.get_by_role("button", name="Approve the run").click()
        expect(page.get_by_text("The run is approved")).to_be_visible()

    def print_the_letters(self, page, run: str) -> bytes:
        page.goto(run)
        link = page.get_by_role("link", name="Open the PDF").get_attribute("href")
        pdf = page.request.get(self.address + link).body()
        page.locator("summary", has_text="The sheets are printed").click()
        page.get_by_role("button", name="Yes, continue").first.click()
        expect(page.get_by_text("Next the manager signs them.")).to_be_visible()
        return pdf

    def sign_the_letters(self, page, run: str) -> None:
        page.goto(run)
        page.get_by_role("button", name="All are signed").click()
        expect(page.get_by_text("4 letters are signed.")).to_be_visible()

    def hand_the_letters_over(self, page, run: str) -> None:
        page.goto(run)
        page.get_by_role("button", name="has all 4 letters").click()
        expect(page.get_by_text("4 letters are with their managers.")).to_be_visible()

    def bring_the_letters(self, page) -> None:
        """The relationship manager has them on the phone's first page, and taps once a letter."""
        for left in (3, 2, 1, 0):
            page.goto(self.address)
            page.locator("#letters-to-deliver").get_by_role("button", name="Delivered").first.click()
            page.wait_for_load_state()
            expect(page.locator("#letters-to-deliver li")).to_have_count(left)

    def answer(self, address: str, button: str) -> str:
        """A client scans the letter with a phone that runs no scripts, and presses one button."""
        context = self.chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
        page = context.new_page()
        page.goto(address)
        page.get_by_role("button", name=button).click()
        expect(page.locator("h1")).to_be_visible()
        text = page.inner_text("body")
        context.close()
        return text

    def check_in_by_camera(self, event_id: int, picture: Image.Image) -> None:
        """Door staff hold the printed letter to the camera."""
        film = self.folder / "letter.mjpeg"
        film.write_bytes(frame(picture) * 40)
        camera = open_chromium(
            self.playwright,
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        )
        page = self.sign_in("door", camera, permissions=["camera"])
        page.goto(f"{self.address}/door/{event_id}")
        # Where the camera was allowed before, it starts by itself.
        expect(page.locator("#camera-switch")).to_have_attribute("aria-pressed", "true", timeout=20_000)
        expect(page.get_by_text("王文静").first).to_be_visible(timeout=20_000)
        camera.close()

    def check_in_by_name(self, event_id: int, typed: str, name: str) -> None:
        page = self.sign_in("door")
        page.goto(f"{self.address}/door/{event_id}")
        page.locator("input[name=name]").fill(typed)
        page.locator("input[name=name]").press("Enter")
        page.get_by_text(name).first.click()
        page.locator("#answer").get_by_role("button", name="Check in").click()
        expect(page.locator("#answer")).to_contain_text("welcome")

    def let_the_evening_pass(self, event_id: int) -> None:
        """Seven hours go by: the event's times move into the past instead of the clock into the future."""
        back = timedelta(hours=9)
        with self.app.app_context():
            event = db.session.get_one(Event, event_id)
            event.reply_by, event.starts_at, event.ends_at = (
                event.reply_by - back,
                event.starts_at - back,
                event.ends_at - back,
            )
            db.session.commit()

    def close_the_evening(self, page, event_id: int) -> None:
        page.goto(f"{self.address}/events/{event_id}/close")
        page.locator("summary", has_text="Close the evening").click()
        page.get_by_role("button", name="Yes, continue").last.click()
        page.wait_for_load_state()
        expect(page.get_by_text("Did not come").first).to_be_visible()

    def history_of(self, page, name: str) -> str:
        page.goto(f"{self.address}/clients")
        page.get_by_role("link", name=name).click()
        page.wait_for_load_state()
        return page.inner_text("main")


def frame(picture: Image.Image) -> bytes:
    """One JPEG of the printed page's lower part, as a camera of 1280 × 720 sees it."""
    width, height = picture.size
    part = picture.convert("RGB").crop((0, int(height * 0.6), width, height))
    part.thumbnail((1240, 700))
    view = Image.new("RGB", (1280, 720), "#8a8378")
    view.paste(part, ((1280 - part.width) // 2, (720 - part.height) // 2))
    jpeg = io.BytesIO()
    view.save(jpeg, "JPEG", quality=88)
    return jpeg.getvalue()


def read_letters(pdf: bytes) -> dict[str, tuple[str, Image.Image]]:
    """For each page: the text, the address in its QR, the page as a picture, keyed by the guest's salutation."""
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    found = {}
    for text, page in zip(texts, pypdfium2.PdfDocument(pdf), strict=True):
        picture = page.render(scale=200 / 72).to_pil()
        if not zxingcpp.read_barcodes(picture):
            continue  # the sheet between two piles
        [code] = zxingcpp.read_barcodes(picture)
        greeting = next(line for line in text.splitlines() if line.startswith(("尊敬的", "Dear")))
        found[greeting.rstrip("：, ")] = (code.text, picture)
    return found


def test_an_evening_from_the_client_list_to_the_history(house, tmp_path):
    app, cast, address = house
    with sync_playwright() as playwright:
        evening = Evening(app, cast, address, playwright, tmp_path)
        organiser = evening.sign_in("li")

        evening.import_the_list(organiser)
        evening.choose_the_type(organiser)
        event_id = evening.plan_the_salon(organiser)
        evening.invite_the_segment(organiser, event_id)
        rm = evening.sign_in("zhao", viewport={"width": 390, "height": 844})
        evening.write_the_personal_lines(rm, event_id)
        run = evening.order_the_letters(organiser, event_id)
        manager = evening.sign_in("manager")
        evening.ask_for_approval(organiser, event_id)
        evening.approve_the_evening(manager)
        evening.approve_the_proof(manager)
        letters = read_letters(evening.print_the_letters(organiser, run))
        evening.sign_the_letters(manager, run)
        evening.hand_the_letters_over(organiser, run)
        evening.bring_the_letters(rm)

        assert sorted(letters) == ["Dear Ms Chen", "尊敬的单先生", "尊敬的欧阳先生", "尊敬的王女士"]
        assert {code.split("/I/")[0] for code, _picture in letters.values()} == {address.upper()}

        wang, picture = letters["尊敬的王女士"]
        assert "王女士" in evening.answer(wang, "我会来")
        evening.answer(letters["尊敬的欧阳先生"][0], "我会来")
        evening.answer(letters["Dear Ms Chen"][0], "I can't come")

        evening.check_in_by_camera(event_id, picture)
        evening.check_in_by_name(event_id, "szg", "单志刚")

        evening.let_the_evening_pass(event_id)
        evening.close_the_evening(organiser, event_id)

        assert "Attended" in evening.history_of(rm, "王文静")
        assert "Attended" in evening.history_of(rm, "单志刚")
        assert "Did not come" in evening.history_of(rm, "欧阳𬱖")
        assert "Declined" in evening.history_of(rm, "Mary Chen")
        with app.app_context():
            [event] = db.session.scalars(sa.select(Event))
            assert (event.seats_taken, event.closed_at < datetime.now(UTC)) == (2, True)
