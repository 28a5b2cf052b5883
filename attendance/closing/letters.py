"""Letters after an evening: thanks to who came, a word to who was missed; print runs like any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from attendance.closing.correcting import OUTCOME_OF, told_of
from attendance.ledger.outcome import Outcome
from attendance.models import FollowUp
from clients.models import Client
from clients.scopes import cared_for
from core.db import db
from core.errors import DomainError
from events.models import Event, EventStatus
from invitations.letters.notices import AFTER_THE_EVENING, Notice
from invitations.models import Invitation, JointGuest, ReplyState
from invitations.runs.notices import notice_runs, order_letters_of, written_to
from invitations.runs.releasing import RunState, state_of
from printing.models import PrintRun
from staff.models import Staff
from staff.scope import visible

WRITTEN_AFTER = (EventStatus.CLOSED, EventStatus.REPORTED)
_THANKED = frozenset({Outcome.ATTENDED})
_MISSED = frozenset({Outcome.NO_SHOW, Outcome.EXCUSED})


@dataclass(frozen=True)
class Letters:
    """The letters of one kind: whose is still to be written, who is to be written to by hand, which of those in a run
    say what is not true any more, and the runs so far."""

    kind: Notice
    waiting: Sequence[Invitation]
    by_hand: Sequence[Client]
    untrue: Sequence[Client]  # in a run, and since then their result was corrected
    runs: Sequence[tuple[PrintRun, RunState]]


def letters_of(actor: Staff, event: Event) -> list[Letters]:
    """Both kinds, as far as `actor` sees the guests.

    A letter that had asked two is answered by one to both only if it is true of both; else somebody writes by hand.
    """
    became = {entry.client_id: OUTCOME_OF[entry.kind] for entry in told_of(actor, event)}
    found = []
    guests = _guests(actor, event)
    for kind in AFTER_THE_EVENING:
        runs = notice_runs(event, kind)
        written = written_to(runs)
        fits = {
            guest.id: {client_id: _fits(kind, event, guest, became.get(client_id)) for client_id in _readers(guest)}
            for guest in guests
        }
        found.append(
            Letters(
                kind,
                [guest for guest in guests if all(fits[guest.id].values()) and guest.id not in written],
                [
                    client
                    for guest in guests
                    if not all(fits[guest.id].values())
                    for client_id, client in _readers(guest).items()
                    if fits[guest.id][client_id]
                ],
                [guest.client for guest in guests if guest.id in written and not all(fits[guest.id].values())],
                [(run, state_of(run)) for run in runs],
            )
        )
    return found


def _guests(actor: Staff, event: Event) -> Sequence[Invitation]:
    query = (
        sa.select(Invitation)
        .join(Invitation.client)
        .where(Invitation.event_id == event.id, Invitation.revoked_at.is_(None), cared_for(actor))
        .options(joinedload(Invitation.client), selectinload(Invitation.joint).joinedload(JointGuest.client))
        .order_by(Client.sort_key, Invitation.id)
    )
    return db.session.scalars(query).all()


def _readers(invitation: Invitation) -> dict[int, Client]:
    """The clients whom the letter had asked, each by the id under which the book has them now."""
    clients = [invitation.client, *(guest.client for guest in invitation.joint)]
    return {client.merged_into_id or client.id: client for client in clients}


def _fits(kind: Notice, event: Event, invitation: Invitation, outcome: Outcome | None) -> bool:
    if kind is Notice.THANK_YOU:
        return outcome in _THANKED
    late = invitation.replied_at is not None and invitation.replied_at > event.reply_by
    gave_up = outcome is Outcome.DECLINED and invitation.reply is ReplyState.CANCELLED and late
    return outcome in _MISSED or gave_up


def order(actor: Staff, event: Event, kind: Notice, *, key: str, moment: datetime) -> PrintRun:
    """A run of the letters of this kind that are still to be written; may_contact is asked for each of them.

    The same `key` twice is one run. Raises DomainError: letters_not_yet, or nothing_to_print when nobody is left.
    """
    if event.status not in WRITTEN_AFTER:
        raise DomainError("letters_not_yet")
    [letters] = [one for one in letters_of(actor, event) if one.kind is kind]
    return order_letters_of(
        kind,
        actor,
        event,
        {invitation.id for invitation in letters.waiting},
        key=key,
        moment=moment,
        details=_lines(actor, event, letters.waiting),
    )


def _lines(actor: Staff, event: Event, guests: Sequence[Invitation]) -> dict[int, str]:
    """What the managers wrote of each guest for a letter afterwards; nothing where they wrote nothing."""
    query = visible(actor, FollowUp).where(FollowUp.event_id == event.id, FollowUp.letter_line != "")
    lines = {task.client_id: task.letter_line for task in db.session.scalars(query.order_by(FollowUp.id))}
    return {guest.id: next((lines[one] for one in _readers(guest) if one in lines), "") for guest in guests}
