"""A trip's lists as PDF, for organisers and managers alone; each that is taken is noted as an export."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from core.db import now
from core.languages import moment, pick_language
from events.views import PLANNERS
from invitations.trips import sheets
from invitations.trips.placing import Travellers
from invitations.trips.views import blueprint, whole
from printing.press.page import Page
from printing.press.printer import pdf_of
from staff.access import requires
from staff.audit import record_view


def _list(event_id: int, name: str, pages_of: Callable[[Travellers, str], list[Page]]) -> Response:
    """The list of all who travel. Raises DomainError("travellers_unseen") when the reader doesn't see all of them."""
    found = whole(event_id)
    zone = found.trip.event.tz
    mark = sheets.printed_by(current_user.called(pick_language()), moment(now(), pick_language(), zone))
    pages = pages_of(found, mark) if found.people else []
    if not pages:
        flash(_("There is nobody to print this for yet."), "attention")
        return redirect(url_for("travellers.overview", event_id=event_id))
    record_view(current_user, f"trip_{name}", event_id, action="export")
    response = Response(pdf_of(pages, title=f"{name}-{event_id}"), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}-{event_id}.pdf"'
    return response


@blueprint.get("/participants.pdf")
@requires(*PLANNERS)
def participants(event_id: int) -> Response:
    """Everybody with telephone, seat and room."""
    return _list(event_id, "participants", sheets.participants)


@blueprint.get("/agency.pdf")
@requires(*PLANNERS)
def agency(event_id: int) -> Response:
    """Documents for the agency and the insurer, of those who have agreed."""
    return _list(event_id, "agency", sheets.agency)


@blueprint.get("/driver.pdf")
@requires(*PLANNERS)
def driver(event_id: int) -> Response:
    """A sheet for each coach."""
    return _list(event_id, "driver", sheets.driver)


@blueprint.get("/rooms.pdf")
@requires(*PLANNERS)
def rooms(event_id: int) -> Response:
    """The rooms for the hotel."""
    return _list(event_id, "rooms", sheets.rooms)


@blueprint.get("/emergency.pdf")
@requires(*PLANNERS)
def emergency(event_id: int) -> Response:
    """Whom to call, and what a doctor must know."""
    return _list(event_id, "emergency", sheets.emergency)


@blueprint.get("/information.pdf")
@requires(*PLANNERS)
def information(event_id: int) -> Response:
    """A sheet for each adult to fill in and sign."""
    return _list(event_id, "information", sheets.information)
