"""The branch's own fields of the client book: added, renamed, ordered and retired by the branch manager."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from clients import words
from clients.book.extra_fields import fields_of, move_up_field, write_field
from clients.models import ExtraField, FieldKind
from clients.page.around_forms import FieldForm
from core.db import db
from core.errors import DomainError
from staff.access import requires
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("client_fields", __name__, url_prefix="/settings/fields")
Answer = str | tuple[str, int] | Response
SETTERS = (Role.MANAGER, Role.ADMIN)


@blueprint.get("")
@requires(*SETTERS)
def index() -> str:
    fields = fields_of(current_user.branch_id, retired=True)
    return render_template("clients/fields.html", fields=fields, words=words)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(*SETTERS)
def new() -> Answer:
    return _write(None, FieldForm())


@blueprint.route("/<int:field_id>", methods=["GET", "POST"])
@requires(*SETTERS)
def edit(field_id: int) -> Answer:
    """Rename a field, or change the words to choose from; its kind and what was written stay."""
    field = load(current_user, ExtraField, field_id)
    form = FieldForm(data={"label": field.label, "label_en": field.label_en, "choices": "\n".join(field.choices)})
    del form.kind
    if field.kind is not FieldKind.CHOICE:
        del form.choices
    return _write(field, form)


def _write(field: ExtraField | None, form: FieldForm) -> Answer:
    if form.validate_on_submit():
        branch_id = field.branch_id if field else current_user.branch_id
        try:
            write_field(
                branch_id,
                field,
                label=form.label.data,
                label_en=form.label_en.data or "",
                kind=form.kind.data if form.kind else None,
                choices=(form.choices.data or "").splitlines() if form.choices else (),
            )
        except DomainError as refusal:
            db.session.rollback()
            at_choices = refusal.code == "field_choices" and form.choices
            (form.choices if at_choices else form.label).errors = [refusal.sentence]
        else:
            db.session.commit()
            flash(_("Saved."), "good")
            return redirect(url_for("client_fields.index"))
    page = render_template("clients/field.html", form=form, field_row=field)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<int:field_id>/up")
@requires(*SETTERS)
def move_up(field_id: int) -> Response:
    """Let it stand before its neighbour."""
    move_up_field(load(current_user, ExtraField, field_id))
    db.session.commit()
    return redirect(url_for("client_fields.index"))


@blueprint.post("/<int:field_id>/retire")
@requires(*SETTERS)
def retire(field_id: int) -> Response:
    """Take a field out of use, or back into it; what was written in it is kept."""
    field = load(current_user, ExtraField, field_id)
    field.retired = not field.retired
    db.session.commit()
    return redirect(url_for("client_fields.index"))
