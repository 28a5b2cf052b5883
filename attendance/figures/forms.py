"""Shape of what is asked before figures leave the house."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import Form


class FiguresExportForm(Form):
    format = RadioField(
        _l("Kind of file"),
        [InputRequired(_l("Choose a kind of file."))],
        choices=[("xlsx", _l("Excel (XLSX)")), ("csv", _l("Text (CSV)"))],
        default="xlsx",
    )
    reason = StringField(
        _l("What for"),
        [
            InputRequired(_l("Write in a few words what the figures are taken out for.")),
            Length(min=4, max=120, message=_l("Write in a few words what the figures are taken out for.")),
        ],
        description=_l("It stands in the audit log and in the file."),
    )
