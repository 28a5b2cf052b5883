"""The page of what is to do for an event, with the buttons that tick it off."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from core.db import db, now
from core.errors import DomainError
from core.languages import pick_language
from events.checklist.forms import ChangeForm, ItemForm
from events.checklist.items import (
    add_item,
    change_item,
    colleagues,
    gate_before,
    is_done,
    items_of,
    lay_out,
    remove_item,
    tick,
    untick,
)
from events.checklist.ticking import PLANNERS, check_may_tick, may_tick
from events.checklist.words import item_words
from events.models import ChecklistItem, Event
from events.themes.finding import template_for
from events.times import to_local
from staff.access import requires
from staff.models import Role, Staff
from staff.scope import load, visible

blueprint = Blueprint("checklist", __name__, url_prefix="/events")

READERS = (*PLANNERS, Role.RM)
Answer = str | tuple[str, int] | Response


@blueprint.get("/<int:event_id>/checklist")
@requires(*READERS)
def show(event_id: int) -> Answer:
    """Everything from idea to report, what is overdue marked."""
    event = load(current_user, Event, event_id)
    return _page(event, _new_form(event))


@blueprint.post("/<int:event_id>/checklist")
@requires(*PLANNERS)
def add(event_id: int) -> Answer:
    """Something of one's own."""
    event = load(current_user, Event, event_id)
    form = _new_form(event)
    if form.validate():
        try:
            add_item(event, text=form.text.data, due=form.due.data, owner=_colleague(event, form.owner.data))
        except DomainError as refusal:
            form.form_errors.append(refusal.sentence)
        else:
            db.session.commit()
            flash(_("Added."), "good")
            return redirect(url_for("checklist.show", event_id=event.id))
    return _page(event, form)


def _new_form(event: Event) -> ItemForm:
    form = ItemForm(data={"owner": event.organiser_id})
    return form.offer(colleagues(event), pick_language())


def _page(event: Event, form: ItemForm) -> tuple[str, int]:
    items = items_of(event)
    page = render_template(
        "events/checklist/show.html",
        event=event,
        items=items,
        waits={item.id: gate_before(item, items, event) for item in items},
        done={item.id: is_done(item, event) for item in items},
        mine={item.id: may_tick(current_user, item) for item in items},
        today=to_local(now(), event.zone).date(),
        words=item_words,
        form=form,
        may_plan=current_user.may(*PLANNERS),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<int:event_id>/checklist/begin")
@requires(*PLANNERS)
def begin(event_id: int) -> Response:
    """The usual steps, for an event that was planned without them."""
    event = load(current_user, Event, event_id)
    if not items_of(event):
        lay_out(event, template_for(current_user, event).steps, today=to_local(now(), event.zone).date())
        db.session.commit()
    return redirect(url_for("checklist.show", event_id=event.id))


@blueprint.post("/<int:event_id>/checklist/<int:item_id>/tick")
@requires(*READERS)
def tick_off(event_id: int, item_id: int) -> Response:
    """Done, or after all not done."""
    item = _item(event_id, item_id)
    check_may_tick(current_user, item)
    if request.form.get("done") == "0":
        untick(item)
    else:
        tick(item, staff=current_user, now=now())
    db.session.commit()
    if request.form.get("from") == "today":
        return redirect(url_for("staff.today"))
    return redirect(url_for("checklist.show", event_id=event_id, _anchor=f"item-{item_id}"))


@blueprint.route("/<int:event_id>/checklist/<int:item_id>", methods=["GET", "POST"])
@requires(*PLANNERS)
def change(event_id: int, item_id: int) -> Answer:
    """Another day, somebody else, a note."""
    item = _item(event_id, item_id)
    form = ChangeForm.of(item, str(item_words(item)))
    form.offer(_with(colleagues(item.event), item.owner), pick_language())
    if form.validate_on_submit():
        try:
            change_item(item, owner=_colleague(item.event, form.owner.data), **_typed(form))
        except DomainError as refusal:
            form.form_errors.append(refusal.sentence)
        else:
            db.session.commit()
            flash(_("Saved."), "good")
            return redirect(url_for("checklist.show", event_id=event_id, _anchor=f"item-{item_id}"))
    page = render_template("events/checklist/change.html", item=item, event=item.event, form=form, words=item_words)
    return page, 422 if form.is_submitted() else 200


def _typed(form: ChangeForm) -> dict[str, Any]:
    return {"text": form.text.data if form.text else "", "due": form.due.data, "note": form.note.data or ""}


def _with(people: Any, owner: Staff) -> list[Staff]:
    """Whoever sees to it now stays a choice, even after leaving."""
    return [*people, *([] if owner in people else [owner])]


def _colleague(event: Event, staff_id: int) -> Staff:
    found = db.session.get(Staff, staff_id)
    if found is None or found.branch_id != event.branch_id:
        raise DomainError("not_a_colleague")
    return found


@blueprint.post("/<int:event_id>/checklist/<int:item_id>/remove")
@requires(*PLANNERS)
def remove(event_id: int, item_id: int) -> Response:
    """Leave out what this evening does not need."""
    remove_item(_item(event_id, item_id))
    db.session.commit()
    return redirect(url_for("checklist.show", event_id=event_id))


def _item(event_id: int, item_id: int) -> ChecklistItem:
    event = load(current_user, Event, event_id)
    query = visible(current_user, ChecklistItem).where(ChecklistItem.id == item_id, ChecklistItem.event_id == event.id)
    item = db.session.scalar(query.options(joinedload(ChecklistItem.event), joinedload(ChecklistItem.owner)))
    if item is None:
        raise NotFound
    return item
