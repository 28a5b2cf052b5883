"""A trip with guests who come, for the tests of travellers, seats, beds and roll calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from core.db import db
from events.models import CompanionPolicy, Event, EventFormat, RoomKind
from events.trips.programme import add_rooms, keep_coach, keep_item
from events.trips.record import keep_record, trip_of
from invitations.answers.party import GUEST, Person
from invitations.answers.rsvp import accept
from invitations.models import Channel
from invitations.trips.identity import check_digit
from invitations.trips.particulars import Particulars, Plain, keep
from invitations.trips.people import one_of, people_of, row_for, told_of
from invitations.trips.placing import Travellers, travellers

NOW = datetime.now(UTC).replace(microsecond=0)


@dataclass
class Desk:
    """A trip by its id, and who comes along."""

    cast: object
    event_id: int

    @property
    def base(self) -> str:
        return f"/events/{self.event_id}/trip"

    def guest(self, given_name: str, *companions: Person, rm: str = "zhao", **values) -> int:
        """A guest who has said yes, with companions; returns the invitation's id."""
        client_id = self.cast.add_client("王", given_name, rm=rm, **values)
        invitation_id = self.cast.add_invitation(self.event_id, client_id)
        with self.cast.app.app_context():
            accept(
                invitation_id,
                channel=Channel.PHONE,
                now=min(NOW, self.event.reply_by - timedelta(days=1)),
                staff=self.cast.staff("li"),
                party=[GUEST, *companions],
            )
            db.session.commit()
        return invitation_id

    @property
    def event(self) -> Event:
        return db.session.get_one(Event, self.event_id)

    def everybody(self, who: str = "li") -> Travellers:
        """All who travel, as `who` sees them. Wants an application context."""
        people = people_of(self.cast.staff(who), self.event)
        return travellers(trip_of(self.event), people, told_of(people))

    def tell(
        self, invitation_id: int, place: int = 0, *, health: bool = False, agency: bool = False, plain=None, **told
    ):
        """Write down what a traveller has told."""
        with self.cast.app.app_context():
            person = one_of(people_of(self.cast.staff("li"), self.event), (invitation_id, place))
            keep(
                row_for(person),
                Particulars(**told),
                plain or Plain(),
                event=self.event,
                client=person.client,
                health_agreed=health,
                agency_agreed=agency,
                staff=self.cast.staff("li"),
                now=NOW,
            )
            db.session.commit()

    def move_event(self, starts_at: datetime, hours: int = 8) -> None:
        """The trip's time, without the rules of planning: as if it had come by itself."""
        with self.cast.app.app_context():
            event = self.event
            event.reply_by = starts_at - timedelta(days=1)
            event.starts_at, event.ends_at = starts_at, starts_at + timedelta(hours=hours)
            db.session.commit()


def open_desk(cast, *, lodging: bool = True, coach: int = 19, rooms: str = "", kind=RoomKind.TWIN) -> Desk:
    """A trip of two days in three weeks: one stage with a roll call, one coach, and rooms if any are named."""
    event_id = cast.add_event(
        format=EventFormat.TRIP, companions=CompanionPolicy.FAMILY, companions_most=4, companion_names=True
    )
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        event.ends_at = event.starts_at + timedelta(days=1)
        keep_record(event, lodging=lodging, agency="江南之旅", accident_insurer="东海财险")
        keep_item(event, None, day=event.local_start.date(), at=time(8, 0), place="支行门前", roll_call=True)
        if coach:
            keep_coach(trip_of(event), None, number=1, seats=coach, company="杭城客运", company_licence="330100")
        if rooms:
            db.session.flush()
            add_rooms(trip_of(event), rooms, kind)
        db.session.commit()
    return Desk(cast, event_id)


def id_number(born: date, order: int = 10) -> str:
    """An identity number of the right shape, and nobody's; an odd order is a man's."""
    first = f"330108{born:%Y%m%d}{order:03d}"
    return first + check_digit(first)


def years_before(desk: Desk, years: int) -> date:
    """A birth date by which somebody is so many years old on the trip's day."""
    with desk.cast.app.app_context():
        day = desk.event.local_start.date()
    return date(day.year - years, 1, 1)
