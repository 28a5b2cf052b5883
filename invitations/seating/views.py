"""The seating plan: people moved by dragging, or by choosing a person and then a chair; proposed, locked, undone.

Each move is one POST that answers with the page; the page's script sends the same forms.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from clients.words import TYPES
from core.db import db, now
from core.errors import DomainError
from core.languages import pick_language
from events.models import Event
from events.tables.words import table_name
from invitations.seating.faults import GRAVE
from invitations.seating.forms import ANEW, ProposalForm, WishForm
from invitations.seating.moves import lock_event, seat, seat_all, set_lock, undo, unseat, wish
from invitations.seating.picture import WIDTH, picture
from invitations.seating.plan import Plan, read_plan
from invitations.seating.words import called, fault_sentence
from staff.access import requires
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("seating", __name__, url_prefix="/events/<int:event_id>/seating")

PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
READERS = (*PLANNERS, Role.RM)
LONGEST_CHAIR = 40  # "3-5": two numbers that a row may hold are shorter
Answer = str | tuple[str, int] | Response


@blueprint.get("")
@requires(*READERS)
def show(event_id: int) -> Answer:
    """The plan; with ?who= a person chosen, and every chair a button that seats them there."""
    event = load(current_user, Event, event_id)
    return _page(event, read_plan(current_user, event, pick_language()))


def _page(event: Event, plan: Plan, form: ProposalForm | None = None) -> str:
    chosen = plan.people.get(request.values.get("who", ""))
    may_move = current_user.may(*PLANNERS) and not event.over
    return render_template(
        "invitations/seating/show.html",
        event=event,
        plan=plan,
        picture=picture(plan),
        width=WIDTH,
        chosen=chosen if may_move else None,
        wish_form=WishForm(formdata=None, obj=chosen, who=chosen.key) if chosen and may_move else None,
        form=form or ProposalForm(plan),
        may_move=may_move,
        here=url_for("seating.show", event_id=event.id),  # once, not for each of 500 guests
        called=called,
        sentence=fault_sentence,
        grave=GRAVE,
        types=TYPES,
        named=table_name,
    )


@blueprint.post("/move")
@requires(*PLANNERS)
def move(event_id: int) -> Response:
    """Give a person a chair ("3-5": table and chair), or take it away (none)."""
    who, to = request.form.get("who", ""), request.form.get("to", "")
    waited: list[str] = []

    def step(plan: Plan, moment: datetime) -> None:
        waited.extend(guest.key for guest in plan.without_chair)
        if to:
            table, _dash, chair = to.partition("-")
            known = table.isdecimal() and chair.isdecimal() and len(to) < LONGEST_CHAIR
            numbers = (int(table), int(chair)) if known else (0, 0)
            seat(plan, who, *numbers, staff=current_user, now=moment)
        else:
            unseat(plan, who, staff=current_user, now=moment)

    return _done(event_id, step, lambda: _next(waited, who) if to else None)


def _next(waited: list[str], who: str) -> str | None:
    """Whoever is seated from the list of those who wait makes way for the next of them, who is chosen then."""
    if who not in waited or request.form.get("dragged"):
        return None
    place = waited.index(who) + 1
    return waited[place] if place < len(waited) else None


@blueprint.post("/lock")
@requires(*PLANNERS)
def lock(event_id: int) -> Response:
    """Lock or release one person's chair, all of a table, or all of the plan."""
    who, table_id = request.form.get("who", ""), request.form.get("table", 0, type=int)
    locked = request.form.get("locked") == "1"

    def step(plan: Plan, moment: datetime) -> None:
        if who and who not in plan.people:
            raise DomainError("seat_unknown")
        keys = [who] if who else [key for key, one in plan.seats.items() if table_id in (0, one.table_id)]
        set_lock(plan, keys, locked, staff=current_user, now=moment)

    return _done(event_id, step)


@blueprint.post("/propose")
@requires(*PLANNERS)
def propose(event_id: int) -> Answer:
    """Seat all who have no chair, or everybody anew, by the rules of a good table."""
    event = load(current_user, Event, event_id)
    lock_event(event)
    plan = read_plan(None, event, pick_language())
    form = ProposalForm(plan)
    if not form.validate():
        return _page(event, read_plan(current_user, event, pick_language()), form), 422
    try:
        proposal = seat_all(plan, form.hosts.data, anew=form.how.data == ANEW, staff=current_user, now=now())
    except DomainError as refusal:
        return _refused(refusal, event_id)
    db.session.commit()
    seated, left = len(proposal.chairs), len(proposal.without)
    flash(ngettext("%(num)d person has a chair now.", "%(num)d persons have a chair now.", seated), "good")
    if left:
        flash(ngettext("%(num)d guest found none.", "%(num)d guests found none.", left), "attention")
    return redirect(url_for("seating.show", event_id=event_id))


@blueprint.post("/wish")
@requires(*PLANNERS)
def change_wish(event_id: int) -> Response:
    """Near the front, or at the aisle."""
    form = WishForm()

    def step(plan: Plan, _moment: datetime) -> None:
        wish(plan, form.who.data or "", front=form.front.data, aisle=form.aisle.data)

    return _done(event_id, step, lambda: form.who.data)


@blueprint.post("/undo")
@requires(*PLANNERS)
def take_back(event_id: int) -> Response:
    """Take the last change back."""
    return _done(event_id, lambda plan, moment: undo(plan, now=moment))


def _done(
    event_id: int, step: Callable[[Plan, datetime], None], who: Callable[[], str | None] = lambda: None
) -> Response:
    """Lock the event, make the change, commit, and show the plan again with whoever is chosen then."""
    event = load(current_user, Event, event_id)
    try:
        lock_event(event)
        step(read_plan(None, event, pick_language()), now())
    except DomainError as refusal:
        return _refused(refusal, event_id)
    db.session.commit()
    return redirect(url_for("seating.show", event_id=event_id, who=who(), _anchor=_anchor()))


def _anchor() -> str | None:
    table = request.form.get("to", "").partition("-")[0] or request.form.get("table", "")
    return f"table-{table}" if table.isdecimal() else None


def _refused(refusal: DomainError, event_id: int) -> Response:
    db.session.rollback()
    flash(refusal.sentence, "error")
    return redirect(url_for("seating.show", event_id=event_id))
