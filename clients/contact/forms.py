"""Forms of consents, refused ways and holds. Nothing is ticked beforehand: silence is no consent."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from clients.contact.words import CHANNELS, HOWS
from clients.models import ConsentHow, ContactChannel, HoldKind
from clients.words import HOLDS
from core.forms import Form, enum_choices, enum_coerce

_AT_MOST = Length(max=200, message=_l("At most %(max)d characters."))


class _Ways(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _ways() -> _Ways:
    return _Ways(
        _l("By which way"),
        [InputRequired(_l("Tick at least one way."))],
        coerce=ContactChannel,
        choices=enum_choices(CHANNELS),
    )


def _how() -> RadioField:
    return RadioField(
        _l("How it was said"),
        [InputRequired(_l("Choose how it was said."))],
        coerce=enum_coerce(ConsentHow),
        choices=enum_choices(HOWS),
    )


class ConsentForm(Form):
    """The client agrees to the words above."""

    text_version = HiddenField(validators=[InputRequired()])
    channels = _ways()
    how = _how()
    evidence = StringField(
        _l("Evidence"),
        [DataRequired(_l("Write where the signed sheet lies, or when and where it was said.")), _AT_MOST],
        description=_l("Where the signed sheet lies, or when and where it was said."),
    )


class WithdrawalForm(Form):
    """The client takes it back."""

    channels = _ways()
    how = _how()
    evidence = StringField(_l("What was said"), [Optional(), _AT_MOST])


class RefusalForm(Form):
    channel = SelectField(_l("What the client no longer wants"), coerce=ContactChannel, choices=enum_choices(CHANNELS))
    said = StringField(_l("What the client said"), [Optional(), _AT_MOST])


class LiftForm(Form):
    """What only a manager lifts, with the client's word."""

    because = StringField(
        _l("What the client said, when and how"),
        [DataRequired(_l("Write what the client said, when and how.")), _AT_MOST],
    )


class HoldForm(Form):
    # Nothing is chosen beforehand: two of the reasons stand for good.
    kind = SelectField(
        _l("Reason"),
        [InputRequired(_l("Choose the reason."))],
        coerce=enum_coerce(HoldKind),
        choices=enum_choices(HOLDS, blank=_l("Please choose")),
    )
    since = DateField(_l("First day"), [InputRequired(_l("Choose the first day."))])
    until = DateField(
        _l("Last day"),
        [Optional()],
        description=_l(
            "Left empty, it lasts until somebody lifts it; mourning ends by itself after the days set by the branch."
        ),
    )
    note = StringField(_l("Note"), [Optional(), _AT_MOST])
