"""Pages on which seats in the coaches and beds in the rooms are given out: choose a name, then the place."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from core.db import db, row_id
from core.errors import DomainError
from events.models import TripRoom
from events.trips.words import ROOM_KINDS
from events.views import PLANNERS
from invitations.models import Mobility
from invitations.trips.coach_plan import STAFF_SEATS, rows_of
from invitations.trips.people import key_of, one_of, sees_all
from invitations.trips.placing import (
    Travellers,
    coach_breaches,
    leave,
    propose_rooms,
    propose_seats,
    take_room,
    take_seat,
)
from invitations.trips.sharing import still_wanted
from invitations.trips.views import blueprint, gathered, whole
from invitations.trips.words import BREACHES, named
from staff.access import requires


def _moving(found: Travellers) -> str:
    """Whom the page is about to move, as its address says; nothing when that is nobody who travels."""
    code = request.args.get("move", "")
    return code if any(person.code == code for person in found.people) else ""


def _done(page: str, event_id: int, act: Callable[[], tuple[str, str]]) -> Response:
    """Do it and go back, with what was done or why it was refused."""
    try:
        said, tone = act()
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
    else:
        db.session.commit()
        flash(said, tone)
    return redirect(url_for(f"travellers.{page}", event_id=event_id))


@blueprint.get("/coaches")
@requires(*PLANNERS)
def seats(event_id: int) -> str:
    """The coaches with who sits where, who has no seat yet, and which rules are broken."""
    found = gathered(event_id)
    seated, by_key = found.seated, {person.key: person for person in found.people}
    return render_template(
        "invitations/trips/seats.html",
        trip=found.trip,
        event=found.trip.event,
        complete=sees_all(found.trip.event, found.people),
        people=found.people,
        at={place: by_key[key] for key, place in seated.items()},
        unseated=[person for person in found.people if person.key not in seated],
        seated=seated,
        moving=_moving(found),
        rows_of=rows_of,
        staff_seats=STAFF_SEATS,
        wheelchair=Mobility.WHEELCHAIR,
        breaches=[
            BREACHES[breach] % {"names": _(", ").join(named(by_key[key]) for key in keys)}
            for breach, keys in coach_breaches(found)
        ],
    )


@blueprint.post("/coaches/propose")
@requires(*PLANNERS)
def seat_all(event_id: int) -> Response:
    """A seat for everybody who has none."""

    def act() -> tuple[str, str]:
        lost = propose_seats(whole(event_id))
        if lost:
            said = ngettext("%(num)s traveller finds no seat.", "%(num)s travellers find no seat.", len(lost))
            return said + " " + _("Add a coach, or look at the pick-up points."), "attention"
        return _("Everybody has a seat."), "good"

    return _done("seats", event_id, act)


@blueprint.post("/coaches/seat")
@requires(*PLANNERS)
def seat(event_id: int) -> Response:
    """Somebody takes a seat; who sat there gets the one that came free."""

    def act() -> tuple[str, str]:
        found = whole(event_id)
        person = one_of(found.people, key_of(request.form.get("person", "")))
        coach_id, number = _number("coach"), _number("seat")
        other = take_seat(found, person, coach_id, number)
        if other is None:
            return _("%(name)s has seat %(seat)s.", name=named(person), seat=number), "good"
        return _("%(name)s and %(other)s have changed places.", name=named(person), other=named(other)), "good"

    return _done("seats", event_id, act)


def _number(name: str) -> int:
    """A number that a button of ours carries. Raises NotFound for anything else."""
    try:
        return row_id(request.form.get(name, ""))
    except ValueError:
        raise NotFound from None


@blueprint.post("/coaches/leave")
@requires(*PLANNERS)
def unseat(event_id: int) -> Response:
    """Somebody gives up the seat, or everybody does."""

    def act() -> tuple[str, str]:
        found = whole(event_id)
        code = request.form.get("person", "")
        leave(found.trip.event, [one_of(found.people, key_of(code))] if code else found.people, seats=True)
        return _("The seats are free again."), "good"

    return _done("seats", event_id, act)


@blueprint.get("/rooms")
@requires(*PLANNERS)
def beds(event_id: int) -> str:
    """The rooms with who sleeps where, and who has no bed yet."""
    found = gathered(event_id)
    roomed = found.roomed
    has_room = {person.key for group in roomed.values() for person in group}
    return render_template(
        "invitations/trips/beds.html",
        trip=found.trip,
        event=found.trip.event,
        complete=sees_all(found.trip.event, found.people),
        people=found.people,
        roomed=roomed,
        unhoused=[person for person in found.people if person.key not in has_room],
        moving=_moving(found),
        kinds=ROOM_KINDS,
    )


@blueprint.post("/rooms/propose")
@requires(*PLANNERS)
def house_all(event_id: int) -> Response:
    """A room for everybody who has none."""

    def act() -> tuple[str, str]:
        wanted = still_wanted(propose_rooms(whole(event_id)))
        if not wanted:
            return _("Everybody has a room."), "good"
        listed = _(", ").join(f"{ROOM_KINDS[kind]} × {number}" for kind, number in wanted.items())
        return _("There are too few rooms. Still wanted: %(rooms)s.", rooms=listed), "attention"

    return _done("beds", event_id, act)


@blueprint.post("/rooms/bed")
@requires(*PLANNERS)
def bed(event_id: int) -> Response:
    """Somebody takes a bed in a room."""

    def act() -> tuple[str, str]:
        found = whole(event_id)
        person = one_of(found.people, key_of(request.form.get("person", "")))
        room = _room(found, _number("room"))
        take_room(found, person, room)
        return _("%(name)s sleeps in %(room)s.", name=named(person), room=room.name), "good"

    return _done("beds", event_id, act)


def _room(found: Travellers, room_id: int) -> TripRoom:
    room = next((room for room in found.trip.rooms if room.id == room_id), None)
    if room is None:
        raise NotFound
    return room


@blueprint.post("/rooms/leave")
@requires(*PLANNERS)
def unhouse(event_id: int) -> Response:
    """Somebody leaves the room, or everybody does."""

    def act() -> tuple[str, str]:
        found = whole(event_id)
        code = request.form.get("person", "")
        leave(found.trip.event, [one_of(found.people, key_of(code))] if code else found.people, rooms=True)
        return _("The beds are free again."), "good"

    return _done("beds", event_id, act)
