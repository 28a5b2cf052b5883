"""Reply pages that explain themselves, and who gets another page than the guest's."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from clients.models import Client
from core.db import db, now
from events.models import Event, EventStatus
from invitations.models import Invitation, ReplyState
from tests.invitations.reply_desk import change, key_in, press, reply_of


def test_after_the_deadline_one_may_decline_or_call(app, browser, guest):
    token, invitation_id, event_id = guest
    key = key_in(browser.get(f"/i/{token}").text)
    change(app, Event, event_id, reply_by=now() - timedelta(seconds=1))

    page = browser.get(f"/i/{token}").text
    assert "已经过了" in page
    assert 'value="accept"' not in page
    late = browser.post(f"/i/{token}", data={"key": key, "answer": "accept"})
    assert late.status_code == 409
    assert "138-0000-0000" in late.text
    assert reply_of(app, invitation_id) is ReplyState.NONE
    assert browser.post(f"/i/{token}", data={"key": key, "answer": "decline"}).status_code == 303
    assert reply_of(app, invitation_id) is ReplyState.DECLINED


@pytest.mark.parametrize("how", ["past", "closed", "revoked", "cancelled", "postponed"])
def test_what_no_longer_stands_explains_itself_with_a_telephone(app, cast, browser, guest, how):
    token, invitation_id, event_id = guest
    key = key_in(browser.get(f"/i/{token}").text)
    if how == "past":
        moment = now() - timedelta(days=3)
        change(app, Event, event_id, reply_by=moment, starts_at=moment, ends_at=moment + timedelta(hours=1))
    elif how in ("closed", "cancelled", "postponed"):
        change(app, Event, event_id, status=EventStatus(how))
    else:
        change(app, Invitation, invitation_id, revoked_at=now())

    for answer in (
        browser.get(f"/i/{token}"),
        browser.get(f"/i/{token}?step=change"),
        browser.post(f"/i/{token}", data={"key": key, "answer": "accept"}),
    ):
        assert "138-0000-0000" in answer.text
        assert "<form" not in answer.text
        assert "尊敬的王女士" in answer.text
    assert reply_of(app, invitation_id) is ReplyState.NONE


def test_each_says_what_has_become_of_the_event(app, browser, guest):
    token, _invitation_id, event_id = guest

    for status, words in (
        (EventStatus.CANCELLED, "活动取消了"),
        (EventStatus.POSTPONED, "活动改期了"),
        (EventStatus.REPORTED, "已经结束了"),
    ):
        change(app, Event, event_id, status=status)
        assert words in browser.get(f"/i/{token}").text


def test_another_day_than_the_letters_is_pointed_out(app, browser, guest):
    token, _invitation_id, event_id = guest
    assert "日期有改动" not in browser.get(f"/i/{token}").text
    change(app, Event, event_id, announced_for=now())

    assert "日期有改动" in browser.get(f"/i/{token}").text


def test_while_the_event_runs_who_accepted_still_sees_the_place(app, browser, guest):
    token, _invitation_id, event_id = guest
    press(browser, token, "accept")
    moment = now() - timedelta(minutes=5)
    change(app, Event, event_id, reply_by=moment, starts_at=moment)

    page = browser.get(f"/i/{token}").text

    assert "财富中心三楼" in page
    assert "step=change" not in page


def test_every_unknown_token_gets_the_same_page_in_both_languages(browser, guest):
    pages = [browser.get(f"/i/{token}") for token in ("W" * 26, "x", "0" * 26, "%00", "王")]

    assert {page.status_code for page in pages} == {404}
    assert len({page.data for page in pages}) == 1
    assert "回函码" in pages[0].text
    assert "Reply code" in pages[0].text
    assert browser.post("/i/unknown", data={"answer": "accept"}).status_code == 404
    assert browser.get("/i/unknown/calendar.ics").status_code == 404


def test_twenty_unknown_tokens_are_told_so_and_a_real_guest_is_never_blocked(limited, app, browser, guest):
    token, _invitation_id, _event_id = guest

    statuses = [browser.get(f"/i/guess{number}").status_code for number in range(25)]

    assert statuses == [404] * 20 + [429] * 5
    assert browser.get(f"/i/{token}").status_code == 200
    assert press(browser, token, "accept").status_code == 303
    other = app.test_client()
    assert other.get("/i/guess", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 404


def test_the_clients_manager_and_the_organiser_get_the_clients_page(app, cast, guest):
    token, _invitation_id, _event_id = guest
    with app.app_context():
        client_id = db.session.scalars(sa.select(Client.id)).one()

    for who in ("zhao", "li", "manager"):
        assert cast.signed_in(who).get(f"/I/{token}").location == f"/clients/{client_id}"


def test_tonights_door_gets_the_guest_at_the_door(cast, app):
    event_id = cast.add_event(starts_at=now() + timedelta(hours=1), reply_by=now() + timedelta(minutes=30))
    invitation_id = cast.add_invitation(event_id, cast.add_client())
    token = cast.token(invitation_id)

    location = cast.signed_in("door").get(f"/I/{token}").location

    assert location.startswith("/door/")
    assert str(invitation_id) in location


def test_strangers_and_the_door_of_another_day_get_the_reply_page(cast, guest):
    token, _invitation_id, _event_id = guest

    for who in ("door", "sun", "stranger"):
        answer = cast.signed_in(who).get(f"/I/{token}")
        assert answer.status_code == 200
        assert "尊敬的王女士" in answer.text


def test_staff_never_answer_in_the_guests_name(app, cast, browser, guest):
    token, invitation_id, _event_id = guest
    key = key_in(browser.get(f"/i/{token}").text)

    answer = cast.signed_in("zhao").post(f"/i/{token}", data={"key": key, "answer": "accept"})

    assert answer.status_code == 302
    assert reply_of(app, invitation_id) is ReplyState.NONE
