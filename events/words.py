"""The words for this room's codes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.errors import say
from events.models import EventFormat, EventStatus, Risk
from events.path import StepState
from staff.words import call_rows

FORMATS = {
    EventFormat.SALON: _l("Salon"),
    EventFormat.LECTURE: _l("Lecture"),
    EventFormat.BANQUET: _l("Banquet"),
    EventFormat.RECEPTION: _l("Reception"),
    EventFormat.TRIP: _l("Short trip"),
    EventFormat.FAMILY: _l("Family day"),
    EventFormat.SPORT: _l("Sport"),
    EventFormat.ONLINE: _l("Online lecture"),
    EventFormat.VISIT: _l("Visit"),
    EventFormat.CHARITY: _l("Charity"),
}

RISKS = {
    Risk.INVESTMENT: _l("Investments"),
    Risk.WEALTH: _l("Wealth products"),
    Risk.FUND: _l("Funds"),
    Risk.INSURANCE: _l("Insurance"),
    Risk.MARKET: _l("Views on the market"),
}

STATUSES = {
    EventStatus.DRAFT: _l("Draft"),
    EventStatus.SUBMITTED: _l("Waits for approval"),
    EventStatus.REJECTED: _l("Not approved"),
    EventStatus.APPROVED: _l("Approved"),
    EventStatus.INVITING: _l("Inviting"),
    EventStatus.POSTPONED: _l("Postponed"),
    EventStatus.CANCELLED: _l("Cancelled"),
    EventStatus.CLOSED: _l("Closed"),
    EventStatus.REPORTED: _l("Reported"),
    EventStatus.ARCHIVED: _l("Archived"),
}

STEP_STATES = {
    StepState.DONE: _l("Done"),
    StepState.NOW: _l("Now"),
    StepState.LATER: _l("Later"),
}

call_rows({"event": _l("event")})

say(
    {
        "ends_before_start": _l("The end lies before the beginning."),
        "reply_after_start": _l("The reply deadline lies after the beginning."),
        "reply_in_past": _l("The last day for answers has passed."),
        "start_in_past": _l("The beginning lies in the past."),
        "event_closed": _l("This event is closed; nothing about it can change any more."),
        "time_skipped": _l("Clocks are put forward that night and never show this time. Choose another one."),
    }
)
