"""Rooms shared and seats in a coach: the rules by themselves, then a whole group by chance."""

from random import Random

import pytest

from clients.models import Gender
from events.models import RoomKind
from invitations.models import RoomWish
from invitations.trips.coach_plan import Breach, Rider, broken, neighbours, propose, rows_of
from invitations.trips.sharing import BEDS, EXTRA_CHILDREN, Because, Sleeper, fit, share, still_wanted

F, M = Gender.FEMALE, Gender.MALE


def shared(*sleepers, apart=()):
    return {(frozenset(unit.keys), unit.because) for unit in share(sleepers, apart)}


def test_a_couple_has_a_double_room_even_of_two_letters():
    units = share([Sleeper((1, 0), M, 70, spouse=(2, 0)), Sleeper((2, 0), F, 40, spouse=(1, 0))])

    assert [(unit.because, unit.kind) for unit in units] == [(Because.COUPLE, RoomKind.DOUBLE)]


def test_a_couple_of_whom_one_would_rather_sleep_alone_is_not_put_together():
    one = Sleeper((1, 0), M, 60, wish=RoomWish.SINGLE, spouse=(1, 1))

    assert shared(one, Sleeper((1, 1), F, 60, spouse=(1, 0))) == {
        (frozenset({(1, 0)}), Because.ALONE),
        (frozenset({(1, 1)}), Because.ALONE),
    }


def test_who_asked_for_a_room_alone_comes_before_who_is_left_over():
    left_over = Sleeper((1, 0), M, 60)
    asked = Sleeper((2, 0), F, 60, wish=RoomWish.SINGLE)

    assert [unit.keys for unit in share([left_over, asked])] == [((2, 0),), ((1, 0),)]


def test_a_child_sleeps_in_its_parents_room():
    child = Sleeper((1, 2), F, 6, minor=True, child=True)
    parents = Sleeper((1, 0), M, 40, spouse=(1, 1)), Sleeper((1, 1), F, 38, spouse=(1, 0))

    assert shared(*parents, child) == {(frozenset({(1, 0), (1, 1), (1, 2)}), Because.COUPLE)}


def test_nobody_under_age_is_put_with_a_stranger():
    girl = Sleeper((1, 1), F, 15, minor=True)
    units = shared(Sleeper((1, 0), F, 45), girl, Sleeper((2, 0), F, 20))

    assert (frozenset({(1, 0), (1, 1)}), Because.FAMILY) in units
    assert (frozenset({(2, 0)}), Because.ALONE) in units


def test_those_who_asked_for_each_other_come_before_those_who_are_alike():
    asked = Sleeper((1, 0), F, 30, share_with=(3, 0)), Sleeper((3, 0), F, 70, share_with=(1, 0))

    assert (frozenset({(1, 0), (3, 0)}), Because.NAMED) in shared(*asked, Sleeper((2, 0), F, 31))


def test_a_wish_for_somebody_who_asked_for_another_is_not_forced():
    sleepers = (
        Sleeper((1, 0), F, 30, share_with=(2, 0)),
        Sleeper((2, 0), F, 30, share_with=(3, 0)),
        Sleeper((3, 0), F, 70),
    )

    assert (frozenset({(2, 0), (3, 0)}), Because.NAMED) in shared(*sleepers)


@pytest.mark.parametrize(
    "other",
    [
        Sleeper((2, 0), M, 60),
        Sleeper((2, 0), F, 76),
        Sleeper((2, 0), F, 60, smokes=True),
        Sleeper((2, 0), F, None),
        Sleeper((2, 0), None, 60),
        Sleeper((2, 0), F, 60, wish=RoomWish.SINGLE),
    ],
)
def test_only_the_like_share(other):
    assert {because for _keys, because in shared(Sleeper((1, 0), F, 60), other)} == {Because.ALONE}


def test_fifteen_years_are_near_enough_and_those_kept_apart_never_share():
    one, other = Sleeper((1, 0), F, 60), Sleeper((2, 0), F, 75)

    assert shared(one, other) == {(frozenset({(1, 0), (2, 0)}), Because.ALIKE)}
    assert {because for _keys, because in shared(one, other, apart={frozenset({(1, 0), (2, 0)})})} == {Because.ALONE}


def test_neighbours_in_age_are_paired_so_that_fewest_are_left_over():
    ages = (40, 50, 60, 70)
    units = share([Sleeper((number, 0), F, age) for number, age in enumerate(ages, start=1)])

    assert [unit.because for unit in units] == [Because.ALIKE] * 2


def test_rooms_go_first_to_those_who_can_have_no_other_and_strangers_never_get_one_bed():
    units = share([Sleeper((1, 0), F, 60), Sleeper((2, 0), F, 61), Sleeper((3, 0), M, 60)])
    given, lost = fit(units, {1: RoomKind.DOUBLE, 2: RoomKind.TWIN})

    assert {room: set(unit.keys) for room, unit in given.items()} == {2: {(1, 0), (2, 0)}, 1: {(3, 0)}}
    assert still_wanted(lost) == {}
    assert still_wanted(fit(units, {1: RoomKind.DOUBLE})[1]) == {RoomKind.TWIN: 1}


