"""Pages of what an event's letters say: its particulars, and one real thing about each guest."""

from __future__ import annotations

import base64
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from clients.book.naming import salutation
from clients.book.owners import may_read_confidences
from clients.models import Client
from clients.words import ENTRIES
from core.db import db, now
from core.errors import DomainError
from core.forms import Form
from core.limits import spend
from events.models import Event, Risk
from events.words import RISKS
from invitations.guests.guest_list import guests, load_guest
from invitations.letters import details as rules
from invitations.letters.setup import LANGUAGES, compose_letter
from invitations.letters.wording import Asked, asked, put, sample_invitation, save_wording
from invitations.models import Dispatch, Invitation
from invitations.runs.preflight import NOBODY
from invitations.runs.wording_forms import PARTICULARS, DetailForm, RiskForm, wording_form
from printing.documents.document import sides
from printing.errors import PrintingError
from printing.press.picture import picture_of
from printing.text_words import STYLE, problem_words
from printing.texts.risk_lines import RISK_LINES, fraud_line, opt_out_line
from printing.texts.trial import marked
from staff.access import requires
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("wording", __name__, url_prefix="/events")

WRITERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
READERS = (*WRITERS, Role.RM)
PREVIEWS = "60 per minute"
PER_PAGE = 50


@blueprint.route("/<int:event_id>/wording", methods=["GET", "POST"])
@requires(*WRITERS)
def particulars(event_id: int) -> str | tuple[str, int] | Response:
    """What the texts name and the plan does not say, and the warnings that the letters carry."""
    event, moment = load(current_user, Event, event_id, joinedload(Event.branch)), now()
    wanted = asked(event, moment)
    form = wording_form(event, wanted)
    if form.validate_on_submit():
        try:
            save_wording(event, form.values(), form.risks.data or ())
        except DomainError as refusal:
            form.form_errors.append(refusal.sentence)
        else:
            db.session.commit()
            flash(_("Saved. Letters printed from now on say it."), "good")
            return redirect(url_for("wording.particulars", event_id=event.id))
    return _wording_page(event, wanted, form), 422 if form.is_submitted() else 200


def _wording_page(event: Event, wanted: list[Asked], form: RiskForm, shown: dict[str, Any] | None = None) -> str:
    return render_template(
        "invitations/wording.html",
        event=event,
        wanted=wanted,
        form=form,
        labels=PARTICULARS,
        risks=RISKS,
        risk_lines=RISK_LINES,
        small_print={one: fraud_line(one, event.branch.phone) for one in LANGUAGES},
        opt_out={one: opt_out_line(one) for one in LANGUAGES},
        closed=event.over,
        **(shown or {"tried": False, "pictures": [], "problem": ""}),
    )


@blueprint.post("/<int:event_id>/wording/preview")
@requires(*WRITERS)
def preview(event_id: int) -> str | tuple[str, int]:
    """The letter with what is typed, to nobody: a part of the open page, or without a script the page itself."""
    event, moment = load(current_user, Event, event_id, joinedload(Event.branch)), now()
    wanted = asked(event, moment)
    form = wording_form(event, wanted)
    try:
        spend("letter-preview", str(current_user.id), PREVIEWS)
    except TooManyRequests:
        return render_template("printing/letter_template_wait.html"), 429
    shown = _tried(event, form)
    if "HX-Request" in request.headers:
        return render_template("invitations/wording_preview.html", **shown)
    return _wording_page(event, wanted, form, shown)


def _tried(event: Event, form: RiskForm) -> dict[str, Any]:
    """The page as pictures, or the sentence that says why there is none. Nothing of it is kept."""
    language = "en" if form.language.data == "en" else "zh"
    typed, risks = form.values(), [risk for risk in form.risks.data or () if isinstance(risk, Risk)]
    try:
        with db.session.no_autoflush:
            put(event, typed, risks)
            document = compose_letter(sample_invitation(event, language), NOBODY, now=now())
            # Drawing is slow and needs no database; whatever was put on the event for the trial goes with this.
            db.session.rollback()
        pictures = [base64.b64encode(picture_of(side)).decode() for side in sides(document)]
    except PrintingError as problem:
        db.session.rollback()
        return {"tried": True, "pictures": [], "problem": problem_words(problem)}
    return {"tried": True, "pictures": pictures, "problem": ""}


