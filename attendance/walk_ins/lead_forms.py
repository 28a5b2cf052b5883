"""What ends a lead."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from core.forms import Form


class EndForm(Form):
    reason = StringField(
        _l("What they said"),
        [DataRequired(_l("Say in a few words why.")), Length(max=120)],
        render_kw={"maxlength": 120, "autocomplete": "off"},
    )

    @classmethod
    def of(cls, walk_in_id: int, **options: Any) -> EndForm:
        """The form of one lead; several stand on a page."""
        form = cls(**options)
        form.reason.id = form.reason.label.field_id = f"reason-{walk_in_id}"
        return form
