"""A proposal of who sits where: nobody kept apart meets, whoever belongs together stays together, and like meets like.

Pure: it takes people, tables and what is locked, and gives chairs. The same question has the same answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from invitations.seating.chairs import Table, arrange
from invitations.seating.filling import Filled, Group, House
from invitations.seating.sitters import Sitter
from invitations.seating.together import Ties

Chair = tuple[int, int]
"""A table's id and a chair of it."""
TRIES = 30  # exchanges tried for each group: more find little that is better, and 500 guests stay within a second


@dataclass(frozen=True)
class Proposal:
    """A chair for everybody who found one, by key; and who found none."""

    chairs: dict[str, Chair]
    without: tuple[str, ...]


def propose(
    ties: Ties,
    hosts: Sequence[Sitter],
    tables: Sequence[Table],
    locked: Mapping[str, Chair],
    *,
    heads_per_host: int,
    seed: int = 0,
) -> Proposal:
    """Seat the groups of `ties` and our `hosts` at the tables; the locked stay where they are.

    `tables` are in the order in which they should fill, the front ones first. No pair that is kept apart shares a
    table; a group is parted only where no table has room for all of it, and who finds no chair at all is named.
    """
    house = House(ties, hosts, tables, locked, heads_per_host)
    chance = Random(seed)  # noqa: S311 - the same plan each time, no secret
    _seat_by_rank(house)
    _seat_the_rest(house)
    _exchange(house, chance)
    house.spread_hosts()
    _exchange(house, chance)
    without = _seat_in_parts(house)
    house.seat_more_hosts()
    chairs: dict[str, Chair] = {}
    for filled in house.tables:
        placed = arrange(filled.table, filled.groups, filled.coming_hosts, filled.kept)
        chairs |= {key: (filled.table.id, chair) for key, chair in placed.items()}
    return Proposal(chairs, tuple(without))


def _seat_by_rank(house: House) -> None:
    """Rejoin those whose party is locked at a table; then fill the main table with those who come first."""
    for group in [group for group in house.waiting if group in house.near]:
        filled = house.by_id[house.near[group]]
        if house.takes(filled, group):
            house.seat(group, filled)
    for filled in (one for one in house.tables if one.table.main):
        for group in sorted(house.waiting, key=lambda people: min(one.rank for one in people)):
            if filled.guests + len(group) <= round(filled.target) and house.takes(filled, group):
                house.seat(group, filled)


def _seat_the_rest(house: House) -> None:
    """The large and those who wish to be in front first, then type by type, each where it fits best."""
    types: dict[object, int] = {}
    for group in house.waiting:
        types[group[0].client_type] = types.get(group[0].client_type, 0) + len(group)

    def turn(group: Group) -> tuple[object, ...]:
        kind = group[0].client_type
        return (
            not any(one.front for one in group),
            -max(2, len(group)),
            -types[kind],
            kind.value if kind else "",
            -len(group),
            min(one.rank for one in group),
        )

    for group in sorted(house.waiting, key=turn):
        filled = _best(house, group)
        if filled is not None or (filled := _made_room(house, group)) is not None:
            house.seat(group, filled)


def _best(house: House, group: Group) -> Filled | None:
    """The table where the group costs least, among those in use; a further table only when none of them takes it."""
    open_to = [filled for filled in house.tables if house.takes(filled, group)]
    used = [filled for filled in open_to if filled.used and not filled.table.main]
    used = used or [filled for filled in open_to if filled.used] or open_to
    return min(used, key=lambda filled: filled.cost_with(group) - filled.cost(), default=None)


def _made_room(house: House, group: Group) -> Filled | None:
    """A table that takes the group once another group has gone from it to a third table."""
    for filled in house.tables:
        for other in sorted(filled.groups, key=len):
            if other in house.near or not house.takes(filled, group, without=other):
                continue
            third = next((one for one in house.tables if one is not filled and house.takes(one, other)), None)
            if third is not None:
                house.move(other, filled, third)
                return filled
    return None


def _exchange(house: House, chance: Random) -> None:
    """Move or exchange groups at random as long as it makes both tables together better; the main table stays."""
    tables = [filled for filled in house.tables if filled.used and not filled.table.main]
    movable = sum(len(filled.groups) for filled in tables)
    if len(tables) < 2:
        return
    for _turn in range(TRIES * movable):
        here, there = chance.sample(tables, 2)
        if not here.groups:
            continue
        group = chance.choice(here.groups)
        other = chance.choice(there.groups) if there.groups and chance.random() < 0.7 else ()
        if group in house.near or other in house.near:
            continue
        if not (house.takes(there, group, without=other) and (not other or house.takes(here, other, without=group))):
            continue
        gain = here.cost() + there.cost() - here.cost_with(other, without=group) - there.cost_with(group, without=other)
        if gain > 1e-9:
            house.move(group, here, there)
            if other:
                house.move(other, there, here)


def _seat_in_parts(house: House) -> list[str]:
    """Who has no table yet sits where there is room, as few parted as may be; returns who finds no chair at all."""
    without = []
    for group in list(house.waiting):
        rest = list(group)
        while rest:
            sizes = range(len(rest), 0, -1)
            found = next(
                ((size, one) for size in sizes for one in house.tables if house.takes(one, tuple(rest[:size]))), None
            )
            if found is None and (freed := house.freed_of_host(rest[0])) is not None:
                found = (1, freed)
            if found is None:
                without.append(rest.pop(0).key)
                continue
            size, filled = found
            filled.add(tuple(rest[:size]))
            del rest[:size]
    return without
