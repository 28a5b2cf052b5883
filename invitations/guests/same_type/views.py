"""Pages of the same-type guard: whom an evening is for, what its guest list is made of, exceptions."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from clients.models import Client
from clients.words import TIERS, TYPES
from core.db import db, now
from core.errors import DomainError
from core.languages import pick_language
from events.models import Event
from events.type_profile import TypeProfile
from invitations.guests.inviting import invite, lock_event
from invitations.guests.same_type import exclusions
from invitations.guests.same_type.composition import Composition, composition
from invitations.guests.same_type.forms import ExceptionForm, ProfileForm
from invitations.guests.same_type.proposals import better_fits, never_invited
from invitations.guests.same_type.sheet import age_words, approval_pages
from invitations.guests.same_type.words import LIGHT_SENTENCES, LIGHTS, PARTS, TONES, in_words
from printing.press.printer import pdf_of
from staff.access import requires
from staff.audit import record_view
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("same_type", __name__, url_prefix="/events/<int:event_id>")
Answer = str | tuple[str, int] | Response
PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
READERS = (*PLANNERS, Role.RM)


@blueprint.app_context_processor
def words_of_composition() -> dict[str, object]:
    """What the small panel of a composition needs on whichever page it stands."""
    return {"composition_words": {"lights": LIGHTS, "tones": TONES, "sentences": LIGHT_SENTENCES, "parts": PARTS}}


@blueprint.route("/profile", methods=["GET", "POST"])
@requires(*PLANNERS)
def profile(event_id: int) -> Answer:
    """Whom the evening is for."""
    event = load(current_user, Event, event_id)
    if event.over:
        raise DomainError("event_closed")
    form = ProfileForm(event)
    if form.validate_on_submit():
        try:
            event.type_profile = form.profile.stored()
        except DomainError as refusal:
            form.show(refusal)
        else:
            db.session.commit()
            asks = TypeProfile.from_stored(event.type_profile or {}).asks
            flash(_("Saved. Each candidate now shows how well they fit.") if asks else _("Saved."), "good")
            return redirect(url_for("same_type.show", event_id=event.id))
    page = render_template("invitations/type_profile.html", event=event, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/composition")
@requires(*READERS)
def show(event_id: int) -> str:
    """What the guest list is made of, who stands out, and who would fit better."""
    event, moment = load(current_user, Event, event_id), now()
    found = composition(current_user, event, now=moment)
    over = event.over or event.starts_at <= moment
    return render_template(
        "invitations/composition.html",
        event=event,
        found=found,
        profile_words=in_words(found.profile),
        over=over,
        exceptions=exclusions.exceptions_seen(current_user, event),
        proposals=[] if over else better_fits(current_user, event, now=moment),
        waiting=[] if over else never_invited(current_user, event, now=moment),
        only_own=not current_user.may(*PLANNERS),
        may_plan=current_user.may(*PLANNERS),
        types=TYPES,
        tiers=TIERS,
        age_words=age_words,
    )


@blueprint.post("/proposed")
@requires(*READERS)
def invite_proposed(event_id: int) -> Response:
    """Invite ticked clients of those whom the page proposes; the proposals are asked anew under the event's lock."""
    load(current_user, Event, event_id)
    ticked = set(request.form.getlist("client", type=int))
    try:
        event = lock_event(event_id)
        proposed = [guest.client for guest in better_fits(current_user, event, now=now())]
        proposed += never_invited(current_user, event, now=now())
        chosen = {client.id: client for client in proposed if client.id in ticked}
        if ticked and not chosen:
            raise DomainError("nobody_fit")
        invited = invite(current_user, event, list(chosen.values()), now=now())
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
    else:
        db.session.commit()
        flash(ngettext("%(num)d client is invited.", "%(num)d clients are invited.", len(invited)), "good")
    return redirect(url_for("same_type.show", event_id=event_id))


@blueprint.post("/exceptions/<int:client_id>")
@requires(Role.MANAGER)
def make_exception(event_id: int, client_id: int) -> Response:
    """The manager lets this client be invited all the same."""
    event, client = load(current_user, Event, event_id), load(current_user, Client, client_id)
    form = ExceptionForm()
    if not form.validate():
        flash(next(iter(form.reason.errors), DomainError("exception_reason").sentence), "error")
        return _back_to_choice(event_id)
    try:
        exclusions.make_exception(current_user, event, client, form.reason.data or "", now=now())
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
    else:
        db.session.commit()
        flash(_("%(name)s may be invited to this event.", name=client.full_name), "good")
    return _back_to_choice(event_id)


@blueprint.post("/exceptions/<int:client_id>/take-back")
@requires(Role.MANAGER)
def take_exception_back(event_id: int, client_id: int) -> Response:
    """The rule stands again; whoever is invited already stays invited."""
    event, client = load(current_user, Event, event_id), load(current_user, Client, client_id)
    exclusions.take_exception_back(event, client.id)
    db.session.commit()
    flash(_("The exception is taken back."), "good")
    return redirect(url_for("same_type.show", event_id=event_id))


def _back_to_choice(event_id: int) -> Response:
    """To the choice as it was asked for: the form sends the choice's own query along."""
    query = request.form.get("query", "")
    place = url_for("guest_list.choose", event_id=event_id)
    return redirect(f"{place}?{query}" if query else place)


@blueprint.get("/approval-sheet.pdf")
@requires(*PLANNERS)
def approval_sheet(event_id: int) -> Response:
    """The composition on paper, with lines for the manager's signature."""
    event = load(current_user, Event, event_id)
    found: Composition = composition(current_user, event, now=now())
    record_view(current_user, "event", event.id, action="export")
    name = f"approval-sheet-{event.id}"
    pages = approval_pages(event, found, pick_language())
    response = Response(pdf_of(pages, title=name), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
