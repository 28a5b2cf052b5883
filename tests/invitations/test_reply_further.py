"""What readers of the reply page stumbled over: late for a lecture, a couple's telephone, plates, the calendar."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from clients.models import Gender
from core.db import db, now
from events.models import CompanionPolicy, Event, EventFormat
from invitations.answers import rsvp
from invitations.answers.party import party_of
from invitations.codes.tokens import issue
from invitations.models import Channel, Diet, Invitation, ReplyState, RetiredCode
from tests.invitations.nomination_desk import household, invited
from tests.invitations.reply_desk import change, send


@pytest.fixture
def lecture(app, cast):
    """A lecture online in two hours, to be answered until an hour ago; (token, invitation)."""
    event_id = cast.add_event(
        starts_at=now() + timedelta(hours=2), reply_by=now() - timedelta(hours=1), format=EventFormat.ONLINE
    )
    change(app, Event, event_id, join_url="https://meeting.example.com/j/8810027")
    invitation_id = cast.add_invitation(event_id, cast.add_client(), now=now() - timedelta(days=7))
    return cast.token(invitation_id), invitation_id


@pytest.mark.parametrize("reply", [ReplyState.NONE, ReplyState.DECLINED])
def test_who_answers_a_lecture_too_late_is_shown_the_way_in(app, browser, lecture, reply):
    token, invitation_id = lecture
    change(app, Invitation, invitation_id, reply=reply)

    assert f"/i/{token}/join" in browser.get(f"/i/{token}").text


def test_the_way_in_says_the_time_as_the_invitation_does(browser, lecture):
    page = browser.get(f"/i/{lecture[0]}/join?lang=en").text

    assert len(re.findall(r"\d(?::\d\d)? [ap]m|12 noon|12 midnight", page)) == 2  # when it begins, when it opens


def test_both_of_a_couple_are_named_where_their_digits_are_asked_for(app, cast, browser):
    husband = cast.add_client("王", "建国", gender=Gender.MALE, number="h")
    wife = cast.add_client("李", "文静", number="w", phone="13900001111")
    household(cast, husband, wife)
    [letter] = invited(cast, cast.add_event(), [husband], now=now(), together={husband: wife})
    with app.app_context():
        rsvp.accept(letter, channel=Channel.QR, now=now() - timedelta(hours=2))
        db.session.commit()

    page = browser.get(f"/i/{cast.token(letter)}?step=change").text

    assert "王先生" in page
    assert "李女士" in page


def test_a_companion_who_eats_everything_is_one_press(app, cast, browser, guest):
    token, invitation_id, event_id = guest
    change(app, Event, event_id, capacity=3, companions=CompanionPolicy.SEVERAL, companions_most=2)
    send(browser, token, "accept")
    send(browser, token, "party", step="party", extra="2")

    answer = send(browser, token, "eats_all", step="diet1", who="1", diet=["halal"])

    assert "step=diet2" in answer.location
    with app.app_context():
        assert [person.diets for person in party_of(db.session.get_one(Invitation, invitation_id))] == [(), (), ()]
    assert 'value="eats_all"' not in browser.get(f"/i/{token}?step=diet").text
    send(browser, token, "diet", step="diet1", who="1", diet=["halal"])
    assert 'value="eats_all"' not in browser.get(f"/i/{token}?step=diet1").text
    with app.app_context():
        assert party_of(db.session.get_one(Invitation, invitation_id))[1].diets == (Diet.HALAL,)


def test_a_new_letter_keeps_the_calendar_entry(app, browser, guest):
    token, invitation_id, _event_id = guest
    before = browser.get(f"/i/{token}/calendar.ics").text
    for _time in range(2):
        with app.app_context():
            invitation = db.session.get_one(Invitation, invitation_id)
            old = {"token_hash": invitation.token_hash, "code_hash": invitation.code_hash}
            db.session.add(RetiredCode(invitation_id=invitation_id, retired_at=now(), **old))
            token = issue(invitation).token
            db.session.commit()

    after = browser.get(f"/i/{token}/calendar.ics").text

    assert re.search(r"UID:.*", before)[0] == re.search(r"UID:.*", after)[0]


def test_no_page_of_staff_ends_a_line_in_a_dot_where_no_place_is_named(app, cast, lecture):
    with app.app_context():
        event_id = db.session.get_one(Invitation, lecture[1]).event_id
    change(app, Event, event_id, venue="", venue_en="", address="", address_en="")

    page = cast.signed_in("li").get("/").text

    assert "春茶品鉴" in page
    assert not re.search(r"·\s*<", page)
