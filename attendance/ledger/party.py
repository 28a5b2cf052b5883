"""Who is expected at the door: the people of a party, each with the key by which the ledger knows them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa

from attendance.models import GUEST, REPRESENTATIVE
from core.db import db
from invitations.models import Invitation, JointGuest, MemberKind, PartyMember

KEY = re.compile(r"g|r|j[1-9]\d{0,9}|c[1-9]\d?")
"""What a person's key looks like; nothing else gets into the ledger."""


@dataclass(frozen=True)
class Person:
    """Somebody who is expected, or who has come."""

    key: str
    kind: MemberKind
    name: str = ""
    client_id: int | None = None


class Member(Protocol):
    """What is read of a row of a party."""

    @property
    def kind(self) -> MemberKind: ...
    @property
    def place(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def client_id(self) -> int | None: ...


def party_at_door(invitation: Invitation, members: Sequence[PartyMember]) -> list[Person]:
    """Who is expected by the last answer; without one the client, and whoever the letter invites with them."""
    joint = [] if members else sorted(guest.client_id for guest in invitation.joint)
    return expected(invitation.client_id, invitation.delegate_name, members, joint)


def expected(client_id: int, delegate_name: str, members: Sequence[Member], joint: Sequence[int]) -> list[Person]:
    """The same of plain values: the client, a representative's name, the party's rows, further clients' ids."""
    if not members:
        return [Person(GUEST, MemberKind.GUEST, client_id=client_id), *(_joint(one) for one in joint)]
    return [_expected(client_id, delegate_name, member) for member in members]


def _expected(client_id: int, delegate_name: str, member: Member) -> Person:
    if member.kind is MemberKind.GUEST:
        return Person(GUEST, member.kind, client_id=client_id)
    if member.kind is MemberKind.DELEGATE:
        return Person(REPRESENTATIVE, member.kind, member.name or delegate_name)
    if member.kind is MemberKind.JOINT and member.client_id is not None:
        return _joint(member.client_id, member.name)
    # The place, not the position: whoever stays keeps it when the party changes, and so does the key.
    return Person(f"c{member.place or 1}", MemberKind.COMPANION, member.name, member.client_id)


def _joint(client_id: int, name: str = "") -> Person:
    return Person(f"j{client_id}", MemberKind.JOINT, name, client_id)


def still_expected(party: Iterable[Person], came: Collection[str]) -> list[Person]:
    """The party without whom somebody stands for: of the client and who comes instead, one is waited for."""
    instead = {GUEST: REPRESENTATIVE, REPRESENTATIVE: GUEST}
    return [one for one in party if one.key in came or instead.get(one.key) not in came]


def person_of(key: str, party: Iterable[Person]) -> Person:
    """The person with this key, also one who was never announced."""
    for person in party:
        if person.key == key:
            return person
    kind = {"g": MemberKind.GUEST, "r": MemberKind.DELEGATE, "j": MemberKind.JOINT}.get(key[0], MemberKind.COMPANION)
    return Person(key, kind)


def next_companion(*taken: Iterable[str]) -> str:
    """The key of one more companion, who was never announced."""
    numbers = [int(key[1:]) for keys in taken for key in keys if key.startswith("c")]
    return f"c{max(numbers, default=0) + 1}"


def in_order(keys: Iterable[str]) -> list[str]:
    """Each key once: the client, who comes for them, further clients, companions."""
    return sorted(set(keys), key=lambda key: ("grjc".find(key[0]), int(key[1:] or 0)))


def members_of(invitation_ids: Collection[int]) -> dict[int, list[PartyMember]]:
    """The rows of many parties in one query, in their order; the caller has checked the scope of the ids."""
    query = sa.select(PartyMember).where(PartyMember.invitation_id.in_(invitation_ids))
    found: defaultdict[int, list[PartyMember]] = defaultdict(list)
    for member in db.session.scalars(query.order_by(PartyMember.invitation_id, PartyMember.place)):
        found[member.invitation_id].append(member)
    return dict(found)


def parties_at_door(invitations: Collection[Invitation]) -> dict[int, list[Person]]:
    """The parties of many invitations in two queries."""
    ids = [invitation.id for invitation in invitations]
    members = members_of(ids)
    joint: defaultdict[int, list[int]] = defaultdict(list)
    query = sa.select(JointGuest.invitation_id, JointGuest.client_id).where(JointGuest.invitation_id.in_(ids))
    for invitation_id, client_id in db.session.execute(query.order_by(JointGuest.client_id)):
        joint[invitation_id].append(client_id)
    return {
        one.id: expected(one.client_id, one.delegate_name, members.get(one.id, []), joint[one.id])
        for one in invitations
    }
