"""What is still missing of a traveller. It warns and refuses nothing: nobody is told that they are too old to come."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence

from events.trips.record import Trip
from invitations.models import AgeGroup
from invitations.trips.particulars import Particulars
from invitations.trips.people import Key, Person, age_on

OLDER = 60
"""From here on a guest is an older traveller: health, contact and emergency contact are asked (LB/T 052-2016)."""
DECLARES_HEALTH = 70
WITH_SIGNATURE = 75
"""An adult relative signs, and had better come along."""
DOCTOR_FOR = 100
"""So many older travellers in a group need a doctor."""


class Need(enum.Enum):
    NAME = "name"
    DOCUMENT = "document"
    BIRTH_DATE = "birth_date"
    EMERGENCY = "emergency"
    HEALTH = "health"
    GUARDIAN = "guardian"
    COMPANION = "companion"
    WAIVER = "waiver"
    AGENCY = "agency"
    SEAT = "seat"
    ROOM = "room"


ADVICE = frozenset({Need.COMPANION, Need.HEALTH})
"""What is asked for and may stay so."""


def needs_of(trip: Trip, people: Sequence[Person], told: Mapping[Key, Particulars]) -> dict[Key, list[Need]]:
    """What is missing of each; nothing for somebody of whom all is known."""
    sizes: dict[int, int] = {}
    for person in people:
        if person.age_group is AgeGroup.ADULT:
            sizes[person.invitation.id] = sizes.get(person.invitation.id, 0) + 1
    return {
        person.key: _needs(trip, person, told[person.key], alone=sizes.get(person.invitation.id, 0) < 2)
        for person in people
    }


def _needs(trip: Trip, person: Person, told: Particulars, *, alone: bool) -> list[Need]:
    row, record = person.row, trip.record
    age = age_on(told.birth_date, trip.event.local_start.date()) or 0
    by_agency = bool(record and (record.agency or record.lodging))
    missing = {
        Need.NAME: not person.name,
        Need.DOCUMENT: not told.document_no and (by_agency or bool(record and record.accident_insurer)),
        Need.BIRTH_DATE: told.birth_date is None,
        Need.EMERGENCY: not told.emergency_phone and person.age_group is AgeGroup.ADULT,
        Need.HEALTH: age >= DECLARES_HEALTH and not (row and row.health_agreed_at),
        Need.GUARDIAN: age >= WITH_SIGNATURE and not (row and row.guardian_at),
        Need.COMPANION: age >= WITH_SIGNATURE and alone,
        Need.WAIVER: not (row and row.waiver_at) and person.age_group is AgeGroup.ADULT,
        Need.AGENCY: by_agency and bool(told.document_no) and not (row and row.agency_agreed_at),
        Need.SEAT: bool(trip.coaches) and not (row and row.coach_seat),
        Need.ROOM: trip.lodging and bool(trip.rooms) and not (row and row.room_id),
    }
    return [need for need, is_missing in missing.items() if is_missing]


def older_travellers(trip: Trip, told: Mapping[Key, Particulars]) -> int:
    """How many are sixty and older on the day."""
    day = trip.event.local_start.date()
    return sum((age_on(one.birth_date, day) or 0) >= OLDER for one in told.values())
