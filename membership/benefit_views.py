"""Noting what a member used, taking it back, family cards, and a card that was lost."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from clients.models import Client
from core.db import db, now
from core.errors import DomainError
from core.zone import home_day
from membership.benefits import take_back, use_benefit
from membership.cards import new_code
from membership.family import add_family_card, end_family_card
from membership.forms import ReasonForm
from membership.models import MEMBERS, Benefit, BenefitUse, Membership
from membership.moves import RUNNING
from membership.numbers import next_number
from membership.orders import seen_members
from membership.views import PEOPLE, Answer, blueprint, family_form, load_member, member_page, use_form
from staff.access import requires
from staff.models import Branch
from staff.scope import load


@blueprint.post("/members/<int:membership_id>/uses")
@requires(*PEOPLE)
def use(membership_id: int) -> Answer:
    """Note that a benefit was used."""
    membership = load_member(membership_id)
    form = use_form(membership)
    if not form.validate():
        return member_page(membership, use=form), 422
    benefit = db.session.get_one(Benefit, form.benefit_id.data)
    moment = now()
    try:
        use_benefit(
            membership,
            benefit,
            on=form.on.data,
            today=home_day(moment),
            staff=current_user,
            now=moment,
            note=form.note.data or "",
        )
    except DomainError as refusal:
        db.session.rollback()
        field = form.on if refusal.code in ("use_in_future", "use_not_in_term") else form.benefit_id
        field.errors = [refusal.sentence]
        return member_page(membership, use=form), 422
    db.session.commit()
    flash(_("Counted."), "good")
    return redirect(url_for("club.show", membership_id=membership.id, _anchor="benefits"))


@blueprint.route("/members/<int:membership_id>/uses/<int:use_id>/back", methods=["GET", "POST"])
@requires(*PEOPLE)
def take_use_back(membership_id: int, use_id: int) -> Answer:
    """It was no use after all; both rows stay."""
    membership = load_member(membership_id)
    row = db.session.get(BenefitUse, use_id)
    if row is None or row.membership_id not in _sharing(membership):
        abort(404)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            take_back(row, staff=current_user, now=now(), note=form.reason.data)
        except DomainError as refusal:
            db.session.rollback()
            form.reason.errors = [refusal.sentence]
        else:
            db.session.commit()
            flash(_("Taken back."), "good")
            return redirect(url_for("club.show", membership_id=membership.id, _anchor="benefits"))
    page = render_template("membership/take_back.html", membership=membership, use=row, form=form)
    return page, 422 if form.is_submitted() else 200


def _sharing(membership: Membership) -> set[int]:
    """The ids of the memberships that share this one's count, as far as the reader sees them."""
    return set(seen_members(current_user, [membership.id, membership.main_id or membership.id]))


@blueprint.post("/members/<int:membership_id>/family")
@requires(*RUNNING)
def add_family(membership_id: int) -> Answer:
    """A family card for somebody of the member's household or kin."""
    membership = load_member(membership_id)
    form = family_form(membership)
    if not form.validate():
        return member_page(membership, family=form), 422
    client = load(current_user, Client, form.client_id.data or 0)
    moment = now()
    today = home_day(moment)
    try:
        number = next_number(db.session.get_one(Branch, membership.branch_id), today.year)
        add_family_card(membership, client, staff=current_user, number=number, today=today, now=moment)
    except DomainError as refusal:
        db.session.rollback()
        form.client_id.errors = [refusal.sentence]
        return member_page(membership, family=form), 422
    db.session.commit()
    flash(_("%(name)s has a family card now. Print it with the next cards.", name=client.full_name), "good")
    return redirect(url_for("club.show", membership_id=membership.id, _anchor="family"))


@blueprint.route("/members/<int:membership_id>/family-card", methods=["GET", "POST"])
@requires(*RUNNING)
def end_family(membership_id: int) -> Answer:
    """Take one family card back; the main member stays."""
    membership = load_member(membership_id)
    if membership.main_id is None:
        abort(404)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            end_family_card(membership, staff=current_user, reason=form.reason.data, now=now())
        except DomainError as refusal:
            db.session.rollback()
            form.reason.errors = [refusal.sentence]
        else:
            db.session.commit()
            flash(_("The family card is taken back."), "good")
            return redirect(url_for("club.show", membership_id=membership.id))
    page = render_template("membership/end_family.html", membership=membership, client=membership.client, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/members/<int:membership_id>/lost")
@requires(*PEOPLE)
def lost(membership_id: int) -> Response:
    """The card is lost: the code on it opens nothing from now on, and the next card has another."""
    membership = load_member(membership_id)
    if membership.status not in MEMBERS:
        abort(404)
    new_code(membership)
    db.session.commit()
    flash(_("The lost card opens nothing any more. Print a new one."), "good")
    return redirect(url_for("club.show", membership_id=membership.id))
