"""Forms of this room: naming a client, a move with its reason, a use, a level, a chat, an order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from clients.contact.words import CHANNELS
from clients.models import ContactChannel
from core.forms import Form, enum_choices, enum_coerce, integer_or_none
from membership import words
from membership.models import BenefitKind, CardStock, ClubLetter, ClubLevel, MembershipMove
from membership.moves import WAYS
from membership.orders import CHANNELS as PAPER_WAYS


def at_most(most: int) -> Length:
    return Length(max=most, message=_l("At most %(max)d characters."))


class NominateForm(Form):
    level_id = SelectField(_l("Level"), coerce=integer_or_none)
    reason = TextAreaField(
        _l("Why this client"),
        [DataRequired(_l("Say why; the organiser and the manager will read it.")), at_most(200)],
        render_kw={"rows": 2, "maxlength": 200},
    )
    at_once = BooleanField(_l("The client was asked and has agreed: admit today"))


class MoveForm(Form):
    """A move with its reason; a level where the move leads to one, a number where one may be given by hand."""

    level_id = SelectField(_l("Level"), coerce=integer_or_none)
    sequence = IntegerField(
        _l("Number by hand"),
        [Optional(), NumberRange(1, 99_999, _l("Five digits at most."))],
        description=_l("Only the last part, ending in 6, 8 or 9. Left empty, the next number is given."),
    )
    reason = TextAreaField(_l("Reason"), [at_most(200)], render_kw={"rows": 2, "maxlength": 200})
    back = StringField()

    def __init__(self, move: MembershipMove, levels: Iterable[tuple[int, str]], *, by_hand: bool) -> None:
        super().__init__()
        choices = list(levels)
        if choices:
            self.level_id.choices = [SelectChoice(value=value, label=label) for value, label in choices]
        else:
            del self.level_id
        if not by_hand:
            del self.sequence
        if WAYS[move].reasoned:
            self.reason.validators = [DataRequired(_l("Please say why; whoever comes after you will want to know."))]
            self.reason.flags.required = True


class UseForm(Form):
    benefit_id = SelectField(_l("Benefit"), coerce=integer_or_none)
    on = DateField(_l("Day"), [InputRequired(_l("Choose the day."))])
    note = StringField(_l("Note"), [at_most(120)], render_kw={"maxlength": 120})


class ReasonForm(Form):
    reason = StringField(
        _l("Reason"),
        [DataRequired(_l("Please say why; whoever comes after you will want to know.")), at_most(120)],
        render_kw={"maxlength": 120},
    )


class FamilyForm(Form):
    client_id = SelectField(_l("Family member"), coerce=integer_or_none)


class ClubForm(Form):
    name = StringField(_l("Name of the club"), [DataRequired(_l("Give it a name.")), at_most(40)])
    name_en = StringField(_l("Name in English"), [DataRequired(_l("Give it a name in English.")), at_most(60)])
    service_line = StringField(
        _l("Service line"), [at_most(24)], description=_l("Printed on the back of cards, beneath the manager's number.")
    )


class LevelForm(Form):
    name = StringField(
        _l("Name of the level"),
        [DataRequired(_l("Give it a name.")), at_most(20)],
        description=_l("A neutral one: no metals, nothing that would hurt whoever moves down."),
    )
    name_en = StringField(_l("Name in English"), [DataRequired(_l("Give it a name in English.")), at_most(40)])


class BenefitForm(Form):
    kind = SelectField(_l("Benefit"), coerce=enum_coerce(BenefitKind), choices=enum_choices(words.BENEFITS))
    per_term = IntegerField(
        _l("How often in a term"), [Optional()], description=_l("Left empty: as often as one likes.")
    )
    name = StringField(_l("In words"), [at_most(40)])
    name_en = StringField(_l("In English"), [at_most(60)])


class CountForm(Form):
    per_term = IntegerField(_l("How often in a term"), [Optional()])


class ChatForm(Form):
    name = StringField(_l("Name of the group"), [DataRequired(_l("Give it a name.")), at_most(60)])


class LetInForm(Form):
    called = StringField(_l("Name in the group"), [at_most(40)])
    on = DateField(_l("Since"), [InputRequired(_l("Choose the day."))])


class LetOutForm(ReasonForm):
    on = DateField(_l("Day"), [InputRequired(_l("Choose the day."))])


class DayForm(Form):
    on = DateField(_l("Day"), [InputRequired(_l("Choose the day."))])


class OrderForm(Form):
    """What is printed for whom; both may be left out, but not together."""

    stock = SelectField(_l("Cards"), coerce=enum_coerce(CardStock))
    letter = SelectField(_l("Letter"), coerce=enum_coerce(ClubLetter))
    channel = SelectField(
        _l("How it reaches the member"),
        coerce=enum_coerce(ContactChannel),
        choices=enum_choices({one: CHANNELS[one] for one in PAPER_WAYS}),
    )
    members = SelectMultipleField(
        _l("Members"), coerce=integer_or_none, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def __init__(self, members: Iterable[tuple[int, str]], **values: object) -> None:
        super().__init__(**values)
        self.stock.choices = enum_choices(words.STOCKS, blank=_("No cards"))
        self.letter.choices = enum_choices(words.LETTERS, blank=_("No letter"))
        self.members.choices = [SelectChoice(value=value, label=label) for value, label in members]


def level_choices(levels: Iterable[ClubLevel], language: str) -> list[tuple[int, str]]:
    """Levels as a field offers them."""
    return [(level.id, words.level_words(level, language)) for level in levels]


def offered_day(today: date) -> dict[str, date]:
    """What a form with one day begins with."""
    return {"on": today}
