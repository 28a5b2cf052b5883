"""Pages of letter templates: the list, a text with its versions, the editor with its preview, and approval."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload, selectinload
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as Redirect

from core.db import db, now
from core.errors import DomainError
from core.limits import spend
from printing.errors import PrintingError
from printing.models import LetterTemplate, TemplateVersion
from printing.template_forms import DecisionForm, NewTemplateForm, TemplateForm
from printing.template_pages import changes, own_values, palette, read_back, shelves, shown, tried_page
from printing.text_words import KINDS, LANGUAGES, PLACEHOLDERS, STATES, TONES, problem_words
from printing.texts import templates
from printing.texts.event_values import offered, values_of
from printing.texts.model_texts import ModelText, model_text
from printing.texts.templates import State, newest, state_of, text_of
from printing.texts.trial import Trial
from staff.access import requires
from staff.models import Role
from staff.scope import load, sees

blueprint = Blueprint("letter_templates", __name__, url_prefix="/letters")

READERS = (Role.ORGANISER, Role.RM, Role.MANAGER, Role.ADMIN)
WRITERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
PREVIEWS = "60 per minute"  # a page takes a twentieth of a second, and a writer pauses


@blueprint.get("")
@requires(*READERS)
def index() -> str:
    """Every kind of letter in both languages: which text is in use, and which are being worked on."""
    kind, language = request.args.get("kind", ""), request.args.get("language", "")
    retired = request.args.get("show") == "retired"
    return render_template(
        "printing/letter_templates.html",
        shelves=shelves(current_user, kind, language, retired=retired),
        retired=retired,
        kind=kind,
        language=language,
        may_write=current_user.may(*WRITERS),
        kinds=KINDS,
        languages=LANGUAGES,
        states=STATES,
        tones=TONES,
        state_of=state_of,
        newest=newest,
    )


@blueprint.get("/model/<kind>/<language>")
@requires(*READERS)
def model(kind: str, language: str) -> str:
    """The model text: what letters say as long as the branch has no text of its own."""
    text = _model(kind, language)
    return render_template(
        "printing/letter_template_model.html",
        text=text,
        may_write=current_user.may(*WRITERS),
        kinds=KINDS,
        languages=LANGUAGES,
        **read_back(text),
    )


def _model(kind: str, language: str) -> ModelText:
    try:
        return model_text(kind, language)
    except KeyError:
        abort(404)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(*WRITERS)
def new() -> str | tuple[str, int] | Redirect:
    """A text of the branch's own, begun from the model text or (?copy=…) from another one."""
    source_id = request.args.get("copy", type=int)
    source = newest(load(current_user, LetterTemplate, source_id)) if source_id is not None else None
    begins = text_of(source) if source else None
    form = NewTemplateForm(
        kind=begins.kind if begins else request.args.get("kind"),
        language=begins.lang if begins else request.args.get("language"),
    )
    if form.validate_on_submit():
        text = begins or _model(form.kind.data, form.language.data)
        try:
            template = templates.create_template(current_user, text, name=form.name.data or "", now=now())
        except DomainError as refusal:
            form.name.errors = [refusal.sentence]
        else:
            db.session.commit()
            return redirect(url_for("letter_templates.edit", template_id=template.id))
    page = render_template("printing/letter_template_new.html", form=form, source=source, kinds=KINDS)
    return page, 422 if form.is_submitted() else 200


def _load(template_id: int) -> LetterTemplate:
    """The template with all its versions; while something is being written, nobody else writes."""
    if request.method == "POST":
        mine = sees(current_user, LetterTemplate)
        db.session.execute(sa.select(LetterTemplate.id).where(LetterTemplate.id == template_id, mine).with_for_update())
    return load(
        current_user,
        LetterTemplate,
        template_id,
        selectinload(LetterTemplate.versions),
        joinedload(LetterTemplate.created_by),
    )


def _version(template: LetterTemplate, number: int | None) -> TemplateVersion:
    """The version of this number, the newest one without a number. Raises NotFound."""
    if number is None:
        return newest(template)
    found = next((version for version in template.versions if version.number == number), None)
    if found is None:
        abort(404)
    return found


@blueprint.get("/<int:template_id>")
@requires(*READERS)
def show(template_id: int) -> str:
    template = _load(template_id)
    version = _version(template, request.args.get("version", type=int))
    return _show_page(template, version, DecisionForm(formdata=None))


def _show_page(template: LetterTemplate, version: TemplateVersion, decision: DecisionForm) -> str:
    earlier = next((one for one in reversed(template.versions) if one.number < version.number), None)
    waits = state_of(version) is State.WAITING and template.retired_at is None
    return render_template(
        "printing/letter_template.html",
        template=template,
        version=version,
        earlier=earlier,
        changes=changes(earlier, version) if earlier else [],
        decision=decision,
        may_decide=waits and current_user.may(Role.MANAGER) and template.branch_id == current_user.branch_id,
        own=version.written_by_id == current_user.id,
        own_refused=waits and version.written_by_id == current_user.id and templates.other_managers(current_user),
        may_write=current_user.may(*WRITERS),
        kinds=KINDS,
        languages=LANGUAGES,
        states=STATES,
        tones=TONES,
        state_of=state_of,
        newest=newest(template),
        **read_back(text_of(version)),
    )


