"""The proposal of who sits where: pure, so that it is tried on many invented evenings."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.models import ClientType
from invitations.seating.chairs import Table, at_aisle, by_rank, runs
from invitations.seating.proposal import propose
from invitations.seating.sitters import Sitter
from invitations.seating.together import apart_pairs, ties


def guest(party: int, member: int = 0, **values) -> Sitter:
    client = {"client_id": party} if member == 0 else {}
    return Sitter(
        f"{party}-{member}",
        f"guest {party}",
        **{"invitation_id": party, "member": member, "rank": (0, party, member)} | client | values,
    )


def host(number: int, **values) -> Sitter:
    return Sitter(f"s{number}", f"host {number}", staff_id=number, rank=(2, number), **values)


def rounds(count: int, seats: int = 10, *, main: bool = False) -> list[Table]:
    return [Table(n, seats, main=main and n == 1, front=n <= max(1, count // 3)) for n in range(1, count + 1)]


def seat(people, tables, *, apart=(), married=(), hosts=(), locked=None, heads=8):
    pairs = apart_pairs(people, apart)
    found = ties(people, pairs, married, largest=max(table.seats for table in tables))
    return propose(found, list(hosts), tables, locked or {}, heads_per_host=heads, seed=1)


def table_of(proposal, key):
    return proposal.chairs[key][0]


def test_the_host_faces_the_door_and_the_first_guest_sits_at_the_hosts_right():
    people = [guest(n) for n in range(1, 6)]

    proposal = seat(people, rounds(1, 8, main=True), hosts=[host(1)])

    # Clockwise from above, so that the right hand of chair 1 is the last chair.
    assert proposal.chairs["s1"] == (1, 1)
    assert [proposal.chairs[f"{n}-0"][1] for n in range(1, 6)] == [8, 2, 7, 3, 6]


def test_the_order_of_honour_goes_from_side_to_side():
    assert by_rank(8, row=False) == (1, 8, 2, 7, 3, 6, 4, 5)
    assert by_rank(7, row=False) == (1, 7, 2, 6, 3, 5, 4)
    assert by_rank(5, row=True) == (3, 2, 4, 1, 5)
    assert by_rank(1, row=False) == (1,)


@pytest.mark.parametrize("seats", range(1, 61))
def test_the_order_of_honour_has_each_chair_once(seats):
    for row in (False, True):
        assert sorted(by_rank(seats, row=row)) == list(range(1, seats + 1))


def test_the_main_table_is_for_those_who_rank_first():
    people = [guest(n, rank=(n,)) for n in range(1, 19)]

    proposal = seat(people, rounds(2, 10, main=True), hosts=[host(1), host(2)])

    assert {table_of(proposal, f"{n}-0") for n in range(1, 10)} == {1}


def test_a_couple_sits_side_by_side():
    people = [*(guest(n) for n in range(1, 7)), guest(6, 1)]

    proposal = seat(people, rounds(1, 10), married=[(2, 5)])

    chairs = {key: chair for key, (_table, chair) in proposal.chairs.items()}
    for one, other in (("2-0", "5-0"), ("6-0", "6-1")):
        assert abs(chairs[one] - chairs[other]) in (1, 9)


def test_two_who_are_kept_apart_never_share_a_table_even_in_one_household():
    people = [guest(1, household_id=7), guest(2, household_id=7), guest(3)]

    proposal = seat(people, rounds(2, 8), apart=[(1, 2)])

    assert table_of(proposal, "1-0") != table_of(proposal, "2-0")


def test_a_companion_who_is_a_client_is_kept_apart_too():
    people = [guest(1), guest(1, 1, client_id=9), guest(2)]

    proposal = seat(people, rounds(2, 8), apart=[(2, 9)])

    assert table_of(proposal, "1-1") != table_of(proposal, "2-0")


def test_who_finds_no_table_without_an_enemy_is_named_and_not_seated_beside_them():
    proposal = seat([guest(1), guest(2)], rounds(1, 8), apart=[(1, 2)])

    assert len(proposal.without) == 1
    assert len(proposal.chairs) == 1


def test_each_table_has_one_of_us_where_their_clients_sit():
    people = [guest(n, rm_id=1 + n % 2, client_type=[ClientType.RET, ClientType.ENT][n % 2]) for n in range(1, 15)]

    proposal = seat(people, rounds(2, 8), hosts=[host(1), host(2)])

    for manager in (1, 2):
        of = [table_of(proposal, f"{n}-0") for n in range(1, 15) if 1 + n % 2 == manager]
        assert table_of(proposal, f"s{manager}") == Counter(of).most_common(1)[0][0]


def test_guests_go_before_hosts_when_chairs_are_short():
    proposal = seat([guest(n) for n in range(1, 9)], rounds(1, 8), hosts=[host(1)])

    assert proposal.without == ()
    assert "s1" not in proposal.chairs


def test_like_sits_beside_like():
    kinds = [ClientType.RET, ClientType.ENT, ClientType.YNG]
    people = [guest(n, client_type=kinds[n % 3]) for n in range(24)]

    proposal = seat(people, rounds(3, 8))

    for number in range(1, 4):
        assert len({one.client_type for one in people if table_of(proposal, one.key) == number}) == 1


def test_those_of_one_strict_diet_share_a_table():
    people = [guest(n, diets=("halal",) if n % 6 == 0 else ()) for n in range(24)]

    proposal = seat(people, rounds(4, 7))

    assert len({table_of(proposal, one.key) for one in people if one.diets}) == 1


def test_wishes_for_the_front_and_the_aisle_are_met():
    people = [guest(n, front=n in (20, 21), aisle=n == 21) for n in range(1, 28)]
    tables = rounds(3, 9)

    proposal = seat(people, tables)

    assert {table_of(proposal, "20-0"), table_of(proposal, "21-0")} == {1}
    assert proposal.chairs["21-0"][1] in at_aisle(tables[0])


def test_the_aisle_of_a_row_is_at_its_ends():
    row = Table(1, 12, row=True)

    proposal = seat([guest(1), guest(2, aisle=True), guest(3)], [row])

    assert at_aisle(row) == {1, 12}
    assert proposal.chairs["2-0"][1] in (1, 12)


def test_the_locked_stay_and_their_party_comes_to_them():
    people = [guest(1), guest(1, 1), guest(2), guest(3)]

    proposal = seat(people, rounds(3, 4), locked={"1-0": (3, 2)})

    assert "1-0" not in proposal.chairs
    assert table_of(proposal, "1-1") == 3
    assert (3, 2) not in proposal.chairs.values()


def test_a_party_larger_than_any_table_is_parted_and_nobody_left_out():
    people = [guest(1, member) for member in range(9)]

    proposal = seat(people, rounds(3, 4))

    assert proposal.without == ()
    assert len({table_of(proposal, one.key) for one in people}) == 3


def test_no_more_tables_are_used_than_the_guests_need():
    proposal = seat([guest(n) for n in range(1, 15)], rounds(5, 8), hosts=[host(1), host(2)])

    assert {table for table, _chair in proposal.chairs.values()} == {1, 2}


def test_the_same_evening_has_the_same_proposal():
    people = [guest(n, client_type=list(ClientType)[n % 5]) for n in range(60)]

    assert seat(people, rounds(7)).chairs == seat(people, rounds(7)).chairs


def test_neighbours_at_a_round_table_meet_behind_the_last_chair_and_in_a_row_they_do_not():
    assert (5, 1) in runs(Table(1, 5), {5, 1, 3}, 2)
    assert runs(Table(1, 5, row=True), {5, 1, 3}, 2) == []


@settings(max_examples=120, deadline=None)
@given(seed=st.integers(0, 10**6), number=st.integers(1, 90), spare=st.integers(0, 12), shape=st.booleans())
def test_on_any_evening_nobody_is_seated_twice_no_chair_is_shared_and_no_hard_rule_is_broken(
    seed, number, spare, shape
):
    chance = Random(seed)
    people: list[Sitter] = []
    party = 0
    while len(people) < number:
        party += 1
        for member in range(min(chance.choice((1, 1, 1, 2, 2, 3, 5)), number - len(people))):
            people.append(
                guest(party, member, client_type=chance.choice(list(ClientType)), rm_id=chance.randrange(4),
                      front=chance.random() < 0.1, aisle=chance.random() < 0.1)
            )  # fmt: skip
    seats = chance.randrange(4, 13)
    tables = [
        Table(n, seats, main=n == 1 and chance.random() < 0.5, row=shape and n > 1, front=n < 3)
        for n in range(1, (number + spare) // seats + 2)
    ]
    apart = [(chance.randrange(1, party + 1), chance.randrange(1, party + 1)) for _ in range(chance.randrange(6))]
    married = [(chance.randrange(1, party + 1), chance.randrange(1, party + 1)) for _ in range(3)]
    hosts = [host(n) for n in range(1, chance.randrange(1, 8))]
    locked = {"1-0": (len(tables), 1)} if chance.random() < 0.3 else {}

    proposal = seat(people, tables, apart=apart, married=married, hosts=hosts, locked=locked)

    chairs = {**proposal.chairs, **locked}
    assert len(set(chairs.values())) == len(chairs)
    assert all(1 <= chair <= seats for _table, chair in chairs.values())
    keys = {one.key for one in people}
    assert keys == {key for key in chairs if key in keys} | set(proposal.without)
    assert not set(proposal.without) & set(chairs)
    for one, other in map(tuple, apart_pairs(people, apart)):
        assert one not in chairs or other not in chairs or chairs[one][0] != chairs[other][0]
    if not apart and len(tables) * seats >= number:
        assert proposal.without == ()


def test_whoever_of_us_was_chosen_gets_a_chair_while_there_are_any():
    people = [guest(n) for n in range(1, 7)]

    proposal = seat(people, rounds(2, 8), hosts=[host(n) for n in range(1, 5)])

    assert sum(key.startswith("s") for key in proposal.chairs) == 2
    assert len(proposal.chairs) == 8
