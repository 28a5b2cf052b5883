"""The guests of one event as the door sees them: who is found, who is in, how many are still expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload
from werkzeug.exceptions import NotFound

from attendance.ledger.outcome import Outcome, outcome
from attendance.models import Presence, Scan
from clients.book.naming import is_chinese
from clients.finding.search import search_condition
from clients.models import Client
from core.db import db
from core.errors import DomainError
from core.forms import digits
from events.models import Event
from invitations.models import Invitation, ReplyState
from staff.models import Staff
from staff.scope import sees

MOST_HITS = 5
"""A search at the door shows so few names that nobody can read the guest list with it."""
LATEST = 8


@dataclass(frozen=True)
class Count:
    """How full the room is."""

    arrived: int
    expected: int


def count(event: Event) -> Count:
    """Who is in, and who said that they would come (whether or not they are in)."""
    row = db.session.execute(
        sa.select(
            sa.select(sa.func.count()).where(Presence.event_id == event.id).scalar_subquery(),
            sa.select(sa.func.count())
            .where(
                Invitation.event_id == event.id,
                Invitation.revoked_at.is_(None),
                Invitation.reply == ReplyState.ACCEPTED,
            )
            .scalar_subquery(),
        )
    ).one()
    return Count(*row)


def guests_of(actor: Staff, event: Event) -> sa.Select[Invitation]:
    """The guests whom `actor` sees at this event, with client and RM, in the order of their names' readings.

    Whoever let a guest in by the letter sees that guest too, or a slip could not be taken back: an RM at the door
    welcomes colleagues' clients.
    """
    let_in = sa.select(Scan.invitation_id).where(Scan.event_id == event.id, Scan.staff_id == actor.id)
    return (
        sa.select(Invitation)
        .join(Invitation.client)
        .where(Invitation.event_id == event.id, sa.or_(sees(actor, Invitation), Invitation.id.in_(let_in)))
        .options(contains_eager(Invitation.client).joinedload(Client.rm))
        .order_by(Client.sort_key, Client.id)
    )


def load_guest(actor: Staff, event: Event, invitation_id: int) -> Invitation:
    """Raises NotFound, the same for another event's guest, a foreign and a missing one."""
    found = db.session.scalar(guests_of(actor, event).where(Invitation.id == invitation_id))
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class GuestRow:
    """A guest with what becomes of the invitation as things stand, and the check-in if there is one."""

    invitation: Invitation
    outcome: Outcome
    presence: Presence | None


def guest_rows(actor: Staff, event: Event) -> list[GuestRow]:
    """The guests of whom the evening tells, as far as `actor` sees them."""
    query = (
        guests_of(actor, event)
        .add_columns(Presence)
        .outerjoin(Presence, Presence.invitation_id == Invitation.id)
        .where(Invitation.revoked_at.is_(None))
    )
    return [
        GuestRow(invitation, outcome(invitation.reply, presence is not None), presence)
        for invitation, presence in db.session.execute(query)
    ]


def search_guests(actor: Staff, event: Event, text: str) -> list[tuple[Invitation, Presence | None]]:
    """At most five guests by name, pinyin, initials or phone tail, and whether each is in.

    Raises DomainError("search_too_short") below two Chinese characters, three Latin letters or four digits: the door
    finds a guest who stands there, it does not browse.
    """
    text = digits(text)
    compact = text.replace(" ", "")
    least = 2 if is_chinese(compact) else 4 if compact.isdigit() else 3
    if len(compact) < least:
        raise DomainError("search_too_short")
    query = (
        guests_of(actor, event)
        .add_columns(Presence)
        .outerjoin(Presence, Presence.invitation_id == Invitation.id)
        .where(Invitation.revoked_at.is_(None), search_condition(text))
        .limit(MOST_HITS)
    )
    return [(invitation, presence) for invitation, presence in db.session.execute(query)]


def arrivals(actor: Staff, event: Event, *, most: int | None = LATEST) -> Sequence[Presence]:
    """The latest guests who came in, of those whom `actor` sees."""
    seen = guests_of(actor, event).with_only_columns(Invitation.id).order_by(None)
    return db.session.scalars(
        sa.select(Presence)
        .where(Presence.event_id == event.id, Presence.invitation_id.in_(seen))
        .options(
            joinedload(Presence.invitation).joinedload(Invitation.client),
            joinedload(Presence.scan).joinedload(Scan.staff),
        )
        .order_by(Presence.at.desc(), Presence.invitation_id.desc())
        .limit(most)
    ).all()


def presence_of(invitation: Invitation) -> Presence | None:
    """The check-in of a guest who is in, with who made it."""
    return db.session.scalar(
        sa.select(Presence)
        .where(Presence.invitation_id == invitation.id)
        .options(joinedload(Presence.scan).joinedload(Scan.staff))
    )
