"""Nomination: relationship managers propose clients and say why; the organiser decides, and accepting invites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import NotFound

from clients.contact.may_contact import Reason
from clients.finding.search import search_condition
from clients.models import Client
from core.db import LARGEST_ID, db
from core.errors import DomainError
from events.models import Event
from events.type_profile import TypeProfile
from invitations.guests.inviting import LeftOut, Weighed, Why, invite, lock_event, passable, weigh
from invitations.guests.joint import couples, joint_clients
from invitations.guests.next_first import next_first
from invitations.guests.quotas import check_places
from invitations.guests.same_type.composition import with_interests
from invitations.guests.same_type.score import Score, score
from invitations.guests.waves import often_absent
from invitations.models import Invitation, Nomination, NominationState, Wave
from staff.models import Staff
from staff.scope import sees, visible

MOST_SHOWN = 24
LOOKED_AT = 200
"""So many clients are weighed for a manager's page: those of the evening's type, the longest uninvited first."""
_ORDER = (NominationState.PROPOSED, NominationState.ACCEPTED, NominationState.REJECTED, NominationState.WITHDRAWN)


def nominate(event: Event, client: Client, reason: str, *, now: datetime, wave: Wave | None = None) -> Nomination:
    """Propose a client, with a line that says why; twice changes the line. A place of the client's manager is held.

    What a manager may pass over only warns; whom nobody may invite can't be proposed. Raises DomainError: event_closed,
    event_over, nomination_reason, nomination_invited, nomination_decided, not_contacted, theme_refused, or quota_full.
    """
    event = lock_event(event.id)
    _open(event, now)
    if not reason:
        raise DomainError("nomination_reason")
    for why in weigh(event, [client], now=now).against.get(client.id, ()):
        if not passable(why):
            raise _refusal(why)
    row = db.session.scalar(
        sa.select(Nomination).where(Nomination.event_id == event.id, Nomination.client_id == client.id)
    )
    if row is not None and row.state in (NominationState.ACCEPTED, NominationState.REJECTED):
        raise DomainError("nomination_decided")
    if row is None or row.state is NominationState.WITHDRAWN:
        check_places(event, [client])
    if row is None:
        row = Nomination(event_id=event.id, client_id=client.id, rm_id=client.rm_id, reason=reason, at=now)
        db.session.add(row)
    found = score(client, _profile(event), now.astimezone(event.tz).date())
    row.rm_id, row.reason, row.wave, row.at = client.rm_id, reason, wave, now
    row.score, row.state = found.total if found else None, NominationState.PROPOSED
    db.session.flush()
    return row


def _open(event: Event, now: datetime) -> None:
    if event.over:
        raise DomainError("event_closed")
    if event.starts_at <= now:
        raise DomainError("event_over")


def _refusal(why: Why) -> DomainError:
    if isinstance(why, LeftOut):
        return DomainError("nomination_invited")
    if isinstance(why, Reason):
        return DomainError("not_contacted", reason=why.sentence)
    return DomainError("theme_refused")


def _profile(event: Event) -> TypeProfile:
    return TypeProfile.from_stored(event.type_profile or {})


def withdraw(nomination: Nomination) -> None:
    """The manager thought better of it, and the place is free again. Raises DomainError("nomination_decided")."""
    if nomination.state is NominationState.WITHDRAWN:
        return
    if nomination.state is not NominationState.PROPOSED:
        raise DomainError("nomination_decided")
    nomination.state = NominationState.WITHDRAWN


def reject(nomination: Nomination, note: str, *, staff: Staff, now: datetime) -> None:
    """Not this time, and why, for the manager to read.

    Raises DomainError: nomination_note without a reason, or nomination_decided when it was withdrawn or is accepted.
    """
    if nomination.state is NominationState.REJECTED:
        return
    if nomination.state is not NominationState.PROPOSED:
        raise DomainError("nomination_decided")
    if not note:
        raise DomainError("nomination_note")
    nomination.state, nomination.note = NominationState.REJECTED, note
    nomination.decided_at, nomination.decided_by_id = now, staff.id


@dataclass(frozen=True)
class Accepted:
    """Who is invited now, and whom something speaks against still."""

    invited: list[Invitation]
    left: list[tuple[Nomination, tuple[Why, ...]]]


def accept(actor: Staff, event: Event, waves: Mapping[int, Wave], *, now: datetime) -> Accepted:
    """Invite the clients of these nominations (by id, with the wave of each); one rejected before may be accepted now.

    Two who live together and want one letter get one. Whom a rule speaks against stays proposed, until a manager makes
    an exception. Raises DomainError as `invite`, or nomination_none when there is nothing to decide.
    """
    event = lock_event(event.id)
    _open(event, now)
    open_states = (NominationState.PROPOSED, NominationState.REJECTED)
    rows = db.session.scalars(
        visible(actor, Nomination)
        .where(Nomination.event_id == event.id, Nomination.id.in_(waves), Nomination.state.in_(open_states))
        .options(joinedload(Nomination.client).joinedload(Client.household))
        .order_by(Nomination.id)
        .with_for_update(of=Nomination)
    ).all()
    if not rows:
        raise DomainError("nomination_none")
    against = weigh(event, [row.client for row in rows], now=now).against
    fit = [row for row in rows if row.client_id not in against]
    by_wave: dict[Wave, list[Nomination]] = defaultdict(list)
    for row in fit:
        row.state, row.wave, row.note = NominationState.ACCEPTED, waves[row.id], ""
        row.decided_at, row.decided_by_id = now, actor.id
        by_wave[row.wave].append(row)
    invited = [
        invitation
        for wave, chosen in sorted(by_wave.items(), key=lambda pair: pair[0].value)
        for invitation in _invite_wave(actor, event, chosen, wave, now)
    ]
    return Accepted(invited, [(row, against[row.client_id]) for row in rows if row.client_id in against])


def _invite_wave(
    actor: Staff, event: Event, chosen: Sequence[Nomination], wave: Wave, now: datetime
) -> list[Invitation]:
    clients = [row.client for row in chosen]
    together = {one.id: other for one, other in couples(clients)}
    return invite(actor, event, clients, now=now, wave=wave, together=together)


# --- what the page shows


@dataclass(frozen=True)
class Candidate:
    """A client with what helps to decide; `nomination` is none of whom nobody has proposed."""

    client: Client
    nomination: Nomination | None
    score: Score | None
    against: tuple[Why, ...]
    warnings: tuple[Reason, ...]
    asked_first: bool  # waited in vain for a seat lately
    absent: bool  # accepted and stayed away three times
    partner: Client | None  # with whom one letter would be shared

    @property
    def can_be_proposed(self) -> bool:
        return all(passable(why) for why in self.against)


def nominated(actor: Staff, event: Event, *, now: datetime) -> list[Candidate]:
    """Everybody proposed whom `actor` sees, those to be decided first: who waited in vain, then by score."""
    query = (
        visible(actor, Nomination)
        .where(Nomination.event_id == event.id)
        .options(
            joinedload(Nomination.client).options(
                selectinload(Client.interests), joinedload(Client.rm).lazyload(Staff.roles)
            ),
            joinedload(Nomination.rm).lazyload(Staff.roles),
        )
    )
    rows = {row.client_id: row for row in db.session.scalars(query)}
    found = _candidates(event, [row.client for row in rows.values()], rows, now)
    return sorted(found, key=_place)


def _place(one: Candidate) -> tuple[int, bool, int, str, int]:
    state = _ORDER.index(one.nomination.state) if one.nomination else 0
    return state, not one.asked_first, -one.score.total if one.score else 0, one.client.sort_key, one.client.id


def to_propose(actor: Staff, event: Event, *, now: datetime, text: str = "") -> list[Candidate]:
    """Clients whom `actor` sees and nobody has proposed or invited: who waited in vain first, then the best fits.

    Without a search those of the evening's type whom nobody can object to; with one, whoever is found.
    """
    invited = sa.union(sa.select(Invitation.client_id).where(Invitation.event_id == event.id), joint_clients(event))
    proposed = sa.select(Nomination.client_id).where(
        Nomination.event_id == event.id, Nomination.state != NominationState.WITHDRAWN
    )
    query = sa.select(Client).where(
        sees(actor, Client),
        Client.branch_id == event.branch_id,
        Client.id.not_in(invited),
        Client.id.not_in(proposed),
    )
    if text.strip():
        query = query.where(search_condition(text)).order_by(Client.sort_key, Client.id).limit(MOST_SHOWN)
    else:
        profile = _profile(event)
        if profile.types:
            query = query.where(Client.client_type.in_(profile.types))
        longest = sa.case((Client.last_invited_on.is_(None), 0), else_=1)
        query = query.order_by(longest, Client.last_invited_on, Client.sort_key, Client.id).limit(LOOKED_AT)
    found = _candidates(event, db.session.scalars(with_interests(query)).all(), {}, now)
    if not text.strip():
        found = [one for one in found if not one.against]
    return sorted(found, key=_place)[:MOST_SHOWN]


def _candidates(
    event: Event, clients: Sequence[Client], rows: Mapping[int, Nomination], now: datetime
) -> list[Candidate]:
    """Each client weighed, with a fixed number of queries."""
    day = now.astimezone(event.tz).date()
    profile, ids = _profile(event), [client.id for client in clients]
    weighed: Weighed = weigh(event, clients, now=now)
    first, absent = next_first(ids, day), often_absent(ids, day)
    pairs = couples(clients)
    partners = {one.id: other for one, other in pairs} | {other.id: one for one, other in pairs}
    return [
        Candidate(
            client,
            rows.get(client.id),
            score(client, profile, day),
            weighed.against.get(client.id, ()),
            weighed.warnings.get(client.id, ()),
            client.id in first,
            client.id in absent,
            partners.get(client.id),
        )
        for client in clients
    ]


def load_nomination(actor: Staff, event: Event, nomination_id: int) -> Nomination:
    """The nomination if it is of this event and `actor` sees its client, kept for the rest of the transaction.

    Raises NotFound otherwise.
    """
    if nomination_id > LARGEST_ID:
        raise NotFound
    query = visible(actor, Nomination).where(Nomination.id == nomination_id, Nomination.event_id == event.id)
    row = db.session.scalar(query.with_for_update(of=Nomination).execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row
