"""Waves: whose letters may leave when."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from clients.models import EntryKind, HistoryEntry
from core.db import db
from core.errors import DomainError
from events.models import Event
from invitations.guests.open_runs import waits_for_run
from invitations.guests.waves import held_ids, put_in_wave, release
from invitations.models import CallReason, CallTask, Invitation, ReplyState, Wave
from invitations.runs.print_runs import invitations_to_print
from tests.house import NOW
from tests.invitations.nomination_desk import at, invited, left_the_house


@pytest.fixture
def salon_id(cast):
    return cast.add_event(starts_at=NOW + timedelta(days=40), capacity=10, reply_by=NOW + timedelta(days=33))


def add_clients(cast, number, mark=""):
    return [cast.add_client("王", f"文{one}{mark}", number=f"w{mark}{one}") for one in range(number)]


@pytest.fixture
def two_waves(cast, salon_id):
    """Three letters of wave A that left on the first day, two of wave B: (ids of A, ids of B)."""
    first = invited(cast, salon_id, add_clients(cast, 3), now=NOW, wave=Wave.A)
    for one in first:
        left_the_house(cast, one, at=NOW)
    return first, invited(cast, salon_id, add_clients(cast, 2, "b"), now=NOW, wave=Wave.B)


def released(cast, event_id, wave, now, **wishes):
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        calls = release(event, wave, staff=cast.staff("li"), now=now, **wishes)
        db.session.commit()
        return calls


def refusal(cast, event_id, wave, now, **wishes):
    with pytest.raises(DomainError) as caught:
        released(cast, event_id, wave, now, **wishes)
    return caught.value.code


def test_letters_of_an_unreleased_wave_wait_and_are_not_ordered(cast, salon_id, two_waves):
    first, second = two_waves
    with cast.app.app_context():
        waiting = set(db.session.scalars(sa.select(Invitation.id).where(waits_for_run())))
        event = db.session.get_one(Event, salon_id)
        listed = {one.id for one in invitations_to_print(cast.staff("li"), event, unprinted=False)}
        assert held_ids([*first, *second]) == set(second)
    assert waiting & set(second) == set()
    assert listed == set(first)


def test_a_released_wave_may_leave(cast, salon_id, two_waves):
    released(cast, salon_id, Wave.B, NOW + timedelta(days=5))
    with cast.app.app_context():
        assert held_ids(two_waves[1]) == set()


def test_letters_without_a_wave_never_wait(cast, salon_id):
    letters = invited(cast, salon_id, add_clients(cast, 1), now=NOW)
    with cast.app.app_context():
        assert held_ids(letters) == set()
        assert list(db.session.scalars(sa.select(Invitation.id).where(waits_for_run()))) == letters


def test_a_wave_leaves_five_days_after_the_one_before(cast, salon_id, two_waves):
    assert refusal(cast, salon_id, Wave.B, NOW + timedelta(days=4)) == "wave_too_soon"


def test_a_wave_does_not_leave_before_the_first_letters(cast, salon_id):
    invited(cast, salon_id, add_clients(cast, 2), now=NOW, wave=Wave.B)
    assert refusal(cast, salon_id, Wave.B, NOW + timedelta(days=6)) == "wave_nothing_left"


def test_wave_a_needs_no_release_and_an_empty_one_has_none(cast, salon_id, two_waves):
    assert refusal(cast, salon_id, Wave.A, NOW + timedelta(days=6)) == "wave_unknown"
    assert refusal(cast, salon_id, Wave.C, NOW + timedelta(days=6)) == "wave_empty"


def test_the_third_wave_waits_for_the_second(cast, salon_id, two_waves):
    invited(cast, salon_id, add_clients(cast, 1, "c"), now=NOW, wave=Wave.C)
    assert refusal(cast, salon_id, Wave.C, NOW + timedelta(days=6)) == "wave_out_of_order"


def test_the_third_wave_leaves_five_days_after_the_second(cast, salon_id, two_waves):
    invited(cast, salon_id, add_clients(cast, 1, "c"), now=NOW, wave=Wave.C)
    released(cast, salon_id, Wave.B, NOW + timedelta(days=6))
    assert refusal(cast, salon_id, Wave.C, NOW + timedelta(days=10)) == "wave_too_soon"
    assert released(cast, salon_id, Wave.C, NOW + timedelta(days=11)) == 0


def test_a_wave_leaves_only_for_seats_that_nobody_will_probably_take(cast):
    event_id = cast.add_event(starts_at=NOW + timedelta(days=40), capacity=2)
    first = invited(cast, event_id, add_clients(cast, 4), now=NOW, wave=Wave.A)
    for one in first:
        left_the_house(cast, one, at=NOW)
    invited(cast, event_id, add_clients(cast, 1, "b"), now=NOW, wave=Wave.B)
    assert refusal(cast, event_id, Wave.B, NOW + timedelta(days=6)) == "wave_no_seats"  # four may take two seats

    with cast.app.app_context():
        for one in first[:3]:
            db.session.get_one(Invitation, one).reply = ReplyState.DECLINED
        db.session.commit()
    assert released(cast, event_id, Wave.B, NOW + timedelta(days=6)) == 0


def test_who_waits_for_a_seat_comes_before_a_further_wave(cast):
    event_id = cast.add_event(starts_at=NOW + timedelta(days=40), capacity=1)
    [first] = invited(cast, event_id, add_clients(cast, 1), now=NOW, wave=Wave.A)
    left_the_house(cast, first, at=NOW)
    invited(cast, event_id, add_clients(cast, 1, "b"), now=NOW, wave=Wave.B)
    with cast.app.app_context():
        db.session.get_one(Invitation, first).reply = ReplyState.WAITLISTED
        db.session.commit()
    assert refusal(cast, event_id, Wave.B, NOW + timedelta(days=6)) == "wave_no_seats"


def test_the_last_day_is_ten_days_before_the_evening(cast, salon_id, two_waves):
    assert refusal(cast, salon_id, Wave.B, at(cast, salon_id, 9)) == "wave_late"
    assert released(cast, salon_id, Wave.B, at(cast, salon_id, 10)) == 0


def test_late_letters_wait_until_their_readers_are_called(cast, salon_id, two_waves):
    _first, second = two_waves
    assert released(cast, salon_id, Wave.B, at(cast, salon_id, 9), phone_first=True) == 2
    with cast.app.app_context():
        calls = db.session.scalars(sa.select(CallTask).where(CallTask.reason == CallReason.LATE_WAVE)).all()
        assert {call.invitation_id for call in calls} == set(second)
        assert held_ids(second) == set(second)
        calls[0].done_at = NOW
        called = calls[0].invitation_id
        db.session.commit()
        assert held_ids(second) == set(second) - {called}


def test_whoever_comes_into_a_released_wave_too_late_is_called_first(cast, salon_id, two_waves):
    released(cast, salon_id, Wave.B, NOW + timedelta(days=6))
    [late] = invited(cast, salon_id, add_clients(cast, 1, "z"), now=at(cast, salon_id, 8), wave=Wave.B)
    with cast.app.app_context():
        assert held_ids([late]) == {late}


def test_releasing_twice_is_once(cast, salon_id, two_waves):
    released(cast, salon_id, Wave.B, NOW + timedelta(days=6))
    assert released(cast, salon_id, Wave.B, NOW + timedelta(days=7)) == 0


def test_nothing_is_released_of_an_evening_that_has_begun(cast, salon_id, two_waves):
    assert refusal(cast, salon_id, Wave.B, NOW + timedelta(days=41)) == "event_over"


def test_who_stayed_away_three_times_is_of_wave_b_at_best(cast, salon_id):
    [client_id] = add_clients(cast, 1)
    with cast.app.app_context():
        for days in (30, 60, 90):
            when = NOW - timedelta(days=days)
            db.session.add(HistoryEntry(client_id=client_id, kind=EntryKind.OUTCOME_NO_SHOW, at=when))
        db.session.commit()
    [letter] = invited(cast, salon_id, [client_id], now=NOW, wave=Wave.A)
    with cast.app.app_context():
        event, row = db.session.get_one(Event, salon_id), db.session.get_one(Invitation, letter)
        assert row.wave is Wave.B
        assert put_in_wave(event, [row], Wave.A, now=NOW) == {letter}


# --- the page


def test_the_page_releases_and_moves(cast, salon_id, two_waves):
    browser = cast.signed_in("li")
    event_id = cast.add_event(starts_at=NOW + timedelta(days=30), capacity=30)
    first, second = invited(cast, event_id, add_clients(cast, 2, "p"), now=NOW, wave=Wave.A)
    page = browser.get(f"/events/{event_id}/waves")
    assert page.status_code == 200
    browser.post(f"/events/{event_id}/waves/move", data={"guest": [first], "wave": "b"})
    with cast.app.app_context():
        assert db.session.get_one(Invitation, first).wave is Wave.B
        assert db.session.get_one(Invitation, second).wave is Wave.A
    refused = browser.post(f"/events/{event_id}/waves/release", data={"wave": "b"}, follow_redirects=True)
    assert "第一批邀请函尚未交出" in refused.get_data(as_text=True)


def test_the_page_tries_other_rates(cast):
    event_id = cast.add_event(capacity=60)
    page = cast.signed_in("li").get(f"/events/{event_id}/waves?accept=35&show=80").get_data(as_text=True)
    assert "204" in page


def test_a_foreign_branch_s_waves_are_404_and_managers_of_clients_are_turned_away(cast, salon_id):
    assert cast.signed_in("zhao").get(f"/events/{salon_id}/waves").status_code == 403
    assert cast.signed_in("li").get("/events/987654/waves").status_code == 404
