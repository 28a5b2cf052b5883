"""Who may not be invited to an evening for what its programme is, or for who else comes.

Beside what clients/contact/may_contact.py says of a client at any time. A manager may make an exception and says why.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from clients.contact.may_contact import may_contact_one
from clients.contact.reasons import may_be_excepted
from clients.models import Client, Purpose, Relation, RelationKind, RiskLevel
from core.db import db
from core.errors import DomainError
from events.models import Event, EventStatus
from events.type_profile import YOUNGEST, TypeProfile
from invitations.guests.joint import joint_clients
from invitations.guests.same_type.score import age_on
from invitations.models import GuestException, Invitation, JointGuest, ThemeRefusal
from invitations.settings import THEME_GAP_DAYS
from staff.models import Role, Staff
from staff.scope import visible
from staff.settings import setting


class Exclusion(enum.Enum):
    """Why somebody is not of this evening."""

    RISK_UNKNOWN = "risk_unknown"
    RISK_TOO_LOW = "risk_too_low"
    NOT_QUALIFIED = "not_qualified"
    MINOR = "minor"
    OFFICIAL = "official"
    KEPT_APART = "kept_apart"
    THEME_REFUSED = "theme_refused"  # the client's own word: nobody makes an exception from it
    THEME_LATELY = "theme_lately"


CLIENTS_WORD = frozenset({Exclusion.THEME_REFUSED})
"""What no manager may pass over."""

_RISKS = list(RiskLevel)


def excluded_by_programme(client: Client, profile: TypeProfile, day: date) -> Exclusion | None:
    """What of the programme speaks against inviting this client on `day`, or nothing."""
    if profile.private_fund and not client.qualified_investor:
        return Exclusion.NOT_QUALIFIED
    if profile.product_level:
        if client.risk_level is None:
            return Exclusion.RISK_UNKNOWN
        if _RISKS.index(client.risk_level) + 1 < profile.product_level:
            return Exclusion.RISK_TOO_LOW
    if profile.gifts and client.official:
        return Exclusion.OFFICIAL
    if client.birth_date is not None and age_on(client.birth_date, day) < YOUNGEST:
        return Exclusion.MINOR
    return None


@dataclass(frozen=True)
class Conflict:
    """Two who must not meet; `met_id` is the one who is on the guest list already."""

    client_id: int
    met_id: int


def conflicts(client_ids: Collection[int], event: Event) -> list[Conflict]:
    """Those of `client_ids` who are kept apart from a guest of the event, in one query whatever their number."""
    if not client_ids:
        return []
    pairs = _kept_apart()
    invited = sa.select(Invitation.client_id).where(Invitation.event_id == event.id, Invitation.revoked_at.is_(None))
    guests = sa.union(invited, joint_clients(event))
    rows = db.session.execute(
        sa.select(pairs.c.one, pairs.c.other).where(pairs.c.one.in_(client_ids), pairs.c.other.in_(guests))
    )
    return [Conflict(one, other) for one, other in rows]


def conflicts_among(client_ids: Collection[int]) -> list[Conflict]:
    """The pairs within `client_ids` who are kept apart, each once."""
    if not client_ids:
        return []
    pairs = _kept_apart()
    rows = db.session.execute(
        sa.select(pairs.c.one, pairs.c.other).where(
            pairs.c.one.in_(client_ids), pairs.c.other.in_(client_ids), pairs.c.one < pairs.c.other
        )
    )
    return [Conflict(one, other) for one, other in sorted({(one, other) for one, other in rows})]


def _kept_apart() -> sa.Subquery:
    """Each pair both ways round; a merged duplicate stands for the client it was merged into."""
    one, other = aliased(Client), aliased(Client)
    kept = sa.select(
        sa.func.coalesce(one.merged_into_id, one.id).label("one"),
        sa.func.coalesce(other.merged_into_id, other.id).label("other"),
    )
    there = (
        kept.select_from(Relation)
        .join(one, Relation.client_id == one.id)
        .join(other, Relation.other_id == other.id)
        .where(Relation.kind == RelationKind.KEEP_APART)
    )
    back = (
        kept.select_from(Relation)
        .join(one, Relation.other_id == one.id)
        .join(other, Relation.client_id == other.id)
        .where(Relation.kind == RelationKind.KEEP_APART)
    )
    return sa.union_all(there, back).subquery()


def exclusions(event: Event, clients: Sequence[Client]) -> dict[int, Exclusion]:
    """Why each of these clients is not of this evening; those who may come are missing. Five queries at most."""
    profile = TypeProfile.from_stored(event.type_profile or {})
    day = event.local_start.date()
    ids = [client.id for client in clients]
    found: dict[int, Exclusion] = dict.fromkeys(refused_theme(event, ids), Exclusion.THEME_REFUSED)
    for client in clients:
        if (why := excluded_by_programme(client, profile, day)) is not None:
            found.setdefault(client.id, why)
    for conflict in conflicts(ids, event):
        found.setdefault(conflict.client_id, Exclusion.KEPT_APART)
    for client_id in had_theme_lately(event, ids):
        found.setdefault(client_id, Exclusion.THEME_LATELY)
    return found


_PERSON = sa.func.coalesce(Client.merged_into_id, Client.id)
"""A merged duplicate stands for the client it was merged into."""


def refused_theme(event: Event, client_ids: Collection[int]) -> set[int]:
    """Who of these wishes no more invitations to evenings of the event's theme."""
    if not event.theme or not client_ids:
        return set()
    query = sa.select(_PERSON).join(ThemeRefusal, ThemeRefusal.client_id == Client.id)
    return set(db.session.scalars(query.where(ThemeRefusal.theme == event.theme, _PERSON.in_(client_ids))))


