"""Pages of a trip's papers and of its programme."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from core.db import db
from core.errors import DomainError
from core.languages import pick_language
from events.models import Event, ItineraryItem
from events.trips.forms import ItemForm, RecordForm
from events.trips.programme import by_day, follow_the_day, keep_item, remove_item
from events.trips.record import GRAVE, Trip, keep_record, lacks, outside, trip_of, walks
from events.trips.sheet import itinerary_pages
from events.trips.words import LACKS
from events.views import PLANNERS, READERS
from printing.press.printer import pdf_of
from staff.access import requires
from staff.scope import load

blueprint = Blueprint("trips", __name__, url_prefix="/events/<int:event_id>/trip")

Answer = str | tuple[str, int] | Response


@blueprint.context_processor
def pieces() -> dict[str, object]:
    """What every page of a trip asks: whether the reader plans."""
    return {"plans": current_user.may(*PLANNERS)}


def planned(event_id: int) -> Trip:
    """The trip if the reader sees its event. Raises NotFound."""
    return trip_of(load(current_user, Event, event_id))


@blueprint.route("/papers", methods=["GET", "POST"])
@requires(*PLANNERS)
def papers(event_id: int) -> Answer:
    """Who runs the trip, under which contract, licence and insurance."""
    trip = planned(event_id)
    form = RecordForm(record=trip.record)
    if form.validate_on_submit():
        try:
            keep_record(trip.event, **form.values())
        except DomainError as refusal:
            form.show(refusal, "smallest_group")
        else:
            db.session.commit()
            flash(_("Saved."), "good")
            return redirect(url_for("travellers.overview", event_id=event_id))
    page = render_template(
        "events/trips/papers.html", trip=trip, event=trip.event, form=form, lacks=lacks(trip), grave=GRAVE, words=LACKS
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/programme")
@requires(*READERS)
def programme(event_id: int) -> str:
    """The programme, day by day."""
    trip = planned(event_id)
    return render_template(
        "events/trips/programme.html",
        trip=trip,
        event=trip.event,
        days=by_day(trip.items),
        walks=walks(trip.items),
        outside=outside(trip),
        may_plan=current_user.may(*PLANNERS) and not trip.event.over,
    )


@blueprint.get("/programme.pdf")
@requires(*READERS)
def programme_sheet(event_id: int) -> Response:
    """The programme on paper, as it goes with the contract and into each traveller's hand."""
    trip = planned(event_id)
    if not trip.items:
        flash(_("The programme is empty: there is nothing to print yet."), "attention")
        return redirect(url_for("trips.programme", event_id=event_id))
    name = f"programme-{event_id}"
    response = Response(pdf_of(itinerary_pages(trip, pick_language()), title=name), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@blueprint.route("/programme/new", methods=["GET", "POST"])
@requires(*PLANNERS)
def new_item(event_id: int) -> Answer:
    """Add a thing to the programme; after saving, the next one."""
    return _item_page(planned(event_id), None)


@blueprint.route("/programme/<int:item_id>", methods=["GET", "POST"])
@requires(*PLANNERS)
def item(event_id: int, item_id: int) -> Answer:
    trip = planned(event_id)
    return _item_page(trip, _item(trip, item_id))


def done(page: str, trip: Trip, act: Callable[[], object], said: str) -> Response:
    """Do it and go back to the page of the trip, with what was done or why it was refused."""
    event_id = trip.event.id
    try:
        act()
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
    else:
        db.session.commit()
        flash(said, "good")
    room = "trips" if page == "programme" else "travellers"
    return redirect(url_for(f"{room}.{page}", event_id=event_id))


def _item(trip: Trip, item_id: int) -> ItineraryItem:
    found = trip.item(item_id)
    if found is None:
        raise NotFound
    return found


def _item_page(trip: Trip, known: ItineraryItem | None) -> Answer:
    form = ItemForm(event=trip.event, trip=trip, item=known)
    if form.validate_on_submit():
        try:
            keep_item(trip.event, known, **form.values())
        except DomainError as refusal:
            form.show(refusal, "day")
        else:
            db.session.commit()
            flash(_("Saved."), "good")
            return redirect(url_for("trips.programme", event_id=trip.event.id))
    page = render_template("events/trips/item.html", trip=trip, event=trip.event, form=form, item=known)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/programme/<int:item_id>/remove")
@requires(*PLANNERS)
def drop_item(event_id: int, item_id: int) -> Response:
    trip = planned(event_id)
    found = _item(trip, item_id)
    return done("programme", trip, lambda: remove_item(trip.event, found), _("Taken out of the programme."))


@blueprint.post("/programme/move")
@requires(*PLANNERS)
def move(event_id: int) -> Response:
    """The trip's day has changed: the programme follows."""
    trip = planned(event_id)
    return done("programme", trip, lambda: follow_the_day(trip), _("The programme has moved to the trip's day."))
