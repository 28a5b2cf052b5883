"""A seating plan changed by hand, following the answers; what of it is wrong is said."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from clients.models import RelationKind
from core.db import db, now
from core.errors import DomainError
from events.models import Event, EventStatus, TableShape
from events.tables.rules import remove_table, tables_of
from invitations.models import AgeGroup, MemberKind, ReplyState, SeatPlace, SeatWish
from invitations.seating.faults import Fault, faults
from invitations.seating.moves import lock_event, seat, seat_all, set_lock, undo, unseat, wish
from tests.invitations.seating_desk import dinner


@pytest.fixture
def evening(cast):
    found = dinner(cast, "王建国", "李文静", "周平")
    found.lay(2)
    return found


def put(evening, name, table, chair, member=0):
    evening.do(seat, evening.key(name, member), evening.table_id(table), chair)


def found_faults(evening):
    with evening.plan() as plan:
        return [(one.fault, [person.name for person in one.people]) for one in faults(plan)]


def test_a_guest_gets_a_chair_another_one_and_none(evening):
    put(evening, "王建国", 1, 3)
    assert evening.chair_of("王建国") == (1, 3)
    put(evening, "王建国", 2, 8)
    assert evening.chair_of("王建国") == (2, 8)
    evening.do(unseat, evening.key("王建国"))
    assert evening.chair_of("王建国") is None


def test_two_change_places(evening):
    put(evening, "王建国", 1, 3)
    put(evening, "李文静", 2, 5)

    put(evening, "王建国", 2, 5)

    assert evening.chair_of("王建国") == (2, 5)
    assert evening.chair_of("李文静") == (1, 3)


def test_who_is_pushed_from_a_chair_by_somebody_without_one_has_none(evening):
    put(evening, "王建国", 1, 3)
    put(evening, "李文静", 1, 3)

    assert evening.chair_of("李文静") == (1, 3)
    assert evening.chair_of("王建国") is None


@pytest.mark.parametrize(("who", "chair"), [("999-0", 1), ("nobody", 1), (None, 0), (None, 9), ("s999999", 1)])
def test_a_person_or_a_chair_that_is_not_of_the_evening_is_refused(evening, who, chair):
    with pytest.raises(DomainError, match="seat_unknown"):
        evening.do(seat, who or evening.key("周平"), evening.table_id(1), chair)


def test_a_table_of_another_event_is_refused(cast, evening):
    other = dinner(cast)
    [foreign] = other.lay(1)

    with pytest.raises(DomainError, match="seat_unknown"):
        evening.do(seat, evening.key("周平"), foreign, 1)


def test_a_locked_chair_neither_goes_nor_is_taken(evening):
    put(evening, "王建国", 1, 1)
    evening.do(set_lock, [evening.key("王建国")], True)

    for refused in (
        lambda: put(evening, "王建国", 2, 1),
        lambda: put(evening, "李文静", 1, 1),
        lambda: evening.do(unseat, evening.key("王建国")),
    ):
        with pytest.raises(DomainError, match="seat_locked"):
            refused()
    evening.do(set_lock, [evening.key("王建国")], False)
    put(evening, "李文静", 1, 1)
    assert evening.chair_of("李文静") == (1, 1)


def test_the_database_lets_nobody_share_a_chair(app, evening):
    with app.app_context():
        for member in (0, 1):
            db.session.add(
                SeatPlace(
                    event_id=evening.event_id,
                    table_id=evening.table_id(1),
                    chair=1,
                    invitation_id=evening.guests["周平"],
                    member=member,
                )
            )
        with pytest.raises(sa.exc.IntegrityError):
            db.session.flush()


def test_a_place_is_of_exactly_one_person(app, evening):
    table_id = evening.table_id(1)
    for values in ({}, {"speaker": True, "staff_id": evening.cast.staff_ids["li"]}):
        with app.app_context():
            db.session.add(SeatPlace(event_id=evening.event_id, table_id=table_id, chair=1, **values))
            with pytest.raises(sa.exc.IntegrityError):
                db.session.flush()


def test_who_cancels_leaves_a_free_chair_and_has_it_again_unless_it_was_given_away(evening):
    put(evening, "王建国", 1, 3)
    evening.answer("王建国", ReplyState.CANCELLED)
    with evening.plan() as plan:
        assert plan.by_chair == {}
        assert [one.name for one in plan.without_chair] == ["李文静", "周平"]
    evening.answer("王建国", ReplyState.ACCEPTED)
    assert evening.chair_of("王建国") == (1, 3)
    evening.answer("王建国", ReplyState.CANCELLED)
    put(evening, "李文静", 1, 3)
    evening.answer("王建国", ReplyState.ACCEPTED)
    assert evening.chair_of("王建国") is None
    assert evening.chair_of("李文静") == (1, 3)


def test_a_new_companion_is_not_yet_seated_and_an_infant_sits_on_a_lap(evening):
    put(evening, "王建国", 1, 3)
    evening.bring("王建国", 1, "小明", age_group=AgeGroup.CHILD)
    evening.bring("王建国", 2, "小宝", age_group=AgeGroup.INFANT, seated=False)

    with evening.plan() as plan:
        assert [one.name for one in plan.without_chair] == ["李文静", "小明", "周平"]
        assert plan.people[evening.key("王建国", 1)].child


def test_who_comes_for_the_client_sits_under_their_own_name(evening):
    evening.answer("王建国", ReplyState.DELEGATED)
    with evening.cast.app.app_context():
        from invitations.models import PartyMember

        db.session.add(
            PartyMember(invitation_id=evening.guests["王建国"], place=0, kind=MemberKind.DELEGATE, name="王小明")
        )
        db.session.commit()

    with evening.plan() as plan:
        person = plan.people[evening.key("王建国")]
        assert (person.name, person.of, person.reading) == ("王小明", "王建国", "wangxiaoming")


def test_only_those_who_come_are_seated(evening):
    for state in (ReplyState.NONE, ReplyState.WAITLISTED, ReplyState.DECLINED, ReplyState.TENTATIVE):
        evening.answer("周平", state)
        with evening.plan() as plan:
            assert evening.key("周平") not in plan.people


def test_a_table_with_fewer_chairs_leaves_its_last_guests_without_and_gives_them_back(evening):
    put(evening, "王建国", 1, 8)
    evening.change_table(1, seats=6)
    assert evening.chair_of("王建国") is None
    evening.change_table(1, seats=10)
    assert evening.chair_of("王建国") == (1, 8)


def test_a_table_that_is_taken_away_takes_its_chairs_along(evening):
    put(evening, "王建国", 2, 1)
    with evening.cast.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        remove_table(event, tables_of(event)[1])
        db.session.commit()

    assert evening.chair_of("王建国") is None
    with evening.plan() as plan:
        undo(plan, now=now())
    assert evening.chair_of("王建国") is None


def test_each_change_is_taken_back_the_latest_first(evening):
    put(evening, "王建国", 1, 1)
    put(evening, "李文静", 1, 2)
    put(evening, "王建国", 1, 2)
    for wanted in (((1, 1), (1, 2)), ((1, 1), None), (None, None)):
        with evening.plan() as plan:
            undo(plan, now=now())
        assert (evening.chair_of("王建国"), evening.chair_of("李文静")) == wanted
    with evening.plan() as plan, pytest.raises(DomainError, match="seats_nothing_to_undo"):
        undo(plan, now=now())


def test_a_whole_proposal_is_taken_back_at_once(evening):
    put(evening, "王建国", 2, 4)
    evening.do(seat_all, [], anew=True)
    assert evening.chair_of("周平") is not None
    with evening.plan() as plan:
        undo(plan, now=now())

    assert evening.chair_of("王建国") == (2, 4)
    assert evening.chair_of("周平") is None


def test_undoing_leaves_alone_who_no_longer_comes(evening):
    put(evening, "王建国", 1, 1)
    evening.do(unseat, evening.key("王建国"))
    evening.answer("王建国", ReplyState.CANCELLED)
    with evening.plan() as plan:
        undo(plan, now=now())

    evening.answer("王建国", ReplyState.ACCEPTED)
    assert evening.chair_of("王建国") is None


def test_a_proposal_seats_everybody_and_our_hosts_and_leaves_the_locked(evening):
    put(evening, "周平", 2, 6)
    evening.do(set_lock, [evening.key("周平")], True)
    zhao = f"s{evening.cast.staff_ids['zhao']}"

    evening.do(seat_all, [zhao, "speaker"], anew=True)

    assert evening.chair_of("周平") == (2, 6)
    with evening.plan() as plan:
        assert plan.without_chair == []
        assert {zhao, "speaker"} <= set(plan.seats)


def test_a_proposal_for_the_rest_moves_nobody(evening):
    put(evening, "周平", 2, 6)

    evening.do(seat_all, [], anew=False)

    assert evening.chair_of("周平") == (2, 6)
    assert evening.chair_of("王建国") is not None


def test_a_proposal_wants_tables_and_guests(cast):
    empty = dinner(cast, "王建国")
    with pytest.raises(DomainError, match="seats_no_table"):
        empty.do(seat_all, [], anew=True)
    empty.lay(1)
    empty.answer("王建国", ReplyState.DECLINED)
    with pytest.raises(DomainError, match="seats_nobody"):
        empty.do(seat_all, [], anew=True)


def test_nothing_is_arranged_once_the_evening_is_over(evening):
    with evening.cast.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        event.status = EventStatus.CLOSED
        db.session.flush()
        with pytest.raises(DomainError, match="event_closed"):
            lock_event(event)


def test_those_kept_apart_who_share_a_table_are_told_from_either_side(evening):
    evening.relate("周平", "王建国", RelationKind.KEEP_APART)
    put(evening, "王建国", 1, 1)
    put(evening, "周平", 1, 5)

    [(fault, names), *_rest] = found_faults(evening)

    assert fault is Fault.APART
    assert set(names) == {"周平", "王建国"}


def test_a_couple_at_two_tables_and_a_table_without_one_of_us_are_told(evening):
    evening.relate("王建国", "李文静", RelationKind.SPOUSE)
    put(evening, "王建国", 1, 1)
    put(evening, "李文静", 2, 1)

    assert [fault for fault, _names in found_faults(evening)] == [Fault.PARTED, Fault.NO_HOST]


def test_too_many_guests_for_one_of_us_are_told_and_rows_of_chairs_want_nobody(cast):
    evening = dinner(cast, *(f"周{sign}" for sign in "一二三四五六七八九"))
    evening.lay(1, seats=10)
    for place, name in enumerate(evening.guests, start=2):
        put(evening, name, 1, place)
    evening.do(seat, f"s{cast.staff_ids['zhao']}", evening.table_id(1), 1)

    assert [fault for fault, _names in found_faults(evening)] == [Fault.FEW_HOSTS]
    evening.change_table(1, shape=TableShape.ROW)
    assert found_faults(evening) == []


def test_a_wish_is_kept_by_its_place_and_told_when_it_is_not_met(evening):
    evening.lay(6)
    key = evening.key("周平")
    with evening.plan() as plan:
        wish(plan, key, front=True, aisle=True)
    put(evening, "周平", 8 + 1, 1)

    assert [fault for fault, _names in found_faults(evening)][:2] == [Fault.BEHIND, Fault.NO_AISLE]
    with evening.plan() as plan:
        wish(plan, key, front=False, aisle=False)
        db.session.flush()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SeatWish)) == 0


def test_our_people_have_no_wishes(evening):
    with evening.plan() as plan, pytest.raises(DomainError, match="seat_unknown"):
        wish(plan, "speaker", front=True, aisle=False)


def test_a_random_walk_of_moves_never_seats_two_on_a_chair_or_one_on_two(evening):
    from random import Random

    chance = Random(7)
    names = [*evening.guests]
    for _step in range(60):
        name = chance.choice(names)
        kind = chance.random()
        if kind < 0.6:
            put(evening, name, chance.choice((1, 2)), chance.randrange(1, 9))
        elif kind < 0.7:
            evening.do(unseat, evening.key(name))
        elif kind < 0.85:
            with evening.plan() as plan:
                if plan.can_undo:
                    undo(plan, now=now())
        else:
            evening.answer(name, chance.choice((ReplyState.ACCEPTED, ReplyState.CANCELLED)))
            evening.answer(name, ReplyState.ACCEPTED)
        with evening.plan() as plan:
            assert len(plan.by_chair) == len(plan.seats)
            assert len(plan.seats) + len(plan.without_chair) == len(names)
