"""Who comes by an invitation: the persons of a party, what an event allows, and the rows that hold them.

What is stored are the persons beside the guest, what is shown is how many come in all: so 0 and 1 never mix.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core.db import db, execute_dml
from core.errors import DomainError
from core.forms import clean
from events.models import CompanionPolicy, Event
from invitations.models import (
    AgeGroup,
    Diet,
    Invitation,
    JointGuest,
    MemberKind,
    PartyMember,
    ReplyState,
    SeatWish,
    Traveller,
)

NAME_LENGTH, RELATION_LENGTH, NOTE_LENGTH = 40, 20, 60
MOST_COMPANIONS = 9
"""However many an event allows; a party of ten is a table."""
OWN_PLACE = 0
"""Of the invited client, or of who comes for them."""
COMING = (ReplyState.ACCEPTED, ReplyState.DELEGATED)


@dataclass(frozen=True)
class Person:
    """One person of a party."""

    kind: MemberKind = MemberKind.COMPANION
    name: str = ""
    relation: str = ""
    age_group: AgeGroup = AgeGroup.ADULT
    diets: tuple[Diet, ...] = ()
    diet_note: str = ""
    client_id: int | None = None

    @property
    def seated(self) -> bool:
        """Whether the person takes a seat and a plate: from three years on (domain practice, companions)."""
        return self.age_group is not AgeGroup.INFANT

    @property
    def who(self) -> tuple[Any, ...]:
        """What makes somebody the same person in a party that has changed."""
        if self.kind in (MemberKind.GUEST, MemberKind.DELEGATE):
            return (self.kind, self.name if self.kind is MemberKind.DELEGATE else "")
        return (self.kind, self.client_id or (self.name, self.relation, self.age_group))


GUEST = Person(MemberKind.GUEST)
Party = Sequence[Person]


def heads_of(party: Party) -> int:
    """How many come in all, infants too: so many the door and the insurance count."""
    return len(party)


def seats_of(party: Party) -> int:
    """How many seats they take; infants sit on a lap."""
    return sum(person.seated for person in party)


def companions_of(party: Party) -> list[Person]:
    return [person for person in party if person.kind is MemberKind.COMPANION]


def check_party(event: Event, party: Party) -> None:
    """Refuse a party that the event does not allow; `details` name the person (from 0) and the field.

    Raises DomainError: party_empty, party_twice, companions_none, companions_one, companions_most, companion_name,
    companion_child, party_long.
    """
    if not any(person.seated for person in party):
        raise DomainError("party_empty", person=0, field="age_group")
    own = [person for person in party if person.kind in (MemberKind.GUEST, MemberKind.DELEGATE)]
    known = [person.client_id for person in party if person.client_id is not None]
    if len(own) > 1 or len(known) != len(set(known)):
        raise DomainError("party_twice", person=0, field="kind")
    companions = companions_of(party)
    most = most_companions(event)
    if len(companions) > most:
        code = {0: "companions_none", 1: "companions_one"}.get(most, "companions_most")
        raise DomainError(code, most=most, person=most, field="companions")
    for number, person in enumerate(companions):
        _check_companion(event, person, number)


def _check_companion(event: Event, person: Person, number: int) -> None:
    at = {"person": number}
    if event.companion_names and not person.name:
        raise DomainError("companion_name", **at, field="name")
    if event.companions is not CompanionPolicy.FAMILY and person.age_group is not AgeGroup.ADULT:
        raise DomainError("companion_child", **at, field="age_group")
    for field, most in (("name", NAME_LENGTH), ("relation", RELATION_LENGTH), ("diet_note", NOTE_LENGTH)):
        if len(getattr(person, field)) > most:
            raise DomainError("party_long", **at, field=field, most=most)


def most_companions(event: Event) -> int:
    """How many a guest may bring, beside themselves."""
    if event.companions is CompanionPolicy.NONE:
        return 0
    if event.companions is CompanionPolicy.ONE:
        return 1
    return min(event.companions_most or MOST_COMPANIONS, MOST_COMPANIONS)


def party_of(invitation: Invitation) -> list[Person]:
    """Who comes, or waits to come, by the invitation; nobody when it is not answered so."""
    return parties_of([invitation.id]).get(invitation.id, [])


def parties_of(invitation_ids: Collection[int]) -> dict[int, list[Person]]:
    """The parties of many invitations in one query; the caller has checked the scope of the ids."""
    found: defaultdict[int, list[Person]] = defaultdict(list)
    for row in _rows(invitation_ids):
        found[row.invitation_id].append(_person(row))
    return dict(found)


def _rows(invitation_ids: Collection[int]) -> Sequence[PartyMember]:
    query = sa.select(PartyMember).where(PartyMember.invitation_id.in_(invitation_ids))
    return db.session.scalars(query.order_by(PartyMember.invitation_id, PartyMember.place)).all()


def _person(row: PartyMember) -> Person:
    diets = tuple(Diet(code) for code in row.diets)
    return Person(row.kind, row.name, row.relation, row.age_group, diets, row.diet_note, row.client_id)


def tidy(party: Party) -> list[Person]:
    """The party with clean texts, the guest or who comes for them first."""
    kept = [
        Person(
            person.kind,
            clean(person.name),
            clean(person.relation),
            person.age_group,
            tuple(dict.fromkeys(person.diets)),
            clean(person.diet_note),
            person.client_id,
        )
        for person in party
    ]
    order = (MemberKind.GUEST, MemberKind.DELEGATE, MemberKind.JOINT, MemberKind.COMPANION)
    return sorted(kept, key=lambda person: order.index(person.kind))


def as_rows(party: Party) -> list[dict[str, Any]]:
    """The party as a ledger keeps it."""
    return [
        {
            "kind": person.kind.value,
            "name": person.name,
            "relation": person.relation,
            "age_group": person.age_group.value,
            "diets": [diet.value for diet in person.diets],
            "diet_note": person.diet_note,
            "client_id": person.client_id,
        }
        for person in party
    ]


def from_rows(rows: Sequence[Mapping[str, Any]]) -> list[Person]:
    """What `as_rows` made of a party."""
    return [
        Person(
            MemberKind(row["kind"]),
            row["name"],
            row["relation"],
            AgeGroup(row["age_group"]),
            tuple(Diet(code) for code in row["diets"]),
            row["diet_note"],
            row["client_id"],
        )
        for row in rows
    ]


def write_party(invitation: Invitation, party: Party, *, had: bool) -> None:
    """Put the party's rows in the place of those that stood (`had` says whether any did).

    Whoever stays keeps the place, since a chair and a traveller's papers hang on it. What was known of those who do
    not come any more is taken away, so that nobody else gets it with the place; the invited client's own is kept for a
    change of mind, and a chair stays where it is (invitations/seating/).
    """
    before = _rows([invitation.id]) if had else []
    places, gone = _places(before, party)
    if not any(person.kind is MemberKind.DELEGATE for person in party):
        gone -= {row.place for row in before if row.kind is MemberKind.GUEST}
    if gone:
        for model in (SeatWish, Traveller):
            execute_dml(sa.delete(model).where(model.invitation_id == invitation.id, model.member.in_(gone)))
    for row in before:
        db.session.expunge(row)
    if before:
        execute_dml(sa.delete(PartyMember).where(PartyMember.invitation_id == invitation.id))
    if party:
        rows = [_row(invitation.id, place, person) for place, person in zip(places, party, strict=True)]
        db.session.execute(sa.insert(PartyMember).values(rows))


def _places(before: Sequence[PartyMember], party: Party) -> tuple[list[int], set[int]]:
    """The place of each person, the old one or a new one, and the places of those who do not come any more."""
    left = {row.place: _person(row) for row in before}
    used = set(left) | {OWN_PLACE}
    places: list[int | None] = []
    for person in party:  # those who came before come first: nobody is given the place of one who stays
        same = next((place for place, old in left.items() if old.who == person.who), None)
        places.append(same)
        if same is not None:
            left.pop(same)
    for number, person in enumerate(party):
        if places[number] is not None:
            continue
        if person.kind in (MemberKind.GUEST, MemberKind.DELEGATE):
            places[number] = OWN_PLACE
            continue
        same = next((place for place, old in left.items() if _named_since(old, person)), None)
        if same is not None:
            left.pop(same)
        else:
            same = next(place for place in range(1, len(used) + 2) if place not in used)
        used.add(same)
        places[number] = same
    return [place for place in places if place is not None], set(left)


def _named_since(old: Person, person: Person) -> bool:
    """Whether "one of the family" has got a name."""
    return old.kind is person.kind and not old.name and old.client_id is None and old.age_group is person.age_group


def _row(invitation_id: int, place: int, person: Person) -> dict[str, Any]:
    return {
        "invitation_id": invitation_id,
        "place": place,
        "kind": person.kind,
        "name": person.name,
        "relation": person.relation,
        "age_group": person.age_group,
        "diets": [diet.value for diet in person.diets],
        "diet_note": person.diet_note,
        "seated": person.seated,
        "client_id": person.client_id,
    }


def joint_guests(invitation: Invitation) -> Sequence[JointGuest]:
    """The further clients of the household whom the letter invites by the same code."""
    query = sa.select(JointGuest).where(JointGuest.invitation_id == invitation.id).order_by(JointGuest.client_id)
    return db.session.scalars(query).all()
