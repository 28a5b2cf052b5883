"""Somebody else comes for the client, if the event allows it and the manager agrees (domain practice, 代表出席)."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.errors import DomainError
from events.models import Event
from invitations.answers import calls, changes
from invitations.answers.ledger import HAS_PARTY, Told, refuse_closed, repeated, respect_own_word, write_yes
from invitations.answers.party import COMING, NAME_LENGTH, RELATION_LENGTH, Person, party_of, seats_of
from invitations.answers.seats import lock, lock_to_answer, move_seats
from invitations.answers.times import answerable_until
from invitations.models import CallReason, Channel, Invitation, MemberKind, ReplyState
from staff.models import Staff

DELEGATE_DUE = timedelta(days=1)
"""So soon the manager agrees to a representative or asks about it."""


def delegate(
    invitation_id: int,
    *,
    name: str,
    relation: str,
    tail: str,
    channel: Channel,
    now: datetime,
    staff: Staff | None = None,
    note: str = "",
    once: str | None = None,
    by_family: bool = False,
    told_by_client: bool = False,
) -> ReplyState:
    """Somebody else comes for the client: in the client's seat if there is one, else in a free one, else they wait.

    When the client says so themselves, the manager is asked to agree; what staff enter is agreed to by them.

    Raises DomainError: invitation_revoked, answers_cancelled, answers_postponed, event_over, no_delegate,
    delegate_name, delegate_tail, deadline_passed, client_said_otherwise.
    """
    event, invitation, hanging = lock_to_answer(invitation_id)
    told = Told(channel, now, staff, note, once, by_family, told_by_client, hanging=hanging)
    refuse_closed(event, invitation, now)
    before = invitation.reply
    if repeated(invitation, once):
        return before
    if not event.delegate_ok:
        raise DomainError("no_delegate")
    _check_delegate(name, relation, tail)
    if told.by_client and before not in HAS_PARTY and now > answerable_until(event, invitation):
        raise DomainError("deadline_passed")
    if (invitation.delegate_name, invitation.delegate_tail) == (name, tail) and before is ReplyState.DELEGATED:
        return before
    respect_own_word(invitation, ReplyState.DELEGATED, told)
    answer = _send_delegate(event, invitation, Person(MemberKind.DELEGATE, name, relation), told)
    invitation.delegate_name, invitation.delegate_relation, invitation.delegate_tail = name, relation, tail
    invitation.delegate_agreed_at = now if staff else None
    invitation.delegate_agreed_by_id = staff.id if staff else None
    if told.hanging.calls:  # about whom the client named before
        calls.settle(invitation.id, CallReason.DELEGATE, now=now)
    if staff is None:
        key = now.isoformat(timespec="seconds")
        calls.open_call(invitation, CallReason.DELEGATE, due_at=now + DELEGATE_DUE, now=now, key=key)
    return answer


def _check_delegate(name: str, relation: str, tail: str) -> None:
    if not name or len(name) > NAME_LENGTH or len(relation) > RELATION_LENGTH:
        raise DomainError("delegate_name", most=NAME_LENGTH)
    if not (len(tail) == 4 and tail.isascii() and tail.isdigit()):
        raise DomainError("delegate_tail")


def _send_delegate(event: Event, invitation: Invitation, person: Person, told: Told) -> ReplyState:
    before = invitation.reply
    stands = party_of(invitation) if before in HAS_PARTY else []
    others = [one for one in stands if one.kind not in (MemberKind.GUEST, MemberKind.DELEGATE)]
    party = [person, *others]
    if before is ReplyState.WAITLISTED:
        changes.change_wish(event, invitation, party, stands, told)
        return before
    seated = move_seats(event, invitation.seats, seats_of(party), past_waiting=False)
    if not seated and before in COMING:
        raise DomainError("no_seat_for_party")
    return write_yes(event, invitation, party, told, seated=seated)


def agree_to_delegate(invitation_id: int, *, staff: Staff, now: datetime) -> None:
    """The manager agrees to who comes for the client. Twice is once. Raises DomainError("not_delegated")."""
    _event, invitation = lock(invitation_id)
    if not invitation.delegate_name:
        raise DomainError("not_delegated")
    if invitation.delegate_agreed_at is not None:
        return
    invitation.delegate_agreed_at, invitation.delegate_agreed_by_id = now, staff.id
    calls.settle(invitation.id, CallReason.DELEGATE, now=now)
