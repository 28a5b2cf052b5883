"""What the numbers of the club are called and what they do."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from membership import settings
from staff.described_settings import Described, describe

_DAYS, _MONTHS, _CARDS = _l("days"), _l("months"), _l("cards")

describe(
    _l("Club"),
    [
        Described(settings.TERM_MONTHS, _l("Term of a membership"), _MONTHS, _l("From joining to the next renewal.")),
        Described(
            settings.REVIEW_DAYS,
            _l("Renewal review"),
            _DAYS,
            _l("So long before the end of a term the membership stands on the list of reviews."),
        ),
        Described(
            settings.GRACE_DAYS,
            _l("Grace"),
            _DAYS,
            _l("After the term benefits continue for so long before it lapses."),
        ),
        Described(
            settings.NO_STEP_DOWN_DAYS,
            _l("No step down after a sorrow"),
            _DAYS,
            _l("Nobody steps down so soon after a bereavement, a complaint or a stay in hospital."),
        ),
        Described(
            settings.FAMILY_CARDS,
            _l("Family cards"),
            _CARDS,
            _l("How many beside the member's own; they share the member's benefits."),
        ),
        Described(
            settings.AVOID_UNLUCKY,
            _l("Leave out unlucky numbers"),
            None,
            _l("Member numbers with a 4 are passed over; those ending in 6, 8 or 9 are given by hand."),
        ),
    ],
)
