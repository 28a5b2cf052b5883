"""The guest's feedback page: by the code on the table (nobody is known), or from the own letter.

It works without script and without cookies. Only a pressed button writes; links opened by programs change nothing.
"""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from attendance.feedback.forms import LENGTHS, Sheet, sheet_from
from attendance.feedback.questions import Window, closes_at, window_of
from attendance.feedback.room_code import find_evening
from attendance.feedback.taking import take_feedback
from attendance.feedback.words import ASKED, EASE, OVERALL, TOPICS, topics_said
from core.db import db, now
from core.errors import DomainError
from core.languages import pick_language, speak
from core.limits import client_address, spend
from events.models import Event
from invitations.codes.guessing import unknown_token_allowed
from invitations.codes.tokens import find_by_token
from invitations.models import Invitation
from invitations.reply.keys import form_key, key_is_good, new_mark
from invitations.reply.pages import Visit, frame, here, secret
from invitations.reply.screens import day_words, when_lines
from invitations.reply.views import replaced_or_unknown, staff_place
from staff.access import public

blueprint = Blueprint("feedback", __name__)

Page = str | tuple[str, int] | Response
SENDINGS = "60 per 10 minutes"
"""From one address: a whole room may sit behind one router."""
THANKS = "sent"


@blueprint.record_once
def _own_form_key(state: Any) -> None:
    """As on the reply page, the key comes from the token: no cookie is needed."""
    state.app.extensions["csrf"].exempt(blueprint)


# --- by the code on the table


@blueprint.get("/F/<token>")
@blueprint.get("/f/<token>")
@public
def room(token: str) -> Page:
    """The eight questions; nothing tells who reads them."""
    event = find_evening(token)
    if event is None:
        return _unknown()
    speak(_language())
    return _room_page(event, Sheet())


@blueprint.post("/F/<token>")
@blueprint.post("/f/<token>")
@public
def send_from_room(token: str) -> Page:
    """Keep what was filled in, without a name unless somebody wishes to be called."""
    event = find_evening(token)
    if event is None:
        return _unknown()
    speak(_language())
    sheet = sheet_from(request.form)
    spend("feedback", client_address(), SENDINGS)
    if not key_is_good(sheet["key"], f"feedback:{event.id}", secret(), now()):
        return _room_page(event, sheet, again=True), 422
    if _kept(event, sheet, None):
        return redirect(request.path + here(step=THANKS), code=303)
    return _room_page(event, sheet), 422


def _unknown() -> Page:
    allowed = unknown_token_allowed(client_address())
    speak(_language())
    return render_template("attendance/feedback/unknown.html", large=False), 404 if allowed else 429


def _language() -> str:
    wish = request.args.get("lang", "")
    return wish if wish in ("zh", "en") else pick_language()


def _room_page(event: Event, sheet: Sheet, *, again: bool = False) -> str:
    language = _language()
    branch = event.branch
    return _page(
        event,
        sheet,
        key=form_key(f"feedback:{event.id}", secret(), now()),
        again=again,
        personal=False,
        large=request.args.get("large") == "1",
        bank=branch.bank_name_en if language == "en" else branch.bank_name,
        phone=branch.phone,
        when=when_lines(event, language),
        language=language,
    )


# --- from the own letter


@blueprint.get("/I/<token>/feedback")
@blueprint.get("/i/<token>/feedback")
@public
def personal(token: str) -> Page:
    """The same questions for a guest who is known, with the choice to answer without the own name."""
    invitation = find_by_token(token)
    if invitation is None:
        return replaced_or_unknown(token)
    place = staff_place(invitation)
    if place or invitation.revoked_at is not None:
        return redirect(place or url_for("reply.show", token=token) + here())
    return _own_page(token, invitation, Sheet())


@blueprint.post("/I/<token>/feedback")
@blueprint.post("/i/<token>/feedback")
@public
def send_personal(token: str) -> Page:
    """Keep it as this guest's, or without a name if they chose so: then nothing leads back to the letter."""
    invitation = find_by_token(token)
    if invitation is None:
        return replaced_or_unknown(token)
    place = staff_place(invitation)
    if place or invitation.revoked_at is not None:
        return redirect(place or url_for("reply.show", token=token) + here())
    speak(Visit(token, invitation, now()).language)
    sheet = sheet_from(request.form)
    spend("feedback", client_address(), SENDINGS)
    if not key_is_good(sheet["key"], invitation.token_hash, secret(), now()):
        return _own_page(token, invitation, sheet, again=True), 422
    named = sheet["as"] != "nobody"
    if _kept(invitation.event, sheet, invitation if named else None):
        return redirect(request.path + here(step=THANKS), code=303)
    return _own_page(token, invitation, sheet), 422


def _own_page(token: str, invitation: Invitation, sheet: Sheet, *, again: bool = False) -> str:
    visit = Visit(token, invitation, now(), request.args.get("step", ""))
    return _page(
        invitation.event,
        sheet,
        key=form_key(invitation.token_hash, secret(), visit.now),
        again=again,
        personal=True,
        phone=visit.contact.phone,
        language=visit.language,
        **{name: value for name, value in frame(visit).items() if name not in ("event", "step", "here")},
    )


# --- both


def _kept(event: Event, sheet: Sheet, invitation: Invitation | None) -> bool:
    """Whether it is kept; if not, the sheet says at which question something is wrong."""
    given = sheet.given()
    if given is None:
        return False
    try:
        take_feedback(
            event,
            given,
            once=once_of_page(event, sheet["mark"], "named" if invitation else "nobody"),
            now=now(),
            invitation=invitation,
            topics_said=topics_said,
        )
    except DomainError as refusal:
        db.session.rollback()
        sheet.errors["name" if refusal.code == "feedback_call_name" else "page"] = refusal.sentence
        return False
    db.session.commit()
    return True


def once_of_page(event: Event, mark: str, what: str) -> str:
    """Tells a page that is sent twice; the page's mark itself is not kept, so two feedbacks are never put together."""
    return hashlib.sha256(f"{event.id}:{what}:{mark or new_mark()}".encode()).hexdigest()[:40]


def _page(event: Event, sheet: Sheet, **more: Any) -> str:
    window = window_of(event, now())
    return render_template(
        "attendance/feedback/form.html",
        event=event,
        sheet=sheet,
        mark=sheet["mark"] or new_mark(),
        thanks=request.method == "GET" and request.args.get("step") == THANKS,
        window=window.value,
        open=window is Window.OPEN,
        until=day_words(closes_at(event).astimezone(event.tz), more["language"]),
        asked=ASKED,
        overall=OVERALL,
        eases=EASE,
        topics=TOPICS,
        lengths=LENGTHS,
        here=here,
        **more,
    )
