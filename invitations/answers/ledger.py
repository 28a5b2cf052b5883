"""Writing an answer down: the ledger's row, the state that follows from it, who comes, and the client's history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from clients.history.ledger import tell
from clients.models import EntryKind
from core.db import db
from core.errors import DomainError
from events.models import Event, EventStatus
from invitations.answers import calls
from invitations.answers.party import COMING, Party, as_rows, heads_of, joint_guests, seats_of, write_party
from invitations.answers.seats import UNKNOWN, Hanging
from invitations.answers.waitlist import queue_up
from invitations.models import CallReason, Channel, DeclineReason, Invitation, MemberKind, Reply, ReplyState
from staff.models import Staff

TOLD_AS = {
    ReplyState.ACCEPTED: EntryKind.ACCEPTED,
    ReplyState.DECLINED: EntryKind.DECLINED,
    ReplyState.WAITLISTED: EntryKind.WAITLISTED,
    ReplyState.CANCELLED: EntryKind.CANCELLED,
    ReplyState.TENTATIVE: EntryKind.TENTATIVE,
    ReplyState.DELEGATED: EntryKind.DELEGATED,
}

HAS_PARTY = (*COMING, ReplyState.WAITLISTED)
"""Answers that say who comes, or would come."""

_WORDS = {  # what the client means by it; a seat or none is not the client's word
    ReplyState.ACCEPTED: "yes",
    ReplyState.WAITLISTED: "yes",
    ReplyState.DECLINED: "no",
    ReplyState.CANCELLED: "no",
    ReplyState.TENTATIVE: "later",
    ReplyState.DELEGATED: "another",
}

_SETTLED_BY_AN_ANSWER = (CallReason.SILENT, CallReason.UNDECIDED)
_SETTLED_BY_COMING_AFTER_ALL = (*_SETTLED_BY_AN_ANSWER, CallReason.DELEGATE)
_SETTLED_BY_STAYING_AWAY = (
    *_SETTLED_BY_COMING_AFTER_ALL,
    CallReason.SEAT_FREE,
    CallReason.REMINDER,
    CallReason.LATE_WAVE,
    CallReason.CHANGED,
)
# Another party of who comes instead leaves them to be agreed to.
_SETTLED_BY = {"no": _SETTLED_BY_STAYING_AWAY, "another": _SETTLED_BY_AN_ANSWER}


@dataclass(frozen=True)
class Told:
    """By whom, how and when an answer reached us, and what came with it."""

    channel: Channel
    now: datetime
    staff: Staff | None = None  # none: the client
    note: str = ""
    once: str | None = None
    by_family: bool = False
    told_by_client: bool = False  # staff say: the client told me this by telephone
    reason: DeclineReason | None = None
    wishes: dict[str, Any] | None = None
    hanging: Hanging = UNKNOWN

    @property
    def by_client(self) -> bool:
        return self.staff is None


def refuse_closed(event: Event, invitation: Invitation, now: datetime) -> None:
    """Raises DomainError: invitation_revoked, answers_cancelled, answers_postponed (no new day yet), event_over."""
    if invitation.revoked_at is not None:
        raise DomainError("invitation_revoked")
    if event.status is EventStatus.CANCELLED:
        raise DomainError("answers_cancelled")
    if event.status is EventStatus.POSTPONED:
        raise DomainError("answers_postponed")
    if event.over or now >= event.starts_at:
        raise DomainError("event_over")


def repeated(invitation: Invitation, once: str | None) -> bool:
    """Whether this very form has been taken already; under the invitation's lock nobody comes between."""
    never = invitation.replied_at is None and invitation.event.announced_for is None
    if once is None or never:
        return False
    same = sa.select(Reply.id).where(Reply.invitation_id == invitation.id, Reply.once == once[:40])
    return db.session.scalar(same) is not None


def respect_own_word(invitation: Invitation, answer: ReplyState, told: Told, *, party_differs: bool = False) -> None:
    """The client's own word comes before what staff enter later, unless the client told them.

    Raises DomainError("client_said_otherwise").
    """
    if told.by_client or told.told_by_client or not invitation.own_word:
        return
    before = _WORDS.get(invitation.reply)
    if party_differs or (before is not None and before != _WORDS[answer]):
        raise DomainError("client_said_otherwise")


