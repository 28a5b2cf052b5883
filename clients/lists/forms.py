"""Shape of what is sent when lists are brought in and taken out."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import Form, integer_or_none
from staff.models import Staff


class ImportForm(Form):
    file = FileField(
        _l("List of clients"),
        [FileRequired(_l("Choose a file."))],
        description=_l("CSV, XLSX, XLS, ODS or vCard with at most 200,000 clients; headings may stand in any order."),
    )
    rm_id = SelectField(
        _l("Who gets new clients whose row names nobody"),
        coerce=integer_or_none,
        description=_l("A column with the relationship manager's name or sign-in name counts more."),
    )

    def __init__(self, *, owners: Sequence[Staff] | None, **options: object) -> None:
        super().__init__(**options)
        if owners is None:
            del self.rm_id
            return
        people = [SelectChoice(value=str(person.id), label=person.name) for person in owners]
        self.rm_id.choices = [SelectChoice(value="", label=_l("Nobody: such rows are left out")), *people]


class ExportForm(Form):
    format = RadioField(
        _l("Kind of file"),
        [InputRequired(_l("Choose a kind of file."))],
        choices=[("xlsx", _l("Excel (XLSX)")), ("csv", _l("Text (CSV)")), ("vcf", _l("Address book (vCard)"))],
        default="xlsx",
    )
    purpose = RadioField(
        _l("What the list is used for"),
        [InputRequired(_l("Choose what the list is used for."))],
        choices=[
            ("records", _l("Our own records; nobody is approached with it")),
            ("invitation", _l("Inviting to an evening")),
            ("marketing", _l("Mailings about products")),
        ],
        default="records",
    )
    leave_out = BooleanField(
        _l("Leave out whoever may not be approached"),
        default=True,
        description=_l("Otherwise they stay in the file, with a column that says why not."),
    )
    fields = SelectMultipleField(
        _l("Columns"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=True
    )
    reason = StringField(
        _l("What for"),
        [
            DataRequired(_l("Write what the list is for.")),
            Length(min=4, max=200, message=_l("Write between 4 and 200 characters.")),
        ],
        description=_l("It is kept in the audit log with your name and the time."),
    )

    def __init__(self, choices: Sequence[tuple[str, str]], **options: object) -> None:
        super().__init__(**options)
        self.fields.choices = [SelectChoice(value=code, label=label) for code, label in choices]
        if not self.is_submitted():
            self.fields.data = [code for code, _label in choices]
