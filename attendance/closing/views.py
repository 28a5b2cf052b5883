"""Closing the evening: what became of each invitation, a second step, and the result."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from attendance.closing.telling import close_evening, summary
from attendance.door.cards import called, named
from attendance.door.forms import ScanForm
from attendance.door.guests import guest_rows, load_guest
from attendance.ledger.checking_in import check_in, undo
from attendance.models import Method
from attendance.words import OUTCOMES
from core.db import db, now
from core.errors import DomainError
from core.languages import clock, pick_language
from events.models import Event, EventStatus
from staff.access import requires
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("closing", __name__, url_prefix="/events/<int:event_id>/closing")

WHO_CLOSES = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)


@blueprint.get("")
@requires(*WHO_CLOSES)
def show(event_id: int) -> str:
    """Before: what closing will write, and who is still to be settled. After: what became of each guest."""
    event = load(current_user, Event, event_id)
    language = pick_language()
    closed = event.status is EventStatus.CLOSED
    return render_template(
        "attendance/closed.html" if closed else "attendance/closing.html",
        event=event,
        summary=summary(event),
        rows=guest_rows(current_user, event),
        begun=now() >= event.starts_at,
        outcomes=OUTCOMES,
        called=lambda client: called(client, language),
        named=lambda staff: named(staff, language),
        clock=lambda moment: clock(moment, event.tz),
        scan_id=lambda: str(uuid.uuid4()),
    )


@blueprint.post("")
@requires(*WHO_CLOSES)
def close(event_id: int) -> Response:
    """Write the outcomes and close. Of two people who close at once the second is told, and sees the result."""
    event = load(current_user, Event, event_id)
    try:
        close_evening(event, staff=current_user, now=now())
    except DomainError as refusal:
        db.session.rollback()
        already = refusal.code == "event_closed"
        flash(_("A colleague has closed this evening already. Here is the result.") if already else refusal.sentence)
    else:
        db.session.commit()
        flash(_("The evening is closed, and each guest's history tells how it was."), "good")
    return redirect(url_for("closing.show", event_id=event_id))


@blueprint.post("/guests/<int:invitation_id>/came")
@requires(*WHO_CLOSES)
def came(event_id: int, invitation_id: int) -> Response:
    """Check in a guest whom the door missed."""
    return _settle(event_id, invitation_id, was_here=True)


@blueprint.post("/guests/<int:invitation_id>/not-here")
@requires(*WHO_CLOSES)
def not_here(event_id: int, invitation_id: int) -> Response:
    """Take back a check-in that was a slip; the organiser may, as long as the evening is open."""
    return _settle(event_id, invitation_id, was_here=False)


def _settle(event_id: int, invitation_id: int, *, was_here: bool) -> Response:
    event = load(current_user, Event, event_id)
    invitation = load_guest(current_user, event, invitation_id)
    form = ScanForm()
    try:
        if not form.validate():
            raise DomainError("scan_id_reused")
        if was_here:
            check_in(event, invitation, scan_id=form.scan, method=Method.NAME, staff=current_user, now=now())
        else:
            undo(event, invitation, scan_id=form.scan, staff=current_user, now=now())
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "attention")
    else:
        db.session.commit()
    return redirect(url_for("closing.show", event_id=event_id))
