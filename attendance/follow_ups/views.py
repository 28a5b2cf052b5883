"""The list of follow-ups: what is still to be said to whom, settled in one tap; and how prompt everybody is."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from attendance.follow_ups.doing import LINE_LENGTH, Way, drop, finish, write_line
from attendance.follow_ups.listing import open_ones, paces, settled_ones, ways
from attendance.follow_ups.opening import NOTE_LENGTH
from attendance.follow_ups.page import words_of
from attendance.follow_ups.words import KINDS, WAYS
from attendance.models import FollowUp, FollowUpKind
from core.db import db, now, row_id
from core.errors import DomainError
from core.forms import clean
from events.models import Event
from staff.access import requires
from staff.models import Role, Staff
from staff.scope import load, visible
from staff.views import local_path

blueprint = Blueprint("follow_ups", __name__, url_prefix="/follow-ups")

WHO = (Role.RM, Role.ORGANISER, Role.MANAGER, Role.ADMIN)
HOUSE = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
PER_PAGE = 50


@blueprint.get("")
@requires(*WHO)
def index() -> str:
    """What is to be said, the longest due first, or what was: managers of clients see theirs, others the branch's."""
    moment = now()
    done = request.args.get("done") == "1"
    query = _filtered(settled_ones(current_user) if done else open_ones(current_user))
    page = db.paginate(query, per_page=PER_PAGE, error_out=False)
    event = request.args.get("event", type=row_id)
    return render_template(
        "attendance/follow_ups/index.html",
        page=page,
        done=done,
        w=words_of(ways(page.items, moment) if not done else {}, moment),
        event=load(current_user, Event, event) if event else None,
        owners=_owners() if current_user.may(*HOUSE) else [],
        paces=paces(current_user, moment) if current_user.may(*HOUSE) else [],
    )


def _owners() -> list[Staff]:
    owing = visible(current_user, FollowUp).with_only_columns(FollowUp.owner_id)
    query = sa.select(Staff).where(Staff.id.in_(owing)).options(joinedload(Staff.branch)).order_by(Staff.name, Staff.id)
    return list(db.session.scalars(query))


def _filtered(query: sa.Select[FollowUp]) -> sa.Select[FollowUp]:
    owner, event = request.args.get("rm", type=row_id), request.args.get("event", type=row_id)
    kind = request.args.get("kind", "")
    if owner is not None:
        query = query.where(FollowUp.owner_id == owner)
    if event is not None:
        query = query.where(FollowUp.event_id == event)
    if kind in {one.value for one in FollowUpKind}:
        query = query.where(FollowUp.kind == FollowUpKind(kind))
    return query


@blueprint.post("/<int:task_id>")
@requires(*WHO)
def settle(task_id: int) -> Response:
    """Done by one of the ways: one tap; or not needed, with a reason."""
    task = load(current_user, FollowUp, task_id)
    said = request.form.get("way", "")
    note = clean(request.form.get("note"))[:NOTE_LENGTH]
    if said not in {way.value for way in Way} | {"drop"}:
        raise BadRequest
    words, what = KINDS[task.kind], _("Not needed")
    try:
        if said == "drop":
            drop(task, staff=current_user, now=now(), reason=note)
        else:
            what = str(WAYS[Way(said)])
            finish(task, Way(said), staff=current_user, now=now(), note=note)
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
        return _back()
    db.session.commit()
    flash(_("%(task)s: %(what)s", task=words, what=what), "good")
    return _back()


@blueprint.post("/<int:task_id>/line")
@requires(*WHO)
def line(task_id: int) -> Response:
    """Keep the one real thing that a letter afterwards says of this guest."""
    task = load(current_user, FollowUp, task_id)
    try:
        write_line(task, clean(request.form.get("line"))[:LINE_LENGTH])
    except DomainError as refusal:
        db.session.rollback()
        flash(refusal.sentence, "error")
        return _back()
    db.session.commit()
    flash(_("Kept for the letter."), "good")
    return _back()


def _back() -> Response:
    wish: Any = request.form.get("next", "")
    return redirect(local_path(wish) if wish else url_for("follow_ups.index"))
