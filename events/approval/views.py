"""The page on which an event's approval is asked for and given, with all that was decided before."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from core.db import db, now
from core.errors import DomainError
from events.approval.asking import ApprovalState, ask, decide, may_decide, standing, steps_of, take_back
from events.approval.forms import AskForm, DecideForm
from events.approval.moves import moves_of, stage_of
from events.approval.words import APPROVAL_STATES, CHANGES, NEXT_STEPS, PARTS, STAGE_TONES, STAGES, STATE_TONES
from events.calendar.days_to_avoid import days_to_avoid
from events.figures import figures_of
from events.models import ApprovalStep, Event
from events.money.budget import budget_of
from events.money.words import BUDGET_KINDS
from events.words import FLAGS, FORMATS, STATUSES
from staff.access import requires
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("approval", __name__, url_prefix="/events")

PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
READERS = (*PLANNERS, Role.COMPLIANCE)
DECIDERS = (Role.MANAGER, Role.COMPLIANCE)
_ASKABLE = (ApprovalState.NOT_ASKED, ApprovalState.REFUSED, ApprovalState.LAPSED, ApprovalState.NOT_NEEDED)


@blueprint.app_template_filter("stage_words")
def stage_words(event: Event) -> tuple[str, str]:
    """The event's stage in words, and the tone of its badge."""
    stage = stage_of(event, now())
    return str(STAGES[stage]), STAGE_TONES.get(stage, "neutral")


@blueprint.get("/<int:event_id>/approval")
@requires(*READERS)
def show(event_id: int) -> str:
    """What is planned, where its approval stands, and what was said so far."""
    return _page(load(current_user, Event, event_id))[0]


def _page(
    event: Event, *, asking: AskForm | None = None, deciding: dict[int, DecideForm] | None = None
) -> tuple[str, int]:
    found, moment = standing(event), now()
    day = event.local_start.date()
    forms = deciding or {}
    page = render_template(
        "events/approval/show.html",
        event=event,
        now=moment,
        found=found,
        changes=_(", ").join(str(CHANGES[one]) for one in found.changed),
        budget=budget_of(event),
        avoid=days_to_avoid(day, event.branch_id, but=event.id),
        steps=steps_of(event),
        moves=moves_of(event),
        asking=asking or AskForm(),
        forms={step.id: forms.get(step.id) or _form_of(step.id, formdata=None) for step in found.waiting},
        mine={step.id for step in found.waiting if may_decide(current_user, step.part, event.branch_id)},
        may_ask=current_user.may(*PLANNERS) and found.state in _ASKABLE and not event.over and event.starts_at > moment,
        may_plan=current_user.may(*PLANNERS),
        words={
            "states": APPROVAL_STATES, "parts": PARTS, "flags": FLAGS, "formats": FORMATS,
            "money": BUDGET_KINDS, "statuses": STATUSES, "tones": STATE_TONES, "next": NEXT_STEPS,
        },
    )  # fmt: skip
    return page, 422 if asking or deciding else 200


def _form_of(step_id: int, **options: Any) -> DecideForm:
    """Both parts may stand on one page: each has its own names."""
    return DecideForm(prefix=f"step-{step_id}-", **options)


def is_listed(event: Event) -> bool:
    """Whether somebody is on the guest list already: once approved, such an event is inviting."""
    return figures_of(current_user, [event], now())[event.id].invited > 0


@blueprint.post("/<int:event_id>/approval/ask")
@requires(*PLANNERS)
def ask_for(event_id: int) -> str | tuple[str, int] | Response:
    """Ask whoever decides."""
    event = load(current_user, Event, event_id)
    form = AskForm()
    if not form.validate_on_submit():
        return _page(event, asking=form)
    try:
        found = ask(event, staff=current_user, now=now(), said=form.said.data or "", listed=is_listed(event))
    except DomainError as refusal:
        db.session.rollback()
        form.form_errors.append(refusal.sentence)
        return _page(load(current_user, Event, event_id), asking=form)
    db.session.commit()
    asked = _("Approval is asked for. Guests may be chosen meanwhile; their letters wait.")
    flash(asked if found.state is ApprovalState.WAITING else _("The event is approved."), "good")
    return _back(event_id)


@blueprint.post("/<int:event_id>/approval/take-back")
@requires(*PLANNERS)
def take_asking_back(event_id: int) -> Response:
    """Whoever asked thinks better of it."""
    event = load(current_user, Event, event_id)
    try:
        take_back(event, staff=current_user, now=now())
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
    else:
        db.session.commit()
        flash(_("Nobody is being asked any more."), "good")
    return _back(event_id)


@blueprint.post("/<int:event_id>/approval/<int:step_id>")
@requires(*DECIDERS)
def decide_on(event_id: int, step_id: int) -> str | tuple[str, int] | Response:
    """Grant what was asked, or refuse it with a comment."""
    event = load(current_user, Event, event_id)
    step = next((one for one in steps_of(event) if one.id == step_id), None)
    if step is None:
        raise NotFound
    form = _form_of(step_id)
    if not form.validate_on_submit():
        return _page(event, deciding={step_id: form})
    granted = form.decision.data == "grant"
    try:
        _decided(step, event, form, granted)
    except DomainError as refusal:
        db.session.rollback()
        form.show_refusal(refusal)
        return _page(load(current_user, Event, event_id), deciding={step_id: form})
    db.session.commit()
    flash(_("The event is approved in this part.") if granted else _("The event goes back to its organiser."), "good")
    return _back(event_id)


def _decided(step: ApprovalStep, event: Event, form: DecideForm, granted: bool) -> None:
    decide(
        step, staff=current_user, granted=granted, comment=form.comment.data or "", now=now(), listed=is_listed(event)
    )


def _back(event_id: int) -> Response:
    return redirect(url_for("approval.show", event_id=event_id))
