"""What the pages of devices send."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from core.forms import Form


class CodeForm(Form):
    """A code for one device. Without gates there is nothing to choose."""

    name = StringField(
        _l("What this device is called"),
        [
            DataRequired(_l("Give the device a name that everybody at the door knows, such as: phone at the lift.")),
            Length(max=40),
        ],
    )
    gate = SelectField(_l("Gate"), default="")

    def __init__(self, gates: list[str]) -> None:
        super().__init__()
        self.gate.choices = [("", _("Any gate")), *((gate, gate) for gate in gates)]


class PairForm(Form):
    code = StringField(_l("Pairing code"), [DataRequired(_l("Type the eight symbols of the code.")), Length(max=200)])


class SettleForm(Form):
    note = StringField(
        _l("What you found"),
        [DataRequired(_l("Say in a few words what it was, so that nobody looks twice.")), Length(max=120)],
    )
