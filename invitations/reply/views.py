"""The guest's pages: the invitation behind the QR code, the answer, the calendar file, and the short code's door.

They work without script and without cookies, since WeChat's browser may have neither. Only a pressed button writes.
"""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Blueprint, current_app, make_response, render_template, request, url_for
from flask import redirect as go
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired

from clients.models import Client
from core.config import Settings
from core.db import db, now
from core.errors import DomainError
from core.forms import Form, digits
from core.languages import LANGUAGES, speak
from core.limits import client_address
from events.models import Event
from events.scopes import tonight
from invitations.answers import rsvp
from invitations.codes.guessing import code_may_be_tried, code_was_right, code_was_wrong, unknown_token_allowed
from invitations.codes.tokens import (
    find_by_code,
    find_by_token,
    id_by_token,
    read_code,
    replaced_by_code,
    replaced_by_token,
    token_hash,
    unseal,
)
from invitations.models import Channel, Invitation, ReplyState
from invitations.reply.calendar_file import calendar_file
from invitations.reply.screens import (
    Screen,
    contact_of,
    day_words,
    form_key,
    greeting,
    is_large,
    key_is_good,
    screen_for,
    when_lines,
)
from invitations.reply.words import REASONS, unknown_words
from staff.access import public
from staff.models import AuditEntry, Role, Staff
from staff.scope import sees

blueprint = Blueprint("reply", __name__)

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
        return _replaced_or_unknown(token)
    place = _staff_place(invitation)
    return go(place) if place else _page(token, invitation)


@blueprint.post("/I/<token>")
@blueprint.post("/i/<token>")
@public
def answer(token: str) -> Page:
    """Take the answer that a pressed button sends; then show it by a GET, so that reloading sends nothing."""
    found = id_by_token(token)
    if found is None:
        return _replaced_or_unknown(token)
    invitation_id, language = found
    speak(_language(language))
    if current_user.is_authenticated and (place := _staff_place(_found(token))):
        return go(place)  # staff enter answers on the guest list, where it says who told them
    pressed = request.form.get("answer", "")
    if not key_is_good(request.form.get("key", ""), token_hash(read_code(token)), _secret(), now()):
        return _page(token, _found(token), again=pressed), 422
    try:
        step = _take(invitation_id, pressed, request.form.get("reason", ""))
    except DomainError as refusal:
        db.session.rollback()
        return _page(token, _found(token), refusal=refusal.sentence), 409
    if step is None:
        return _page(token, _found(token), again="?"), 422
    db.session.commit()
    return go(request.path + _here(step=step), code=303)  # "?" alone becomes an empty Location


def _take(invitation_id: int, pressed: str, reason: str) -> str | None:
    """Do what was pressed; the next step ("" for none), or None when no button of ours was pressed."""
    if pressed == "accept":
        rsvp.accept(invitation_id, channel=Channel.QR, now=now())
        return ""
    if pressed == "decline":
        rsvp.decline(invitation_id, channel=Channel.QR, now=now())
        return "reason"
    if pressed == "reason" and reason in REASONS:
        rsvp.give_reason(invitation_id, str(REASONS[reason]), now=now())
        return ""
    return None


@blueprint.get("/I/<token>/calendar.ics")
@blueprint.get("/i/<token>/calendar.ics")
@public
def calendar(token: str) -> Page:
    """The event for the guest's own calendar."""
    invitation = find_by_token(token)
    if invitation is None:
        return _replaced_or_unknown(token)
    language = _language(invitation.language)
    speak(language)
    contact = contact_of(invitation.client, language)
    note = _("Please bring the letter. Questions: %(name)s, %(phone)s.", name=contact.name, phone=contact.phone)
    settings: Settings = current_app.extensions["settings"]
    response = make_response(
        calendar_file(
            invitation, language, host=settings.public_host, note=note, sequence=_changes(invitation.event), now=now()
        )
    )
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="invitation.ics"'
    return response


def _changes(event: Event) -> int:
    """How often the event was changed: the calendar entry's sequence, which may only grow."""
    count = sa.select(sa.func.count()).where(
        AuditEntry.subject == "event", AuditEntry.subject_id == event.id, AuditEntry.action == "change"
    )
    return db.session.scalar(count) or 0


