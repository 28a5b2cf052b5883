"""What the numbers about tables are called and what they do."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from events.tables import settings
from staff.described_settings import Described, describe

describe(
    _l("Tables"),
    [
        Described(
            settings.SKIP_NUMBERS,
            _l("No table 4, 13 or 14"),
            "",
            _l("New tables leave these numbers out; tables that are there keep theirs."),
        ),
        Described(
            settings.HEADS_PER_HOST,
            _l("Guests to one colleague"),
            _l("guests"),
            _l("At a table with more, a further colleague is proposed, and the plan says so."),
        ),
    ],
)
