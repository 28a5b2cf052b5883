"""Pages of a trip's travellers: what stands and what is missing, and the details of each."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from clients.contact.consent_texts import present_text
from clients.models import Purpose
from core.db import db, now
from core.errors import DomainError
from events.models import Event
from events.trips.record import GRAVE, Trip, lacks, trip_of
from events.trips.words import LACKS
from events.views import PLANNERS, READERS
from invitations.trips.emptying import KEPT_FOR
from invitations.trips.forms import TravellerForm
from invitations.trips.identity import masked
from invitations.trips.needs import ADVICE, DECLARES_HEALTH, DOCTOR_FOR, WITH_SIGNATURE, needs_of, older_travellers
from invitations.trips.particulars import keep, read
from invitations.trips.people import age_on, one_of, people_of, row_for, sees_all, told_of
from invitations.trips.placing import Travellers, travellers
from invitations.trips.roll_call import counts, is_open
from invitations.trips.words import MOBILITIES, NEEDS, named
from staff.access import requires
from staff.audit import record_view
from staff.scope import load

blueprint = Blueprint("travellers", __name__, url_prefix="/events/<int:event_id>/trip")

Answer = str | tuple[str, int] | Response


@blueprint.context_processor
def pieces() -> dict[str, object]:
    """What every page of a trip asks: names, and whether the reader plans."""
    return {"named": named, "plans": current_user.may(*PLANNERS)}


def gathered(event_id: int) -> Travellers:
    """The trip and who travels, as far as the reader sees them. Raises NotFound."""
    trip = trip_of(load(current_user, Event, event_id))
    people = people_of(current_user, trip.event)
    return travellers(trip, people, told_of(people))


def whole(event_id: int) -> Travellers:
    """All who travel. Raises NotFound, or DomainError("travellers_unseen") when somebody is out of the reader's sight.

    Whoever gives out seats and beds must see all of them.
    """
    found = gathered(event_id)
    if not sees_all(found.trip.event, found.people):
        raise DomainError("travellers_unseen")
    return found


@blueprint.get("")
@requires(*READERS)
def overview(event_id: int) -> str:
    """How far the trip is: its papers, programme, travellers, seats and beds, and the lists to print."""
    found, moment = gathered(event_id), now()
    trip, event = found.trip, found.trip.event
    needs = needs_of(trip, found.people, found.told)
    return render_template(
        "invitations/trips/overview.html",
        trip=trip,
        event=event,
        people=found.people,
        complete=sees_all(event, found.people),
        needy=sum(bool(set(each) - ADVICE) for each in needs.values()),
        seated=len(found.seated),
        roomed=sum(len(group) for group in found.roomed.values()),
        older=older_travellers(trip, found.told),
        doctor_for=DOCTOR_FOR,
        lacks=lacks(trip),
        grave=GRAVE,
        words=LACKS,
        counts=counts(trip, found.people) if is_open(event, moment) else [],
        emptied_on=(event.ends_at + KEPT_FOR).astimezone(event.tz).date(),
        emptied=moment >= event.ends_at + KEPT_FOR,
    )


@blueprint.get("/travellers")
@requires(*READERS)
def index(event_id: int) -> str:
    """Everybody who travels, and what is missing of each."""
    found = gathered(event_id)
    return render_template(
        "invitations/trips/travellers.html",
        trip=found.trip,
        event=found.trip.event,
        people=found.people,
        needs=needs_of(found.trip, found.people, found.told),
        ages={person.key: found.age(person) for person in found.people},
        coaches={coach.id: coach for coach in found.trip.coaches},
        rooms={room.id: room for room in found.trip.rooms},
        stops={stop.id: stop for stop in found.trip.pick_ups},
        documents={key: masked(told.document_no) for key, told in found.told.items() if told.document_no},
        advice=ADVICE,
        words={"need": NEEDS, "mobility": MOBILITIES},
    )


@blueprint.route("/travellers/<int:invitation_id>/<int:place>", methods=["GET", "POST"])
@requires(*READERS)
def show(event_id: int, invitation_id: int, place: int) -> Answer:
    """One traveller's details, typed from the signed sheet."""
    event = load(current_user, Event, event_id)
    trip, people = trip_of(event), people_of(current_user, event)
    person = one_of(people, (invitation_id, place))
    form = TravellerForm(trip=trip, person=person, people=people)
    if form.validate_on_submit():
        try:
            _keep(trip, form, invitation_id, place)
        except DomainError as refusal:
            db.session.rollback()
            form.show(refusal)
        else:
            db.session.commit()
            flash(_("Saved."), "good")
            return redirect(url_for("travellers.index", event_id=event_id, _anchor=f"p-{invitation_id}-{place}"))
    return _page(event_id, invitation_id, place, form)


def _keep(trip: Trip, form: TravellerForm, invitation_id: int, place: int) -> None:
    person = one_of(people_of(current_user, trip.event), (invitation_id, place))
    keep(
        row_for(person),
        form.particulars(),
        form.plain(),
        event=trip.event,
        client=person.client,
        health_agreed=form.health_agreed.data,
        agency_agreed=form.agency_agreed.data,
        staff=current_user,
        now=now(),
    )


def _page(event_id: int, invitation_id: int, place: int, form: TravellerForm) -> Answer:
    """The form; whoever opens it has seen the traveller's health, and that is noted."""
    event = load(current_user, Event, event_id)
    person = one_of(people_of(current_user, event), (invitation_id, place))
    trip, told = trip_of(event), told_of([person])[person.key]
    if not form.is_submitted():
        record_view(current_user, "traveller", invitation_id)
    page = render_template(
        "invitations/trips/traveller.html",
        trip=trip,
        event=event,
        person=person,
        form=form,
        age=age_on(told.birth_date, event.local_start.date()),
        kept_number=masked(read(person.row).document_no),
        declares_health=DECLARES_HEALTH,
        with_signature=WITH_SIGNATURE,
        health_text=present_text(Purpose.HEALTH),
        agency_text=present_text(Purpose.AGENCY),
        emptied=bool(person.row and person.row.purged_at),
    )
    return page, 422 if form.is_submitted() else 200
