"""Reminders a week, three days and one day before: each once, by the right way, and never to whom they would hurt."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from clients.contact.holds import hold
from clients.contact.refusals import refuse
from clients.models import Client, ContactChannel, HoldKind
from core.db import db
from core.mailing import send_waiting
from core.outbox import MailState
from events.models import Event, EventStatus
from invitations.answers import rsvp
from invitations.desk.reminders import due_step, key_of, mail_still_wanted, remind_guests, step_day
from invitations.models import CallReason, Channel, Dispatch, Invitation, ReplyState
from tests.core.smtp_server import post_office
from tests.house import queries
from tests.invitations.desk_calls import agrees_to_mail, call, called, client_of, guest, mails, morning, reminded

START = datetime(2027, 4, 10, 6, 30, tzinfo=UTC)  # Saturday, half past two in the afternoon
WEEK, DAYS, EVE = (datetime(2027, 4, day, 0, 5, tzinfo=UTC) for day in (3, 7, 9))


@pytest.fixture
def event_id(cast):
    return cast.add_event(starts_at=START, reply_by=START - timedelta(days=5))


@pytest.fixture
def with_mail(app):
    usual = app.extensions["settings"]
    values = {"mail_url": "smtp://127.0.0.1:1", "mail_from": "events@bank.example"}
    app.extensions["settings"] = dataclasses.replace(usual, **values)
    yield app
    app.extensions["settings"] = usual


def change(cast, event_id, **values):
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        for name, value in values.items():
            setattr(event, name, value)
        db.session.commit()


@pytest.mark.parametrize(
    ("day", "step"),
    [(2, None), (3, 7), (4, 7), (5, None), (6, None), (7, 3), (8, 3), (9, 1), (10, None), (11, None)],
)
def test_a_step_is_due_on_its_day_or_the_day_after(cast, event_id, day, step):
    """A machine that stood still for a day makes up for it; two days later it would be out of place."""
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        assert due_step(event, datetime(2027, 4, day, 1, 0, tzinfo=UTC)) == step


def test_the_days_are_counted_by_the_events_own_calendar(cast):
    """Half past seven in the evening of the 10th in New York is the 11th in Shanghai."""
    event_id = cast.add_event(starts_at=datetime(2027, 4, 10, 23, 30, tzinfo=UTC), zone="America/New_York")
    with cast.app.app_context():
        assert step_day(db.session.get_one(Event, event_id), 1).day == 9


def test_whoever_comes_and_has_not_agreed_to_mail_is_called_by_the_own_manager(cast, event_id):
    mine, others = guest(cast, event_id), guest(cast, event_id, "陈", "敏", rm="sun", phone="13900005678")

    morning(cast, event_id, WEEK)

    assert set(called(cast)) == {mine, others}
    assert mails(cast) == []
    assert "王女士好，4月10日星期六14:30，财富中心三楼，给您留着座" in cast.signed_in("zhao").get("/desk/calls").text


def test_whoever_has_agreed_to_mail_gets_one_and_no_call(cast, event_id, with_mail):
    mine = guest(cast, event_id)
    agrees_to_mail(cast, mine)

    morning(cast, event_id, WEEK)

    [mail] = mails(cast)
    assert called(cast) == {}
    assert (mail.to, mail.subject) == ("wang@example.com", "春茶品鉴：4月10日星期六14:30")
    assert "王女士" in mail.body
    assert mail.due_at == datetime(2027, 4, 3, 1, 0, tzinfo=UTC)  # nine in the morning, not at night
    assert cast.token(mine) not in mail.body


def test_a_house_without_a_mail_server_calls(cast, event_id):
    mine = guest(cast, event_id)
    agrees_to_mail(cast, mine)

    morning(cast, event_id, WEEK)

    assert (set(called(cast)), mails(cast)) == ({mine}, [])


def test_a_withdrawn_consent_makes_it_a_call(cast, event_id, with_mail):
    mine = guest(cast, event_id)
    agrees_to_mail(cast, mine)
    agrees_to_mail(cast, mine, given=False)

    morning(cast, event_id, WEEK)

    assert (set(called(cast)), mails(cast)) == ({mine}, [])


def test_twice_on_one_day_is_once(cast, event_id, with_mail):
    agrees_to_mail(cast, guest(cast, event_id))
    guest(cast, event_id, "陈", "敏")

    morning(cast, event_id, WEEK)
    morning(cast, event_id, WEEK + timedelta(hours=3))
    morning(cast, event_id, WEEK + timedelta(days=1))

    assert (len(called(cast)), len(mails(cast)), reminded(cast)) == (1, 1, 2)


def test_the_next_step_takes_the_place_of_a_call_that_nobody_made(cast, event_id):
    mine = guest(cast, event_id)
    morning(cast, event_id, WEEK)

    morning(cast, event_id, DAYS)

    assert called(cast)[mine].startswith("3-")


@pytest.mark.parametrize("reply", [ReplyState.DECLINED, ReplyState.CANCELLED, ReplyState.WAITLISTED, ReplyState.LAPSED])
def test_who_does_not_come_hears_nothing(cast, event_id, reply):
    guest(cast, event_id, reply=reply)

    morning(cast, event_id, WEEK)

    assert called(cast) == {}


@pytest.mark.parametrize("kind", [HoldKind.DECEASED, HoldKind.OPTED_OUT, HoldKind.BEREAVEMENT, HoldKind.HOSPITAL])
def test_who_is_held_hears_nothing(cast, event_id, with_mail, kind):
    mine = guest(cast, event_id)
    agrees_to_mail(cast, mine)
    with cast.app.app_context():
        client = db.session.get_one(Client, client_of(cast, mine))
        hold(client, kind, since=WEEK.date() - timedelta(days=1), until=None, staff=cast.staff("manager"), now=WEEK)
        db.session.commit()

    morning(cast, event_id, WEEK)

    assert (called(cast), mails(cast)) == ({}, [])


def test_who_refused_calls_may_still_be_written_to(cast, event_id):
    mine = guest(cast, event_id)
    with cast.app.app_context():
        client = db.session.get_one(Client, client_of(cast, mine))
        refuse(client, ContactChannel.PHONE, staff=cast.staff("zhao"), now=WEEK)
        db.session.commit()

    morning(cast, event_id, WEEK)

    page = cast.signed_in("zhao").get("/desk/calls").text
    assert set(called(cast)) == {mine}
    assert "给您留着座" in page
    assert "tel:" not in page


def test_whoever_has_the_letter_and_is_silent_is_asked_while_answers_are_asked_for(cast, event_id):
    mine = guest(cast, event_id, reply=ReplyState.NONE)

    morning(cast, event_id, WEEK)
    assert set(called(cast)) == {mine}
    assert "还给您留着座。您若来，回我一个“来”字就行" in cast.signed_in("zhao").get("/desk/calls").text

    morning(cast, event_id, DAYS)  # the deadline is over: that is another call
    assert not called(cast).get(mine, "").startswith("3-")


def test_a_letter_on_its_way_is_not_asked_about(cast, event_id):
    mine = guest(cast, event_id, reply=ReplyState.NONE)
    with cast.app.app_context():
        db.session.get_one(Invitation, mine).dispatch = Dispatch.HANDED
        db.session.commit()

    morning(cast, event_id, WEEK)

    assert called(cast) == {}


def test_who_is_called_about_the_answer_anyway_is_not_reminded_besides(cast, event_id):
    mine = guest(cast, event_id, reply=ReplyState.TENTATIVE)
    call(cast, mine, CallReason.UNDECIDED, due_at=WEEK, now=WEEK)

    morning(cast, event_id, WEEK)

    assert called(cast) == {}


def test_who_answered_this_very_day_has_the_evening_in_mind(cast, event_id):
    mine = guest(cast, event_id)
    with cast.app.app_context():
        db.session.get_one(Invitation, mine).replied_at = WEEK
        db.session.commit()

    morning(cast, event_id, WEEK + timedelta(days=1))

    assert called(cast) == {}


class TestWhenTheDayMoves:
    LATER = START + timedelta(days=14)

    def test_the_old_calls_are_off_at_once_and_new_ones_come_by_the_new_day(self, cast, event_id):
        mine = guest(cast, event_id)
        morning(cast, event_id, WEEK)
        change(cast, event_id, starts_at=self.LATER, ends_at=self.LATER + timedelta(hours=2))

        assert f"call-{mine}" not in cast.signed_in("zhao").get("/desk/calls").text
        morning(cast, event_id, DAYS)
        assert called(cast) == {}
        morning(cast, event_id, WEEK + timedelta(days=14))
        with cast.app.app_context():
            assert called(cast)[mine] == key_of(db.session.get_one(Event, event_id), 7)

    @pytest.mark.usefixtures("with_mail")
    def test_a_mail_in_the_outbox_is_not_sent(self, cast, event_id):
        agrees_to_mail(cast, guest(cast, event_id))
        morning(cast, event_id, WEEK)
        [mail] = mails(cast)
        with cast.app.app_context():
            assert mail_still_wanted(mail, WEEK)
        change(cast, event_id, starts_at=self.LATER, ends_at=self.LATER + timedelta(hours=2))
        with cast.app.app_context():
            assert not mail_still_wanted(mail, WEEK)

    @pytest.mark.usefixtures("with_mail")
    @pytest.mark.parametrize("status", [EventStatus.CANCELLED, EventStatus.POSTPONED])
    def test_of_an_evening_that_is_not_held_nobody_is_reminded(self, cast, event_id, status):
        agrees_to_mail(cast, guest(cast, event_id))
        guest(cast, event_id, "陈", "敏")
        morning(cast, event_id, WEEK)
        [mail] = mails(cast)
        change(cast, event_id, status=status)

        assert 'id="call-' not in cast.signed_in("zhao").get("/desk/calls").text
        with cast.app.app_context():
            assert not mail_still_wanted(mail, WEEK)
        morning(cast, event_id, DAYS)
        assert (called(cast), len(mails(cast))) == ({}, 1)


def test_a_guest_who_cancels_between_morning_and_noon_gets_no_mail(cast):
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=7)
    event_id = cast.add_event(starts_at=start, reply_by=start - timedelta(days=1))
    keeps, cancels = guest(cast, event_id), guest(cast, event_id, "陈", "敏")
    usual = cast.app.extensions["settings"]
    with post_office() as office:
        cast.app.extensions["settings"] = dataclasses.replace(usual, mail_url=office.url, mail_from="e@bank.example")
        try:
            for one in (keeps, cancels):
                agrees_to_mail(cast, one)
            moment = datetime.now(UTC)
            with cast.app.app_context():
                for one in (keeps, cancels):
                    db.session.get_one(Invitation, one).replied_at = moment - timedelta(days=2)
                    db.session.get_one(Invitation, one).invited_at = moment - timedelta(days=3)
                db.session.commit()
            morning(cast, event_id, moment)
            with cast.app.app_context():
                for mail in mails(cast):
                    db.session.merge(mail).due_at = moment - timedelta(minutes=1)
                rsvp.decline(cancels, channel=Channel.QR, now=moment)
                db.session.commit()
                send_waiting()
        finally:
            cast.app.extensions["settings"] = usual

    assert len(office.taken) == 1
    assert {mail.source_id: mail.state for mail in mails(cast)} == {
        keeps: MailState.SENT,
        cancels: MailState.DROPPED,
    }


def test_the_mornings_work_reminds_of_every_evening_by_itself(cast):
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=7)
    event_id = cast.add_event(starts_at=start, reply_by=start - timedelta(days=1))
    mine = guest(cast, event_id)
    with cast.app.app_context():
        invitation = db.session.get_one(Invitation, mine)
        invitation.invited_at = invitation.replied_at = datetime.now(UTC) - timedelta(days=2)
        db.session.commit()

    with cast.app.app_context():
        remind_guests(0, lambda _done, _total: db.session.commit())

    assert set(called(cast)) == {mine}


def test_a_step_asks_the_same_of_the_database_for_one_guest_and_for_three(cast, event_id):
    from invitations.desk.reminders import plan

    def asked() -> int:
        with cast.app.app_context():
            event = db.session.get_one(Event, event_id)
            with queries(cast.app) as seen:
                plan(event, 7, WEEK)
            return len(seen)

    guest(cast, event_id)
    one = asked()
    guest(cast, event_id, "陈", "敏")
    guest(cast, event_id, "李", "强")
    assert asked() == one
