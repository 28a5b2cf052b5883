"""The guest list: choosing whom to invite, and who is invited with answer and letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from clients.book.saving import readable_phone
from clients.models import ContactChannel
from core.db import db, now
from core.errors import DomainError
from events.figures import figures_of
from events.models import Event
from invitations.answers.party import most_companions
from invitations.desk.answer_form import AnswerForm
from invitations.guests.choices import choices_of
from invitations.guests.guest_list import Wish, guests, last_replies, load_guest
from invitations.guests.inviting import revoke as take_back
from invitations.guests.permission import forbidden
from invitations.models import Dispatch, Invitation
from invitations.runs.dispatch import last_steps, take, take_all, waiting_by_manager
from invitations.runs.outdated import outdated
from invitations.runs.print_words import FACTS
from invitations.segments import catalogue_of
from invitations.words import CHANNELS, DISPATCHES, MEANS, REPLIES
from staff.access import requires
from staff.models import Role, Staff
from staff.scope import load
from staff.views import local_path

blueprint = Blueprint("guest_list", __name__, url_prefix="/events/<int:event_id>/guests")

INVITERS = (Role.ORGANISER, Role.MANAGER, Role.RM, Role.ADMIN)
PER_PAGE = 50
ALL_ON_PAPER = 2000  # a call list is printed whole; no event has more seats


@blueprint.get("")
@requires(*INVITERS)
def show(event_id: int) -> str:
    """The guests whom the reader may see, with filters and the counts over them."""
    event, moment = load(current_user, Event, event_id), now()
    people = waiting_by_manager(current_user, event)
    wish = _member(Wish, "reply")
    most = ALL_ON_PAPER if wish is Wish.SILENT else PER_PAGE
    query = guests(current_user, event, now=moment, wish=wish, **_filters(people))
    page = db.paginate(query, per_page=most, max_per_page=most, error_out=False)
    return render_template(
        "invitations/guest_list.html",
        event=event,
        now=moment,
        page=page,
        wish=wish,
        managers=people,
        figures=figures_of(current_user, [event], moment)[event.id],
        replies=last_replies([guest.id for guest in page.items]),
        steps=last_steps([guest.id for guest in page.items]),
        outdated=outdated(event, page.items),
        choices=choices_of(current_user, event, [guest.client_id for guest in page.items], catalogue_of(current_user)),
        answer_form=AnswerForm(event, formdata=None),
        most=most_companions(event),
        readable_phone=readable_phone,
        uncalled=_uncalled(page.items, moment) if wish is Wish.SILENT else {},
        only_own=not current_user.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN),
        words={"reply": REPLIES, "dispatch": DISPATCHES, "channel": CHANNELS, "means": MEANS, "facts": FACTS},
    )


def _uncalled(guests: Sequence[Invitation], moment: datetime) -> dict[int, str]:
    """Who of a call list is not to be called about the invitation, by its id, and why."""
    reasons = forbidden(guests, moment, channel=ContactChannel.PHONE)
    return {guest_id: found[0].sentence for guest_id, found in reasons.items() if found}


def _filters(people: Sequence[tuple[Staff, Any]]) -> dict[str, Any]:
    """What the filter bar asks beside the answer; a manager without guests here is passed over."""
    rm_id = request.args.get("rm", type=int)
    return {
        "dispatch": _member(Dispatch, "dispatch"),
        "rm_id": rm_id if rm_id in {person.id for person, _printed in people} else None,
        "text": request.args.get("q", ""),
    }


def _member(kind: Any, name: str) -> Any:
    """The member of an enum that the address names, or None."""
    value = request.args.get(name, "")
    return kind(value) if value in {member.value for member in kind} else None


@blueprint.post("/<int:invitation_id>/deliver")
@requires(*INVITERS)
def deliver(event_id: int, invitation_id: int) -> Response:
    """The letter is in the client's hands: one tap, by the means that was planned; the letter's own page takes more."""
    _event, invitation = _guest(event_id, invitation_id)
    try:
        take(invitation, Dispatch.DELIVERED, staff=current_user, now=now())
    except DomainError as refusal:
        return _refused(refusal, event_id)
    db.session.commit()
    return _back(event_id)


@blueprint.post("/steps")
@requires(*INVITERS)
def steps(event_id: int) -> Response:
    """All letters of one manager are with that manager, or in their clients' hands."""
    event = load(current_user, Event, event_id)
    rm_id, wish = request.form.get("rm", 0, type=int), request.form.get("step", "")
    of_managers = {person.id for person, _waiting in waiting_by_manager(current_user, event)}
    if rm_id not in of_managers or wish not in (Dispatch.HANDED.value, Dispatch.DELIVERED.value):
        raise NotFound
    try:
        number = take_all(current_user, event, Dispatch(wish), now=now(), rm_id=rm_id)
    except DomainError as refusal:
        return _refused(refusal, event_id)
    db.session.commit()
    handed = ngettext("%(num)d letter is with its manager.", "%(num)d letters are with their managers.", number)
    delivered = ngettext("%(num)d letter is delivered.", "%(num)d letters are delivered.", number)
    flash(handed if wish == Dispatch.HANDED.value else delivered, "good" if number else "attention")
    return _back(event_id)


@blueprint.post("/<int:invitation_id>/revoke")
@requires(*INVITERS)
def revoke(event_id: int, invitation_id: int) -> Response:
    """Take the invitation back, as long as the client does not have it."""
    _event, invitation = _guest(event_id, invitation_id)
    try:
        take_back(invitation, now=now(), staff=current_user)
    except DomainError as refusal:
        return _refused(refusal, event_id)
    db.session.commit()
    flash(_("The invitation is taken back. If a letter is printed, please destroy it."), "good")
    return _back(event_id)


def _guest(event_id: int, invitation_id: int) -> tuple[Event, Invitation]:
    event = load(current_user, Event, event_id, joinedload(Event.branch))
    return event, load_guest(current_user, event, invitation_id)


def _refused(refusal: DomainError, event_id: int) -> Response:
    db.session.rollback()
    flash(refusal.sentence, "error")
    return _back(event_id)


def _back(event_id: int) -> Response:
    """To the list as it was filtered, or to the page that the answer was entered from."""
    wish = request.form.get("next", "")
    return redirect(local_path(wish) if wish else url_for("guest_list.show", event_id=event_id))
