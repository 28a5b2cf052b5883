"""The seating plan on paper: posters, cards, the caterer's sheet. Only for who sees every guest of the evening."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from core.languages import pick_language
from events.models import Event
from invitations.seating import paper
from invitations.seating.plan import Plan, read_plan
from invitations.words import page_number
from printing.press.page import Page
from printing.press.printer import pdf_of
from staff.access import requires
from staff.audit import record_view
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("seating_paper", __name__, url_prefix="/events/<int:event_id>/seating/paper")

PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)


@blueprint.get("")
@requires(*PLANNERS)
def index(event_id: int) -> str:
    """What can be printed, and who gets no card."""
    event = load(current_user, Event, event_id)
    plan = read_plan(current_user, event, pick_language())
    people = paper.with_cards(plan)
    return render_template(
        "invitations/seating/paper.html",
        event=event,
        plan=plan,
        complete=all(person.seen for person in plan.people.values()),
        without_card=paper.undrawable(people),
        unnamed=sum(1 for key in plan.seats if not plan.people[key].name),
    )


@blueprint.get("/by-table.pdf")
@requires(*PLANNERS)
def by_table(event_id: int) -> Response:
    """The poster table by table."""
    plan = _whole_plan(event_id)
    return _pdf(plan, paper.by_table(plan, page_number, pick_language()), "seating-by-table")


@blueprint.get("/by-name.pdf")
@requires(*PLANNERS)
def by_name(event_id: int) -> Response:
    """The poster by name, to hang at the door."""
    plan = _whole_plan(event_id)
    return _pdf(plan, paper.by_name(plan, page_number, pick_language()), "seating-by-name")


@blueprint.get("/place-cards.pdf")
@requires(*PLANNERS)
def place_cards(event_id: int) -> Response:
    """A card for everybody, in the order of the tables and their chairs."""
    plan = _whole_plan(event_id)
    return _pdf(plan, paper.place_cards(plan, pick_language()), "place-cards")


@blueprint.get("/table-cards.pdf")
@requires(*PLANNERS)
def table_cards(event_id: int) -> Response:
    """A card for each table."""
    plan = _whole_plan(event_id)
    return _pdf(plan, paper.table_cards(plan, pick_language()), "table-cards")


@blueprint.get("/dishes.pdf")
@requires(*PLANNERS)
def dishes(event_id: int) -> Response:
    """The caterer's sheet: counts by table, no name and no cause."""
    plan = _whole_plan(event_id)
    return _pdf(plan, paper.dishes(plan, page_number, pick_language()) if plan.seats else [], "dishes")


def _whole_plan(event_id: int) -> Plan:
    """Raises NotFound when the reader doesn't see every guest: a poster with gaps would turn them away."""
    event = load(current_user, Event, event_id)
    plan = read_plan(current_user, event, pick_language())
    if not all(person.seen for person in plan.people.values()):
        raise NotFound
    return plan


def _pdf(plan: Plan, pages: Sequence[Page], name: str) -> Response:
    if not plan.seats or not pages:
        flash(_("Nobody has a chair yet. Seat the guests first."), "attention")
        return redirect(url_for("seating.show", event_id=plan.event.id))
    record_view(current_user, "event", plan.event.id, action="export")
    response = Response(pdf_of(pages, title=name), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}-{plan.event.id}.pdf"'
    return response
