"""What a trip stands on: agency, papers, insurance, programme, coaches; and what of it is missing."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.db import Base, db
from core.errors import DomainError
from events.models import Coach, Event, EventFormat, ItineraryItem, PickUp, TripRecord, TripRoom

OUTINGS = (EventFormat.TRIP, EventFormat.VISIT, EventFormat.SPORT, EventFormat.FAMILY)
"""Formats that usually leave the house: their pages lead to the trip's."""
LONG_WALK_METRES = 5_000
"""In a day; beyond it older guests had better know beforehand (domain practice, the catalogue's walks)."""


class Lack(enum.Enum):
    """What a trip should not set out without, or what is at odds. It warns; it refuses nothing."""

    AGENCY = "agency"
    LICENCE = "licence"
    CONTRACT = "contract"
    LIABILITY = "liability"
    ACCIDENT = "accident"
    COACH_LICENCE = "coach_licence"
    EMERGENCY_PHONE = "emergency_phone"
    GUIDE = "guide"
    RAIN_PLAN = "rain_plan"
    PROGRAMME = "programme"
    ROLL_CALL = "roll_call"
    OTHER_DAY = "other_day"
    LONG_WALK = "long_walk"
    ROOMS = "rooms"


GRAVE = frozenset({Lack.AGENCY, Lack.LICENCE, Lack.CONTRACT, Lack.LIABILITY, Lack.COACH_LICENCE})
"""Without these the trip breaks the law of travel agencies or of passenger transport."""


@dataclass(frozen=True)
class Trip:
    """An event with all that makes it a trip."""

    event: Event
    record: TripRecord | None
    items: Sequence[ItineraryItem]
    coaches: Sequence[Coach]
    pick_ups: Sequence[PickUp]
    rooms: Sequence[TripRoom]

    @property
    def days(self) -> list[date]:
        return days_of(self.event)

    @property
    def lodging(self) -> bool:
        return bool(self.record and self.record.lodging)

    def item(self, item_id: int) -> ItineraryItem | None:
        return next((item for item in self.items if item.id == item_id), None)


def trip_of(event: Event) -> Trip:
    """The event with its records, programme in order, coaches, pick-up points and rooms; five queries."""

    def rows(model: Any, *order: Any) -> Any:
        return db.session.scalars(sa.select(model).where(model.event_id == event.id).order_by(*order, model.id)).all()

    return Trip(
        event,
        db.session.get(TripRecord, event.id),
        rows(ItineraryItem, ItineraryItem.day, ItineraryItem.at),
        rows(Coach, Coach.number),
        rows(PickUp, PickUp.at),
        rows(TripRoom, TripRoom.name),
    )


def days_of(event: Event) -> list[date]:
    """The days of an event in its own zone."""
    first, last = event.local_start.date(), event.local_end.date()
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]


def keep_record(event: Event, **values: Any) -> TripRecord:
    """Note who runs the trip and under which papers. Raises DomainError: event_closed, group_larger_than_trip."""
    refuse_when_over(event)
    if (values.get("smallest_group") or 0) > event.capacity:
        raise DomainError("group_larger_than_trip")
    record = db.session.get(TripRecord, event.id)
    if record is None:
        record = TripRecord(event_id=event.id)
        db.session.add(record)
    for field, value in values.items():
        setattr(record, field, value)
    return record


def lacks(trip: Trip) -> list[Lack]:
    """What is missing, gravest first."""
    record = trip.record or TripRecord(lodging=False)
    overnight = record.lodging or len(trip.days) > 1
    missing = {
        Lack.AGENCY: overnight and not record.agency,
        Lack.LICENCE: bool(overnight or record.agency) and not record.agency_licence,
        Lack.CONTRACT: bool(overnight or record.agency) and not record.contract_no,
        Lack.LIABILITY: bool(overnight or record.agency) and not record.liability_policy,
        Lack.COACH_LICENCE: any(not coach.company_licence for coach in trip.coaches),
        Lack.ACCIDENT: not record.accident_policy,
        Lack.EMERGENCY_PHONE: not record.emergency_phone,
        Lack.GUIDE: bool(record.agency) and not record.guide,
        Lack.RAIN_PLAN: not record.rain_plan and not any(item.rain_plan for item in trip.items),
        Lack.PROGRAMME: not trip.items,
        Lack.ROLL_CALL: bool(trip.items) and not any(item.roll_call for item in trip.items),
        Lack.OTHER_DAY: bool(outside(trip)),
        Lack.LONG_WALK: any(metres > LONG_WALK_METRES for metres in walks(trip.items).values()),
        Lack.ROOMS: record.lodging and not trip.rooms,
    }
    return [lack for lack, is_missing in missing.items() if is_missing]


def outside(trip: Trip) -> list[ItineraryItem]:
    """Items on a day that is none of the trip's: its date has moved."""
    return [item for item in trip.items if item.day not in trip.days]


def walks(items: Sequence[ItineraryItem]) -> dict[date, int]:
    """How many metres are walked on each day."""
    found: dict[date, int] = {}
    for item in items:
        found[item.day] = found.get(item.day, 0) + (item.walking or 0)
    return found


def refuse_when_over(event: Event) -> None:
    """Raises DomainError("event_closed") when nothing is planned any more."""
    if event.over:
        raise DomainError("event_closed")


def take_away(row: Base, code: str) -> None:
    """Delete what nobody refers to yet. Raises DomainError(code) when the database says that somebody does."""
    try:
        with db.session.begin_nested():
            db.session.delete(row)
            db.session.flush()
    except IntegrityError as refused:
        raise DomainError(code) from refused


def local_moment(event: Event, day: date, clock: Any) -> datetime:
    """The moment at which clocks in the event's zone show this time of this day."""
    return datetime.combine(day, clock, event.tz)
