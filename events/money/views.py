"""The page of an event's money."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from core.db import db
from core.errors import DomainError
from events.models import BudgetLine, Event
from events.money.amounts import yuan
from events.money.budget import add_line, begin_with, budget_of, change_line, fees_agreed, remove_line
from events.money.forms import LineForm
from events.money.words import BUDGET_KINDS
from events.themes.catalogue import usual
from staff.access import requires
from staff.models import Role
from staff.scope import load, visible

blueprint = Blueprint("money", __name__, url_prefix="/events")
blueprint.add_app_template_filter(yuan, "yuan")

PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
Answer = str | tuple[str, int] | Response


@blueprint.get("/<int:event_id>/budget")
@requires(*PLANNERS, Role.COMPLIANCE)
def show(event_id: int) -> Answer:
    """Every line with what was planned and what was spent; compliance reads them and leaves them as they are."""
    return _page(load(current_user, Event, event_id), LineForm(), None)


@blueprint.post("/<int:event_id>/budget")
@requires(*PLANNERS)
def add(event_id: int) -> Answer:
    """A further line."""
    event = load(current_user, Event, event_id)
    form = LineForm()
    if form.validate():
        try:
            add_line(event, **form.values())
        except DomainError as refusal:
            form.form_errors.append(refusal.sentence)
        else:
            db.session.commit()
            flash(_("Added."), "good")
            return redirect(url_for("money.show", event_id=event.id))
    return _page(event, form, None)


def _page(event: Event, form: LineForm, changed: BudgetLine | None) -> tuple[str, int]:
    page = render_template(
        "events/money/budget.html",
        event=event,
        budget=budget_of(event),
        fees=fees_agreed(event),
        kinds=BUDGET_KINDS,
        form=form,
        changed=changed,
        may_plan=current_user.may(*PLANNERS),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<int:event_id>/budget/begin")
@requires(*PLANNERS)
def begin(event_id: int) -> Response:
    """The usual lines of the format, where there are none yet."""
    event = load(current_user, Event, event_id)
    if not budget_of(event).lines:
        begin_with(event, usual(event.format).sums)
        db.session.commit()
    return redirect(url_for("money.show", event_id=event.id))


@blueprint.route("/<int:event_id>/budget/<int:line_id>", methods=["GET", "POST"])
@requires(*PLANNERS)
def change(event_id: int, line_id: int) -> Answer:
    """Other figures for one line."""
    event, line = _line(event_id, line_id)
    form = LineForm.of(line)
    if form.validate_on_submit():
        try:
            change_line(line, event, **form.values())
        except DomainError as refusal:
            form.form_errors.append(refusal.sentence)
        else:
            db.session.commit()
            flash(_("Saved."), "good")
            return redirect(url_for("money.show", event_id=event.id))
    return _page(event, form, line)


@blueprint.post("/<int:event_id>/budget/<int:line_id>/remove")
@requires(*PLANNERS)
def remove(event_id: int, line_id: int) -> Response:
    """Take one line away."""
    event, line = _line(event_id, line_id)
    remove_line(line, event)
    db.session.commit()
    return redirect(url_for("money.show", event_id=event.id))


def _line(event_id: int, line_id: int) -> tuple[Event, BudgetLine]:
    event = load(current_user, Event, event_id)
    line = db.session.scalar(
        visible(current_user, BudgetLine).where(BudgetLine.id == line_id, BudgetLine.event_id == event.id)
    )
    if line is None:
        raise NotFound
    return event, line
