"""Whose arrival concerns whom: own clients, the evenings whose doors are open, and who is told what of a guest."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload
from werkzeug.exceptions import NotFound

from attendance.ledger.standing import counts
from attendance.models import Presence, Welcome
from clients.models import Client, ClientDelegate
from clients.scopes import cared_for
from core.db import LARGEST_ID, db
from events.models import Event, EventFormat
from events.scopes import tonight
from invitations.models import Invitation, ReplyState
from staff.models import Role, Staff
from staff.scope import sees

HOSTS = (Role.ORGANISER, Role.MANAGER)
"""They are told of whom nobody welcomes."""
WATCHING = (Role.RM, *HOSTS)
EXPECTED = (ReplyState.ACCEPTED, ReplyState.DELEGATED)

_KEPT, _MINE = aliased(Client), aliased(Client)


def own(actor: Staff) -> sa.ColumnElement[bool]:
    """Clients whom `actor` looks after or stands in for, and no others, whatever else `actor` may see.

    A branch manager sees the whole branch; but what was confided to a relationship manager is told at the door to that
    manager alone. A merged duplicate belongs to whoever looks after the client that stays.
    """
    if not actor.may(Role.RM):
        return sa.false()
    mine = sa.select(_MINE.id).where(_MINE.rm_id == actor.id).correlate(None)
    delegated = sa.select(ClientDelegate.client_id).where(ClientDelegate.staff_id == actor.id)
    looked_after = sa.union_all(mine, delegated)
    kept = sa.select(_KEPT.id).where(_KEPT.id.in_(looked_after), _KEPT.merged_into_id.is_(None)).correlate(None)
    return sa.and_(cared_for(actor), sa.func.coalesce(Client.merged_into_id, Client.id).in_(kept))


def door_open(actor: Staff) -> sa.ColumnElement[bool]:
    """Evenings of `actor` at whose door somebody may stand now; online nobody does."""
    return sa.and_(sees(actor, Event), tonight(), Event.format != EventFormat.ONLINE)


def concerned(actor: Staff) -> bool:
    """Whether guests may come now whose arrival is told to `actor`: one query, on all pages of hosts and managers."""
    if not actor.may(*WATCHING):
        return False
    query = sa.select(Event.id).where(door_open(actor))
    if not actor.may(*HOSTS):
        guests = (
            sa.select(Invitation.event_id)
            .join(Invitation.client)
            .where(own(actor), Invitation.revoked_at.is_(None), Invitation.reply.in_(EXPECTED))
        )
        query = query.where(Event.id.in_(guests))
    with db.session.no_autoflush:  # a page that tells of a mistake in a form must not write what is wrong
        return db.session.scalar(sa.select(query.exists())) or False


def guests(actor: Staff, event: Event) -> sa.Select[Invitation]:
    """The guests of an evening whom `actor` sees, with client and relationship manager, in the order of their names."""
    rm = contains_eager(Invitation.client).joinedload(Client.rm)
    return (
        sa.select(Invitation)
        .join(Invitation.client)
        .where(Invitation.event_id == event.id, counts(), cared_for(actor))
        .options(rm.lazyload(Staff.roles), rm.lazyload(Staff.branch))
        .order_by(Client.sort_key, Client.id)
    )


def load_guest(actor: Staff, event: Event, invitation_id: int, *, only_own: bool = False) -> Invitation:
    """Raises NotFound, the same for another event's guest, a foreign and a missing one, and for a letter taken back
    whose guest is not here."""
    query = guests(actor, event).where(Invitation.id == invitation_id)
    if only_own:
        query = query.where(own(actor))
    found = db.session.scalar(query) if 0 < invitation_id <= LARGEST_ID else None
    if found is None:
        raise NotFound
    return found


def welcomed() -> sa.ColumnElement[bool]:
    """Joins Welcome to Presence: a word given before the check-in was taken back and made again counts no more."""
    return sa.and_(Welcome.invitation_id == Presence.invitation_id, Welcome.at >= Presence.at)


def with_presence(
    query: sa.Select[Invitation],
) -> sa.Select[Invitation, Presence, Welcome]:
    """The guests of `query`, each with the check-in and with who goes to welcome them, or None."""
    return (
        query.outerjoin(Presence, Presence.invitation_id == Invitation.id)
        .outerjoin(Welcome, welcomed())
        .add_columns(Presence, Welcome)
        .options(
            joinedload(Presence.scan),
            joinedload(Welcome.staff).lazyload(Staff.roles),
            joinedload(Welcome.staff).lazyload(Staff.branch),
        )
    )
