"""The closing report: to read, to complete, to sign, and on paper."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from attendance.closing.deciding import report_of, write_report
from attendance.closing.forms import LessonsForm
from attendance.feedback.words import EASE, MARKED, OVERALL, TOPICS
from attendance.figures.measures import (
    NPS_TARGET,
    RESPONSE_TARGET,
    cost_a_head,
    cost_an_invitee,
    response_rate,
)
from attendance.figures.paper import report_paper
from attendance.figures.report import Report, report_of_evening, sign
from attendance.figures.snapshots import snapshots_of
from attendance.figures.words import FUNNEL, SHARES, WAVES, said
from attendance.models import EveningReport
from core.db import db, now
from core.errors import DomainError
from core.languages import pick_language
from events.models import BudgetKind, Event, EventStatus
from events.money.amounts import yuan
from events.money.words import BUDGET_KINDS
from printing.press.printer import pdf_of
from staff.access import requires
from staff.audit import record_view
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("report", __name__, url_prefix="/events/<int:event_id>/report")

READERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)


def _event(event_id: int) -> Event:
    return load(current_user, Event, event_id, joinedload(Event.organiser))


@blueprint.get("")
@requires(*READERS)
def show(event_id: int) -> str:
    """What the evening came to; the form for what is still to be written."""
    report = report_of_evening(_event(event_id))
    return _page(report, LessonsForm.of(report.written))


@blueprint.post("")
@requires(*READERS)
def write(event_id: int) -> str | tuple[str, int] | Response:
    """Keep the programme as it was run, incidents, and lessons."""
    event = _event(event_id)
    form = LessonsForm()
    if not form.validate():
        return _page(report_of_evening(event), form), 422
    try:
        write_report(event, form.words(), staff=current_user, now=now())
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "attention")
    else:
        db.session.commit()
        flash(_("Saved."), "good")
    return redirect(url_for("report.show", event_id=event_id))


@blueprint.post("/sign")
@requires(*READERS)
def sign_report(event_id: int) -> str | tuple[str, int] | Response:
    """The manager signs, and the figures stand for good; what was typed beside the button is kept with them."""
    event = _event(event_id)
    form = LessonsForm() if "keep" in request.form else None
    if form is not None and not form.validate():
        return _page(report_of_evening(event), form), 422
    try:
        if form is not None and not _stands(report_of(event), form):
            write_report(event, form.words(), staff=current_user, now=now())
            db.session.flush()
        sign(event, staff=current_user, now=now())
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "attention")
        if form is not None and refusal.code == "report_unwritten":
            return _page(report_of_evening(_event(event_id)), form), 422
    else:
        db.session.commit()
        flash(_("The report is signed, and its figures do not change any more."), "good")
    return redirect(url_for("report.show", event_id=event_id))


def _stands(written: EveningReport, form: LessonsForm) -> bool:
    """Whether all of it is written already, so that it stays its writer's."""
    return all(getattr(written, name) == typed for name, typed in form.words().items())


@blueprint.get("/closing-report.pdf")
@requires(*READERS)
def paper(event_id: int) -> Response:
    """The report on A4."""
    event = _event(event_id)
    report = report_of_evening(event)
    record_view(current_user, "event", event.id, action="export")
    name = f"closing-report-{event.id}"
    pages = report_paper(report, pick_language(), now())
    response = Response(pdf_of(pages, title=name), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _page(report: Report, form: LessonsForm) -> str:
    event, figures = report.event, report.figures
    return render_template(
        "attendance/figures/report.html",
        event=event,
        report=report,
        figures=figures,
        facts=figures.facts,
        tally=figures.tally,
        form=form,
        may_write=not report.signed and event.status is EventStatus.CLOSED,
        may_sign=current_user.may(Role.MANAGER) and event.status is EventStatus.CLOSED and not report.signed,
        closed=event.closed_at is not None,
        shares=SHARES,
        funnel=FUNNEL,
        waves=WAVES,
        said=said,
        yuan=yuan,
        kinds={kind.value: words for kind, words in BUDGET_KINDS.items()},
        contingency=BudgetKind.CONTINGENCY.value,
        a_head=yuan(cost_a_head(figures.facts)),
        an_invitee=yuan(cost_an_invitee(figures.facts)),
        response=response_rate(figures.facts, figures.tally),
        aims={"nps": NPS_TARGET, "response": RESPONSE_TARGET},
        marked=MARKED,
        overall=OVERALL,
        eases=EASE,
        topics={topic.value: words for topic, words in TOPICS.items()},
        snapshots=snapshots_of(event),
    )
