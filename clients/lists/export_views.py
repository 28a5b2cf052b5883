"""Pages of taking the client book out as a file."""

from __future__ import annotations

from flask import Response, render_template, request, send_file
from flask_babel import format_datetime
from flask_login import current_user

from clients.finding.filters import filters_from
from clients.finding.listing import listed
from clients.lists.columns import Column
from clients.lists.exporting import EXPORTERS, export, fields_for, file_name, may_take_ways, note_export, whole_book
from clients.lists.fields import meanings
from clients.lists.forms import ExportForm
from clients.page.views import BOOK, Answer, blueprint, today
from core.db import db, now, read_from_here
from core.errors import DomainError
from core.spreadsheet_writing import write_csv
from staff.access import requires

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "vcf": "text/vcard; charset=utf-8",
}


@blueprint.route("/export", methods=["GET", "POST"], endpoint="export")
@requires(*EXPORTERS)
def export_page() -> Answer:
    """Asks for a reason and a purpose, then sends the file: of the clients whom the address's filters leave."""
    form = ExportForm([(code, str(meaning.label)) for code, meaning in fields_for(current_user).items()])
    query = listed(current_user, filters_from(request.args), today()) if request.args else whole_book(current_user)
    if not form.validate_on_submit():
        page = render_template("clients/export.html", form=form, ways=may_take_ways(current_user))
        return page, 422 if form.is_submitted() else 200
    moment = now()
    read_from_here()
    try:
        made = export(
            current_user,
            query,
            form.format.data,
            reason=form.reason.data,
            fields=form.fields.data,
            purpose=form.purpose.data,
            leave_out=form.leave_out.data,
            when=moment,
            day=today(),
            said_when=format_datetime(moment, "yyyy-MM-dd HH:mm"),
        )
    except DomainError as refusal:
        form.reason.errors = [refusal.sentence]
        return render_template("clients/export.html", form=form, ways=may_take_ways(current_user)), 422
    db.session.commit()  # ends the long reading: the note is a short transaction of its own, before anything is sent
    note_export(made)
    db.session.commit()
    content = made.path.open("rb")
    made.path.unlink()  # the open file stays readable until it is sent
    name = file_name(form.format.data, moment)
    return send_file(content, mimetype=TYPES[form.format.data], as_attachment=True, download_name=name)


@blueprint.get("/empty-list.csv")
@requires(*BOOK)
def template() -> Response:
    """A list without clients, to be filled in and brought back."""
    header = [str(one.label) for one in meanings(current_user).values() if one.column is not Column.NAME]
    headers = {"Content-Disposition": "attachment; filename=clients.csv"}
    return Response(write_csv(header, []), mimetype=TYPES["csv"], headers=headers)
