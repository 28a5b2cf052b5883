"""Closing the evening: what is still to be settled, a second step, and the result."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response

from attendance.closing.correcting import OUTCOME_OF, correct_result, entry_of
from attendance.closing.deciding import count_bodies, count_gifts, decide, gift_lines, write_report
from attendance.closing.forms import CorrectionForm, HeadsForm, LessonsForm, read_returned, read_words
from attendance.closing.letters import order
from attendance.closing.page import after, before
from attendance.closing.telling import close_evening
from attendance.door.cards import named
from attendance.door.forms import ScanForm
from attendance.door.guests import load_guest
from attendance.ledger.taking_back import undo
from attendance.words import OUTCOMES
from core.db import db, now
from core.errors import DomainError
from core.languages import pick_language
from events.models import Event, EventStatus
from invitations.letters.notices import AFTER_THE_EVENING
from invitations.runs.print_views import show_run
from staff.access import requires
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("closing", __name__, url_prefix="/events/<int:event_id>/close")

WHO_CLOSES = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
TOLD = (EventStatus.CLOSED, EventStatus.REPORTED, EventStatus.ARCHIVED)
Page = str | tuple[str, int] | Response


@blueprint.get("")
@requires(*WHO_CLOSES)
def show(event_id: int) -> str:
    """Before: what closing will write, and who is still to be settled. After: what became of each guest."""
    event = load(current_user, Event, event_id)
    language = pick_language()
    if event.status in TOLD:
        template, data = "attendance/closed.html", after(current_user, event, now())
    else:
        template, data = "attendance/closing.html", before(current_user, event)
    return render_template(template, **data, named=lambda staff: named(staff, language), key=secrets.token_hex(16))


def _wizard(event: Event, **forms: HeadsForm | LessonsForm) -> tuple[str, int]:
    """The page again with an entry that can't be kept, and nothing lost."""
    language = pick_language()
    data = before(current_user, event, **forms)
    return render_template("attendance/closing.html", **data, named=lambda staff: named(staff, language)), 422


@blueprint.post("")
@requires(*WHO_CLOSES)
def close(event_id: int) -> Response:
    """Write the results and close. Of two people who close at once the second is told, and sees the result."""
    event = load(current_user, Event, event_id)
    try:
        close_evening(event, staff=current_user, now=now())
    except DomainError as refusal:
        db.session.rollback()
        already = refusal.code == "event_closed"
        flash(
            _("A colleague has closed this evening already. Here is the result.") if already else refusal.sentence,
            "attention",
        )
    else:
        db.session.commit()
        flash(_("The evening is closed, and each guest's history tells how it was."), "good")
    return redirect(url_for("closing.show", event_id=event_id))


@blueprint.post("/unresolved")
@requires(*WHO_CLOSES)
def settle(event_id: int) -> Response:
    """Keep what is said of those who had said yes and were not scanned."""
    event = load(current_user, Event, event_id)
    try:
        words = read_words(request.form)
    except ValueError:
        raise BadRequest from None
    try:
        decide(event, words, staff=current_user, now=now())
    except DomainError as refusal:
        return _refused(refusal, event_id)
    db.session.commit()
    flash(_("Noted. It goes into the histories when the evening is closed."), "good")
    return _back(event_id, "heads")


@blueprint.post("/heads")
@requires(*WHO_CLOSES)
def heads(event_id: int) -> Page:
    """Keep how many were counted in the room."""
    event = load(current_user, Event, event_id)
    form = HeadsForm()
    if not form.validate():
        return _wizard(event, heads_form=form)
    try:
        count_bodies(event, form.bodies.data, form.bodies_note.data or "", staff=current_user, now=now())
    except DomainError as refusal:
        db.session.rollback()
        if refusal.code != "bodies_unexplained":
            return _refused(refusal, event_id)
        form.bodies_note.errors = [refusal.sentence]
        return _wizard(event, heads_form=form)
    db.session.commit()
    return _back(event_id, "gifts")


