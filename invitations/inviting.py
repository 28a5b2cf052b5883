"""Inviting: from the clients of a segment to the guest list, saying who is left out and why."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from clients.contact.may_contact import holds_on
from clients.history.ledger import tell
from clients.models import Client, EntryKind, HoldKind
from core.db import db
from core.errors import DomainError
from events.models import Event, EventStatus
from invitations.models import Dispatch, Invitation, ReplyState
from invitations.rsvp import lock
from invitations.segments import SegmentRule, members
from invitations.tokens import issue
from staff.models import Staff

FATIGUE_INVITATIONS = 2
FATIGUE_DAYS = 30
"""At most two invitations in thirty days: more, and a letter is no honour any more (practice of the field)."""


class LeftOut(enum.Enum):
    """Why a client of the segment is not invited; holds give their own kind."""

    ALREADY_INVITED = "already_invited"
    TAKEN_BACK = "taken_back"  # was invited to this event, and the invitation revoked
    INVITED_OFTEN = "invited_often"


@dataclass(frozen=True)
class Choice:
    """What inviting a segment comes to: whom to invite, and whom not with the reason."""

    fit: list[Client]
    left_out: list[tuple[Client, LeftOut | HoldKind]]


def choose(actor: Staff, event: Event, rule: SegmentRule, *, now: datetime) -> Choice:
    """Go through the clients whom `actor` sees and `rule` selects; nothing is written."""
    clients = db.session.scalars(
        members(actor, rule).options(selectinload(Client.holds), selectinload(Client.rm).lazyload(Staff.roles))
    ).all()
    invited = dict(
        db.session.execute(
            sa.select(Invitation.client_id, Invitation.revoked_at).where(Invitation.event_id == event.id)
        ).all()
    )
    often = _invited_often(now)
    choice = Choice([], [])
    today = now.astimezone(event.tz).date()
    for client in clients:
        holds = holds_on(client, today)
        if holds:
            choice.left_out.append((client, holds[0]))
        elif client.id in invited:
            reason = LeftOut.ALREADY_INVITED if invited[client.id] is None else LeftOut.TAKEN_BACK
            choice.left_out.append((client, reason))
        elif client.id in often:
            choice.left_out.append((client, LeftOut.INVITED_OFTEN))
        else:
            choice.fit.append(client)
    return choice


def _invited_often(now: datetime) -> set[int]:
    """Clients with as many standing invitations in the last thirty days as are good for them."""
    return set(
        db.session.scalars(
            sa.select(Invitation.client_id)
            .where(Invitation.invited_at > now - timedelta(days=FATIGUE_DAYS), Invitation.revoked_at.is_(None))
            .group_by(Invitation.client_id)
            .having(sa.func.count() >= FATIGUE_INVITATIONS)
        )
    )


def invite_ticked(
    actor: Staff, event: Event, rule: SegmentRule, ticked: Collection[int], *, now: datetime
) -> list[Invitation]:
    """Invite those of the ticked clients whom `choose` still finds fit; it is asked again under the event's lock.

    Ids that the rule does not select or the actor does not see are passed over. Raises DomainError: event_closed,
    event_over, nobody_chosen, or nobody_fit when all that are ticked have meanwhile been invited or put on hold.
    """
    event = lock_event(event.id)
    clients = [client for client in choose(actor, event, rule, now=now).fit if client.id in ticked]
    if ticked and not clients:
        raise DomainError("nobody_fit")
    return invite(actor, event, clients, now=now)


def lock_event(event_id: int) -> Event:
    """The event as it is now, kept for the rest of the transaction from whoever else invites to it."""
    query = sa.select(Event).where(Event.id == event_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def invite(actor: Staff, event: Event, clients: Sequence[Client], *, now: datetime) -> list[Invitation]:
    """Put the clients on the guest list, each with a code of their own, and tell it in their histories.

    Raises DomainError: event_closed, event_over, nobody_chosen, or already_invited: the database refuses a second
    invitation of one client, whoever was first.
    """
    if event.status is EventStatus.CLOSED:
        raise DomainError("event_closed")
    if event.starts_at <= now:
        raise DomainError("event_over")
    if not clients:
        raise DomainError("nobody_chosen")
    invitations = [_invitation(actor, event, client, now) for client in clients]
    try:
        with db.session.begin_nested():
            db.session.add_all(invitations)
    except IntegrityError:
        raise DomainError("already_invited") from None
    for client in clients:
        tell(
            client.id,
            EntryKind.INVITED,
            at=now,
            subject=event.title,
            staff_id=actor.id,
            source="event",
            source_id=event.id,
        )
    if event.status is EventStatus.DRAFT:
        event.status = EventStatus.INVITING
    db.session.flush()
    return invitations


def _invitation(actor: Staff, event: Event, client: Client, now: datetime) -> Invitation:
    invitation = Invitation(
        event_id=event.id,
        client_id=client.id,
        invited_by_id=actor.id,
        invited_at=now,
        language=client.language,
    )
    issue(invitation)
    return invitation


def revoke(invitation: Invitation, *, now: datetime) -> None:
    """Take an invitation back before it is delivered; its code then opens a page that explains itself.

    Raises DomainError("already_delivered"): after that it is a matter for an apology by telephone.
    """
    _event, invitation = lock(invitation.id)  # the guest may answer at this moment
    if invitation.dispatch is Dispatch.DELIVERED or invitation.reply is not ReplyState.NONE:
        raise DomainError("already_delivered")
    invitation.revoked_at = invitation.revoked_at or now
