"""What staff enter for two of a household who have one letter, and for who no longer comes along."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from clients.models import Gender
from core.db import db
from events.models import CompanionPolicy, Event
from invitations.answers import rsvp
from invitations.answers.party import party_of
from invitations.models import CallReason, CallTask, Channel, Invitation, MemberKind
from tests.invitations.nomination_desk import household, invited


@pytest.fixture
def couple(cast):
    """王建国 and 李文静, who live together and want one letter."""
    husband = cast.add_client("王", "建国", gender=Gender.MALE, number="h")
    wife = cast.add_client("李", "文静", number="w", phone="13900001111")
    household(cast, husband, wife)
    return husband, wife


@pytest.fixture
def letter(cast, couple):
    """The event to which the couple may bring others, and their letter."""
    event_id = cast.add_event()
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        event.companions, event.companions_most = CompanionPolicy.SEVERAL, 3
        db.session.commit()
    [letter] = invited(cast, event_id, couple, now=datetime.now(UTC), together={couple[0]: couple[1]})
    return event_id, letter


def enter(cast, letter, **fields):
    return cast.signed_in("zhao").post(f"/events/{letter[0]}/guests/{letter[1]}/reply", data=fields)


def save(cast, letter, **fields):
    return cast.signed_in("zhao").post(f"/events/{letter[0]}/guests/{letter[1]}/party", data={"rows": "5"} | fields)


def page(cast, letter):
    return cast.signed_in("zhao").get(f"/events/{letter[0]}/guests/{letter[1]}/reply").text


def comes(cast, letter):
    """(client or name) of everybody who comes."""
    with cast.app.app_context():
        people = party_of(db.session.get_one(Invitation, letter[1]))
        return [person.name or person.client_id or person.kind for person in people]


def seats(cast, letter):
    with cast.app.app_context():
        return db.session.get_one(Invitation, letter[1]).seats, db.session.get_one(Event, letter[0]).seats_taken


def test_a_yes_for_two_who_share_a_letter_keeps_two_seats(cast, letter, couple):
    assert enter(cast, letter, channel="phone", answer="accepted").status_code == 302

    assert comes(cast, letter) == [MemberKind.GUEST, couple[1]]
    assert seats(cast, letter) == (2, 2)


def test_companions_of_a_couple_come_beside_them_both(cast, letter):
    enter(cast, letter, channel="phone", answer="accepted", number="1")

    assert seats(cast, letter) == (3, 3)


def test_each_of_a_couple_stands_on_the_page_by_name(cast, letter):
    enter(cast, letter, channel="phone", answer="accepted")

    assert "李文静" in page(cast, letter)


@pytest.mark.parametrize("ticked", ["comes0", "comes1"])
def test_one_of_a_couple_may_stay_away_and_come_after_all(cast, letter, couple, ticked):
    enter(cast, letter, channel="phone", answer="accepted")

    save(cast, letter, **{ticked: "y"})
    assert comes(cast, letter) == ([MemberKind.GUEST] if ticked == "comes0" else [couple[1]])

    save(cast, letter, comes0="y", comes1="y")
    assert seats(cast, letter) == (2, 2)


def test_who_of_a_refused_party_was_ticked_stays_ticked(cast, letter):
    enter(cast, letter, channel="phone", answer="accepted")
    answer = save(cast, letter, comes0="y", name2="甲" * 41)

    assert answer.status_code == 422
    assert 'name="comes0" value="y" checked>' in answer.text
    assert 'name="comes1" value="y">' in answer.text


def test_a_companion_who_is_unticked_no_longer_comes(cast):
    event_id = cast.add_event()
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        event.companions, event.companions_most, event.companion_names = CompanionPolicy.SEVERAL, 3, True
        db.session.commit()
    letter = event_id, cast.add_invitation(event_id, cast.add_client())
    enter(cast, letter, channel="phone", answer="accepted")
    save(cast, letter, name1="王小明", name2="王小红")
    assert seats(cast, letter) == (3, 3)

    save(cast, letter, name1="王小明", name2="王小红", comes2="y")

    assert comes(cast, letter) == [MemberKind.GUEST, "王小红"]


# --- who was to come instead


def open_calls(cast):
    with cast.app.app_context():
        return [task.reason for task in db.session.scalars(sa.select(CallTask).where(CallTask.done_at.is_(None)))]


def say(cast, letter, act, *, later=0, **more):
    with cast.app.app_context():
        act(letter[1], channel=Channel.QR, now=datetime.now(UTC) + timedelta(minutes=later), **more)
        db.session.commit()


def test_who_comes_after_all_needs_nobody_to_agree_to_another(cast, letter):
    say(cast, letter, rsvp.delegate, name="王小明", relation="", tail="1234")
    assert open_calls(cast) == [CallReason.DELEGATE]

    say(cast, letter, rsvp.accept, later=1)
    assert open_calls(cast) == []

    say(cast, letter, rsvp.delegate, later=2, name="王小明", relation="", tail="1234")
    assert open_calls(cast) == [CallReason.DELEGATE]

    say(cast, letter, rsvp.delegate, later=3, name="王小红", relation="", tail="4321")
    assert open_calls(cast) == [CallReason.DELEGATE]


@pytest.mark.parametrize(("number", "seats_kept"), [("", 2), ("1", 3)])
def test_a_couple_who_come_after_all_both_have_a_seat(cast, letter, number, seats_kept):
    say(cast, letter, rsvp.delegate, name="王小明", relation="", tail="1234")

    assert enter(cast, letter, channel="phone", answer="accepted", number=number, told="y").status_code == 302

    assert "王小明" not in comes(cast, letter)
    assert seats(cast, letter) == (seats_kept, seats_kept)
