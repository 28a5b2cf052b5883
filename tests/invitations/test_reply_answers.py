"""Answers from the reply page: with one press, without script or cookies, and never lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from clients.models import HistoryEntry
from core.db import db, now
from events.models import Event
from invitations.models import Channel, Reply, ReplyState
from staff.models import AuditEntry, StaffSession
from tests.house import queries
from tests.invitations.reply_desk import change, key_in, press, reply_of


def test_accepting_keeps_a_seat_and_says_what_to_bring(app, browser, guest):
    token, invitation_id, _event_id = guest

    answer = press(browser, token, "accept")

    assert answer.status_code == 303
    assert reply_of(app, invitation_id) is ReplyState.ACCEPTED
    page = browser.get(f"/i/{token}").text
    assert "席位已为您留好" in page
    assert "请带上这封信" in page
    assert "calendar.ics" in page
    with app.app_context():
        reply = db.session.scalars(sa.select(Reply)).one()
        assert (reply.channel, reply.staff_id) == (Channel.QR, None)


def test_it_works_without_cookies(app, guest):
    token, invitation_id, _event_id = guest
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        page = app.test_client(use_cookies=False).get(f"/i/{token}")
        assert "Set-Cookie" not in page.headers
        answer = app.test_client(use_cookies=False).post(
            f"/I/{token}", data={"key": key_in(page.text), "answer": "accept"}
        )
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert answer.status_code == 303
    assert reply_of(app, invitation_id) is ReplyState.ACCEPTED


def test_a_double_click_and_a_resubmit_are_one_answer(app, browser, guest):
    token, _invitation_id, _event_id = guest
    data = {"key": key_in(browser.get(f"/i/{token}").text), "answer": "accept"}

    assert [browser.post(f"/i/{token}", data=data).status_code for _ in range(3)] == [303] * 3

    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Reply)) == 1


@pytest.mark.parametrize("key", ["", "0" * 32, "王", "foreign"])
def test_an_expired_or_foreign_key_asks_to_press_once_more(app, cast, browser, guest, key):
    token, invitation_id, event_id = guest
    if key == "foreign":
        other = cast.token(cast.add_invitation(event_id, cast.add_client("李", "四", number="other")))
        key = key_in(browser.get(f"/i/{other}").text)

    answer = browser.post(f"/i/{token}", data={"key": key, "answer": "accept"})

    assert answer.status_code == 422
    assert "请再按一次“我会来”" in answer.text
    assert reply_of(app, invitation_id) is ReplyState.NONE
    again = browser.post(f"/i/{token}", data={"key": key_in(answer.text), "answer": "accept"})
    assert again.status_code == 303


def test_yesterdays_page_still_answers(app, browser, guest):
    from invitations.reply.keys import form_key, key_is_good

    moment = datetime(2027, 3, 20, tzinfo=UTC)

    assert key_is_good(form_key("a", "s", moment), "a", "s", moment + timedelta(days=1))
    assert not key_is_good(form_key("a", "s", moment), "a", "s", moment + timedelta(days=2))
    assert not key_is_good(form_key("b", "s", moment), "a", "s", moment)


def test_declining_asks_for_a_reason_that_may_be_left_out(app, browser, guest):
    token, invitation_id, _event_id = guest

    answer = press(browser, token, "decline")
    page = browser.get(answer.location).text

    assert reply_of(app, invitation_id) is ReplyState.DECLINED
    assert "方便说说原因吗" in page
    browser.post(f"/i/{token}", data={"key": key_in(page), "answer": "reason", "reason": "away"})
    with app.app_context():
        assert db.session.scalars(sa.select(Reply.note).order_by(Reply.id)).all() == ["", "出门在外"]


def test_a_reason_that_is_none_of_ours_is_not_kept(app, browser, guest):
    token, _invitation_id, _event_id = guest
    press(browser, token, "decline")
    page = browser.get(f"/i/{token}?step=reason").text

    answer = browser.post(f"/i/{token}", data={"key": key_in(page), "answer": "reason", "reason": "<script>"})

    assert answer.status_code == 422
    with app.app_context():
        assert db.session.scalars(sa.select(Reply.note)).all() == [""]


def test_a_reason_without_having_declined_is_refused_in_words(app, browser, guest):
    token, _invitation_id, _event_id = guest
    key = key_in(browser.get(f"/i/{token}").text)

    answer = browser.post(f"/i/{token}", data={"key": key, "answer": "reason", "reason": "date"})

    assert answer.status_code == 409
    assert "来不了" in answer.text


def test_a_mind_may_change_both_ways(app, browser, guest):
    token, invitation_id, _event_id = guest

    states = []
    for step in ("accept", "decline", "accept"):
        press(browser, token, step)
        states.append(reply_of(app, invitation_id))

    assert states == [ReplyState.ACCEPTED, ReplyState.CANCELLED, ReplyState.ACCEPTED]


def test_a_full_event_notes_the_wish_without_a_number(app, cast, browser, guest):
    token, _invitation_id, event_id = guest
    press(browser, token, "accept")
    second_id = cast.add_invitation(event_id, cast.add_client("李", "四", number="second"))
    second = cast.token(second_id)

    press(browser, second, "accept")

    page = browser.get(f"/i/{second}").text
    assert reply_of(app, second_id) is ReplyState.WAITLISTED
    assert "座位已经坐满了" in page
    assert "赵经理会打电话给您" in page
    assert "候补" not in page
    assert not re.search(r"第\s*\d|位\s*\d", page)


def test_an_answer_takes_at_most_fourteen_statements(app, browser, guest):
    token, _invitation_id, _event_id = guest
    data = {"key": key_in(browser.get(f"/i/{token}").text), "answer": "accept"}

    with queries(app) as seen:
        assert browser.post(f"/i/{token}", data=data).status_code == 303

    assert len(seen) <= 14, "\n".join(seen)


def test_an_answer_leaves_an_audit_row_without_a_person_and_a_history_entry(app, browser, guest):
    token, _invitation_id, _event_id = guest

    press(browser, token, "accept")

    with app.app_context():
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.subject == "reply")).one()
        assert entry.staff_id is None
        assert token not in str(entry.details)
        history = db.session.scalars(sa.select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()
        assert (history.subject, history.staff_id) == ("春茶品鉴", None)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(StaffSession)) == 0


def test_a_refusal_speaks_the_letters_language_too(app, cast, browser):
    event_id = cast.add_event()
    token = cast.token(cast.add_invitation(event_id, cast.add_client(language="en", name_en="Wang Wenjing")))
    key = key_in(browser.get(f"/i/{token}").text)
    change(app, Event, event_id, reply_by=now() - timedelta(seconds=1))

    page = browser.post(f"/i/{token}", data={"key": key, "answer": "accept"}, headers={"Accept-Language": "zh-CN"}).text

    assert "The time for answering is over" in page
    assert "I can't come" in page


def test_a_reason_is_kept_in_the_guests_language(app, cast, browser):
    token = cast.token(cast.add_invitation(cast.add_event(), cast.add_client(language="en", name_en="Wang Wenjing")))
    press(browser, token, "decline")
    key = key_in(browser.get(f"/i/{token}?step=reason").text)

    browser.post(
        f"/i/{token}",
        data={"key": key, "answer": "reason", "reason": "away"},
        headers={"Accept-Language": "zh-CN"},
    )

    with app.app_context():
        assert db.session.scalars(sa.select(Reply.note).order_by(Reply.id.desc())).first() == "I am travelling"
