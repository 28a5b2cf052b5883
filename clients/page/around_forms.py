"""Forms around a client: further numbers, addresses, relations, the household, the bands of months, own fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from clients import words
from clients.book import extra_fields, postal
from clients.book.tiers import first_of
from clients.lists import cells
from clients.lists.columns import Column
from clients.lists.words import COLUMNS
from clients.models import Client, ContactChannel, FieldKind, PointKind, RelationKind, Tier
from clients.page.forms import at_most, said_by
from core.forms import Form, enum_choices

_plain = said_by(lambda text: cells.plain(Column.NAME, text))


class PointForm(Form):
    channel = RadioField(
        _l("What it is"),
        [InputRequired()],
        coerce=ContactChannel,
        choices=enum_choices(words.POINT_CHANNELS),
        default=ContactChannel.PHONE,
    )
    value = StringField(
        _l("Number or address"),
        [DataRequired(_l("Type the number or the address.")), at_most(120)],
        render_kw={"maxlength": 120, "autocomplete": "off"},
    )
    kind = SelectField(_l("Whose or where"), coerce=PointKind, choices=enum_choices(words.POINT_KINDS))
    note = StringField(
        _l("Note"),
        [Optional(), at_most(60), _plain],
        default="",
        description=_l("Such as: only after seven in the evening."),
        render_kw={"maxlength": 60},
    )


class AddressForm(Form):
    kind = SelectField(_l("Where it is"), coerce=PointKind, choices=enum_choices(words.ADDRESS_KINDS))
    postal_address = TextAreaField(
        COLUMNS[Column.ADDRESS],
        [DataRequired(_l("Type the address."))],
        description=_l("As on the envelope, without name and postcode. Abroad: line by line, the town last."),
        render_kw={"rows": 3, "maxlength": postal.MOST_CHARACTERS},
    )
    postcode = StringField(COLUMNS[Column.POSTCODE], [Optional()], default="", render_kw={"maxlength": 10})
    country = SelectField(COLUMNS[Column.COUNTRY], default=postal.HOME)
    valid_from = DateField(_l("Valid from"), [Optional()])
    valid_until = DateField(_l("Valid until"), [Optional()], description=_l("Left empty, it stays valid."))
    preferred = BooleanField(
        _l("Send post here first while it is valid"), description=_l("As during the winter in the south.")
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.country.choices = [*words.country_choices()]


class PersonForm(Form):
    """Names somebody; when several clients bear the name, they are offered to choose from."""

    who = StringField(
        _l("Name or client number"),
        [DataRequired(_l("Type a name or a client number.")), at_most(60), _plain],
        description=_l("One of your clients is linked."),
        render_kw={"maxlength": 60, "autocomplete": "off"},
    )
    other_id = RadioField(_l("Which one"), [Optional()], coerce=str, validate_choice=False, default="")

    def offer(self, clients: Sequence[Client], nobody: Any = None) -> None:
        """Let the reader choose among clients of one name; with `nobody`, that it is none of them."""
        self.other_id.choices = [
            *(
                (str(client.id), " · ".join(filter(None, (client.full_name, client.district, client.number))))
                for client in clients
            ),
            *([("none", nobody)] if nobody else []),
        ]


class RelationForm(PersonForm):
    kind = SelectField(
        _l("What this person is to the client"), coerce=RelationKind, choices=enum_choices(words.RELATIONS)
    )
    note = StringField(_l("Note"), [Optional(), at_most(120), _plain], default="", render_kw={"maxlength": 120})


class HouseholdForm(Form):
    name = StringField(
        _l("Name of the household"),
        [DataRequired(_l("Type a name for the household.")), at_most(60), _plain],
        description=_l("For us only, such as the Wangs of Binjiang Road."),
        render_kw={"maxlength": 60},
    )
    joint_salutation = StringField(
        _l("How one letter addresses them all"),
        [Optional(), at_most(60), _plain],
        default="",
        description=_l("Exactly these words, without the mark after them. Left empty, each is addressed alone."),
        render_kw={"maxlength": 60},
    )
    one_letter = BooleanField(_l("One letter goes to all of them"))


class MonthForm(Form):
    month = SelectField(_l("Month"), coerce=date.fromisoformat)
    band = SelectField(_l("Band of the month's average"), coerce=Tier, choices=enum_choices(words.TIERS))

    def __init__(self, *, today: date, **options: Any) -> None:
        super().__init__(**options)
        month, months = first_of(today), []
        for _month in range(12):
            month = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)
            months.append((month.isoformat(), f"{month:%Y-%m}"))
        self.month.choices = months


class FieldForm(Form):
    label = StringField(
        _l("What it is called"),
        [DataRequired(_l("Type what the field is called.")), at_most(extra_fields.LONGEST_LABEL), _plain],
        render_kw={"maxlength": extra_fields.LONGEST_LABEL},
    )
    label_en = StringField(
        _l("What it is called in English"),
        [Optional(), at_most(extra_fields.LONGEST_LABEL_EN), _plain],
        default="",
        render_kw={"maxlength": extra_fields.LONGEST_LABEL_EN},
    )
    kind = SelectField(
        _l("What stands in it"),
        coerce=FieldKind,
        choices=enum_choices(words.FIELD_KINDS),
        description=_l("It can't be changed later."),
    )
    choices = TextAreaField(
        _l("Words to choose from"),
        [Optional()],
        default="",
        description=_l("One a line. What was chosen already stays, even if you take its word away."),
        render_kw={"rows": 5},
    )
