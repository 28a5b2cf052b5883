"""Forms of this room: a client, a quick entry of the history, a hold, a stand-in, a list to bring in, an export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    SelectField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from core.errors import DomainError
from core.forms import Form, integer_or_none
from staff.models import Staff

NOT_KNOWN = _l("Not known")


def at_most(most: int) -> Length:
    return Length(max=most, message=_l("At most %(max)d characters."))


def said_by(rule: Callable[[str], Any]) -> Callable[[Any, Any], None]:
    """A validator that asks one of our rules and says its refusal at the field."""

    def validate(_form: Any, field: Any) -> None:
        if not field.data:
            return
        try:
            rule(field.data)
        except DomainError as refusal:
            raise ValidationError(refusal.sentence) from None

    return validate


def people(staff: Sequence[Staff]) -> list[SelectChoice]:
    return [SelectChoice(value=person.id, label=person.name) for person in staff]


class DelegateForm(Form):
    staff_id = SelectField(
        _l("Colleague"), [InputRequired(_l("Choose a colleague."))], coerce=integer_or_none, validate_choice=True
    )
