"""The form of one traveller. What is sealed is shown again only as far as it must be: never a whole document number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from clients.book.saving import readable_phone
from clients.models import Gender
from core.errors import DomainError
from core.forms import EditForm, enum_choices, enum_coerce, integer_or_none
from core.languages import clock
from events.trips.record import Trip
from invitations.models import Mobility, RoomWish
from invitations.trips.identity import DocumentKind
from invitations.trips.particulars import Particulars, Plain, read
from invitations.trips.people import Person
from invitations.trips.words import DOCUMENTS, GENDERS, MOBILITIES, ROOM_WISHES, named

FIELD_OF = {
    "document_kind_missing": "document_kind",
    "document_shape": "document_no",
    "id_card_shape": "document_no",
    "document_check": "document_no",
    "born_otherwise": "birth_date",
    "born_when": "birth_date",
    "emergency_half": "emergency_phone",
    "health_not_agreed": "health_agreed",
    "traveller_emptied": "document_no",
    "event_closed": "document_no",
}
"""At which field a rule's refusal is shown."""


def _text(label: Any, most: int) -> StringField:
    return StringField(label, [Length(max=most, message=_l("Please shorten this to at most %(max)d characters."))])


def _long(label: Any, most: int) -> TextAreaField:
    return TextAreaField(label, [Length(max=most, message=_l("Please shorten this to at most %(max)d characters."))])


class TravellerForm(EditForm):
    """What a trip has to know of a person, from the sheet that the traveller has filled in and signed."""

    document_kind = SelectField(
        _l("Kind of document"), coerce=enum_coerce(DocumentKind), choices=enum_choices(DOCUMENTS, blank=_l("None yet"))
    )
    document_no = _text(_l("Number of the document"), 40)
    birth_date = DateField(_l("Birth date"), [Optional()])
    gender = SelectField(_l("Gender"), coerce=enum_coerce(Gender), choices=enum_choices(GENDERS, blank=_l("Not known")))
    phone = _text(_l("Telephone on the way"), 40)
    emergency_name = _text(_l("Emergency contact"), 40)
    emergency_relation = _text(_l("How they are related"), 20)
    emergency_phone = _text(_l("Telephone of the emergency contact"), 40)
    health_agreed = BooleanField(_l("The traveller has agreed to this separately, by signature"))
    conditions = _long(_l("Illnesses and allergies"), 400)
    medication = _long(_l("Medicines"), 400)
    blood_type = _text(_l("Blood group"), 10)
    agency_agreed = BooleanField(_l("The traveller has agreed to the passing on separately, by signature"))
    mobility = SelectField(_l("On foot"), coerce=enum_coerce(Mobility), choices=enum_choices(MOBILITIES))
    travel_sick = BooleanField(_l("Is easily travel sick"))
    pick_up_id = SelectField(_l("Boards at"), coerce=integer_or_none)
    room_wish = SelectField(_l("Room"), coerce=enum_coerce(RoomWish), choices=enum_choices(ROOM_WISHES))
    share_with = SelectField(_l("Wishes to share with"))
    smokes = BooleanField(_l("Smokes"))
    waiver_at = DateField(_l("The signed information sheet came on"), [Optional()])
    guardian_at = DateField(_l("A relative's signature came on"), [Optional()])
    insured_no = _text(_l("Number of the accident insurance"), 60)

    def __init__(self, *, trip: Trip, person: Person, people: Sequence[Person]) -> None:
        row, self.kept = person.row, read(person.row)
        values = {field.name: getattr(self.kept, field.name) for field in fields(Particulars)}
        if row is not None:
            values |= {field.name: getattr(row, field.name) for field in fields(Plain)}
            values |= {"health_agreed": bool(row.health_agreed_at), "agency_agreed": bool(row.agency_agreed_at)}
        if person.client is not None and row is None:
            values |= {"birth_date": person.client.birth_date, "gender": person.client.gender}
            values |= {"phone": readable_phone(person.client.phone)}
        super().__init__(data=values | {"document_no": ""})
        self.watch(row)
        none = SelectChoice(value="", label=_("Not said"))
        self.pick_up_id.choices = [
            none,
            *(
                SelectChoice(value=stop.id, label=f"{clock(stop.at, trip.event.tz)} {stop.place}")
                for stop in trip.pick_ups
            ),
        ]
        others = [one for one in people if one.key != person.key]
        self.share_with.choices = [none, *(SelectChoice(value=one.code, label=named(one)) for one in others)]
        if not self.is_submitted() and self.share_with.data not in {one.code for one in others}:
            self.share_with.data = ""

    def particulars(self) -> Particulars:
        """What is told, with the document as it was where no other number is typed."""
        told: dict[str, Any] = {field.name: self[field.name].data or field.default for field in fields(Particulars)}
        if not self.document_no.data and told["document_kind"] is self.kept.document_kind:
            told["document_no"] = self.kept.document_no
        return Particulars(**told)

    def plain(self) -> Plain:
        return Plain(**{field.name: self[field.name].data for field in fields(Plain)})

    def show(self, refusal: DomainError) -> None:
        """Put a rule's refusal at the field that it is about."""
        field = self[FIELD_OF[refusal.code]]
        field.errors = [*field.errors, refusal.sentence]
