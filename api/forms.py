"""What is filled in for a token or a webhook."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from api.happenings import Happening
from api.permissions import Permission
from api.receivers import LONGEST_URL
from api.words import HAPPENINGS, PERMISSIONS
from core.forms import Form, enum_coerce
from staff.models import Branch


def _choices(labels: dict[Permission, object] | dict[Happening, object]) -> list[SelectChoice]:
    return [SelectChoice(value=member.value, label=label) for member, label in labels.items()]


class _Ticks(SelectMultipleField):
    """A list of things to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class _OfBranch(Form):
    branch = SelectField(_l("Branch"), coerce=int)

    def __init__(self, branches: Sequence[Branch], language: str, chosen: int) -> None:
        super().__init__(data={"branch": chosen})
        self.branch.choices = [
            SelectChoice(value=one.id, label=one.name_en if language == "en" else one.name) for one in branches
        ]
        if len(branches) == 1:
            self.branch.data = branches[0].id
            self.branch.validators = []
            self.branch.validate_choice = False


class TokenForm(_OfBranch):
    name = StringField(
        _l("System"),
        [DataRequired(_l("Say which system it is for.")), Length(max=40, message=_l("At most 40 characters."))],
        description=_l("Which system it is for, so that you know it in the list."),
    )
    may = _Ticks(
        _l("It may"),
        [InputRequired(_l("Choose at least one thing that the token may do."))],
        choices=_choices(PERMISSIONS),
        coerce=enum_coerce(Permission),
    )
    expires = DateField(
        _l("In force to the end of"),
        [DataRequired(_l("Choose a day from tomorrow to a year ahead."))],
        description=_l("A year at most; then make a new one."),
    )


class WebhookForm(_OfBranch):
    url = StringField(
        _l("Address"),
        [
            DataRequired(_l("Write an address that begins with https://, without a user name in it.")),
            Length(max=LONGEST_URL, message=_l("At most 300 characters.")),
        ],
        description=_l("Where the other system listens: https://…"),
    )
    kinds = _Ticks(
        _l("It is told when"),
        [InputRequired(_l("Choose at least one thing to be told of."))],
        choices=_choices(HAPPENINGS),
        coerce=enum_coerce(Happening),
    )
