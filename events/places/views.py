"""Pages of the branch's books: venues with what a visit found, and speakers with how they were."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from core.db import db, now
from events.models import Speaker, Venue
from events.places import words
from events.places.books import ratings_of, retire, save, speakers_of, venues_of
from events.places.forms import SpeakerForm, VenueForm
from events.places.questions import missing, warnings
from staff.access import requires
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("places", __name__, url_prefix="/events")

PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
Answer = str | tuple[str, int] | Response


@blueprint.get("/venues")
@requires(*PLANNERS)
def venues() -> str:
    """The branch's venues."""
    found = venues_of(current_user)
    return render_template(
        "events/places/venues.html",
        found=found,
        retired=venues_of(current_user, retired=True),
        warnings={venue.id: warnings(venue.found) for venue in found},
        missing={venue.id: missing(venue.found) for venue in found},
        words=words,
    )


@blueprint.route("/venues/new", methods=["GET", "POST"])
@requires(*PLANNERS)
def new_venue() -> Answer:
    return _save_venue(None)


@blueprint.route("/venues/<int:venue_id>", methods=["GET", "POST"])
@requires(*PLANNERS)
def venue(venue_id: int) -> Answer:
    return _save_venue(load(current_user, Venue, venue_id))


def _save_venue(known: Venue | None) -> Answer:
    form = VenueForm(known)
    if form.validate_on_submit():
        save(known or Venue(branch_id=current_user.branch_id), form.values())
        db.session.commit()
        flash(_("Saved. Events that are planned keep the words that they have."), "good")
        return redirect(url_for("places.venues"))
    page = render_template("events/places/venue.html", form=form, venue=known)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/venues/<int:venue_id>/retire")
@requires(*PLANNERS)
def retire_venue(venue_id: int) -> Response:
    """Take a venue out of the choices, or back into them."""
    retire(load(current_user, Venue, venue_id), back=bool(request.form.get("back")), now=now())
    db.session.commit()
    return redirect(url_for("places.venues"))


@blueprint.get("/speakers")
@requires(*PLANNERS)
def speakers() -> str:
    """The branch's speakers, how often each has spoken and how it was."""
    found = speakers_of(current_user)
    return render_template(
        "events/places/speakers.html",
        found=found,
        retired=speakers_of(current_user, retired=True),
        ratings=ratings_of(found),
    )


@blueprint.route("/speakers/new", methods=["GET", "POST"])
@requires(*PLANNERS)
def new_speaker() -> Answer:
    return _save_speaker(None)


@blueprint.route("/speakers/<int:speaker_id>", methods=["GET", "POST"])
@requires(*PLANNERS)
def speaker(speaker_id: int) -> Answer:
    return _save_speaker(load(current_user, Speaker, speaker_id))


def _save_speaker(known: Speaker | None) -> Answer:
    form = SpeakerForm(known)
    if form.validate_on_submit():
        save(known or Speaker(branch_id=current_user.branch_id), form.values())
        db.session.commit()
        flash(_("Saved."), "good")
        return redirect(url_for("places.speakers"))
    page = render_template("events/places/speaker.html", form=form, speaker=known)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/speakers/<int:speaker_id>/retire")
@requires(*PLANNERS)
def retire_speaker(speaker_id: int) -> Response:
    """Take a speaker out of the choices, or back into them."""
    retire(load(current_user, Speaker, speaker_id), back=bool(request.form.get("back")), now=now())
    db.session.commit()
    return redirect(url_for("places.speakers"))
