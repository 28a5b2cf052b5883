"""One guest's letter: where it is, its next step, what was told by mistake, and a new letter for a lost one."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response
from wtforms import DateField, SelectField, StringField
from wtforms.validators import AnyOf, Length, Optional

from core.db import db, now
from core.errors import DomainError
from core.forms import Form, clean, enum_choices, enum_coerce
from events.models import Event
from invitations.guests.guest_list import load_guest
from invitations.models import Dispatch, Invitation, InvitationLetter, Means
from invitations.paper.reissue import has_letter
from invitations.paper.reissue import reissue as issue_anew
from invitations.runs import dispatch
from invitations.runs.outdated import outdated
from invitations.runs.print_words import FACTS
from invitations.words import DISPATCHES, MEANS, REPLIES
from printing.models import PrintedLetter, PrintRun
from staff.access import requires
from staff.models import Role
from staff.scope import load, sees
from staff.views import local_path

blueprint = Blueprint("letter_way", __name__, url_prefix="/events/<int:event_id>/guests/<int:invitation_id>/letter")

INVITERS = (Role.ORGANISER, Role.MANAGER, Role.RM, Role.ADMIN)
SIGNERS = (Role.MANAGER, Role.ADMIN)
_REASON_LENGTH = 200


class StepForm(Form):
    """A step of the letter's way; the day and the means are those of a delivery."""

    step = SelectField(
        coerce=enum_coerce(Dispatch),
        choices=enum_choices({one: DISPATCHES[one] for one in Dispatch if one is not Dispatch.LISTED}),
    )
    means = SelectField(_l("How"), [Optional()], coerce=enum_coerce(Means), choices=enum_choices(MEANS))
    on = DateField(_l("When"), [Optional()])
    note = StringField(
        _l("Remark"), [Length(max=200, message=_l("Please shorten this to at most %(max)d characters."))]
    )


class SendForm(Form):
    """How the letter will reach its reader."""

    send_by = SelectField(
        _l("How it is sent"), [AnyOf(list(Means))], coerce=enum_coerce(Means), choices=enum_choices(MEANS)
    )


@blueprint.get("")
@requires(*INVITERS)
def show(event_id: int, invitation_id: int) -> str:
    """Where the letter is and how it came there."""
    event, invitation = _guest(event_id, invitation_id)
    return _page(event, invitation, StepForm(formdata=None, data={"means": invitation.send_by}))


def _page(event: Event, invitation: Invitation, form: StepForm) -> str:
    moment = now()
    steps = dispatch.steps_of([invitation.id]).get(invitation.id, [])
    can = {one.value for one in Dispatch if dispatch.can_take(invitation, one)}
    can.discard(Dispatch.PRINTED.value)  # that is said of a run
    if not current_user.may(*SIGNERS):
        can.discard(Dispatch.SIGNED.value)
    return render_template(
        "invitations/guest_letter.html",
        event=event,
        guest=invitation,
        over=event.over or event.starts_at <= moment,
        closed=event.over,
        steps=steps,
        can=can,
        undoable=len(dispatch.way(steps)) > 1,
        letters=_letters(invitation),
        has_letter=has_letter(invitation.id),
        outdated=outdated(event, [invitation]).get(invitation.id, []),
        today=moment.astimezone(event.tz).date(),
        form=form,
        send_form=SendForm(formdata=None, data={"send_by": invitation.send_by}),
        words={"dispatch": DISPATCHES, "means": MEANS, "facts": FACTS, "reply": REPLIES},
    )


def _letters(invitation: Invitation) -> list[Any]:
    """The sheets of this guest in runs that the reader may open, newest first."""
    query = (
        sa.select(PrintedLetter, PrintRun, InvitationLetter.superseded_at)
        .join(InvitationLetter, InvitationLetter.letter_id == PrintedLetter.id)
        .join(PrintRun, PrintRun.id == PrintedLetter.run_id)
        .where(InvitationLetter.invitation_id == invitation.id, sees(current_user, PrintRun))
        .order_by(PrintedLetter.id.desc())
    )
    return list(db.session.execute(query))


