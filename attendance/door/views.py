"""The door: tonight's events, the page on which guests are checked in, and the list on paper.

Each answer comes as a page, or, to the page's own script (Accept: application/json), as the part that changes.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from attendance.door.cards import Card, Hit, called, card, hit, named
from attendance.door.forms import CodeForm, ScanForm, SearchForm
from attendance.door.guests import arrivals, count, guests_of, load_guest, presence_of, search_guests
from attendance.ledger.checking_in import check_in, find_invitation, may_undo, undo
from attendance.models import Presence, Scan, Verdict
from core.db import db, now
from core.errors import DomainError
from core.languages import clock, pick_language
from core.limits import spend
from events.models import DOOR_OPENS, Event, EventStatus
from events.scopes import tonight as door_is_open
from invitations.models import Invitation
from invitations.paper.seated import tables_told
from invitations.words import REPLIES
from staff.access import requires
from staff.audit import record_view
from staff.models import Role
from staff.scope import load, visible

blueprint = Blueprint("door", __name__, url_prefix="/door")

AT_THE_DOOR = (Role.DOOR, Role.ORGANISER, Role.MANAGER, Role.RM, Role.ADMIN)
SEARCHES = "30 per minute"
"""As many as a busy door needs, and too few to read the guest list by trying names."""

Page = str | Response | tuple[str | Response, int]


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
    return _screen(load(current_user, Event, event_id))


@blueprint.post("/<int:event_id>")
@requires(*AT_THE_DOOR)
def check_code(event_id: int) -> Page:
    """A scanned or typed code: one verdict. Sent again with the same scan id, it gives the same answer."""
    event = load(current_user, Event, event_id)
    form = CodeForm()
    if not form.validate():
        return _screen(event, code_form=form, status=422)
    invitation = find_invitation(form.code.data or "")
    try:
        answer = check_in(event, invitation, scan_id=form.scan, method=form.method, staff=current_user, now=now())
    except DomainError as refusal:
        return _refused(event, refusal)
    return _committed(_screen(event, card=_card(answer.verdict, answer.invitation, event, answer.first)))


@blueprint.post("/<int:event_id>/search")
@requires(*AT_THE_DOOR)
def search(event_id: int) -> Page:
    """Guests by name. By POST, so that no name ever stands in an address or a log."""
    event = load(current_user, Event, event_id)
    form = SearchForm()
    if not form.validate():
        return _screen(event, search_form=form, status=422)
    try:
        spend("door-search", str(current_user.id), SEARCHES)
        found = search_guests(current_user, event, form.name.data or "")
    except TooManyRequests:
        return _refused(event, DomainError("search_too_often"), search_form=form)
    except DomainError as refusal:
        return _refused(event, refusal, search_form=form)
    return _screen(event, hits=_hits(event, found), search_form=form)


@blueprint.get("/<int:event_id>/guests/<int:invitation_id>")
@requires(*AT_THE_DOOR)
def guest(event_id: int, invitation_id: int) -> Page:
    """One guest, with a button; reached from a name, or from a letter read by the phone's own camera."""
    event = load(current_user, Event, event_id)
    invitation = load_guest(current_user, event, invitation_id)
    presence = presence_of(invitation)
    if presence is not None:
        return _screen(event, card=_card(Verdict.ALREADY, invitation, event, presence.scan))
    if invitation.revoked_at is not None:
        return _screen(event, card=_card(Verdict.REVOKED, invitation, event))
    return _screen(event, guest=_hits(event, [(invitation, None)])[0])


@blueprint.post("/<int:event_id>/guests/<int:invitation_id>")
@requires(*AT_THE_DOOR)
def admit(event_id: int, invitation_id: int) -> Page:
    """Check in the guest of the card."""
    event = load(current_user, Event, event_id)
    invitation = load_guest(current_user, event, invitation_id)
    form = ScanForm()
    if not form.validate():
        return _screen(event, guest=_hits(event, [(invitation, None)])[0], status=422)
    try:
        answer = check_in(event, invitation, scan_id=form.scan, method=form.method, staff=current_user, now=now())
    except DomainError as refusal:
        return _refused(event, refusal)
    return _committed(_screen(event, card=_card(answer.verdict, answer.invitation, event, answer.first)))


