"""Pages of a branch's stationery: design, colour, logo and seal, and a page as it would be printed."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from core import files
from core.db import LARGEST_ID, db
from core.errors import DomainError
from core.limits import spend
from printing.designs.art import DESIGNS as ART
from printing.designs.colours import LEAST_CONTRAST, contrast_on_white, is_colour
from printing.designs.images import made_ready
from printing.designs.look import FILES, look_of
from printing.errors import PictureMissing
from printing.models import Stationery
from printing.press.picture import picture_of
from printing.stationery_forms import StationeryForm
from printing.stationery_sample import sample_page
from printing.stationery_words import ACCENT_NAMES, DESCRIPTIONS, SAMPLES
from staff.access import requires
from staff.models import Branch, Role
from staff.scope import visible

blueprint = Blueprint("stationery", __name__, url_prefix="/letters/stationery")

KEEPERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
_SAMPLES_A_MINUTE = "120 per minute"
_THUMBNAIL_DPI, _SAMPLE_DPI = 44, 96
Answer = str | tuple[str, int] | BaseResponse


@blueprint.route("", methods=["GET", "POST"])
@requires(*KEEPERS)
def edit() -> Answer:
    """The reader's own branch."""
    return _edit(_branch(current_user.branch_id))


@blueprint.route("/<int:branch_id>", methods=["GET", "POST"])
@requires(*KEEPERS)
def edit_branch(branch_id: int) -> Answer:
    """Any branch, for administrators; a foreign one is a missing one for everybody else."""
    return _edit(_branch(branch_id))


def _branch(branch_id: int) -> Branch:
    own = current_user.branch_id == branch_id
    branch = db.session.get(Branch, branch_id) if own or current_user.may(Role.ADMIN) else None
    if branch is None or not 0 < branch_id <= LARGEST_ID:
        raise NotFound
    return branch


def _row(branch: Branch) -> Stationery | None:
    return db.session.scalar(visible(current_user, Stationery).where(Stationery.branch_id == branch.id))


def _edit(branch: Branch) -> Answer:
    row = _row(branch)
    form = StationeryForm(row)
    if not form.is_submitted():
        return _page(branch, row, form)
    pictures = _pictures(form) if form.validate() else None
    if pictures is None:
        return _page(branch, row, form), 422
    row = row or _new_row(branch)
    row.design, row.accent, row.seal_mm = form.design.data, form.chosen_accent, form.seal_mm.data
    row.card_paper, row.card_named = form.card_paper.data, form.card_named.data
    row.card_punctuated = form.card_punctuated.data
    for name, content in pictures.items():
        # The old picture stays on the disk: a letter printed with it must print the same again.
        setattr(row, name, files.keep(FILES, content, ".png") if content else None)
    db.session.commit()
    flash(_("Saved. Letters ordered from now on look like this."), "good")
    return redirect(_url(branch))


def _new_row(branch: Branch) -> Stationery:
    row = Stationery(branch_id=branch.id)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # somebody else's first save was faster
        return db.session.get_one(Stationery, branch.id)
    return row


def _pictures(form: StationeryForm) -> dict[str, bytes | None] | None:
    """What changes of logo and seal: a new picture, or None for no more picture; None when one was refused."""
    changes: dict[str, bytes | None] = {}
    for field, removed in ((form.logo, form.remove_logo.data), (form.seal, form.remove_seal.data)):
        if field.data:
            try:
                changes[field.short_name] = made_ready(field.data.read())
            except DomainError as refusal:
                field.errors = [refusal.sentence]
        elif removed:
            changes[field.short_name] = None
    return None if form.errors else changes


def _page(branch: Branch, row: Stationery | None, form: StationeryForm) -> str:
    branches = db.session.scalars(sa.select(Branch).order_by(Branch.code)).all() if current_user.may(Role.ADMIN) else []
    return render_template(
        "printing/stationery.html",
        branch=branch,
        branches=branches,
        row=row,
        form=form,
        descriptions=DESCRIPTIONS,
        accents=ACCENT_NAMES,
        samples=SAMPLES,
        action=_url(branch),
    )


def _url(branch: Branch) -> str:
    if branch.id == current_user.branch_id:
        return url_for("stationery.edit")
    return url_for("stationery.edit_branch", branch_id=branch.id)


@blueprint.get("/<int:branch_id>/<which>.png")
@requires(*KEEPERS)
def picture(branch_id: int, which: str) -> Response:
    """The branch's logo or seal."""
    row = _row(_branch(branch_id)) if which in ("logo", "seal") else None
    name = getattr(row, which) if row is not None else None
    try:
        content = files.find(FILES, name or "").read_bytes()
    except FileNotFoundError as error:
        raise NotFound from error
    return _png(content)


@blueprint.get("/<int:branch_id>/sample.png")
@requires(*KEEPERS)
def sample(branch_id: int) -> Response:
    """A page of the branch's letters in a design and a colour that need not be saved; unknown ones are ignored."""
    branch = _branch(branch_id)
    spend("stationery-sample", str(current_user.id), _SAMPLES_A_MINUTE)
    wanted, changes = request.args, {}
    if wanted.get("design") in ART:
        changes["design"] = wanted["design"]
    accent = wanted.get("accent", "")
    if is_colour(accent) and contrast_on_white(accent) >= LEAST_CONTRAST:
        changes["accent"] = accent
    if wanted.get("paper") in ("card", "dl"):
        changes["card_paper"] = wanted["paper"]
    page = sample_page(
        branch,
        look_of(branch.id, **changes),
        what=wanted.get("what", "a4"),
        language="en" if wanted.get("language") == "en" else "zh",
    )
    try:
        return _png(picture_of(page, dpi=_THUMBNAIL_DPI if "small" in wanted else _SAMPLE_DPI))
    except PictureMissing:
        raise NotFound from None


def _png(content: bytes) -> Response:
    response = Response(content, mimetype="image/png")
    response.headers["Cache-Control"] = "private, max-age=60"
    return response
