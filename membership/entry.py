"""Who could be asked into the club: a list for relationship managers to choose from, never an automatic admission."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from clients.models import Client, ClientHold, Tier
from clients.settings import OLD_CLIENT_HOLDINGS
from membership.models import Membership, MembershipStatus
from staff.models import Role, Staff
from staff.scope import visible
from staff.settings import setting

_FROM_TIER = {1: (Tier.T2, Tier.T3, Tier.T4, Tier.T5), 2: (Tier.T3, Tier.T4, Tier.T5), 3: (Tier.T4, Tier.T5)}
"""From which tiers on a client may come in at the level of this rank (domain research, the club's levels)."""
_YEAR = timedelta(days=365)
_COMES_AGAIN = (MembershipStatus.LAPSED, MembershipStatus.LEFT)


def suggestions(actor: Staff, today: date, *, own: bool = False) -> sa.Select[Client]:
    """The clients whom `actor` sees, or only cares for, who qualify and are neither in the club nor on the way to it.

    Those who come most are first. Nobody is proposed while a hold stands, nor who asked not to be chosen by traits.
    """
    known = sa.select(Membership.client_id).where(Membership.status.not_in(_COMES_AGAIN))
    held = sa.select(ClientHold.client_id).where(
        ClientHold.since <= today, sa.or_(ClientHold.until.is_(None), ClientHold.until >= today)
    )
    qualifies = sa.or_(
        Client.tier.in_(_FROM_TIER[1]),
        Client.holdings_count >= setting(actor.branch_id, OLD_CLIENT_HOLDINGS),
    )
    query = visible(actor, Client).where(
        qualifies, Client.no_profiling.is_(False), Client.id.not_in(known), Client.id.not_in(held)
    )
    if own:
        query = query.where(Client.rm_id == actor.id)
    return query.options(
        joinedload(Client.rm).lazyload(Staff.roles), joinedload(Client.branch), selectinload(Client.holds)
    ).order_by(Client.times_attended.desc(), Client.tier.desc(), Client.holdings_count.desc(), Client.id)


def rank_for(client: Client, today: date) -> int:
    """The rank of the level at which the client qualifies; 0 for none.

    Who came to four evenings within a year comes in at the second level, whatever the tier.
    """
    if client.tier in _FROM_TIER[3]:
        return 3
    if not qualifies(client):
        return 0
    often = client.attended_on_4 is not None and client.attended_on_4 > today - _YEAR
    return 2 if often or client.tier in _FROM_TIER[2] else 1


def qualifies(client: Client) -> bool:
    """Whether the client may come in at all: of the second tier on, or an old client by holdings."""
    return client.tier in _FROM_TIER[1] or client.old_client


def may_propose(actor: Staff) -> bool:
    """Who names clients for the club."""
    return actor.may(Role.RM, Role.ORGANISER, Role.MANAGER, Role.ADMIN)
