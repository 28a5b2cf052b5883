"""Forms of venues and speakers."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from core.forms import EditForm, Form, enum_choices, enum_coerce, integer_or_none
from events.models import EventSpeaker, Speaker, SpeakerStep, Venue
from events.money.amounts import plain, read_yuan
from events.places.books import RATINGS
from events.places.questions import MOST_SPACES, QUESTIONS, SPACES, found_of
from events.places.words import QUESTIONS as QUESTION_WORDS
from events.places.words import STEPS

_TOO_LONG = _l("Please shorten this to at most %(max)d characters.")
_YES_NO = [("", _l("not looked at yet")), ("yes", _l("yes")), ("no", _l("no"))]


def _text(label: Any, most: int, *more: Any) -> StringField:
    return StringField(label, [*more, Length(max=most, message=_TOO_LONG)])


def _amount(field: StringField) -> int | None:
    try:
        return read_yuan(field.data)
    except ValueError:
        raise ValidationError(_l("Type an amount like 12800 or 12800.50.")) from None


class VenueForm(EditForm):
    """A place, its printed words and what a visit found; each question is a field named after it."""

    name = _text(_l("Name of the venue"), 60, DataRequired(_l("Give the venue a name.")))
    name_en = _text(_l("Its name in English"), 90)
    address = _text(_l("Address"), 120)
    address_en = _text(_l("Address in English"), 150)
    parking = _text(_l("Parking"), 80)
    parking_en = _text(_l("Parking in English"), 120)
    own = BooleanField(_l("In the bank's own rooms"))
    seats = IntegerField(_l("Seats"), [Optional(), NumberRange(1, 2000, _l("A number from 1 to 2000, please."))])
    price = StringField(_l("Price for half a day, in yuan"))
    contact_name = _text(_l("Whom to call there"), 40)
    contact_phone = _text(_l("Telephone"), 40)
    parking_spaces = IntegerField(
        _l("Parking spaces"), [Optional(), NumberRange(0, MOST_SPACES, _l("A number from 0 to 5000, please."))]
    )
    note = TextAreaField(_l("Note"), [Length(max=400, message=_TOO_LONG)])

    def __init__(self, venue: Venue | None = None, **options: Any) -> None:
        if venue is not None:
            options["data"] = self._held(venue)
        super().__init__(**options)
        self.watch(venue)

    @staticmethod
    def _held(venue: Venue) -> dict[str, Any]:
        known = found_of(venue.found)
        answers = {code: ("yes" if known[code] else "no") if code in known else "" for code in QUESTIONS}
        columns = {name: getattr(venue, name) for name in _VENUE}
        return columns | answers | {"price": plain(venue.price), SPACES: venue.found.get(SPACES)}

    def validate_price(self, field: StringField) -> None:
        self.fen = _amount(field)

    def values(self) -> dict[str, Any]:
        """What the rule writes."""
        columns = {name: self[name].data if name in ("own", "seats") else self[name].data or "" for name in _VENUE}
        found: dict[str, Any] = {code: self[code].data == "yes" for code in QUESTIONS if self[code].data}
        if self.parking_spaces.data is not None:
            found[SPACES] = self.parking_spaces.data
        return columns | {"price": self.fen, "found": found}

    @property
    def questions(self) -> list[SelectField]:
        return [self[code] for code in QUESTIONS]


_VENUE = (
    "name", "name_en", "address", "address_en", "parking", "parking_en", "own", "seats", "contact_name",
    "contact_phone", "note",
)  # fmt: skip
for _code in QUESTIONS:
    setattr(VenueForm, _code, SelectField(QUESTION_WORDS[_code], choices=_YES_NO, validators=[Optional()]))


class SpeakerForm(EditForm):
    """Somebody who speaks."""

    name = _text(_l("Speaker's name"), 40, DataRequired(_l("Give the speaker's name.")))
    name_en = _text(_l("Name in English"), 60)
    organisation = _text(_l("Where they work"), 80)
    phone = _text(_l("Telephone"), 40)
    topics = _text(_l("What they speak about"), 200)
    of_product_maker = BooleanField(_l("Works for the maker of a product that we sell; then compliance is asked"))
    note = TextAreaField(_l("Note"), [Length(max=400, message=_TOO_LONG)])

    def __init__(self, speaker: Speaker | None = None, **options: Any) -> None:
        super().__init__(obj=speaker, **options)
        self.watch(speaker)

    def values(self) -> dict[str, Any]:
        """What the rule writes."""
        texts = ("name", "name_en", "organisation", "phone", "topics", "note")
        return {name: self[name].data or "" for name in texts} | {"of_product_maker": self.of_product_maker.data}


class AskForm(Form):
    """Whom to ask for an event, and for what."""

    speaker = SelectField(_l("Speaker"), coerce=integer_or_none)
    topic = _text(_l("On what"), 80)

    def validate_speaker(self, field: SelectField) -> None:
        if field.data is None:
            raise ValidationError(_l("Choose a speaker from the branch's book."))


class SpeakingForm(Form):
    """How far it has come with one speaker."""

    topic = _text(_l("On what"), 80)
    step = SelectField(_l("How far it has come"), coerce=enum_coerce(SpeakerStep), choices=enum_choices(STEPS))
    fee = StringField(_l("Fee in yuan"))
    rating = SelectField(
        _l("How it was, from 1 to 5"),
        coerce=integer_or_none,
        choices=[("", _l("not rated")), *((number, str(number)) for number in RATINGS)],
        validators=[Optional()],
    )

    @classmethod
    def of(cls, speaks: EventSpeaker) -> SpeakingForm:
        return cls(data={"topic": speaks.topic, "step": speaks.step, "fee": plain(speaks.fee), "rating": speaks.rating})

    def validate_fee(self, field: StringField) -> None:
        self.fen = _amount(field)

    def values(self) -> dict[str, Any]:
        """What the rule takes."""
        return {"topic": self.topic.data or "", "step": self.step.data, "fee": self.fen, "rating": self.rating.data}
