"""Pages about caring for a client: holds, and colleagues who stand in."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from clients import words
from clients.book.owners import delegate, delegates_of, may_delegate, possible_delegates, take_back
from clients.contact.forms import HoldForm, LiftForm
from clients.contact.holds import FOR_GOOD, hold, lift, may_lift
from clients.models import Client, ClientHold
from clients.page.forms import DelegateForm, people
from clients.page.views import BOOK, Answer, blueprint, today
from clients.settings import COMPLAINT_AFTER_DAYS
from core.db import db, now
from core.errors import DomainError
from staff.access import requires
from staff.models import Role, Staff
from staff.scope import load
from staff.settings import setting


@blueprint.route("/<int:client_id>/holds", methods=["GET", "POST"])
@requires(*BOOK)
def add_hold(client_id: int) -> Answer:
    """Invite this client no more, for a time or for good."""
    client = load(current_user, Client, client_id)
    form = HoldForm(data={"since": today()})
    if form.validate_on_submit():
        try:
            hold(
                client, form.kind.data,
                since=form.since.data, until=form.until.data, note=form.note.data or "", staff=current_user, now=now(),
            )  # fmt: skip
        except DomainError as refusal:
            form.until.errors = [refusal.sentence]
        else:
            db.session.commit()
            flash(_("%(name)s is on hold and is left out of guest lists.", name=client.full_name), "good")
            return redirect(url_for("clients.show", client_id=client.id))
    return render_template("clients/hold.html", client=client, form=form), 422 if form.is_submitted() else 200


@blueprint.route("/<int:client_id>/holds/<int:hold_id>/end", methods=["GET", "POST"])
@requires(*BOOK)
def end_hold(client_id: int, hold_id: int) -> Answer:
    """What ending this hold means, and for what stands for good the client's own word."""
    client = load(current_user, Client, client_id)
    row = _hold_of(client, hold_id)
    form = LiftForm()
    for_good = row.kind in FOR_GOOD
    if not for_good:
        del form.because
    if form.validate_on_submit():
        try:
            because = form.because.data or "" if for_good else ""
            lift(row, today=today(), staff=current_user, because=because, now=now())
        except DomainError as refusal:
            form.form_errors.append(refusal.sentence)
        else:
            db.session.commit()
            flash(_("The hold is lifted."), "good")
            return redirect(url_for("clients.contact", client_id=client.id))
    after = setting(client.branch_id, COMPLAINT_AFTER_DAYS)
    may = may_lift(row, current_user)
    page = render_template(
        "clients/hold_end.html", client=client, form=form, row=row, words=words, after=after, may=may
    )
    return page, 422 if form.is_submitted() else 200


def _hold_of(client: Client, hold_id: int) -> ClientHold:
    row = next((row for row in client.holds if row.id == hold_id), None)
    if row is None:
        abort(404)
    return row


@blueprint.route("/<int:client_id>/delegates", methods=["GET", "POST"])
@requires(Role.RM, Role.MANAGER)
def delegates(client_id: int) -> Answer:
    """Who stands in for the owner, and letting a colleague of the branch do so."""
    client = _own(client_id)
    colleagues = possible_delegates(client)
    form = DelegateForm()
    form.staff_id.choices = [SelectChoice(value="", label=_("Please choose")), *people(colleagues)]
    if form.validate_on_submit():
        colleague = db.session.get_one(Staff, form.staff_id.data)
        delegate(client, colleague)
        db.session.commit()
        flash(_("%(name)s sees this client now.", name=colleague.name), "good")
        return redirect(url_for("clients.delegates", client_id=client.id))
    page = render_template(
        "clients/delegates.html", client=client, form=form, colleagues=colleagues, delegates=delegates_of(client)
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<int:client_id>/delegates/<int:staff_id>/end")
@requires(Role.RM, Role.MANAGER)
def end_delegation(client_id: int, staff_id: int) -> Response:
    client = _own(client_id)
    take_back(client, staff_id)
    db.session.commit()
    flash(_("The colleague no longer sees this client."), "good")
    return redirect(url_for("clients.delegates", client_id=client.id))


def _own(client_id: int) -> Client:
    """The client, if the reader may pass it on: 404 for a foreign one, 403 for one they only stand in for."""
    client = load(current_user, Client, client_id)
    if not may_delegate(current_user, client):
        abort(403)
    return client
