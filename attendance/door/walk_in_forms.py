"""What the door sends of somebody who came without an invitation: at most four fields, and a tick of its own."""

from __future__ import annotations

import uuid
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField, TelField, ValidationError
from wtforms.validators import UUID, DataRequired, InputRequired, Length, NumberRange, Optional

from attendance.walk_ins.walking_in import MOST_HEADS
from clients.book.saving import normalised_phone
from core.errors import DomainError
from core.forms import Form

NAME_LENGTH = 40


class _Scan(Form):
    """The id of the scan comes with the page, so that sending it again does nothing twice."""

    scan_id = HiddenField(validators=[InputRequired(), UUID()])
    reason = StringField(_l("Why they come in all the same"), [Optional(), Length(max=120)])

    @property
    def scan(self) -> str:
        return str(uuid.UUID(self.scan_id.data))


def _heads() -> IntegerField:
    return IntegerField(
        _l("How many persons"),
        [
            InputRequired(_l("Enter how many came.")),
            NumberRange(1, MOST_HEADS, _l("Enter from 1 to %(max)s persons.")),
        ],
        default=1,
        render_kw={"min": 1, "max": MOST_HEADS, "inputmode": "numeric"},
    )


class LookForm(Form):
    name = StringField(
        _l("Name, pinyin, or the phone's last four digits"),
        [DataRequired(_l("Type a part of the name.")), Length(max=60)],
    )


class ClientForm(_Scan):
    """A client of the house whom the search has shown; `pick` is sealed, so that nobody can ask for others."""

    pick = HiddenField(validators=[InputRequired(), Length(max=200)])
    heads = _heads()


class StrangerForm(_Scan):
    called = StringField(
        _l("How they wish to be called"),
        [DataRequired(_l("Write down how the guest wishes to be called.")), Length(max=NAME_LENGTH)],
        render_kw={"maxlength": NAME_LENGTH},
    )
    brought_by = StringField(
        _l("Who brought them"), [Optional(), Length(max=NAME_LENGTH)], render_kw={"maxlength": NAME_LENGTH}
    )
    phone = TelField(_l("Telephone"), [Optional(), Length(max=30)], render_kw={"inputmode": "tel"})
    heads = _heads()
    introducer = RadioField(_l("Is it one of these guests?"), validate_choice=False, validators=[Optional()])
    agreed = BooleanField()
    shown = HiddenField(validators=[Length(max=40)])
    another = HiddenField()

    def validate_phone(self, field: TelField) -> None:
        try:
            self.number = normalised_phone(field.data or "")
        except DomainError as refusal:
            raise ValidationError(refusal.sentence) from None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.number = ""
        self.looked = False
        super().__init__(*arguments, **options)
