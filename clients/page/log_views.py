"""Writing down what was said, putting an entry right, ticking a next step done, and the discreet page."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from clients import words
from clients.book.saving import save_client
from clients.history.ledger import correct, ids_of, tell
from clients.history.steps import finish
from clients.models import Client, HistoryEntry, InterestSource
from clients.page import words as page_words
from clients.page.log_forms import CorrectionForm, LogForm
from clients.page.timeline import is_correctable
from clients.page.views import BOOK, Answer, blueprint, load_client
from core.db import db, now
from core.errors import DomainError
from staff.access import requires
from staff.scope import load
from staff.views import local_path


@blueprint.route("/<int:client_id>/log", methods=["GET", "POST"])
@requires(*BOOK)
def log(client_id: int) -> Answer:
    """Write down a call, a message, a visit or a thought, as one walks on; then back to where one was."""
    client = load_client(client_id)
    form = LogForm(data={"next": request.args.get("next", "")})
    if form.validate_on_submit():
        _write(client, form)
        db.session.commit()
        flash(_("Written into the history."), "good")
        home = url_for("clients.show", client_id=client.id, _anchor="history")
        return redirect(local_path(form.next.data) if form.next.data else home)
    page = render_template("clients/log.html", client=client, form=form, words=words, page_words=page_words)
    return page, 422 if form.is_submitted() else 200


def _write(client: Client, form: LogForm) -> None:
    tell(
        client.id,
        form.kind.data,
        at=now(),
        text=form.text.data or "",
        staff_id=current_user.id,
        purpose=form.purpose.data,
        two_way=form.two_way.data,
        suggestion=form.suggestion.data or "",
        next_step=form.next_step.data or "",
        next_on=form.next_on.data,
        minutes=form.minutes.data,
    )
    if form.interests.data:
        known = {row.interest: (row.source, row.confidence) for row in client.interests}
        said = dict.fromkeys(form.interests.data, (InterestSource.SAID, form.confidence.data))
        save_client(client, interests=known | said)


def _entry(client_id: int, entry_id: int) -> tuple[Client, HistoryEntry]:
    """The client and an entry of its history, or of a duplicate's that was merged into it; 404 for any other."""
    client = load(current_user, Client, client_id)
    entry = load(current_user, HistoryEntry, entry_id)
    if entry.client_id not in ids_of(client):
        abort(404)
    return client, entry


@blueprint.route("/<int:client_id>/history/<int:entry_id>/correct", methods=["GET", "POST"])
@requires(*BOOK)
def correct_entry(client_id: int, entry_id: int) -> Answer:
    """Put an entry right by a further one; both stay to be read."""
    client, entry = _entry(client_id, entry_id)
    if not is_correctable(entry):
        abort(404)
    form = CorrectionForm()
    if form.validate_on_submit():
        correct(entry, at=now(), staff_id=current_user.id, text=form.text.data or "", struck=form.struck.data)
        db.session.commit()
        flash(_("The correction stands beside the entry."), "good")
        return redirect(url_for("clients.show", client_id=client.id, _anchor="history"))
    page = render_template("clients/correct.html", client=client, entry=entry, form=form, words=words)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<int:client_id>/history/<int:entry_id>/done")
@requires(*BOOK)
def finish_step(client_id: int, entry_id: int) -> Response:
    """What was agreed is done."""
    client, entry = _entry(client_id, entry_id)
    try:
        finish(entry, at=now(), staff_id=current_user.id)
    except DomainError as refusal:
        flash(refusal.sentence, "error")
    else:
        db.session.commit()
        flash(_("Done."), "good")
    wish = request.form.get("next", "")
    return redirect(local_path(wish) if wish else url_for("clients.show", client_id=client.id, _anchor="next-steps"))


@blueprint.post("/discreet")
@requires(*BOOK)
def discreet() -> Response:
    """Show clients' pages so that somebody may sit beside, or again as they are; kept until the reader signs out."""
    session["discreet"] = request.form.get("discreet") == "yes"
    return redirect(local_path(request.form.get("next", "")))