@blueprint.route("/<int:event_id>/personal", methods=["GET", "POST"])
@requires(*READERS)
def details(event_id: int) -> str | tuple[str, int] | Response:
    """One line about each guest; whatever is right is kept, and what is not comes back beside its guest."""
    event = load(current_user, Event, event_id)
    counts = rules.counts(current_user, event)
    page = _guests(event, {count.rm.id for count in counts})
    form = Form()
    sent = request.form if form.is_submitted() else None
    rows = [DetailForm(invitation, sent) for invitation in page.items]
    if form.validate_on_submit():
        good = [row for row in rows if not row.sent or _keep(row)]
        db.session.commit()
        if len(good) == len(rows):
            flash(_("Kept."), "good")
            return redirect(url_for("wording.details", event_id=event.id, **_kept_filters()))
    return _details_page(event, page, form, rows, counts), 422 if form.is_submitted() else 200


def _kept_filters() -> dict[str, Any]:
    """The filters of the page, for the way back to it."""
    return {name: request.args[name] for name in ("rm", "show", "page") if name in request.args}


def _keep(row: DetailForm) -> bool:
    """Put the line on the invitation if it may be put there; a line that stays as it is is left alone."""
    if row.text != row.invitation.personal_detail:
        if not row.validate():
            return False
        row.invitation.personal_detail = row.text
        row.seen.data = rules.mark_of(row.invitation)
    return True


def _guests(event: Event, people: set[int]) -> Pagination:
    """The guests whom the reader sees and who get a letter, fifty a page; of all managers, or of one of `people`."""
    rm_id = request.args.get("rm", type=int)
    query = guests(current_user, event, now=now(), rm_id=rm_id if rm_id in people else None).where(rules.expected())
    if request.args.get("show") == "lacking":
        query = query.where(rules.lacking())
    if request.method == "POST":
        query = query.with_for_update(of=Invitation)
    return db.paginate(query, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)


def _details_page(event: Event, page: Pagination, form: Form, rows: list[DetailForm], counts: list[rules.Count]) -> str:
    own = current_user.may(Role.RM)
    client_ids = [invitation.client_id for invitation in page.items]
    return render_template(
        "invitations/personal.html",
        event=event,
        page=page,
        form=form,
        rows=rows,
        counts=counts,
        reminders=rules.last_lines(client_ids) if own else {},
        own=own,
        only_own=not current_user.may(*WRITERS),
        confidences=may_read_confidences(current_user) and own,
        entries=ENTRIES,
        examples=rules.EXAMPLES,
        called=_called,
        printed=Dispatch.LISTED,
        filters=_kept_filters(),
        may_open_wording=current_user.may(*WRITERS),
        **_remarks(),
    )


def _called(client: Client, language: str) -> str | None:
    """How the letter addresses the guest, or None when that is not known yet."""
    try:
        return salutation(client, language)
    except DomainError:
        return None


def _remarks() -> dict[str, Any]:
    """What a row needs to say what the style check found in it."""

    def remarks(row: DetailForm) -> dict[str, Any]:
        found = rules.findings_of(row.invitation, row.text)
        return {"findings": found, "passages": marked(row.text, found) if found else []}

    return {"remarks": remarks, "style": STYLE, "lengths": rules.LENGTHS}


@blueprint.post("/<int:event_id>/personal/<int:invitation_id>")
@requires(*READERS)
def keep_detail(event_id: int, invitation_id: int) -> str | tuple[str, int]:
    """Keep one guest's line while the others are still being written; answers with what is said beneath it."""
    event = load(current_user, Event, event_id)
    invitation = load_guest(current_user, event, invitation_id)
    db.session.refresh(invitation, ["personal_detail"], with_for_update=True)
    row = DetailForm(invitation, request.form)
    kept = _keep(row) if row.sent else False
    db.session.commit()
    page = render_template("invitations/personal_answer.html", row=row, kept=kept, **_remarks())
    return page, 200 if kept else 422
