"""Forms of the client book's list: a view's name, and what is to be done to many clients at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from clients.models import HoldKind, Interest, InterestSource
from clients.words import HOLDS, INTEREST_SOURCES, INTERESTS
from core.forms import Form, enum_choices, enum_coerce, integer_or_none
from staff.models import Staff


class ViewForm(Form):
    """The name under which the present filters are kept."""

    name = StringField(
        _l("Name of the view"),
        [DataRequired(_l("Give the view a name.")), Length(max=60, message=_l("At most %(max)d characters."))],
        render_kw={"maxlength": 60},
    )
    shared = BooleanField(_l("Share with the branch"), description=_l("Each colleague sees their own clients in it."))
    opens = BooleanField(_l("Open my client book with it"))


class OwnerForm(Form):
    rm_id = SelectField(
        _l("New relationship manager"), [InputRequired(_l("Choose a colleague."))], coerce=integer_or_none
    )

    def __init__(self, owners: Sequence[Staff], **options: Any) -> None:
        super().__init__(**options)
        self.rm_id.choices = [
            SelectChoice(value="", label=_l("Please choose")),
            *(SelectChoice(value=one.id, label=one.name) for one in owners),
        ]

    def validate_rm_id(self, field: SelectField) -> None:
        if field.data is None:
            raise ValidationError(_l("Choose a colleague."))


class InterestForm(Form):
    interest = SelectField(_l("Interest"), coerce=Interest, choices=enum_choices(INTERESTS))
    source = SelectField(
        _l("How we know"),
        coerce=InterestSource,
        choices=enum_choices(INTEREST_SOURCES),
        default=InterestSource.OBSERVED.value,
    )


class BulkHoldForm(Form):
    kind = SelectField(_l("Reason"), coerce=enum_coerce(HoldKind), choices=enum_choices(HOLDS))
    since = DateField(_l("First day"), [InputRequired(_l("Choose the first day."))])
    until = DateField(_l("Last day"), [Optional()], description=_l("Left empty, it lasts until somebody lifts it."))
    note = StringField(_l("In a few words"), [Optional(), Length(max=200)], render_kw={"maxlength": 200})

    def __init__(self, today: date, **options: Any) -> None:
        super().__init__(data={"since": today}, **options)


class BulkLiftForm(Form):
    kind = SelectField(_l("Which hold"), coerce=enum_coerce(HoldKind), choices=enum_choices(HOLDS))
    because = StringField(
        _l("Why"),
        [Optional(), Length(max=200)],
        description=_l("Wanted for what stands for good, and seen in each client's history."),
        render_kw={"maxlength": 200},
    )
