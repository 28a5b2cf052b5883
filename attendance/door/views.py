"""The door: tonight's events, and the page on which guests are checked in.

What is done with a guest once found stands in act_views.py, how it is drawn in screen.py.
"""

from __future__ import annotations

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from attendance.door.finding import search_guests
from attendance.door.forms import ActForm, CodeForm, SearchForm
from attendance.door.gates import choose_gate
from attendance.door.guests import load_guest, presence_of
from attendance.door.screen import (
    Page,
    answer_of,
    card_for,
    committed,
    hits_of,
    refused,
    room,
    screen,
    setting_here,
)
from attendance.door.setup import setting_of
from attendance.ledger.checking_in import Answer, check_in, find_invitation
from attendance.models import Scan, Verdict
from core.db import db, now
from core.errors import DomainError
from core.limits import spend
from events.models import Event
from events.scopes import tonight as door_is_open
from invitations.models import Invitation
from staff.access import requires
from staff.models import Role
from staff.scope import load, visible

blueprint = Blueprint("door", __name__, url_prefix="/door")

AT_THE_DOOR = (Role.DOOR, Role.ORGANISER, Role.MANAGER, Role.RM, Role.ADMIN)
SEARCHES = "30 per minute"
"""As many as a busy door needs, and too few to read the guest list by trying names."""


@blueprint.get("")
@requires(*AT_THE_DOOR)
def tonight() -> str | Response:
    """Tonight's events for this person; straight to the door when there is one."""
    query = visible(current_user, Event).where(door_is_open()).order_by(Event.starts_at, Event.id)
    events = db.session.scalars(query).all()
    if len(events) == 1:
        return redirect(url_for("door.board", event_id=events[0].id))
    return render_template("attendance/tonight.html", events=events)


@blueprint.get("/<int:event_id>")
@requires(*AT_THE_DOOR)
def board(event_id: int) -> Page:
    """The door of one event."""
    return screen(load(current_user, Event, event_id))


@blueprint.post("/<int:event_id>/gate")
@requires(*AT_THE_DOOR)
def gate(event_id: int) -> Response:
    """Say at which entrance this browser stands."""
    event = load(current_user, Event, event_id)
    choose_gate(event, setting_of(event), request.form.get("gate", ""))
    return redirect(url_for("door.board", event_id=event_id))


@blueprint.post("/<int:event_id>")
@requires(*AT_THE_DOOR)
def check_code(event_id: int) -> Page:
    """A scanned or typed code: one verdict. Sent again with the same scan id, it gives the same answer."""
    event = load(current_user, Event, event_id)
    form = CodeForm()
    if not form.validate():
        return screen(event, code_form=form, status=422)
    _setting, here = setting_here(event)
    invitation = find_invitation(form.code.data or "")
    try:
        answer = check_in(
            event, invitation, scan_id=form.scan, method=form.method, staff=current_user, now=now(), gate=here
        )
    except DomainError as refusal:
        return refused(event, refusal)
    return committed(screen(event, card=card_for(answer, event)))


@blueprint.post("/<int:event_id>/search")
@requires(*AT_THE_DOOR)
def search(event_id: int) -> Page:
    """Guests by name; a POST, so that nobody's name stands in an address."""
    event = load(current_user, Event, event_id)
    form = SearchForm()
    if not form.validate():
        return screen(event, search_form=form, status=422)
    try:
        spend("door-search", str(current_user.id), SEARCHES)
        found = search_guests(current_user, event, form.name.data or "")
    except TooManyRequests:
        return refused(event, DomainError("search_too_often"), search_form=form)
    except DomainError as refusal:
        return refused(event, refusal, search_form=form)
    return screen(event, hits=hits_of(event, found), search_form=form)


@blueprint.get("/<int:event_id>/guests/<int:invitation_id>")
@requires(*AT_THE_DOOR)
def guest(event_id: int, invitation_id: int) -> Page:
    """One guest, with a button; reached from a name, or from a letter read by the phone's own camera."""
    event = load(current_user, Event, event_id)
    invitation = load_guest(current_user, event, invitation_id)
    presence = presence_of(invitation)
    if presence is not None:
        return screen(event, card=card_for(answer_of(invitation, presence, Verdict.ALREADY), event, asked=False))
    if invitation.revoked_at is not None:
        return screen(event, card=card_for(_not_scanned(Verdict.REVOKED, invitation), event, asked=False))
    return screen(event, guest=hits_of(event, [(invitation, None)])[0])


@blueprint.post("/<int:event_id>/guests/<int:invitation_id>")
@requires(*AT_THE_DOOR)
def admit(event_id: int, invitation_id: int) -> Page:
    """Check in the guest of the card: the party, or those who were ticked; a supervisor also against a refusal."""
    event = load(current_user, Event, event_id)
    invitation = load_guest(current_user, event, invitation_id)
    form = ActForm()
    if not form.validate():
        return screen(event, guest=hits_of(event, [(invitation, None)])[0], status=422)
    _setting, here = setting_here(event)
    try:
        if form.persons == []:
            raise DomainError("nobody_came")
        answer = check_in(
            event,
            invitation,
            scan_id=form.scan,
            method=form.method,
            staff=current_user,
            now=now(),
            persons=form.persons,
            gate=here,
            forced=bool(form.forced.data),
            reason=form.reason.data or "",
        )
    except DomainError as refusal:
        return refused(event, refusal, guest=None)
    return committed(screen(event, card=card_for(answer, event)))


@blueprint.get("/<int:event_id>/arrivals")
@requires(*AT_THE_DOOR)
def latest(event_id: int) -> Response:
    """How many are in, and who came last: the open page asks again, since there may be two doors."""
    event = load(current_user, Event, event_id)
    values = room(event)
    return jsonify(
        count=render_template("attendance/count.html", **values),
        latest=render_template("attendance/latest.html", **values),
    )


def _not_scanned(verdict: Verdict, invitation: Invitation) -> Answer:
    """The answer that a scan would get, for who looks only."""
    return Answer(verdict, Scan(persons=[]), invitation)
