"""Pages of events: the list, planning and changing one, and one evening with its steps."""

from __future__ import annotations

from datetime import datetime
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
from events.beginning import Beginning, beginning
from events.calendar.days_to_avoid import Avoid, days_to_avoid
from events.figures import advised_for, figures_of
from events.forms import EventForm
from events.models import OVER, Event, EventStatus, Venue
from events.path import path
from events.places.books import PRINTED, printed_words, venues_of
from events.plan_facts import PLAN_WORDS, plan_of
from events.planning import REPLY_DAYS, change_event
from events.words import FORMATS, STATUSES, STEP_STATES
from staff.access import access_of, requires
from staff.frames import panels
from staff.models import Role
from staff.scope import load, visible

blueprint = Blueprint("events", __name__, url_prefix="/events")

PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
READERS = (*PLANNERS, Role.RM)
PER_PAGE = 20


@blueprint.app_template_filter("event_day")
def event_day(event: Event, field: str = "starts_at") -> str:
    """The date and weekday of one of the event's times, in its own zone and the reader's language.

    Of an event that is put off nobody reads the day that was given up.
    """
    if event.status is EventStatus.POSTPONED:
        return _("day to be named")
    return day(getattr(event, field), pick_language(), event.tz)


@blueprint.app_template_filter("event_clock")
def event_clock(event: Event, field: str = "starts_at") -> str:
    return "" if event.status is EventStatus.POSTPONED else clock(getattr(event, field), event.tz)


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
    """Plan an event, from nothing, with a theme (?theme=…), or as a further evening like an earlier one (?copy=…)."""
    start = beginning(current_user, request.args.get("theme", ""), request.args.get("copy", type=int))
    form = EventForm(zone=start.zone, data=start.data(now()), venues=venues_of(current_user))
    if form.validate_on_submit():
        try:
            event = start.plan(form.values(), staff=current_user, now=now())
        except DomainError as refusal:
            form.show(refusal)
        else:
            db.session.commit()
            flash(_("The event is planned. Next, choose the type of client to invite."), "good")
            return redirect(url_for("events.show", event_id=event.id))
    return _form_page(form, start=start)


@blueprint.route("/<int:event_id>/edit", methods=["GET", "POST"])
@requires(*PLANNERS)
def edit(event_id: int) -> str | tuple[str, int] | Response:
    event = load(current_user, Event, event_id)
    if event.over:
        raise DomainError("event_closed")
    form = EventForm(zone=event.zone, event=event, venues=_venues_for(event))
    if form.validate_on_submit():
        try:
            values = form.values()
            _keep_the_day(event, values["starts_at"])
            change_event(event, now=now(), **values)
        except DomainError as refusal:
            form.show(refusal)
        else:
            db.session.commit()
            flash(_("Saved."), "good")
            return redirect(url_for("events.show", event_id=event.id))
    return _form_page(form, event)


def _keep_the_day(event: Event, starts_at: datetime) -> None:
    """Raises DomainError("guests_know"): who holds a letter is called and written to, which postponing does."""
    figures = figures_of(current_user, [event], now())[event.id]
    if starts_at != event.starts_at and (figures.delivered or figures.invited > figures.unanswered):
        raise DomainError("guests_know")


def _venues_for(event: Event) -> list[Venue]:
    """The choices of the book, and the one that the event has, in use or not."""
    found = [venue for venue in venues_of(current_user) if venue.branch_id == event.branch_id]
    if event.venue_id and event.venue_id not in {venue.id for venue in found}:
        found.append(load(current_user, Venue, event.venue_id))
    return found


def _form_page(form: EventForm, event: Event | None = None, start: Beginning | None = None) -> tuple[str, int]:
    figures = figures_of(current_user, [event], now())[event.id] if event else None
    page = render_template(
        "events/form.html",
        form=form,
        event=event,
        start=start,
        figures=figures,
        reply_days=REPLY_DAYS,
        formats=FORMATS,
        avoid=_speaks_against(form, event),
    )
    return page, 422 if form.is_submitted() else 200


def _speaks_against(form: EventForm, event: Event | None) -> list[Avoid]:
    """What speaks against the day that is typed."""
    start = form.starts_at.data
    if start is None or not 2000 <= start.year <= 2100:
        return []
    branch_id = event.branch_id if event else current_user.branch_id
    organiser_id = event.organiser_id if event else current_user.id
    return days_to_avoid(start.date(), branch_id, but=event.id if event else None, organiser_id=organiser_id)


@blueprint.get("/usual-times")
@requires(*PLANNERS)
def following_times() -> str:
    """The end and the deadline that follow from what is typed so far, as a part of the form."""
    zone: str = current_app.extensions["settings"].time_zone
    form = EventForm(request.args, zone=zone, meta={"csrf": False})
    form.follow()
    avoid = _speaks_against(form, None)
    return render_template(
        "events/following_times.html", form=form, reply_days=REPLY_DAYS, formats=FORMATS, avoid=avoid
    )


@blueprint.get("/venue-words")
@requires(*PLANNERS)
def venue_words() -> str:
    """The fields of the place as the book says them, as a part of the form."""
    zone: str = current_app.extensions["settings"].time_zone
    venue_id = request.args.get("venue_id", type=int)
    words = printed_words(load(current_user, Venue, venue_id)) if venue_id else dict.fromkeys(PRINTED, "")
    return render_template("events/place_fields.html", form=EventForm(None, zone=zone, data=words))


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
        advised=advised_for(current_user, event, moment),
        may_plan=current_user.may(*PLANNERS),
        only_own=not current_user.may(*PLANNERS),
        may_open=may_open,
        more=panels("event", current_user, event, moment),
        plan=plan_of(current_user, event, moment),
        formats=FORMATS,
        statuses=STATUSES,
        words=PLAN_WORDS,
    )


def may_open(endpoint: str) -> bool:
    """Whether the reader's roles open a page, so that no button leads to a refusal."""
    return bool(current_user.role_set & (access_of(current_app, endpoint) or frozenset()))
