"""Giving seats and beds: one by one, by a proposal for whoever has none, and taking them back.

Whoever no longer comes leaves a free place: what stands at people who do not travel counts for nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from core.db import db, execute_dml
from core.errors import DomainError
from events.models import Event, TripRoom
from events.trips.record import Trip, refuse_when_over
from invitations.models import Invitation, Mobility, Traveller
from invitations.trips.coach_plan import Breach, Plan, Rider, broken, propose
from invitations.trips.particulars import Particulars
from invitations.trips.people import (
    Key,
    Person,
    age_on,
    apart,
    couples,
    is_child,
    is_minor,
    key_of,
    row_for,
)
from invitations.trips.sharing import BEDS, EXTRA_CHILDREN, Sleeper, Unit, fit, share


@dataclass(frozen=True)
class Travellers:
    """All who travel, with what the rules of places ask: who is whose spouse, and who had better be kept apart."""

    trip: Trip
    people: Sequence[Person]
    told: Mapping[Key, Particulars]
    spouses: Mapping[Key, Key] = field(default_factory=dict)
    enemies: Collection[frozenset[Key]] = frozenset()

    @property
    def seated(self) -> Plan:
        return {
            person.key: (row.coach_id, row.coach_seat)
            for person in self.people
            if (row := person.row) is not None and row.coach_id is not None and row.coach_seat is not None
        }

    @property
    def roomed(self) -> dict[int, list[Person]]:
        found: dict[int, list[Person]] = {}
        for person in self.people:
            if person.row is not None and person.row.room_id is not None:
                found.setdefault(person.row.room_id, []).append(person)
        return found

    def age(self, person: Person) -> int | None:
        return age_on(self.told[person.key].birth_date, self.trip.event.local_start.date())


def travellers(trip: Trip, people: Sequence[Person], told: Mapping[Key, Particulars]) -> Travellers:
    """The people with who belongs together and who apart; two queries."""
    return Travellers(trip, people, told, couples(people), apart(people))


def riders(all_of: Travellers) -> list[Rider]:
    """The people as the coach sees them."""
    coach_at = {stop.id: stop.coach_id for stop in all_of.trip.pick_ups}
    found = []
    for person in all_of.people:
        row, age = person.row, all_of.age(person)
        mobility = row.mobility if row else Mobility.NORMAL
        found.append(
            Rider(
                person.key,
                age,
                wheelchair=mobility is Mobility.WHEELCHAIR,
                slow=mobility in (Mobility.SLOW, Mobility.CANE),
                sick=bool(row and row.travel_sick),
                child=is_child(person, age),
                spouse=all_of.spouses.get(person.key),
                coach=coach_at.get(row.pick_up_id) if row and row.pick_up_id else None,
            )
        )
    return found


def sleepers(all_of: Travellers) -> list[Sleeper]:
    """The people as the lodging sees them."""
    found = []
    for person in all_of.people:
        row, told, age = person.row, all_of.told[person.key], all_of.age(person)
        found.append(
            Sleeper(
                person.key,
                told.gender,
                age,
                minor=is_minor(person, age),
                child=is_child(person, age),
                smokes=bool(row and row.smokes),
                **({"wish": row.room_wish} if row else {}),
                spouse=all_of.spouses.get(person.key),
                share_with=key_of(told.share_with),
            )
        )
    return found


def coach_breaches(all_of: Travellers) -> list[tuple[Breach, tuple[Key, ...]]]:
    """Which rules of the coach the present plan breaks."""
    seats = {coach.id: coach.seats for coach in all_of.trip.coaches}
    return broken(riders(all_of), all_of.seated, seats, all_of.enemies)


def propose_seats(all_of: Travellers) -> list[Key]:
    """A seat for everybody who has none; nobody who sits is moved. Returns who finds none.

    Raises DomainError: event_closed, no_coach.
    """
    trip = all_of.trip
    refuse_when_over(trip.event)
    if not trip.coaches:
        raise DomainError("no_coach")
    leave_empty_places(trip.event, all_of.people)
    seated = all_of.seated
    plan, lost = propose(
        [rider for rider in riders(all_of) if rider.key not in seated],
        {coach.id: coach.seats for coach in trip.coaches},
        {place: key for key, place in seated.items()},
        all_of.enemies,
    )
    for person in all_of.people:
        if person.key in plan:
            row = row_for(person)
            row.coach_id, row.coach_seat = plan[person.key]
    return lost


def take_seat(all_of: Travellers, person: Person, coach_id: int, seat: int) -> Person | None:
    """Put somebody on a seat; who sat there gets the seat that came free, and is returned.

    Raises DomainError: event_closed, no_such_seat.
    """
    trip = all_of.trip
    refuse_when_over(trip.event)
    coach = next((coach for coach in trip.coaches if coach.id == coach_id), None)
    if coach is None or not 1 <= seat <= coach.seats:
        raise DomainError("no_such_seat")
    leave_empty_places(trip.event, all_of.people)
    seated = all_of.seated
    other = next((one for one in all_of.people if seated.get(one.key) == (coach_id, seat)), None)
    if other is person:
        return None
    row, before = row_for(person), seated.get(person.key, (None, None))
    row.coach_id = row.coach_seat = None
    if other is not None:
        theirs = row_for(other)
        theirs.coach_id = theirs.coach_seat = None
        db.session.flush()  # the constraint sees one at a time on a seat
        theirs.coach_id, theirs.coach_seat = before
    db.session.flush()
    row.coach_id, row.coach_seat = coach_id, seat
    return other


def propose_rooms(all_of: Travellers) -> list[Unit]:
    """A room for everybody who has none; nobody who has one is moved. Returns who finds none.

    Raises DomainError: event_closed, no_room.
    """
    trip = all_of.trip
    refuse_when_over(trip.event)
    if not trip.rooms:
        raise DomainError("no_room")
    _lock(trip.event)
    leave_empty_places(trip.event, all_of.people)
    taken = all_of.roomed
    has_room = {person.key for group in taken.values() for person in group}
    units = share([one for one in sleepers(all_of) if one.key not in has_room], all_of.enemies)
    given, lost = fit(units, {room.id: room.kind for room in trip.rooms if room.id not in taken})
    by_key = {person.key: person for person in all_of.people}
    for room_id, unit in given.items():
        for key in unit.keys:
            row_for(by_key[key]).room_id = room_id
    return lost


def take_room(all_of: Travellers, person: Person, room: TripRoom) -> None:
    """Put somebody into a room. Raises DomainError: event_closed, room_full."""
    refuse_when_over(all_of.trip.event)
    _lock(all_of.trip.event)
    leave_empty_places(all_of.trip.event, all_of.people)
    inside = [other for other in all_of.roomed.get(room.id, []) if other is not person]
    adults = sum(not is_child(one, all_of.age(one)) for one in [*inside, person])
    if adults > BEDS[room.kind] or len(inside) + 1 > BEDS[room.kind] + EXTRA_CHILDREN:
        raise DomainError("room_full")
    row_for(person).room_id = room.id


def leave(event: Event, people: Sequence[Person], *, seats: bool = False, rooms: bool = False) -> None:
    """Take seats or rooms back from these people. Raises DomainError("event_closed")."""
    refuse_when_over(event)
    for person in people:
        if person.row is not None and seats:
            person.row.coach_id = person.row.coach_seat = None
        if person.row is not None and rooms:
            person.row.room_id = None


def leave_empty_places(event: Event, people: Sequence[Person]) -> None:
    """Free what people hold who no longer travel. `people` must be all who do."""
    coming = {person.key for person in people}
    rows = db.session.execute(
        sa.select(Traveller.invitation_id, Traveller.member)
        .join(Invitation, Invitation.id == Traveller.invitation_id)
        .where(Invitation.event_id == event.id)
        .where(sa.or_(Traveller.coach_id.is_not(None), Traveller.room_id.is_not(None)))
    )
    for invitation_id, member in rows.all():
        if (invitation_id, member) not in coming:
            execute_dml(
                sa.update(Traveller)
                .where(Traveller.invitation_id == invitation_id, Traveller.member == member)
                .values(coach_id=None, coach_seat=None, room_id=None)
            )


def _lock(event: Event) -> None:
    """Two who fill the last bed at once are one after the other; the count then sees the first."""
    db.session.execute(sa.select(Event.id).where(Event.id == event.id).with_for_update())
