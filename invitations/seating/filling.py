"""Tables while a proposal fills them: who is there, who may join, and what is less than good about it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from invitations.seating.chairs import Table
from invitations.seating.sitters import Sitter
from invitations.seating.together import Ties

Group = tuple[Sitter, ...]

STRICT_DIETS = frozenset({"halal", "vegetarian", "vegan"})
"""Diets that are served by the table: who keeps them sits together (domain practice, seats)."""

_OTHER_TYPE, _OTHER_MANAGER, _DIET, _BEHIND, _UNEVEN = 3.0, 1.5, 2.5, 40.0, 0.15
"""What it costs, a person: not to be of the table's type, not to have one's own manager there, a special menu (once a
table), to sit behind although near the front was wished; and how far from its share a table is filled, squared."""


class Filled:
    """A table with who is seated at it so far."""

    def __init__(self, table: Table, kept: dict[int, str], pinned: list[Sitter]) -> None:
        self.table = table
        self.kept = kept  # chair → the key of who is locked there
        self.pinned = pinned  # the guests among them
        self.room = table.seats - len(kept)  # chairs for guests who are not locked
        self.used = bool(pinned)
        self.target = 0.0
        self.reserved = 0  # chairs for hosts to come
        self.hosts: list[Sitter] = []  # all of them, locked or not
        self.coming_hosts: list[Sitter] = []
        self.groups: list[Group] = []
        self._cost: float | None = None

    @property
    def load(self) -> int:
        return sum(len(group) for group in self.groups)

    @property
    def guests(self) -> int:
        return len(self.pinned) + self.load

    @property
    def free(self) -> int:
        """Chairs that nobody has, once hosts have come to those that were kept for them."""
        return self.table.seats - len(self.kept) - self.load - len(self.coming_hosts)

    def add(self, group: Group) -> None:
        self.groups.append(group)
        self.used, self._cost = True, None

    def remove(self, group: Group) -> None:
        self.groups.remove(group)
        self._cost = None

    def host(self, host: Sitter) -> None:
        self.hosts.append(host)
        self.coming_hosts.append(host)
        self._cost = None

    def cost(self) -> float:
        """What is less than good at this table as it stands."""
        if self._cost is None:
            self._cost = self.cost_with(())
        return self._cost

    def cost_with(self, group: Group, *, without: Group = ()) -> float:
        """The same if one group came and another one went."""
        people = [*self.pinned, *group]
        for one in self.groups:
            if one is not without:
                people += one
        types: dict[object, int] = {}
        diets: set[str] = set()
        strangers = behind = 0
        managers = {host.staff_id for host in self.hosts}
        for person in people:
            kind = person.client_type
            types[kind] = types.get(kind, 0) + 1
            if person.diets:
                diets.update(person.diets)
            strangers += person.rm_id not in managers
            behind += person.front
        cost = _OTHER_TYPE * (len(people) - max(types.values(), default=0)) + _DIET * len(diets & STRICT_DIETS)
        if managers:
            cost += _OTHER_MANAGER * strangers
        if not self.table.front:
            cost += _BEHIND * behind
        return cost + _UNEVEN * (len(people) - self.target) ** 2


class House:
    """All tables, the groups that wait for one, and the hosts."""

    def __init__(
        self,
        ties: Ties,
        hosts: Sequence[Sitter],
        tables: Sequence[Table],
        locked: Mapping[str, tuple[int, int]],
        heads_per_host: int,
    ) -> None:
        self._apart: dict[str, set[str]] = {}
        for pair in ties.apart:
            for one in pair:
                self._apart.setdefault(one, set()).update(pair - {one})
        by_key = {person.key: person for group in ties.groups for person in group}
        self.tables: list[Filled] = []
        for table in tables:
            kept = {chair: key for key, (table_id, chair) in locked.items() if table_id == table.id}
            self.tables.append(Filled(table, kept, [by_key[key] for key in kept.values() if key in by_key]))
        self.by_id = {filled.table.id: filled for filled in self.tables}
        self._free_hosts = [host for host in hosts if host.key not in locked]
        for host in hosts:
            if host.key in locked:
                self.by_id[locked[host.key][0]].hosts.append(host)
        self.near: dict[Group, int] = {}  # groups whose others are locked at this table
        self.waiting: list[Group] = []
        for group in ties.groups:
            rest = tuple(person for person in group if person.key not in locked)
            if rest and len(rest) < len(group):
                self.near[rest] = next(locked[one.key][0] for one in group if one.key in locked)
            if rest:
                self.waiting.append(rest)
        self._reserve(heads_per_host)

    def _reserve(self, heads_per_host: int) -> None:
        """Choose the tables to use, and keep chairs there for hosts: one at each, more at large ones if there are any.

        Only as many tables are used as the guests need, the front ones first; when chairs are short, guests go first.
        """
        guests = sum(len(group) for group in self.waiting)
        hosts, room = len(self._free_hosts), 0
        for filled in self.tables:
            if room >= guests:
                break
            filled.used = True
            if hosts and not filled.table.row and not filled.hosts and filled.room > 1:
                filled.reserved, hosts = 1, hosts - 1
            room += filled.room - filled.reserved
        used = [filled for filled in self.tables if filled.used]
        for filled in reversed(used):
            if room < guests and filled.reserved:
                filled.reserved, room = 0, room + 1
        for filled in used:
            wanted = 0 if filled.table.row else math.ceil(filled.table.seats / (heads_per_host + 1))
            while hosts and room > guests and filled.reserved and filled.reserved + len(filled.hosts) < wanted:
                filled.reserved, hosts, room = filled.reserved + 1, hosts - 1, room - 1
        for filled in used:
            filled.room -= filled.reserved
            filled.target = len(filled.pinned) + (filled.room * guests / room if room else 0.0)

    def takes(self, filled: Filled, group: Group, *, without: Group = ()) -> bool:
        """Whether the group finds room there, once `without` has left, and meets nobody from whom it is kept apart."""
        if filled.load - len(without) + len(group) > filled.room:
            return False
        enemies: set[str] = set()
        for person in group:
            enemies |= self._apart.get(person.key, set())
        if not enemies:
            return True
        gone = {person.key for person in without}
        there = {*filled.kept.values(), *(person.key for one in filled.groups for person in one)}
        return not enemies & (there - gone)

    def seat(self, group: Group, filled: Filled) -> None:
        """A waiting group sits down."""
        self.waiting.remove(group)
        filled.add(group)

    @staticmethod
    def move(group: Group, here: Filled, there: Filled) -> None:
        here.remove(group)
        there.add(group)

    def spread_hosts(self) -> None:
        """The first host to the main table; each of the others where most of their clients are."""
        places = [filled for filled in self.tables for _chair in range(filled.reserved)]
        left = self._free_hosts
        for filled in [one for one in places if one.table.main][:1]:
            filled.host(left.pop(0))
            places.remove(filled)
        while left and places:
            host, filled = max(
                ((host, filled) for host in left for filled in places),
                key=lambda pair: (self._clients(*pair), -places.index(pair[1])),
            )
            filled.host(host)
            left.remove(host)
            places.remove(filled)

    def seat_more_hosts(self) -> None:
        """Once all guests sit, the hosts who are left take free chairs, first at tables without one of us."""
        for host in self._free_hosts:
            free = [one for one in self.tables if one.used and not one.table.row and one.free]
            if free:
                max(free, key=lambda one: (not one.hosts, self._clients(host, one), -len(one.hosts))).host(host)

    def freed_of_host(self, guest: Sitter) -> Filled | None:
        """A table that takes the guest once one of our hosts has given up a chair: guests go first."""
        for filled in self.tables:
            if not filled.coming_hosts:
                continue
            filled.room += 1
            if self.takes(filled, (guest,)):
                filled.hosts.remove(filled.coming_hosts.pop())
                return filled
            filled.room -= 1
        return None

    @staticmethod
    def _clients(host: Sitter, filled: Filled) -> int:
        return sum(person.rm_id == host.staff_id for group in [*filled.groups, filled.pinned] for person in group)
