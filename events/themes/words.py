"""The words for themes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.errors import say
from events.models import CompanionPolicy, WaitlistPolicy
from staff.words import call_rows

COMPANIONS = {
    CompanionPolicy.NONE: _l("Nobody"),
    CompanionPolicy.ONE: _l("One: the spouse or one of the family"),
    CompanionPolicy.SEVERAL: _l("Several"),
    CompanionPolicy.FAMILY: _l("The family, with children"),
}

WAITLISTS = {
    WaitlistPolicy.STRICT: _l("Strictly in order: nobody passes the first"),
    WaitlistPolicy.FILL: _l("The first party that fits the free seats"),
    WaitlistPolicy.HOLD: _l("Keep free seats until the first party fits"),
}

call_rows({"event_theme": _l("theme of an event"), "event_series": _l("series of events")})

say(
    {
        "theme_retired": _l("This theme is retired. Bring it back before you change it."),
        "capacity_order": _l("Fewest, best and most: the numbers have to grow in this order."),
    }
)
