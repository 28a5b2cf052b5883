"""The guest's pages: the invitation behind the QR code, the answer, and the calendar file.

They work without script and without cookies, since WeChat's browser may have neither. Only a pressed button writes.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, current_app, make_response, request, url_for
from flask import redirect as go
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from clients.models import Client
from core.config import Settings
from core.db import db, now
from core.errors import DomainError
from core.limits import client_address
from events.models import Event, EventFormat
from events.scopes import tonight
from invitations.codes.guessing import code_may_be_tried, code_was_right, code_was_wrong
from invitations.codes.tokens import find_by_token, find_to_answer, replaced_by_token
from invitations.models import Invitation
from invitations.reply.calendar_file import calendar_file, changes_of
from invitations.reply.code_views import register_code, unknown
from invitations.reply.guests import tail_is_right
from invitations.reply.keys import key_is_good, new_pass, once_of
from invitations.reply.pages import Visit, here, page, secret
from invitations.reply.screens import Screen, explains_itself
from invitations.reply.taking import Sent, changes_an_answer, take
from staff.access import public
from staff.models import Role, Staff
from staff.scope import sees

blueprint = Blueprint("reply", __name__)
register_code(blueprint)

Page = str | tuple[str, int] | Response


@blueprint.record_once
def _own_form_key(state: Any) -> None:
    """These forms carry a key made from the token; a session's key would need a cookie."""
    state.app.extensions["csrf"].exempt(blueprint)


@blueprint.get("/I/<token>")
@blueprint.get("/i/<token>")
@public
def show(token: str) -> Page:
    """The invitation; who opens it decides what it shows. Changes nothing, however often links are opened."""
    invitation = find_by_token(token)
    if invitation is None:
        return replaced_or_unknown(token)
    place = staff_place(invitation)
    return go(place) if place else page(_visit(token, invitation))


@blueprint.post("/I/<token>")
@blueprint.post("/i/<token>")
@public
def answer(token: str) -> Page:
    """Take the answer that a pressed button sends; then show it by a GET, so that reloading sends nothing."""
    invitation = find_to_answer(token)
    if invitation is None:
        return replaced_or_unknown(token)
    place = staff_place(invitation)  # staff enter answers on the guest list, where it says who told them
    return go(place) if place else _answered(_visit(token, invitation), request.form.get("answer", ""))


def _answered(visit: Visit, pressed: str) -> Page:
    if not key_is_good(request.form.get("key", ""), visit.invitation.token_hash, secret(), visit.now):
        return page(visit, again=pressed or "?"), 422
    if pressed == "tail":
        return _known_by_tail(visit)
    sent = _sent(visit, pressed)
    if changes_an_answer(sent) and not visit.trusted:
        screen = visit.screen
        return page(visit, screen=screen if explains_itself(screen) else Screen.TAIL), 403
    return _taken(visit, sent)


def _taken(visit: Visit, sent: Sent) -> Page:
    try:
        step = take(sent)
    except DomainError as refusal:
        db.session.rollback()
        return page(visit, refusal=refusal), 409
    if step is None:
        return page(visit, again="?"), 422
    db.session.commit()
    return go(request.path + here(step=step), code=303)  # "?" alone becomes an empty Location


def _visit(token: str, invitation: Invitation) -> Visit:
    return Visit(token, invitation, now(), request.args.get("step", ""))


def _sent(visit: Visit, pressed: str) -> Sent:
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "key"]
    return Sent(
        visit.invitation,
        visit.invitation.event,
        visit.joint,
        pressed,
        request.form,
        once_of(request.form.get("mark", ""), fields),
        request.args.get("family") == "1",
        visit.now,
    )


def _known_by_tail(visit: Visit) -> Page:
    """Let whoever knows the telephone's last digits change the answer; changes nothing itself."""
    address, whose = client_address(), visit.invitation.token_hash
    if not code_may_be_tried(address, whose):
        return page(visit, screen=Screen.TAIL, wrong="locked"), 429
    if not tail_is_right(request.form.get("tail"), visit.tails):
        code_was_wrong()
        return page(visit, screen=Screen.TAIL, wrong="digits"), 422
    code_was_right(address, whose)
    step = visit.step or Screen.CHANGE.value
    changes = {"step": step, "pass": new_pass(whose, secret(), visit.now)}
    return go(request.path + here(**changes), code=303)


@blueprint.get("/I/<token>/calendar.ics")
@blueprint.get("/i/<token>/calendar.ics")
@public
def calendar(token: str) -> Page:
    """The event for the guest's own calendar."""
    invitation = find_by_token(token)
    if invitation is None:
        return replaced_or_unknown(token)
    visit = _visit(token, invitation)
    called = {"name": visit.contact.name, "phone": visit.contact.phone}
    if invitation.event.format is EventFormat.ONLINE:
        note = _("To join, scan the letter's code once more. Questions: %(name)s, %(phone)s.", **called)
    else:
        note = _("Please bring the letter. Questions: %(name)s, %(phone)s.", **called)
    settings: Settings = current_app.extensions["settings"]
    host, sequence = settings.public_host, changes_of(invitation.event)
    response = make_response(
        calendar_file(invitation, visit.language, host=host, note=note, sequence=sequence, now=visit.now)
    )
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="invitation.ics"'
    return response


# --- whose page it is


def replaced_or_unknown(token: str) -> Page:
    """A code that a new letter replaced explains itself; it shows nothing of the answer and takes none."""
    invitation = replaced_by_token(token)
    if invitation is None:
        return unknown()
    place = staff_place(invitation)
    return go(place) if place else (page(_visit(token, invitation), screen=Screen.REPLACED), 410)


def staff_place(invitation: Invitation) -> str | None:
    """Where a signed-in colleague belongs: the door tonight, or the client's page. None for guests and strangers."""
    if not current_user.is_authenticated:
        return None
    actor: Staff = current_user
    if actor.may(Role.DOOR) and _is(Event, invitation.event_id, tonight()):
        return url_for("door.guest", event_id=invitation.event_id, invitation_id=invitation.id)
    client_id = invitation.client.merged_into_id or invitation.client_id
    if _is(Client, client_id):
        return url_for("clients.show", client_id=client_id)
    return None


def _is(model: Any, row_id: int, *conditions: Any) -> bool:
    """Whether the signed-in colleague sees this row, and it meets the conditions."""
    query = sa.select(model.id).where(model.id == row_id, sees(current_user, model), *conditions)
    return db.session.scalar(query) is not None
