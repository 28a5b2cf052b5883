"""The form of an event. Times are typed as the clock shows them in the event's own zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, DateTimeLocalField, Field, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, StopValidation, ValidationError

from core.db import now
from core.errors import DomainError
from core.forms import EditForm, enum_choices, enum_coerce
from events.models import Event, EventFormat
from events.planning import USUAL_LENGTH, WORDS, reply_moment, usual_reply_day
from events.times import from_local, to_local
from events.words import FORMATS

USUAL_LEAD = timedelta(weeks=5)
"""Letters are to be in the guests' hands two weeks before; choosing and printing want three."""
USUAL_START = {"hour": 14, "minute": 30, "second": 0, "microsecond": 0}
SATURDAY = 5
CLOCKS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
"""As browsers send a time, and as people type one where the browser has no clock to pick from."""
FIELD_OF = {
    "ends_before_start": "ends_at",
    "reply_after_start": "reply_by",
    "reply_in_past": "reply_by",
    "start_in_past": "starts_at",
}
"""At which field a rule's refusal is shown."""

_TOO_LONG = _l("Please shorten this to at most %(max)d characters.")


def _short(most: int) -> Length:
    return Length(max=most, message=_TOO_LONG)


def _plausible(_form: EditForm, field: Field) -> None:
    if not 2000 <= field.data.year <= 2100:
        raise StopValidation(_l("Please check the year."))  # such a moment may have no UTC at all


class EventForm(EditForm):
    """An event. The end and the deadline follow the beginning until somebody types others.

    English may be left out: the letters ask for it when a guest reads them in English.
    """

    format = SelectField(_l("Format"), coerce=enum_coerce(EventFormat), choices=enum_choices(FORMATS))
    title = StringField(_l("Title in Chinese"), [DataRequired(_l("Give the evening a title.")), _short(60)])
    title_en = StringField(_l("Title in English"), [_short(90)])
    speaker = StringField(_l("Speaker or host"), [_short(40)])
    speaker_en = StringField(_l("Speaker or host in English"), [_short(60)])
    starts_at = DateTimeLocalField(
        _l("Beginning"),
        [DataRequired(_l("Give the date and the time, as in 2027-04-10 14:30.")), _plausible],
        format=CLOCKS,
    )
    ends_at = DateTimeLocalField(
        _l("End"),
        [DataRequired(_l("Give the date and the time, as in 2027-04-10 16:30.")), _plausible],
        format=CLOCKS,
    )
    reply_by = DateField(_l("Answers by"), [DataRequired(_l("Give a day, as in 2027-04-03.")), _plausible])
    ends_at_usual = HiddenField()
    reply_by_usual = HiddenField()
    capacity = IntegerField(
        _l("Capacity"),
        [
            DataRequired(_l("Say for how many guests there is room.")),
            NumberRange(1, 2000, _l("A number from 1 to 2000, please.")),
        ],
    )
    venue = StringField(_l("Venue"), [DataRequired(_l("Say where it takes place.")), _short(60)])
    venue_en = StringField(_l("Venue in English"), [_short(90)])
    address = StringField(_l("Address"), [DataRequired(_l("Give the address that guests travel to.")), _short(120)])
    address_en = StringField(_l("Address in English"), [_short(150)])
    parking = StringField(_l("Parking"), [_short(80)])
    parking_en = StringField(_l("Parking in English"), [_short(120)])

    def __init__(self, *args: Any, zone: str, event: Event | None = None, **options: Any) -> None:
        self.zone, self.event = zone, event
        if event is not None:
            local = {field: to_local(getattr(event, field), zone) for field in ("starts_at", "ends_at")}
            options["data"] = {field: getattr(event, field) for field in ("format", "capacity", *WORDS)} | local
            options["data"]["reply_by"] = event.local_reply_by.date()
        super().__init__(*args, **options)
        if self.starts_at.raw_data is None and self.starts_at.data:  # nothing is typed yet
            self._mark_what_follows()
        self.watch(event)

    def hidden_tag(self, *fields: Any) -> Any:
        """The form key and what was seen: the two marks are drawn beside their fields, and exchanged with them."""
        return super().hidden_tag(*(fields or ("csrf_token", "seen")))

    def follow(self) -> None:
        """Bring the end and the deadline, if nobody has typed others, to what is usual for this beginning."""
        start, kind = self.starts_at.data, self.format.data
        if start is None or kind is None or not 2000 <= start.year <= 2100:
            return
        for field, mark, usual in self._usual(kind, start):
            if field._value() in ("", mark.data):
                field.data, field.raw_data, field.process_errors = usual, [], []
                mark.data, mark.raw_data = field._value(), []

    def _mark_what_follows(self) -> None:
        for field, mark, usual in self._usual(self.format.data, self.starts_at.data):
            mark.data = field._value() if field.data == usual else ""

    def _usual(self, kind: EventFormat, start: datetime) -> list[tuple[Any, Any, date]]:
        return [
            (self.ends_at, self.ends_at_usual, start + USUAL_LENGTH[kind]),
            (
                self.reply_by,
                self.reply_by_usual,
                usual_reply_day(kind, start.date(), today=to_local(now(), self.zone).date()),
            ),
        ]

    def validate(self, **options: Any) -> bool:
        self.follow()
        valid: bool = super().validate(**options)
        return valid

    def validate_starts_at(self, field: Field) -> None:
        self._refuse_skipped(field)

    def validate_ends_at(self, field: Field) -> None:
        self._refuse_skipped(field)

    def _refuse_skipped(self, field: Field) -> None:
        try:
            from_local(field.data, self.zone)
        except DomainError as refusal:
            raise ValidationError(refusal.sentence) from None

    def values(self) -> dict[str, Any]:
        """What the rules take: moments in UTC, and texts never missing."""
        starts_at = from_local(self.starts_at.data, self.zone)
        reply_by = reply_moment(self.reply_by.data, starts_at, self.zone)
        if self.event is not None and self.event.local_reply_by.date() == self.reply_by.data:
            reply_by = min(reply_by, self.event.reply_by)  # the day was left as it is, so is its hour
        return {
            **{field: self[field].data or "" for field in WORDS},
            "format": self.format.data,
            "capacity": self.capacity.data,
            "starts_at": starts_at,
            "ends_at": from_local(self.ends_at.data, self.zone),
            "reply_by": reply_by,
        }

    def show(self, refusal: DomainError) -> None:
        """Put a rule's refusal where it belongs: at its field, or above the form."""
        field = FIELD_OF.get(refusal.code)
        if field is None:
            self.form_errors.append(refusal.sentence)
        else:
            self[field].errors = [*self[field].errors, refusal.sentence]


def usual_times(kind: EventFormat, now: datetime, zone: str) -> dict[str, Any]:
    """What a new event's form begins with: a Saturday afternoon, early enough for letters."""
    start = to_local(now + USUAL_LEAD, zone).replace(**USUAL_START)  # type: ignore[arg-type]
    start += timedelta(days=(SATURDAY - start.weekday()) % 7)
    return {
        "starts_at": start,
        "ends_at": start + USUAL_LENGTH[kind],
        "reply_by": usual_reply_day(kind, start.date(), today=to_local(now, zone).date()),
    }
