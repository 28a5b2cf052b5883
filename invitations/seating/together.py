"""Who must sit at one table: parties, couples and households; and who must not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from invitations.seating.sitters import Sitter

Pair = frozenset[str]


@dataclass(frozen=True)
class Ties:
    """`apart` are pairs of persons who never share a table; `bound` are parties of one invitation, by their keys."""

    apart: frozenset[Pair]
    groups: tuple[tuple[Sitter, ...], ...]

    def parted(self, people: Iterable[str]) -> list[Pair]:
        """The pairs among these who are kept apart."""
        here = set(people)
        return [pair for pair in self.apart if pair <= here]


def apart_pairs(people: Sequence[Sitter], clients: Collection[tuple[int, int]]) -> frozenset[Pair]:
    """The pairs of persons, for pairs of clients who are kept apart."""
    by_client: dict[int, list[str]] = {}
    for person in people:
        if person.client_id is not None:
            by_client.setdefault(person.client_id, []).append(person.key)
    return frozenset(
        frozenset((one, other))
        for first, second in clients
        for one in by_client.get(first, ())
        for other in by_client.get(second, ())
        if one != other
    )


def ties(
    guests: Sequence[Sitter], apart: frozenset[Pair], married: Collection[tuple[int, int]], *, largest: int
) -> Ties:
    """Join parties, couples and households to groups that sit at one table.

    A group never holds a pair that is kept apart, nor more than the `largest` table does; couples before households.
    """
    parties: dict[int | None, list[Sitter]] = {}
    for guest in guests:
        parties.setdefault(guest.invitation_id, []).append(guest)
    groups = dict(enumerate(parties.values()))
    of = {person.key: number for number, people in groups.items() for person in people}
    by_client = {guest.client_id: guest.key for guest in guests if guest.client_id is not None}
    wanted = [(by_client[one], by_client[other]) for one, other in married if one in by_client and other in by_client]
    for one, other in [*sorted(wanted), *_households(guests)]:
        first, second = sorted((of[one], of[other]))
        joined = [*groups[first], *groups.get(second, [])] if first != second else []
        if not joined or len(joined) > largest or _at_odds(joined, apart):
            continue
        groups[first] = joined
        for person in groups.pop(second):
            of[person.key] = first
    return Ties(apart, tuple(tuple(_in_order(people)) for people in groups.values()))


def _households(guests: Sequence[Sitter]) -> list[tuple[str, str]]:
    """The invited clients of a household, each with the first of them."""
    first: dict[int, str] = {}
    found = []
    for guest in guests:
        if guest.member == 0 and guest.household_id is not None:
            known = first.setdefault(guest.household_id, guest.key)
            if known != guest.key:
                found.append((known, guest.key))
    return found


def _at_odds(people: Sequence[Sitter], apart: frozenset[Pair]) -> bool:
    keys = [person.key for person in people]
    if len(apart) < len(keys):
        here = set(keys)
        return any(pair <= here for pair in apart)
    return any(frozenset(pair) in apart for pair in combinations(keys, 2))


def _in_order(people: Sequence[Sitter]) -> list[Sitter]:
    """By rank; of a couple with companions each, the two in the middle and the companions outside."""
    parties: dict[int | None, list[Sitter]] = {}
    for person in sorted(people, key=lambda one: one.rank):
        parties.setdefault(person.invitation_id, []).append(person)
    known = [sorted(party, key=lambda one: one.member) for party in parties.values()]
    if len(known) == 2 and len(known[0]) > 1:
        return [*reversed(known[0]), *known[1]]
    return [person for party in known for person in party]
