"""Forms of a trip's records, programme, coaches, pick-up points and rooms. Times are the event's own clock's."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, IntegerField, SelectField, StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from core.db import Base
from core.errors import DomainError
from core.forms import EditForm, Form, enum_choices, enum_coerce, integer_or_none
from core.languages import day as day_words
from core.languages import pick_language
from events.models import Coach, Event, ItineraryItem, PickUp, RoomKind, TripRecord
from events.times import from_local, to_local
from events.trips.record import Trip
from events.trips.words import ROOM_KINDS

CLOCKS = ["%H:%M", "%H:%M:%S"]
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
PRIVATE = ("csrf_token", "seen")


def _short(most: int) -> Length:
    return Length(max=most, message=_l("Please shorten this to at most %(max)d characters."))


def _text(label: Any, most: int, **options: Any) -> StringField:
    return StringField(label, [_short(most)], **options)


class _RowForm(EditForm):
    """A form of one row's columns, or of a row that is still to be made."""

    def __init__(self, *, row: Base | None, data: dict[str, Any] | None = None, **options: Any) -> None:
        super().__init__(obj=row, data=data, **options)
        self.watch(row)

    def values(self) -> dict[str, Any]:
        return {field.name: field.data for field in self if field.name not in PRIVATE}

    def show(self, refusal: DomainError, field: str) -> None:
        """Put a rule's refusal at the field that it is about."""
        self[field].errors = [*self[field].errors, refusal.sentence]


class RecordForm(_RowForm):
    """Who runs the trip, and under which papers."""

    lodging = BooleanField(_l("The trip stays overnight"))
    agency = _text(_l("Travel agency"), 80)
    agency_licence = _text(_l("Its licence number"), 40)
    contract_no = _text(_l("Number of the contract"), 60)
    smallest_group = IntegerField(
        _l("Smallest group"), [Optional(), NumberRange(1, 2000, _l("A number from 1 to 2000, please."))]
    )
    cancellation_terms = TextAreaField(_l("Terms of cancelling"), [_short(400)])
    guide = _text(_l("Guide"), 40)
    guide_phone = _text(_l("The guide's telephone"), 40)
    liability_insurer = _text(_l("Liability insurer"), 80)
    liability_policy = _text(_l("Number of the liability policy"), 60)
    accident_insurer = _text(_l("Accident insurer"), 80)
    accident_policy = _text(_l("Number of the accident policy"), 60)
    rain_plan = _text(_l("If it rains"), 200)
    emergency_phone = _text(_l("Telephone for emergencies on the way"), 40)

    def __init__(self, *, record: TripRecord | None, **options: Any) -> None:
        super().__init__(row=record, **options)


class ItemForm(_RowForm):
    """One thing of the programme."""

    day = SelectField(_l("Day"), coerce=str)
    at = TimeField(_l("Time"), [InputRequired(_l("Give a time, as in 09:30."))], format=CLOCKS)
    place = StringField(_l("Place"), [DataRequired(_l("Say where.")), _short(80)])
    activity = _text(_l("What is on"), 120)
    walking = IntegerField(
        _l("Metres on foot"), [Optional(), NumberRange(0, 50_000, _l("A number from 0 to 50000, please."))]
    )
    steps = BooleanField(_l("There are stairs or steps"))
    toilet = BooleanField(_l("There is a toilet"))
    meal = _text(_l("Meal"), 60)
    note = _text(_l("Remark"), 200)
    rain_plan = _text(_l("If it rains"), 200)
    roll_call = BooleanField(_l("Count heads before going on"))

    def __init__(self, *, event: Event, trip: Trip, item: ItineraryItem | None, **options: Any) -> None:
        super().__init__(row=item, **options)
        self.event = event
        days = [*trip.days, *([item.day] if item is not None and item.day not in trip.days else [])]
        language = pick_language()
        self.day.choices = [
            SelectChoice(value=one.isoformat(), label=day_words(one, language, event.tz)) for one in days
        ]
        self._days = {one.isoformat(): one for one in days}
        if item is not None and not self.is_submitted():
            self.day.data = item.day.isoformat()

    def values(self) -> dict[str, Any]:
        return super().values() | {"day": self._days[self.day.data]}


class CoachForm(_RowForm):
    """A coach or car."""

    number = IntegerField(
        _l("Number of the coach"),
        [InputRequired(_l("Give the coach a number.")), NumberRange(1, 99, _l("A number from 1 to 99, please."))],
    )
    seats = IntegerField(
        _l("Seats for passengers"),
        [InputRequired(_l("Say how many seats it has.")), NumberRange(1, 90, _l("A number from 1 to 90, please."))],
    )
    plate = _text(_l("Number plate"), 20)
    driver = _text(_l("Driver"), 40)
    driver_phone = _text(_l("The driver's telephone"), 40)
    company = _text(_l("Coach company"), 80)
    company_licence = _text(_l("The company's licence number"), 40)

    def __init__(self, *, trip: Trip, coach: Coach | None, **options: Any) -> None:
        usual = {"number": max((one.number for one in trip.coaches), default=0) + 1, "seats": 45}
        super().__init__(row=coach, data=None if coach else usual, **options)


class PickUpForm(_RowForm):
    """Where and when guests are taken in."""

    place = StringField(_l("Place"), [DataRequired(_l("Say where.")), _short(80)])
    at = DateTimeLocalField(
        _l("Time"), [InputRequired(_l("Give the date and the time, as in 2027-04-10 08:00."))], format=MOMENTS
    )
    coach_id = SelectField(_l("Coach"), coerce=integer_or_none)

    def __init__(self, *, trip: Trip, stop: PickUp | None, **options: Any) -> None:
        self.zone = trip.event.zone
        usual = {"at": to_local(trip.event.starts_at, self.zone)} if stop is None else None
        super().__init__(row=stop, data=usual, **options)
        if stop is not None and not self.is_submitted():
            self.at.data = to_local(stop.at, self.zone)
        self.coach_id.choices = [
            SelectChoice(value="", label=_l("Any")),
            *(
                SelectChoice(value=coach.id, label=_l("Coach %(number)s", number=coach.number))
                for coach in trip.coaches
            ),
        ]

    def values(self) -> dict[str, Any]:
        """Raises DomainError("time_skipped") for an hour that the clocks jump over."""
        return super().values() | {"at": from_local(self.at.data, self.zone)}


class RoomsForm(Form):
    """Rooms to add, by their names."""

    kind = SelectField(_l("Kind"), coerce=enum_coerce(RoomKind), choices=enum_choices(ROOM_KINDS))
    names = TextAreaField(_l("Names or numbers"), [_short(2000)])

    def show(self, refusal: DomainError) -> None:
        self.names.errors = [*self.names.errors, refusal.sentence]
