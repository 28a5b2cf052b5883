"""From what a guest ticks and types to the party: how many come along, who they are, what they do not eat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from core.errors import DomainError
from core.forms import clean
from events.models import CompanionPolicy, Event
from invitations.answers.party import GUEST, Party, Person, companions_of, most_companions
from invitations.models import AgeGroup, Diet, JointGuest, MemberKind

Fields = MultiDict[str, str]
OWN = "own"
"""The box of the invited client among the readers of a joint letter."""


def whole_household(joint: Sequence[JointGuest]) -> list[Person]:
    """Everybody whom the letter invites: what a yes to a joint letter means until somebody is unticked."""
    return [GUEST, *(Person(MemberKind.JOINT, client_id=one.client_id) for one in joint)]


def standing(party: Party) -> list[Person]:
    """The party as it stands; the guest alone where none is written."""
    return list(party) or [GUEST]


def asks_for_more(event: Event) -> bool:
    """Whether a number is not enough: names are wished, or how old the children are."""
    return event.companion_names or event.companions is CompanionPolicy.FAMILY


def read_number(event: Event, text: str | None) -> int:
    """How many come along, kept between none and what the event allows."""
    most = most_companions(event)
    return min(max(int(text), 0), most) if text and text.isascii() and text.isdigit() and len(text) < 4 else 0


def with_number(party: Party, number: int) -> list[Person]:
    """The party with so many companions: those who were named stay, others are "one of the family"."""
    kept = [person for person in party if person.kind is not MemberKind.COMPANION]
    companions = companions_of(party)[:number]
    return [*kept, *companions, *(Person() for _missing in range(number - len(companions)))]


def with_people(party: Party, fields: Fields, number: int) -> list[Person]:
    """The party with the companions of the form: name1, relation1, age1, name2 …"""
    found = with_number(party, number)
    first = len(found) - number
    for place in range(number):
        found[first + place] = replace(
            found[first + place],
            name=clean(fields.get(f"name{place + 1}")),
            relation=clean(fields.get(f"relation{place + 1}")),
            age_group=_member(AgeGroup, fields.get(f"age{place + 1}"), AgeGroup.ADULT),
        )
    return found


def with_readers(party: Party, fields: Fields, joint: Sequence[JointGuest]) -> list[Person]:
    """The party with exactly the ticked readers of a joint letter, and their companions.

    Raises DomainError("nobody_ticked").
    """
    ticked = set(fields.getlist("reader"))
    before = {person.client_id: person for person in party if person.kind is MemberKind.JOINT}
    own = next((person for person in party if person.kind is MemberKind.GUEST), GUEST)
    readers = [own] if OWN in ticked else []
    for one in joint:
        if str(one.client_id) in ticked:
            readers.append(before.get(one.client_id, Person(MemberKind.JOINT, client_id=one.client_id)))
    if not readers:
        raise DomainError("nobody_ticked")
    return [*readers, *companions_of(party)]


def with_diets(party: Party, fields: Fields, who: int) -> list[Person]:
    """The party with what one person does not eat."""
    found = list(party)
    if 0 <= who < len(found):
        codes = {member.value: member for member in Diet}
        diets = tuple(codes[code] for code in dict.fromkeys(fields.getlist("diet")) if code in codes)
        found[who] = replace(found[who], diets=diets, diet_note=clean(fields.get("diet_note")))
    return found


def without_diets(party: Party) -> list[Person]:
    """Everybody eats everything."""
    return [replace(person, diets=(), diet_note="") for person in party]


def _member(kind: Any, value: str | None, otherwise: Any) -> Any:
    members: Mapping[str, Any] = {member.value: member for member in kind}
    return members.get(value or "", otherwise)
