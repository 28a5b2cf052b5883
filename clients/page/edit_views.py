"""Adding a client and changing one."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from clients import words
from clients.book.households import household_named
from clients.book.owners import may_name_owner, may_read_confidences, possible_owners
from clients.book.saving import normalised_phone, save_client
from clients.duplicates.hints import Hint, hints
from clients.history.handing_over import give_to
from clients.history.tier_months import tell_tier
from clients.models import Client
from clients.page.client_form import ClientForm, form_for
from clients.page.views import BOOK, Answer, blueprint, today
from core.db import db, now
from core.errors import DomainError
from staff.access import requires
from staff.models import Staff
from staff.scope import load

FIELD_OF = {
    "number_taken": "number",
    "phone_invalid": "phone",
    "name_missing": "surname",
    "lunar_eve_with_day": "lunar_eve",
    "lunar_incomplete": "lunar_day",
    "lunar_month_unknown": "lunar_month",
    "lunar_day_31": "lunar_day",
    "lunar_no_leap_month": "lunar_leap",
    "lunar_no_day_30": "lunar_day",
    "lunar_missing": "celebrate_by",
}
"""Beside which field the refusal of a rule stands; of all others beside the birthday."""


@blueprint.route("/new", methods=["GET", "POST"])
@requires(*BOOK)
def new() -> Answer:
    """Add a client: relationship managers to their own book, others to somebody's. Shows first who may be the same."""
    form = _form(None)
    alike: list[Hint] = []
    if form.validate_on_submit():
        alike = [] if request.form.get("another") else _alike(form)
        owner = _chosen_owner(form) or current_user
        client = Client(rm_id=owner.id, branch_id=owner.branch_id)
        if _saved(client, form, keep=not alike):
            flash(_("%(name)s is in the client book now.", name=client.full_name), "good")
            return redirect(url_for("clients.show", client_id=client.id))
    page = render_template("clients/form.html", form=form, client=None, alike=alike, words=words)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<int:client_id>/edit", methods=["GET", "POST"])
@requires(*BOOK)
def edit(client_id: int) -> Answer:
    client = load(
        current_user,
        Client,
        client_id,
        joinedload(Client.rm),
        joinedload(Client.household),
        selectinload(Client.interests),
        selectinload(Client.holdings),
    )
    form = _form(client)
    if form.validate_on_submit():
        owner = _chosen_owner(form)
        if owner is not None:
            give_to(client, owner, staff=current_user, now=now())
        if _saved(client, form):
            flash(_("Saved."), "good")
            return redirect(url_for("clients.show", client_id=client.id))
    page = render_template("clients/form.html", form=form, client=client, alike=[], words=words)
    return page, 422 if form.is_submitted() else 200


def _form(client: Client | None) -> ClientForm:
    """The form, with the fields that the reader may fill in."""
    owners = [*possible_owners(current_user)] if may_name_owner(current_user) else None
    if owners is not None and client is not None and client.rm_id not in {owner.id for owner in owners}:
        owners.append(client.rm)  # an owner who has left stays chosen until somebody chooses another
    return form_for(
        client.branch_id if client else current_user.branch_id,
        client,
        owners=owners,
        confidences=may_read_confidences(current_user),
        today=today(),
    )


def _chosen_owner(form: ClientForm) -> Staff | None:
    """The owner, of those the form offered; None when it offers none."""
    return db.session.get_one(Staff, form.rm_id.data) if form.rm_id else None


def _alike(form: ClientForm) -> list[Hint]:
    """The clients in the reader's book who may be the one in the form, the likeliest first; nobody else's."""
    values: dict[str, Any] = form.values()
    values["phone"] = normalised_phone(values["phone"] or "")
    return hints(current_user, values)


def _saved(client: Client, form: ClientForm, *, keep: bool = True) -> bool:
    """Save what the form holds and commit; a refusal stands at its field afterwards. Without `keep`, only try."""
    tier_before = client.tier
    with db.session.no_autoflush:
        try:
            household = household_named(current_user, form.household.data or "")
            save_client(client, household=household, **form.values())
            if tier_before not in (None, client.tier):
                tell_tier(client, tier_before, now=now(), staff_id=current_user.id)
            if keep:
                db.session.commit()
            else:
                db.session.rollback()
        except DomainError as refusal:
            db.session.rollback()
            form[FIELD_OF.get(refusal.code, "birthday")].errors = [refusal.sentence]
        except IntegrityError:  # somebody else took the number between the look and the commit
            db.session.rollback()
            form.number.errors = [DomainError("number_taken").sentence]
        else:
            return keep
    return False
