"""Who was invited to evenings and what became of it, letter by letter, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from attendance.figures.measures import FOLLOW_UP_WITHIN, Facts
from attendance.models import GUEST, REPRESENTATIVE, ClosingDecision, Presence, Unresolved
from clients.history.counting import contact
from clients.models import Client, ClientType, EntryKind, HistoryEntry
from core.db import db
from events.models import Event
from invitations.models import Invitation, ReplyState
from staff.models import Staff
from staff.scope import sees

YES = (ReplyState.ACCEPTED, ReplyState.DELEGATED)
NO = (ReplyState.DECLINED, ReplyState.CANCELLED)
UNANSWERED = (ReplyState.NONE, ReplyState.LAPSED)
REGULAR_FROM, REGULAR_WITHIN = 4, timedelta(days=365)
_TALKS = (EntryKind.CALL, EntryKind.WECHAT, EntryKind.SMS, EntryKind.EMAIL, EntryKind.MEETING, EntryKind.VISIT)
_LETTERS = (EntryKind.CARD_SENT, EntryKind.FOLLOWED_UP)
"""A conversation counts if the client took part; a personal letter, and a task that was done, count by themselves."""


@dataclass(frozen=True)
class Letter:
    """One invitation that stands, and what became of it."""

    event_id: int
    invitation_id: int
    client_id: int
    rm_id: int
    client_type: ClientType | None
    reply: ReplyState
    delivered: bool
    came: tuple[str, ...]  # the keys of the ledger
    excused: bool
    in_quota: bool = False
    first: frozenset[int] = frozenset()  # clients who came, for whom it was the first evening
    regular: frozenset[int] = frozenset()
    followed: frozenset[int] = frozenset()

    @property
    def people(self) -> list[int]:
        """The clients who came in person."""
        found = [self.client_id] if GUEST in self.came else []
        return found + [int(key[1:]) for key in self.came if key.startswith("j")]

    @property
    def facts(self) -> Facts:
        """This letter, counted."""
        people, accepted = self.people, self.reply in YES
        represented = not people and REPRESENTATIVE in self.came
        absent = accepted and not self.came
        return Facts(
            invited=1,
            delivered=int(self.delivered or self.reply not in UNANSWERED),
            replied=int(self.reply not in UNANSWERED),
            accepted=int(accepted),
            declined=int(self.reply in NO),
            waitlisted=int(self.reply is ReplyState.WAITLISTED),
            attended=int(bool(people)),
            expected_came=int(bool(people) and accepted),
            represented=int(represented),
            only_companions=int(bool(self.came) and not people and not represented),
            no_shows=int(absent and not self.excused),
            excused=int(absent and self.excused),
            heads=len(self.came),
            companions=sum(key.startswith("c") for key in self.came),
            clients=len(people),
            first_timers=len(self.first),
            regulars=len(self.regular),
            followed=len(self.followed),
            quota_accepted=int(accepted and self.in_quota),
        )


def letters_of(actor: Staff | None, events: Sequence[Event], quotas: Collection[tuple[int, int]] = ()) -> list[Letter]:
    """The letters of these events that `actor` sees (none: the house itself), in five queries whatever their number.

    `quotas` are the (event, manager) pairs with places of their own.
    """
    by_id = {event.id: event for event in events}
    if not by_id:
        return []
    rows = db.session.execute(_letters(actor, by_id)).all()
    decided = _excused(by_id)
    came = {row.id: tuple(row.came or ()) for row in rows}
    ids = {client for row in rows for client in _people(row.client_id, came[row.id])}
    evenings, talks = _evenings_of(ids), _talks_with(ids, events)
    return [
        _letter(row, by_id[row.event_id], came[row.id], row.id in decided, evenings, talks,
                in_quota=(row.event_id, row.rm_id) in quotas)
        for row in rows
    ]  # fmt: skip


def _letters(actor: Staff | None, ids: Collection[int]) -> Any:
    query = (
        sa.select(
            Invitation.id,
            Invitation.event_id,
            Invitation.client_id,
            Client.rm_id,
            Client.client_type,
            Invitation.reply,
            Invitation.delivered_at,
            Presence.came,
        )
        .join(Client, Client.id == Invitation.client_id)
        .outerjoin(Presence, Presence.invitation_id == Invitation.id)
        .where(Invitation.event_id.in_(ids), Invitation.revoked_at.is_(None))
        .order_by(Invitation.id)
    )
    return query if actor is None else query.where(sees(actor, Invitation))


def _letter(
    row: Any, event: Event, came: tuple[str, ...], excused: bool,
    evenings: dict[int, list[datetime]], talks: dict[int, list[datetime]], *, in_quota: bool,
) -> Letter:  # fmt: skip
    people = _people(row.client_id, came)
    before = {client: [at for at in evenings.get(client, ()) if at < event.starts_at] for client in people}
    year = event.starts_at - REGULAR_WITHIN
    return Letter(
        event_id=row.event_id,
        invitation_id=row.id,
        client_id=row.client_id,
        rm_id=row.rm_id,
        client_type=row.client_type,
        reply=row.reply,
        delivered=row.delivered_at is not None,
        came=came,
        excused=excused,
        in_quota=in_quota,
        first=frozenset(client for client in people if not before[client]),
        regular=frozenset(client for client in people if sum(at >= year for at in before[client]) >= REGULAR_FROM),
        followed=frozenset(
            client
            for client in people
            if any(event.ends_at < at <= event.ends_at + FOLLOW_UP_WITHIN for at in talks.get(client, ()))
        ),
    )


def _people(client_id: int, came: Iterable[str]) -> list[int]:
    return [client_id if key == GUEST else int(key[1:]) for key in came if key == GUEST or key.startswith("j")]


def _excused(ids: Collection[int]) -> set[int]:
    """Letters whose client told us in time."""
    query = (
        sa.select(ClosingDecision.invitation_id)
        .join(Invitation, Invitation.id == ClosingDecision.invitation_id)
        .where(
            Invitation.event_id.in_(ids),
            ClosingDecision.said == Unresolved.EXCUSED,
            ClosingDecision.person.in_((GUEST, REPRESENTATIVE)),
        )
    )
    return set(db.session.scalars(query))


def _evenings_of(ids: Collection[int]) -> dict[int, list[datetime]]:
    """When each of these clients came to an evening, as their histories say."""
    query = sa.select(HistoryEntry.client_id, HistoryEntry.at)
    return _by_client(query.where(HistoryEntry.client_id.in_(ids), HistoryEntry.kind == EntryKind.OUTCOME_ATTENDED))


def _talks_with(ids: Collection[int], events: Sequence[Event]) -> dict[int, list[datetime]]:
    """When somebody spoke with each of these clients, or wrote to them personally, around these evenings."""
    first, last = min(event.ends_at for event in events), max(event.ends_at for event in events) + FOLLOW_UP_WITHIN
    spoke = sa.and_(HistoryEntry.kind.in_(_TALKS), contact())
    query = sa.select(HistoryEntry.client_id, HistoryEntry.at).where(
        HistoryEntry.client_id.in_(ids),
        HistoryEntry.at > first,
        HistoryEntry.at <= last,
        sa.or_(spoke, HistoryEntry.kind.in_(_LETTERS)),
    )
    return _by_client(query)


def _by_client(query: Any) -> dict[int, list[datetime]]:
    found: defaultdict[int, list[datetime]] = defaultdict(list)
    for client_id, at in db.session.execute(query):
        found[client_id].append(at)
    return found
