"""Pages of taking the client book out as a file."""

from __future__ import annotations

from flask import Response, render_template
from flask_babel import format_datetime
from flask_login import current_user

from clients.lists.exporting import EXPORTERS, empty_list, export_clients, file_name
from clients.page.forms import ExportForm
from clients.page.views import BOOK, Answer, blueprint
from core.db import db, now
from staff.access import requires

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.route("/export", methods=["GET", "POST"])
@requires(*EXPORTERS)
def export() -> Answer:
    """Asks for a reason, then sends the file. Relationship managers take no lists out."""
    form = ExportForm()
    if not form.validate_on_submit():
        return render_template("clients/export.html", form=form), 422 if form.is_submitted() else 200
    moment = now()
    content = export_clients(
        current_user, form.format.data, reason=form.reason.data, when=format_datetime(moment, "yyyy-MM-dd HH:mm")
    )
    db.session.commit()
    return _file(content, form.format.data, file_name(form.format.data, moment))


@blueprint.get("/empty-list.csv")
@requires(*BOOK)
def template() -> Response:
    """A list without clients, to be filled in and brought back."""
    return _file(empty_list(), "csv", "clients.csv")


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, mimetype=TYPES[kind], headers={"Content-Disposition": f"attachment; filename={name}"})
