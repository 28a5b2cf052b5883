"""The words for travellers, their papers, seats and beds."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from clients.models import Gender
from core.errors import say
from invitations.models import Mobility, RoomWish
from invitations.trips.coach_plan import Breach
from invitations.trips.identity import DocumentKind
from invitations.trips.needs import Need
from invitations.trips.people import Person
from invitations.trips.sharing import Because
from staff.words import call_rows

DOCUMENTS = {
    DocumentKind.ID_CARD: _l("Identity card"),
    DocumentKind.PASSPORT: _l("Passport"),
    DocumentKind.HK_MACAO: _l("Permit of residents of Hong Kong and Macao"),
    DocumentKind.TAIWAN: _l("Permit of residents of Taiwan"),
    DocumentKind.OTHER: _l("Other document"),
}

GENDERS = {Gender.FEMALE: _l("Female"), Gender.MALE: _l("Male")}

MOBILITIES = {
    Mobility.NORMAL: _l("Walks well"),
    Mobility.SLOW: _l("Walks slowly"),
    Mobility.CANE: _l("Walks with a cane"),
    Mobility.WHEELCHAIR: _l("Uses a wheelchair"),
}

ROOM_WISHES = {
    RoomWish.NONE: _l("No wish"),
    RoomWish.SINGLE: _l("Would rather sleep alone"),
    RoomWish.TWIN: _l("Two beds"),
    RoomWish.DOUBLE: _l("One wide bed, with the spouse"),
}

NEEDS = {
    Need.NAME: _l("Name"),
    Need.DOCUMENT: _l("Identity document"),
    Need.BIRTH_DATE: _l("Birth date"),
    Need.EMERGENCY: _l("Emergency contact"),
    Need.HEALTH: _l("Health declaration"),
    Need.GUARDIAN: _l("A relative's signature"),
    Need.COMPANION: _l("Better not alone"),
    Need.WAIVER: _l("Signed information sheet"),
    Need.AGENCY: _l("Consent to pass data on"),
    Need.SEAT: _l("Seat in a coach"),
    Need.ROOM: _l("Room"),
}

BREACHES = {
    Breach.COUPLE_PARTED: _l("A couple does not sit side by side: %(names)s."),
    Breach.WHEELCHAIR_BEHIND: _l("A wheelchair belongs into the first row: %(names)s."),
    Breach.CHILD_IN_FRONT: _l("A child sits in the first row: %(names)s."),
    Breach.KEPT_APART: _l("These had better not sit side by side: %(names)s."),
    Breach.NO_SUCH_SEAT: _l("The coach has no such seat: %(names)s."),
    Breach.OTHER_COACH: _l("Sits in another coach than the one that picks them up: %(names)s."),
}

REASONS = {
    Because.COUPLE: _l("Couple"),
    Because.FAMILY: _l("Family"),
    Because.NAMED: _l("Asked for each other"),
    Because.ALIKE: _l("Alike in age and habits"),
    Because.ALONE: _l("Alone"),
}

call_rows(
    {
        "traveller": _l("traveller"),
        "roll_call": _l("counted head"),
        "trip_participants": _l("list of participants"),
        "trip_agency": _l("list for the travel agency"),
        "trip_driver": _l("driver's sheet"),
        "trip_rooms": _l("list of rooms"),
        "trip_emergency": _l("emergency sheet"),
        "trip_information": _l("travellers' information sheets"),
    }
)

say(
    {
        "document_kind_missing": _l("Say what kind of document this is."),
        "document_shape": _l("A document of this kind has another number. Please compare it."),
        "id_card_shape": _l("An identity card has 18 symbols: 17 digits, and a digit or X at the end."),
        "document_check": _l("This number can't be right: its last symbol does not fit. Please compare it."),
        "born_otherwise": _l("The identity card tells of another birth date."),
        "born_when": _l("Please check the birth date."),
        "emergency_half": _l("An emergency contact wants a name and a telephone number."),
        "traveller_emptied": _l("The details of this trip were deleted; none are kept any more."),
        "health_not_agreed": _l(
            "Health is noted only with the traveller's separate consent. Tick it, or leave it empty."
        ),
        "travellers_unseen": _l("Guests travel whom you don't see. Ask the organiser to do this."),
        "no_coach": _l("Add a coach first."),
        "no_room": _l("Add rooms first."),
        "no_such_seat": _l("The coach has no such seat."),
        "room_full": _l("This room is full. Move somebody out first."),
        "roll_call_closed": _l("Heads are counted from twelve hours before the trip to two hours after it."),
    }
)


def named(person: Person) -> str:
    """The traveller's name, or whose companion it is who is not named yet."""
    return person.name or _("Companion of %(name)s", name=person.invitation.client.full_name)
