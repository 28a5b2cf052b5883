"""Pages of a trip's coaches, pick-up points and rooms; who sits and sleeps there, other pages show."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from core.db import db
from core.errors import DomainError
from events.models import Coach, PickUp
from events.trips.forms import CoachForm, PickUpForm, RoomsForm
from events.trips.programme import (
    add_rooms,
    keep_coach,
    keep_pick_up,
    remove_coach,
    remove_pick_up,
    remove_room,
)
from events.trips.record import Trip
from events.trips.views import Answer, blueprint, done, planned
from events.views import PLANNERS
from staff.access import requires


def _one(rows: Any, row_id: int) -> Any:
    """Of the trip's rows the one with this id. Raises NotFound for any other."""
    found = next((row for row in rows if row.id == row_id), None)
    if found is None:
        raise NotFound
    return found


@blueprint.route("/coaches/new", methods=["GET", "POST"])
@requires(*PLANNERS)
def new_coach(event_id: int) -> Answer:
    return _coach_page(planned(event_id), None)


@blueprint.route("/coaches/<int:coach_id>", methods=["GET", "POST"])
@requires(*PLANNERS)
def coach(event_id: int, coach_id: int) -> Answer:
    trip = planned(event_id)
    return _coach_page(trip, _one(trip.coaches, coach_id))


def _coach_page(trip: Trip, known: Coach | None) -> Answer:
    form = CoachForm(trip=trip, coach=known)
    if form.validate_on_submit():
        try:
            keep_coach(trip, known, **form.values())
        except DomainError as refusal:
            form.show(refusal, "number")
        else:
            db.session.commit()
            flash(_("Saved."), "good")
            return redirect(url_for("travellers.seats", event_id=trip.event.id))
    page = render_template("events/trips/coach.html", trip=trip, event=trip.event, form=form, coach=known)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/coaches/<int:coach_id>/remove")
@requires(*PLANNERS)
def drop_coach(event_id: int, coach_id: int) -> Response:
    trip = planned(event_id)
    found = _one(trip.coaches, coach_id)
    return done("seats", trip, lambda: remove_coach(trip.event, found), _("The coach is off the list."))


@blueprint.route("/pick-ups/new", methods=["GET", "POST"])
@requires(*PLANNERS)
def new_pick_up(event_id: int) -> Answer:
    return _pick_up_page(planned(event_id), None)


@blueprint.route("/pick-ups/<int:pick_up_id>", methods=["GET", "POST"])
@requires(*PLANNERS)
def pick_up(event_id: int, pick_up_id: int) -> Answer:
    trip = planned(event_id)
    return _pick_up_page(trip, _one(trip.pick_ups, pick_up_id))


def _pick_up_page(trip: Trip, known: PickUp | None) -> Answer:
    form = PickUpForm(trip=trip, stop=known)
    if form.validate_on_submit():
        try:
            keep_pick_up(trip.event, known, **form.values())
        except DomainError as refusal:
            form.show(refusal, "at")
        else:
            db.session.commit()
            flash(_("Saved."), "good")
            return redirect(url_for("travellers.seats", event_id=trip.event.id))
    page = render_template("events/trips/pick_up.html", trip=trip, event=trip.event, form=form, stop=known)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/pick-ups/<int:pick_up_id>/remove")
@requires(*PLANNERS)
def drop_pick_up(event_id: int, pick_up_id: int) -> Response:
    trip = planned(event_id)
    found = _one(trip.pick_ups, pick_up_id)
    return done("seats", trip, lambda: remove_pick_up(trip.event, found), _("The pick-up point is off the list."))


@blueprint.route("/rooms/new", methods=["GET", "POST"])
@requires(*PLANNERS)
def new_rooms(event_id: int) -> Answer:
    """Rooms by their numbers, many at once."""
    trip, form = planned(event_id), RoomsForm()
    if form.validate_on_submit():
        try:
            add_rooms(trip, form.names.data or "", form.kind.data)
        except DomainError as refusal:
            form.show(refusal)
        else:
            db.session.commit()
            flash(_("Saved."), "good")
            return redirect(url_for("travellers.beds", event_id=event_id))
    page = render_template("events/trips/rooms.html", trip=trip, event=trip.event, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/rooms/<int:room_id>/remove")
@requires(*PLANNERS)
def drop_room(event_id: int, room_id: int) -> Response:
    trip = planned(event_id)
    found = _one(trip.rooms, room_id)
    return done("beds", trip, lambda: remove_room(trip.event, found), _("The room is off the list."))
