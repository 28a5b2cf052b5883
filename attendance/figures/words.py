"""The words of figures and of the closing report."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from attendance.figures.measures import (
    ATTENDANCE_TARGET,
    FOLLOW_UP_TARGET,
    Share,
    accept_rate,
    attendance,
    companions_ratio,
    first_timer_share,
    follow_up_rate,
    regulars_share,
    reply_rate,
    representation,
    rm_fill,
    show_of_invited,
    walk_in_share,
)
from attendance.figures.overview import By
from core.errors import say
from staff.words import call_rows

SHARES = (
    (_l("Reply rate"), reply_rate, _l("answered, of letters delivered"), None),
    (_l("Said yes"), accept_rate, _l("of letters delivered"), None),
    (_l("Attendance"), attendance, _l("clients who came, of letters accepted"), ATTENDANCE_TARGET),
    (_l("Came, of those invited"), show_of_invited, _l("of letters delivered"), None),
    (_l("Brought along"), companions_ratio, _l("companions for each hundred clients who came"), None),
    (_l("For the first time"), first_timer_share, _l("of clients who came"), None),
    (_l("Come to everything"), regulars_share, _l("four evenings or more in a year, of clients who came"), None),
    (_l("Places filled by managers"), rm_fill, _l("accepted, of the places they were given"), None),
    (_l("Represented"), representation, _l("of letters by which anybody came"), None),
    (_l("Without a letter"), walk_in_share, _l("of all heads"), None),
    (_l("Followed up within 48 hours"), follow_up_rate, _l("of clients who came"), FOLLOW_UP_TARGET),
)
"""Each figure with its name, its definition, what is divided by what, and what a good evening reaches."""

FUNNEL = (
    ("invited", _l("Invited")),
    ("delivered", _l("Letters delivered")),
    ("replied", _l("Answered")),
    ("accepted", _l("Said yes")),
    ("attended", _l("Came")),
)
BY = {
    By.EVENING: _l("By evening"),
    By.MONTH: _l("By month"),
    By.THEME: _l("By theme"),
    By.TYPE: _l("By type of client"),
    By.MANAGER: _l("By relationship manager"),
}
WAVES = {"a": _l("First letters"), "b": _l("Second letters"), "c": _l("Last letters"), "": _l("Without a wave")}


def said(share: Share) -> str:
    """75 % (18 of 24); a dash where there is nothing to divide by."""
    if share.percent is None:
        return "–"
    return _("%(percent)s %% (%(part)s of %(whole)s)", percent=share.percent, part=share.part, whole=share.whole)


call_rows({"figure_snapshot": _l("figures months later"), "figures": _l("figures")})

say(
    {
        "report_not_yours": _l("Only the branch manager signs the report."),
        "report_open": _l("The report is signed once the evening is closed."),
        "report_unwritten": _l("Nobody has written yet what to keep, to stop or to try. One sentence is enough."),
    }
)
