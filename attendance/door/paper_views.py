"""The list on paper, for the evening the network fails: to print before, and to key in afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from attendance.door.cards import named
from attendance.door.keying import CAME, DOOR, PAPER, SLIP, Clash, Keyed, hold_alone, key_in, key_in_walk_in
from attendance.door.paper_form import Sheet, read_sheet
from attendance.door.paper_list import Line, lines_of, on_paper, paper_guest, sees_all, version_of
from attendance.door.views import blueprint
from attendance.ledger.holding import SHUT
from attendance.models import Scan
from attendance.walk_ins.standing import SUPERVISORS
from attendance.words import METHODS
from core.db import db, now
from core.errors import DomainError
from core.languages import clock, day, moment, pick_language
from events.models import DOOR_OPENS, Event
from invitations.paper.evening import COMING, Who
from invitations.words import REPLIES, page_number
from printing.documents.door_list import BLANK_ROWS, DoorWords, door_list
from printing.press.printer import pdf_of
from staff.access import requires
from staff.audit import record_view
from staff.models import Staff
from staff.scope import load

Page = str | Response | tuple[str, int]


@blueprint.get("/<int:event_id>/list")
@requires(*SUPERVISORS)
def paper_list(event_id: int) -> str:
    """What the list is for, the list to print, and the way to key it in afterwards."""
    event = load(current_user, Event, event_id)
    lines = _lines(event, None)
    coming = [line for line in lines if line.invitation.reply in COMING]
    return render_template(
        "attendance/list.html",
        event=event,
        complete=sees_all(current_user, event),
        guests=len(lines),
        coming=len(coming),
        version=version_of(lines),
        version_coming=version_of(coming),
        can_key=event.status not in SHUT and now() >= event.starts_at - DOOR_OPENS,
        opens=event.starts_at - DOOR_OPENS,
        closed=event.status in SHUT,
    )


@blueprint.get("/<int:event_id>/list.pdf")
@requires(*SUPERVISORS)
def paper_pdf(event_id: int) -> Response:
    """The list as a PDF; with ?who=coming only who said yes. A list with gaps would turn guests away: there is none."""
    event, language = load(current_user, Event, event_id), pick_language()
    who = _who()
    lines = _lines(event, who)
    if not sees_all(current_user, event) or not lines:
        raise NotFound
    record_view(current_user, "door_list", event.id, action="export")
    guests = [paper_guest(line, language, str(REPLIES[line.invitation.reply])) for line in lines]
    pages = door_list(guests, _words(event, lines, who), page_number, language)
    response = Response(pdf_of(pages, title=f"door-list-{event.id}"), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="door-list-{event.id}.pdf"'
    return response


@blueprint.get("/<int:event_id>/list/key-in")
@requires(*SUPERVISORS)
def key_in_list(event_id: int) -> Page:
    """The same list on the screen, with what the door has already."""
    event = load(current_user, Event, event_id)
    record_view(current_user, "door_list", event.id)
    return _sheet_page(event, Sheet())


@blueprint.post("/<int:event_id>/list/key-in")
@requires(*SUPERVISORS)
def save_list(event_id: int) -> Page:
    """Write what was ticked. What paper and door say differently comes back side by side, the rest is written."""
    event, moment_now = load(current_user, Event, event_id), now()
    try:
        hold_alone(event, moment_now)
        sheet = read_sheet(event, on_paper(current_user, event, None), request.form)
        if sheet.errors:
            db.session.rollback()
            return _sheet_page(event, sheet), 422
        why = _("Keyed in from the list on paper")
        keyed = key_in(event, sheet.ticks, staff=current_user, now=moment_now, why=why)
        for one in sheet.blanks:
            key_in_walk_in(
                event, one.row, called=one.called, heads=one.heads, at=one.at, staff=current_user, now=moment_now,
                why=why,
            )  # fmt: skip
    except DomainError as refusal:
        db.session.rollback()
        sheet = Sheet(form=request.form, errors={"": refusal.sentence})
        return _sheet_page(event, sheet), 409
    _tell(keyed, len(sheet.blanks))
    if keyed.clashes:
        page = _sheet_page(event, Sheet(), keyed.clashes)
        db.session.commit()
        return page, 409
    db.session.commit()
    who = _who()
    return redirect(url_for("door.key_in_list", event_id=event_id, who=who.value if who else None))


def _who() -> Who | None:
    return Who.COMING if request.args.get("who") == Who.COMING.value else None


def _lines(event: Event, who: Who | None) -> list[Line]:
    return lines_of(event, on_paper(current_user, event, who), pick_language())


def _tell(keyed: Keyed, walk_ins: int) -> None:
    if keyed.written:
        flash(ngettext("%(num)s person is keyed in.", "%(num)s persons are keyed in.", keyed.written), "good")
    if walk_ins:
        told = ngettext("%(num)s row of unexpected guests.", "%(num)s rows of unexpected guests.", walk_ins)
        flash(told, "good")
    if keyed.known and not keyed.written:
        flash(_("The door had all of these already; nothing was changed."))
    if keyed.clashes:
        flash(_("Some things want a decision: see below. Everything else is kept."), "attention")


@dataclass
class Side:
    """A clash as the page shows it."""

    clash: Clash
    box: str
    name: str
    paper: str
    door: str
    choices: list[tuple[str, Any]] = field(default_factory=list)


def _sheet_page(event: Event, sheet: Sheet, clashes: list[Clash] | None = None) -> str:
    lines = _lines(event, _who())
    names = (
        {(line.invitation.id, box.key): (line, box) for line in _lines(event, None) for box in line.boxes}
        if clashes
        else {}
    )
    return render_template(
        "attendance/keyed.html",
        event=event,
        who=_who(),
        lines=lines,
        version=version_of(lines),
        sheet=sheet,
        blanks=range(1, BLANK_ROWS + 1),
        sides=[_side(event, clash, names) for clash in clashes or []],
        said=lambda box: _said(event, box.scan, box.by),
        replies=REPLIES,
        shut=event.status in SHUT,
        early=now() < event.starts_at - DOOR_OPENS,
        opens=event.starts_at - DOOR_OPENS,
    )


def _said(event: Event, scan: Scan, by: Staff | None) -> str:
    """14:02 · camera · Xiaomen"""
    parts = [clock(scan.happened_at, event.tz), str(METHODS[scan.method])]
    if by is not None:
        parts.append(named(by, pick_language()))
    return " · ".join(parts)


def _side(event: Event, clash: Clash, names: dict[tuple[int, str], Any]) -> Side:
    tick = clash.tick
    line, box = names.get((tick.invitation.id, tick.key), (None, None))
    who = line.name if line else tick.invitation.client.full_name
    if box is not None and box.key != "g":
        who = f"{who} · {box.name}"
    paper = clock(tick.at, event.tz) if tick.at else _("ticked, without a time")
    if clash.scan is not None:
        choices = [(DOOR, _("Keep what the door has")), (PAPER, _("The paper is right"))]
        door = _said(event, clash.scan, clash.scan.staff)
    else:
        choices = [(CAME, _("They came after all")), (SLIP, _("The tick was a slip"))]
        door = str(REPLIES[tick.invitation.reply])
    return Side(clash, f"{tick.invitation.id}-{tick.key}", who, paper, door, choices)


def _words(event: Event, lines: list[Line], who: Who | None) -> DoorWords:
    language = pick_language()
    counted = (
        ngettext("%(num)d guest will come.", "%(num)d guests will come.", len(lines))
        if who is Who.COMING
        else ngettext("%(num)d guest is invited.", "%(num)d guests are invited.", len(lines))
    )
    when = f"{day(event.starts_at, language, event.tz)} {clock(event.starts_at, event.tz)}"
    printed = _("Printed on %(moment)s.", moment=moment(now(), language, event.tz))
    return DoorWords(
        title=_("Door list: %(event)s", event=event.said("title", language)),
        under=(
            f"{when} · {event.said('venue', language)}",
            f"{counted} {printed} " + _("Lock this list away, and destroy it after the event."),
        ),
        name=_("Guest"),
        code=_("Reply code"),
        answer=_("Answer"),
        party=_("Persons"),
        manager=_("Relationship manager"),
        notes=_("Notes"),
        table=_("Table"),
        time=_("Time"),
        aside=_("Version %(mark)s", mark=version_of(lines)),
    )
