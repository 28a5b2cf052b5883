"""Whom the list lacks: clients of the type who are not invited yet, above all those who never are."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from clients.contact.may_contact import may_contact
from clients.models import Client, Purpose, Tier
from core.db import db
from events.models import Event
from events.type_profile import TypeProfile
from invitations.guests.joint import joint_clients
from invitations.guests.same_type.composition import Guest, is_regular, with_interests
from invitations.guests.same_type.exclusions import exclusions
from invitations.guests.same_type.score import score
from invitations.models import Invitation
from staff.models import Staff
from staff.scope import sees

MOST = 8
LOOKED_AT = 400
"""So many of the right type and tier are scored; the longest uninvited of them, who have waited most."""
NEVER_INVITED_DAYS = 365
WORTHY = (Tier.T3, Tier.T4, Tier.T5)
"""从未受邀: nobody of these tiers should go a year without an invitation (domain research, RFM labels)."""


def _candidates(actor: Staff, event: Event, profile: TypeProfile) -> sa.Select[Client]:
    """Clients whom `actor` sees, of the type and tiers, who have no invitation to this event."""
    own = sa.select(Invitation.client_id).where(Invitation.event_id == event.id)
    invited = sa.union(own, joint_clients(event))
    query = sa.select(Client).where(
        sees(actor, Client),
        Client.branch_id == event.branch_id,
        Client.no_profiling.is_(False),
        Client.id.not_in(invited),
    )
    if profile.types:
        query = query.where(Client.client_type.in_(profile.types))
    if profile.tiers:
        query = query.where(Client.tier.in_(profile.tiers))
    longest = sa.case((Client.last_invited_on.is_(None), 0), else_=1)
    return with_interests(query.order_by(longest, Client.last_invited_on, Client.sort_key, Client.id).limit(LOOKED_AT))


def _invitable(event: Event, clients: list[Client], today: date) -> list[Client]:
    """Those whom nothing speaks against: neither they themselves nor the programme."""
    verdicts = may_contact(clients, purpose=Purpose.INVITATION, channel=None, day=today)
    against = exclusions(event, clients)
    return [client for client in clients if verdicts[client.id].allowed and client.id not in against]


def better_fits(actor: Staff, event: Event, *, now: datetime) -> list[Guest]:
    """A few clients of the type who are not invited and come too seldom rather than too often, the best first."""
    profile = TypeProfile.from_stored(event.type_profile or {})
    today = now.astimezone(event.tz).date()
    if not profile.asks:
        return []
    clients = db.session.scalars(_candidates(actor, event, profile)).all()
    fitting = [
        Guest(client, found)
        for client in clients
        if (found := score(client, profile, today)) and found.fits and not is_regular(client, today)
    ]
    fitting.sort(key=lambda guest: -guest.score.total if guest.score else 0)  # of equals, who waited longest
    fitting = fitting[: 4 * MOST]
    free = {client.id for client in _invitable(event, [guest.client for guest in fitting], today)}
    return [guest for guest in fitting if guest.client.id in free][:MOST]


def never_invited(actor: Staff, event: Event, *, now: datetime) -> list[Client]:
    """Clients of high tier and of the evening's type whom nobody has invited for a year, the highest tier first."""
    profile = TypeProfile.from_stored(event.type_profile or {})
    today = now.astimezone(event.tz).date()
    since = today - timedelta(days=NEVER_INVITED_DAYS)
    query = _candidates(actor, event, profile).where(
        Client.tier.in_(WORTHY), sa.or_(Client.last_invited_on.is_(None), Client.last_invited_on < since)
    )
    clients = list(
        db.session.scalars(query.order_by(None).order_by(Client.tier.desc(), Client.sort_key).limit(5 * MOST))
    )
    return _invitable(event, clients, today)[:MOST]