def had_theme_lately(event: Event, client_ids: Collection[int]) -> set[int]:
    """Who of these is invited to another evening of the theme that lies too near, by an own or a joint letter.

    Who declined that one was asked all the same.
    """
    gap = timedelta(days=setting(event.branch_id, THEME_GAP_DAYS))
    if not event.theme or not client_ids or not gap:
        return set()
    near = sa.and_(
        Event.id != event.id,
        Event.theme == event.theme,
        Event.status.not_in((EventStatus.CANCELLED, EventStatus.POSTPONED)),
        Event.starts_at > event.starts_at - gap,
        Event.starts_at < event.starts_at + gap,
    )
    stands = sa.and_(Invitation.revoked_at.is_(None), _PERSON.in_(client_ids))
    own = (
        sa.select(_PERSON)
        .join(Invitation, Invitation.client_id == Client.id)
        .join(Event, Event.id == Invitation.event_id)
        .where(near, stands)
    )
    joint = (
        sa.select(_PERSON)
        .join(JointGuest, JointGuest.client_id == Client.id)
        .join(Invitation, Invitation.id == JointGuest.invitation_id)
        .join(Event, Event.id == Invitation.event_id)
        .where(near, stands)
    )
    return set(db.session.scalars(sa.union(own, joint)))


def exceptions_of(event: Event) -> dict[int, GuestException]:
    """For whom a manager has made an exception."""
    rows = db.session.scalars(sa.select(GuestException).where(GuestException.event_id == event.id))
    return {row.client_id: row for row in rows}


def exceptions_seen(actor: Staff, event: Event) -> list[tuple[Client, GuestException]]:
    """All of them for clients whom `actor` sees, invited or not: one made by mistake can be taken back at once."""
    query = visible(actor, Client).join(GuestException, GuestException.client_id == Client.id)
    rows = query.where(GuestException.event_id == event.id).order_by(Client.sort_key, Client.id)
    return [(client, row) for client, row in db.session.execute(rows.add_columns(GuestException))]


def make_exception(actor: Staff, event: Event, client: Client, reason: str, *, now: datetime) -> GuestException:
    """Let a client be invited although something speaks against it.

    Raises DomainError: exception_not_yours for anybody but a manager, exception_reason without a reason, and
    exception_never where the client's own word stands against it.
    """
    if not actor.may(Role.MANAGER):
        raise DomainError("exception_not_yours")
    if not reason:
        raise DomainError("exception_reason")
    day = now.astimezone(event.tz).date()
    verdict = may_contact_one(client, purpose=Purpose.INVITATION, channel=None, day=day)
    if not all(may_be_excepted(one) for one in verdict.reasons) or refused_theme(event, [client.id]):
        raise DomainError("exception_never")
    row = db.session.get(GuestException, (event.id, client.id))
    if row is None:
        row = GuestException(event_id=event.id, client_id=client.id, reason=reason, staff_id=actor.id, at=now)
        db.session.add(row)
    row.reason, row.staff_id, row.at = reason, actor.id, now
    return row


def take_exception_back(event: Event, client_id: int) -> None:
    """The rule stands again; without an exception it is no error. Who is invited already stays invited."""
    row = db.session.get(GuestException, (event.id, client_id))
    if row is not None:
        db.session.delete(row)
