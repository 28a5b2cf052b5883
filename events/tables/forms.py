"""The forms of tables."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from core.forms import EditForm, Form, enum_choices, enum_coerce
from events.models import EventTable, TableShape
from events.tables.rules import MOST_SEATS, MOST_TABLES
from events.tables.words import SHAPES

LARGEST_NUMBER = 999


class _Between:
    """A whole number within bounds; tells a screen reader and a phone's keyboard too."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most
        self.field_flags = {"min": least, "max": most}

    def __call__(self, _form: Form, field: IntegerField) -> None:
        if field.data is None or not self.least <= field.data <= self.most:
            field.errors = []
            raise ValidationError(_("Enter a number from %(least)s to %(most)s.", least=self.least, most=self.most))


def _number(label: Any, least: int, most: int, **options: Any) -> IntegerField:
    between = _Between(least, most)
    missing = InputRequired(_l("Enter a number from %(least)s to %(most)s.", least=least, most=most))
    return IntegerField(label, [missing, between], render_kw={"inputmode": "numeric"}, **options)


def _shape() -> SelectField:
    return SelectField(
        _l("Shape"), coerce=enum_coerce(TableShape), choices=enum_choices(SHAPES), default=TableShape.ROUND
    )


class TablesForm(Form):
    """Many tables at once."""

    count = _number(_l("How many"), 1, MOST_TABLES, default=3)
    seats = _number(_l("Chairs at each"), 1, MOST_SEATS, default=10)
    shape = _shape()
    main = BooleanField(
        _l("The first of them is the main table"),
        description=_l("It stands at the front; the host faces the door, the first guest sits at the host's right."),
    )


class TableForm(EditForm):
    """One table."""

    number = _number(_l("Number"), 1, LARGEST_NUMBER)
    name = StringField(
        _l("Name"),
        [Length(max=30, message=_l("At most 30 characters."))],
        description=_l("A flower or a tree, if the tables have names: Plum, Orchid."),
    )
    seats = _number(
        _l("Chairs"), 1, MOST_SEATS, description=_l("Who has a chair beyond the last one is no longer seated.")
    )
    shape = _shape()
    main = BooleanField(_l("Main table"))
    x = _number(_l("Across the room"), 0, 100, description=_l("0 is at the left, 100 at the right."))
    y = _number(_l("From the front"), 0, 100, description=_l("0 is at the stage, 100 at the back."))

    def __init__(self, table: EventTable, **options: Any) -> None:
        super().__init__(obj=table, **options)
        self.watch(table)

    def values(self) -> dict[str, Any]:
        """What stands in the form, by the table's columns."""
        return {name: self[name].data for name in ("number", "name", "seats", "shape", "main", "x", "y")} | {
            "name": self.name.data or ""
        }
