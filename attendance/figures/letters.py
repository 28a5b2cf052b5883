"""Who was invited to evenings and what became of it, letter by letter, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from attendance.closing.correcting import corrected
from attendance.figures.measures import FOLLOW_UP_WITHIN, Facts
from attendance.ledger.outcome import Outcome
from attendance.ledger.standing import counts
from attendance.models import GUEST, REPRESENTATIVE, ClosingDecision, Presence, Unresolved
from clients.history.counting import contact, struck_entries
from clients.models import Client, ClientType, EntryKind, HistoryEntry
from core.db import db
from events.models import Event
from invitations.models import Invitation, JointGuest, ReplyState
from staff.models import Staff
from staff.scope import sees

YES = (ReplyState.ACCEPTED, ReplyState.DELEGATED)
NO = (ReplyState.DECLINED, ReplyState.CANCELLED)
UNANSWERED = (ReplyState.NONE, ReplyState.LAPSED)
REGULAR_FROM, REGULAR_WITHIN = 4, timedelta(days=365)
_TALKS = (EntryKind.CALL, EntryKind.WECHAT, EntryKind.SMS, EntryKind.EMAIL, EntryKind.MEETING, EntryKind.VISIT)
_HERE = {Outcome.ATTENDED: GUEST, Outcome.REPRESENTED: REPRESENTATIVE}
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
    gave_up: bool = False  # accepted, and had not come because they had declined: known since a correction
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
        absent = accepted and not self.came and not self.gave_up
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
    """The letters of these events that `actor` sees (none: the house itself), in at most seven queries.

    A result that was corrected after closing counts as it was corrected, as it does in the history.
    `quotas` are the (event, manager) pairs with places of their own.
    """
    by_id = {event.id: event for event in events}
    if not by_id:
        return []
    rows = db.session.execute(_letters(actor, by_id)).all()
    excused, fixed = _excused(by_id), corrected(by_id)
    said = {row.id: _said_of(row, fixed) for row in rows} if fixed else {}
    joint = _joint_of(fixed) if fixed else {}
    came = {row.id: _came(row, said.get(row.id), joint.get(row.id, ()), fixed) for row in rows}
    ids = {client for row in rows for client in _people(row.client_id, came[row.id])}
    evenings, talks = _evenings_of(ids), _talks_with(ids, events)
    return [
        _letter(row, by_id[row.event_id], came[row.id], said.get(row.id), evenings, talks,
                excused=row.id in excused, in_quota=(row.event_id, row.rm_id) in quotas)
        for row in rows
    ]  # fmt: skip


def _letters(actor: Staff | None, ids: Collection[int]) -> Any:
    query = (
        sa.select(
            Invitation.id,
            Invitation.event_id,
            Invitation.client_id,
            Client.merged_into_id,
            Client.rm_id,
            Client.client_type,
            Invitation.reply,
            Invitation.delivered_at,
            Presence.came,
        )
        .join(Client, Client.id == Invitation.client_id)
        .outerjoin(Presence, Presence.invitation_id == Invitation.id)
        .where(Invitation.event_id.in_(ids), counts())
        .order_by(Invitation.id)
    )
    return query if actor is None else query.where(sees(actor, Invitation))


Fixed = Mapping[tuple[int, int], Outcome]
"""By event and client what a result was corrected to."""


def _said_of(row: Any, fixed: Fixed) -> Outcome | None:
    own = fixed.get((row.event_id, row.client_id))
    return own if own is not None else fixed.get((row.event_id, row.merged_into_id))


def _came(row: Any, said: Outcome | None, joint: Iterable[int], fixed: Fixed) -> tuple[str, ...]:
    """Who came by a letter: the ledger's word, and of whom it was corrected that word."""
    came = list(row.came or ())
    if said is not None:
        came = [key for key in came if key not in (GUEST, REPRESENTATIVE)]
        if said in _HERE:
            came.insert(0, _HERE[said])
    for client_id in joint:
        key = f"j{client_id}"
        came = [one for one in came if one != key]
        if fixed[row.event_id, client_id] is Outcome.ATTENDED:
            came.append(key)
    return tuple(came)


def _joint_of(fixed: Fixed) -> dict[int, list[int]]:
    """By letter the further clients of whom something was corrected."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    query = sa.select(JointGuest.invitation_id, JointGuest.event_id, JointGuest.client_id)
    asked = query.where(JointGuest.client_id.in_({client_id for _event_id, client_id in fixed}))
    for invitation_id, event_id, client_id in db.session.execute(asked):
        if (event_id, client_id) in fixed:
            found[invitation_id].append(client_id)
    return found


def _letter(
    row: Any, event: Event, came: tuple[str, ...], said: Outcome | None,
    evenings: dict[int, list[datetime]], talks: dict[int, list[datetime]], *, excused: bool, in_quota: bool,
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
        excused=excused if said is None else said is Outcome.EXCUSED,
        gave_up=said in (Outcome.DECLINED, Outcome.NO_ANSWER),
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
    query = sa.select(HistoryEntry.client_id, HistoryEntry.at).where(
        HistoryEntry.client_id.in_(ids),
        HistoryEntry.kind == EntryKind.OUTCOME_ATTENDED,
        HistoryEntry.id.not_in(struck_entries([*ids])),
    )
    return _by_client(query)


def _talks_with(ids: Collection[int], events: Sequence[Event]) -> dict[int, list[datetime]]:
    """When somebody spoke with each of these clients, or wrote to them personally, around these evenings."""
    first, last = min(event.ends_at for event in events), max(event.ends_at for event in events) + FOLLOW_UP_WITHIN
    spoke = sa.and_(HistoryEntry.kind.in_(_TALKS), contact())
    query = sa.select(HistoryEntry.client_id, HistoryEntry.at).where(
        HistoryEntry.client_id.in_(ids),
        HistoryEntry.id.not_in(struck_entries([*ids])),
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
