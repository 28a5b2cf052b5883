"""What the door sends: a code, a name, a guest. Each with the id of the scan, made before it is sent."""

from __future__ import annotations

import uuid

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import UUID, InputRequired, Length, Optional

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
        _l("Code"),
        validators=[
            InputRequired(_l("Scan the letter, or type the code beside its QR.")),
            Length(max=400, message=_l("This is no code of our letters. Please search by name.")),
        ],
    )


class ActForm(ScanForm):
    """Something done with a guest who was found: for whom of the party, which scan it takes back, and why."""

    undoes = HiddenField(validators=[Optional(), UUID()])
    person = HiddenField(validators=[Length(max=12)])
    reason = StringField(_l("Why"), validators=[Length(max=120, message=_l("At most 120 characters."))])
    forced = HiddenField()
    chosen = HiddenField()

    @property
    def persons(self) -> list[str] | None:
        """The keys that were ticked; none when nothing was to be ticked, and then everybody is meant."""
        ticked = request.form.getlist("persons")[:20]
        return ticked if ticked or self.chosen.data else None

    @property
    def target(self) -> str | None:
        return str(uuid.UUID(self.undoes.data)) if self.undoes.data else None


class SearchForm(Form):
    name = StringField(
        _l("Name or phone"),
        validators=[
            InputRequired(_l("Type a part of the guest's name.")),
            Length(max=60, message=_l("At most 60 characters.")),
        ],
    )
