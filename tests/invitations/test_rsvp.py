"""The rules of answering: twice is once, seats are never oversold, and the deadline is meant to the second."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from clients.models import EntryKind, HistoryEntry
from core.db import db
from core.errors import DomainError
from events.models import Event, EventStatus
from invitations.answers import rsvp
from invitations.models import Channel, Invitation, Reply, ReplyState
from tests.house import NOW, build_app, empty_tables, settle

START = NOW + timedelta(days=21)
DEADLINE = NOW + timedelta(days=14)


@pytest.fixture
def invited(app, cast):
    """Two clients, invited to an event with one seat."""
    event_id = cast.add_event(starts_at=START, reply_by=DEADLINE, capacity=1)
    first, second = (
        cast.add_invitation(event_id, cast.add_client(given_name=name, number=name), now=NOW) for name in ("一", "二")
    )
    with app.app_context():
        yield event_id, first, second


def seats(event_id: int) -> int:
    db.session.flush()
    db.session.expire_all()
    return db.session.get_one(Event, event_id).seats_taken


def rows(invitation_id: int) -> list[ReplyState]:
    return list(
        db.session.scalars(sa.select(Reply.answer).where(Reply.invitation_id == invitation_id).order_by(Reply.id))
    )


def accept(invitation_id: int, now: datetime = NOW, **more) -> ReplyState:
    return rsvp.accept(invitation_id, channel=Channel.QR, now=now, **more)


def decline(invitation_id: int, now: datetime = NOW, **more) -> ReplyState:
    return rsvp.decline(invitation_id, channel=Channel.QR, now=now, **more)


def test_accepting_takes_a_seat_and_is_told_in_the_history(invited):
    event_id, first, _second = invited

    assert accept(first) is ReplyState.ACCEPTED

    assert seats(event_id) == 1
    kinds = db.session.scalars(sa.select(HistoryEntry.kind)).all()
    assert EntryKind.ACCEPTED in kinds


def test_accepting_twice_is_accepting_once(invited):
    event_id, first, _second = invited

    assert [accept(first), accept(first)] == [ReplyState.ACCEPTED] * 2

    assert seats(event_id) == 1
    assert rows(first) == [ReplyState.ACCEPTED]


def test_who_accepts_when_all_seats_are_taken_is_noted_and_takes_none(invited):
    event_id, first, second = invited
    accept(first)

    assert [accept(second), accept(second)] == [ReplyState.WAITLISTED] * 2

    assert seats(event_id) == 1
    assert rows(second) == [ReplyState.WAITLISTED]


def test_cancelling_frees_the_seat(invited):
    event_id, first, second = invited
    accept(first)

    assert [decline(first), decline(first)] == [ReplyState.CANCELLED] * 2

    assert seats(event_id) == 0
    assert accept(second) is ReplyState.ACCEPTED


def test_a_client_who_waits_gets_a_freed_seat_from_staff_only(invited, cast):
    event_id, first, second = invited
    accept(first)
    accept(second)
    decline(first)

    assert accept(second) is ReplyState.WAITLISTED
    assert accept(second, staff=cast.staff("zhao")) is ReplyState.ACCEPTED

    assert seats(event_id) == 1


def test_declining_takes_no_seat_and_is_not_a_cancellation(invited):
    event_id, first, _second = invited

    assert decline(first) is ReplyState.DECLINED

    assert seats(event_id) == 0


def test_a_waiting_client_who_declines_frees_no_seat(invited):
    event_id, first, second = invited
    accept(first)
    accept(second)

    assert decline(second) is ReplyState.DECLINED

    assert seats(event_id) == 1


def test_minds_may_change_and_every_answer_is_kept(invited):
    event_id, first, _second = invited

    for step in (accept, decline, accept, decline):
        step(first)

    assert rows(first) == [ReplyState.ACCEPTED, ReplyState.CANCELLED] * 2
    assert seats(event_id) == 0


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/London", "America/New_York"])
@pytest.mark.parametrize(("seconds", "allowed"), [(-1, True), (0, True), (1, False)])
def test_the_deadline_is_meant_to_the_second_in_any_zone(invited, zone, seconds, allowed):
    event_id, first, _second = invited
    db.session.get_one(Event, event_id).zone = zone
    moment = DEADLINE + timedelta(seconds=seconds)

    if allowed:
        assert accept(first, moment) is ReplyState.ACCEPTED
    else:
        with pytest.raises(DomainError, match="deadline_passed"):
            accept(first, moment)


def test_after_the_deadline_staff_may_still_enter_a_yes(invited, cast):
    _event_id, first, _second = invited

    answer = rsvp.accept(
        first, channel=Channel.PHONE, now=DEADLINE + timedelta(days=1), staff=cast.staff("zhao"), note="电话告知"
    )

    assert answer is ReplyState.ACCEPTED
    reply = db.session.scalars(sa.select(Reply)).one()
    assert (reply.channel, reply.note, reply.staff_id) == (Channel.PHONE, "电话告知", cast.staff_ids["zhao"])


def test_declining_stays_possible_until_the_event_begins(invited):
    _event_id, first, second = invited
    accept(first)

    assert decline(first, START - timedelta(seconds=1)) is ReplyState.CANCELLED
    with pytest.raises(DomainError, match="event_over"):
        decline(second, START)


def test_who_accepted_before_the_deadline_is_not_refused_after_it(invited):
    _event_id, first, _second = invited
    accept(first)

    assert accept(first, DEADLINE + timedelta(days=1)) is ReplyState.ACCEPTED


@pytest.mark.parametrize("answer", [accept, decline])
def test_a_revoked_invitation_takes_no_answer(invited, answer):
    _event_id, first, _second = invited
    db.session.get_one(Invitation, first).revoked_at = NOW

    with pytest.raises(DomainError, match="invitation_revoked"):
        answer(first)


@pytest.mark.parametrize("answer", [accept, decline])
def test_a_closed_event_takes_no_answer(invited, answer):
    event_id, first, _second = invited
    db.session.get_one(Event, event_id).status = EventStatus.CLOSED

    with pytest.raises(DomainError, match="event_over"):
        answer(first)


def test_a_lowered_capacity_cancels_nobody_and_seats_nobody_more(invited):
    event_id, first, second = invited
    db.session.get_one(Event, event_id).capacity = 2
    accept(first)
    accept(second)
    db.session.get_one(Event, event_id).capacity = 1
    db.session.flush()

    decline(first)

    assert seats(event_id) == 1
    assert accept(first) is ReplyState.WAITLISTED


def test_a_reason_is_kept_once_beside_the_answer(invited):
    _event_id, first, _second = invited
    decline(first)

    rsvp.give_reason(first, "出门在外", now=NOW)
    rsvp.give_reason(first, "出门在外", now=NOW)

    notes = db.session.scalars(sa.select(Reply.note).order_by(Reply.id)).all()
    assert notes == ["", "出门在外"]
    assert rows(first) == [ReplyState.DECLINED] * 2
    assert db.session.get_one(Invitation, first).reply is ReplyState.DECLINED


def test_a_reason_without_a_decline_is_refused(invited):
    _event_id, first, _second = invited

    with pytest.raises(DomainError, match="reason_without_decline"):
        rsvp.give_reason(first, "出门在外", now=NOW)


# --- whatever clients and staff do in whatever order, the seats are those of the acceptances


class Answering(RuleBasedStateMachine):
    """Six guests, two seats, a capacity that moves, and time that passes."""

    app = None
    cast = None

    @initialize()
    def begin(self):
        empty_tables(self.app)
        with self.app.app_context():
            type(self).cast = settle(self.app)
        self.event_id = self.cast.add_event(starts_at=START, reply_by=DEADLINE, capacity=2)
        self.invitations = [
            self.cast.add_invitation(self.event_id, self.cast.add_client(given_name=str(n), number=str(n)), now=NOW)
            for n in range(6)
        ]
        self.now = NOW

    @rule(
        who=st.integers(0, 5),
        yes=st.booleans(),
        by_staff=st.booleans(),
    )
    def answer(self, who, yes, by_staff):
        act = rsvp.accept if yes else rsvp.decline
        with self.app.app_context():
            staff = self.cast.staff("zhao") if by_staff else None
            try:
                act(self.invitations[who], channel=Channel.PHONE if by_staff else Channel.QR, now=self.now, staff=staff)
                db.session.commit()
            except DomainError:
                db.session.rollback()

    @rule(capacity=st.integers(1, 4))
    def resize(self, capacity):
        with self.app.app_context():
            db.session.get_one(Event, self.event_id).capacity = capacity
            db.session.commit()

    @rule(days=st.integers(1, 8))
    def wait(self, days):
        self.now = min(self.now + timedelta(days=days), START + timedelta(days=1))

    @invariant()
    def seats_are_the_acceptances(self):
        if not hasattr(self, "event_id"):
            return
        with self.app.app_context():
            event = db.session.get_one(Event, self.event_id)
            answers = dict(db.session.execute(sa.select(Invitation.id, Invitation.reply)).all())
            assert event.seats_taken == sum(answer is ReplyState.ACCEPTED for answer in answers.values())
            last = sa.select(Reply.answer).where(Reply.invitation_id == Invitation.id).order_by(Reply.id.desc())
            ledger = dict(db.session.execute(sa.select(Invitation.id, last.limit(1).scalar_subquery())).all())
            assert {key: value or ReplyState.NONE for key, value in ledger.items()} == answers


@pytest.fixture
def alone(tmp_path):
    """An application of its own, since a state machine empties the tables again and again."""
    return build_app(f"sqlite:///{tmp_path / 'yaji.db'}", tmp_path)


def test_seats_taken_are_the_acceptances_after_any_sequence_of_answers(alone):
    Answering.app = alone

    run_state_machine_as_test(
        Answering, settings=settings(max_examples=12, stateful_step_count=25, deadline=None, database=None)
    )
