"""Pages of events: the list, planning and changing one, and one evening with its steps."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from babel.dates import get_timezone_name
from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from core.db import db, now
from core.errors import DomainError
from core.languages import LOCALES, clock, day, pick_language
from events.figures import figures_of
from events.forms import EventForm, usual_times
from events.models import OVER, Event, EventFormat
from events.path import path
from events.planning import REPLY_DAYS, change_event, copy_of, invitations_advised, plan_event
from events.words import FORMATS, STATUSES, STEP_STATES
from staff.access import access_of, requires
from staff.models import Role
from staff.scope import load, visible

blueprint = Blueprint("events", __name__, url_prefix="/events")

PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
READERS = (*PLANNERS, Role.RM)
PER_PAGE = 20


@blueprint.app_template_filter("event_day")
def event_day(event: Event, field: str = "starts_at") -> str:
    """The date and weekday of one of the event's times, in its own zone and the reader's language."""
    return day(getattr(event, field), pick_language(), event.tz)


@blueprint.app_template_filter("event_clock")
def event_clock(event: Event, field: str = "starts_at") -> str:
    return clock(getattr(event, field), event.tz)


@blueprint.app_template_filter("zone_name")
def zone_name(zone: str) -> str:
    """中国标准时间 / China Time: what people call Asia/Shanghai."""
    return get_timezone_name(ZoneInfo(zone), locale=LOCALES[pick_language()])


@blueprint.get("")
@requires(*READERS)
def index() -> str:
    """What is to come, soonest first; or what has been, newest first."""
    moment = now()
    past = request.args.get("tab") == "past"
    ended = sa.or_(Event.ends_at < moment, Event.status.in_(OVER))
    query = visible(current_user, Event)
    if past:
        query = query.where(ended).order_by(Event.starts_at.desc(), Event.id.desc())
    else:
        query = query.where(~ended).order_by(Event.starts_at, Event.id)
    page = db.paginate(query, per_page=PER_PAGE, max_per_page=PER_PAGE, error_out=False)
    return render_template(
        "events/index.html",
        page=page,
        past=past,
        now=moment,
        figures=figures_of(current_user, page.items, moment),
        may_plan=current_user.may(*PLANNERS),
        formats=FORMATS,
        statuses=STATUSES,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(*PLANNERS)
def new() -> str | tuple[str, int] | Response:
    """Plan an event, from nothing or (?copy=…) as a further evening like an earlier one."""
    zone, data = _first_values()
    form = EventForm(zone=zone, data=data)
    if form.validate_on_submit():
        try:
            event = plan_event(
                now=now(), branch_id=current_user.branch_id, organiser_id=current_user.id, zone=zone, **form.values()
            )
        except DomainError as refusal:
            form.show(refusal)
        else:
            db.session.commit()
            flash(_("The event is planned. Next, choose the type of client to invite."), "good")
            return redirect(url_for("events.show", event_id=event.id))
    return _form_page(form)


def _first_values() -> tuple[str, dict[str, Any]]:
    """The zone and the values that a new event's form begins with."""
    zone: str = current_app.extensions["settings"].time_zone
    data: dict[str, Any] = {"format": EventFormat.SALON, "capacity": 30}
    source_id = request.args.get("copy", type=int)
    if source_id is not None:
        data = copy_of(load(current_user, Event, source_id))
        zone = data.pop("zone")
    return zone, data | usual_times(data["format"], now(), zone)


@blueprint.route("/<int:event_id>/edit", methods=["GET", "POST"])
@requires(*PLANNERS)
def edit(event_id: int) -> str | tuple[str, int] | Response:
    event = load(current_user, Event, event_id)
    if event.over:
        raise DomainError("event_closed")
    form = EventForm(zone=event.zone, event=event)
    if form.validate_on_submit():
        try:
            change_event(event, now=now(), **form.values())
        except DomainError as refusal:
            form.show(refusal)
        else:
            db.session.commit()
            flash(_("Saved."), "good")
            return redirect(url_for("events.show", event_id=event.id))
    return _form_page(form, event)


def _form_page(form: EventForm, event: Event | None = None) -> tuple[str, int]:
    figures = figures_of(current_user, [event], now())[event.id] if event else None
    page = render_template(
        "events/form.html", form=form, event=event, figures=figures, reply_days=REPLY_DAYS, formats=FORMATS
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/usual-times")
@requires(*PLANNERS)
def following_times() -> str:
    """The end and the deadline that follow from what is typed so far, as a part of the form."""
    zone: str = current_app.extensions["settings"].time_zone
    form = EventForm(request.args, zone=zone, meta={"csrf": False})
    form.follow()
    return render_template("events/following_times.html", form=form, reply_days=REPLY_DAYS, formats=FORMATS)


@blueprint.get("/<int:event_id>")
@requires(*READERS)
def show(event_id: int) -> str:
    """One evening: its facts, and its steps with what is to do next."""
    event = load(current_user, Event, event_id, joinedload(Event.organiser))
    moment: datetime = now()
    figures = figures_of(current_user, [event], moment)[event.id]
    return render_template(
        "events/show.html",
        event=event,
        now=moment,
        figures=figures,
        steps=path(event, figures, moment),
        states=STEP_STATES,
        advised=invitations_advised(event.capacity),
        may_plan=current_user.may(*PLANNERS),
        only_own=not current_user.may(*PLANNERS),
        may_open=may_open,
        formats=FORMATS,
        statuses=STATUSES,
    )


def may_open(endpoint: str) -> bool:
    """Whether the reader's roles open a page, so that no button leads to a refusal."""
    return bool(current_user.role_set & (access_of(current_app, endpoint) or frozenset()))
