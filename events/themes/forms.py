"""Forms of the branch's own themes."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import EditForm, Form, enum_choices, enum_coerce, integer_or_none
from events.models import CompanionPolicy, EventTheme, Flag
from events.themes.template import Template
from events.themes.words import COMPANIONS
from events.words import FLAGS

_TOO_LONG = _l("Please shorten this to at most %(max)d characters.")
_NAME = [DataRequired(_l("Give the theme a name.")), Length(max=60, message=_TOO_LONG)]
_HEADS = [Optional(), NumberRange(1, 2000, _l("A number from 1 to 2000, please."))]
_VALUES = ("capacity_min", "capacity_ideal", "capacity", "companions", "goal")


class KeepForm(Form):
    """An evening becomes a theme."""

    name = StringField(_l("Name of the theme"), _NAME)
    name_en = StringField(_l("Its name in English"), [Length(max=90, message=_TOO_LONG)])
    instead = SelectField(_l("In the place of"), coerce=integer_or_none, validators=[Optional()])


class ThemeForm(EditForm):
    """What may be changed of a theme without planning an evening."""

    name = StringField(_l("Name of the theme"), _NAME)
    name_en = StringField(_l("Its name in English"), [Length(max=90, message=_TOO_LONG)])
    minutes = IntegerField(
        _l("Length in minutes"),
        [
            DataRequired(_l("Say how long it takes.")),
            NumberRange(15, 7 * 24 * 60, _l("At least a quarter of an hour.")),
        ],
    )
    capacity_min = IntegerField(_l("Fewest guests"), _HEADS)
    capacity_ideal = IntegerField(_l("Best number of guests"), _HEADS)
    capacity = IntegerField(
        _l("Capacity"),
        [DataRequired(_l("Say for how many guests there is room.")), NumberRange(1, 2000, _HEADS[1].message)],
    )
    companions = SelectField(
        _l("Whom guests may bring"), coerce=enum_coerce(CompanionPolicy), choices=enum_choices(COMPANIONS)
    )
    flags = SelectMultipleField(
        _l("What compliance should know"),
        coerce=enum_coerce(Flag),
        choices=enum_choices(FLAGS),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[Optional()],
    )
    goal = TextAreaField(_l("For whom, and why"), [Length(max=300, message=_TOO_LONG)])

    @classmethod
    def of(cls, theme: EventTheme) -> ThemeForm:
        """The form holding what the theme has."""
        template = Template.from_stored(theme.contents)
        data = {name: template.values.get(name) for name in _VALUES}
        data["flags"] = [Flag(code) for code in template.values.get("flags", ())]
        form = cls(data=data | {"name": theme.name, "name_en": theme.name_en, "minutes": template.minutes})
        form.watch(theme)
        return form

    def changes(self) -> dict[str, Any]:
        """What the rule takes."""
        values: dict[str, Any] = {name: self[name].data for name in _VALUES}
        values["goal"] = values["goal"] or ""
        values["flags"] = [flag.value for flag in self.flags.data]
        return {
            "name": self.name.data,
            "name_en": self.name_en.data or "",
            "minutes": self.minutes.data,
            "values": values,
        }
