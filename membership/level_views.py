"""The manager's page: what the club and its levels are called, and what each level offers."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from core.db import db
from core.errors import DomainError
from membership import words
from membership.forms import BenefitForm, ClubForm, CountForm, LevelForm
from membership.levels import (
    add_level,
    levels_of,
    offer,
    open_club,
    recount,
    rename_level,
    retire_level,
    withdraw,
)
from membership.models import Benefit, Club, ClubLevel
from membership.moves import DECIDING
from membership.views import Answer, blueprint
from staff.access import requires

NEW = "new-"  # two forms stand on one page, and both have a name


@blueprint.route("/settings", methods=["GET", "POST"])
@requires(*DECIDING)
def settings() -> Answer:
    """The club's name and number, and its levels."""
    club = db.session.get(Club, current_user.branch_id)
    form = ClubForm(obj=club)
    if form.validate_on_submit():
        club = open_club(current_user.branch_id)
        club.name, club.name_en = form.name.data, form.name_en.data
        club.service_line = form.service_line.data or ""
        db.session.commit()
        flash(_("Saved."), "good")
        return redirect(url_for("club.settings"))
    return _page(form, LevelForm(formdata=None, prefix=NEW)), 422 if form.is_submitted() else 200


def _page(form: ClubForm, new_level: LevelForm) -> str:
    return render_template(
        "membership/settings.html",
        form=form,
        new_level=new_level,
        levels=levels_of(current_user.branch_id),
        words=words,
    )


@blueprint.post("/settings/levels")
@requires(*DECIDING)
def new_level() -> Answer:
    """A further level above the others."""
    club = open_club(current_user.branch_id)
    form = LevelForm(prefix=NEW)
    if form.validate():
        try:
            level = add_level(current_user.branch_id, name=form.name.data, name_en=form.name_en.data)
        except DomainError as refusal:
            form.name.errors = [refusal.sentence]
        else:
            db.session.commit()
            return redirect(url_for("club.level", level_id=level.id))
    return _page(ClubForm(formdata=None, obj=club), form), 422


@blueprint.route("/settings/levels/<int:level_id>", methods=["GET", "POST"])
@requires(*DECIDING)
def level(level_id: int) -> Answer:
    """One level: its names and what it offers."""
    found = _level(level_id)
    form = LevelForm(obj=found)
    if form.validate_on_submit():
        try:
            rename_level(found, name=form.name.data, name_en=form.name_en.data)
        except DomainError as refusal:
            db.session.rollback()
            form.name.errors = [refusal.sentence]
        else:
            db.session.commit()
            flash(_("Saved."), "good")
            return redirect(url_for("club.level", level_id=found.id))
    return _level_page(found, form, BenefitForm(formdata=None, prefix=NEW)), 422 if form.is_submitted() else 200


def _level_page(found: ClubLevel, form: LevelForm, benefit_form: BenefitForm) -> str:
    return render_template("membership/level.html", level=found, form=form, benefit_form=benefit_form, words=words)


@blueprint.post("/settings/levels/<int:level_id>/retire")
@requires(*DECIDING)
def retire(level_id: int) -> Response:
    """Give the level to nobody any more."""
    retire_level(_level(level_id))
    db.session.commit()
    flash(_("The level is given to nobody any more."), "good")
    return redirect(url_for("club.settings"))


@blueprint.post("/settings/levels/<int:level_id>/benefits")
@requires(*DECIDING)
def new_benefit(level_id: int) -> Answer:
    """Let the level have one more benefit."""
    found = _level(level_id)
    form = BenefitForm(prefix=NEW)
    if form.validate():
        try:
            offer(
                found,
                form.kind.data,
                per_term=form.per_term.data,
                name=form.name.data or "",
                name_en=form.name_en.data or "",
            )
        except DomainError as refusal:
            db.session.rollback()
            field = {"benefit_count": form.per_term, "benefit_twice": form.kind}.get(refusal.code, form.name)
            field.errors = [refusal.sentence]
        else:
            db.session.commit()
            flash(_("The level has the benefit now."), "good")
            return redirect(url_for("club.level", level_id=found.id))
    return _level_page(found, LevelForm(formdata=None, obj=found), form), 422


@blueprint.post("/settings/levels/<int:level_id>/benefits/<int:benefit_id>")
@requires(*DECIDING)
def change_benefit(level_id: int, benefit_id: int) -> Response:
    """Offer it more or less often."""
    found = _benefit(_level(level_id), benefit_id)
    form = CountForm()
    if not form.validate():
        raise DomainError("benefit_count")
    recount(found, form.per_term.data)
    db.session.commit()
    flash(_("Saved."), "good")
    return redirect(url_for("club.level", level_id=level_id))


@blueprint.post("/settings/levels/<int:level_id>/benefits/<int:benefit_id>/remove")
@requires(*DECIDING)
def remove_benefit(level_id: int, benefit_id: int) -> Response:
    """Offer it no more."""
    withdraw(_benefit(_level(level_id), benefit_id))
    db.session.commit()
    flash(_("The level no longer has it."), "good")
    return redirect(url_for("club.level", level_id=level_id))


def _level(level_id: int) -> ClubLevel:
    """One of the manager's own branch. Raises NotFound."""
    found = next((one for one in levels_of(current_user.branch_id, retired=True) if one.id == level_id), None)
    if found is None:
        raise NotFound
    return found


def _benefit(level: ClubLevel, benefit_id: int) -> Benefit:
    found = next((one for one in level.benefits if one.id == benefit_id), None)
    if found is None:
        raise NotFound
    return found
