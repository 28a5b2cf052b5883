"""Pages of bringing in a list: choose the file, look at what it would do, confirm, see what became of it, undo."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from clients.book.owners import may_name_owner, possible_owners
from clients.lists.choices import change_columns, decide, keep_columns
from clients.lists.columns import Column
from clients.lists.fields import meanings
from clients.lists.forms import ImportForm
from clients.lists.import_jobs import PLAN, UNDO, WRITE, ask_for, job_of
from clients.lists.planning import problem_of
from clients.lists.preview import good_rows, pages, shown_rows
from clients.lists.rows import Verdict
from clients.lists.store import opened
from clients.lists.undoing import may_undo
from clients.lists.uploads import (
    FOLDER,
    codes_of,
    forget,
    left_out_path,
    left_out_rows,
    old_lists,
    receive,
    sheet_of,
    store_of,
)
from clients.lists.words import VERDICTS, WHY_POSSIBLE
from clients.models import ClientImport
from clients.page.views import BOOK
from core import files, jobs
from core.db import db, now, row_id
from core.errors import DomainError
from core.jobs import Job, JobState
from core.spreadsheets import MAX_UPLOAD
from staff.access import requires
from staff.scope import load, visible

blueprint = Blueprint("client_imports", __name__, url_prefix="/clients/import")
Answer = str | tuple[str, int] | Response
MOST_SHOWN = 100


@blueprint.url_value_preprocessor
def allow_lists(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A list may be larger than other uploads; asked before anything looks into the form."""
    if endpoint == "client_imports.new" and request.method == "POST":
        request.max_content_length = MAX_UPLOAD


@blueprint.route("", methods=["GET", "POST"])
@requires(*BOOK)
def new() -> Answer:
    """Choose a list; what lies here too long is thrown away on this occasion."""
    form = _list_form()
    if form.validate_on_submit():
        upload = form.file.data
        try:
            row = receive(
                current_user, upload.filename or "", upload.stream, owner_id=form.rm_id.data if form.rm_id else None
            )
        except DomainError as refusal:
            db.session.rollback()
            form.file.errors = [refusal.sentence]
        else:
            answer = _begin(row, PLAN)
            old = [forget(one) for one in old_lists(now())]
            db.session.commit()
            _drop(old)
            return answer
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


def _begin(row: ClientImport, kind: str) -> Response:
    """Commit, wake the job, and show the list; the id is read before the commit makes the row stale."""
    job = ask_for(kind, row)
    import_id = row.id
    db.session.commit()
    jobs.wake(current_app._get_current_object(), job)  # type: ignore[attr-defined]
    return redirect(url_for("client_imports.show", import_id=import_id))


@blueprint.get("/<int:import_id>")
@requires(*BOOK)
def show(import_id: int) -> Answer:
    """What the list would do, how far it is, or, once it is done, what it did."""
    row = load(current_user, ClientImport, import_id)
    job = _standing(row)
    if job is not None:
        return render_template("clients/import_working.html", list=row, job=job, planning=row.confirmed_at is None)
    if row.done_at is not None:
        headings, left_out = left_out_rows(row, MOST_SHOWN)
        return render_template(
            "clients/import_done.html",
            list=row,
            headings=headings,
            left_out=left_out,
            may_undo=may_undo(current_user, row),
        )
    return _preview(row)


def _standing(row: ClientImport) -> Job | None:
    """The job that the list waits for: being planned, written or undone."""
    if row.undone_by_id is not None and row.undone_at is None:
        return job_of(row, UNDO)
    if row.done_at is not None:
        return None
    job = job_of(row, WRITE if row.confirmed_at is not None else PLAN)
    return None if job is not None and job.state is JobState.DONE and row.confirmed_at is None else job


def _preview(row: ClientImport, problem: DomainError | None = None) -> str:
    wanted = request.args.get("show", "")
    verdict = next((verdict for verdict in Verdict if verdict.value == wanted), None)
    known, codes = meanings(current_user), codes_of(row)
    with opened(store_of(row)) as store:
        counts = store.counts()
        rows = pages(store, counts, verdict, request.args.get("page", 1, type=row_id))
        return render_template(
            "clients/import_preview.html",
            list=row,
            headings=store.about("headings", []),
            reasons=store.about("reasons", []),
            sheets=store.sheets(),
            sheet=sheet_of(row),
            codes=codes,
            known=known,
            counts=counts,
            good=good_rows(store, counts, row.decisions),
            rows=rows,
            shown=shown_rows(rows.items, current_user, codes, known, row.decisions, WHY_POSSIBLE),
            verdict=verdict,
            verdicts=VERDICTS,
            problem=problem or problem_of(codes, known),
            owner=_list_form(formdata=None, rm_id=row.rm_id),
            Verdict=Verdict,
            Column=Column,
        )


