"""Leads: who came to an evening without an invitation and wishes to hear of us. Into the book, or good-bye.

Nothing of them stands in an address: the form of a new client is filled in from the row, by POST.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response

from attendance.models import WalkIn
from attendance.walk_ins.lead_forms import EndForm
from attendance.walk_ins.leads import end_lead, name_parts, open_leads, put_into_book
from clients import words
from clients.book.households import household_named
from clients.book.naming import address_or_none
from clients.book.owners import may_name_owner, may_read_confidences, possible_owners
from clients.book.saving import normalised_phone, readable_phone, save_client
from clients.duplicates.hints import Hint, hints
from clients.models import Client
from clients.page.client_form import ClientForm, form_for
from clients.page.edit_views import FIELD_OF
from clients.page.views import BOOK, today
from core.db import db, now
from core.errors import DomainError
from core.languages import pick_language
from staff.access import requires
from staff.audit import record
from staff.scope import load, visible

blueprint = Blueprint("leads", __name__, url_prefix="/leads")

Answer = str | Response | tuple[str, int]


@blueprint.get("")
@requires(*BOOK)
def index() -> str:
    """The reader's leads, who has waited longest first."""
    return _list()


@blueprint.post("/<int:walk_in_id>/book")
@requires(*BOOK)
def book(walk_in_id: int) -> Answer:
    """The form of a new client, filled in with what was told at the door; sent with the form, the client is made."""
    row = load(current_user, WalkIn, walk_in_id)
    if row.client_id is not None:
        return redirect(url_for("leads.index"))
    begun = bool(request.form.get("begin"))
    form = _form(row)
    alike: list[Hint] = []
    if begun:
        record("view", "walk_in", row.id)
        _fill(form, row)
    elif form.validate():
        alike = [] if request.form.get("another") else _alike(form)
        if not alike and (client := _saved(row, form)):
            flash(_("%(name)s is in the client book now.", name=client.full_name), "good")
            return redirect(url_for("clients.show", client_id=client.id))
    page = render_template(
        "attendance/walk_in_book.html", form=form, client=None, alike=alike, words=words, walk_in=row
    )
    if begun:
        db.session.commit()  # who looked
    return page, 200 if begun else 422


@blueprint.post("/<int:walk_in_id>/known")
@requires(*BOOK)
def known(walk_in_id: int) -> Response:
    """The lead is a client of the reader's own book already."""
    row = load(current_user, WalkIn, walk_in_id)
    number = (request.form.get("number") or "").strip()
    client = db.session.scalar(visible(current_user, Client).where(Client.number == number)) if number else None
    if client is None:
        flash(_("Nobody in your book has this client number."), "attention")
        return redirect(url_for("leads.index"))
    try:
        put_into_book(row, client, staff=current_user, now=now())
    except DomainError as refusal:
        return _back(refusal)
    name, client_id = client.full_name, client.id
    db.session.commit()
    flash(_("Noted with %(name)s, together with the consent.", name=name), "good")
    return redirect(url_for("clients.show", client_id=client_id))


@blueprint.post("/<int:walk_in_id>/end")
@requires(*BOOK)
def end(walk_in_id: int) -> Answer:
    """They do not wish to hear of us."""
    row = load(current_user, WalkIn, walk_in_id)
    form = EndForm.of(row.id)
    if not form.validate():
        return _list(ending=(row.id, form)), 422
    try:
        end_lead(row, staff=current_user, now=now(), reason=form.reason.data or "")
    except DomainError as refusal:
        return _back(refusal)
    db.session.commit()
    flash(_("Ended. The name and the number are forgotten."), "good")
    return redirect(url_for("leads.index"))


def _list(ending: tuple[int, EndForm] | None = None) -> str:
    language, moment = pick_language(), now()
    return render_template(
        "attendance/walk_in_leads.html",
        leads=open_leads(current_user),
        moment=moment,
        ending=ending,
        end_form=lambda row: ending[1] if ending and ending[0] == row.id else EndForm.of(row.id, formdata=None),
        readable=readable_phone,
        called=lambda client: address_or_none(client, language) or client.full_name,
        named=lambda staff: staff.called(language),
    )


def _back(refusal: DomainError) -> Response:
    db.session.rollback()
    flash(refusal.sentence, "attention")
    return redirect(url_for("leads.index"))


def _form(row: WalkIn) -> ClientForm:
    owners = possible_owners(current_user) if may_name_owner(current_user) else None
    confidences = may_read_confidences(current_user)
    return form_for(row.event.branch_id, None, owners=owners, confidences=confidences, today=today())


def _fill(form: ClientForm, row: WalkIn) -> None:
    """What was told at the door, for a person to look at: names are a guess."""
    given: dict[str, Any] = {**name_parts(row.called), "phone": readable_phone(row.phone)}
    form.process(formdata=None, data=given | {"rm_id": row.owner_id})


def _alike(form: ClientForm) -> list[Hint]:
    values: dict[str, Any] = form.values()
    values["phone"] = normalised_phone(values["phone"] or "")
    return hints(current_user, values)


def _saved(row: WalkIn, form: ClientForm) -> Client | None:
    """Save the client, the consent and the link, and commit; a refusal stands at its field afterwards."""
    owner_id = form.rm_id.data if form.rm_id else current_user.id
    client = Client(rm_id=owner_id, branch_id=row.event.branch_id)
    try:
        with db.session.no_autoflush:
            household = household_named(current_user, form.household.data or "")
            save_client(client, household=household, **form.values())
        db.session.flush()
        put_into_book(row, client, staff=current_user, now=now())
        db.session.commit()
    except DomainError as refusal:
        db.session.rollback()
        field = form[FIELD_OF.get(refusal.code, "surname")]
        field.errors = [refusal.sentence]
    except IntegrityError:  # somebody else took the number between the look and the commit
        db.session.rollback()
        form.number.errors = [DomainError("number_taken").sentence]
    else:
        return client
    return None
