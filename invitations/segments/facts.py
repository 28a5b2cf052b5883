"""What of other tables a rule looks at, read for many clients at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from clients.contact.may_contact import may_contact
from clients.models import INTEREST_PARENTS, Client, ClientHold, ClientInterest, Consent, ContactChannel, Purpose
from core.db import db
from invitations.segments.asking import standing
from membership.models import MEMBERS, Membership
from staff.settings import know_settings


@dataclass
class Facts:
    """By client's id; only what the rule's fields ask for is there."""

    today: date
    interests: dict[int, dict[str, int]] = field(default_factory=dict)  # code → how sure
    holds: dict[int, set[str]] = field(default_factory=dict)
    consents: dict[int, set[str]] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)
    statuses: dict[int, str] = field(default_factory=dict)
    invitable: dict[int, bool] = field(default_factory=dict)


def facts_of(clients: Sequence[Client], fields: frozenset[str], today: date) -> Facts:
    """With as many queries for a page of clients as for one."""
    facts = Facts(today)
    if not clients:
        return facts
    ids = [client.id for client in clients]
    if "interest" in fields:
        facts.interests = _interests(ids)
    if "hold" in fields:
        facts.holds = _holds(ids, today)
    if "consent" in fields:
        facts.consents = _consents(ids)
    if fields & {"club_level", "club_status"}:
        rows = db.session.execute(
            sa.select(Membership.client_id, Membership.level_id, Membership.status).where(Membership.client_id.in_(ids))
        ).all()
        facts.statuses = {row.client_id: row.status.value for row in rows}
        facts.levels = {row.client_id: row.level_id for row in rows if row.status in MEMBERS}
    if fields & {"old_client", "core_client"}:
        know_settings({client.branch_id for client in clients})
    if "contactable" in fields:
        verdicts = may_contact(clients, purpose=Purpose.INVITATION, channel=None, day=today)
        facts.invitable = {client_id: verdict.allowed for client_id, verdict in verdicts.items()}
    return facts


def _interests(ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """With those of the first level that follow from the second."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = sa.select(ClientInterest.client_id, ClientInterest.interest, ClientInterest.confidence)
    for client_id, interest, sure in db.session.execute(rows.where(ClientInterest.client_id.in_(ids))):
        for one in {interest, INTEREST_PARENTS.get(interest, interest)}:
            found[client_id][one.value] = max(sure, found[client_id].get(one.value, 0))
    return found


def _holds(ids: Sequence[int], today: date) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    root = sa.func.coalesce(Client.merged_into_id, Client.id)
    rows = sa.select(root, ClientHold.kind).join(ClientHold, ClientHold.client_id == Client.id)
    for client_id, kind in db.session.execute(rows.where(_one_of(ids), standing(today))):
        found[client_id].add(kind.value)
    return found


def _consents(ids: Sequence[int]) -> dict[int, set[str]]:
    """Purposes that are agreed to, each by some way, and not withdrawn since."""
    root = sa.func.coalesce(Client.merged_into_id, Client.id)
    rows = sa.select(root, Consent.purpose, Consent.channel, Consent.given).join(
        Consent, Consent.client_id == Client.id
    )
    stands: dict[tuple[int, str], dict[ContactChannel | None, bool]] = defaultdict(dict)
    for client_id, purpose, channel, given in db.session.execute(rows.where(_one_of(ids)).order_by(Consent.id)):
        said = stands[client_id, purpose.value]
        if channel is None:
            said.clear()
        said[channel] = given
    found: dict[int, set[str]] = defaultdict(set)
    for (client_id, code), said in stands.items():
        if any(said.values()):
            found[client_id].add(code)
    return found


def _one_of(ids: Sequence[int]) -> sa.ColumnElement[bool]:
    return sa.or_(Client.id.in_(ids), Client.merged_into_id.in_(ids))
