"""Who travels: every person of every party that comes, with what is known of them and who belongs to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager
from werkzeug.exceptions import NotFound

from clients.book.relations import kept_apart
from clients.book.saving import readable_phone
from clients.models import Client, Relation, RelationKind
from clients.scopes import cared_for
from core.db import db
from events.models import Event
from invitations.answers.party import COMING
from invitations.models import AgeGroup, Invitation, MemberKind, PartyMember, ReplyState, Traveller
from invitations.trips.particulars import Particulars, read
from staff.models import Staff
from staff.scope import sees

SPOUSE_WORDS = frozenset(
    "配偶 夫妻 爱人 先生 太太 夫人 丈夫 妻子 老公 老婆 老伴 spouse wife husband".split()  # noqa: SIM905
)
"""What people write of a companion who shares their room."""
Key = tuple[int, int]
LONGEST_CODE = 40  # "12-0": two numbers that a row may hold are shorter


@dataclass(frozen=True)
class Person:
    """Somebody who travels. `name` is empty for one of the family who is not named yet."""

    invitation: Invitation
    place: int
    kind: MemberKind
    name: str
    relation: str
    age_group: AgeGroup
    client_id: int | None
    client: Client | None  # only the invited one, who is in sight
    row: Traveller | None

    @property
    def key(self) -> Key:
        return self.invitation.id, self.place

    @property
    def code(self) -> str:
        """The key as an address and a form carry it."""
        return f"{self.invitation.id}-{self.place}"


def key_of(code: str) -> Key | None:
    """The key in "12-0"; None for anything else."""
    first, _dash, second = code.partition("-")
    known = first.isdecimal() and second.isdecimal() and len(code) < LONGEST_CODE
    return (int(first), int(second)) if known else None


def people_of(actor: Staff, event: Event, *, roll_call: bool = False) -> list[Person]:
    """Everybody who comes by an invitation of a client whom `actor` looks after, party by party, by their readings.

    `roll_call` widens it to whoever may check guests in: door staff see the names of tonight's guests.
    Three queries, however many travel.
    """
    seen = sees(actor, Invitation) if roll_call else cared_for(actor)
    query = (
        sa.select(Invitation)
        .join(Invitation.client)
        .where(*_coming(event), seen)
        .options(contains_eager(Invitation.client))
        .order_by(Client.sort_key, Client.id)
    )
    invitations = db.session.scalars(query).all()
    ids = [invitation.id for invitation in invitations]
    members = _members(ids)
    rows = {
        (row.invitation_id, row.member): row
        for row in db.session.scalars(sa.select(Traveller).where(Traveller.invitation_id.in_(ids)))
    }
    found = []
    for invitation in invitations:
        for member in members.get(invitation.id) or [_alone(invitation)]:
            found.append(_person(invitation, member, rows.get((invitation.id, member.place))))
    return found


def _coming(event: Event) -> tuple[sa.ColumnElement[bool], ...]:
    return Invitation.event_id == event.id, Invitation.revoked_at.is_(None), Invitation.reply.in_(COMING)


def _members(ids: Collection[int]) -> dict[int, list[PartyMember]]:
    query = sa.select(PartyMember).where(PartyMember.invitation_id.in_(ids))
    found: defaultdict[int, list[PartyMember]] = defaultdict(list)
    for member in db.session.scalars(query.order_by(PartyMember.invitation_id, PartyMember.place)):
        found[member.invitation_id].append(member)
    return found


def _alone(invitation: Invitation) -> PartyMember:
    """Who comes when nobody has said more than yes."""
    kind = MemberKind.DELEGATE if invitation.reply is ReplyState.DELEGATED else MemberKind.GUEST
    return PartyMember(
        place=0,
        kind=kind,
        name=invitation.delegate_name if kind is MemberKind.DELEGATE else "",
        relation=invitation.delegate_relation if kind is MemberKind.DELEGATE else "",
        age_group=AgeGroup.ADULT,
        client_id=None,
    )


def _person(invitation: Invitation, member: PartyMember, row: Traveller | None) -> Person:
    client = invitation.client if member.kind is MemberKind.GUEST else None
    return Person(
        invitation,
        member.place,
        member.kind,
        client.full_name if client else member.name,
        member.relation,
        member.age_group,
        client.id if client else member.client_id,
        client,
        row,
    )


def sees_all(event: Event, people: Sequence[Person]) -> bool:
    """Whether nobody travels whom the reader doesn't see: a list with gaps would leave somebody behind."""
    count = db.session.scalar(sa.select(sa.func.count()).select_from(Invitation).where(*_coming(event)))
    return len({person.invitation.id for person in people}) == (count or 0)


def one_of(people: Iterable[Person], key: Key | None) -> Person:
    """Of these people the one with this key. Raises NotFound."""
    found = next((person for person in people if person.key == key), None)
    if found is None:
        raise NotFound
    return found


def row_for(person: Person) -> Traveller:
    """The person's row, a new one if need be (in the session)."""
    if person.row is not None:
        return person.row
    row = db.session.get(Traveller, person.key)
    if row is None:
        row = Traveller(invitation_id=person.invitation.id, member=person.place, sealed="")
        db.session.add(row)
    return row


def told_of(people: Iterable[Person]) -> dict[Key, Particulars]:
    """What is sealed of each, with the birth date and the gender from the book where nothing else is told."""
    found = {}
    for person in people:
        told, client = read(person.row), person.client
        if client is not None:
            told = Particulars(
                **{
                    **vars(told),
                    "birth_date": told.birth_date or client.birth_date,
                    "gender": told.gender or client.gender,
                    "phone": told.phone or readable_phone(client.phone),
                }
            )
        found[person.key] = told
    return found


def age_on(birth_date: date | None, day: date) -> int | None:
    """The age in full years; None when the birth date is not known."""
    if birth_date is None:
        return None
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def is_minor(person: Person, age: int | None) -> bool:
    return age < 18 if age is not None else person.age_group is not AgeGroup.ADULT


def is_child(person: Person, age: int | None) -> bool:
    """Under twelve: not in the front row of a coach, and in the parents' room."""
    return age < 12 if age is not None else person.age_group in (AgeGroup.CHILD, AgeGroup.INFANT)


def couples(people: Sequence[Person]) -> dict[Key, Key]:
    """Who is whose spouse, both ways: by the book, and by what a guest has said of a companion. One query."""
    by_client = {person.client_id: person.key for person in people if person.client_id is not None}
    found: dict[Key, Key] = {}
    rows = db.session.execute(
        sa.select(Relation.client_id, Relation.other_id).where(
            Relation.kind == RelationKind.SPOUSE,
            Relation.client_id.in_(by_client),
            Relation.other_id.in_(by_client),
        )
    )
    pairs = [(by_client[one], by_client[other]) for one, other in rows if other is not None]
    hosts = {person.invitation.id: person.key for person in people if person.kind is MemberKind.GUEST}
    for person in people:
        if person.relation.lower() in SPOUSE_WORDS and (host := hosts.get(person.invitation.id)):
            pairs.append((host, person.key))
    for one, other in pairs:
        if one != other and one not in found and other not in found:
            found[one], found[other] = other, one
    return found


def apart(people: Sequence[Person]) -> set[frozenset[Key]]:
    """The pairs who had better not be put side by side. One query."""
    by_client = {person.client_id: person.key for person in people if person.client_id is not None}
    return {frozenset((by_client[one], by_client[other])) for one, other in kept_apart(list(by_client))}