@blueprint.post("/gifts")
@requires(*WHO_CLOSES)
def gifts(event_id: int) -> Response:
    """Keep how many of each gift came back."""
    event = load(current_user, Event, event_id)
    try:
        returned = read_returned(request.form, gift_lines(event))
    except ValueError:
        flash(_("A number from 0 to 5000, please."), "error")
        return _back(event_id, "gifts")
    try:
        count_gifts(event, returned)
    except DomainError as refusal:
        return _refused(refusal, event_id)
    db.session.commit()
    return _back(event_id, "lessons")


@blueprint.post("/lessons")
@requires(*WHO_CLOSES)
def lessons(event_id: int) -> Page:
    """Keep programme, incidents and lessons; once the evening is closed, the report is where they are written."""
    event = load(current_user, Event, event_id)
    if event.over:
        return _refused(DomainError("event_closed"), event_id)
    form = LessonsForm()
    if not form.validate():
        return _wizard(event, lessons_form=form)
    try:
        write_report(event, form.words(), staff=current_user, now=now())
    except DomainError as refusal:
        return _refused(refusal, event_id)
    db.session.commit()
    flash(_("Kept for the closing report."), "good")
    return _back(event_id, "close")


@blueprint.post("/guests/<int:invitation_id>/not-here")
@requires(*WHO_CLOSES)
def not_here(event_id: int, invitation_id: int) -> Response:
    """Take back a check-in that was a slip; the organiser may, as long as the evening is open."""
    event = load(current_user, Event, event_id)
    invitation = load_guest(current_user, event, invitation_id)
    form = ScanForm()
    try:
        if not form.validate():
            raise DomainError("scan_id_reused")
        reason = _("Seen at closing: was not here")
        undo(event, invitation, scan_id=form.scan, staff=current_user, now=now(), reason=reason)
    except DomainError as refusal:
        return _refused(refusal, event_id)
    db.session.commit()
    return _back(event_id, "unresolved")


@blueprint.route("/results/<int:client_id>", methods=["GET", "POST"])
@requires(*WHO_CLOSES)
def result(event_id: int, client_id: int) -> Page:
    """Correct what was told of one client: what stood is struck, what is right is written beside it."""
    event = load(current_user, Event, event_id)
    entry = entry_of(current_user, event, client_id)
    if entry is None:
        raise NotFound
    form = CorrectionForm(outcome=OUTCOME_OF[entry.kind])
    if form.validate_on_submit():
        try:
            correct_result(
                event, entry, form.outcome.data, reason=form.reason.data or "", staff=current_user, now=now()
            )
        except DomainError as refusal:
            db.session.rollback()
            form.form_errors.append(refusal.sentence)
        else:
            db.session.commit()
            flash(_("Corrected. What stood there before stays readable in the history."), "good")
            return _back(event_id, "results")
    stands = OUTCOMES[OUTCOME_OF[entry.kind]]
    page = render_template("attendance/closing/correct.html", event=event, entry=entry, form=form, stands=stands)
    return (page, 422) if form.is_submitted() else page


@blueprint.post("/letters/<kind>")
@requires(*WHO_CLOSES)
def order_letters(event_id: int, kind: str) -> Response:
    """Order the letters of one kind for everybody who has none yet."""
    event = load(current_user, Event, event_id)
    notice = next((one for one in AFTER_THE_EVENING if one.value == kind), None)
    if notice is None:
        raise NotFound
    try:
        run = order(current_user, event, notice, key=request.form.get("key", "")[:32], moment=now())
    except DomainError as refusal:
        return _refused(refusal, event_id)
    return show_run(run)


def _refused(refusal: DomainError, event_id: int) -> Response:
    db.session.rollback()
    flash(refusal.sentence, "attention")
    return _back(event_id)


def _back(event_id: int, part: str | None = None) -> Response:
    return redirect(url_for("closing.show", event_id=event_id, _anchor=part))
