"""The page on which a branch sets its own numbers: thresholds, caps and terms of all rooms."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, ValidationError

from core.db import db
from core.errors import DomainError
from core.forms import Form
from staff.access import requires
from staff.described_settings import GROUPS, Described
from staff.models import Branch, Role
from staff.settings import change_setting, setting

blueprint = Blueprint("settings", __name__, url_prefix="/settings")


@blueprint.route("", methods=["GET", "POST"])
@requires(Role.MANAGER, Role.ADMIN)
def index() -> str | tuple[str, int] | Response:
    """All numbers, grouped; a manager those of the own branch, an administrator those of any."""
    branch = _branch()
    form = settings_form(branch.id)
    if form.validate_on_submit():
        for group in GROUPS:
            for row in group.rows:
                change_setting(branch.id, row.setting, int(form[row.setting.name].data))
        db.session.commit()
        flash(_("Saved. The numbers hold from now on."), "good")
        return redirect(url_for("settings.index", branch=branch.id if len(_branches()) > 1 else None))
    page = render_template("staff/settings.html", form=form, groups=GROUPS, branch=branch, branches=_branches())
    return page, 422 if form.is_submitted() else 200


def _branches() -> list[Branch]:
    """Those whose numbers the reader may set."""
    query = sa.select(Branch).order_by(Branch.code)
    if not current_user.may(Role.ADMIN):
        query = query.where(Branch.id == current_user.branch_id)
    return list(db.session.scalars(query))


def _branch() -> Branch:
    wish = request.args.get("branch", current_user.branch_id, type=int)
    found = next((branch for branch in _branches() if branch.id == wish), None)
    if found is None:
        raise NotFound
    return found


def settings_form(branch_id: int) -> Form:
    """A form with a field for each number, holding what the branch has set."""
    fields = {row.setting.name: _field(row) for group in GROUPS for row in group.rows}
    kind = type("SettingsForm", (Form,), fields)
    present = {row.setting.name: setting(branch_id, row.setting) for group in GROUPS for row in group.rows}
    form: Form = kind(data=present)
    return form


def _field(row: Described) -> Any:
    if row.is_switch:
        return BooleanField(row.label, description=row.does)
    least, most = row.setting.least, row.setting.most
    return IntegerField(
        row.label,
        [InputRequired(_out_of_bounds(row)), _within(row)],
        description=row.does,
        render_kw={"min": least, "max": most, "inputmode": "numeric"},
    )


def _out_of_bounds(row: Described) -> str:
    return DomainError("setting_out_of_bounds", least=row.setting.least, most=row.setting.most).sentence


def _within(row: Described) -> Any:
    def validate(_form: Form, field: IntegerField) -> None:
        if field.data is None or not row.setting.least <= field.data <= row.setting.most:
            field.errors = []
            raise ValidationError(_out_of_bounds(row))

    return validate
