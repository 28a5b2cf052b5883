"""Who sits where in a coach with two seats on either side of the aisle (domain practice, seat rules).

The first row is for guide, staff, wheelchairs and whoever is travel sick; couples sit side by side; no child sits in
the first row; those who had better not meet do not sit side by side.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from invitations.trips.people import Key

STAFF_SEATS = 2
"""Of the first row, for guide and staff; a further wheelchair goes before them."""
FRONT = range(1, 5)
_FRONT_AGE = 75
Plan = dict[Key, tuple[int, int]]
"""The coach and the seat of each."""


class Breach(enum.Enum):
    """A rule of the coach that a plan breaks."""

    COUPLE_PARTED = "couple_parted"
    WHEELCHAIR_BEHIND = "wheelchair_behind"
    CHILD_IN_FRONT = "child_in_front"
    KEPT_APART = "kept_apart"
    NO_SUCH_SEAT = "no_such_seat"
    OTHER_COACH = "other_coach"  # than the one that stops where they board


@dataclass(frozen=True)
class Rider:
    """What seating asks of a person."""

    key: Key
    age: int | None = None
    wheelchair: bool = False
    slow: bool = False  # or walks with a cane
    sick: bool = False
    child: bool = False
    spouse: Key | None = None
    coach: int | None = None  # the one that stops where they board

    @property
    def rank(self) -> int:
        """The further in front, the lower."""
        if self.wheelchair:
            return 0
        if self.sick:
            return 1
        return 2 if self.slow or (self.age or 0) >= _FRONT_AGE else 3


def rows_of(seats: int) -> list[list[int]]:
    """The seats of each row by number, the last one of five where one is left over: 45 are ten rows and a bench."""
    whole = seats // 4 * 4
    rows = [list(range(first, first + 4)) for first in range(1, whole, 4)]
    left = list(range(whole + 1, seats + 1))
    if len(left) == 1 and rows:
        rows[-1] += left
    elif left:
        rows.append(left)
    return rows


def neighbours(seats: int) -> dict[int, set[int]]:
    """Which seats are side by side: across the aisle is not, but on the bench at the back."""
    found: dict[int, set[int]] = {seat: set() for seat in range(1, seats + 1)}
    for row in rows_of(seats):
        bench = len(row) == 5
        for left, right in pairwise(row):
            if bench or (left - row[0]) % 2 == 0:
                found[left].add(right)
                found[right].add(left)
    return found


class _Coach:
    """A coach while it fills."""

    def __init__(self, coach_id: int, seats: int, taken: Mapping[int, Key], apart: Collection[frozenset[Key]]) -> None:
        self.id, self.seats, self.taken, self.apart = coach_id, seats, dict(taken), apart
        self.beside = neighbours(seats)

    @property
    def room(self) -> int:
        return self.seats - len(self.taken)

    def put(self, unit: Sequence[Rider]) -> Plan:
        """Seats for a unit that has room here: side by side if there are such, else as near the front as may be."""
        found: Plan = {}
        waiting = list(unit)
        for one in unit:
            spouse = next((other for other in waiting if other.key == one.spouse), None)
            if one in waiting and spouse is not None:
                waiting.remove(one)
                waiting.remove(spouse)
                found |= self._pair(one, spouse)
        if len(waiting) > 1:
            waiting.sort(key=lambda one: (one.rank, one.child))
        while len(waiting) > 1:
            found |= self._pair(waiting.pop(0), waiting.pop())
        return found | {one.key: self._sit(one, self._single(one)) for one in waiting}

    def _sit(self, one: Rider, seat: int) -> tuple[int, int]:
        self.taken[seat] = one.key
        return self.id, seat

    def _order(self, *riders: Rider) -> list[int]:
        """The free seats that these may have, the best first."""
        first, second = [seat for seat in FRONT if seat > STAFF_SEATS], [seat for seat in FRONT if seat <= STAFF_SEATS]
        behind = list(range(len(FRONT) + 1, self.seats + 1))
        if any(one.wheelchair for one in riders):
            order = [*first, *second, *behind]
        elif any(one.child for one in riders):
            order = [*behind, *first, *second]
        elif any(one.sick for one in riders):
            order = [*first, *behind, *second]
        else:
            order = [*behind, *first, *second]
        return [seat for seat in order if seat <= self.seats and seat not in self.taken]

    def _peaceful(self, one: Rider, seat: int) -> bool:
        near = (self.taken.get(other) for other in self.beside[seat])
        return not any(key is not None and frozenset((one.key, key)) in self.apart for key in near)

    def _pair(self, one: Rider, other: Rider) -> Plan:
        # A wheelchair stands in the first row, and a child never does: these two can't sit side by side.
        at_odds = any(each.wheelchair for each in (one, other)) and any(each.child for each in (one, other))
        order = [] if at_odds else self._order(one, other)
        for seat in order:
            for beside in sorted(self.beside[seat]):
                if beside in order and self._peaceful(one, seat) and self._peaceful(other, beside):
                    return {one.key: self._sit(one, seat), other.key: self._sit(other, beside)}
        return {each.key: self._sit(each, self._single(each)) for each in (one, other)}

    def _single(self, one: Rider) -> int:
        """A seat beside somebody, so that two together stay free for two."""
        order = self._order(one)
        peaceful = [seat for seat in order if self._peaceful(one, seat)] or order
        in_front = one.rank < 2
        half = [seat for seat in peaceful if self.beside[seat] & self.taken.keys() and (seat in FRONT) == in_front]
        return (half or peaceful)[0]


def propose(
    riders: Sequence[Rider],
    coaches: Mapping[int, int],
    taken: Mapping[tuple[int, int], Key],
    apart: Collection[frozenset[Key]] = (),
) -> tuple[Plan, list[Key]]:
    """Seats for those who have none, and who finds none. `coaches` are seats by id; `taken` who sits already.

    A party stays in one coach: the one that stops where they board, else the first with room for all of them.
    """
    filling = {
        coach_id: _Coach(coach_id, seats, {seat: key for (at, seat), key in taken.items() if at == coach_id}, apart)
        for coach_id, seats in coaches.items()
    }
    plan: Plan = {}
    lost: list[Key] = []
    for unit in _units(riders):
        wish = next((one.coach for one in unit if one.coach in filling), None)
        order = [filling[wish]] if wish is not None else list(filling.values())
        coach = next((coach for coach in order if coach.room >= len(unit)), None)
        if coach is None:
            lost += [one.key for one in unit]
        else:
            plan |= coach.put(unit)
    return plan, lost


def _units(riders: Sequence[Rider]) -> list[list[Rider]]:
    """Parties, joined where a couple has two letters: wheelchairs, the sick, couples and families, singles."""
    party_of = {one.key: one.key[0] for one in riders}
    joined: dict[int, int] = {}
    for one in riders:
        if one.spouse in party_of and one.spouse is not None:
            low, high = sorted((one.key[0], one.spouse[0]))
            joined[high] = joined.get(low, low)
    parties: dict[int, list[Rider]] = {}
    for one in riders:
        parties.setdefault(joined.get(one.key[0], one.key[0]), []).append(one)
    return sorted(parties.values(), key=lambda unit: (min(one.rank for one in unit) >= 2, _first(unit)))


def _first(unit: Sequence[Rider]) -> tuple[int, bool, int, Key]:
    rank = min(one.rank for one in unit)
    return (rank if rank < 2 else 2, len(unit) == 1, rank, unit[0].key)


def broken(
    riders: Sequence[Rider],
    plan: Mapping[Key, tuple[int, int]],
    coaches: Mapping[int, int],
    apart: Collection[frozenset[Key]],
) -> list[tuple[Breach, tuple[Key, ...]]]:
    """Which rules a plan breaks, and for whom; people without a seat break none."""
    beside = {coach_id: neighbours(seats) for coach_id, seats in coaches.items()}
    at = {place: key for key, place in plan.items()}
    found: list[tuple[Breach, tuple[Key, ...]]] = []
    for one in riders:
        coach_id, seat = plan.get(one.key, (0, 0))
        if not seat:
            continue
        if seat > coaches.get(coach_id, 0):
            found.append((Breach.NO_SUCH_SEAT, (one.key,)))
            continue
        near = {at[coach_id, other] for other in beside[coach_id][seat] if (coach_id, other) in at}
        if one.spouse in plan and one.spouse is not None and one.key < one.spouse and one.spouse not in near:
            found.append((Breach.COUPLE_PARTED, (one.key, one.spouse)))
        if one.wheelchair and seat not in FRONT:
            found.append((Breach.WHEELCHAIR_BEHIND, (one.key,)))
        if one.child and seat in FRONT:
            found.append((Breach.CHILD_IN_FRONT, (one.key,)))
        if one.coach is not None and one.coach != coach_id:
            found.append((Breach.OTHER_COACH, (one.key,)))
        found += [
            (Breach.KEPT_APART, (one.key, other))
            for other in near
            if one.key < other and frozenset((one.key, other)) in apart
        ]
    return found