@blueprint.route("/<int:template_id>/edit", methods=["GET", "POST"])
@requires(*WRITERS)
def edit(template_id: int) -> str | tuple[str, int] | Redirect:
    """Write: a draft is kept as it is; sending it for approval asks for a text that can be printed."""
    template = _load(template_id)
    if template.retired_at is not None:
        raise DomainError("template_retired")
    form = TemplateForm(newest(template))
    if form.validate_on_submit():
        sends = request.form.get("do") == "submit"
        try:
            version = templates.save_draft(
                template, current_user, form.text(template.kind, template.language), now=now()
            )
            if sends:
                templates.submit(version, now=now())
        except (DomainError, PrintingError) as refusal:
            db.session.rollback()
            form.body.errors = [_sentence(refusal)]
        else:
            db.session.commit()
            return _saved(template, sends=sends)
    return _edit_page(template, form), 422 if form.is_submitted() else 200


def _saved(template: LetterTemplate, *, sends: bool) -> Redirect:
    if sends:
        flash(_("Sent to the manager for approval."), "good")
        return redirect(url_for("letter_templates.show", template_id=template.id))
    flash(_("The draft is kept."), "good")
    return redirect(url_for("letter_templates.edit", template_id=template.id))


def _sentence(refusal: DomainError | PrintingError) -> str:
    return refusal.sentence if isinstance(refusal, DomainError) else problem_words(refusal)


def _edit_page(template: LetterTemplate, form: TemplateForm, trial: Trial | None = None) -> str:
    text = form.text(template.kind, template.language)
    form.event.choices = [("", _("sample values")), *offered(current_user, template.kind)]
    return render_template(
        "printing/letter_template_edit.html",
        template=template,
        form=form,
        palette=palette(template.language),
        meanings=PLACEHOLDERS,
        kinds=KINDS,
        languages=LANGUAGES,
        version=newest(template),
        state=state_of(newest(template)),
        states=STATES,
        **read_back(text),
        **shown(trial),
    )


@blueprint.post("/<int:template_id>/preview")
@requires(*WRITERS)
def preview(template_id: int) -> str | tuple[str, int]:
    """The draft as a page, kept nowhere: a part of the open editor, or, without a script, the editor itself."""
    template = load(current_user, LetterTemplate, template_id, selectinload(LetterTemplate.versions))
    form = TemplateForm(newest(template))
    text = form.text(template.kind, template.language)
    values = own_values(current_user.branch, template.language) | values_of(
        current_user, form.event.data, template.language
    )
    try:
        spend("letter-preview", str(current_user.id), PREVIEWS)
    except TooManyRequests:
        return render_template("printing/letter_template_wait.html"), 429
    trial = tried_page(current_user.branch, text, values, large=bool(form.large.data), paper=form.paper.data)
    if "HX-Request" in request.headers:
        return render_template("printing/letter_template_preview.html", **read_back(text), **shown(trial))
    return _edit_page(template, form, trial)


@blueprint.get("/<int:template_id>/page.png")
@requires(*READERS)
def picture(template_id: int) -> Response:
    template = _load(template_id)
    return _picture(text_of(_version(template, request.args.get("version", type=int))))


@blueprint.get("/model/<kind>/<language>.png")
@requires(*READERS)
def model_picture(kind: str, language: str) -> Response:
    return _picture(_model(kind, language))


def _picture(text: ModelText) -> Response:
    """A version's page with sample values; 404 when it can't be drawn, and the page around it says why."""
    spend("letter-preview", str(current_user.id), PREVIEWS)
    trial = tried_page(current_user.branch, text, own_values(current_user.branch, text.lang))
    if not trial.pictures:
        abort(404)
    return Response(trial.pictures[0], mimetype="image/png")


@blueprint.post("/<int:template_id>/decide")
@requires(Role.MANAGER)
def decide(template_id: int) -> Redirect | tuple[str, int]:
    template = _load(template_id)
    version = _version(template, request.args.get("version", type=int))
    form = DecisionForm()
    approved = request.form.get("do") == "approve"
    if form.validate_on_submit():
        try:
            templates.decide(version, current_user, approved=approved, comment=form.comment.data or "", now=now())
        except DomainError as refusal:
            form.comment.errors = [refusal.sentence]
        else:
            db.session.commit()
            flash(_("Approved. From now on letters are written with it.") if approved else _("Sent back."), "good")
            return redirect(url_for("letter_templates.show", template_id=template.id))
    return _show_page(template, version, form), 422


@blueprint.post("/<int:template_id>/retire")
@requires(*WRITERS)
def retire(template_id: int) -> Redirect:
    template = _load(template_id)
    templates.retire(template, now=now())
    db.session.commit()
    flash(_("Retired. Letters that were ordered with it stay as they are."), "good")
    return redirect(url_for("letter_templates.index"))
