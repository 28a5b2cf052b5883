"""Online events: the link is given out in time, to whom it belongs, and whoever joins has been there."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from attendance.models import Method, Presence, Scan, Verdict
from core.db import db, now
from events.models import Event, EventFormat, EventStatus
from invitations.models import Invitation, ReplyState

LINK = "https://meeting.example.com/j/8810027"


@pytest.fixture
def lecture(app, cast):
    """(token, invitation, event) of an online event that begins in ten minutes, to a guest who has said yes."""
    event_id = cast.add_event(
        starts_at=now() + timedelta(minutes=10), reply_by=now() + timedelta(minutes=5), format=EventFormat.ONLINE
    )
    invitation_id = cast.add_invitation(event_id, cast.add_client())
    put(app, Event, event_id, join_url=LINK, join_minutes=15)
    put(app, Invitation, invitation_id, reply=ReplyState.ACCEPTED)
    return cast.token(invitation_id), invitation_id, event_id


def put(app, model, row_id: int, **values) -> None:
    with app.app_context():
        for name, value in values.items():
            setattr(db.session.get_one(model, row_id), name, value)
        db.session.commit()


def join(browser, token: str, scan: str | None = None):
    page = browser.get(f"/i/{token}/join").text
    key = re.search(r'name="key" value="(\w+)"', page)
    return browser.post(f"/i/{token}/join", data={"key": key[1] if key else "", "scan": scan or str(uuid.uuid4())})


def rows(app, model):
    with app.app_context():
        return db.session.scalars(sa.select(model)).all()


def test_the_link_comes_with_the_button_and_joining_is_attending(app, browser, lecture):
    token, invitation_id, _event_id = lecture
    assert f"/i/{token}/join" in browser.get(f"/i/{token}").text
    assert LINK not in browser.get(f"/i/{token}").text
    assert LINK not in browser.get(f"/i/{token}/join").text

    page = join(browser, token)

    assert page.status_code == 200
    assert f'href="{LINK}"' in page.text
    [presence] = rows(app, Presence)
    assert presence.invitation_id == invitation_id
    [scan] = rows(app, Scan)
    assert (scan.method, scan.verdict, scan.staff_id) == (Method.ONLINE, Verdict.OK, None)


def test_a_double_click_is_one_row_and_joining_again_gives_the_link_again(app, browser, lecture):
    token, _invitation_id, _event_id = lecture
    same = str(uuid.uuid4())

    for scan in (same, same, None):
        assert LINK in join(browser, token, scan).text

    assert len(rows(app, Presence)) == 1
    assert [scan.verdict for scan in rows(app, Scan)] == [Verdict.OK, Verdict.ALREADY]


def test_before_its_time_the_page_says_when_and_gives_no_link(app, browser, lecture):
    token, _invitation_id, event_id = lecture
    put(app, Event, event_id, join_minutes=5)

    page = browser.get(f"/i/{token}/join").text
    early = join(browser, token)

    assert "<form" not in page
    assert re.search(r"入口当天\w+时\w*开放", page)
    assert LINK not in early.text
    assert rows(app, Presence) == []


@pytest.mark.parametrize("how", ["over", "cancelled", "postponed", "revoked", "waitlisted", "salon", "no_link"])
def test_who_has_nothing_to_join_gets_no_link(app, browser, lecture, how):
    token, invitation_id, event_id = lecture
    key = re.search(r'name="key" value="(\w+)"', browser.get(f"/i/{token}/join").text)[1]
    moment = now() - timedelta(hours=3)
    {
        "over": lambda: put(
            app, Event, event_id, reply_by=moment, starts_at=moment, ends_at=moment + timedelta(hours=1)
        ),
        "cancelled": lambda: put(app, Event, event_id, status=EventStatus.CANCELLED),
        "postponed": lambda: put(app, Event, event_id, status=EventStatus.POSTPONED),
        "revoked": lambda: put(app, Invitation, invitation_id, revoked_at=now()),
        "waitlisted": lambda: put(app, Invitation, invitation_id, reply=ReplyState.WAITLISTED),
        "salon": lambda: put(app, Event, event_id, format=EventFormat.SALON),
        "no_link": lambda: put(app, Event, event_id, join_url=""),
    }[how]()

    answer = browser.post(f"/i/{token}/join", data={"key": key})

    assert answer.status_code == 409
    assert LINK not in answer.text
    assert "138-0000-0000" in answer.text
    assert LINK not in browser.get(f"/i/{token}/join", follow_redirects=True).text
    assert rows(app, Presence) == []


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (ReplyState.NONE, Verdict.UNANSWERED_BUT_HERE),
        (ReplyState.TENTATIVE, Verdict.UNANSWERED_BUT_HERE),
        (ReplyState.LAPSED, Verdict.UNANSWERED_BUT_HERE),
        (ReplyState.DECLINED, Verdict.DECLINED_BUT_HERE),
        (ReplyState.DELEGATED, Verdict.OK_ATTENTION),  # nobody has agreed to who comes instead
    ],
)
def test_whatever_was_answered_a_guest_who_joins_is_welcome(app, browser, lecture, reply, verdict):
    token, invitation_id, _event_id = lecture
    put(app, Invitation, invitation_id, reply=reply)

    assert LINK in join(browser, token).text
    assert [scan.verdict for scan in rows(app, Scan)] == [verdict]


def test_an_old_page_asks_to_press_once_more(app, browser, lecture):
    token, _invitation_id, _event_id = lecture

    answer = browser.post(f"/i/{token}/join", data={"key": "0" * 32})

    assert answer.status_code == 422
    assert LINK not in answer.text
    assert rows(app, Presence) == []


def test_an_unknown_token_joins_nothing(browser, cast):
    assert browser.get("/i/unknown/join").status_code == 404
    assert browser.post("/i/unknown/join").status_code == 404


def test_the_organisers_board_shows_who_joined(app, cast, browser, lecture):
    token, _invitation_id, event_id = lecture
    join(browser, token)

    page = cast.signed_in("li").get(f"/door/{event_id}").text

    assert "王文静" in page
    assert cast.signed_in("li").get(f"/door/{event_id}/list").status_code == 200


def test_it_works_without_cookies(app, lecture):
    token, _invitation_id, _event_id = lecture
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert LINK in join(app.test_client(use_cookies=False), token).text
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
