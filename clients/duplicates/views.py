"""Pages of possible duplicates: the list, putting two rows together, and undoing that."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.wrappers import Response

from clients import words as client_words
from clients.book.points import points_of
from clients.duplicates import pairs
from clients.duplicates.fields import GROUPS, Side, differences
from clients.duplicates.forms import MergeForm, merge_form
from clients.duplicates.merging import may_merge, merge
from clients.duplicates.sweeping import latest_sweep, request_sweep
from clients.duplicates.undoing import undo
from clients.duplicates.words import GROUP_NAMES, said, said_reasons
from clients.models import Client, DuplicatePair
from core import jobs
from core.db import db, now
from core.errors import DomainError
from staff.access import requires
from staff.frames import panels
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("duplicates", __name__, url_prefix="/clients/duplicates")
BOOK = (Role.RM, Role.ORGANISER, Role.MANAGER, Role.ADMIN)
Answer = str | tuple[str, int] | Response
PER_PAGE = 30


@blueprint.get("")
@requires(*BOOK)
def index() -> str:
    """The pairs of the reader's book that may be one person each, or that only share a number."""
    unlikely = request.args.get("kind") == "shared"
    page = db.paginate(
        pairs.open_pairs(current_user, likely=not unlikely),
        per_page=PER_PAGE,
        max_per_page=PER_PAGE,
        error_out=False,
    )
    job = latest_sweep(current_user.branch_id)
    own = job is not None and (job.owner_id == current_user.id or current_user.may(Role.ADMIN))
    return render_template(
        "clients/duplicates.html",
        page=page,
        unlikely=unlikely,
        job=job,
        watch=own and job is not None and not job.finished,
        said=said,
        reasons=said_reasons,
        words=client_words,
    )


@blueprint.post("/look")
@requires(*BOOK)
def look() -> Response:
    """Go through the book of the reader's branch; everybody is shown the pairs of the own book only."""
    job = request_sweep(current_user.branch_id, current_user.id)
    db.session.commit()
    jobs.wake(current_app, job)
    flash(_("The book is being gone through; new pairs stand here when it is done."))
    return redirect(url_for("duplicates.index"))


@blueprint.post("/<int:low_id>/<int:high_id>/dismiss")
@requires(*BOOK)
def dismiss(low_id: int, high_id: int) -> Response:
    """Two people: the pair is not proposed again."""
    pairs.dismiss(current_user, low_id, high_id, now=now())
    db.session.commit()
    flash(_("Noted: two people. The pair is not proposed again."), "good")
    return redirect(url_for("duplicates.index"))


@blueprint.route("/merge/<int:kept_id>/<int:gone_id>", methods=["GET", "POST"])
@requires(*BOOK)
def together(kept_id: int, gone_id: int) -> Answer:
    """Both rows side by side, a choice for each difference; then what comes of it; then it is done."""
    kept, gone = _both(kept_id, gone_id)
    form = merge_form(kept, gone, differences(kept, gone))
    valid = form.validate_on_submit()
    if not valid or request.form.get("do") == "change":
        return _page(kept, gone, form, preview=False), 422 if form.is_submitted() and not valid else 200
    if request.form.get("do") != "merge":
        return _page(kept, gone, form, preview=True)
    try:
        merge(current_user, kept.id, gone.id, form.choices, now=now())
        db.session.commit()
    except DomainError as refusal:
        db.session.rollback()
        form.form_errors.append(refusal.sentence)
        return _page(*_both(kept_id, gone_id), form, preview=False), 422
    flash(_("The two rows are one now. Under “Merged” it can be undone."), "good")
    return redirect(url_for("clients.show", client_id=kept_id))


def _both(kept_id: int, gone_id: int) -> tuple[Client, Client]:
    """Both clients. 404 unless the reader sees both, 403 when one is a colleague's whom the reader stands in for."""
    if kept_id == gone_id:
        abort(404)
    options = (
        joinedload(Client.rm),
        joinedload(Client.household),
        selectinload(Client.interests),
        selectinload(Client.holdings),
    )
    kept, gone = (load(current_user, Client, client_id, *options) for client_id in (kept_id, gone_id))
    if not may_merge(current_user, kept, gone):
        abort(403)
    return kept, gone


def _page(kept: Client, gone: Client, form: MergeForm, *, preview: bool) -> str:
    differing = {field.name for field in form.groups}
    pair = db.session.get(DuplicatePair, (min(kept.id, gone.id), max(kept.id, gone.id)))
    return render_template(
        "clients/duplicates_merge.html",
        kept=kept,
        gone=gone,
        form=form,
        preview=preview,
        chosen=[
            (field.label.text, said(_group(field), gone if field.data is Side.GONE else kept)) for field in form.groups
        ],
        same=[
            (GROUP_NAMES[one], said(one, kept))
            for one in GROUPS
            if f"choose_{one}" not in differing and said(one, kept)
        ],
        further=[*points_of(kept), *points_of(gone)],
        pair=pair,
        reasons=said_reasons,
        said=said,
        words=client_words,
        panels=panels("merge", current_user, (kept, gone), now()),
    )


def _group(field: object) -> str:
    return str(getattr(field, "name", "")).removeprefix("choose_")


@blueprint.get("/merged")
@requires(*BOOK)
def merged() -> str:
    """The merges that stand, each of which can be undone."""
    page = db.paginate(pairs.latest_merges(current_user), per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    return render_template("clients/duplicates_merged.html", page=page)


@blueprint.post("/merged/<int:merge_id>/undo")
@requires(*BOOK)
def take_apart(merge_id: int) -> Response:
    """Undo a merge; says which values stay because somebody has changed them since."""
    try:
        left = undo(current_user, merge_id, now=now())
    except DomainError as refusal:
        if refusal.code == "merge_not_there":
            abort(404)
        raise
    db.session.commit()
    groups = {group for group, columns in GROUPS.items() for column in columns if column in left}
    if groups:
        names = _(", ").join(str(GROUP_NAMES[group]) for group in GROUPS if group in groups)
        flash(
            _("Taken apart. Somebody has changed these since, so they stay as they are: %(names)s.", names=names),
            "attention",
        )
    else:
        flash(_("The two rows stand by themselves again, as they were."), "good")
    return redirect(url_for("duplicates.merged"))
