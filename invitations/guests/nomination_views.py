"""Pages of nomination: managers propose with a line each, the organiser decides; and the places of each manager."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from clients.contact.may_contact import Reason
from clients.models import Client
from core.db import db, now, row_id
from core.errors import DomainError
from core.forms import clean
from core.languages import pick_language
from events.models import Event
from events.type_profile import TypeProfile
from invitations.guests import nominations
from invitations.guests.inviting import Why, lock_event
from invitations.guests.nomination_forms import LINE, PlacesForm, ProposeForm, RejectForm
from invitations.guests.quotas import Places, managers_of, places_for, places_of, plans, set_quota
from invitations.guests.rates import letters_advised
from invitations.guests.same_type.words import EXCLUSIONS, in_words
from invitations.guests.words import NOMINATIONS, WAVES
from invitations.models import NominationState, Wave
from invitations.words import LEFT_OUT
from staff.access import requires
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("nominations", __name__, url_prefix="/events/<int:event_id>/nominations")
Answer = str | tuple[str, int] | Response
PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
READERS = (*PLANNERS, Role.RM)


@blueprint.get("")
@requires(*READERS)
def show(event_id: int) -> str:
    """Who is proposed, and whom the reader could propose."""
    return _page(load(current_user, Event, event_id))


def _page(event: Event, form: ProposeForm | None = None, reject: tuple[int, RejectForm] | None = None) -> str:
    moment = now()
    text = clean(request.args.get("q"))
    over = event.over or event.starts_at <= moment
    proposed = nominations.nominated(current_user, event, now=moment)
    return render_template(
        "invitations/guests/nominations.html",
        event=event,
        over=over,
        decides=plans(current_user),
        to_decide=[one for one in proposed if _state(one) is NominationState.PROPOSED],
        decided=[one for one in proposed if _state(one) is not NominationState.PROPOSED],
        candidates=[] if over else nominations.to_propose(current_user, event, now=moment, text=text),
        text=text,
        places=places_of(event) if plans(current_user) else [],
        own=None if plans(current_user) else places_for(event, current_user),
        form=form or ProposeForm(formdata=None),
        reject=reject or (0, RejectForm(formdata=None)),
        line=LINE,
        profile_words=in_words(TypeProfile.from_stored(event.type_profile or {})),
        said=said,
        words={"waves": WAVES, "states": NOMINATIONS},
    )


def _state(one: nominations.Candidate) -> NominationState | None:
    return one.nomination.state if one.nomination else None


def said(why: Why) -> str:
    """Why somebody is not to be invited, in the reader's language."""
    return why.sentence if isinstance(why, Reason) else str((LEFT_OUT | EXCLUSIONS)[why])


@blueprint.post("/propose")
@requires(*READERS)
def propose(event_id: int) -> Answer:
    """A manager proposes a client, or changes the line about one who is proposed already."""
    event = load(current_user, Event, event_id)
    form = ProposeForm()
    client = load(current_user, Client, _number(form.client.data))
    if form.validate():
        try:
            nominations.nominate(event, client, form.reason.data or "", wave=form.wave.data, now=now())
        except DomainError as refusal:
            db.session.rollback()
            form.reason.errors = [*form.reason.errors, refusal.sentence]
        else:
            db.session.commit()
            flash(_("%(name)s is proposed.", name=client.full_name), "good")
            return _back(event_id)
    return _page(event, form), 422


def _number(text: Any) -> int:
    try:
        return row_id(str(text or ""))
    except ValueError:
        raise NotFound from None


@blueprint.post("/<int:nomination_id>/withdraw")
@requires(*READERS)
def withdraw(event_id: int, nomination_id: int) -> Response:
    """The manager takes a proposal back before it is decided."""
    event = load(current_user, Event, event_id)
    row = nominations.load_nomination(current_user, event, nomination_id)
    try:
        nominations.withdraw(row)
    except DomainError as refusal:
        return _refused(refusal, event_id)
    db.session.commit()
    flash(_("The proposal is withdrawn."), "good")
    return _back(event_id)


@blueprint.post("/accept")
@requires(*PLANNERS)
def accept(event_id: int) -> Response:
    """Invite the ticked, each in the wave chosen beside the name."""
    event = load(current_user, Event, event_id)
    waves = {one: _wave(request.form.get(f"wave-{one}")) for one in request.form.getlist("nomination", type=int)}
    try:
        found = nominations.accept(current_user, event, waves, now=now())
    except DomainError as refusal:
        return _refused(refusal, event_id)
    left = [(row.client.full_name, said(why[0])) for row, why in found.left]
    number = len(found.invited)
    db.session.commit()
    if number:
        flash(ngettext("%(num)d letter is on the list.", "%(num)d letters are on the list.", number), "good")
    for name, why in left:
        flash(_("%(name)s stays proposed. %(why)s", name=name, why=why), "attention")
    return _back(event_id)


def _wave(code: str | None) -> Wave:
    return next((wave for wave in Wave if wave.value == code), Wave.A)


@blueprint.post("/<int:nomination_id>/reject")
@requires(*PLANNERS)
def reject(event_id: int, nomination_id: int) -> Answer:
    """Not this time, and why."""
    event = load(current_user, Event, event_id)
    row = nominations.load_nomination(current_user, event, nomination_id)
    form = RejectForm()
    if not form.validate():
        return _page(event, reject=(nomination_id, form)), 422
    try:
        nominations.reject(row, form.note.data or "", staff=current_user, now=now())
    except DomainError as refusal:
        return _refused(refusal, event_id)
    db.session.commit()
    flash(_("Noted; the manager reads why."), "good")
    return _back(event_id)


def _refused(refusal: DomainError, event_id: int) -> Response:
    db.session.rollback()
    flash(refusal.sentence, "error")
    return _back(event_id)


def _back(event_id: int) -> Response:
    return redirect(url_for("nominations.show", event_id=event_id))


# --- places


@blueprint.route("/places", methods=["GET", "POST"])
@requires(*PLANNERS)
def places(event_id: int) -> Answer:
    """How many guests each manager may propose, and until when."""
    event = load(current_user, Event, event_id)
    language, people = pick_language(), managers_of(event)
    form = PlacesForm()
    form.offer([(person.id, person.called(language)) for person in people])
    if form.validate_on_submit():
        wanted = [person.id for person in people] if form.rm.data == 0 else [form.rm.data]
        try:
            lock_event(event.id)
            for rm_id in wanted:
                set_quota(event, rm_id, form.seats.data or 0, form.returns_on.data, now=now())
        except DomainError as refusal:
            db.session.rollback()
            _at_field(form, refusal)
        else:
            db.session.commit()
            flash(_("The places are given out."), "good")
            return redirect(url_for("nominations.places", event_id=event_id))
    return _places_page(event, form, len(people)), 422 if form.is_submitted() else 200


def _at_field(form: PlacesForm, refusal: DomainError) -> None:
    field = {"quota_day": form.returns_on, "quota_number": form.seats}.get(refusal.code, form.rm)
    field.errors = [*field.errors, refusal.sentence]


def _places_page(event: Event, form: PlacesForm, people: int) -> str:
    rows: list[Places] = places_of(event)
    return render_template(
        "invitations/guests/places.html",
        event=event,
        form=form,
        rows=rows,
        people=people,
        given=sum(row.given for row in rows),
        returned=sum(row.returned for row in rows),
        advised=letters_advised(event),
        over=event.over or event.starts_at <= now(),
    )
