"""Changes of a party: free until the deadline, afterwards a request to the organiser unless fewer come."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from core.db import db
from core.errors import DomainError
from events.models import Event
from invitations.answers.ledger import (
    HAS_PARTY,
    Told,
    keep_party,
    refuse_closed,
    repeated,
    respect_own_word,
    write,
    write_yes,
)
from invitations.answers.party import (
    COMING,
    Party,
    Person,
    as_rows,
    check_party,
    from_rows,
    heads_of,
    joint_guests,
    party_of,
    seats_of,
    tidy,
)
from invitations.answers.seats import lock, lock_to_answer, move_seats
from invitations.answers.waitlist import queue_up
from invitations.models import ChangeRequest, Channel, Invitation, MemberKind, ReplyState
from staff.models import Role, Staff

DECIDERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
"""Who decides about a larger party after the deadline; what they enter themselves is decided."""


class Changed(enum.Enum):
    DONE = "done"
    ASKED = "asked"


def change_party(
    invitation_id: int,
    *,
    channel: Channel,
    now: datetime,
    party: Sequence[Person],
    staff: Staff | None = None,
    note: str = "",
    wishes: dict[str, Any] | None = None,
    once: str | None = None,
    by_family: bool = False,
    told_by_client: bool = False,
) -> Changed:
    """Other persons come than the answer says. After the deadline more are asked for (ASKED), fewer are granted.

    Raises DomainError: invitation_revoked, answers_cancelled, answers_postponed, event_over, no_answer_to_change,
    no_seat_for_party, client_said_otherwise, and what `check_party` says.
    """
    event, invitation, hanging = lock_to_answer(invitation_id)
    told = Told(channel, now, staff, note, once, by_family, told_by_client, None, wishes, hanging=hanging)
    refuse_closed(event, invitation, now)
    if repeated(invitation, once):
        return Changed.ASKED if _open_request(invitation) else Changed.DONE
    if invitation.reply not in HAS_PARTY:
        raise DomainError("no_answer_to_change")
    stands = party_of(invitation)
    return change(event, invitation, fit_party(event, invitation, party), stands, told)


def fit_party(event: Event, invitation: Invitation, party: Party) -> list[Person]:
    """The party, tidied. Raises DomainError: what `check_party` says, party_unknown, companion_invited."""
    tidied = tidy(party)
    check_party(event, tidied)
    for person in tidied:
        if person.kind is MemberKind.DELEGATE and not invitation.delegate_name:
            raise DomainError("party_unknown", person=0, field="kind")
    joint = [person.client_id for person in tidied if person.kind is MemberKind.JOINT]
    if joint and not set(joint) <= {guest.client_id for guest in joint_guests(invitation)}:
        raise DomainError("party_unknown", person=0, field="kind")
    known = [person.client_id for person in tidied if person.kind is MemberKind.COMPANION and person.client_id]
    if known and _comes_anyway(event, invitation, known):
        raise DomainError("companion_invited", person=0, field="client_id")
    return tidied


def _comes_anyway(event: Event, invitation: Invitation, client_ids: Sequence[int]) -> bool:
    """Whether one of these clients comes by an invitation of their own: nobody is counted twice."""
    return bool(
        db.session.scalar(
            sa.select(Invitation.id)
            .where(
                Invitation.event_id == event.id,
                Invitation.id != invitation.id,
                Invitation.client_id.in_(client_ids),
                Invitation.reply.in_(HAS_PARTY),
            )
            .limit(1)
        )
    )


def change(event: Event, invitation: Invitation, party: Party, stands: Party, told: Told) -> Changed:
    """Put `party` in the place of the one that stands, or ask for it. For an invitation locked with its event."""
    if invitation.reply is ReplyState.WAITLISTED:
        change_wish(event, invitation, party, stands, told)
        return Changed.DONE
    if list(party) == list(stands):
        if told.wishes is not None:
            invitation.wishes = told.wishes
        return Changed.DONE
    respect_own_word(invitation, invitation.reply, told, party_differs=True)
    grows = seats_of(party) > seats_of(stands) or heads_of(party) > heads_of(stands)
    decides = told.staff is not None and told.staff.may(*DECIDERS)
    if grows and told.now > event.reply_by and not decides:
        _ask(invitation, party, told)
        return Changed.ASKED
    _put(event, invitation, party, told, past_waiting=False)
    if told.hanging.asked:
        drop_requests(invitation, told.now)
    return Changed.DONE


def _put(event: Event, invitation: Invitation, party: Party, told: Told, *, past_waiting: bool) -> None:
    if not move_seats(event, invitation.seats, seats_of(party), past_waiting=past_waiting):
        raise DomainError("no_seat_for_party")
    write_yes(event, invitation, party, told, silently=True)


def change_wish(event: Event, invitation: Invitation, party: Party, stands: Party, told: Told) -> None:
    """Somebody who waits would come with others; for more seats than before they wait from now on."""
    if list(party) == list(stands):
        return
    respect_own_word(invitation, ReplyState.WAITLISTED, told, party_differs=True)
    if seats_of(party) > seats_of(stands):
        queue_up(invitation, now=told.now)
    write(event, invitation, ReplyState.WAITLISTED, told, party=party, silently=True)
    keep_party(event, invitation, ReplyState.WAITLISTED, party, told)


def _ask(invitation: Invitation, party: Party, told: Told) -> None:
    """One open request an invitation: a further one takes its place."""
    request = _open_request(invitation)
    asked = {"party": as_rows(party), "wishes": told.wishes}
    if request is not None and request.asked == asked:
        return
    drop_requests(invitation, told.now)
    db.session.add(
        ChangeRequest(
            invitation_id=invitation.id,
            at=told.now,
            channel=told.channel,
            staff_id=told.staff.id if told.staff else None,
            asked=asked,
            seats=seats_of(party),
            note=told.note[:120],
        )
    )
    db.session.flush()


def _open_request(invitation: Invitation) -> ChangeRequest | None:
    return db.session.scalar(
        sa.select(ChangeRequest).where(ChangeRequest.invitation_id == invitation.id, ChangeRequest.decided_at.is_(None))
    )


def drop_requests(invitation: Invitation, now: datetime) -> None:
    """What was asked for is not wished any more."""
    request = _open_request(invitation)
    if request is not None:
        request.decided_at, request.granted = now, False


def grant(request: ChangeRequest, *, staff: Staff, now: datetime) -> None:
    """The organiser lets more come. Twice is once.

    Raises DomainError: request_decided, no_answer_to_change, no_seat_for_party, those of a closed event, and what
    `check_party` says.
    """
    event, invitation = lock(request.invitation_id)
    if _decided(request, granted=True):
        return
    refuse_closed(event, invitation, now)
    if invitation.reply not in COMING:
        raise DomainError("no_answer_to_change")
    party = fit_party(event, invitation, from_rows(request.asked["party"]))
    told = Told(request.channel, now, staff, request.note, told_by_client=True, wishes=request.asked["wishes"])
    _put(event, invitation, party, told, past_waiting=True)
    request.decided_at, request.decided_by_id, request.granted = now, staff.id, True


def refuse(request: ChangeRequest, *, staff: Staff, now: datetime, note: str = "") -> None:
    """The organiser can't let more come; the answer that stands is as it was. Raises DomainError("request_decided")."""
    lock(request.invitation_id)
    if _decided(request, granted=False):
        return
    request.decided_at, request.decided_by_id, request.granted = now, staff.id, False
    request.note = note[:120] or request.note


def _decided(request: ChangeRequest, *, granted: bool) -> bool:
    """Whether it is decided so already; read anew, since another may have pressed at this moment."""
    db.session.refresh(request)
    if request.decided_at is None:
        return False
    if request.granted is not granted:
        raise DomainError("request_decided")
    return True
