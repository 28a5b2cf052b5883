"""The form of an event. Times are typed as the clock shows them in the event's own zone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, DateTimeLocalField, Field, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, StopValidation, ValidationError

from core.db import now
from core.errors import DomainError
from core.forms import EditForm, enum_choices, enum_coerce
from events.checklist.timeline import LEAD
from events.models import Event, EventFormat, Venue
from events.places.books import PRINTED, printed_words
from events.planning import USUAL_LENGTH, WORDS, reply_moment, usual_reply_day
from events.policy_fields import PolicyFields, policies_of
from events.times import from_local, to_local
from events.words import FORMATS

USUAL_LEAD = timedelta(weeks=5)
"""Letters are to be in the guests' hands two weeks before; choosing and printing want three."""
USUAL_CLOCK = (14, 30)
SATURDAY = 5
ONLINE = {"zh": "线上", "en": "online"}
"""Where an online event takes place, as letters say it."""
CLOCKS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
"""As browsers send a time, and as people type one where the browser has no clock to pick from."""
FIELD_OF = {
    "ends_before_start": "ends_at",
    "reply_after_start": "reply_by",
    "reply_in_past": "reply_by",
    "start_in_past": "starts_at",
    "guests_know": "starts_at",
    "capacity_order": "capacity_ideal",
    "overbooking_format": "overbooked_by",
    "overbooking_most": "overbooked_by",
    "fund_alone": "companions",
    "companions_number": "companions_most",
    "join_address": "join_url",
}
"""At which field a rule's refusal is shown."""

_TOO_LONG = _l("Please shorten this to at most %(max)d characters.")


def _short(most: int) -> Length:
    return Length(max=most, message=_TOO_LONG)


def _plausible(_form: EditForm, field: Field) -> None:
    if not 2000 <= field.data.year <= 2100:
        raise StopValidation(_l("Please check the year."))  # such a moment may have no UTC at all


def _wanted_in_person(message: Any) -> Any:
    """Nobody travels to an online event; every other one has a place."""

    def check(form: EventForm, field: Field) -> None:
        if not field.data and form.format.data is not EventFormat.ONLINE:
            raise StopValidation(message)

    check.field_flags = {"wanted": True}  # type: ignore[attr-defined]
    return check


class EventForm(PolicyFields):
    """An event. The end and the deadline follow the beginning until somebody types others.

    English may be left out: the letters ask for it when a guest reads them in English. The words of the place may come
    from the branch's book of venues.
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
    venue = StringField(_l("Venue"), [_wanted_in_person(_l("Say where it takes place.")), _short(60)])
    venue_en = StringField(_l("Venue in English"), [_short(90)])
    address = StringField(
        _l("Address"), [_wanted_in_person(_l("Give the address that guests travel to.")), _short(120)]
    )
    address_en = StringField(_l("Address in English"), [_short(150)])
    parking = StringField(_l("Parking"), [_short(80)])
    parking_en = StringField(_l("Parking in English"), [_short(120)])

    def __init__(
        self, *args: Any, zone: str, event: Event | None = None, venues: Sequence[Venue] = (), **options: Any
    ) -> None:
        self.zone, self.event, self.venues = zone, event, {venue.id: venue for venue in venues}
        if event is not None:
            local = {field: to_local(getattr(event, field), zone) for field in ("starts_at", "ends_at")}
            options["data"] = {field: getattr(event, field) for field in ("format", "capacity", *WORDS)} | local
            options["data"] |= policies_of(event) | {"reply_by": event.local_reply_by.date()}
        super().__init__(*args, **options)
        self.venue_id.choices = [("", _l("none: typed below"))] + [(venue.id, venue.name) for venue in venues]
        if self.starts_at.raw_data is None and self.starts_at.data:  # nothing is typed yet
            self._mark_what_follows()
            self.mark_policies()
            self.fresh = event is None
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
        self.follow_format()
        self.take_venue()
        valid: bool = super().validate(**options)
        return valid

    def take_venue(self) -> None:
        """Where a venue of the book is chosen, what is left empty below is said as the book says it."""
        venue = self.venues.get(self.venue_id.data or 0)
        if venue is None:
            return
        words = printed_words(venue)
        if not self.venue.data:
            for name in PRINTED:
                self[name].data = words[name]
        elif self.venue.data == words["venue"]:
            for name in PRINTED:
                self[name].data = self[name].data or words[name]

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
            **self._online_place(),
            "format": self.format.data,
            "capacity": self.capacity.data,
            "starts_at": starts_at,
            "ends_at": from_local(self.ends_at.data, self.zone),
            "reply_by": reply_by,
            **self.policy_values(),
        }

    def _online_place(self) -> dict[str, str]:
        """An online event without a room is said to be online, in both languages of the letters."""
        nowhere = self.format.data is EventFormat.ONLINE and not self.venue.data
        return {"venue": ONLINE["zh"], "venue_en": ONLINE["en"]} if nowhere else {}

    def show(self, refusal: DomainError) -> None:
        """Put a rule's refusal where it belongs: at its field, or above the form."""
        field = FIELD_OF.get(refusal.code)
        if field is None:
            self.form_errors.append(refusal.sentence)
        else:
            self[field].errors = [*self[field].errors, refusal.sentence]


def usual_times(
    kind: EventFormat,
    now: datetime,
    zone: str,
    *,
    length: timedelta | None = None,
    clock: tuple[int, int] | None = None,
) -> dict[str, Any]:
    """What a new event's form begins with: a Saturday afternoon, early enough for letters; or what its theme wishes."""
    hour, minute = clock or USUAL_CLOCK
    lead = USUAL_LEAD + timedelta(days=LEAD.get(kind, 0))
    start = to_local(now + lead, zone).replace(hour=hour, minute=minute, second=0, microsecond=0)
    start += timedelta(days=(SATURDAY - start.weekday()) % 7)
    return {
        "starts_at": start,
        "ends_at": start + (length or USUAL_LENGTH[kind]),
        "reply_by": usual_reply_day(kind, start.date(), today=to_local(now, zone).date()),
    }
