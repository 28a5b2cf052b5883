"""Family cards: up to three beside the main one, for those who live with the member; all share one count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from clients.models import Client, Relation, RelationKind
from core.db import db
from core.errors import DomainError
from membership.models import MEMBERS, Membership, MembershipMove, MembershipStatus
from membership.moves import family_of, membership_of, note_step
from membership.settings import FAMILY_CARDS
from staff.models import Staff
from staff.scope import visible
from staff.settings import setting

KIN = (RelationKind.SPOUSE, RelationKind.PARENT, RelationKind.CHILD, RelationKind.SIBLING)
_MOST_SHOWN = 20


def possible_family(actor: Staff, membership: Membership) -> Sequence[Client]:
    """Who may get a family card: the member's household and kin whom `actor` sees and who are not in the club."""
    client = membership.client
    kin = [
        sa.select(Relation.other_id).where(Relation.client_id == client.id, Relation.kind.in_(KIN)),
        sa.select(Relation.client_id).where(Relation.other_id == client.id, Relation.kind.in_(KIN)),
    ]
    near = sa.or_(*(Client.id.in_(query) for query in kin))
    if client.household_id is not None:
        near = sa.or_(near, Client.household_id == client.household_id)
    in_club = sa.select(Membership.client_id).where(
        Membership.status.in_((*MEMBERS, MembershipStatus.PROSPECT, MembershipStatus.INVITED, MembershipStatus.REVOKED))
    )
    query = visible(actor, Client).where(
        near, Client.id != client.id, Client.branch_id == membership.branch_id, Client.id.not_in(in_club)
    )
    return db.session.scalars(query.order_by(Client.sort_key).limit(_MOST_SHOWN)).all()


def add_family_card(
    main: Membership, client: Client, *, staff: Staff | None, number: str, today: date, now: datetime
) -> Membership:
    """Give somebody of the family a card of their own, in the main member's term and at the same level.

    Raises DomainError: not_a_member, family_full, or already_in_club. Locks the main membership, so that two who add at
    the same moment never give one card too many.
    """
    lock(main)
    if main.status not in MEMBERS or main.main_id is not None:
        raise DomainError("not_a_member")
    if len(family_of(main)) >= setting(main.branch_id, FAMILY_CARDS):
        raise DomainError("family_full", count=setting(main.branch_id, FAMILY_CARDS))
    card = membership_of(client.id)
    if card is not None and card.status not in (MembershipStatus.LEFT, MembershipStatus.LAPSED):
        raise DomainError("already_in_club")
    back = card is not None and card.joined_on is not None
    if card is None:
        card = Membership(client_id=client.id, created_at=now)
    card.branch_id, card.level, card.status, card.main_id = main.branch_id, main.level, main.status, main.id
    card.number, card.joined_on = card.number or number, card.joined_on or today
    card.term_start, card.term_end, card.grace_until = main.term_start, main.term_end, main.grace_until
    db.session.add(card)
    db.session.flush()
    note_step(card, MembershipMove.REJOINED if back else MembershipMove.JOINED, staff=staff, reason="", now=now)
    return card


def end_family_card(card: Membership, *, staff: Staff | None, reason: str, now: datetime) -> None:
    """Take one family card back. Raises DomainError: not_a_family_card, or club_reason_missing."""
    if card.main_id is None or card.status not in MEMBERS:
        raise DomainError("not_a_family_card")
    if not reason.strip():
        raise DomainError("club_reason_missing")
    card.status, card.grace_until = MembershipStatus.LEFT, None
    note_step(card, MembershipMove.LEFT, staff=staff, reason=reason.strip(), now=now)


def lock(membership: Membership) -> None:
    """Nobody else changes this membership, its family or its count until the transaction ends."""
    db.session.execute(sa.select(Membership.id).where(Membership.id == membership.id).with_for_update())