class CodeForm(Form):
    """The short code and the phone's last four digits."""

    class Meta(Form.Meta):
        csrf = False  # it changes nothing

    code = StringField(validators=[InputRequired()])
    tail = StringField(validators=[InputRequired()])


@blueprint.route("/code", methods=["GET", "POST"])
@public
def code() -> Page:
    """For guests whose phone can't scan: the code from the letter opens the same page."""
    form = CodeForm()
    if request.method == "GET":
        return render_template("invitations/reply_code.html", form=form, wrong=None)
    typed = read_code(form.code.data or "")[:40]
    tail = "".join(symbol for symbol in digits(form.tail.data) if symbol.isdecimal())
    address = client_address()
    if not code_may_be_tried(address, typed):
        return render_template("invitations/reply_code.html", form=form, wrong="locked"), 429
    valid = find_by_code(typed)
    invitation = valid or replaced_by_code(typed)
    known = invitation.client.phone_tail if invitation else ""
    # One answer for an unknown code and for a wrong number, so that neither can be guessed by itself.
    if invitation is None or not known or not hmac.compare_digest(known, tail):
        code_was_wrong()
        return render_template("invitations/reply_code.html", form=form, wrong="wrong"), 422
    code_was_right(address, typed)
    if valid is None:
        return _page(typed, invitation, screen=Screen.REPLACED), 410
    return go(url_for("reply.show", token=unseal(invitation).token), code=303)


# --- what the pages are made of


def _replaced_or_unknown(token: str) -> Page:
    """A code that a new letter replaced explains itself; it shows nothing of the answer and takes none."""
    invitation = replaced_by_token(token)
    if invitation is None:
        return _unknown()
    place = _staff_place(invitation)
    return go(place) if place else (_page(token, invitation, screen=Screen.REPLACED), 410)


def _page(
    token: str, invitation: Invitation, *, again: str = "", refusal: str = "", screen: Screen | None = None
) -> str:
    language = _language(invitation.language)
    speak(language)
    event, client, moment = invitation.event, invitation.client, now()
    screen = screen or screen_for(invitation, moment, request.args.get("step", ""))
    large = is_large(client, event, request.args.get("large"))
    return render_template(
        f"invitations/{_TEMPLATES[screen]}.html",
        screen=screen.value,
        invitation=invitation,
        event=event,
        bank=client.rm.branch.bank_name_en if language == "en" else client.rm.branch.bank_name,
        greeting=greeting(client, language),
        when=when_lines(event, language),
        reply_by=day_words(event.local_reply_by, language),
        contact=contact_of(client, language),
        answered=invitation.reply is not ReplyState.NONE,
        begun=moment >= event.starts_at,
        deadline_over=moment > event.reply_by,
        reasons=REASONS,
        key=form_key(invitation.token_hash, _secret(), moment),
        here=_here,
        calendar_url=url_for("reply.calendar", token=token, lang=request.args.get("lang")),
        large=large,
        again=again,
        refusal=refusal,
    )  # fmt: skip


_TEMPLATES = {
    Screen.QUESTION: "reply_question",
    Screen.LATE: "reply_question",
    Screen.REASON: "reply_reason",
    Screen.ACCEPTED: "reply_done",
    Screen.WAITLISTED: "reply_done",
    Screen.DECLINED: "reply_done",
    Screen.REVOKED: "reply_closed",
    Screen.REPLACED: "reply_closed",
    Screen.OVER: "reply_closed",
}


def _here(**changes: str) -> str:
    """This page with its language and size kept: a relative address, so that the token is not repeated."""
    kept = {name: request.args[name] for name in ("lang", "large") if request.args.get(name)}
    return "?" + urlencode({name: value for name, value in (kept | changes).items() if value})


def _language(own: str) -> str:
    """What the reader asked for on this page, else the letter's language."""
    wish = request.args.get("lang")
    return wish if wish in LANGUAGES else own


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _found(token: str) -> Invitation:
    """The invitation of a token that is known to be one."""
    invitation = find_by_token(token)
    assert invitation is not None
    return invitation


def _unknown() -> Page:
    """One page for every unknown address, in both languages; who tries many is asked to wait."""
    allowed = unknown_token_allowed(client_address())
    page = render_template("invitations/reply_unknown.html", words=unknown_words(allowed=allowed), allowed=allowed)
    return page, 404 if allowed else 429


def _staff_place(invitation: Invitation) -> str | None:
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
