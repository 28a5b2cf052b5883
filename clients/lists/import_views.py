"""Pages of bringing in a list: choose the file, look at what it would do, confirm, and see what became of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response as BaseResponse

from clients.book.owners import may_name_owner, possible_owners
from clients.lists.columns import Column
from clients.lists.importing import Plan, Row, Verdict
from clients.lists.uploads import (
    FOLDER,
    as_kept,
    finish,
    forget,
    left_out_file,
    left_out_rows,
    old_lists,
    plan_of,
    receive,
)
from clients.lists.words import COLUMNS
from clients.models import ClientImport
from clients.page.forms import ImportForm
from clients.page.views import BOOK, today
from core import files
from core.db import db, now
from core.errors import DomainError
from staff.access import requires
from staff.scope import load, visible

blueprint = Blueprint("client_imports", __name__, url_prefix="/clients/import")
Answer = str | tuple[str, int] | BaseResponse
PER_PAGE = 50


@blueprint.route("", methods=["GET", "POST"])
@requires(*BOOK)
def new() -> Answer:
    """Choose a list; what lies here too long is thrown away on this occasion."""
    form = _list_form()
    if form.validate_on_submit():
        old = [forget(row) for row in old_lists(now())]
        try:
            upload = form.file.data
            row = receive(
                current_user, upload.filename, upload.read(), owner_id=form.rm_id.data if form.rm_id else None
            )
        except DomainError as refusal:
            db.session.rollback()
            form.file.errors = [refusal.sentence]
        else:
            db.session.commit()
            _drop(old)
            return redirect(url_for("client_imports.show", import_id=row.id))
    query = visible(current_user, ClientImport).order_by(ClientImport.id.desc()).limit(10)
    page = render_template("clients/import_new.html", form=form, lists=db.session.scalars(query).all())
    return page, 422 if form.is_submitted() else 200


def _list_form(**data: Any) -> ImportForm:
    """With the choice of who gets the new clients, for those who may name somebody."""
    return ImportForm(owners=possible_owners(current_user) if may_name_owner(current_user) else None, **data)


def _drop(names: list[str | None]) -> None:
    for name in names:
        if name:
            files.drop(FOLDER, name)


class RowPages(Pagination):
    """The rows of a plan, page by page, for the pager that all lists have."""

    def _query_items(self) -> list[Any]:
        rows: list[Row] = self._query_args["rows"]
        return rows[self._query_offset : self._query_offset + self.per_page]

    def _query_count(self) -> int:
        return len(self._query_args["rows"])


@blueprint.get("/<int:import_id>")
@requires(*BOOK)
def show(import_id: int) -> Answer:
    """What the list would do, or, once it is done, what it did."""
    row = load(current_user, ClientImport, import_id)
    if row.done_at is not None:
        headings, left_out = left_out_rows(row)
        return render_template("clients/import_done.html", list=row, headings=headings, left_out=left_out)
    return _preview(row, plan_of(current_user, row, today()))


def _preview(row: ClientImport, plan: Plan, problem: DomainError | None = None) -> str:
    wanted = request.args.get("show", "")
    verdict = next((verdict for verdict in Verdict if verdict.value == wanted), None)
    rows = RowPages(rows=plan.with_verdict(verdict), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    owner = _list_form(formdata=None, rm_id=row.rm_id)
    return render_template(
        "clients/import_preview.html",
        list=row,
        plan=plan,
        owner=owner,
        counts=plan.counts,
        rows=rows,
        verdict=verdict,
        problem=problem or plan.problem,
        columns=COLUMNS,
        Verdict=Verdict,
        Column=Column,
    )


@blueprint.post("/<int:import_id>/columns")
@requires(*BOOK)
def choose_columns(import_id: int) -> Answer:
    """Keep which column means what, and who gets clients whose row names nobody.

    An unknown meaning is refused, two of the same are said on the page; an unknown owner changes nothing.
    """
    row = load(current_user, ClientImport, import_id)
    owner = _list_form().rm_id
    if row.done_at is None:
        chosen = {
            int(name.removeprefix("column-")): value
            for name, value in request.form.items()
            if name.removeprefix("column-").isdecimal() and len(name) < 12 and value
        }
        try:
            row.columns = as_kept({place: Column(value) for place, value in chosen.items() if place < 100})
        except ValueError:
            abort(400)
        if owner is not None and owner.name in request.form and owner.validate(None):
            row.rm_id = owner.data
        db.session.commit()
    return redirect(url_for("client_imports.show", import_id=row.id))


@blueprint.post("/<int:import_id>/confirm")
@requires(*BOOK)
def confirm(import_id: int) -> Answer:
    """Bring in all good rows at once. Confirming twice does it once."""
    row = load(current_user, ClientImport, import_id)
    db.session.refresh(row, with_for_update=True)
    if row.done_at is not None:
        return redirect(url_for("client_imports.show", import_id=import_id))
    plan = plan_of(current_user, row, today())
    made = None
    try:
        uploaded = finish(row, plan, now=now())
        made = row.file
        db.session.commit()
    except DomainError as refusal:
        return _preview(row, plan, refusal), 422
    except IntegrityError:  # somebody else added one of these clients since we looked
        db.session.rollback()
        _drop([made])
        again = load(current_user, ClientImport, import_id)
        return _preview(again, plan_of(current_user, again, today()), DomainError("import_changed")), 422
    _drop([uploaded])
    return redirect(url_for("client_imports.show", import_id=import_id))


@blueprint.post("/<int:import_id>/discard")
@requires(*BOOK)
def discard(import_id: int) -> BaseResponse:
    """Throw a list away that was not confirmed, or the rows that were left out of one."""
    file = forget(load(current_user, ClientImport, import_id))
    db.session.commit()
    _drop([file])
    flash(_("The list is thrown away."), "good")
    return redirect(url_for("client_imports.new"))


@blueprint.get("/<int:import_id>/left-out.csv")
@requires(*BOOK)
def left_out(import_id: int) -> Response:
    """The rows that were left out, to be mended and brought in again."""
    row = load(current_user, ClientImport, import_id)
    try:
        content = left_out_file(row)
    except FileNotFoundError:
        abort(404)
    headers = {"Content-Disposition": "attachment; filename=left-out.csv"}
    return Response(content, mimetype="text/csv; charset=utf-8", headers=headers)
