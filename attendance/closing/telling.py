"""Closing the evening: what became of everybody goes into their histories, once and all at once."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from attendance.closing.deciding import heads
from attendance.closing.following import open_follow_ups
from attendance.closing.results import Party, Result, parties, results
from attendance.ledger.checking_in import check_in
from attendance.ledger.outcome import Outcome
from attendance.models import Method, Presence
from clients.history.ledger import tell
from clients.models import EntryKind
from core.db import db, execute_dml
from core.errors import DomainError
from events.approval.moves import locked, move
from events.models import Event, EventStatus, Gift
from events.money.amounts import yuan
from invitations.answers.lapsing import ask_first_next_time
from invitations.answers.offers import withdraw_all
from invitations.models import CallOutcome, CallTask, ReplyState
from staff.models import Staff

TOLD_AS: Mapping[Outcome, EntryKind] = {
    Outcome.ATTENDED: EntryKind.OUTCOME_ATTENDED,
    Outcome.NO_SHOW: EntryKind.OUTCOME_NO_SHOW,
    Outcome.EXCUSED: EntryKind.OUTCOME_EXCUSED,
    Outcome.DECLINED: EntryKind.OUTCOME_DECLINED,
    Outcome.NO_ANSWER: EntryKind.OUTCOME_NO_ANSWER,
    Outcome.REPRESENTED: EntryKind.REPRESENTED,
}
_BY_WORD = uuid.UUID("6d0f2f0c-6f4e-4c39-9a55-0a4a1b6f6f11")
"""The name space of the ids of scans that closing writes: the same word twice is the same scan."""


def close_evening(event: Event, *, staff: Staff, now: datetime) -> Counter[Outcome]:
    """Write every result into the histories, open what follows and close the event; one transaction, nothing half-told.

    Raises DomainError: event_closed (also when somebody else closes it at the same moment), event_not_begun, or
    bodies_unexplained when the heads counted are not those of the door and nobody has said why.
    """
    event = locked(event.id)  # nobody answers or enters while the evening is told
    if event.over:
        raise DomainError("event_closed")
    if now < event.starts_at:
        raise DomainError("event_not_begun")
    found = parties(event)
    if heads(event, sum(len(party.came_unscanned()) for party in found)).unexplained:
        raise DomainError("bodies_unexplained")
    told = results(event, found)
    _let_in(event, found, staff, now)
    _end_waiting(event, found, now)
    _tell(event, told, staff)
    open_follow_ups(event, told, now=now)
    move(event, EventStatus.CLOSED, now=now, staff=staff)
    event.closed_at = now
    db.session.flush()
    return Counter(result.outcome for result in told)


def _let_in(event: Event, found: Sequence[Party], staff: Staff, now: datetime) -> None:
    """Who came past the door stands in its ledger too, as somebody said."""
    for party in found:
        keys = party.came_unscanned()
        if keys:
            name = f"{party.invitation.id}:{','.join(keys)}"
            check_in(
                event,
                party.invitation,
                scan_id=str(uuid.uuid5(_BY_WORD, name)),
                method=Method.NAME,
                staff=staff,
                now=now,
                persons=keys,
            )


def _end_waiting(event: Event, found: Sequence[Party], now: datetime) -> None:
    """No seat is offered any more, nobody is called about the evening, and who waited in vain is asked first next."""
    withdraw_all(event.id, now=now)
    for party in sorted(found, key=lambda party: party.invitation.id):
        if party.invitation.reply is ReplyState.WAITLISTED and not party.came:
            ask_first_next_time(party.invitation.id, now)
    open_calls = sa.update(CallTask).where(CallTask.event_id == event.id, CallTask.done_at.is_(None))
    execute_dml(open_calls.values(done_at=now, outcome=CallOutcome.NOT_NEEDED))


def _tell(event: Event, told: Sequence[Result], staff: Staff) -> None:
    """In the order of the clients' ids, as whoever tells of many does."""
    gifts = _gifts(event, told)
    for result in told:
        client_id = result.client.id
        tell(
            client_id,
            TOLD_AS[result.outcome],
            at=event.starts_at,
            subject=event.title,
            staff_id=staff.id,
            source="event",
            source_id=event.id,
            key=f"outcome:{event.id}:{client_id}",
        )
        for gift in gifts.get(client_id, ()):
            tell(
                client_id,
                EntryKind.GIFT,
                at=event.starts_at,
                subject=event.title,
                text=f"{gift.name} {yuan(gift.unit_fen)}" if gift.unit_fen else gift.name,
                staff_id=staff.id,
                source="event",
                source_id=event.id,
                key=f"gift:{event.id}:{gift.id}:{client_id}",
            )


def _gifts(event: Event, told: Sequence[Result]) -> dict[int, list[Gift]]:
    """What was handed over for each letter, by the client whose letter it is."""
    kinds = {gift.id: gift for gift in db.session.scalars(sa.select(Gift).where(Gift.event_id == event.id))}
    if not kinds:
        return {}
    owners: dict[int, int] = {}
    for result in told:
        if result.invitation is not None and result.client.id in (
            result.invitation.client_id,
            result.invitation.client.merged_into_id,
        ):
            owners[result.invitation.id] = result.client.id
    rows = sa.select(Presence.invitation_id, Presence.gifts).where(Presence.event_id == event.id)
    found: dict[int, list[Gift]] = defaultdict(list)
    for invitation_id, given in db.session.execute(rows):
        if invitation_id in owners:
            found[owners[invitation_id]] += [kinds[gift_id] for gift_id in given if gift_id in kinds]
    return found
