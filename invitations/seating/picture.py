"""The seating plan as a page shows it: the room from above, the tables with their chairs, and who still waits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from clients.models import ClientType
from events.models import EventTable, TableShape
from invitations.seating.faults import GRAVE, Found, faults
from invitations.seating.plan import Plan
from invitations.seating.sitters import Sitter

WIDTH = 1000
_LINE = 130  # how much of the drawing's height a line of tables takes
_MARGIN = 60


@dataclass(frozen=True)
class Drawn:
    """A table in the drawing of the room."""

    table: EventTable
    x: int
    y: int
    half_width: int
    half_height: int
    seated: int
    wrong: bool

    @property
    def round(self) -> bool:
        return self.table.shape is TableShape.ROUND


@dataclass(frozen=True)
class Card:
    """A table with its chairs, as it is filled."""

    table: EventTable
    chairs: list[tuple[int, Sitter | None]]
    seated: int
    free: int
    mostly: ClientType | None
    """Of which type most guests are."""
    alike: int
    guests: int
    locked: int


@dataclass(frozen=True)
class Picture:
    """All that the page draws. Of people whom the reader doesn't see, nothing is found fault with."""

    plan: Plan
    drawn: list[Drawn]
    height: int
    cards: list[Card]
    waiting: list[list[Sitter]]  # the guests without a chair, by party
    hosts: list[Sitter]  # our people without one
    faults: list[Found]

    @property
    def seated(self) -> int:
        return sum(guest.key in self.plan.seats for guest in self.plan.guests)

    @property
    def free(self) -> int:
        return sum(card.free for card in self.cards)


def picture(plan: Plan) -> Picture:
    """The plan drawn."""
    wrong = [found for found in faults(plan) if all(person.seen for person in found.people)]
    broken = {table.id for found in wrong if found.fault in GRAVE for table in found.tables}
    parties: dict[int | None, list[Sitter]] = {}
    for guest in plan.without_chair:
        parties.setdefault(guest.invitation_id, []).append(guest)
    height, drawn = _drawing(plan, broken)
    hosts = [person for person in plan.people.values() if person.host and person.key not in plan.seats]
    return Picture(plan, drawn, height, [_card(plan, one) for one in plan.tables], [*parties.values()], hosts, wrong)


def _drawing(plan: Plan, broken: set[int]) -> tuple[int, list[Drawn]]:
    lines = Counter(table.y for table in plan.tables)
    height = 2 * _MARGIN + _LINE * max(1, len(lines))
    radius = max(22, min(48, WIDTH // (2 * max(lines.values(), default=1)) - 8))
    found = []
    for table in plan.tables:
        wide = {TableShape.ROUND: radius, TableShape.LONG: round(radius * 1.5), TableShape.ROW: 340}[table.shape]
        high = 26 if table.shape is TableShape.ROW else radius
        x = round(_MARGIN + (WIDTH - 2 * _MARGIN) * table.x / 100)
        y = round(_MARGIN + (height - 2 * _MARGIN) * table.y / 100)
        found.append(Drawn(table, x, y, wide, high, len(plan.seated_at(table)), table.id in broken))
    return height, found


def _card(plan: Plan, table: EventTable) -> Card:
    chairs = plan.at(table)
    people = [person for _chair, person in chairs if person is not None]
    guests = [person for person in people if not person.host]
    kinds = Counter(person.client_type for person in guests if person.seen and person.client_type)
    mostly = max(kinds, key=lambda kind: kinds[kind], default=None)
    alike = kinds[mostly] if mostly else 0
    locked = sum(plan.seats[person.key].locked for person in people)
    return Card(table, chairs, len(people), table.seats - len(people), mostly, alike, len(guests), locked)
