"""The words of the reply page that are not in a template."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.errors import say

REASONS = {
    "time": _l("The time does not suit me"),
    "travel": _l("I am travelling"),
    "health": _l("My health does not allow it"),
    "subject": _l("The subject is not for me"),
}
"""What a guest may press; the words in the guest's language are what is kept, as the guest's own."""

say(
    {
        "reason_without_decline": _l("There is nothing to give a reason for: you have not declined."),
    }
)
