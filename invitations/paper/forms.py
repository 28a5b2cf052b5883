"""What somebody chooses before paper is printed. Sent by GET: the forms ask for a file and change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from core.forms import Form, enum_choices, enum_coerce, integer_or_none
from core.languages import pick_language
from invitations.paper.evening import Who
from invitations.paper.steps import Way
from printing.documents.envelope import STOCKS
from printing.documents.envelope_words import ENDINGS
from printing.documents.label import SHEETS
from printing.models import Format
from staff.models import Staff

_FITS = {
    "DL": _l("A4 folded in three"),
    "ZL": _l("A4 folded in three, thick paper"),
    "C5": _l("A5, or A4 folded once"),
    "B6": _l("cards, A5 folded once"),
}
USUAL_STOCK = {Format.A4: "DL", Format.A5: "C5", Format.CARD: "B6"}

_WAYS = {
    Way.NOTED: _l("Each as noted on its invitation"),
    Way.HAND: _l("All handed over, without an address"),
    Way.POST: _l("All by post, with address and postcode"),
}
_ENDINGS = {
    "received": _l("the usual word"),
    "in_person": _l("opened by the reader alone"),
    "respect": _l("respectful, among peers"),
}
_WHO = {Who.COMING: _l("Who will come"), Who.INVITED: _l("All invited but those who can't come")}


def size_words(stock: str) -> str:
    """DL 220 × 110"""
    paper = STOCKS[stock]
    return f"{stock} {paper.width_mm:g} × {paper.height_mm:g}".replace(" ", "\xa0")  # never parted at a line's end


class PaperForm(Form):
    """A form whose values stand in the address; nothing in it can be forged to do harm, so it has no key."""

    class Meta(Form.Meta):
        csrf = False

    def __init__(self, *, sent: bool, kind: str, **defaults: Any) -> None:
        super().__init__(formdata=request.args if sent else None, data=defaults)
        for field in self:  # several of these forms share a page, and some of their fields' names
            field.id = field.label.field_id = f"{kind}-{field.name}"


class PileForm(PaperForm):
    """Whose letters: all of the run, or one manager's pile."""

    rm = SelectField(_l("Which letters"), coerce=integer_or_none)
    by = SelectField(
        _l("How they go"),
        coerce=enum_coerce(Way),
        choices=enum_choices(_WAYS),
        default=Way.NOTED,
    )

    def __init__(self, managers: Mapping[int, Staff], *, sent: bool, kind: str, **defaults: Any) -> None:
        super().__init__(sent=sent, kind=kind, **defaults)
        language = pick_language()
        named = [SelectChoice(value=rm_id, label=person.called(language)) for rm_id, person in managers.items()]
        self.rm.choices = [SelectChoice(value="", label=_("The whole run")), *named]


class EnvelopeForm(PileForm):
    size = SelectField(_l("Envelope"))
    ending = SelectField(
        _l("After the name"),
        default="received",
        description=_l("On Chinese envelopes only."),
    )

    def __init__(self, managers: Mapping[int, Staff], *, sent: bool, size: str) -> None:
        super().__init__(managers, sent=sent, kind="envelopes", size=size)
        self.ending.choices = [(code, f"{word}{_(': ')}{_ENDINGS[code]}") for code, word in ENDINGS.items()]
        self.size.choices = [(stock, f"{stock}{_(': ')}{_FITS[stock]}") for stock in STOCKS]
        self.size.description = " · ".join(size_words(stock) for stock in STOCKS) + " mm"


class LabelForm(PileForm):
    sheet = SelectField(
        _l("Sheet"),
        choices=[("2x7", _l("2 × 7, each 99.1 × 38.1 mm")), ("3x8", _l("3 × 8, each 70 × 37 mm"))],
        default="2x7",
    )
    start = IntegerField(
        _l("First free label"),
        [DataRequired(_l("Enter the number of the first free label."))],
        default=1,
        description=_l("Counted row by row from the top left. A sheet begun before goes on there."),
        render_kw={"min": 1, "max": max(sheet.places for sheet in SHEETS.values()), "inputmode": "numeric"},
    )

    def __init__(self, managers: Mapping[int, Staff], *, sent: bool) -> None:
        super().__init__(managers, sent=sent, kind="labels")

    def validate_start(self, field: IntegerField) -> None:
        places = SHEETS[self.sheet.data].places if self.sheet.data in SHEETS else 1
        if not 1 <= field.data <= places:
            raise ValidationError(_("This sheet has the labels 1 to %(last)s.", last=places))


class EveningForm(PaperForm):
    """Which guests of an event."""

    who = SelectField(_l("Guests"), coerce=enum_coerce(Who), choices=enum_choices(_WHO), default=Who.COMING)


class CardForm(EveningForm):
    titled = BooleanField(_l("With Mr, Ms or title"))
