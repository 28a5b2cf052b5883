"""Inviting: from the clients of a segment to the guest list, saying who is left out and why."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from clients.contact import holds_on
from clients.history import tell
from clients.models import Client, EntryKind, HoldKind
from core.db import db
from core.errors import DomainError
from events.models import Event, EventStatus
from invitations.models import Dispatch, Invitation, ReplyState
from invitations.segments import SegmentRule, members
from invitations.tokens import issue
from staff.models import Staff

FATIGUE_INVITATIONS = 2
FATIGUE_DAYS = 30
"""At most two invitations in thirty days: more, and a letter is no honour any more (practice of the field)."""


class LeftOut(enum.Enum):
    """Why a client of the segment is not invited; holds give their own kind."""

    ALREADY_INVITED = "already_invited"
    INVITED_OFTEN = "invited_often"


@dataclass(frozen=True)
class Choice:
    """What inviting a segment comes to: whom to invite, and whom not with the reason."""

    fit: list[Client]
    left_out: list[tuple[Client, LeftOut | HoldKind]]


def choose(actor: Staff, event: Event, rule: SegmentRule, *, now: datetime) -> Choice:
    """Go through the clients whom `actor` sees and `rule` selects; nothing is written."""
    clients = db.session.scalars(
        members(actor, rule).options(selectinload(Client.holds), selectinload(Client.rm))
    ).all()
    invited = set(db.session.scalars(sa.select(Invitation.client_id).where(Invitation.event_id == event.id)))
    often = set(
        db.session.scalars(
            sa.select(Invitation.client_id)
            .where(Invitation.invited_at > now - timedelta(days=FATIGUE_DAYS), Invitation.revoked_at.is_(None))
            .group_by(Invitation.client_id)
            .having(sa.func.count() >= FATIGUE_INVITATIONS)
        )
    )
    choice = Choice([], [])
    today = now.astimezone(event.tz).date()
    for client in clients:
        holds = holds_on(client, today)
        if holds:
            choice.left_out.append((client, holds[0]))
        elif client.id in invited:
            choice.left_out.append((client, LeftOut.ALREADY_INVITED))
        elif client.id in often:
            choice.left_out.append((client, LeftOut.INVITED_OFTEN))
        else:
            choice.fit.append(client)
    return choice


def invite(actor: Staff, event: Event, clients: Sequence[Client], *, now: datetime) -> list[Invitation]:
    """Put the clients on the guest list, each with a code of their own, and tell it in their histories.

    Raises DomainError: event_closed, event_over, or nobody_chosen. The database refuses a second invitation of one client.
    """
    if event.status is EventStatus.CLOSED:
        raise DomainError("event_closed")
    if event.starts_at <= now:
        raise DomainError("event_over")
    if not clients:
        raise DomainError("nobody_chosen")
    invitations = []
    for client in clients:
        invitation = Invitation(
            event_id=event.id,
            client_id=client.id,
            invited_by_id=actor.id,
            invited_at=now,
            language=client.language,
        )
        issue(invitation)
        invitations.append(invitation)
        tell(
            client.id,
            EntryKind.INVITED,
            at=now,
            subject=event.title,
            staff_id=actor.id,
            source="event",
            source_id=event.id,
        )
    db.session.add_all(invitations)
    if event.status is EventStatus.DRAFT:
        event.status = EventStatus.INVITING
    db.session.flush()
    return invitations


def revoke(invitation: Invitation, *, now: datetime) -> None:
    """Take an invitation back before it is delivered; its code then opens a page that explains itself.

    Raises DomainError("already_delivered"): after that it is a matter for an apology by telephone.
    """
    if invitation.dispatch is Dispatch.DELIVERED or invitation.reply is not ReplyState.NONE:
        raise DomainError("already_delivered")
    invitation.revoked_at = invitation.revoked_at or now