def write(
    event: Event, invitation: Invitation, answer: ReplyState, told: Told, *, party: Party = (), silently: bool = False
) -> ReplyState:
    """The ledger's row, the state that follows from it, and the entry in the client's history.

    The seats have been taken or freed before. `silently`: the history has it already (a change of party, a seat that
    was promised before).
    """
    staff_id = told.staff.id if told.staff else None
    coming = answer in COMING
    seats, heads = (seats_of(party), heads_of(party)) if coming else (0, 0)
    same_word = _WORDS.get(invitation.reply) == _WORDS[answer]
    _keep_state(invitation, answer, told, seats, heads, own_word=told.by_client or (same_word and invitation.own_word))
    db.session.add(
        Reply(
            invitation_id=invitation.id,
            at=told.now,
            answer=answer,
            channel=told.channel,
            staff_id=staff_id,
            note=told.note,
            seats=seats,
            heads=heads,
            party=as_rows(party) if answer in HAS_PARTY else [],
            reason=told.reason,
            by_family=told.by_family,
            once=told.once[:40] if told.once else None,
        )
    )
    if told.hanging.calls:
        calls.settle(invitation.id, *_SETTLED_BY.get(_WORDS[answer], _SETTLED_BY_COMING_AFTER_ALL), now=told.now)
    if not silently:
        _tell(event, invitation.client_id, answer, told)
    return answer


def _tell(event: Event, client_id: int, answer: ReplyState, told: Told) -> None:
    tell(
        client_id,
        TOLD_AS[answer],
        at=told.now,
        subject=event.title,
        text=told.note,
        staff_id=told.staff.id if told.staff else None,
        source="event",
        source_id=event.id,
    )


def _keep_state(
    invitation: Invitation, answer: ReplyState, told: Told, seats: int, heads: int, *, own_word: bool
) -> None:
    invitation.reply, invitation.replied_at = answer, told.now
    invitation.seats, invitation.heads, invitation.own_word = seats, heads, own_word
    if told.wishes is not None:
        invitation.wishes = told.wishes
    if answer is not ReplyState.WAITLISTED:
        invitation.waited_since, invitation.wait_rank = None, 0
    if answer is not ReplyState.TENTATIVE:
        invitation.tentative_until = None
    if answer not in (ReplyState.DELEGATED, ReplyState.WAITLISTED):
        invitation.delegate_name = invitation.delegate_relation = invitation.delegate_tail = ""
        invitation.delegate_agreed_at = invitation.delegate_agreed_by_id = None


def keep_party(event: Event, invitation: Invitation, before: ReplyState, party: Party, told: Told) -> None:
    """Write who comes; `before` is the answer that stood, which says whether anybody is written there."""
    had = before in HAS_PARTY
    if had or party:
        write_party(invitation, party, had=had)
    if told.hanging.joint:
        _keep_joint_guests(event, invitation, party, told)


def _keep_joint_guests(event: Event, invitation: Invitation, party: Party, told: Told) -> None:
    """Those of the household whom the same letter invites have answered for themselves; each history tells of it."""
    coming = {person.client_id for person in party if person.kind is MemberKind.JOINT}
    for guest in joint_guests(invitation):
        comes = guest.client_id in coming
        if guest.coming is comes:
            continue
        answer = ReplyState.ACCEPTED if comes else ReplyState.CANCELLED if guest.coming else ReplyState.DECLINED
        guest.coming = comes
        _tell(event, guest.client_id, answer, told)


def write_yes(
    event: Event, invitation: Invitation, party: Party, told: Told, *, seated: bool = True, silently: bool = False
) -> ReplyState:
    """Somebody comes, the client or who is sent; or waits for seats, when there were none for the party."""
    before = invitation.reply
    another = any(person.kind is MemberKind.DELEGATE for person in party)
    answer = ReplyState.DELEGATED if another else ReplyState.ACCEPTED
    if not seated:
        answer = ReplyState.WAITLISTED
        queue_up(invitation, now=told.now)
    write(event, invitation, answer, told, party=party, silently=silently)
    keep_party(event, invitation, before, party, told)
    return answer
