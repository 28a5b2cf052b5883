"""The words for a trip's codes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.errors import say
from events.models import RoomKind
from events.trips.record import Lack
from staff.words import call_rows

LACKS = {
    Lack.AGENCY: _l("A trip with a night away is run by a licensed travel agency: name it."),
    Lack.LICENCE: _l("The agency's licence number is missing."),
    Lack.CONTRACT: _l("The number of the contract with the agency is missing."),
    Lack.LIABILITY: _l("The agency's liability insurance is missing."),
    Lack.COACH_LICENCE: _l("A coach company without a licence number is on the list."),
    Lack.ACCIDENT: _l("No accident insurance is noted; the agency has to offer it."),
    Lack.EMERGENCY_PHONE: _l("There is no telephone number for emergencies on the way."),
    Lack.GUIDE: _l("The guide is not named."),
    Lack.RAIN_PLAN: _l("There is no plan for rain."),
    Lack.PROGRAMME: _l("The programme is empty; it is a part of the contract."),
    Lack.ROLL_CALL: _l("Heads are counted nowhere: mark before which stages."),
    Lack.OTHER_DAY: _l("The programme stands on another day than the trip."),
    Lack.LONG_WALK: _l("On one day more than 5 km are walked."),
    Lack.ROOMS: _l("The trip stays overnight and no room is listed."),
}

ROOM_KINDS = {
    RoomKind.SINGLE: _l("Single room"),
    RoomKind.TWIN: _l("Twin room"),
    RoomKind.DOUBLE: _l("Double room"),
}

call_rows(
    {
        "trip_record": _l("papers of a trip"),
        "itinerary_item": _l("item of a trip's programme"),
        "coach": _l("coach"),
        "pick_up": _l("pick-up point"),
        "trip_room": _l("room of a trip"),
    }
)

say(
    {
        "group_larger_than_trip": _l("The smallest group can't be larger than the number of seats."),
        "day_outside_trip": _l("The trip does not take place on this day."),
        "item_counted": _l("Heads were counted here; it stays in the programme."),
        "programme_longer": _l("The programme has more days than the trip. Change the trip's end, or take items out."),
        "coach_number_taken": _l("Another coach of this trip has this number."),
        "coach_in_use": _l("Guests sit in this coach, or a pick-up point belongs to it. Move them first."),
        "pick_up_time": _l("That is earlier than half a day before the beginning, or after the end."),
        "pick_up_in_use": _l("Guests board here. Give them another pick-up point first."),
        "rooms_unnamed": _l("Give at least one room's name or number."),
        "room_name_long": _l("A room's name has at most 30 characters. Put a comma between two rooms."),
        "room_twice": _l("Room %(name)s is on the list twice."),
        "rooms_many": _l("A trip has at most %(most)s rooms here."),
        "room_in_use": _l("Guests are to sleep in this room. Move them first."),
    }
)