@blueprint.post("/<int:event_id>/guests/<int:invitation_id>/undo")
@requires(*AT_THE_DOOR)
def take_back(event_id: int, invitation_id: int) -> Page:
    """Undo a check-in."""
    event = load(current_user, Event, event_id)
    invitation = load_guest(current_user, event, invitation_id)
    form = ScanForm()
    if not form.validate():
        return _screen(event, status=422)
    try:
        undo(event, invitation, scan_id=form.scan, staff=current_user, now=now())
    except DomainError as refusal:
        return _refused(event, refusal)
    return _committed(_screen(event, card=_card(Verdict.UNDONE, invitation, event)))


@blueprint.get("/<int:event_id>/arrivals")
@requires(*AT_THE_DOOR)
def latest(event_id: int) -> Response:
    """How many are in, and who came last: the open page asks again, since there may be two doors."""
    event = load(current_user, Event, event_id)
    values = _room(event)
    return jsonify(
        count=render_template("attendance/count.html", **values),
        latest=render_template("attendance/latest.html", **values),
    )


@blueprint.get("/<int:event_id>/list")
@requires(Role.ORGANISER, Role.MANAGER, Role.ADMIN)
def paper_list(event_id: int) -> str:
    """All guests in the order of their names' readings, with a box to tick: for the evening the network fails."""
    event = load(current_user, Event, event_id)
    query = guests_of(current_user, event).where(Invitation.revoked_at.is_(None))
    invitations = db.session.scalars(query).all()
    record_view(current_user, "door_list", event.id)
    return render_template(
        "attendance/list.html",
        event=event,
        invitations=invitations,
        tables=tables_told(event),
        called=lambda client: called(client, pick_language()),
        named=lambda staff: named(staff, pick_language()),
        replies=REPLIES,
    )


def _screen(event: Event, *, status: int = 200, **parts: Any) -> Page:
    """The door's page with the answer in it; to the page's script, the answer alone."""
    parts = {"card": None, "hits": None, "guest": None, "refusal": None, "event": event, "by": "camera"} | parts
    parts["scan_id"] = lambda: str(uuid.uuid4())
    if request.args.get("by") == "name":
        parts["by"] = "name"
    if _for_script():
        card = parts["card"]
        for form in (parts.get("code_form"), parts.get("search_form")):
            parts["refusal"] = parts["refusal"] or (form and next(iter(form.errors.values()), [None])[0])
        answer = render_template("attendance/answer.html", **parts)
        return jsonify(look=card.look if card else "", answer=answer), status
    moment = now()
    state = "closed" if event.status is EventStatus.CLOSED else "open"
    if state == "open" and moment < event.starts_at - DOOR_OPENS:
        state = "early"
    return render_template("attendance/board.html", state=state, opens=DOOR_OPENS, **(_room(event) | parts)), status


def _for_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _room(event: Event) -> dict[str, Any]:
    """The figures, and the latest arrivals with what may be taken back."""
    moment, language = now(), pick_language()
    return {
        "event": event,
        "scan_id": lambda: str(uuid.uuid4()),
        "count": count(event),
        "arrivals": [
            {
                "invitation_id": presence.invitation_id,
                "name": called(presence.invitation.client, language),
                "full_name": presence.invitation.client.full_name,
                "at": clock(presence.at, event.tz),
                "undo": may_undo(presence, current_user, moment) and event.status is not EventStatus.CLOSED,
            }
            for presence in arrivals(current_user, event)
        ],
    }


def _hits(event: Event, found: Sequence[tuple[Invitation, Presence | None]]) -> list[Hit]:
    """Guests as the door names them, with their tables."""
    tables, language = tables_told(event, [invitation.id for invitation, _presence in found]), pick_language()
    return [hit(invitation, presence, event, language, tables) for invitation, presence in found]


def _card(verdict: Verdict, invitation: Invitation | None, event: Event, first: Scan | None = None) -> Card:
    """The card of a verdict; another event is named only to who may see it."""
    other = None
    if verdict is Verdict.OTHER_EVENT and invitation is not None:
        other = db.session.scalar(visible(current_user, Event).where(Event.id == invitation.event_id))
    table = tables_told(event, [invitation.id]).get(invitation.id, "") if invitation is not None else ""
    return card(verdict, invitation, event, pick_language(), first=first, other=other, table=table)


def _refused(event: Event, refusal: DomainError, **parts: Any) -> Page:
    """The page with the refusal's sentence; nothing was done."""
    db.session.rollback()
    status = {"search_too_short": 422, "search_too_often": 429}.get(refusal.code, 409)
    return _screen(event, refusal=refusal.sentence, status=status, **parts)


def _committed(page: Page) -> Page:
    """Commit, last. The page is drawn before, since a commit makes everything that it shows be read anew."""
    db.session.commit()
    return page
