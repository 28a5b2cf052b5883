"""The page that the letter's QR opens: what it says, to whom, in which language, and what it never does."""

from __future__ import annotations

import re
from datetime import date

import pytest
import sqlalchemy as sa

from clients.models import Client
from core.db import db
from events.models import CompanionPolicy, Event
from invitations.models import ReplyState
from tests.invitations.reply_desk import change, key_in, press, reply_of


def test_the_page_greets_and_says_what_when_and_where(browser, cast, guest):
    token, _invitation_id, _event_id = guest

    page = browser.get(f"/I/{token}").text

    order = [
        page.index(words) for words in ("尊敬的王女士：", "<h1>春茶品鉴</h1>", "年", "财富中心三楼", "我会来", "来不了")
    ]
    assert order == sorted(order)
    assert "赵经理" in page
    assert 'href="tel:13800000000"' in page


@pytest.mark.parametrize("path", ["/i/{lower}", "/I/{lower}", "/i/{upper}", "/I/{upper}"])
def test_any_case_of_the_address_opens_it(browser, guest, path):
    token, _invitation_id, _event_id = guest

    assert browser.get(path.format(lower=token.lower(), upper=token)).status_code == 200


def test_a_program_that_presses_the_first_button_accepts_nothing(app, browser, guest):
    token, invitation_id, _event_id = guest
    page = browser.get(f"/i/{token}").text
    first = re.search(r'<(?:button|input type="submit") name="(\w+)" value="(\w*)"', page)

    answer = browser.post(f"/i/{token}", data={"key": key_in(page), first.group(1): first.group(2)})

    assert answer.status_code == 422
    assert reply_of(app, invitation_id) is ReplyState.NONE


def test_the_page_shows_nobodys_business_but_the_guests(app, cast, browser, guest):
    token, _invitation_id, event_id = guest
    with app.app_context():
        client = db.session.scalars(sa.select(Client)).one()
        client.talk_topics, client.do_not_mention, client.district = "孙女学琴", "离婚", "西湖区"
        client.email = "wang@example.com"
        db.session.commit()
    cast.add_invitation(event_id, cast.add_client("赵", "四", number="other"))

    for step in ("", "?step=change"):
        page = browser.get(f"/i/{token}{step}").text
        for private in ("文静", "13800001234", "1234", "孙女学琴", "离婚", "西湖区", "wang@", "T3", "赵四", "李组织"):
            assert private not in page, private


def test_headers_keep_the_page_out_of_caches_searches_and_referers(browser, guest):
    token, _invitation_id, _event_id = guest

    for path in (f"/i/{token}", f"/I/{token}", f"/i/{token}/calendar.ics", "/code", "/i/unknown"):
        headers = browser.get(path).headers
        assert "noindex" in headers["X-Robots-Tag"]
        assert "no-store" in headers["Cache-Control"]
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "'unsafe-inline'" not in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "step", ["", "change", "later", "delegate", "party&extra=3", "people&extra=3", "diet", "ride", "word"]
)
@pytest.mark.parametrize("answered", [False, True])
def test_page_style_and_pictures_together_stay_below_20_kb(app, browser, guest, step, answered):
    token, _invitation_id, event_id = guest
    policy = {"companions": CompanionPolicy.FAMILY, "companions_most": 9, "companion_names": True}
    change(app, Event, event_id, **policy)
    if answered:
        press(browser, token, "accept")
    page = browser.get(f"/i/{token}?step={step}")

    parts = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
    size = len(page.data) + sum(len(browser.get(part).data) for part in parts)

    assert parts
    assert size <= 20_000, size
    assert "<script" not in page.text


@pytest.mark.parametrize(("born", "large"), [(date(1950, 1, 1), True), (date(1990, 1, 1), False), (None, False)])
def test_type_is_large_for_older_guests_and_for_whoever_asks(cast, browser, born, large):
    token = cast.token(cast.add_invitation(cast.add_event(), cast.add_client(birth_date=born)))

    assert ('class="large"' in browser.get(f"/i/{token}").text) is large
    assert 'class="large"' in browser.get(f"/i/{token}?large=1").text
    assert 'class="large"' not in browser.get(f"/i/{token}?large=0").text


def test_the_page_speaks_the_letters_language_whatever_the_browser_asks(cast, browser):
    event_id = cast.add_event()
    english = cast.token(cast.add_invitation(event_id, cast.add_client(language="en", name_en="Wang Wenjing")))
    chinese = cast.token(cast.add_invitation(event_id, cast.add_client(number="2")))

    page = browser.get(f"/i/{english}", headers={"Accept-Language": "zh-CN"}).text
    assert "Dear Ms Wang," in page
    assert "A spring tea tasting" in page
    assert '<html lang="en">' in page
    page = browser.get(f"/i/{chinese}", headers={"Accept-Language": "en"}).text
    assert '<html lang="zh-CN">' in page


def test_the_other_language_is_one_press_away_and_stays(browser, guest):
    token, _invitation_id, _event_id = guest

    page = browser.get(f"/i/{token}?lang=en").text
    assert "I will come" in page
    answer = press(browser, token, "accept", query="?lang=en&large=1")

    assert "?lang=en&large=1&" in answer.location
    assert "your seat is kept" in browser.get(answer.location).text


def test_a_client_without_known_salutation_is_greeted_by_name(cast, browser):
    token = cast.token(cast.add_invitation(cast.add_event(), cast.add_client("吴", "无称", gender=None)))

    page = browser.get(f"/i/{token}").text

    assert "吴无称：" in page


def test_a_name_that_looks_like_code_is_only_text(cast, browser):
    token = cast.token(cast.add_invitation(cast.add_event(), cast.add_client("<b>{{7*7}}", "x")))

    page = browser.get(f"/i/{token}").text

    assert "&lt;b&gt;{{7*7}}" in page
