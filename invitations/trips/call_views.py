"""Counting heads on a phone, before each stage of a trip: large buttons, one for each traveller."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from core.db import db, now
from core.errors import DomainError
from events.models import Event
from events.trips.record import Trip, trip_of
from events.views import PLANNERS, READERS
from invitations.trips.people import Person, key_of, one_of, people_of, sees_all
from invitations.trips.roll_call import Count, counts, is_open, tell
from invitations.trips.views import blueprint
from staff.access import requires
from staff.models import Role
from staff.scope import load

COUNTERS = (*READERS, Role.DOOR)
"""Door staff travel along, and see the names of tonight's guests as they do at the door."""


def _called(event_id: int) -> tuple[Trip, list[Person]]:
    trip = trip_of(load(current_user, Event, event_id))
    return trip, people_of(current_user, trip.event, roll_call=True)


def _stage(trip: Trip, people: list[Person], item_id: int) -> Count:
    """Raises NotFound for a stage before which no heads are counted."""
    found = next((count for count in counts(trip, people) if count.item.id == item_id), None)
    if found is None:
        raise NotFound
    return found


@blueprint.get("/roll-call")
@requires(*COUNTERS)
def roll_calls(event_id: int) -> str:
    """The stages before which heads are counted, each with how far its count is."""
    trip, people = _called(event_id)
    return render_template(
        "invitations/trips/roll_calls.html",
        trip=trip,
        event=trip.event,
        people=people,
        counts=counts(trip, people),
        complete=sees_all(trip.event, people),
        is_open=is_open(trip.event, now()),
        may_see_trip=current_user.may(*READERS),
        may_plan=current_user.may(*PLANNERS),
    )


@blueprint.get("/roll-call/<int:item_id>")
@requires(*COUNTERS)
def roll_call(event_id: int, item_id: int) -> str:
    """One stage: everybody with a large button; the missing alone, or one coach alone, if wished."""
    trip, people = _called(event_id)
    count = _stage(trip, people, item_id)
    coach_id = request.args.get("coach", type=int)
    only = request.args.get("only") == "missing"
    shown = [person for person in people if coach_id is None or _coach_of(person) == coach_id]
    there = {person.key for person in count.present}
    return render_template(
        "invitations/trips/roll_call.html",
        trip=trip,
        event=trip.event,
        count=Count(count.item, shown, {one.key: count.said[one.key] for one in shown if one.key in count.said}),
        whole=count,
        shown=[person for person in shown if not only or person.key not in there],
        there=there,
        coach_id=coach_id,
        only=only,
        seats={person.key: person.row for person in people if person.row is not None},
        complete=sees_all(trip.event, people),
        is_open=is_open(trip.event, now()),
        may_call=current_user.may(*READERS),
        may_see_trip=current_user.may(*READERS),
    )


def _coach_of(person: Person) -> int | None:
    return person.row.coach_id if person.row is not None else None


@blueprint.post("/roll-call/<int:item_id>")
@requires(*COUNTERS)
def tell_present(event_id: int, item_id: int) -> Response:
    """Somebody, or a whole party, is there; or is missing after all."""
    trip, people = _called(event_id)
    count = _stage(trip, people, item_id)
    person = one_of(people, key_of(request.form.get("person", "")))
    party = [one for one in people if one.invitation.id == person.invitation.id]
    told = party if request.form.get("party") else [person]
    try:
        tell(count, told, present=request.form.get("present") == "1", event=trip.event, staff=current_user, now=now())
    except DomainError as refusal:
        flash(refusal.sentence, "error")
    else:
        db.session.commit()
    return redirect(
        url_for(
            "travellers.roll_call",
            event_id=event_id,
            item_id=item_id,
            coach=request.form.get("coach"),
            only=request.form.get("only"),
            _anchor=f"p-{person.code}",
        )
    )
