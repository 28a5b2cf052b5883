"""How a client may be contacted: consents, refused ways, holds, how often we came, and whether we may today."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response

from clients import words
from clients.contact import words as contact_words
from clients.contact.consent_texts import present_text
from clients.contact.consents import give, withdraw
from clients.contact.forms import ConsentForm, LiftForm, RefusalForm, WithdrawalForm
from clients.contact.reasons import DATA_PURPOSES
from clients.contact.refusals import lift_refusal, refusals_of, refuse
from clients.contact.standing import ASKED, DATA, Page
from clients.models import Client, ContactChannel, Purpose
from clients.page.views import BOOK, Answer, blueprint, today
from core.db import db, now
from core.errors import DomainError
from staff.access import requires
from staff.audit import record_view
from staff.models import Role
from staff.scope import load


@blueprint.get("/<int:client_id>/contact")
@requires(*BOOK)
def contact(client_id: int) -> str:
    """How it stands, and whether we may write, call or invite today."""
    client = _load(client_id)
    record_view(current_user, "client", client.id)
    return _page(client, RefusalForm(formdata=None))


def _load(client_id: int) -> Client:
    return load(current_user, Client, client_id, selectinload(Client.holds))


def _page(client: Client, refusal_form: RefusalForm, *, lift_form: LiftForm | None = None, lifted: int = 0) -> str:
    return render_template(
        "clients/contact.html",
        client=client,
        shown=Page(client, today()),
        refusal_form=refusal_form,
        lift_form=lift_form or LiftForm(formdata=None),
        lifted=lifted,
        may_lift=current_user.may(Role.MANAGER, Role.ADMIN),
        asked=ASKED,
        data=DATA,
        words=words,
        contact_words=contact_words,
    )


def _purpose(code: str) -> Purpose:
    if code not in {purpose.value for purpose in Purpose}:
        abort(404)
    return Purpose(code)


def _back(client: Client) -> Response:
    return redirect(url_for("clients.contact", client_id=client.id))


@blueprint.route("/<int:client_id>/contact/<purpose>/consent", methods=["GET", "POST"])
@requires(*BOOK)
def give_consent(client_id: int, purpose: str) -> Answer:
    """The words that the client agrees to are shown, and then what was agreed is written down."""
    client, wish = _load(client_id), _purpose(purpose)
    text = present_text(wish)
    form = ConsentForm(data={"text_version": text.version})
    _only_with_ways(form, wish)
    if form.validate_on_submit():
        try:
            for channel in _ways(form):
                give(
                    client, wish, channel,
                    how=form.how.data, evidence=form.evidence.data or "",
                    text_version=form.text_version.data or "", staff=current_user, now=now(),
                )  # fmt: skip
        except DomainError as refusal:
            form.text_version.data = text.version
            form.form_errors.append(refusal.sentence)
        else:
            db.session.commit()
            flash(_("The consent is written down."), "good")
            return _back(client)
    return _form("clients/consent_give.html", client, wish, form, text=text)


@blueprint.route("/<int:client_id>/contact/<purpose>/withdrawal", methods=["GET", "POST"])
@requires(*BOOK)
def withdraw_consent(client_id: int, purpose: str) -> Answer:
    """The client takes it back; it holds at once."""
    client, wish = _load(client_id), _purpose(purpose)
    form = WithdrawalForm()
    _only_with_ways(form, wish)
    if form.validate_on_submit():
        try:
            for channel in _ways(form):
                withdraw(
                    client, wish, channel,
                    how=form.how.data, evidence=form.evidence.data or "", staff=current_user, now=now(),
                )  # fmt: skip
        except DomainError as refusal:
            db.session.rollback()
            form.form_errors.append(refusal.sentence)
        else:
            db.session.commit()
            flash(_("Withdrawn. It holds from this moment."), "good")
            return _back(client)
    return _form("clients/consent_withdraw.html", client, wish, form)


def _only_with_ways(form: ConsentForm | WithdrawalForm, purpose: Purpose) -> None:
    """A use of what we know has no ways to tick."""
    if purpose in DATA_PURPOSES:
        del form.channels


def _ways(form: ConsentForm | WithdrawalForm) -> list[ContactChannel | None]:
    """The ticked ways; all of them are said by one row."""
    if form.channels is None or len(form.channels.data or ()) == len(ContactChannel):
        return [None]
    return list(form.channels.data or ())


def _form(template: str, client: Client, purpose: Purpose, form: Any, **more: Any) -> Answer:
    page = render_template(template, client=client, purpose=purpose, form=form, contact_words=contact_words, **more)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<int:client_id>/contact/refusals")
@requires(*BOOK)
def refuse_channel(client_id: int) -> Answer:
    """The client wants nothing by this way any more."""
    client = _load(client_id)
    form = RefusalForm()
    if form.validate():
        try:
            refuse(client, form.channel.data, said=form.said.data or "", staff=current_user, now=now())
        except DomainError as refusal:
            form.channel.errors = [refusal.sentence]
        else:
            db.session.commit()
            flash(_("Noted. Nothing goes out by this way any more."), "good")
            return _back(client)
    return _page(client, form), 422


@blueprint.post("/<int:client_id>/contact/refusals/<int:refusal_id>/lift")
@requires(Role.MANAGER, Role.ADMIN)
def lift_channel_refusal(client_id: int, refusal_id: int) -> Answer:
    """The client wants it again; only a manager writes that down."""
    client = _load(client_id)
    row = next((row for row in refusals_of(client) if row.id == refusal_id), None)
    if row is None:
        abort(404)
    form = LiftForm()
    if not form.validate():
        return _page(client, RefusalForm(formdata=None), lift_form=form, lifted=row.id), 422
    lift_refusal(row, because=form.because.data or "", staff=current_user, now=now())
    db.session.commit()
    flash(_("The refusal is lifted."), "good")
    return _back(client)
