"""Who shares a room with whom (domain practice, room sharing): couples, named pairs, then the like with the like.

Whoever is left over gets a room alone at the bank's cost. Nobody under age is put with somebody of another party.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from clients.models import Gender
from events.models import RoomKind
from invitations.models import RoomWish
from invitations.trips.people import Key

MOST_YEARS_APART = 15
BEDS = {RoomKind.SINGLE: 1, RoomKind.TWIN: 2, RoomKind.DOUBLE: 2}
"""A child under twelve may sleep in the parents' room beyond that."""
EXTRA_CHILDREN = 1


class Because(enum.Enum):
    """Why these share a room."""

    COUPLE = "couple"
    FAMILY = "family"
    NAMED = "named"  # they asked for it
    ALIKE = "alike"  # of one gender, near in age, and both or neither smokes
    ALONE = "alone"


@dataclass(frozen=True)
class Sleeper:
    """What sharing asks of a person."""

    key: Key
    gender: Gender | None = None
    age: int | None = None
    minor: bool = False
    child: bool = False  # under twelve
    smokes: bool = False
    wish: RoomWish = RoomWish.NONE
    spouse: Key | None = None
    share_with: Key | None = None

    @property
    def party(self) -> int:
        return self.key[0]


@dataclass(frozen=True)
class Unit:
    """People for one room."""

    keys: tuple[Key, ...]
    because: Because
    kind: RoomKind  # the kind that suits them

    @property
    def may_have(self) -> tuple[RoomKind, ...]:
        """The kinds of rooms that will do, the best first; strangers never share one bed."""
        if self.because is Because.ALONE:
            return (RoomKind.SINGLE, RoomKind.TWIN, RoomKind.DOUBLE)
        if self.because is Because.COUPLE:
            return (self.kind, RoomKind.TWIN if self.kind is RoomKind.DOUBLE else RoomKind.DOUBLE)
        return (RoomKind.TWIN,)


def share(sleepers: Sequence[Sleeper], apart: Collection[frozenset[Key]] = ()) -> list[Unit]:
    """Everybody in units of one room each."""
    left = {one.key: one for one in sleepers}
    units = [*_couples(left, apart), *_families(left, apart), *_named(left, apart), *_alike(left, apart)]
    # Single rooms are few: who asked for one comes before who is left over.
    alone = sorted(left, key=lambda key: left[key].wish is not RoomWish.SINGLE)
    units += [Unit((key,), Because.ALONE, RoomKind.SINGLE) for key in alone]
    return units


def _may(one: Sleeper, other: Sleeper, apart: Collection[frozenset[Key]]) -> bool:
    return frozenset((one.key, other.key)) not in apart


def _take(left: dict[Key, Sleeper], *keys: Key) -> None:
    for key in keys:
        del left[key]


def _couples(left: dict[Key, Sleeper], apart: Collection[frozenset[Key]]) -> list[Unit]:
    """Spouses, unless one asks for a room alone; one child of their party sleeps in their room."""
    units = []
    for one in list(left.values()):
        other = left.get(one.spouse) if one.spouse and one.key in left else None
        if other is None or RoomWish.SINGLE in (one.wish, other.wish) or not _may(one, other, apart):
            continue
        parties = {one.party, other.party}
        children = [each.key for each in left.values() if each.child and each.party in parties][:EXTRA_CHILDREN]
        twin = RoomWish.TWIN in (one.wish, other.wish)
        keys = (one.key, other.key, *children)
        units.append(Unit(keys, Because.COUPLE, RoomKind.TWIN if twin else RoomKind.DOUBLE))
        _take(left, *keys)
    return units


def _families(left: dict[Key, Sleeper], apart: Collection[frozenset[Key]]) -> list[Unit]:
    """Whoever is under age sleeps with an adult of the same party, or with another one under age of it."""
    units = []
    for one in [each for each in left.values() if each.minor]:
        if one.key not in left:
            continue
        with_them = [
            other
            for other in left.values()
            if other.party == one.party
            and other.key != one.key
            and (one.child or other.child or other.gender == one.gender or other.gender is None)
            and _may(one, other, apart)
        ]
        if with_them:
            other = min(with_them, key=lambda each: (each.minor, each.gender != one.gender, each.key))
            more = [each.key for each in with_them if each.child and each.key != other.key][:EXTRA_CHILDREN]
            keys = (other.key, one.key, *more)
            units.append(Unit(keys, Because.FAMILY, RoomKind.TWIN))
            _take(left, *keys)
    return units


def _named(left: dict[Key, Sleeper], apart: Collection[frozenset[Key]]) -> list[Unit]:
    """Those who asked for each other, and those of whom one asked while the other wishes nothing else."""
    units = []
    wishes = sorted(left.values(), key=lambda one: (_asked(left, one) is not one.key, one.key))
    for one in wishes:
        other = left.get(one.share_with) if one.share_with and one.key in left else None
        if other is None or other.key == one.key or not _may(one, other, apart) or one.minor or other.minor:
            continue
        if RoomWish.SINGLE in (one.wish, other.wish) or other.share_with not in (None, one.key):
            continue
        units.append(Unit((one.key, other.key), Because.NAMED, RoomKind.TWIN))
        _take(left, one.key, other.key)
    return units


def _asked(left: Mapping[Key, Sleeper], one: Sleeper) -> Key | None:
    """Whom the one that `one` asked for asked for."""
    other = left.get(one.share_with) if one.share_with else None
    return other.share_with if other else None


def _alike(left: dict[Key, Sleeper], apart: Collection[frozenset[Key]]) -> list[Unit]:
    """Adults of one gender, both or neither smoking, at most fifteen years apart: neighbours in age, so that as few as
    possible are left over."""
    units: list[Unit] = []
    willing = [one for one in left.values() if not one.minor and one.wish not in (RoomWish.SINGLE, RoomWish.DOUBLE)]
    known = [one for one in willing if one.gender is not None and one.age is not None]
    for group in _groups(known, lambda one: (one.gender, one.smokes)):
        waiting = sorted(group, key=lambda one: (one.age, one.key))
        while waiting:
            one = waiting.pop(0)
            near = [
                other
                for other in waiting
                if (other.age or 0) - (one.age or 0) <= MOST_YEARS_APART and _may(one, other, apart)
            ]
            if near:
                other = near[0]
                waiting.remove(other)
                units.append(Unit((one.key, other.key), Because.ALIKE, RoomKind.TWIN))
                _take(left, one.key, other.key)
    return units


def _groups(sleepers: Sequence[Sleeper], by: Callable[[Sleeper], object]) -> list[list[Sleeper]]:
    found: dict[object, list[Sleeper]] = {}
    for one in sleepers:
        found.setdefault(by(one), []).append(one)
    return list(found.values())


def fit(units: Sequence[Unit], free: Mapping[int, RoomKind]) -> tuple[dict[int, Unit], list[Unit]]:
    """A room for each unit, of the kind that suits best, and the units that find none. The choosy come first."""
    rooms = dict(free)
    given: dict[int, Unit] = {}
    lost = []
    for unit in sorted(units, key=lambda unit: (len(unit.may_have), -len(unit.keys), unit.keys)):
        room = next((room for kind in unit.may_have for room, its in rooms.items() if its is kind), None)
        if room is None:
            lost.append(unit)
        else:
            given[room] = unit
            del rooms[room]
    return given, lost


def still_wanted(lost: Sequence[Unit]) -> dict[RoomKind, int]:
    """How many rooms of which kind are still to be booked."""
    found: dict[RoomKind, int] = {}
    for unit in lost:
        found[unit.kind] = found.get(unit.kind, 0) + 1
    return found
