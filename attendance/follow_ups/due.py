"""Until when a follow-up is to be done: days and hours of the event's own zone (domain practice, follow-up rules)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from attendance.models import FollowUpKind
from events.models import Event
from invitations.answers.times import EVENING

PROMPT = timedelta(hours=48)
"""Who came hears from us within so long (domain practice, the follow-up rate)."""
LATE_EVENING = time(22)
"""Until then a line may still be sent on the day itself."""
DAYS: Mapping[FollowUpKind, int] = {
    FollowUpKind.SAME_DAY: 0,
    FollowUpKind.THANK_YOU: 2,
    FollowUpKind.NO_SHOW: 2,
    FollowUpKind.CANCELLED_SAME_DAY: 1,
    FollowUpKind.QUESTION: 2,
    FollowUpKind.INTEREST: 3,
    FollowUpKind.LEAD: 2,
    FollowUpKind.DISCONTENT: 1,
}
"""How many days after the event's own; two days are never more than forty-eight hours."""


def due_at(kind: FollowUpKind, event: Event, now: datetime) -> datetime:
    """The last moment for it. What comes into being too late for that is due on the evening of the next day."""
    day = event.local_end.date() + timedelta(days=DAYS[kind])
    at = datetime.combine(day, LATE_EVENING if kind is FollowUpKind.SAME_DAY else EVENING, event.tz)
    if DAYS[kind] == PROMPT.days:
        at = min(at, event.ends_at + PROMPT)
    if at > now:
        return at
    return datetime.combine(now.astimezone(event.tz).date() + timedelta(days=1), EVENING, event.tz)


def is_same_day(event: Event, now: datetime) -> bool:
    """Whether it is still the day of the event, and not too late in the evening for a line."""
    local = now.astimezone(event.tz)
    return local.date() == event.local_end.date() and local.time() < LATE_EVENING
