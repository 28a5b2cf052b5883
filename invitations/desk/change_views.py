"""Pages of a changed plan: moving or cancelling an evening, who is to be called, and the letters that tell of it."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy.orm import contains_eager, joinedload
from werkzeug.wrappers import Response

from clients.models import Client
from core.db import db, now
from core.errors import DomainError
from events.approval.changing import Moved
from events.approval.moves import can_move
from events.approval.words import STAGES
from events.calendar.days_to_avoid import days_to_avoid
from events.models import Event, EventStatus
from invitations.answers.words import CALL_OUTCOMES, CALL_REASONS
from invitations.desk.calling import ABOUT_A_CHANGE
from invitations.desk.change_forms import CancelForm, ChangeForm, PostponeForm
from invitations.desk.changes_of_plan import Told, call_off, effect, put_off
from invitations.letters.notices import notice_of
from invitations.models import CallTask, Invitation
from invitations.runs.notices import notice_runs, order_notices, written_to
from invitations.runs.print_views import show_run
from invitations.runs.releasing import state_of
from printing.text_words import KINDS
from staff.access import requires
from staff.models import Role, Staff
from staff.scope import load, visible

blueprint = Blueprint("plan_change", __name__, url_prefix="/events")

PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
READERS = (*PLANNERS, Role.RM)


@blueprint.route("/<int:event_id>/postpone", methods=["GET", "POST"])
@requires(*PLANNERS)
def postpone(event_id: int) -> str | tuple[str, int] | Response:
    """Move the evening, put it off, or name the day of one that was put off."""
    event = load(current_user, Event, event_id)
    _may_change(event)
    form = PostponeForm(event=event, now=now())
    if form.validate_on_submit():
        try:
            told = put_off(
                event, form.times(), staff=current_user, reason=form.reason.data or "", now=now(), told=form.told()
            )
        except DomainError as refusal:
            db.session.rollback()
            form.show_refusal(refusal)
        else:
            return _done(event_id, told)
    return _page(form, load(current_user, Event, event_id), "invitations/desk/postpone.html")


@blueprint.route("/<int:event_id>/call-off", methods=["GET", "POST"])
@requires(*PLANNERS)
def cancel(event_id: int) -> str | tuple[str, int] | Response:
    """Give the evening up for good."""
    event = load(current_user, Event, event_id)
    _may_change(event)
    form = CancelForm()
    if form.validate_on_submit():
        try:
            told = call_off(event, staff=current_user, reason=form.reason.data or "", now=now(), told=form.told())
        except DomainError as refusal:
            db.session.rollback()
            form.show_refusal(refusal)
        else:
            return _done(event_id, told)
    return _page(form, load(current_user, Event, event_id), "invitations/desk/call_off.html")


def _may_change(event: Event) -> None:
    """Raises DomainError: event_closed, or event_begun."""
    if not can_move(event, EventStatus.CANCELLED):
        raise DomainError("event_closed")
    if event.starts_at <= now() and event.status is not EventStatus.POSTPONED:
        raise DomainError("event_begun")


def _page(form: ChangeForm, event: Event, template: str) -> tuple[str, int]:
    typed = getattr(form, "starts_at", None)
    avoid: list[Any] = []
    if typed is not None and typed.data is not None:
        avoid = days_to_avoid(typed.data.date(), event.branch_id, but=event.id, organiser_id=event.organiser_id)
    page = render_template(template, form=form, event=event, effect=effect(event, again=typed is not None), avoid=avoid)
    return page, 422 if form.is_submitted() else 200


def _done(event_id: int, told: Told) -> Response:
    db.session.commit()
    if told.moved in (Moved.DAY, Moved.HOUR):
        event = load(current_user, Event, event_id)
        for one in days_to_avoid(event.local_start.date(), event.branch_id, but=event.id):
            flash(one.sentence, "attention")
    calls = ngettext("%(num)s guest is to be called now.", "%(num)s guests are to be called now.", told.to_call)
    flash((_("The event is called off.") if told.moved is None else _("The plan is changed.")) + " " + calls, "good")
    if told.unreachable:
        flash(
            ngettext(
                "%(num)s guest may be told neither by telephone nor by letter. Think of a way.",
                "%(num)s guests may be told neither by telephone nor by letter. Think of a way.",
                told.unreachable,
            ),
            "attention",
        )
    if told.to_destroy:
        flash(
            ngettext(
                "%(num)s printed letter is still in the house: take it out and destroy it.",
                "%(num)s printed letters are still in the house: take them out and destroy them.",
                told.to_destroy,
            ),
            "attention",
        )
    return redirect(url_for("plan_change.show", event_id=event_id))


@blueprint.get("/<int:event_id>/change-of-plan")
@requires(*READERS)
def show(event_id: int) -> str:
    """What was changed, who is to be called and has been, and the letters; of the clients whom the reader sees."""
    event = load(current_user, Event, event_id)
    notice = notice_of(event)
    calls = _calls(event)
    runs = notice_runs(event, notice) if notice and current_user.may(*PLANNERS) else []
    written = written_to(runs)
    waiting = {one.invitation_id for one in calls} - written
    return render_template(
        "invitations/desk/change_of_plan.html",
        event=event,
        notice=notice,
        calls=calls,
        runs=[(run, state_of(run)) for run in runs],
        to_write=len(waiting),
        key=secrets.token_hex(16),
        may_plan=current_user.may(*PLANNERS),
        may_change=current_user.may(*PLANNERS) and can_move(event, EventStatus.CANCELLED),
        words={"reasons": CALL_REASONS, "outcomes": CALL_OUTCOMES, "kinds": KINDS, "stages": STAGES},
    )


def _calls(event: Event) -> list[CallTask]:
    """The calls about the last change, those still to make first."""
    query = (
        visible(current_user, CallTask)
        .join(CallTask.invitation)
        .join(Invitation.client)
        .where(CallTask.event_id == event.id, CallTask.reason.in_(ABOUT_A_CHANGE))
        .options(
            contains_eager(CallTask.invitation).contains_eager(Invitation.client),
            joinedload(CallTask.owner).lazyload(Staff.roles),
        )
        .order_by(CallTask.opened_at.desc(), CallTask.done_at.is_not(None), Client.sort_key, CallTask.id)
    )
    found = list(db.session.scalars(query))
    return [one for one in found if one.opened_at == found[0].opened_at]


@blueprint.post("/<int:event_id>/change-of-plan/letters")
@requires(*PLANNERS)
def order_letters(event_id: int) -> Response:
    """Order the letters for everybody who is called and has none of this change yet."""
    event = load(current_user, Event, event_id)
    notice = notice_of(event)
    written = written_to(notice_runs(event, notice)) if notice else set()
    ids = {one.invitation_id for one in _calls(event)} - written
    try:
        run = order_notices(current_user, event, ids, key=request.form.get("key", "")[:32], moment=now())
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
        return redirect(url_for("plan_change.show", event_id=event_id))
    return show_run(run)
