"""The programme of a trip, day by day, and its coaches, pick-up points and rooms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from core.db import db
from core.errors import DomainError
from events.models import Coach, Event, ItineraryItem, PickUp, RoomKind, TripRoom
from events.trips.record import Trip, days_of, refuse_when_over, take_away

MOST_ROOMS = 200
EARLIEST_PICK_UP = timedelta(hours=12)
"""So long before the beginning a coach may already collect guests."""


def by_day(items: Sequence[ItineraryItem]) -> list[tuple[date, list[ItineraryItem]]]:
    """The items of each day, in their order."""
    return [(day, list(group)) for day, group in groupby(items, key=lambda item: item.day)]


def keep_item(event: Event, item: ItineraryItem | None, **values: Any) -> ItineraryItem:
    """Add or change one thing of the programme. Raises DomainError: event_closed, day_outside_trip."""
    refuse_when_over(event)
    if values["day"] not in days_of(event):
        raise DomainError("day_outside_trip")
    if item is None:
        item = ItineraryItem(event_id=event.id)
        db.session.add(item)
    for field, value in values.items():
        setattr(item, field, value)
    return item


def remove_item(event: Event, item: ItineraryItem) -> None:
    """Raises DomainError: event_closed, item_counted when heads were counted there."""
    refuse_when_over(event)
    take_away(item, "item_counted")


def follow_the_day(trip: Trip) -> int:
    """Move programme and pick-ups by as many days as the trip has moved; returns by how many.

    Raises DomainError: event_closed, programme_longer when it does not fit into the trip's days.
    """
    refuse_when_over(trip.event)
    if not trip.items:
        return 0
    days = trip.days
    shift = days[0] - trip.items[0].day
    if trip.items[-1].day + shift > days[-1]:
        raise DomainError("programme_longer")
    for item in trip.items:
        item.day += shift
    for stop in trip.pick_ups:
        stop.at += shift
    return shift.days


def keep_coach(trip: Trip, coach: Coach | None, **values: Any) -> Coach:
    """Add or change a coach. Raises DomainError: event_closed, coach_number_taken."""
    refuse_when_over(trip.event)
    if any(other.number == values["number"] and other is not coach for other in trip.coaches):
        raise DomainError("coach_number_taken")
    if coach is None:
        coach = Coach(event_id=trip.event.id)
        db.session.add(coach)
    for field, value in values.items():
        setattr(coach, field, value)
    return coach


def remove_coach(event: Event, coach: Coach) -> None:
    """Raises DomainError: event_closed, coach_in_use while somebody sits there or a pick-up point is its."""
    refuse_when_over(event)
    take_away(coach, "coach_in_use")


def keep_pick_up(event: Event, stop: PickUp | None, *, place: str, at: datetime, coach_id: int | None) -> PickUp:
    """Add or change where guests are taken in. Raises DomainError: event_closed, pick_up_time."""
    refuse_when_over(event)
    if not event.starts_at - EARLIEST_PICK_UP <= at <= event.ends_at:
        raise DomainError("pick_up_time")
    if stop is None:
        stop = PickUp(event_id=event.id)
        db.session.add(stop)
    stop.place, stop.at, stop.coach_id = place, at, coach_id
    return stop


def remove_pick_up(event: Event, stop: PickUp) -> None:
    """Raises DomainError: event_closed, pick_up_in_use while guests board there."""
    refuse_when_over(event)
    take_away(stop, "pick_up_in_use")


def add_rooms(trip: Trip, names: str, kind: RoomKind) -> list[TripRoom]:
    """Rooms by their names or numbers, as a list is typed or pasted: 301, 302、303.

    Raises DomainError: event_closed, rooms_unnamed, room_name_long, room_twice, rooms_many.
    """
    refuse_when_over(trip.event)
    wanted = [name for name in re.split(r"[\s,，、;；]+", names) if name]
    known = {room.name for room in trip.rooms}
    if not wanted:
        raise DomainError("rooms_unnamed")
    if any(len(name) > 30 for name in wanted):
        raise DomainError("room_name_long")
    twice = [name for at, name in enumerate(wanted) if name in known or name in wanted[:at]]
    if twice:
        raise DomainError("room_twice", name=twice[0])
    if len(trip.rooms) + len(wanted) > MOST_ROOMS:
        raise DomainError("rooms_many", most=MOST_ROOMS)
    rooms = [TripRoom(event_id=trip.event.id, name=name, kind=kind) for name in wanted]
    db.session.add_all(rooms)
    return rooms


def remove_room(event: Event, room: TripRoom) -> None:
    """Raises DomainError: event_closed, room_in_use while somebody is to sleep there."""
    refuse_when_over(event)
    take_away(room, "room_in_use")
