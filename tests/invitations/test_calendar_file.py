"""The calendar file: the same entry each time, in the event's zone, with a day's warning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from core.db import db, now
from events.models import Event, EventMove, EventStatus
from invitations.models import Invitation, ReplyState

START = datetime(2027, 4, 10, 6, 30, tzinfo=UTC)


@pytest.fixture
def invited(cast):
    event_id = cast.add_event(starts_at=START, reply_by=START - timedelta(days=7))
    invitation_id = cast.add_invitation(event_id, cast.add_client(), now=START - timedelta(days=30))
    return event_id, invitation_id, cast.token(invitation_id)


def entry(browser, token: str, path: str = "/i/"):
    answer = browser.get(f"{path}{token}/calendar.ics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    calendar = Calendar.from_ical(answer.data)
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_it_says_when_in_the_events_zone_where_and_what(browser, invited):
    _event_id, _invitation_id, token = invited

    calendar, event = entry(browser, token)

    start = event["DTSTART"].dt
    assert start == START
    assert start.hour == 14
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert event["SUMMARY"] == "春茶品鉴"
    assert "财富中心三楼" in event["LOCATION"]
    assert "138-0000-0000" in event["DESCRIPTION"]


def test_it_warns_a_day_before(browser, invited):
    _event_id, _invitation_id, token = invited

    _calendar, event = entry(browser, token)

    [alarm] = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == -timedelta(days=1)
    assert alarm["ACTION"] == "DISPLAY"


def test_a_moved_event_moves_the_entry_instead_of_doubling_it(app, browser, invited):
    event_id, _invitation_id, token = invited
    _calendar, before = entry(browser, token)
    with app.app_context():
        event = db.session.get_one(Event, event_id)
        event.ends_at += timedelta(hours=1)
        db.session.commit()

    _calendar, after = entry(browser, token.lower(), "/I/")

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTEND"].dt == before["DTEND"].dt + timedelta(hours=1)


def test_a_revoked_invitation_cancels_the_entry(app, browser, invited):
    _event_id, invitation_id, token = invited
    with app.app_context():
        db.session.get_one(Invitation, invitation_id).revoked_at = now()
        db.session.commit()

    _calendar, event = entry(browser, token)

    assert event["STATUS"] == "CANCELLED"


@pytest.mark.parametrize("status", [EventStatus.CANCELLED, EventStatus.POSTPONED])
def test_an_event_called_off_or_put_off_leaves_the_calendar(app, browser, invited, status):
    event_id, _invitation_id, token = invited
    _calendar, before = entry(browser, token)
    with app.app_context():
        event = db.session.get_one(Event, event_id)
        db.session.add(EventMove(event_id=event_id, at=now(), before=event.status.value, after=status))
        event.status = status
        db.session.commit()

    _calendar, after = entry(browser, token)

    assert after["STATUS"] == "CANCELLED"
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_who_declined_takes_the_entry_out_by_fetching_it_again(app, browser, invited):
    _event_id, invitation_id, token = invited
    with app.app_context():
        db.session.get_one(Invitation, invitation_id).reply = ReplyState.CANCELLED
        db.session.commit()

    _calendar, event = entry(browser, token)

    assert event["STATUS"] == "CANCELLED"


def test_it_holds_neither_token_nor_name(browser, invited):
    _event_id, _invitation_id, token = invited

    text = browser.get(f"/i/{token}/calendar.ics").text.replace("\r\n ", "")

    assert token not in text.upper()
    assert "文静" not in text
    assert "王女士" not in text


def test_it_speaks_the_readers_language(browser, invited):
    _event_id, _invitation_id, token = invited

    answer = browser.get(f"/i/{token}/calendar.ics?lang=en")

    assert "A spring tea tasting" in answer.text
