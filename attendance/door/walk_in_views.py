"""Somebody without an invitation at the door: first a look into the book, then at most four questions.

The answer to each POST is the page itself, as at the door, so that sending it again shows the same.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound, TooManyRequests
from werkzeug.wrappers import Response

from attendance.door.cards import called, named
from attendance.door.finding import search_guests
from attendance.door.gates import gate_here
from attendance.door.guests import load_guest
from attendance.door.setup import setting_of
from attendance.door.walk_in_forms import ClientForm, LookForm, StrangerForm
from attendance.ledger.holding import SHUT
from attendance.models import WalkIn
from attendance.walk_ins.consent_words import shown_mark, shown_words, words_of
from attendance.walk_ins.finding import in_book, look_for, with_phone
from attendance.walk_ins.standing import came_to, load_came, may_undo, supervises
from attendance.walk_ins.walking_in import invitation_of, is_full, undo_walk_in, walk_in
from clients.models import Client
from core.db import db, now
from core.errors import DomainError
from core.languages import clock, pick_language
from core.limits import spend
from core.tokens import seal, unseal
from events.models import DOOR_OPENS, Event
from invitations.models import Invitation
from staff.access import requires
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("walk_ins", __name__, url_prefix="/door/<int:event_id>/walk-in")

AT_THE_DOOR = (Role.DOOR, Role.ORGANISER, Role.MANAGER, Role.RM, Role.ADMIN)
SEARCHES = "30 per minute"
"""As many as a busy door needs, and too few to read the client book by trying names."""

Page = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Hit:
    """A client as the door may know of them: how to address them, and whose client they are."""

    name: str
    manager: str
    pick: str


@dataclass
class Screen:
    """What the page shows beside its forms."""

    look: LookForm = field(default_factory=lambda: LookForm(formdata=None))
    stranger: StrangerForm | None = None
    hits: list[Hit] | None = None
    same_phone: list[Hit] = field(default_factory=list)
    chosen: ClientForm | None = None
    done: dict[str, Any] | None = None
    refusal: str = ""
    ask_reason: bool = False
    status: int = 200


@blueprint.get("")
@requires(*AT_THE_DOOR)
def show(event_id: int) -> Page:
    """Who is it? With ?new, the questions for somebody whom nobody knows."""
    event = load(current_user, Event, event_id)
    return _page(event, Screen(stranger=_empty() if "new" in request.args else None))


@blueprint.post("/find")
@requires(*AT_THE_DOOR)
def find(event_id: int) -> Page:
    """Whether it is a client of the house. By POST, so that no name ever stands in an address or a log."""
    event = load(current_user, Event, event_id)
    look = LookForm()
    if not look.validate():
        return _page(event, Screen(look=look, status=422))
    try:
        _spend()
        found = look_for(event, look.name.data or "")
    except TooManyRequests:
        refusal = DomainError("walk_in_search_often").sentence
        return _page(event, Screen(look=look, stranger=_empty(), refusal=refusal, status=429))
    except DomainError as refused:
        look.name.errors = [refused.sentence]
        return _page(event, Screen(look=look, status=422))
    return _page(event, Screen(look=look, hits=[_hit(event, client) for client in found], stranger=_empty()))


@blueprint.post("/client")
@requires(*AT_THE_DOOR)
def client(event_id: int) -> Page:
    """Let in a client whom the search has shown. Who is invited is let in by the own card."""
    event = load(current_user, Event, event_id)
    form = ClientForm()
    found = _picked(event, form.pick.data or "")
    if not form.validate():
        return _page(event, Screen(hits=[_hit(event, found)], chosen=form, status=422))
    reason = form.reason.data or ""
    try:
        row = walk_in(
            event, scan_id=form.scan, staff=current_user, now=now(), client=found, heads=form.heads.data or 1,
            forced=bool(reason), reason=reason, gate=_gate(event),
        )  # fmt: skip
    except DomainError as refused:
        db.session.rollback()
        invitation = invitation_of(event, found) if refused.code == "walk_in_invited" else None
        if invitation is not None and _sees(event, invitation):
            return redirect(url_for("door.guest", event_id=event.id, invitation_id=invitation.id, by="name"))
        return _page(event, _refused(refused, Screen(hits=[_hit(event, found)], chosen=form)))
    return _let_in(event, row)


@blueprint.post("")
@requires(*AT_THE_DOOR)
def stranger(event_id: int) -> Page:
    """Let in somebody whom nobody knows; or, when asked to, look for who brought them among tonight's guests."""
    event = load(current_user, Event, event_id)
    form = StrangerForm()
    try:
        _offer_introducers(event, form)
        valid = form.validate()
        if request.form.get("look"):
            return _page(event, Screen(stranger=form))
        if not valid:
            return _page(event, Screen(stranger=form, status=422))
        if form.number and not form.another.data:
            _spend()
            if same := with_phone(event, form.number):
                form.another.data = "y"
                return _page(event, Screen(stranger=form, same_phone=[_hit(event, one) for one in same], status=422))
        row = walk_in(event, scan_id=form.scan, staff=current_user, now=now(), **_told(event, form))
    except TooManyRequests:
        refusal = DomainError("walk_in_search_often").sentence
        return _page(event, Screen(stranger=form, refusal=refusal, status=429))
    except DomainError as refused:
        db.session.rollback()
        return _page(event, _refused(refused, Screen(stranger=form)))
    return _let_in(event, row)