@blueprint.post("/<int:import_id>/columns")
@requires(*BOOK)
def choose_columns(import_id: int) -> Answer:
    """Keep which column means what, what stands in all rows, and who gets clients whose row names nobody; plan anew.

    An unknown meaning is refused, two of the same are said on the page; an unknown owner changes nothing.
    """
    row = load(current_user, ClientImport, import_id)
    if row.confirmed_at is not None or row.done_at is not None:
        return redirect(url_for("client_imports.show", import_id=import_id))
    before = keep_columns(row)
    try:
        change_columns(current_user, row, request.form)
    except ValueError:
        abort(400)
    except DomainError as refusal:
        db.session.rollback()
        return _preview(load(current_user, ClientImport, import_id), refusal), 422
    owner = _list_form().rm_id
    if owner is not None and owner.name in request.form and owner.validate(None):
        row.rm_id = owner.data
    if keep_columns(row) == before and job_of(row, PLAN) is not None and "again" not in request.form:
        db.session.commit()
        return redirect(url_for("client_imports.show", import_id=import_id))
    return _begin(row, PLAN)


@blueprint.post("/<int:import_id>/decide")
@requires(*BOOK)
def choose(import_id: int) -> Answer:
    """Keep what becomes of one row, or of all possible duplicates that have no choice of their own."""
    row = load(current_user, ClientImport, import_id)
    try:
        decide(row, request.form.get("line", ""), request.form.get("choice", ""))
    except ValueError:
        abort(400)
    db.session.commit()
    verdict = next((one.value for one in Verdict if one.value == request.form.get("show")), None)
    page = request.form.get("page", 1, type=row_id)
    where = f"line-{request.form['line']}" if request.form.get("line", "").isdecimal() else "rows"
    return redirect(url_for("client_imports.show", import_id=import_id, show=verdict, page=page, _anchor=where))


@blueprint.post("/<int:import_id>/confirm")
@requires(*BOOK)
def confirm(import_id: int) -> Answer:
    """Bring in all good rows. Confirming twice does it once."""
    row = load(current_user, ClientImport, import_id)
    db.session.refresh(row, with_for_update=True)
    if row.done_at is not None or row.confirmed_at is not None:
        return redirect(url_for("client_imports.show", import_id=import_id))
    problem = problem_of(codes_of(row), meanings(current_user))
    if _standing(row) is not None:
        problem = DomainError("import_not_ready")
    if problem is not None:
        return _preview(row, problem), 422
    row.confirmed_at = now()
    return _begin(row, WRITE)


@blueprint.post("/<int:import_id>/undo")
@requires(*BOOK)
def undo(import_id: int) -> Answer:
    """Take the whole run back. A second time does nothing."""
    row = load(current_user, ClientImport, import_id)
    db.session.refresh(row, with_for_update=True)
    if not may_undo(current_user, row):
        return redirect(url_for("client_imports.show", import_id=import_id))
    row.undone_by_id = current_user.id
    return _begin(row, UNDO)


@blueprint.post("/<int:import_id>/retry")
@requires(*BOOK)
def retry(import_id: int) -> Answer:
    """Go on after a failure, from what is done."""
    row = load(current_user, ClientImport, import_id)
    job = _standing(row)
    if job is not None and job.state is JobState.FAILED:
        jobs.retry(job)
        db.session.commit()
        jobs.wake(current_app._get_current_object(), job)  # type: ignore[attr-defined]
    return redirect(url_for("client_imports.show", import_id=import_id))


@blueprint.post("/<int:import_id>/discard")
@requires(*BOOK)
def discard(import_id: int) -> Response:
    """Throw a list away that was not confirmed, or the rows that were left out of one."""
    row = load(current_user, ClientImport, import_id)
    try:
        file = forget(row)
    except DomainError as refusal:
        flash(refusal.sentence, "attention")
        return redirect(url_for("client_imports.show", import_id=import_id))
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
        path = left_out_path(row)
    except FileNotFoundError:
        abort(404)
    return send_file(path, mimetype="text/csv; charset=utf-8", as_attachment=True, download_name="left-out.csv")
