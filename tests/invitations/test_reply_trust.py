"""Who may answer by a letter's page: links that open themselves, are passed on, guessed, sent twice, gone back to."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.db import Base, db, now
from events.models import CompanionPolicy, Event
from invitations.models import Invitation, Reply, ReplyState
from invitations.reply.keys import PASS_LASTS, new_pass, pass_is_good
from tests.house import NOW
from tests.invitations.reply_desk import change, key_in, reply_of, send

PREVIEWS = (
    *("MicroMessenger/8.0.47", "WeChat/8.0", "WeCom/4.1", "MQQBrowser/14", "QQ/9.0", "DingTalk/7.0", "Lark/7", "Weibo"),
    *("Alipay", "Baiduspider/2.0", "360Spider", "Sogou web spider/4.0", "Bytespider", "PetalBot", "YisouSpider"),
    *("Slackbot-LinkExpanding 1.0", "Slack-ImgProxy", "WhatsApp/2.23", "TelegramBot", "Twitterbot/1.0", "Discordbot"),
    *("facebookexternalhit/1.1", "LinkedInBot/1.0", "SkypeUriPreview", "Viber", "Line/13", "KakaoTalk", "Signal"),
    *("SafeLinks", "BingPreview/1.0b", "MicrosoftPreview/2.0", "Outlook-iOS", "ms-office", "Mimecast", "Proofpoint"),
    *(
        "Barracuda",
        "Symantec",
        "TrendMicro",
        "FortiGuard",
        "Zscaler",
        "Google-Safety",
        "Googlebot/2.1",
        "GoogleImageProxy",
    ),
    *("AdsBot-Google", "Applebot/0.1", "iMessageBot", "YandexBot/3.0", "DuckDuckBot", "archive.org_bot", "curl/8.0"),
    *("python-requests/2.32", "Wget/1.21", "Java/17", "Go-http-client/2.0", "HeadlessChrome/120", ""),
)


@pytest.fixture
def evening(app, cast):
    event_id = cast.add_event(capacity=5)
    change(app, Event, event_id, companions=CompanionPolicy.SEVERAL, companions_most=3)
    invitation_id = cast.add_invitation(event_id, cast.add_client(phone="13800001234"))
    return cast.token(invitation_id), invitation_id, event_id


def everything(app) -> dict[str, list]:
    with app.app_context():
        return {
            table.name: [tuple(row) for row in db.session.execute(sa.select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
            if table.name != "rate_limit"
        }


def days_pass(app, invitation_id: int) -> None:
    """The answer is no longer of just now."""
    change(app, Invitation, invitation_id, replied_at=now() - timedelta(days=2))


def count(app, model=Reply) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model))


@pytest.mark.parametrize("answered", [False, True])
def test_no_program_that_opens_links_changes_a_row(app, browser, evening, answered):
    token, _invitation_id, _event_id = evening
    if answered:
        send(browser, token, "accept")
    before = everything(app)
    assert len(PREVIEWS) >= 50
    steps = (
        "",
        "change",
        "later",
        "delegate",
        "reason",
        "again",
        "together",
        "party",
        "people",
        "diet",
        "ride",
        "word",
    )

    for agent in PREVIEWS:
        for path in (f"/i/{token}", f"/I/{token}?step=later&large=1", f"/i/{token}/calendar.ics", f"/i/{token}/join"):
            for method in ("GET", "HEAD"):
                assert browser.open(path, method=method, headers={"User-Agent": agent}).status_code in (200, 302)
    for step in steps:
        assert browser.get(f"/i/{token}?step={step}&extra=2").status_code == 200

    assert everything(app) == before


def test_a_form_that_is_sent_twice_is_one_answer(app, browser, evening):
    token, _invitation_id, _event_id = evening
    page = browser.get(f"/i/{token}").text
    data = {"key": key_in(page), "mark": "aaaaaaaaaaaa", "answer": "accept"}

    assert {browser.post(f"/i/{token}", data=data).status_code for _ in range(3)} == {303}

    assert count(app) == 1


def test_a_page_sent_again_after_a_change_of_mind_brings_the_old_answer_not_back(app, browser, evening):
    token, invitation_id, _event_id = evening
    first = {"key": key_in(browser.get(f"/i/{token}").text), "mark": "aaaaaaaaaaaa", "answer": "accept"}
    browser.post(f"/i/{token}", data=first)
    send(browser, token, "decline", step="change")

    again = browser.post(f"/i/{token}", data=first)

    assert again.status_code == 303
    assert reply_of(app, invitation_id) is ReplyState.CANCELLED
    assert "来不了" in browser.get(again.location.split("?")[0]).text


def test_two_open_pages_end_in_the_last_answer_and_count_no_seat_twice(app, browser, evening):
    token, invitation_id, event_id = evening
    key = key_in(browser.get(f"/i/{token}").text)

    for mark, answer in (("a" * 12, "accept"), ("b" * 12, "decline"), ("c" * 12, "accept"), ("d" * 12, "accept")):
        assert browser.post(f"/i/{token}", data={"key": key, "mark": mark, "answer": answer}).status_code == 303

    assert reply_of(app, invitation_id) is ReplyState.ACCEPTED
    with app.app_context():
        assert db.session.get_one(Event, event_id).seats_taken == 1


def test_a_party_sent_twice_counts_its_seats_once(app, browser, evening):
    token, _invitation_id, event_id = evening
    send(browser, token, "accept")
    key = key_in(browser.get(f"/i/{token}?step=party").text)
    data = {"key": key, "mark": "a" * 12, "answer": "party", "extra": "2"}

    assert {browser.post(f"/i/{token}?step=party", data=data).status_code for _ in range(3)} == {303}

    with app.app_context():
        assert db.session.get_one(Event, event_id).seats_taken == 3


@pytest.mark.parametrize(
    ("pressed", "fields"),
    [
        ("decline", {}),
        ("party", {"extra": "2"}),
        ("diet", {"who": "0", "diet": "halal"}),
        ("ride", {"ride": "parking"}),
        ("word", {"word": "代人留言"}),
        ("delegate", {"name": "路人", "tail": "1111"}),
    ],
)
def test_a_link_that_was_passed_on_changes_nothing_without_the_telephones_digits(
    app, browser, evening, pressed, fields
):
    token, invitation_id, _event_id = evening
    key = key_in(browser.get(f"/i/{token}").text)
    send(browser, token, "accept")
    days_pass(app, invitation_id)
    before = everything(app)

    answer = browser.post(f"/i/{token}", data={"key": key, "answer": pressed, **fields})

    assert answer.status_code == 403
    assert "这是给王女士的邀请" in answer.text
    assert "后四位" in answer.text
    assert everything(app) == before


def test_the_same_answer_once_more_is_no_change_and_asks_nothing(app, browser, evening):
    token, invitation_id, _event_id = evening
    key = key_in(browser.get(f"/i/{token}").text)
    send(browser, token, "accept")
    days_pass(app, invitation_id)

    assert browser.post(f"/i/{token}", data={"key": key, "answer": "accept"}).status_code == 303
    assert count(app) == 1


def test_the_right_digits_open_the_change(app, browser, evening):
    token, invitation_id, _event_id = evening
    send(browser, token, "accept")
    days_pass(app, invitation_id)
    asked = browser.get(f"/i/{token}?step=change").text
    assert "您想改什么" not in asked

    wrong = browser.post(f"/i/{token}?step=change", data={"key": key_in(asked), "answer": "tail", "tail": "9999"})
    assert wrong.status_code == 422
    assert "不一致" in wrong.text
    right = browser.post(f"/i/{token}?step=change", data={"key": key_in(asked), "answer": "tail", "tail": "１２３４"})

    assert right.status_code == 303
    page = browser.get(right.location).text
    assert "您想改什么" in page
    done = browser.post(right.location, data={"key": key_in(page), "answer": "decline"})
    assert done.status_code == 303
    assert reply_of(app, invitation_id) is ReplyState.CANCELLED


def test_digits_of_another_script_are_a_wrong_number_and_no_fault(browser, app, evening):
    token, invitation_id, _event_id = evening
    send(browser, token, "accept")
    days_pass(app, invitation_id)
    key = key_in(browser.get(f"/i/{token}?step=change").text)

    assert browser.post(f"/i/{token}", data={"key": key, "answer": "tail", "tail": "٩٩٩٩"}).status_code == 422


def test_five_wrong_numbers_lock_the_change_and_leave_the_page_open(limited, app, browser, evening):
    token, invitation_id, _event_id = evening
    send(browser, token, "accept")
    days_pass(app, invitation_id)
    data = {"key": key_in(browser.get(f"/i/{token}?step=change").text), "answer": "tail", "tail": "9999"}

    assert [browser.post(f"/i/{token}", data=data).status_code for _ in range(6)] == [422] * 5 + [429]
    assert browser.post(f"/i/{token}", data=data | {"tail": "1234"}).status_code == 429
    assert browser.get(f"/i/{token}").status_code == 200


def test_a_client_without_telephone_changes_the_answer_without_it(app, cast, browser):
    invitation_id = cast.add_invitation(cast.add_event(), cast.add_client(phone=""))
    token = cast.token(invitation_id)
    send(browser, token, "accept")
    days_pass(app, invitation_id)

    assert send(browser, token, "decline", step="change").status_code == 303


def test_what_staff_entered_is_changed_by_the_guest_with_the_digits_only(app, cast, browser, evening):
    from invitations.answers import rsvp
    from invitations.models import Channel

    token, invitation_id, _event_id = evening
    key = key_in(browser.get(f"/i/{token}").text)
    with app.app_context():
        rsvp.accept(invitation_id, channel=Channel.PHONE, now=now(), staff=cast.staff("zhao"))
        db.session.commit()

    assert browser.post(f"/i/{token}", data={"key": key, "answer": "decline"}).status_code == 403


def test_a_pass_is_of_one_invitation_and_of_half_an_hour():
    good = new_pass("a", "s", NOW)

    assert pass_is_good(good, "a", "s", NOW + PASS_LASTS)
    assert not pass_is_good(good, "a", "s", NOW + PASS_LASTS + timedelta(seconds=1))
    assert not pass_is_good(good, "b", "s", NOW)
    assert not pass_is_good(good, "a", "t", NOW)
    for forged in ("", ".", "zz.aa", good[:-1], "f" + good, "王." + good.split(".")[1]):
        assert not pass_is_good(forged, "a", "s", NOW)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # what is counted is the same on both
def test_ten_thousand_guesses_get_one_page_then_429_and_a_guest_beside_them_gets_through(
    limited, app, browser, evening
):
    token, invitation_id, _event_id = evening
    pages, statuses = set(), []
    for number in range(10_000):
        guess = browser.get(f"/i/{number:026d}")
        statuses.append(guess.status_code)
        pages.add((guess.status_code, guess.data))
        if number in (10, 5_000):
            assert browser.get(f"/i/{token}").status_code == 200

    assert statuses == [404] * 20 + [429] * 9_980
    assert len(pages) == 2
    assert send(browser, token, "accept").status_code == 303
    assert reply_of(app, invitation_id) is ReplyState.ACCEPTED
