"""Deciding later, whose word counts, forms sent twice, reasons and themes."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.db import db
from core.errors import DomainError
from events.models import CompanionPolicy, EventStatus
from invitations.answers import rsvp
from invitations.models import CallReason, CallTask, Channel, DeclineReason, Reply, ReplyState, ThemeRefusal
from tests.house import NOW
from tests.invitations.answer_desk import (
    LATE,
    START,
    accept,
    check_sums,
    decline,
    evening,
    event_of,
    invitation_of,
    party,
)

FRIDAY = NOW.date() + timedelta(days=6)


@pytest.fixture
def invited(app, cast):
    event_id, guests = evening(cast, 2, companions=CompanionPolicy.ONE, theme="tea")
    with app.app_context():
        yield event_id, guests


def say_later(invitation_id, until=FRIDAY, now=NOW, **more):
    return rsvp.say_later(invitation_id, until=until, channel=Channel.QR, now=now, **more)


def test_who_decides_later_takes_no_seat_and_is_called_on_the_day(invited, cast):
    event_id, [first, _second] = invited

    assert [say_later(first), say_later(first)] == [ReplyState.TENTATIVE] * 2

    assert event_of(event_id).seats_taken == 0
    [task] = db.session.scalars(sa.select(CallTask))
    assert (task.reason, task.owner_id) == (CallReason.UNDECIDED, cast.staff_ids["zhao"])
    assert task.due_at.astimezone(event_of(event_id).tz).date() == FRIDAY
    check_sums(event_id)


def test_an_answer_settles_the_call(invited):
    _event_id, [first, _second] = invited
    say_later(first)

    accept(first)

    db.session.expire_all()
    assert db.session.scalars(sa.select(CallTask)).one().done_at is not None
    assert invitation_of(first).tentative_until is None


@pytest.mark.parametrize("days", [-1, 19, 400])
def test_the_day_lies_between_today_and_three_days_before(invited, days):
    _event_id, [first, _second] = invited

    with pytest.raises(DomainError, match="later_day"):
        say_later(first, NOW.date() + timedelta(days=days))


def test_who_will_decide_by_a_day_after_the_deadline_may_say_yes_until_then(invited):
    _event_id, [first, _second] = invited
    say_later(first, START.date() - timedelta(days=3))

    assert accept(first, LATE + timedelta(days=1)) is ReplyState.ACCEPTED


def test_deciding_later_is_off_where_the_event_says_so(app, cast):
    _event_id, [first] = evening(cast, 1, tentative_ok=False)
    with app.app_context(), pytest.raises(DomainError, match="no_later"):
        say_later(first)


def test_who_comes_is_not_undecided(invited):
    _event_id, [first, _second] = invited
    accept(first)

    with pytest.raises(DomainError, match="already_coming"):
        say_later(first)


def test_the_clients_own_word_comes_before_what_staff_enter(invited, cast):
    event_id, [first, _second] = invited
    accept(first)

    with pytest.raises(DomainError, match="client_said_otherwise"):
        decline(first, staff=cast.staff("zhao"))
    with pytest.raises(DomainError, match="client_said_otherwise"):
        accept(first, staff=cast.staff("zhao"), party=party(2))
    assert accept(first, staff=cast.staff("zhao")) is ReplyState.ACCEPTED, "the same word again contradicts nobody"
    assert decline(first, staff=cast.staff("zhao"), told_by_client=True) is ReplyState.CANCELLED
    check_sums(event_id)


def test_the_client_may_always_correct_what_staff_entered(invited, cast):
    event_id, [first, _second] = invited
    decline(first, staff=cast.staff("zhao"))

    assert accept(first) is ReplyState.ACCEPTED
    assert invitation_of(first).own_word
    answers = db.session.scalars(sa.select(Reply.answer).order_by(Reply.id)).all()
    assert answers == [ReplyState.DECLINED, ReplyState.ACCEPTED]
    check_sums(event_id)


def test_a_form_sent_again_later_does_nothing(invited):
    event_id, [first, _second] = invited
    accept(first, once="a")
    decline(first, once="b")

    assert accept(first, once="a") is ReplyState.CANCELLED
    assert event_of(event_id).seats_taken == 0
    assert accept(first, once="c") is ReplyState.ACCEPTED


def test_a_reason_and_no_more_of_the_theme_are_kept(invited):
    _event_id, [first, _second] = invited

    for _press in range(2):
        decline(first, reason=DeclineReason.THEME, no_more_of_theme=True)

    assert db.session.scalars(sa.select(Reply.reason)).all() == [DeclineReason.THEME]
    [refusal] = db.session.scalars(sa.select(ThemeRefusal))
    assert (refusal.theme, refusal.client_id) == ("tea", invitation_of(first).client_id)


def test_a_reason_said_afterwards_is_a_further_row(invited):
    _event_id, [first, _second] = invited
    decline(first)

    for _press in range(2):
        rsvp.give_reason(first, "", now=NOW, reason=DeclineReason.AWAY)

    assert db.session.scalars(sa.select(Reply.reason).order_by(Reply.id)).all() == [None, DeclineReason.AWAY]


@pytest.mark.parametrize(
    ("status", "code"),
    [(EventStatus.CANCELLED, "answers_cancelled"), (EventStatus.POSTPONED, "answers_postponed")],
)
@pytest.mark.parametrize("act", [accept, decline, say_later])
def test_an_evening_called_off_or_put_off_takes_no_answer(invited, status, code, act):
    event_id, [first, _second] = invited
    event_of(event_id).status = status

    with pytest.raises(DomainError, match=code):
        act(first)