def test_a_coach_has_rows_of_four_and_perhaps_a_bench():
    assert rows_of(45)[-1] == [41, 42, 43, 44, 45]
    assert rows_of(19)[-1] == [17, 18, 19]
    assert neighbours(45)[1] == {2}
    assert neighbours(45)[2] == {1}
    assert neighbours(45)[43] == {42, 44}
    assert neighbours(4)[3] == {4}


def seated(riders, seats=45, apart=(), taken=None):
    plan, lost = propose(riders, {1: seats}, taken or {}, apart)
    return {key: seat for key, (_coach, seat) in plan.items()}, lost


def test_a_wheelchair_stands_in_the_first_row_and_the_travel_sick_sit_in_front():
    plan, _lost = seated([Rider((1, 0)), Rider((2, 0), sick=True), Rider((3, 0), wheelchair=True)])

    assert plan == {(3, 0): 3, (2, 0): 4, (1, 0): 5}


def test_couples_sit_side_by_side_behind_the_first_row():
    plan, _lost = seated([Rider((1, 0), spouse=(1, 1)), Rider((1, 1), spouse=(1, 0)), Rider((2, 0))])

    assert plan == {(1, 0): 5, (1, 1): 6, (2, 0): 7}


def test_those_kept_apart_do_not_sit_side_by_side():
    riders = [Rider((1, 0)), Rider((2, 0)), Rider((3, 0))]
    plan, _lost = seated(riders, apart={frozenset({(1, 0), (2, 0)})})

    assert plan[2, 0] not in neighbours(45)[plan[1, 0]]


def test_a_full_coach_says_who_finds_no_seat_and_splits_no_party():
    riders = [Rider((1, 0), spouse=(1, 1)), Rider((1, 1), spouse=(1, 0)), *(Rider((n, 0)) for n in (2, 3, 4))]
    plan, lost = seated(riders, seats=4)

    assert len(plan) == 4
    assert lost == [(4, 0)]
    assert len(set(plan.values())) == 4


def test_who_boards_where_a_coach_stops_sits_in_that_coach():
    plan, lost = propose([Rider((1, 0), coach=2), Rider((2, 0))], {1: 10, 2: 10}, {}, ())

    assert lost == []
    assert (plan[1, 0][0], plan[2, 0][0]) == (2, 1)


def test_what_is_broken_is_said():
    riders = [
        Rider((1, 0), spouse=(1, 1), wheelchair=True),
        Rider((1, 1), spouse=(1, 0), child=True),
        Rider((2, 0), coach=2),
        Rider((3, 0)),
    ]
    plan = {(1, 0): (1, 9), (1, 1): (1, 1), (2, 0): (1, 10), (3, 0): (1, 99)}

    found = {breach for breach, _keys in broken(riders, plan, {1: 19, 2: 19}, {frozenset({(1, 0), (2, 0)})})}

    assert found == set(Breach)


@pytest.mark.parametrize("seed", range(40))
def test_a_group_by_chance_has_one_seat_and_one_bed_each_and_no_rule_broken(seed):
    draw = Random(seed)
    riders, sleepers, apart = [], [], set()
    for party in range(1, 25):
        couple = draw.random() < 0.4
        adults = 2 if couple else 1
        children = draw.randrange(3) if couple and draw.random() < 0.4 else 0
        for place in range(adults + children):
            key, child = (party, place), place >= adults
            spouse = (party, 1 - place) if couple and not child else None
            age = draw.randrange(2, 12) if child else draw.randrange(25, 85)
            wheelchair = place == 0 and party == 1 and draw.random() < 0.5
            riders.append(Rider(key, age, wheelchair=wheelchair, child=child, spouse=spouse, sick=party == 2))
            gender = draw.choice((F, M)) if place != 1 else F
            sleepers.append(Sleeper(key, gender, age, minor=child, child=child, spouse=spouse))
    apart = {frozenset({(3, 0), (4, 0)}), frozenset({(5, 0), (6, 0)})}
    plan, lost = propose(riders, {1: 45, 2: 45}, {}, apart)
    units = share(sleepers, apart)

    assert lost == []
    assert len(set(plan.values())) == len(riders)
    assert broken(riders, plan, {1: 45, 2: 45}, apart) == []
    slept = [key for unit in units for key in unit.keys]
    assert sorted(slept) == sorted(one.key for one in sleepers)
    assert all(len(unit.keys) <= BEDS[unit.kind] + EXTRA_CHILDREN for unit in units)
    known = {one.key: one for one in sleepers}
    for unit in units:
        people = [known[key] for key in unit.keys]
        if any(one.minor for one in people):
            assert len({one.party for one in people}) == 1
        assert not any(frozenset({a, b}) in apart for a in unit.keys for b in unit.keys if a != b)
