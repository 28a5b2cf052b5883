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
    ],
)
