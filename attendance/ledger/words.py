"""The sentences of this room's refusals. A guest may stand beside the screen and read them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.errors import say

say(
    {
        "person_unknown": _l("Nobody of this party is called that. Scan the letter once more."),
        "force_reason": _l("Say in a few words why."),
        "force_not_yours": _l("Please call the organiser: this letter is let in by a colleague who may."),
        "leaving_not_kept": _l("At this event nobody is scanned on leaving."),
        "not_inside": _l("Nobody of this party is inside."),
        "undo_needs_reason": _l("More than ten minutes have passed: say in a few words why it is taken back."),
        "gift_elsewhere": _l("This gift belongs to another event."),
        "gift_given": _l("This gift was handed over at %(time)s by %(name)s."),
        "gift_none_left": _l("None of these gifts is left. Correct the stock if there is."),
    }
)
