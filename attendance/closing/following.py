"""What closing an evening leaves to do: the follow-ups that grow out of the results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from attendance.closing.results import Result
from attendance.follow_ups.rules import Wish, open_for_guests, open_for_walk_ins
from attendance.ledger.outcome import Outcome
from attendance.models import FollowUp, FollowUpKind
from events.models import Event
from invitations.models import ReplyState


def open_follow_ups(event: Event, told: Sequence[Result], *, now: datetime) -> list[FollowUp]:
    """Open what the results ask for; of those who may not be spoken to nothing. For the holder of the event's lock."""
    wishes: list[Wish] = [(result.client, kind) for result in told for kind in kinds_after(event, result)]
    return [*open_for_guests(event, wishes, now=now), *open_for_walk_ins(event, now=now)]


def kinds_after(event: Event, result: Result) -> Iterator[FollowUpKind]:
    """What one result asks for; whoever is known to have cancelled on the very day is asked whether all is well."""
    if result.outcome is Outcome.ATTENDED:
        yield FollowUpKind.SAME_DAY
        yield FollowUpKind.THANK_YOU
    elif result.outcome is Outcome.REPRESENTED:
        yield FollowUpKind.THANK_YOU
    elif result.outcome is Outcome.NO_SHOW:
        yield FollowUpKind.NO_SHOW
    elif result.outcome is Outcome.EXCUSED or _cancelled_on_the_day(event, result):
        yield FollowUpKind.CANCELLED_SAME_DAY


def _cancelled_on_the_day(event: Event, result: Result) -> bool:
    invitation = result.invitation
    if invitation is None or invitation.reply is not ReplyState.CANCELLED or invitation.replied_at is None:
        return False
    return invitation.replied_at.astimezone(event.tz).date() == event.local_start.date()