@blueprint.post("/step")
@requires(*INVITERS)
def step(event_id: int, invitation_id: int) -> str | tuple[str, int] | Response:
    """The letter took a step."""
    event, invitation = _guest(event_id, invitation_id)
    form = StepForm()
    try:
        if not form.validate():
            return _page(event, invitation, form), 422
        if form.step.data is Dispatch.PRINTED:
            raise DomainError("step_out_of_order")  # that is said of a run
        if form.step.data is Dispatch.SIGNED and not current_user.may(*SIGNERS):
            raise DomainError("not_the_manager")
        _take(invitation, form)
    except DomainError as refusal:
        return _refused(refusal, event_id, invitation_id)
    words = DISPATCHES[form.step.data]
    name = invitation.client.full_name
    db.session.commit()
    flash(_("%(name)s: %(step)s", name=name, step=words), "good")
    return _back(event_id, invitation_id)


def _take(invitation: Invitation, form: StepForm) -> None:
    taken = form.step.data
    delivery = taken is Dispatch.DELIVERED
    day: date | None = form.on.data if taken in (Dispatch.DELIVERED, Dispatch.RETURNED) else None
    dispatch.take(
        invitation,
        taken,
        staff=current_user,
        now=now(),
        on=day,
        means=form.means.data if delivery else None,
        note=form.note.data or "",
    )


@blueprint.post("/back")
@requires(*INVITERS)
def take_back(event_id: int, invitation_id: int) -> Response:
    """The last step was told by mistake."""
    _event, invitation = _guest(event_id, invitation_id)
    try:
        where = dispatch.take_back(invitation, staff=current_user, now=now())
    except DomainError as refusal:
        return _refused(refusal, event_id, invitation_id)
    db.session.commit()
    flash(_("Taken back. The letter is again: %(state)s", state=DISPATCHES[where]), "good")
    return _back(event_id, invitation_id)


@blueprint.post("/send-by")
@requires(*INVITERS)
def send_by(event_id: int, invitation_id: int) -> Response:
    """By hand, by post or by courier."""
    _event, invitation = _guest(event_id, invitation_id)
    form = SendForm()
    if form.validate_on_submit():
        invitation.send_by = form.send_by.data
        db.session.commit()
        flash(_("Noted how the letter is sent."), "good")
    else:
        flash(_("Choose how the letter is sent."), "error")
    return _back(event_id, invitation_id)


@blueprint.post("/reissue")
@requires(*INVITERS)
def reissue(event_id: int, invitation_id: int) -> Response:
    """New codes for a letter that is lost; the old ones open nothing but an explanation."""
    _event, invitation = _guest(event_id, invitation_id)
    reason = clean(request.form.get("reason"))[:_REASON_LENGTH]
    try:
        issue_anew(invitation, staff=current_user, reason=reason, now=now())
    except DomainError as refusal:
        return _refused(refusal, event_id, invitation_id)
    db.session.commit()
    flash(_("The old code is void. The new letter waits for the next print run."), "good")
    return _back(event_id, invitation_id)


def _guest(event_id: int, invitation_id: int) -> tuple[Event, Invitation]:
    event = load(current_user, Event, event_id, joinedload(Event.branch))
    return event, load_guest(current_user, event, invitation_id)


def _refused(refusal: DomainError, event_id: int, invitation_id: int) -> Response:
    db.session.rollback()
    flash(refusal.sentence, "error")
    return _back(event_id, invitation_id)


def _back(event_id: int, invitation_id: int) -> Response:
    """To the list or the first page that the step was told from, else to the letter's own page."""
    wish = request.form.get("next", "")
    here = url_for("letter_way.show", event_id=event_id, invitation_id=invitation_id)
    return redirect(local_path(wish) if wish else here)
