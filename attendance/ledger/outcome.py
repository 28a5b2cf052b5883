"""What becomes of an invitation as things stand: one function, for lists, counts and histories."""

from __future__ import annotations

import enum

from invitations.models import ReplyState


class Outcome(enum.Enum):
    """What became of an invitation."""

    ATTENDED = "attended"
    NO_SHOW = "no_show"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    REPRESENTED = "represented"  # somebody came for the client; it is no evening of their own


def outcome(reply: ReplyState, present: bool) -> Outcome:
    """Who came has attended, whatever was answered; a waiting guest who got no seat gave no answer that counts."""
    if present:
        return Outcome.REPRESENTED if reply is ReplyState.DELEGATED else Outcome.ATTENDED
    if reply in (ReplyState.ACCEPTED, ReplyState.DELEGATED):
        return Outcome.NO_SHOW
    if reply in (ReplyState.DECLINED, ReplyState.CANCELLED):
        return Outcome.DECLINED
    return Outcome.NO_ANSWER
