"""The forms by which a contact is written down and put right."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from clients.models import CONTACT_KINDS, EntryKind, EntryPurpose, Interest
from clients.page.words import ENTRY_PURPOSES
from clients.words import ENTRIES, INTERESTS
from core.forms import Form, enum_choices, enum_coerce

LONGEST_TEXT = 2000
WORDS_WANTED = _l("Write a few words: what was said or promised.")
AT_MOST = _l("At most %(max)d characters.")


def _yes_no(value: Any) -> bool | None:
    return {"yes": True, "no": False, True: True, False: False}.get(value)


class _Said:
    """Refuses an entry without words, unless nobody answered."""

    field_flags: ClassVar[dict[str, bool]] = {"wanted": True}

    def __call__(self, form: LogForm, field: TextAreaField) -> None:
        if not field.data and form.two_way.data is not False:
            raise ValidationError(WORDS_WANTED)


class LogForm(Form):
    """What was just talked about, written down between two doors; all but the first few fields may stay folded."""

    kind = RadioField(
        _l("What it was"),
        [InputRequired(_l("Choose what it was."))],
        coerce=EntryKind,
        choices=enum_choices({kind: ENTRIES[kind] for kind in CONTACT_KINDS}),
        default=EntryKind.CALL,
    )
    two_way = RadioField(
        _l("Did the client take part?"),
        [Optional()],
        coerce=_yes_no,
        choices=[("yes", _l("We spoke")), ("no", _l("No answer"))],
        description=_l("Left open: yes for calls, WeChat, meetings, visits; no for SMS and e-mail."),
        validate_choice=False,
    )
    purpose = RadioField(
        _l("What it was about"),
        [Optional()],
        coerce=enum_coerce(EntryPurpose),
        choices=enum_choices(ENTRY_PURPOSES),
        validate_choice=False,
    )
    text = TextAreaField(
        _l("In a few words"),
        [Length(max=LONGEST_TEXT, message=AT_MOST), _Said()],
        description=_l("May stay empty when nobody answered."),
        render_kw={"rows": 3, "maxlength": LONGEST_TEXT},
    )
    next_step = StringField(
        _l("Next step"), [Optional(), Length(max=120, message=AT_MOST)], render_kw={"maxlength": 120}
    )
    next_on = DateField(_l("On which day"), [Optional()], description=_l("It then stands on your first page."))
    suggestion = StringField(
        _l("The client's own suggestion"), [Optional(), Length(max=200, message=AT_MOST)], render_kw={"maxlength": 200}
    )
    minutes = IntegerField(
        _l("Minutes"),
        [Optional(), NumberRange(1, 1440, message=_l("Enter a number of minutes, at most a day."))],
        render_kw={"min": 1, "max": 1440, "inputmode": "numeric"},
    )
    interests = SelectMultipleField(
        _l("Interests that we learned of"),
        coerce=Interest,
        choices=enum_choices(INTERESTS),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    confidence = SelectField(
        _l("How sure we are"),
        coerce=int,
        choices=[(3, _l("Sure")), (2, _l("Fairly sure")), (1, _l("A guess"))],
        default=3,
    )
    next = HiddenField()

    def validate_two_way(self, field: RadioField) -> None:
        if self.kind.data is EntryKind.NOTE:
            field.data = None  # a note is no contact, whatever was tapped before

    def validate_next_on(self, field: DateField) -> None:
        if field.data and not self.next_step.data:
            raise ValidationError(_l("Write what is to be done on that day."))

    @property
    def unfolded(self) -> bool:
        """Whether one of the folded fields says something, or wants mending."""
        folded = (self.next_step, self.next_on, self.suggestion, self.minutes, self.interests)
        return any(field.data or field.errors for field in folded)


class CorrectionForm(Form):
    """What is right instead."""

    text = TextAreaField(
        _l("What is right"),
        [DataRequired(_l("Write what is right instead.")), Length(max=LONGEST_TEXT, message=AT_MOST)],
        render_kw={"rows": 3, "maxlength": LONGEST_TEXT},
    )
    struck = BooleanField(
        _l("It did not happen, or with somebody else"),
        description=_l("The entry stays to be read and counts as no contact any more."),
    )
