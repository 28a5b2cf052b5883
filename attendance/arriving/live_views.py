"""The live board for hosts, its figures on the wall, and the guest brief on paper."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from attendance.arriving.live import board as live_board
from attendance.arriving.live import figures
from attendance.arriving.own import HOSTS
from attendance.arriving.reading import for_script, part
from attendance.arriving.sheet import guest_sheet
from core.db import now
from core.errors import DomainError
from core.languages import pick_language
from events.models import Event
from printing.documents.guest_sheet import guest_sheet_pages
from printing.press.printer import pdf_of
from staff.access import requires
from staff.audit import record_view
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("live", __name__, url_prefix="/door")

WORKING = (Role.RM, *HOSTS, Role.ADMIN)


@blueprint.get("/<int:event_id>/live")
@requires(*WORKING)
def board(event_id: int) -> str | AnyResponse:
    """The evening as it stands: figures for all who work, names for whoever may read them."""
    event = load(current_user, Event, event_id)
    if not for_script():
        record_view(current_user, "live_board", event.id)
    moment = now()
    return part("live", event, now=moment, board=live_board(current_user, event, now=moment))


@blueprint.get("/<int:event_id>/wall")
@requires(*WORKING, Role.DOOR)
def wall(event_id: int) -> str | AnyResponse:
    """Figures alone, large, for a screen at the entrance: guests may read it."""
    event = load(current_user, Event, event_id)
    moment = now()
    return part("wall", event, now=moment, figures=figures(event, now=moment))


@blueprint.get("/<int:event_id>/guest-brief")
@requires(*HOSTS)
def guest_brief(event_id: int) -> AnyResponse:
    """The guests for their hosts, as PDF, marked with who took it and when; each copy is noted."""
    event = load(current_user, Event, event_id)
    language = pick_language()
    try:
        sheet = guest_sheet(current_user, event, language, now=now())
    except DomainError as refusal:
        flash(refusal.sentence, "attention")
        return redirect(url_for("events.show", event_id=event.id))
    record_view(current_user, "guest_sheet", event.id, action="export")
    pages = guest_sheet_pages(sheet, lambda page, of: _("Page %(page)s of %(of)s", page=page, of=of))
    response = Response(pdf_of(pages, title=f"guest-brief-{event.id}"), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="guest-brief-{event.id}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
