"""Until when answers are taken, and when somebody is called: days and hours of the event's own zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from lunar_python.util import HolidayUtil

from events.models import Event
from invitations.models import Invitation, ReplyState

DECIDE_DAYS_BEFORE = 3
"""Domain practice: who has not decided says so three days before the event at the latest."""
MORNING, EVENING = time(9), time(18)
"""When people call and are called about business."""
SATURDAY = 5


def answerable_until(event: Event, invitation: Invitation) -> datetime:
    """Until then the client may say yes: the deadline, or the end of the day by which they said they would decide."""
    if invitation.reply is not ReplyState.TENTATIVE or invitation.tentative_until is None:
        return event.reply_by
    promised = datetime.combine(invitation.tentative_until, time(23, 59, 59), event.tz)
    return max(event.reply_by, promised)


def latest_day_to_decide(event: Event) -> date:
    return event.local_start.date() - timedelta(days=DECIDE_DAYS_BEFORE)


def morning_of(event: Event, day: date) -> datetime:
    """When somebody begins to call on that day."""
    return datetime.combine(day, MORNING, event.tz)


def is_working_day(day: date) -> bool:
    """By the public calendar of China, with its moved weekends; by the week for years that are not published yet."""
    known = HolidayUtil.getHoliday(day.isoformat())
    return bool(known.isWork()) if known is not None else day.weekday() < SATURDAY


def working_deadline(now: datetime, event: Event, hours: int) -> datetime:
    """When so many working hours are over, counted from now: never at night, on a Sunday or a holiday."""
    moment = now.astimezone(event.tz)
    left = timedelta(hours=hours)
    day = moment.date()
    while True:
        begins = max(moment, datetime.combine(day, MORNING, event.tz))
        ends = datetime.combine(day, EVENING, event.tz)
        if is_working_day(day) and begins < ends:
            if left <= ends - begins:
                return begins + left
            left -= ends - begins
        day += timedelta(days=1)
