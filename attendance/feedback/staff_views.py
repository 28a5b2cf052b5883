"""What guests wrote, for staff: marks and words, the card for the tables, and paper cards keyed in."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from attendance.feedback.card import card_page
from attendance.feedback.forms import LENGTHS, Sheet, sheet_from
from attendance.feedback.forms_of_staff import CardForm
from attendance.feedback.guest_views import once_of_page
from attendance.feedback.marks import tally
from attendance.feedback.questions import Window, closes_at, window_of
from attendance.feedback.room_code import give_token, room_address, room_token
from attendance.feedback.taking import is_low, take_feedback
from attendance.feedback.words import ASKED, EASE, MARKED, OVERALL, TOPICS, topics_said
from attendance.models import Feedback
from core.db import db, now
from core.errors import DomainError
from events.approval.moves import locked
from events.models import Event
from invitations.models import Invitation
from invitations.reply.keys import new_mark
from printing.press.paper import A5, A6
from printing.press.printer import pdf_of
from staff.access import requires
from staff.audit import record_view
from staff.models import Role
from staff.scope import load, visible

blueprint = Blueprint("feedback_desk", __name__, url_prefix="/events/<int:event_id>/feedback")

PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
READERS = (*PLANNERS, Role.RM)
PAPERS = {"a5": A5, "a6": A6}


@blueprint.get("")
@requires(*READERS)
def show(event_id: int) -> str:
    """The marks, the words, and who wishes to be called; a relationship manager's own clients only."""
    event = load(current_user, Event, event_id)
    rows = _rows(event)
    return render_template(
        "attendance/feedback/desk.html",
        event=event,
        rows=rows,
        found=tally(rows),
        low={row.id for row in rows if is_low(row)},
        marked=MARKED,
        overall=OVERALL,
        eases=EASE,
        topics={topic.value: words for topic, words in TOPICS.items()},
        window=window_of(event, now()),
        closes=closes_at(event),
        token=room_token(event),
        may_plan=current_user.may(*PLANNERS),
    )


def _rows(event: Event) -> list[Feedback]:
    query = visible(current_user, Feedback).where(Feedback.event_id == event.id)
    query = query.options(joinedload(Feedback.invitation).joinedload(Invitation.client))
    return list(db.session.scalars(query.order_by(Feedback.at.desc(), Feedback.id.desc())))


@blueprint.post("/code")
@requires(*PLANNERS)
def make_code(event_id: int) -> Response:
    """Give the evening its code; the cards of the tables carry it."""
    load(current_user, Event, event_id)
    give_token(locked(event_id))
    db.session.commit()
    return redirect(url_for("feedback_desk.show", event_id=event_id) + "#cards")


@blueprint.get("/card-<paper>.pdf")
@requires(*PLANNERS)
def card(event_id: int, paper: str) -> Response:
    """A card to stand on the tables, with the code in both languages' company."""
    event = load(current_user, Event, event_id)
    token = room_token(event)
    if paper not in PAPERS or token is None:
        raise NotFound
    record_view(current_user, "event", event.id, action="export")
    page = card_page(event, PAPERS[paper], room_address(token))
    name = f"feedback-card-{event.id}"
    response = Response(pdf_of([page], title=name), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@blueprint.route("/cards/new", methods=["GET", "POST"])
@requires(*PLANNERS)
def key_in(event_id: int) -> str | tuple[str, int] | Response:
    """One paper card after another, as it was filled in."""
    event = load(current_user, Event, event_id)
    form = CardForm()
    sheet = sheet_from(request.form) if request.method == "POST" else Sheet()
    if form.validate_on_submit() and _kept(event, sheet):
        flash(_("The card is kept. Here is an empty one for the next."), "good")
        return redirect(url_for("feedback_desk.key_in", event_id=event_id))
    return _key_in_page(event, form, sheet), 422 if form.is_submitted() else 200


def _kept(event: Event, sheet: Sheet) -> bool:
    given = sheet.given()
    if given is None:
        return False
    try:
        once = once_of_page(event, sheet["mark"], "card")
        take_feedback(event, given, once=once, now=now(), by=current_user, topics_said=topics_said)
    except DomainError as refusal:
        db.session.rollback()
        sheet.errors["name" if refusal.code == "feedback_call_name" else "page"] = refusal.sentence
        return False
    db.session.commit()
    return True


def _key_in_page(event: Event, form: CardForm, sheet: Sheet) -> str:
    keyed: Any = sa.select(sa.func.count()).where(Feedback.event_id == event.id, Feedback.by_staff_id.is_not(None))
    return render_template(
        "attendance/feedback/key_in.html",
        event=event,
        form=form,
        sheet=sheet,
        mark=sheet["mark"] or new_mark(),
        keyed=db.session.scalar(keyed),
        early=window_of(event, now()) is Window.EARLY,
        asked=ASKED,
        overall=OVERALL,
        eases=EASE,
        topics=TOPICS,
        lengths=LENGTHS,
    )
