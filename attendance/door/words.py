"""The sentences of the door's page and of its set-up."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.errors import say
from staff.words import call_rows

call_rows({"gift": _l("gift")})

say(
    {
        "gift_twice": _l("A gift of this name is on the list already."),
        "gift_fewer": _l("%(handed)s are handed over already; enter at least as many."),
        "gift_handed": _l("This gift was handed to somebody and stays in the books."),
        "badge_nameless": _l("Nobody told us this name. Write the badge by hand."),
        "badge_undrawn": _l("This name has a sign that we cannot draw. Write the badge by hand."),
        "nobody_came": _l("Tick who has come."),
    }
)
