"""The rows of the form that says who comes: whom the letter invites, who stands in the party, and room for more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from core.forms import clean
from events.models import Event
from invitations.answers.party import Party, Person, companions_of, most_companions
from invitations.models import AgeGroup, Diet, JointGuest, MemberKind
from invitations.reply.party_form import whole_household

MOST_ROWS = 20
_EMPTY_ROWS = 2
_ORDER = (MemberKind.GUEST, MemberKind.DELEGATE, MemberKind.JOINT, MemberKind.COMPANION)


@dataclass(frozen=True)
class Row:
    """Somebody who comes or might come."""

    person: Person
    comes: bool = False
    known: bool = False
    """Not one of the empty rows: comes only while ticked, however much is still written in the row."""


def rows_of(event: Event, party: Party, joint: Sequence[JointGuest]) -> list[Row]:
    """Everybody of the party, the readers of a joint letter who do not come, and two rows for who is to be added."""
    rows = [Row(person, comes=True, known=True) for person in party]
    if joint and not any(person.kind is MemberKind.DELEGATE for person in party):
        coming = {_reader(person) for person in party}
        rows += [Row(reader, known=True) for reader in whole_household(joint) if _reader(reader) not in coming]
        rows.sort(key=lambda row: _ORDER.index(row.person.kind))
    room = max(0, most_companions(event) - len(companions_of(party)))
    return [*rows, *(Row(Person()) for _row in range(min(_EMPTY_ROWS, room)))]


def read_rows(rows: Sequence[Row], fields: MultiDict[str, str], *, shared: bool) -> list[Row]:
    """The rows as the form has them: comes0, name0, relation0, age0, diet0 (several), diet_note0, comes1 …

    Whom the letter invites alone always comes; of a `shared` letter each has a box. An empty row counts when somebody
    is named in it or its box is ticked.
    """
    found = []
    for place in range(min(fields.get("rows", 0, type=int), MOST_ROWS)):
        row = rows[place] if place < len(rows) else Row(Person())
        person = _read(row.person, place, fields)
        companion = person.kind is MemberKind.COMPANION
        has_box = companion or (shared and person.kind in (MemberKind.GUEST, MemberKind.JOINT))
        comes = not has_box or f"comes{place}" in fields or (not row.known and bool(person.name))
        found.append(replace(row, person=person, comes=comes))
    return found


def _read(old: Person, place: int, fields: MultiDict[str, str]) -> Person:
    diets = tuple(diet for diet in Diet if diet.value in fields.getlist(f"diet{place}"))
    person = replace(old, diets=diets, diet_note=clean(fields.get(f"diet_note{place}")))
    age = fields.get(f"age{place}")
    if age in {group.value for group in AgeGroup}:
        person = replace(person, age_group=AgeGroup(age))
    if person.kind is not MemberKind.COMPANION:
        return person
    return replace(person, name=clean(fields.get(f"name{place}")), relation=clean(fields.get(f"relation{place}")))


def _reader(person: Person) -> tuple[MemberKind, int | None]:
    return person.kind, person.client_id
