"""What the numbers of this room are called and what they do."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from invitations import settings
from staff.described_settings import Described, describe

describe(
    _l("Guest lists"),
    [
        Described(
            settings.REGULARS_SHARE,
            _l("Regulars on a guest list"),
            _l("percent"),
            _l("With a larger share of clients who come to almost everything, the list is marked."),
        ),
        Described(
            settings.THEME_GAP_DAYS,
            _l("Between two evenings of one theme"),
            _l("days"),
            _l("A client is not invited to the same theme again sooner; 0 lets every evening invite anybody."),
        ),
        Described(
            settings.NAMES_CHECKED_TWICE,
            _l("Names are checked twice"),
            "",
            _l("A print run is approved only when two people have read the names on the frozen guest list."),
        ),
        Described(
            settings.OFFER_HOURS,
            _l("Seats offered to who waits"),
            _l("working hours"),
            _l("So long they are kept while the manager calls, counted on working days from 9 to 18 o'clock."),
        ),
    ],
)
