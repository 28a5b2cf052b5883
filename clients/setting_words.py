"""What the numbers of this room are called and what they do."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from clients import settings
from staff.described_settings import Described, describe

_TIMES, _DAYS, _MONTHS, _PRODUCTS, _CARDS = _l("times"), _l("days"), _l("months"), _l("categories"), _l("cards")

describe(
    _l("How often we ask"),
    [
        Described(
            settings.INVITATIONS_30_DAYS,
            _l("Invitations in thirty days"),
            _TIMES,
            _l("Whoever was invited so often is left out of guest lists until the oldest is thirty days past."),
        ),
        Described(
            settings.INVITATIONS_YEAR,
            _l("Invitations in a year"),
            _TIMES,
            _l("The same over twelve months: more, and a letter is no honour any more."),
        ),
        Described(
            settings.HOUSEHOLD_INVITATIONS_30_DAYS,
            _l("Invitations of a household in thirty days"),
            _TIMES,
            _l("Counted over all who live together."),
        ),
        Described(
            settings.TOUCHES_30_DAYS,
            _l("Approaches of any kind in thirty days"),
            _TIMES,
            _l("Invitations, cards and contacts about products, events or the relationship; service does not count."),
        ),
        Described(
            settings.MARKETING_GAP_DAYS,
            _l("Days between approaches about products"),
            _DAYS,
            _l("After an invitation or a word about products, nobody offers another product for so long."),
        ),
        Described(
            settings.DECLINES_BEFORE_PAUSE,
            _l("Declines in a row"),
            _TIMES,
            _l("After so many, no invitation goes out until the relationship manager has asked, or the pause is over."),
        ),
        Described(
            settings.PAUSE_AFTER_DECLINES_DAYS,
            _l("Pause after declines"),
            _DAYS,
            _l("Counted from the last one."),
        ),
        Described(
            settings.FESTIVAL_CARDS_YEAR,
            _l("Festival cards in a year"),
            _CARDS,
            _l("The birthday's card comes beside them."),
        ),
    ],
)

describe(
    _l("When we stay silent"),
    [
        Described(
            settings.COMPLAINT_AFTER_DAYS,
            _l("After a complaint is closed"),
            _DAYS,
            _l("So long after it, nobody is invited or offered anything."),
        ),
        Described(
            settings.BEREAVEMENT_DAYS,
            _l("Mourning"),
            _DAYS,
            _l(
                "How long a hold for mourning lasts when no last day is entered; families keep 49, 100 or 365 days. "
                "With 0 it lasts until it is lifted."
            ),
        ),
        Described(
            settings.POST_NEEDS_CONSENT,
            _l("Invitations by post only with consent"),
            None,
            _l("The law wants consent before advertising reaches a home. Letters may be handed over in any case."),
        ),
    ],
)

describe(
    _l("When a call would be kind"),
    [
        Described(
            settings.SILENCE_T4_DAYS,
            _l("Private and family office"),
            _DAYS,
            _l("After so many days without a word, the client stands on the manager's first page."),
        ),
        Described(settings.SILENCE_T3_DAYS, _l("Wealth"), _DAYS, _l("The same for this tier.")),
        Described(settings.SILENCE_DAYS, _l("All other clients"), _DAYS, _l("The same for everybody else.")),
    ],
)

describe(
    _l("Clients"),
    [
        Described(
            settings.OLD_CLIENT_HOLDINGS,
            _l("Categories of an old client"),
            _PRODUCTS,
            _l("From how many categories of products somebody counts as an old client."),
        ),
        Described(
            settings.CORE_CLIENT_HOLDINGS,
            _l("Categories of a core client"),
            _PRODUCTS,
            _l("From how many an old client counts as a core client."),
        ),
        Described(
            settings.GRACE_MONTHS,
            _l("Below the tier's floor"),
            _MONTHS,
            _l("After so many months in a row the client steps down; until then the tier stays."),
        ),
        Described(
            settings.GRACE_MONTHS_PRIVATE,
            _l("Below the floor, private and family office"),
            _MONTHS,
            _l("The same for the two highest tiers."),
        ),
        Described(
            settings.LEAP_DAY_IN_MARCH,
            _l("Born on 29 February: congratulate on 1 March"),
            None,
            _l("In years without that day; otherwise on 28 February."),
        ),
    ],
)