@blueprint.post("/<int:walk_in_id>/undo")
@requires(*AT_THE_DOOR)
def take_back(event_id: int, walk_in_id: int) -> Page:
    """Take back somebody who was let in by mistake; they are not counted any more."""
    event = load(current_user, Event, event_id)
    came = load_came(current_user, event, walk_in_id)
    try:
        scan_id = str(uuid.UUID(request.form.get("scan_id", "")))
        reason = request.form.get("reason", "")[:120]
        undo_walk_in(event, came.walk_in, scan_id=scan_id, staff=current_user, now=now(), reason=reason)
    except ValueError:
        return _page(event, Screen(refusal=DomainError("scan_id_reused").sentence, status=422))
    except DomainError as refused:
        db.session.rollback()
        return _page(event, Screen(refusal=refused.sentence, status=409))
    page = _page(event, Screen(refusal=_("Taken back: they are not counted any more.")))
    db.session.commit()
    return page


def _page(event: Event, screen: Screen) -> Page:
    language, moment = pick_language(), now()
    rows = [
        {
            "id": came.walk_in.id,
            "name": _name_of(came.walk_in, language),
            "heads": came.walk_in.heads,
            "at": clock(came.scan.happened_at, event.tz),
            "undo": may_undo(came.scan, current_user, moment) and event.status not in SHUT,
            "why": not (moment - came.scan.at).total_seconds() <= 600,
        }
        for came in came_to(current_user, event)
    ]
    page = render_template(
        "attendance/walk_in.html",
        event=event,
        screen=screen,
        latest=rows,
        full=is_full(event, 1),
        supervises=supervises(current_user),
        shut=event.status in SHUT,
        early=moment < event.starts_at - DOOR_OPENS,
        words=shown_words(event.branch, language),
        mark=shown_mark(language),
        scan_id=lambda: str(uuid.uuid4()),
    )
    return page if screen.status == 200 else (page, screen.status)


def _empty() -> StrangerForm:
    return StrangerForm(formdata=None)


def _name_of(row: WalkIn, language: str) -> str:
    return called(row.client, language) if row.client else row.called


def _hit(event: Event, found: Client) -> Hit:
    language = pick_language()
    return Hit(called(found, language), named(found.rm, language), seal(f"{event.id}:{current_user.id}:{found.id}"))


def _picked(event: Event, pick: str) -> Client:
    """The client of a sealed hit. Raises NotFound for one that this door's search did not show to this person."""
    try:
        event_id, staff_id, client_id = (int(part) for part in unseal(pick).split(":"))
    except (ValueError, InvalidTag):
        raise NotFound from None
    found = in_book(event, client_id) if (event_id, staff_id) == (event.id, current_user.id) else None
    if found is None:
        raise NotFound
    return found


def _sees(event: Event, invitation: Invitation) -> bool:
    try:
        load_guest(current_user, event, invitation.id)
    except NotFound:
        return False
    return True


def _offer_introducers(event: Event, form: StrangerForm) -> None:
    """Tonight's guests of the name that was written, as choices; none is chosen unless somebody chooses."""
    asked = bool(request.form.get("look")) or bool(form.introducer.data)
    if not asked or not form.brought_by.data:
        form.introducer.choices = []
        return
    if request.form.get("look"):
        _spend()
    try:
        found = [invitation for invitation, _presence in search_guests(current_user, event, form.brought_by.data)]
    except DomainError as refused:
        found, form.introducer.description = [], refused.sentence
    language = pick_language()
    form.introducer.choices = [
        (str(one.id), f"{called(one.client, language)} · {named(one.client.rm, language)}") for one in found
    ]
    form.looked = True


def _told(event: Event, form: StrangerForm) -> dict[str, Any]:
    """What the form tells. Raises DomainError("walk_in_words_unknown") when other words were shown than we know."""
    known = {value for value, _label in form.introducer.choices}
    introducer = load_guest(current_user, event, int(form.introducer.data)) if form.introducer.data in known else None
    consent = ""
    if form.agreed.data:
        consent = words_of(form.shown.data or "", event.branch) or ""
        if not consent:
            raise DomainError("walk_in_words_unknown")
    reason = form.reason.data or ""
    return {
        "called": form.called.data or "",
        "phone": form.number,
        "brought_by": form.brought_by.data or "",
        "introducer": introducer,
        "consent": consent,
        "heads": form.heads.data or 1,
        "forced": bool(reason),
        "reason": reason,
        "gate": _gate(event),
    }


def _refused(refusal: DomainError, screen: Screen) -> Screen:
    """The refusal at its field, or above; whoever may decide is asked why."""
    form = screen.stranger or screen.chosen
    if refusal.code == "walk_in_phone_missing" and screen.stranger:
        screen.stranger.phone.errors = [refusal.sentence]
        screen.status = 422
    else:
        screen.refusal, screen.status = refusal.sentence, 409
    screen.ask_reason = refusal.code == "walk_in_full_reason" and form is not None
    return screen


def _let_in(event: Event, row: WalkIn) -> Page:
    """The welcome. Drawn before the commit, after which all that it shows would be read anew."""
    page = _page(
        event,
        Screen(
            done={
                "name": _name_of(row, pick_language()),
                "heads": row.heads,
                "manager": named(row.client.rm, pick_language()) if row.client else "",
                "lead": row.consented_at is not None,
            }
        ),
    )
    db.session.commit()
    return page


def _gate(event: Event) -> str:
    return gate_here(current_user, event, setting_of(event))


def _spend() -> None:
    """Raises TooManyRequests. The same limit as of the search among the guests."""
    spend("door-search", str(current_user.id), SEARCHES)
