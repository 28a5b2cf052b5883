"""What the door is told of a letter: one function, for the page, the quick way and what a device sends later."""

from __future__ import annotations

from dataclasses import dataclass

from attendance.models import Verdict
from invitations.models import Invitation, ReplyState

_HERE_BUT = {
    ReplyState.ACCEPTED: Verdict.OK,
    ReplyState.NONE: Verdict.UNANSWERED_BUT_HERE,
    ReplyState.WAITLISTED: Verdict.WAITLISTED_BUT_HERE,
    ReplyState.DECLINED: Verdict.DECLINED_BUT_HERE,
    ReplyState.CANCELLED: Verdict.DECLINED_BUT_HERE,
    ReplyState.TENTATIVE: Verdict.UNANSWERED_BUT_HERE,
    ReplyState.LAPSED: Verdict.UNANSWERED_BUT_HERE,
    ReplyState.DELEGATED: Verdict.OK,  # who comes for the client is as welcome
}


@dataclass(frozen=True)
class Letter:
    """What a verdict depends on."""

    event_id: int
    reply: ReplyState
    revoked: bool
    attention: bool
    """There is something to know before the guest is led in: a note for the door, or the manager greets them."""


def letter_of(invitation: Invitation) -> Letter:
    return Letter(
        invitation.event_id,
        invitation.reply,
        invitation.revoked_at is not None,
        attention(invitation.door_note, greeted=invitation.greeted, unagreed=_unagreed(invitation)),
    )


def _unagreed(invitation: Invitation) -> bool:
    return invitation.reply is ReplyState.DELEGATED and invitation.delegate_agreed_at is None


def attention(door_note: str, *, greeted: bool, unagreed: bool) -> bool:
    """Whether there is something to know: a note, whom the manager greets, a representative whom nobody agreed to."""
    return bool(door_note) or greeted or unagreed


def verdict_of(letter: Letter | None, event_id: int, *, forced: bool = False) -> Verdict:
    """The verdict before looking whether the party is in already. What is forced passes over a letter taken back."""
    if letter is None:
        return Verdict.UNKNOWN
    if letter.event_id != event_id:
        return Verdict.OTHER_EVENT
    if letter.revoked:
        return Verdict.OK_ATTENTION if forced else Verdict.REVOKED
    verdict = _HERE_BUT[letter.reply]
    return Verdict.OK_ATTENTION if verdict is Verdict.OK and letter.attention else verdict
