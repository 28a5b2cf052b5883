"""The desk: what a relationship manager has to do about guests today, and the list of calls."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from clients.book.saving import readable_phone
from core.db import db, now, row_id
from core.errors import DomainError
from core.forms import clean
from invitations.answers.words import CALL_OUTCOMES, CALL_REASONS
from invitations.desk.calling import end_of_day, made, open_calls, ways
from invitations.desk.guest_list_views import INVITERS
from invitations.models import CallOutcome, CallReason, CallTask
from invitations.words import REPLIES
from staff.access import requires
from staff.frames import panels
from staff.models import Role, Staff
from staff.scope import load, visible
from staff.views import local_path

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

FRAME = "desk"
PER_PAGE = 50
NOTE_LENGTH = 200


@blueprint.get("")
@requires(*INVITERS)
def index() -> str:
    """Everything about guests that waits for the reader: each room hangs its part on this frame."""
    return render_template("invitations/desk/index.html", panels=panels(FRAME, current_user, None, now()))


@blueprint.get("/calls")
@requires(*INVITERS)
def calls() -> str:
    """The calls to make, the longest due first; a manager sees the own clients', an organiser everybody's."""
    moment = now()
    page = db.paginate(_filtered(open_calls(current_user, moment)), per_page=PER_PAGE, error_out=False)
    return render_template(
        "invitations/desk/calls.html",
        page=page,
        ways=ways(page.items, moment),
        now=moment,
        tonight=end_of_day(moment),
        owners=_owners() if not _only_own() else [],
        reasons=CALL_REASONS,
        replies=REPLIES,
        outcomes=CALL_OUTCOMES,
        readable_phone=readable_phone,
    )


def _only_own() -> bool:
    return not current_user.may(Role.ORGANISER, Role.MANAGER, Role.ADMIN)


def _owners() -> list[Staff]:
    """The managers of the reader's branch who have a call to make."""
    owing = visible(current_user, CallTask).where(CallTask.done_at.is_(None)).with_only_columns(CallTask.owner_id)
    query = sa.select(Staff).where(Staff.id.in_(owing)).options(joinedload(Staff.branch)).order_by(Staff.name, Staff.id)
    return list(db.session.scalars(query))


def _filtered(query: sa.Select[CallTask]) -> sa.Select[CallTask]:
    owner, event = request.args.get("rm", type=row_id), request.args.get("event", type=row_id)
    about = request.args.get("about", "")
    if owner is not None:
        query = query.where(CallTask.owner_id == owner)
    if event is not None:
        query = query.where(CallTask.event_id == event)
    if about in {reason.value for reason in CallReason}:
        query = query.where(CallTask.reason == CallReason(about))
    return query


@blueprint.post("/calls/<int:task_id>")
@requires(*INVITERS)
def outcome(task_id: int) -> Response:
    """What became of a call: one tap."""
    task = load(current_user, CallTask, task_id, joinedload(CallTask.invitation), joinedload(CallTask.event))
    said = request.form.get("outcome", "")
    if said not in {one.value for one in CallOutcome}:
        raise BadRequest
    note = clean(request.form.get("note"))[:NOTE_LENGTH]
    name = task.invitation.client.full_name
    try:
        made(task, CallOutcome(said), staff=current_user, now=now(), note=note)
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
        return _back()
    db.session.commit()
    flash(_("%(name)s: %(outcome)s", name=name, outcome=CALL_OUTCOMES[CallOutcome(said)]), "good")
    return _back()


def _back() -> Response:
    wish: Any = request.form.get("next", "")
    return redirect(local_path(wish) if wish else url_for("desk.calls"))
