"""The guest's way into an online event: a page that gives the link out in time, and a button that says "I am here"."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from attendance.online.joining import join, joins_from, may_join
from core.db import db, now
from core.errors import DomainError
from invitations.codes.tokens import find_by_token
from invitations.reply.keys import form_key, key_is_good
from invitations.reply.pages import Visit, frame, here, secret
from invitations.reply.screens import time_words
from invitations.reply.views import replaced_or_unknown, staff_place
from staff.access import public

blueprint = Blueprint("join", __name__)

Page = str | tuple[str, int] | Response


@blueprint.record_once
def _own_form_key(state: Any) -> None:
    """As on the reply page, the key comes from the token: no cookie is needed."""
    state.app.extensions["csrf"].exempt(blueprint)


@blueprint.get("/I/<token>/join")
@blueprint.get("/i/<token>/join")
@public
def show(token: str) -> Page:
    """When the link comes, or the button that gives it out."""
    invitation = find_by_token(token)
    if invitation is None:
        return replaced_or_unknown(token)
    if place := staff_place(invitation):
        return redirect(place)
    visit = Visit(token, invitation, now())
    return _page(visit) if may_join(invitation) else redirect(url_for("reply.show", token=token) + here())


@blueprint.post("/I/<token>/join")
@blueprint.post("/i/<token>/join")
@public
def enter(token: str) -> Page:
    """The guest joins: written down as having come, and the link given out."""
    invitation = find_by_token(token)
    if invitation is None:
        return replaced_or_unknown(token)
    if place := staff_place(invitation):
        return redirect(place)
    visit = Visit(token, invitation, now())
    if not key_is_good(request.form.get("key", ""), invitation.token_hash, secret(), visit.now):
        return _page(visit, again=True), 422
    try:
        join(invitation, scan_id=_scan_id(request.form.get("scan", "")), now=visit.now)
    except DomainError as refusal:
        db.session.rollback()
        return _page(visit, refusal=refusal.sentence), 409
    db.session.commit()
    return _page(visit, link=invitation.event.join_url)


def _scan_id(text: str) -> str:
    """The page's own id, so that a double click is one row of the ledger."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return str(uuid.uuid4())


def _page(visit: Visit, *, link: str = "", refusal: str = "", again: bool = False) -> str:
    event = visit.invitation.event
    opens = joins_from(event)
    return render_template(
        "attendance/join.html",
        **frame(visit),
        link=link,
        early=visit.now < opens,
        over=event.over or visit.now >= event.ends_at,
        opens=time_words(opens.astimezone(event.tz), visit.language),
        key=form_key(visit.invitation.token_hash, secret(), visit.now),
        scan=uuid.uuid4(),
        refusal=refusal,
        again=again,
    )
