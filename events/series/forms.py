"""The form that repeats an evening."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import Form, enum_choices, enum_coerce
from events.series.repeating import MOST, Rhythm

_TOO_LONG = _l("Please shorten this to at most %(max)d characters.")
RHYTHMS = {
    Rhythm.WEEKDAY: _l("the same weekday, such as each second Saturday"),
    Rhythm.DATE: _l("the same date, such as each 12th"),
}


class SeriesForm(Form):
    """First how often and in which rhythm; then the days, each of which may be left out."""

    name = StringField(
        _l("Name of the series"),
        [DataRequired(_l("Give the series a name.")), Length(max=60, message=_TOO_LONG)],
    )
    name_en = StringField(_l("Its name in English"), [Length(max=90, message=_TOO_LONG)])
    rhythm = SelectField(_l("Each month on"), coerce=enum_coerce(Rhythm), choices=enum_choices(RHYTHMS))
    times = IntegerField(
        _l("How many further evenings"),
        [DataRequired(_l("Say how many.")), NumberRange(1, MOST, _l("A number from 1 to 12, please."))],
    )
    days = SelectMultipleField(
        _l("Days"),
        coerce=date.fromisoformat,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[Optional()],
    )
