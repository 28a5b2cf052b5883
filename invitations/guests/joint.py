"""One letter to two of a household: one code and one salutation; each of them is asked, and answers for themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from clients.book.naming import joint_salutation
from clients.models import Client, Household, Relation, RelationKind, Tier
from core.db import db
from core.errors import DomainError
from events.models import Event
from invitations.answers.rsvp import lock
from invitations.codes.tokens import issue
from invitations.models import Dispatch, DispatchStep, Invitation, InvitationLetter, JointGuest, ReplyState
from staff.models import Staff

_TIERS = list(Tier)


def couples(clients: Sequence[Client]) -> list[tuple[Client, Client]]:
    """Those of the clients whom one letter may ask together, the one whose invitation it is first.

    Two who live together and want one letter; of a larger household, husband and wife. Two queries at most.
    """
    homes: dict[int, list[Client]] = defaultdict(list)
    for client in clients:
        if client.household_id is not None:
            homes[client.household_id].append(client)
    homes = {home: members for home, members in homes.items() if len(members) > 1}
    if not homes:
        return []
    query = sa.select(Household.id).where(Household.id.in_(homes), Household.one_letter.is_(True))
    together = [homes[home] for home in db.session.scalars(query.order_by(Household.id))]
    married = _married([one.id for members in together if len(members) > 2 for one in members])
    pairs = [members if len(members) == 2 else _pair_of(members, married) for members in together]
    return [_addressee_first(pair) for pair in pairs if pair]


def _married(client_ids: Collection[int]) -> set[frozenset[int]]:
    if not client_ids:
        return set()
    rows = db.session.execute(
        sa.select(Relation.client_id, Relation.other_id).where(
            Relation.kind == RelationKind.SPOUSE,
            Relation.client_id.in_(client_ids),
            Relation.other_id.in_(client_ids),
        )
    )
    return {frozenset((one, other)) for one, other in rows if other is not None}


def _pair_of(members: Sequence[Client], married: set[frozenset[int]]) -> list[Client]:
    pairs = ([one, other] for one in members for other in members if one.id < other.id)
    return next((pair for pair in pairs if frozenset(one.id for one in pair) in married), [])


def _addressee_first(pair: Sequence[Client]) -> tuple[Client, Client]:
    first, second = sorted(pair, key=lambda one: (-_TIERS.index(one.tier), one.id))
    return first, second


def share_a_letter(first: Client, second: Client) -> bool:
    """Whether the two live together and want one letter; parting ends it at once."""
    home = first.household
    return home is not None and home.one_letter and second.household_id == home.id


def ask_together(event: Event, invitation: Invitation, addressee: Client, partner: Client) -> None:
    """Let the letter to the addressee ask the partner too. Raises DomainError("joint_apart") when they have parted."""
    if not share_a_letter(addressee, partner):
        raise DomainError("joint_apart")
    db.session.add(JointGuest(event_id=event.id, client_id=partner.id, invitation=invitation))


def joint_guests(invitation_ids: Collection[int]) -> Mapping[int, list[Client]]:
    """Who is invited by the letters of others, by the invitation's id; the caller has checked the scope of the ids."""
    found: dict[int, list[Client]] = {}
    if not invitation_ids:
        return found
    query = (
        sa.select(JointGuest)
        .where(JointGuest.invitation_id.in_(invitation_ids))
        .options(joinedload(JointGuest.client))
        .order_by(JointGuest.client_id)
    )
    for guest in db.session.scalars(query):
        found.setdefault(guest.invitation_id, []).append(guest.client)
    return found


def joint_clients(event: Event) -> sa.Select[int]:
    """The ids of those whom somebody else's standing letter invites to the event."""
    return (
        sa.select(JointGuest.client_id)
        .join(Invitation, Invitation.id == JointGuest.invitation_id)
        .where(JointGuest.event_id == event.id, Invitation.revoked_at.is_(None))
    )


def parted(invitations: Sequence[Invitation]) -> set[int]:
    """The ids of joint letters whose two no longer want one; they may not leave the house. Three queries at most."""
    partners = joint_guests([one.id for one in invitations])
    together = [one for one in invitations if one.id in partners]
    wanted = {one.client.household_id for one in together} - {None}
    homes = {home.id: home for home in db.session.scalars(sa.select(Household).where(Household.id.in_(wanted)))}
    return {
        one.id
        for one in together
        for partner in partners[one.id]
        if (home := homes.get(one.client.household_id or 0)) is None
        or not home.one_letter
        or partner.household_id != home.id
    }


def with_partners() -> tuple[Any, Any]:
    """What a query loads with invitations whose letters are written: who is asked together, and their household."""
    return (
        selectinload(Invitation.joint).joinedload(JointGuest.client),
        joinedload(Invitation.client).joinedload(Client.household),
    )


def partner_of(invitation: Invitation) -> Client | None:
    """The other one whom the letter asks, if there is one."""
    return invitation.joint[0].client if invitation.joint else None


def joint_words(addressee: Client, partner: Client, language: str) -> str:
    """How the letter addresses both: as the household wishes, else by both names, the gentleman first.

    Raises DomainError("salutation_unknown").
    """
    home = addressee.household
    wished = home.joint_salutation.strip() if home is not None else ""
    if wished and wished.isascii() == (language == "en"):
        return wished
    return joint_salutation(addressee, partner, language)


def split(invitation: Invitation, *, staff: Staff, now: datetime) -> list[Invitation]:
    """A letter of their own for each of the two; a sheet with both names that is in the house is void.

    The partner is invited already, as the history tells. Raises DomainError: event_closed, joint_not, or
    already_delivered: then it is a matter for the telephone.
    """
    event, invitation = lock(invitation.id)
    if event.over:
        raise DomainError("event_closed")
    guests = db.session.scalars(
        sa.select(JointGuest).where(JointGuest.invitation_id == invitation.id).options(joinedload(JointGuest.client))
    ).all()
    if not guests:
        raise DomainError("joint_not")
    answered = invitation.reply is not ReplyState.NONE or any(guest.coming is not None for guest in guests)
    if answered or invitation.dispatch in (Dispatch.HANDED, Dispatch.DELIVERED):
        raise DomainError("already_delivered")
    _void_letters(invitation, staff, now)
    own = [_own_invitation(invitation, guest.client) for guest in guests]
    for guest in guests:
        db.session.delete(guest)
    db.session.flush()
    db.session.expire(invitation, ["joint"])
    db.session.add_all(own)
    db.session.flush()
    return own


def _void_letters(invitation: Invitation, staff: Staff, now: datetime) -> None:
    void = sa.update(InvitationLetter).where(
        InvitationLetter.invitation_id == invitation.id, InvitationLetter.superseded_at.is_(None)
    )
    db.session.execute(void.values(superseded_at=now))
    if invitation.dispatch is not Dispatch.LISTED:
        invitation.dispatch = Dispatch.LISTED
        db.session.add(DispatchStep(invitation_id=invitation.id, step=Dispatch.LISTED, at=now, staff_id=staff.id))


def _own_invitation(invitation: Invitation, client: Client) -> Invitation:
    own = Invitation(
        event_id=invitation.event_id,
        client_id=client.id,
        invited_by_id=invitation.invited_by_id,
        invited_at=invitation.invited_at,
        language=client.language,
        wave=invitation.wave,
        send_by=invitation.send_by,
    )
    issue(own)
    return own
