"""Pages of the branch's events by month and by year, with the days to avoid."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request
from flask_babel import format_date
from flask_login import current_user

from core.db import now
from core.languages import pick_language
from core.zone import home_day
from events.calendar.marks import marks_of
from events.calendar.months import month_from, months, step, weeks, year_from
from events.calendar.words import MARKS, SHORT
from events.words import FORMATS
from staff.access import requires
from staff.models import Role

blueprint = Blueprint("event_calendar", __name__, url_prefix="/events/calendar")

PLANNERS = (Role.ORGANISER, Role.MANAGER, Role.ADMIN)
READERS = (*PLANNERS, Role.RM)


@blueprint.app_template_filter("month_words")
def month_words(day: date) -> str:
    """April 2027 / 2027年4月."""
    return format_date(day, "yyyy年M月" if _zh() else "MMMM yyyy")


@blueprint.app_template_filter("weekday_words")
def weekday_words(day: date) -> str:
    """Mon / 周一."""
    return format_date(day, "EEE")


@blueprint.app_template_filter("day_words_short")
def day_words_short(day: date) -> str:
    """3 Apr, Sat / 4月3日 周六."""
    return format_date(day, "M月d日 EEE" if _zh() else "EEE d MMM")


def _zh() -> bool:
    return pick_language() == "zh"


@blueprint.get("")
@requires(*READERS)
def month() -> str:
    """A month: its weeks as a grid, on a phone its days as a list."""
    today = home_day(now())
    first = month_from(request.args.get("month"), today=today)
    rows = weeks(current_user, first)
    return render_template(
        "events/calendar/month.html",
        first=first,
        before=step(first, -1),
        after=step(first, 1),
        weeks=rows,
        full=[day for week in rows for day in week if day.inside and (day.events or day.marks)],
        today=today,
        may_plan=current_user.may(*PLANNERS),
        words={"marks": MARKS, "short": SHORT, "formats": FORMATS},
    )


@blueprint.get("/year")
@requires(*READERS)
def year() -> str:
    """A year: what is planned in each month, and the days to avoid."""
    today = home_day(now())
    number = year_from(request.args.get("year", type=int), today=today)
    return render_template(
        "events/calendar/year.html",
        year=number,
        months=months(current_user, number),
        marked=len(marks_of(number)),
        before=number - 1 if year_from(number - 1, today=today) == number - 1 else None,
        after=number + 1 if year_from(number + 1, today=today) == number + 1 else None,
        today=today,
        may_plan=current_user.may(*PLANNERS),
        words={"marks": MARKS, "short": SHORT},
    )
