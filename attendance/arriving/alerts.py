"""Who has arrived, told to whom it concerns: the own manager at once, the hosts when nobody goes.

Everything is computed from the ledger's presence and from who said "I'm coming"; nothing is stored to be sent.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from attendance.arriving.own import HOSTS, door_open, own, welcomed
from attendance.models import GUEST, REPRESENTATIVE, Presence, Scan, Welcome
from clients.book.naming import address_or_none
from clients.models import Client
from clients.scopes import cared_for
from core.db import db
from core.languages import clock
from events.models import Event
from invitations.models import Invitation
from invitations.paper.seated import tables_told
from staff.models import Role, Staff

ASK_SECONDS = 4
"""How often an open page asks: whoever has arrived is told of within five seconds."""
HIDDEN_ASK_SECONDS = 15
ANSWER_WITHIN = timedelta(seconds=60)
"""Then the hosts are told that nobody goes."""
ALERT_LASTS = timedelta(hours=1)
"""An hour after the arrival the guest sits, or is being looked after."""
ANSWER_SHOWN = timedelta(minutes=2)
"""For so long the others read who goes."""
MOST = 40


class Why(enum.Enum):
    """Why somebody is told."""

    OWN = "own"  # looks after the client, or stands in
    GREETED = "greeted"  # the branch manager greets this guest
    UNANSWERED = "unanswered"  # nobody has said that they go


class Party(enum.Enum):
    """Who of the party is here."""

    GUEST = "guest"
    REPRESENTATIVE = "representative"  # came for the client
    AHEAD = "ahead"  # the company came first


@dataclass(frozen=True)
class Alert:
    """One guest, ready to be shown to one reader."""

    invitation_id: int
    event_id: int
    why: Why
    party: Party
    name: str
    full_name: str
    delegate: str
    at: str
    companions: int
    table: str
    gate: str
    note: str
    """What the door knows of the guest: a wheelchair, an interpreter."""
    rm: str
    rm_phone: str
    going: str
    """Who goes to welcome them; empty while nobody does."""
    i_go: bool

    @property
    def key(self) -> str:
        """What the page remembers of an alert that was heard or put away. It names nobody."""
        return f"{self.invitation_id}.{self.why.value}.{self.party.value}"


def alerts(actor: Staff, language: str, *, now: datetime) -> list[Alert]:
    """What `actor` is told now, the latest first: those to whom nobody goes, then those to whom somebody does.

    Relationship managers are told of their own clients alone and of those for whom they stand in. Managers and
    organisers are told of whoever was not answered within a minute; a manager at once of those whom they greet.
    """
    found = [
        (presence, welcome, why)
        for presence, welcome, own_one in _here(actor, now)
        if (why := _why(actor, presence, welcome, own_one=own_one, now=now)) is not None
    ]
    tables = _tables(presence.invitation for presence, _welcome, _why in found)
    told = [_alert(actor, presence, welcome, why, language, tables) for presence, welcome, why in found]
    return sorted(told, key=lambda alert: bool(alert.going))


def _here(actor: Staff, now: datetime) -> list[tuple[Presence, Welcome | None, bool]]:
    """Guests of the last hour to whom nobody goes yet, or somebody has just gone; and whether each is an own client."""
    shown = sa.or_(Welcome.at.is_(None), Welcome.at > now - ANSWER_SHOWN)
    rm = contains_eager(Presence.invitation).contains_eager(Invitation.client).joinedload(Client.rm)
    query = (
        sa.select(Presence, Welcome, own(actor))
        .join(Presence.invitation)
        .join(Invitation.client)
        .join(Invitation.event)
        .outerjoin(Welcome, welcomed())
        .where(
            own(actor) if not actor.may(*HOSTS) else cared_for(actor),
            door_open(actor),
            Presence.at > now - ALERT_LASTS,
            shown,
        )
        .options(
            contains_eager(Presence.invitation).contains_eager(Invitation.event),
            rm.lazyload(Staff.roles),
            rm.lazyload(Staff.branch),
            joinedload(Presence.scan).lazyload(Scan.staff),
            joinedload(Welcome.staff).lazyload(Staff.roles),
            joinedload(Welcome.staff).lazyload(Staff.branch),
        )
        .order_by(Presence.at.desc(), Presence.invitation_id.desc())
        .limit(MOST)
    )
    return [(presence, welcome, bool(mine)) for presence, welcome, mine in db.session.execute(query).unique()]


def _why(actor: Staff, presence: Presence, welcome: Welcome | None, *, own_one: bool, now: datetime) -> Why | None:
    """Why `actor` is told of this guest, or None. Whoever let the guest in stands before them already."""
    if presence.scan.staff_id == actor.id:
        return None
    if own_one:
        return Why.OWN
    if presence.invitation.greeted and actor.may(Role.MANAGER):
        return Why.GREETED
    if not actor.may(*HOSTS) or presence.scan.staff_id == presence.invitation.client.rm_id:
        return None
    answered_at = welcome.at if welcome is not None else now
    return Why.UNANSWERED if answered_at - presence.at >= ANSWER_WITHIN else None


def _tables(invitations: Iterable[Invitation]) -> dict[int, str]:
    """Where each sits: a query for each evening, however many came."""
    by_event: dict[Event, list[int]] = {}
    for invitation in invitations:
        by_event.setdefault(invitation.event, []).append(invitation.id)
    return {key: name for event, ids in by_event.items() for key, name in tables_told(event, ids).items()}


def _alert(
    actor: Staff, presence: Presence, welcome: Welcome | None, why: Why, language: str, tables: dict[int, str]
) -> Alert:
    invitation = presence.invitation
    client, party = invitation.client, party_here(presence)
    return Alert(
        invitation_id=invitation.id,
        event_id=invitation.event_id,
        why=why,
        party=party,
        name=address_or_none(client, language) or client.full_name,
        full_name=client.full_name,
        delegate=invitation.delegate_name if party is Party.REPRESENTATIVE else "",
        at=clock(presence.at, invitation.event.tz),
        companions=companions_here(presence),
        table=tables.get(invitation.id, ""),
        gate=presence.scan.gate,
        note=invitation.door_note,
        rm=client.rm.called(language),
        rm_phone=client.rm.phone,
        going=welcome.staff.called(language) if welcome is not None else "",
        i_go=welcome is not None and welcome.staff_id == actor.id,
    )


def party_here(presence: Presence) -> Party:
    """Whether the guest is here, somebody for them, or their company alone."""
    if GUEST in presence.came:
        return Party.GUEST
    return Party.REPRESENTATIVE if REPRESENTATIVE in presence.came else Party.AHEAD


def companions_here(presence: Presence) -> int:
    """How many came beside the guest, or beside who comes for them."""
    return max(0, presence.heads - (party_here(presence) is not Party.AHEAD))
