"""The pages of seats, of the waitlist and of what is asked for late, and the page on which an answer is entered."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.db import db, now
from events.models import CompanionPolicy, Event
from invitations.answers import rsvp
from invitations.answers.party import GUEST, Person, party_of
from invitations.models import (
    ChangeRequest,
    Channel,
    DeclineReason,
    Diet,
    Invitation,
    Reply,
    ReplyState,
    SeatHold,
    SeatOffer,
)
from tests.house import queries
from tests.invitations.guest_desk import state


@pytest.fixture
def evening(cast):
    """Two seats, companions allowed; three guests of Zhao."""
    event_id = cast.add_event(capacity=2)
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        event.companions, event.companions_most = CompanionPolicy.FAMILY, 3
        db.session.commit()
    names = [("王", "文静"), ("李", "强"), ("陈", "敏")]
    return event_id, [
        cast.add_invitation(event_id, cast.add_client(*name, number=str(place))) for place, name in enumerate(names)
    ]


def say(cast, act, invitation_id, **more):
    with cast.app.app_context():
        act(invitation_id, channel=Channel.QR, now=more.pop("now", now()), **more)
        db.session.commit()


def enter(cast, evening, guest, who="zhao", **fields):
    path = f"/events/{evening[0]}/guests/{guest}/reply"
    return cast.signed_in(who).post(path, data={"channel": "phone", **fields})


def one(cast, model):
    with cast.app.app_context():
        return db.session.scalars(sa.select(model)).one()


# --- entering answers


def test_a_yes_with_companions_takes_one_form(cast, evening):
    [guest, *_others] = evening[1]

    assert enter(cast, evening, guest, answer="accepted", number="1").status_code == 302

    assert (state(cast, guest).reply, state(cast, guest).seats) == (ReplyState.ACCEPTED, 2)


def test_a_letter_that_came_back_is_a_way_to_answer(cast, evening):
    [guest, *_others] = evening[1]

    enter(cast, evening, guest, answer="declined", channel="letter", reason="away")

    reply = one(cast, Reply)
    assert (reply.channel, reply.reason) == (Channel.LETTER, DeclineReason.AWAY)


def test_who_decides_later_gives_a_day(cast, evening):
    [guest, *_others] = evening[1]
    day = (datetime.now(UTC) + timedelta(days=5)).date()

    refused = enter(cast, evening, guest, answer="tentative", note="再想想")
    assert refused.status_code == 422
    assert "再想想" in refused.text
    assert enter(cast, evening, guest, answer="tentative", until=day.isoformat()).status_code == 302
    assert state(cast, guest).tentative_until == day


def test_who_comes_instead_is_entered_and_agreed_to(cast, evening):
    [guest, *_others] = evening[1]
    fields = {"answer": "delegated", "delegate_name": "王小明", "delegate_relation": "儿子", "delegate_tail": "12"}

    assert enter(cast, evening, guest, **fields).status_code == 422
    assert enter(cast, evening, guest, **fields | {"delegate_tail": "1234"}).status_code == 302
    assert state(cast, guest).delegate_agreed_by_id == cast.staff_ids["zhao"]


def test_a_representative_whom_the_client_named_is_agreed_to_on_the_page(cast, evening):
    event_id, [guest, *_others] = evening
    say(cast, rsvp.delegate, guest, name="王小明", relation="", tail="1234")
    browser = cast.signed_in("zhao")

    assert "王小明" in browser.get(f"/events/{event_id}/guests/{guest}/reply").text
    assert browser.post(f"/events/{event_id}/guests/{guest}/delegate").status_code == 302
    assert state(cast, guest).delegate_agreed_at is not None


def test_against_the_clients_own_word_staff_say_that_they_were_told(cast, evening):
    [guest, *_others] = evening[1]
    say(cast, rsvp.accept, guest)

    assert enter(cast, evening, guest, answer="declined").status_code == 422
    assert state(cast, guest).reply is ReplyState.ACCEPTED
    assert enter(cast, evening, guest, answer="declined", told="y").status_code == 302
    assert state(cast, guest).reply is ReplyState.CANCELLED


def test_who_comes_is_entered_with_names_and_diets(cast, evening):
    event_id, [guest, *_others] = evening
    enter(cast, evening, guest, answer="accepted")
    fields = {"rows": "3", "diet0": "halal", "name1": "王小明", "relation1": "儿子", "age1": "infant"}

    answer = cast.signed_in("zhao").post(f"/events/{event_id}/guests/{guest}/party", data=fields)

    assert answer.status_code == 302
    with cast.app.app_context():
        own, child = party_of(db.session.get_one(Invitation, guest))
        assert (own.diets, child.name, child.seated) == ((Diet.HALAL,), "王小明", False)


def test_a_party_that_does_not_fit_is_422_and_keeps_what_was_typed(cast, evening):
    event_id, [guest, *_others] = evening
    enter(cast, evening, guest, answer="accepted")
    fields = {"rows": "3", "name1": "甲某", "name2": "乙某"}

    answer = cast.signed_in("zhao").post(f"/events/{event_id}/guests/{guest}/party", data=fields)

    assert answer.status_code == 422
    assert "乙某" in answer.text
    assert state(cast, guest).seats == 1


@pytest.mark.parametrize("path", ["reply", "party", "delegate"])
def test_a_foreign_guests_answer_is_404(cast, evening, path):
    event_id, [guest, *_others] = evening

    assert cast.signed_in("sun").post(f"/events/{event_id}/guests/{guest}/{path}", data={}).status_code == 404


# --- seats kept


def test_seats_are_kept_and_given_back(cast, evening):
    event_id = evening[0]
    browser = cast.signed_in("li")

    assert browser.post(f"/events/{event_id}/seats", data={"seats": "2", "reason": "总行"}).status_code == 302
    assert "总行" in browser.get(f"/events/{event_id}/seats").text
    too_many = browser.post(f"/events/{event_id}/seats", data={"seats": "1", "reason": "媒体来宾"})
    assert too_many.status_code == 422
    assert "媒体来宾" in too_many.text
    hold = one(cast, SeatHold)
    assert browser.post(f"/events/{event_id}/seats/{hold.id}/give-back").status_code == 302
    assert one(cast, SeatHold).released_at is not None


@pytest.mark.parametrize("fields", [{"seats": "0", "reason": "总行"}, {"seats": "1"}, {"reason": "总行"}])
def test_a_hold_wants_a_number_and_a_reason(cast, evening, fields):
    assert cast.signed_in("li").post(f"/events/{evening[0]}/seats", data=fields).status_code == 422


def test_another_events_hold_is_404(cast, evening):
    browser = cast.signed_in("li")
    browser.post(f"/events/{evening[0]}/seats", data={"seats": "1", "reason": "总行"})
    other = cast.add_event()

    answer = browser.post(f"/events/{other}/seats/{one(cast, SeatHold).id}/give-back")

    assert answer.status_code == 404


def test_more_promised_than_there_are_seats_is_shown_and_cancels_nobody(cast, evening):
    event_id, [guest, *_others] = evening
    say(cast, rsvp.accept, guest, party=[GUEST, Person()])
    with cast.app.app_context():
        db.session.get_one(Event, event_id).capacity = 1
        db.session.commit()

    page = cast.signed_in("li").get(f"/events/{event_id}/seats").text

    assert "已答应的比席位多 1 位" in page
    assert state(cast, guest).reply is ReplyState.ACCEPTED


# --- the waitlist


def waiting(cast, evening):
    """The first guest has both seats, the two others wait; then the first gives them back."""
    event_id, [first, second, third] = evening
    say(cast, rsvp.accept, first, party=[GUEST, Person()])
    say(cast, rsvp.accept, second)
    say(cast, rsvp.accept, third)
    say(cast, rsvp.decline, first)
    return event_id, second, third


def test_who_is_next_is_offered_seats_and_takes_them(cast, evening):
    event_id, second, third = waiting(cast, evening)
    browser = cast.signed_in("li")
    page = browser.get(f"/events/{event_id}/waitlist").text
    assert f"/waitlist/{second}/offer" in page
    assert f"/waitlist/{third}/offer" not in page

    for _press in range(2):
        browser.post(f"/events/{event_id}/waitlist/{second}/offer")
    offer = one(cast, SeatOffer)
    browser.post(f"/events/{event_id}/offers/{offer.id}/take")

    assert state(cast, second).reply is ReplyState.ACCEPTED
    assert state(cast, third).reply is ReplyState.WAITLISTED


@pytest.mark.parametrize(("wish", "reply"), [("decline", ReplyState.DECLINED), ("withdraw", ReplyState.WAITLISTED)])
def test_an_offer_ends_otherwise_and_its_seats_are_free(cast, evening, wish, reply):
    event_id, second, _third = waiting(cast, evening)
    browser = cast.signed_in("li")
    browser.post(f"/events/{event_id}/waitlist/{second}/offer")

    browser.post(f"/events/{event_id}/offers/{one(cast, SeatOffer).id}/{wish}")

    assert state(cast, second).reply is reply
    with cast.app.app_context():
        assert db.session.get_one(Event, event_id).seats_taken == 0


def test_the_order_is_a_persons_word(cast, evening):
    event_id, _second, third = waiting(cast, evening)
    browser = cast.signed_in("li")

    browser.post(f"/events/{event_id}/waitlist/{third}/order", data={"precedence": "0"})

    assert f"/waitlist/{third}/offer" in browser.get(f"/events/{event_id}/waitlist").text
    assert browser.post(f"/events/{event_id}/waitlist/{third}/order", data={"precedence": "9"}).status_code == 404


def test_a_manager_of_clients_does_not_see_the_waitlist(cast, evening):
    for page in ("seats", "waitlist", "changes"):
        assert cast.signed_in("zhao").get(f"/events/{evening[0]}/{page}").status_code == 403
        assert cast.signed_in("stranger").get(f"/events/{evening[0]}/{page}").status_code == 403


def test_the_waitlist_asks_as_often_for_three_as_for_one(cast, evening):
    event_id, [first, second, third] = evening
    with cast.app.app_context():
        db.session.get_one(Event, event_id).capacity = 1
        db.session.commit()
    extra = cast.add_invitation(event_id, cast.add_client("周", "杰", number="9"))
    say(cast, rsvp.accept, first)
    say(cast, rsvp.accept, second)
    browser = cast.signed_in("li")
    counts = []
    for more in ((), (third, extra)):
        for guest in more:
            say(cast, rsvp.accept, guest)
        browser.get(f"/events/{event_id}/waitlist")
        with queries(cast.app) as seen:
            assert browser.get(f"/events/{event_id}/waitlist").status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]


# --- asked for late


def asked_late(cast, evening):
    event_id, [guest, *_others] = evening
    say(cast, rsvp.accept, guest)
    with cast.app.app_context():
        moment = db.session.get_one(Event, event_id).reply_by + timedelta(hours=1)
    say(cast, rsvp.change_party, guest, party=[GUEST, Person(name="李明")], now=moment)
    return event_id, guest, one(cast, ChangeRequest).id


def test_a_larger_party_is_granted_once(cast, evening):
    event_id, guest, request_id = asked_late(cast, evening)
    browser = cast.signed_in("li")
    assert "李明" in browser.get(f"/events/{event_id}/changes").text

    for _press in range(2):
        browser.post(f"/events/{event_id}/changes/{request_id}/grant")

    assert state(cast, guest).seats == 2


def test_a_larger_party_is_refused(cast, evening):
    event_id, guest, request_id = asked_late(cast, evening)

    cast.signed_in("li").post(f"/events/{event_id}/changes/{request_id}/refuse")

    assert state(cast, guest).seats == 1
    assert one(cast, ChangeRequest).granted is False


def test_a_request_of_another_event_is_404(cast, evening):
    _event_id, _guest, request_id = asked_late(cast, evening)

    assert cast.signed_in("li").post(f"/events/{cast.add_event()}/changes/{request_id}/grant").status_code == 404


def test_empty_pages_say_what_to_do(cast, evening):
    browser = cast.signed_in("li")
    for page, words in (("seats", "目前没有预留席位"), ("waitlist", "无人候补"), ("changes", "没有申请")):
        assert words in browser.get(f"/events/{evening[0]}/{page}").text
