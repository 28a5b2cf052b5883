"""The words for what speaks against a day."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from events.calendar.marks import Mark

MARKS = {
    Mark.QINGMING: _l("Qingming: for a day before and after nothing is held and nobody is greeted."),
    Mark.GHOST_FESTIVAL: _l("The ghost festival: for a day before and after nothing is held and nobody is greeted."),
    Mark.WINTER_CLOTHES: _l(
        "The winter clothes festival: for a day before and after nothing is held and nobody is greeted."
    ),
    Mark.SPRING_FESTIVAL: _l("Within ten days of the Spring Festival: people are with their families."),
    Mark.HOLIDAY: _l("A public holiday: many are away."),
    Mark.GAOKAO: _l("University entrance examinations: families stay at home."),
    Mark.QUARTER_END: _l("The last three days of a quarter: relationship managers are busy."),
}

SHORT = {
    Mark.QINGMING: _l("Qingming"),
    Mark.GHOST_FESTIVAL: _l("Ghost festival"),
    Mark.WINTER_CLOTHES: _l("Winter clothes"),
    Mark.SPRING_FESTIVAL: _l("Spring Festival"),
    Mark.HOLIDAY: _l("Holiday"),
    Mark.GAOKAO: _l("Gaokao"),
    Mark.QUARTER_END: _l("Quarter's end"),
}
