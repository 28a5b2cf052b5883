"""The words for this room's codes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.errors import say
from events.models import EventFormat, EventStatus, Flag, Risk
from events.path import StepState
from staff.words import call_rows

FORMATS = {
    EventFormat.SALON: _l("Salon"),
    EventFormat.LECTURE: _l("Lecture"),
    EventFormat.BANQUET: _l("Banquet"),
    EventFormat.RECEPTION: _l("Reception"),
    EventFormat.TRIP: _l("Short trip"),
    EventFormat.FAMILY: _l("Parents and children"),
    EventFormat.SPORT: _l("Sport"),
    EventFormat.ONLINE: _l("Online lecture"),
    EventFormat.VISIT: _l("Guided visit"),
    EventFormat.CHARITY: _l("Charity"),
}

RISKS = {
    Risk.INVESTMENT: _l("Investments"),
    Risk.WEALTH: _l("Wealth products"),
    Risk.FUND: _l("Funds"),
    Risk.INSURANCE: _l("Insurance"),
    Risk.MARKET: _l("Views on the market"),
}

FLAGS = {
    Flag.PRODUCT: _l("Product content, or a speaker from a product's maker"),
    Flag.PRIVATE_FUND: _l("A private fund on the programme"),
    Flag.MINORS: _l("Minors take part"),
    Flag.TRAVEL: _l("A trip, or sport"),
    Flag.ALCOHOL: _l("Alcohol"),
    Flag.GIFT: _l("A gift above the branch's limit"),
    Flag.LOTTERY: _l("A lottery or prize draw"),
    Flag.RECORDING: _l("Photographs or recording"),
    Flag.OFFICIALS: _l("Public officials, or staff of state enterprises"),
    Flag.LARGE_VENUE: _l("A venue outside the bank with more than 100 heads"),
    Flag.CROSS_BORDER: _l("Guests from abroad"),
    Flag.HEALTH_DATA: _l("Health data"),
    Flag.THIRD_PARTY: _l("Data given to an agency, caterer or venue"),
    Flag.MEDIA: _l("Media are present"),
}

STATUSES = {
    EventStatus.DRAFT: _l("Draft"),
    EventStatus.SUBMITTED: _l("Waits for approval"),
    EventStatus.REJECTED: _l("Not approved"),
    EventStatus.APPROVED: _l("Approved"),
    EventStatus.INVITING: _l("Inviting"),
    EventStatus.POSTPONED: _l("Postponed"),
    EventStatus.CANCELLED: _l("Called off"),
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
        "guests_know": _l("Guests know this day already. Postpone the event: then they are called and told."),
        "start_in_past": _l("The beginning lies in the past."),
        "event_closed": _l("This event is closed; nothing about it can change any more."),
        "overbooking_format": _l("Only a lecture may promise more seats than there are."),
        "overbooking_most": _l("At most %(most)s seats beyond the capacity: so many may well stay away."),
        "fund_alone": _l("Where a private fund is on the programme, each guest comes alone and in person."),
        "companions_number": _l("Say how many at most each guest may bring, from 1 to %(most)s."),
        "join_address": _l("Give the whole address, beginning with https://."),
        "time_skipped": _l("Clocks are put forward that night and never show this time. Choose another one."),
    }
)
