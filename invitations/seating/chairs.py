"""The chairs of one table: which are neighbours, which come first, and who of a table's guests gets which.

Chair 1 faces the door and is the host's; the first guest sits at the host's right, the second at the left, and so on
(面门为上，以右为尊). Chairs are counted clockwise as seen from above, so that the host's right is the last chair.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from invitations.seating.sitters import Sitter


@dataclass(frozen=True, slots=True)
class Table:
    """What a proposal has to know of a table."""

    id: int
    seats: int
    main: bool = False
    row: bool = False  # a row of chairs, with an end at each side
    front: bool = False


@lru_cache(maxsize=256)
def by_rank(seats: int, *, row: bool) -> tuple[int, ...]:
    """The chairs in the order of honour: 1, last, 2, last but one … at a table; from the middle outwards in a row."""
    if row:
        middle = (seats + 1) / 2
        return tuple(sorted(range(1, seats + 1), key=lambda chair: (abs(chair - middle), chair)))
    chairs = [1]
    for step in range(1, seats // 2 + 1):
        chairs += [seats + 1 - step, 1 + step]
    return tuple(dict.fromkeys(chair for chair in chairs if chair <= seats))[:seats]


def at_aisle(table: Table) -> frozenset[int]:
    """The chairs that one reaches first: both ends of a row; at a table the third nearest the door."""
    if table.row:
        return frozenset({1, table.seats})
    order = by_rank(table.seats, row=False)
    return frozenset(order[-max(1, table.seats // 3) :])


def host_chairs(table: Table) -> list[int]:
    """Where hosts sit, in turn: facing the door, then across from there, then between."""
    if table.row:
        return list(by_rank(table.seats, row=True))
    first = [1, 1 + table.seats // 2, 1 + table.seats // 4, 1 + 3 * table.seats // 4]
    return list(dict.fromkeys([*(chair for chair in first if chair <= table.seats), *range(1, table.seats + 1)]))


def runs(table: Table, free: Collection[int], size: int) -> list[tuple[int, ...]]:
    """All stretches of `size` neighbouring free chairs."""
    found = []
    for first in range(1, table.seats + 1):
        chairs = [first + step for step in range(size)]
        if not table.row:
            chairs = [(chair - 1) % table.seats + 1 for chair in chairs]
        if len(set(chairs)) == size and all(chair in free for chair in chairs):
            found.append(tuple(chairs))
    return found


def arrange(
    table: Table, parties: Sequence[Sequence[Sitter]], hosts: Sequence[Sitter], kept: Mapping[int, str]
) -> dict[str, int]:
    """A chair for everybody who is not on one of the `kept` chairs. There must be as many free chairs as people."""
    free = set(range(1, table.seats + 1)) - set(kept)
    seated: dict[str, int] = {}
    for host in hosts:
        chair = next(chair for chair in host_chairs(table) if chair in free)
        seated[host.key] = chair
        free.discard(chair)
    # Who needs the aisle chooses first, then by rank; a party sits side by side where that is possible.
    for party in sorted(parties, key=lambda people: (not any(one.aisle for one in people), _rank(people))):
        chairs = _run(table, free, party)
        for person, chair in zip(_side_by_side(table, party, chairs), chairs, strict=True):
            seated[person.key] = chair
        free -= set(chairs)
    return seated


def _rank(people: Sequence[Sitter]) -> tuple[int, ...]:
    return min(person.rank for person in people)


def _run(table: Table, free: Collection[int], party: Sequence[Sitter]) -> tuple[int, ...]:
    honour = {chair: place for place, chair in enumerate(by_rank(table.seats, row=table.row))}
    possible = runs(table, free, len(party))
    aisle = at_aisle(table)
    if any(one.aisle for one in party):
        possible = [run for run in possible if aisle & set(run)] or possible
        # As near to the host as the aisle allows, so that the best places stay for the others.
        return min(possible, key=lambda run: -len(aisle & set(run))) if possible else tuple(sorted(free)[: len(party)])
    if not possible:
        return tuple(sorted(sorted(free, key=honour.__getitem__)[: len(party)]))
    return min(possible, key=lambda run: sorted(honour[chair] for chair in run))


def _side_by_side(table: Table, party: Sequence[Sitter], chairs: Sequence[int]) -> list[Sitter]:
    """The party in the order of the run: the first of them at the best end, and who needs the aisle at the aisle."""
    people = list(party)
    honour = {chair: place for place, chair in enumerate(by_rank(table.seats, row=table.row))}
    if honour[chairs[0]] > honour[chairs[-1]]:
        people.reverse()
    aisle = at_aisle(table)
    needing = next((one for one in people if one.aisle), None)
    reached = next((place for place, chair in enumerate(chairs) if chair in aisle), None)
    if needing is not None and reached is not None and chairs[people.index(needing)] not in aisle:
        here = people.index(needing)
        people[here], people[reached] = people[reached], people[here]
    return people
