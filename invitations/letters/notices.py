"""Letters that invite to nothing: another time, no time yet, no evening, or a word after it."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from events.models import Event, EventStatus
from invitations.letters.setup import LANGUAGES, Setup
from printing.designs.look import look_of
from printing.texts.templates import text_for


class Notice(enum.Enum):
    """What such a letter tells; the values are kinds of text."""

    POSTPONED = "postponed"
    PUT_OFF = "put_off"  # and a new day is not named yet
    CANCELLED = "cancelled"
    THANK_YOU = "thank_you"  # after the evening, to who came
    MISSED_YOU = "missed_you"  # and to who had said yes and did not


AFTER_THE_EVENING = (Notice.THANK_YOU, Notice.MISSED_YOU)


def notice_of(event: Event) -> Notice | None:
    """What there is to tell of the event now; nothing when its first plan stands."""
    if event.status is EventStatus.CANCELLED:
        return Notice.CANCELLED
    if event.status is EventStatus.POSTPONED:
        return Notice.PUT_OFF
    return Notice.POSTPONED if event.announced_for is not None and not event.over else None


def notice_setup(event: Event, notice: Notice, details: Mapping[int, str] | None = None) -> Setup:
    """The branch's look on A4, and its own text of this kind or the model text; `details` as in Setup."""
    found = {language: text_for(event.branch_id, notice.value, language) for language in LANGUAGES}
    return Setup(
        look=look_of(event.branch_id),
        texts={language: text for language, (text, _version) in found.items()},
        versions={language: version for language, (_text, version) in found.items() if version is not None},
        details=details,
    )
