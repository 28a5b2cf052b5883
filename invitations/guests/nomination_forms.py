"""Forms of nomination: a line about a client, a line why not, and each manager's places."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from core.forms import Form, enum_choices, enum_coerce
from invitations.guests.quotas import MOST_PLACES
from invitations.guests.words import WAVES
from invitations.models import Wave

LINE = 120
TOO_LONG = _l("Please shorten this to at most %(max)d characters.")


class ProposeForm(Form):
    """Why a client should be asked, and in which wave the manager would have them."""

    client = HiddenField(validators=[InputRequired()])
    reason = StringField(
        _l("Why this client"),
        [DataRequired(_l("Write down in a line why this client should be asked.")), Length(max=LINE, message=TOO_LONG)],
    )
    wave = SelectField(
        _l("My wish"), coerce=enum_coerce(Wave), choices=enum_choices(WAVES, blank=_l("The organiser decides"))
    )


class RejectForm(Form):
    """Why a client is not asked this time."""

    note = StringField(
        _l("Why not"),
        [
            DataRequired(_l("Write down in a few words why not, for the manager to read.")),
            Length(max=LINE, message=TOO_LONG),
        ],
    )


class PlacesForm(Form):
    """The places of one manager."""

    rm = SelectField(_l("Relationship manager"), coerce=int)
    seats = IntegerField(
        _l("Places"),
        [
            InputRequired(_l("How many guests may this manager propose?")),
            NumberRange(0, MOST_PLACES, _l("Between %(min)s and %(max)s places, please.")),
        ],
    )
    returns_on = DateField(
        _l("Unused ones flow back on"), [InputRequired(_l("Until which day may the places be filled?"))]
    )

    def offer(self, people: list[tuple[int, str]]) -> None:
        """Let one choose among these managers; 0 stands for each of them."""
        self.rm.choices = [SelectChoice(value=0, label=_l("Each of them")), *(SelectChoice(*one) for one in people)]
