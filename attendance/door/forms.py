"""What the door sends: a code, a name, a guest. Each with the id of the scan, made before it is sent."""

from __future__ import annotations

import uuid

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import UUID, InputRequired, Length

from attendance.models import Method
from core.forms import Form


class ScanForm(Form):
    """The id of the scan. It comes with the page, or from the script, so that sending it again does nothing twice."""

    scan_id = HiddenField(validators=[InputRequired(), UUID()])
    by = HiddenField()

    @property
    def scan(self) -> str:
        return str(uuid.UUID(self.scan_id.data))

    @property
    def method(self) -> Method:
        """How the guest was found; a letter read by the phone's own camera says nothing."""
        return {"code": Method.CODE, "name": Method.NAME}.get(self.by.data or "", Method.CAMERA)


class CodeForm(ScanForm):
    code = StringField(
        _l("Code"), validators=[InputRequired(_l("Scan the letter, or type the code beside its QR.")), Length(max=400)]
    )


class SearchForm(Form):
    name = StringField(
        _l("Name or phone"), validators=[InputRequired(_l("Type a part of the guest's name.")), Length(max=60)]
    )
