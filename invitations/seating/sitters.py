"""Who is to be seated at an evening: the guests who come with their parties, our hosts, and the speaker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from clients.book.naming import folded, is_chinese, name_in, readings, split_name
from clients.models import Client, ClientType, Relation, RelationKind, Tier
from clients.scopes import cared_for
from core.db import db
from events.models import Event
from invitations.models import AgeGroup, Invitation, MemberKind, PartyMember, ReplyState, SeatWish
from staff.models import Role, Staff, StaffRole

COMING = (ReplyState.ACCEPTED, ReplyState.DELEGATED)
HOSTS = (Role.MANAGER, Role.ORGANISER, Role.RM)
"""Who of us sits with guests, the first of them at the head of the main table."""
SPEAKER = "speaker"

_TIERS = list(Tier)
_NO_BIRTHDAY = date.max


@dataclass(frozen=True, slots=True)
class Sitter:
    """A person who has a chair or should have one. `key` names them in forms: 12-0, s5, speaker."""

    key: str
    name: str  # empty: a companion who is not named
    of: str = ""  # the invited client whom a companion comes with
    invitation_id: int | None = None
    member: int = 0
    staff_id: int | None = None
    client_id: int | None = None  # who they are in the book
    household_id: int | None = None
    rm_id: int | None = None
    client_type: ClientType | None = None
    rank: tuple[int, ...] = ()  # the lower, the nearer to the host of the main table
    reading: str = ""  # what a list is sorted by
    language: str = "zh"
    child: bool = False
    diets: tuple[str, ...] = ()
    front: bool = False
    aisle: bool = False
    seen: bool = True  # else of a client whom the reader doesn't see

    @property
    def host(self) -> bool:
        """One of us, or the speaker: not a guest."""
        return self.invitation_id is None


def sitters(actor: Staff | None, event: Event, language: str) -> list[Sitter]:
    """All persons who have a chair to get, guests first; infants sit on a lap. Without an actor nobody is hidden.

    A fixed number of queries. Of a client whom `actor` doesn't see, only that somebody sits there.
    """
    found: list[Sitter] = []
    members = _members(event)
    wishes = _wishes(event)
    seen = cared_for(actor) if actor is not None else sa.true()
    query = (
        sa.select(Invitation, seen)
        .join(Invitation.client)
        .where(Invitation.event_id == event.id, Invitation.revoked_at.is_(None), Invitation.reply.in_(COMING))
        .options(contains_eager(Invitation.client))
        .order_by(Client.sort_key, Invitation.id)
    )
    for invitation, may in db.session.execute(query):
        party = members.get(invitation.id) or [None]
        found += [_guest(invitation, person, wishes, bool(may)) for person in party]
    return [*found, *_hosts(event, language), *_speaker(event, language)]


def _members(event: Event) -> dict[int, list[PartyMember | None]]:
    """Those of each party who take a chair."""
    rows = db.session.scalars(
        sa.select(PartyMember)
        .join(Invitation, PartyMember.invitation_id == Invitation.id)
        .where(Invitation.event_id == event.id, PartyMember.seated.is_(True))
        .order_by(PartyMember.invitation_id, PartyMember.place)
    )
    found: dict[int, list[PartyMember | None]] = {}
    for row in rows:
        found.setdefault(row.invitation_id, []).append(row)
    return found


def _wishes(event: Event) -> dict[tuple[int, int], SeatWish]:
    rows = db.session.scalars(
        sa.select(SeatWish)
        .join(Invitation, SeatWish.invitation_id == Invitation.id)
        .where(Invitation.event_id == event.id)
    )
    return {(row.invitation_id, row.member): row for row in rows}


def _guest(
    invitation: Invitation, person: PartyMember | None, wishes: dict[tuple[int, int], SeatWish], seen: bool
) -> Sitter:
    client, member = invitation.client, person.place if person else 0
    invited = person is None or person.kind is MemberKind.GUEST
    key = f"{invitation.id}-{member}"
    wish = wishes.get((invitation.id, member))
    called = name_in(client, invitation.language)
    own = called if invited or person is None else person.name
    return Sitter(
        key,
        own if seen else "",
        "" if invited or not seen else called,
        invitation.id,
        member,
        client_id=(client.merged_into_id or client.id) if invited or person is None else person.client_id,
        household_id=client.household_id,
        rm_id=client.rm_id,
        client_type=client.client_type,
        rank=_rank(client, member),
        reading=client.sort_key if invited else _reading(own),
        language=invitation.language,
        child=person is not None and person.age_group in (AgeGroup.CHILD, AgeGroup.TEEN),
        diets=tuple(person.diets) if person and seen else (),
        front=wish is not None and wish.front,
        aisle=wish is not None and wish.aisle,
        seen=seen,
    )


def _reading(name: str) -> str:
    """What a name that stands in no book is sorted by."""
    if not is_chinese(name):
        return folded(name)
    return readings(*split_name(name))[0][0]


def _rank(client: Client, member: int) -> tuple[int, ...]:
    """The higher tier first, then the elder, then who has been a client longer; companions follow their host."""
    born = client.birth_date or _NO_BIRTHDAY
    return (-_TIERS.index(client.tier), born.toordinal(), client.created_at.date().toordinal(), client.id, member)


def _hosts(event: Event, language: str) -> list[Sitter]:
    """Our people of the branch who may sit with guests: the manager first, then who organises the evening."""
    names = [role.value for role in HOSTS]
    people = db.session.scalars(
        sa.select(Staff)
        .where(Staff.branch_id == event.branch_id, Staff.active.is_(True), Staff.is_device.is_(False))
        .where(Staff.roles.any(StaffRole.name.in_(names)))
        .order_by(Staff.id)
    )
    return sorted((_host(person, event, language) for person in people), key=lambda host: host.rank)


def _host(person: Staff, event: Event, language: str) -> Sitter:
    first = 0 if person.may(Role.MANAGER) else 1 if person.id == event.organiser_id else 2
    return Sitter(f"s{person.id}", person.called(language), staff_id=person.id, rank=(first, person.id))


def _speaker(event: Event, language: str) -> list[Sitter]:
    name = event.said("speaker", language)
    return [Sitter(SPEAKER, name, rank=(1, 0))] if name else []


def couples(event: Event) -> set[tuple[int, int]]:
    """Pairs of clients who are married, of those whom the evening invites; a merged duplicate is who it became."""
    kept = sa.func.coalesce(Client.merged_into_id, Client.id)
    invited = sa.select(kept).join(Invitation, Invitation.client_id == Client.id).where(Invitation.event_id == event.id)
    rows = db.session.execute(
        sa.select(Relation.client_id, Relation.other_id).where(
            Relation.kind == RelationKind.SPOUSE, Relation.client_id.in_(invited), Relation.other_id.in_(invited)
        )
    )
    return {(one, other) for one, other in rows if other is not None}


def guests_of(people: Iterable[Sitter]) -> list[Sitter]:
    """Without our hosts and the speaker."""
    return [one for one in people if not one.host]


def hosting_by_default(people: Sequence[Sitter], *, main_table: bool) -> set[str]:
    """Our people who are proposed to sit with guests: those whose clients come, and a first host for the main table.

    That is the branch's manager, or whoever organises the evening.
    """
    managers = {one.rm_id for one in people if not one.host}
    ours = [one for one in people if one.staff_id is not None]
    first = [min(ours, key=lambda one: one.rank).key] if ours and main_table else []
    return {*first, *(one.key for one in ours if one.staff_id in managers)}
