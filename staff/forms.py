"""Forms of this room: signing in, and a member of staff as the administrator edits one."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_security.forms import LoginForm
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from core.db import db
from core.forms import Form, digits, enum_choices
from staff.audit import record
from staff.models import Branch, Role, Staff
from staff.words import ROLES

LANGUAGE_NAMES = [SelectChoice(value="zh", label="中文"), SelectChoice(value="en", label="English")]


class SignInForm(LoginForm):
    """Sign-in name and password; the answer never tells which of the two was wrong."""

    email = HiddenField()  # the library's form asks for an e-mail address; we go by sign-in name
    remember = None  # a session ends with the working day, see staff/sessions.py
    username = StringField(
        _l("Sign-in name"), [DataRequired(_l("Type your sign-in name."))], render_kw={"autocomplete": "username"}
    )

    def validate(self, **options: object) -> bool:
        self.ifield = self.username
        name = digits(self.username.data).lower()
        people = sa.select(Staff).where(Staff.username == name, Staff.is_device.is_(False))  # devices come in by a code
        self.user = db.session.scalar(people) if name else None
        valid: bool = super().validate(**options)
        if not valid:
            record("sign_in_failed", "staff", self.user.id if self.user else None)
            db.session.commit()
        return valid


class StaffForm(Form):
    """A member of staff. A new one needs a password; an empty one leaves an old one as it is."""

    username = StringField(
        _l("Sign-in name"),
        [
            DataRequired(_l("Type a sign-in name.")),
            Length(max=40),
            Regexp(r"^[a-z0-9][a-z0-9._-]*$", message=_l("Use small letters, digits, dots and hyphens.")),
        ],
    )
    name = StringField(_l("Name"), [DataRequired(_l("Type the name as it is printed under letters.")), Length(max=40)])
    name_en = StringField(_l("Name in English"), [Length(max=60)])
    phone = TelField(_l("Telephone"), [Length(max=24)])
    branch_id = SelectField(_l("Branch"), coerce=int)
    roles = SelectMultipleField(
        _l("Roles"),
        [DataRequired(_l("Choose at least one role."))],
        coerce=Role,
        choices=enum_choices(ROLES),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    language = SelectField(_l("Language of the screen"), choices=LANGUAGE_NAMES)
    password = PasswordField(
        _l("Password"),
        [Optional(), Length(min=12, max=128, message=_l("Use at least 12 characters."))],
        render_kw={"autocomplete": "new-password"},
    )
    active = BooleanField(_l("May sign in"), default=True)

    def __init__(self, *args: object, staff: Staff | None = None, **options: object) -> None:
        super().__init__(*args, obj=staff, **options)
        self.staff = staff
        branches = db.session.scalars(sa.select(Branch).order_by(Branch.code)).all()
        self.branch_id.choices = [SelectChoice(value=branch.id, label=branch.name) for branch in branches]
        if staff is not None and not self.is_submitted():
            self.roles.data = sorted(staff.role_set, key=lambda role: role.value)
        if staff is None:
            self.password.validators = [DataRequired(_l("Give a first password.")), *self.password.validators[1:]]
            self.password.flags.required = True


class LanguageForm(Form):
    lang = SelectField(choices=LANGUAGE_NAMES)
    next = HiddenField()
