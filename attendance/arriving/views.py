"""Arrivals: what an open page asks for, who goes to the door, the brief, and a manager's own guests tonight."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from attendance.arriving.alerts import ASK_SECONDS, HIDDEN_ASK_SECONDS, alerts
from attendance.arriving.brief import arrival_brief, overdue
from attendance.arriving.evening import Standing, guests_of, sorted_by_arrival
from attendance.arriving.own import WATCHING, concerned, load_guest
from attendance.arriving.reading import for_script, is_open, keep_idle, mine_shown, named, part
from attendance.arriving.welcoming import go, let_go
from attendance.arriving.words import PARTIES
from clients import words
from core.db import db, now
from core.errors import DomainError
from core.languages import clock, pick_language
from core.zone import home_day
from events.models import Event
from staff.access import requires
from staff.audit import record_view
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("arriving", __name__, url_prefix="/door")

Page = str | Response


@blueprint.app_template_global("arrivals_concern_reader")
def arrivals_concern_reader() -> dict[str, int] | None:
    """For the shells: how often the page asks who has arrived, or None when nothing of that concerns its reader."""
    if not current_user or not current_user.is_authenticated or not concerned(current_user):
        return None
    return {"every": ASK_SECONDS, "hidden": HIDDEN_ASK_SECONDS}


@blueprint.get("/alerts")
@requires(*WATCHING)
def alerts_now() -> Response:
    """Who has arrived and concerns the reader: asked by every open page, every few seconds."""
    keep_idle()
    return _told()


def _told() -> Response:
    found = alerts(current_user, pick_language(), now=now())
    return jsonify(
        open=bool(found) or concerned(current_user),
        keys=[alert.key for alert in found],
        html=render_template("attendance/arriving/alerts.html", alerts=found) if found else "",
    )


@blueprint.post("/<int:event_id>/guests/<int:invitation_id>/welcome")
@requires(*WATCHING)
def welcome(event_id: int, invitation_id: int) -> Page:
    """ "I'm coming": the first who says so goes, everybody else reads who it is."""
    event = load(current_user, Event, event_id)
    invitation = load_guest(current_user, event, invitation_id)
    try:
        row = go(invitation, current_user, now=now())
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "attention")
    else:
        if row.staff_id != current_user.id:
            flash(_("%(name)s is on the way to the door already.", name=row.staff.called(pick_language())), "attention")
        elif not for_script():
            flash(_("Thank you. The others see that you are going."), "good")
        db.session.commit()
    return _answered(event)


@blueprint.post("/<int:event_id>/guests/<int:invitation_id>/stay")
@requires(*WATCHING)
def stay(event_id: int, invitation_id: int) -> Page:
    """ "I can't after all": the others are asked again."""
    event = load(current_user, Event, event_id)
    invitation = load_guest(current_user, event, invitation_id)
    let_go(invitation, current_user)
    db.session.commit()
    return _answered(event)


def _answered(event: Event) -> Page:
    """To the page's script the alerts as they stand now; else the list from which it was pressed."""
    if for_script():
        return _told()
    return redirect(url_for("arriving.mine" if current_user.may(Role.RM) else "live.board", event_id=event.id))


@blueprint.get("/<int:event_id>/guests/<int:invitation_id>/brief")
@requires(Role.RM)
def brief(event_id: int, invitation_id: int) -> str:
    """What to know on the way to the door, for the client's own manager and who stands in; noted in the audit log."""
    event = load(current_user, Event, event_id)
    invitation = load_guest(current_user, event, invitation_id, only_own=True)
    record_view(current_user, "client", invitation.client_id)
    moment = now()
    return render_template(
        "attendance/arriving/brief.html",
        event=event,
        brief=arrival_brief(current_user, invitation, now=moment),
        today=home_day(moment),
        open=is_open(event, moment),
        at=lambda at: clock(at, event.tz),
        named=named,
        overdue=overdue,
        words=words,
        parties=PARTIES,
    )


@blueprint.get("/<int:event_id>/mine")
@requires(Role.RM)
def mine(event_id: int) -> Page:
    """The reader's own guests of an evening: here, on the way, not here. For the phone in one's hand."""
    event = load(current_user, Event, event_id)
    moment = now()
    found = guests_of(current_user, event, now=moment, only_own=True)
    shown = mine_shown(event, found, current_user, now=moment)
    groups = {
        Standing.ARRIVED: sorted_by_arrival(found),
        Standing.COMING: [guest for guest in found if guest.standing is Standing.COMING],
        Standing.ABSENT: [guest for guest in found if guest.standing is Standing.ABSENT],
    }
    return part("mine", event, now=moment, groups=groups, **shown)
