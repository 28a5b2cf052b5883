"""The guests of one event as the door sees them: whom the reader sees, who is in, who came last."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload
from werkzeug.exceptions import NotFound

from attendance.ledger.party import Person, parties_at_door, person_of
from attendance.models import Presence, Scan
from clients.models import Client
from core.db import db
from events.models import Event
from invitations.models import Invitation
from staff.models import Staff
from staff.scope import sees

LATEST = 8


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


def party_here(invitation: Invitation, presence: Presence | None) -> list[Person]:
    """Who is expected by the invitation, and who came beside them."""
    party = parties_at_door([invitation])[invitation.id]
    known = {person.key for person in party}
    return party + [person_of(key, party) for key in (presence.came if presence else ()) if key not in known]


def presence_of(invitation: Invitation) -> Presence | None:
    """The check-in of a guest who is in, with who made it."""
    return db.session.scalar(
        sa.select(Presence)
        .where(Presence.invitation_id == invitation.id)
        .options(joinedload(Presence.scan).joinedload(Scan.staff))
    )
