"""The seats of an evening: those kept from guests, who waits and is offered some, and larger parties asked for late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm import contains_eager, joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms import DateField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from clients.models import Client
from core.db import db, now
from core.errors import DomainError
from core.forms import Form
from events.models import Event
from invitations.answers import changes, holds, offers, waitlist
from invitations.answers.party import from_rows, parties_of
from invitations.answers.waitlist import Precedence, precedence_of
from invitations.answers.words import MEMBER_KINDS, POLICIES, PRECEDENCES
from invitations.guests.guest_list import load_guest
from invitations.models import ChangeRequest, Channel, Invitation, SeatHold, SeatOffer
from staff.access import requires
from staff.models import Staff
from staff.scope import load, visible

blueprint = Blueprint("seats", __name__, url_prefix="/events/<int:event_id>")


class HoldForm(Form):
    seats = IntegerField(
        _l("Seats"),
        [
            InputRequired(_l("How many seats are kept?")),
            NumberRange(min=1, max=2000, message=_l("A number from 1 to 2000.")),
        ],
    )
    reason = StringField(
        _l("Kept for"),
        [
            DataRequired(_l("Please say for whom, so that colleagues know.")),
            Length(max=80, message=_l("Please shorten this to at most %(max)d characters.")),
        ],
    )
    until = DateField(_l("Until the end of"), [Optional()])


@blueprint.route("/seats", methods=["GET", "POST"])
@requires(*changes.DECIDERS)
def show(event_id: int) -> str | tuple[str, int] | Response:
    """How many seats there are and who has them; keep some from guests."""
    event = load(current_user, Event, event_id)
    form = HoldForm()
    if not form.validate_on_submit():
        return _seats_page(event, form), 422 if form.is_submitted() else 200
    kept = {"until": form.until.data, "staff": current_user, "now": now()}
    try:
        holds.keep(event, form.seats.data or 0, form.reason.data or "", **kept)
    except DomainError as refusal:
        db.session.rollback()
        field = form.until if refusal.code == "hold_past" else form.seats
        field.errors = [*field.errors, refusal.sentence]
        return _seats_page(event, form), 422
    db.session.commit()
    flash(_("The seats are kept."), "good")
    return redirect(url_for("seats.show", event_id=event_id))


def _seats_page(event: Event, form: HoldForm) -> str:
    kept = holds.standing(event)
    names = sa.select(Staff).where(Staff.id.in_({hold.staff_id for hold in kept}))
    return render_template(
        "invitations/desk/seats.html",
        event=event,
        form=form,
        holds=kept,
        staff={one.id: one for one in db.session.scalars(names)},
        tabs=_tabs(event, "seats"),
        offered=sum(one.seats for one in offers.open_offers(event)),
    )


@blueprint.post("/seats/<int:hold_id>/give-back")
@requires(*changes.DECIDERS)
def give_back(event_id: int, hold_id: int) -> Response:
    """Let guests have the seats that were kept."""
    event = load(current_user, Event, event_id)
    hold = db.session.get(SeatHold, hold_id)
    if hold is None or hold.event_id != event.id:
        raise NotFound
    said = _("Guests may have these seats again.")
    return _do(lambda: holds.give_back(hold, now=now()), said, "seats.show", event_id)


@blueprint.get("/waitlist")
@requires(*changes.DECIDERS)
def waiting(event_id: int) -> str:
    """Who waits for seats, in their order, and what is offered."""
    event = load(current_user, Event, event_id)
    queue = waitlist.queue(event)
    following = waitlist.next_up(event, queue)
    return render_template(
        "invitations/desk/waitlist.html",
        event=event,
        now=now(),
        waiting=queue,
        following=following.invitation.id if following else None,
        precedence_of=precedence_of,
        tabs=_tabs(event, "waiting"),
        words={"precedence": PRECEDENCES, "policy": POLICIES},
    )


@blueprint.post("/waitlist/<int:invitation_id>/offer")
@requires(*changes.DECIDERS)
def offer(event_id: int, invitation_id: int) -> Response:
    """Keep seats for somebody who waits, and let the manager call."""
    _event, invitation = _guest(event_id, invitation_id)
    manager = invitation.client.rm.name
    said = _("The seats are kept; %(name)s finds the call on the desk.", name=manager)
    return _do(lambda: offers.offer(invitation.id, staff=current_user, now=now()), said, "seats.waiting", event_id)


@blueprint.post("/waitlist/<int:invitation_id>/order")
@requires(*changes.DECIDERS)
def order(event_id: int, invitation_id: int) -> Response:
    """Say that somebody is asked before the others, or after them."""
    _event, invitation = _guest(event_id, invitation_id)
    wish = request.form.get("precedence", "")
    if wish not in {str(one.value) for one in Precedence}:
        raise NotFound
    return _do(
        lambda: waitlist.set_precedence(invitation, Precedence(int(wish))),
        _("The order is changed."),
        "seats.waiting",
        event_id,
    )


_ENDS: dict[str, Callable[[SeatOffer], Any]] = {
    "take": lambda found: offers.take(found, channel=Channel.PHONE, staff=current_user, now=now()),
    "decline": lambda found: offers.turn_down(found, channel=Channel.PHONE, staff=current_user, now=now()),
    "withdraw": lambda found: offers.withdraw(found, now=now()),
}


@blueprint.post("/offers/<int:offer_id>/<any(take, decline, withdraw):wish>")
@requires(*changes.DECIDERS)
def end_offer(event_id: int, offer_id: int, wish: str) -> Response:
    """What came of an offer: taken, declined, or withdrawn."""
    event = load(current_user, Event, event_id)
    found = load(current_user, SeatOffer, offer_id)
    if found.event_id != event.id:
        raise NotFound
    said = {
        "take": _("The guest has the seats."),
        "decline": _("The seats are free again; the guest does not come."),
        "withdraw": _("The offer is withdrawn; the guest waits on."),
    }
    return _do(lambda: _ENDS[wish](found), said[wish], "seats.waiting", event_id)


@blueprint.get("/changes")
@requires(*changes.DECIDERS)
def asked(event_id: int) -> str:
    """Larger parties that were asked for after the deadline: those to decide, and the last that were decided."""
    event = load(current_user, Event, event_id)
    query = (
        visible(current_user, ChangeRequest)
        .join(ChangeRequest.invitation)
        .join(Invitation.client)
        .where(Invitation.event_id == event.id)
        .options(
            contains_eager(ChangeRequest.invitation)
            .contains_eager(Invitation.client)
            .joinedload(Client.rm)
            .lazyload(Staff.roles)
        )
        .order_by(ChangeRequest.decided_at.is_not(None), ChangeRequest.id.desc())
    )
    found = db.session.scalars(query.limit(100)).all()
    return render_template(
        "invitations/desk/changes.html",
        event=event,
        requests=found,
        stands=parties_of([one.invitation_id for one in found]),
        party=lambda one: from_rows(one.asked["party"]),
        tabs=_tabs(event, "changes"),
        words={"kind": MEMBER_KINDS},
    )


@blueprint.post("/changes/<int:request_id>/<any(grant, refuse):wish>")
@requires(*changes.DECIDERS)
def decide(event_id: int, request_id: int, wish: str) -> Response:
    """Let the larger party come, or not."""
    event = load(current_user, Event, event_id)
    found = load(current_user, ChangeRequest, request_id, joinedload(ChangeRequest.invitation))
    if found.invitation.event_id != event.id:
        raise NotFound
    if wish == "grant":
        said = _("They may come. Please tell the guest.")
        return _do(lambda: changes.grant(found, staff=current_user, now=now()), said, "seats.asked", event_id)
    said = _("The answer stays as it was. Please tell the guest.")
    return _do(lambda: changes.refuse(found, staff=current_user, now=now()), said, "seats.asked", event_id)


def _guest(event_id: int, invitation_id: int) -> tuple[Event, Invitation]:
    event = load(current_user, Event, event_id)
    return event, load_guest(current_user, event, invitation_id)


def _do(act: Callable[[], Any], said: str, page: str, event_id: int) -> Response:
    """Do it, or say why not; then back to the page."""
    try:
        act()
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
    else:
        db.session.commit()
        flash(said, "good")
    return redirect(url_for(page, event_id=event_id))


def _tabs(event: Event, active: str) -> list[dict[str, Any]]:
    """The three pages, with how many wait and how many are to be decided."""
    counts = db.session.execute(
        sa.select(
            sa.select(sa.func.count())
            .select_from(Invitation)
            .where(Invitation.event_id == event.id, Invitation.waited_since.is_not(None))
            .scalar_subquery(),
            sa.select(sa.func.count())
            .select_from(ChangeRequest)
            .join(ChangeRequest.invitation)
            .where(Invitation.event_id == event.id, ChangeRequest.decided_at.is_(None))
            .scalar_subquery(),
        )
    ).one()
    return [
        {"label": _("Seats"), "url": url_for("seats.show", event_id=event.id), "active": active == "seats"},
        {
            "label": _("Waitlist"),
            "url": url_for("seats.waiting", event_id=event.id),
            "active": active == "waiting",
            "count": counts[0],
        },
        {
            "label": _("Asked for late"),
            "url": url_for("seats.asked", event_id=event.id),
            "active": active == "changes",
            "count": counts[1],
        },
    ]
