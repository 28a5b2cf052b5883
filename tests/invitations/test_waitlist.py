"""The waitlist: a total order in which nobody moves by somebody else's answer, and seats that a person offers."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from clients.models import Client
from core.db import db
from core.errors import DomainError
from events.models import CompanionPolicy, WaitlistPolicy
from invitations.answers import calls, holds, lapsing, offers, waitlist
from invitations.answers.times import is_working_day, working_deadline
from invitations.answers.waitlist import Precedence
from invitations.models import (
    CallOutcome,
    CallReason,
    CallTask,
    Channel,
    Dispatch,
    NextFirst,
    OfferState,
    ReplyState,
    SeatOffer,
)
from tests.house import NOW
from tests.invitations.answer_desk import (
    DEADLINE,
    START,
    accept,
    change,
    check_sums,
    decline,
    evening,
    event_of,
    invitation_of,
    party,
)


@pytest.fixture
def full(app, cast):
    """Two seats are taken by one guest; four others may wish for some."""
    event_id, guests = evening(cast, 5, capacity=2, companions=CompanionPolicy.SEVERAL)
    with app.app_context():
        accept(guests[0], party=party(2))
        yield event_id, guests


def order(event_id):
    return [one.invitation.id for one in waitlist.queue(event_of(event_id))]


def minutes(number):
    return NOW + timedelta(minutes=number)


def wait(guests, *sizes):
    for number, (guest, size) in enumerate(zip(guests, sizes, strict=False)):
        assert accept(guest, minutes(number), party=party(size)) is ReplyState.WAITLISTED


def test_who_never_came_stands_before_who_did_and_a_person_before_both(full, cast):
    event_id, [_first, b, c, d, e] = full
    db.session.get_one(Client, invitation_of(b).client_id).times_attended = 3
    wait([b, c, d, e], 1, 1, 1, 1)

    assert order(event_id) == [c, d, e, b]
    waitlist.set_precedence(invitation_of(b), Precedence.FIRST)
    waitlist.set_precedence(invitation_of(c), Precedence.LAST)
    assert order(event_id) == [b, d, e, c]


def test_a_larger_wish_counts_from_its_moment_and_a_smaller_one_keeps_its_place(full):
    event_id, [_first, b, c, d, _e] = full
    wait([b, c, d], 1, 2, 1)

    change(b, party(2), minutes(9))
    change(c, party(1), minutes(10))

    assert order(event_id) == [c, d, b]


@pytest.mark.parametrize(
    ("policy", "following"),
    [(WaitlistPolicy.STRICT, None), (WaitlistPolicy.HOLD, None), (WaitlistPolicy.FILL, 2)],
)
def test_the_policy_says_who_is_next_when_the_first_party_is_too_large(full, policy, following):
    event_id, guests = full
    event_of(event_id).waitlist = policy
    wait(guests[1:3], 2, 1)
    change(guests[0], party(1))

    found = waitlist.next_up(event_of(event_id), waitlist.queue(event_of(event_id)))

    assert (found and found.invitation.id) == (guests[following] if following else None)


def test_who_comes_new_waits_while_somebody_who_waits_fits(full):
    event_id, [first, b, c, *_others] = full
    wait([b], 1)
    decline(first)

    assert accept(c, minutes(5)) is ReplyState.WAITLISTED
    assert event_of(event_id).seats_taken == 0


@pytest.mark.parametrize(
    ("policy", "answer"),
    [(WaitlistPolicy.STRICT, ReplyState.ACCEPTED), (WaitlistPolicy.HOLD, ReplyState.WAITLISTED)],
)
def test_a_seat_that_nobody_who_waits_could_use_is_kept_only_where_seats_are_gathered(full, policy, answer):
    event_id, [first, b, c, *_others] = full
    event_of(event_id).waitlist = policy
    wait([b], 2)
    change(first, party(1))

    assert accept(c, minutes(5)) is answer


def offered(full, cast):
    event_id, [first, b, c, *_others] = full
    wait([b, c], 1, 1)
    decline(first)
    return event_id, offers.offer(b, staff=cast.staff("li"), now=NOW)


def test_an_offer_keeps_the_seats_and_asks_the_manager_to_call(full, cast):
    event_id, offer = offered(full, cast)

    assert event_of(event_id).seats_taken == 1
    [task] = db.session.scalars(sa.select(CallTask))
    assert (task.reason, task.owner_id) == (CallReason.SEAT_FREE, cast.staff_ids["zhao"])
    assert offers.offer(offer.invitation_id, staff=cast.staff("manager"), now=NOW) is offer, "pressed twice it is one"
    check_sums(event_id)


def test_an_offer_that_is_taken_seats_the_guest_once(full, cast):
    event_id, offer = offered(full, cast)

    assert offers.take(offer, channel=Channel.PHONE, staff=cast.staff("li"), now=NOW) is ReplyState.ACCEPTED

    assert (offer.state, event_of(event_id).seats_taken) == (OfferState.TAKEN, 1)
    with pytest.raises(DomainError, match="offer_ended"):
        offers.take(offer, channel=Channel.PHONE, staff=cast.staff("li"), now=NOW)
    assert db.session.scalars(sa.select(CallTask)).one().outcome is CallOutcome.NOT_NEEDED
    check_sums(event_id)


def test_an_offer_is_declined_withdrawn_or_runs_out(full, cast):
    event_id, offer = offered(full, cast)
    [_first, b, c, *_others] = full[1]
    offers.withdraw(offer, now=NOW)
    assert order(event_id) == [b, c], "withdrawn: in the same place"
    again = offers.offer(b, staff=cast.staff("li"), now=NOW)
    assert offers.expire(event_of(event_id), now=again.until + timedelta(seconds=1)) == 1
    assert order(event_id) == [c, b], "run out: behind the others"
    assert event_of(event_id).seats_taken == 0
    third = offers.offer(c, staff=cast.staff("li"), now=NOW)
    assert offers.turn_down(third, channel=Channel.PHONE, staff=cast.staff("li"), now=NOW) is ReplyState.DECLINED
    assert event_of(event_id).seats_taken == 0
    check_sums(event_id)


def test_seats_are_offered_to_who_is_next_and_only_when_they_are_free(full, cast):
    _event_id, [first, b, c, d, _e] = full
    wait([b, c], 1, 1)
    with pytest.raises(DomainError, match="no_seat_free"):
        offers.offer(b, staff=cast.staff("li"), now=NOW)
    decline(first)
    with pytest.raises(DomainError, match="not_next"):
        offers.offer(c, staff=cast.staff("li"), now=NOW)
    with pytest.raises(DomainError, match="not_waiting"):
        offers.offer(d, staff=cast.staff("li"), now=NOW)


def test_a_client_to_whom_seats_are_offered_may_take_them_from_the_letter(full, cast):
    event_id, offer = offered(full, cast)

    assert accept(offer.invitation_id) is ReplyState.ACCEPTED
    assert offer.state is OfferState.TAKEN
    check_sums(event_id)


def test_a_declining_guest_gives_the_offer_back(full, cast):
    event_id, offer = offered(full, cast)

    assert decline(offer.invitation_id) is ReplyState.DECLINED
    assert (offer.state, event_of(event_id).seats_taken) == (OfferState.DECLINED, 0)


def test_offers_end_in_working_hours(full):
    event = event_of(full[0])
    evening_of_friday = datetime(2027, 3, 19, 9, 30, tzinfo=UTC)  # 17:30 in Shanghai

    until = working_deadline(evening_of_friday, event, 4).astimezone(event.tz)

    assert (until.weekday(), until.hour, until.minute) == (0, 12, 30)
    assert is_working_day(datetime(2026, 10, 10).date()), "a Saturday that was moved"
    assert not is_working_day(datetime(2026, 10, 1).date())


# --- seats kept


def test_held_seats_are_no_guests(full, cast):
    event_id, [first, b, *_others] = full
    decline(first)
    hold = holds.keep(event_of(event_id), 2, "总行", staff=cast.staff("li"), now=NOW)

    assert accept(b) is ReplyState.WAITLISTED
    for _press in range(2):
        holds.give_back(hold, now=NOW)
    assert event_of(event_id).seats_held == 0
    assert event_of(event_id).seats_free == 2


def test_more_than_is_free_is_not_kept(full, cast):
    event_id, _guests = full

    with pytest.raises(DomainError, match="hold_too_many"):
        holds.keep(event_of(event_id), 1, "总行", staff=cast.staff("li"), now=NOW)
    with pytest.raises(DomainError, match="hold_past"):
        holds.keep(event_of(event_id), 1, "总行", staff=cast.staff("li"), now=NOW, until=NOW.date() - timedelta(days=1))


def test_promised_beyond_the_capacity_is_what_the_event_says(full):
    event_id, [_first, b, c, *_others] = full
    event_of(event_id).overbooked_by = 1

    assert accept(b) is ReplyState.ACCEPTED
    assert accept(c) is ReplyState.WAITLISTED


# --- what the day brings


def test_silence_becomes_a_call_a_day_after_the_deadline(full, cast):
    event_id, [_first, b, c, *_others] = full
    for guest in (b, c):
        invitation_of(guest).dispatch = Dispatch.DELIVERED
    db.session.flush()
    moment = DEADLINE + timedelta(days=1, hours=1)
    assert lapsing.silent(DEADLINE + timedelta(hours=23)) == []
    decline(c)

    assert lapsing.silent(moment) == [b]
    for _turn in range(2):
        lapsing.lapse(b, moment)
    assert invitation_of(b).reply is ReplyState.LAPSED
    [task] = db.session.scalars(sa.select(CallTask))
    assert task.reason is CallReason.SILENT
    assert accept(b, moment, staff=cast.staff("zhao")) is ReplyState.WAITLISTED
    check_sums(event_id)


def test_a_letter_that_reached_nobody_is_no_silence(full):
    assert lapsing.silent(DEADLINE + timedelta(days=2)) == []


def test_who_waited_in_vain_is_asked_first_for_ninety_days(full):
    _event_id, [_first, b, *_others] = full
    wait([b], 1)
    moment = START + timedelta(hours=1)

    assert lapsing.waited_in_vain(moment) == [b]
    for _turn in range(2):
        lapsing.ask_first_next_time(b, moment)
    [first] = db.session.scalars(sa.select(NextFirst))
    assert (first.until - START.date()).days == 90
    assert lapsing.waited_in_vain(moment) == []


def test_the_days_work_frees_what_was_kept_too_long_and_ends_offers(full, cast, app):
    event_id, offer = offered(full, cast)
    holds.keep(event_of(event_id), 1, "媒体", staff=cast.staff("li"), now=NOW, until=NOW.date() + timedelta(days=1))
    offer_id = offer.id
    db.session.commit()
    later = offer.until + timedelta(days=3)
    db.session.execute(sa.update(SeatOffer).values(until=NOW))

    assert list(lapsing._with_offers_over(later)) == [event_id]
    assert len(holds.over(later.date())) == 1
    lapsing._expire(event_id, later)
    for hold_id in holds.over(later.date()):
        lapsing._release(hold_id, later)
    assert db.session.get_one(SeatOffer, offer_id).state is OfferState.EXPIRED
    assert event_of(event_id).seats_held == 0


def test_a_call_is_finished_once(full, cast):
    _event_id, offer = offered(full, cast)
    [task] = db.session.scalars(sa.select(CallTask))

    calls.finish(task, CallOutcome.NOT_REACHED, staff=cast.staff("zhao"), now=NOW)
    assert (task.done_at, task.tries) == (None, 1)
    for _press in range(2):
        calls.finish(task, CallOutcome.REACHED, staff=cast.staff("zhao"), now=NOW, note="下周答复")
    assert (task.done_at, task.tries, task.note) == (NOW, 2, "下周答复")
    with pytest.raises(DomainError, match="call_done"):
        calls.finish(task, CallOutcome.NOT_NEEDED, staff=cast.staff("zhao"), now=NOW)
    assert offer.state is OfferState.OPEN
