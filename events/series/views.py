"""The page that repeats an evening month by month."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core.db import db, now
from core.errors import DomainError
from core.languages import day, pick_language
from events.calendar.days_to_avoid import Avoid, days_to_avoid
from events.models import Event, EventSeries
from events.series.forms import SeriesForm
from events.series.repeating import Rhythm, dates_after, evenings_of, repeat
from staff.access import requires
from staff.models import Role
from staff.scope import load

blueprint = Blueprint("series", __name__, url_prefix="/events")

PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
USUAL = 3


@blueprint.route("/<int:event_id>/series", methods=["GET", "POST"])
@requires(*PLANNERS)
def show(event_id: int) -> str | tuple[str, int] | Response:
    """The days that follow from the rhythm; those that stay ticked become drafts."""
    event = load(current_user, Event, event_id)
    form = _form(event)
    chosen = bool(request.form.get("plan"))
    if form.validate_on_submit() and chosen:
        try:
            found = repeat(event, form.days.data, name=form.name.data, name_en=form.name_en.data or "", now=now())
        except DomainError as refusal:
            form.form_errors.append(refusal.sentence)
        else:
            db.session.commit()
            text = ngettext(
                "%(num)s evening is planned as a draft.", "%(num)s evenings are planned as drafts.", len(found)
            )
            flash(text, "good")
            return redirect(url_for("series.show", event_id=event.id))
    page = render_template("events/series/show.html", event=event, form=form, evenings=evenings_of(event), now=now())
    return page, 422 if form.is_submitted() and form.errors else 200


def _said(one: date, against: list[Avoid], event: Event) -> str:
    """The day, and what speaks against it."""
    words = day(one, pick_language(), event.tz)
    return _("%(day)s: %(against)s", day=words, against=against[0].sentence) if against else words


def _form(event: Event) -> SeriesForm:
    series = db.session.get(EventSeries, event.series_id) if event.series_id else None
    names = series or event
    usual = {
        "name": getattr(names, "name", event.title),
        "name_en": getattr(names, "name_en", event.title_en),
        "rhythm": Rhythm.WEEKDAY,
        "times": USUAL,
    }
    form = SeriesForm(data=usual)
    times = form.times.data if isinstance(form.times.data, int) and 1 <= form.times.data <= 12 else USUAL
    last = max((one.local_start.date() for one in evenings_of(event)), default=event.local_start.date())
    first = max(last, event.local_start.date())
    days = dates_after(first, form.rhythm.data or Rhythm.WEEKDAY, times)
    against = {one: days_to_avoid(one, event.branch_id, organiser_id=event.organiser_id) for one in days}
    form.days.choices = [(one.isoformat(), _said(one, against[one], event)) for one in days]
    if not request.form.get("plan"):
        form.days.data = [one for one in days if not against[one]]
    return form
