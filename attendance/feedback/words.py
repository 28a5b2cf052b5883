"""The words of the feedback form, for guests and for staff."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from attendance.feedback.questions import Topic
from attendance.models import Ease
from clients.history.sources import word_sources
from core.errors import say
from core.languages import LOCALES
from staff.words import call_rows

OVERALL = {5: _l("Very good"), 4: _l("Good"), 3: _l("Fair"), 2: _l("Not so good"), 1: _l("Not good")}
EASE = {Ease.EASY: _l("Convenient"), Ease.FAIR: _l("It was all right"), Ease.HARD: _l("Inconvenient")}
TOPICS = {
    Topic.TEA: _l("Tea"),
    Topic.CALLIGRAPHY: _l("Calligraphy"),
    Topic.HEALTH: _l("Health and wellbeing"),
    Topic.EDUCATION: _l("Education"),
    Topic.SUCCESSION: _l("Passing on a fortune"),
    Topic.MARKETS: _l("Markets"),
    Topic.TRIPS: _l("Outings"),
    Topic.FAMILY: _l("With the children"),
    Topic.OTHER: _l("Something else"),
}
ASKED = {
    "overall": _l("How did you find the event as a whole?"),
    "useful": _l("Was what you heard useful to you?"),
    "speaker": _l("Did the speaker make things clear?"),
    "ease": _l("Were time, place and parking convenient?"),
    "welcome": _l("Were you well looked after?"),
    "recommend": _l("Would you recommend such an event to a friend?"),
    "topics": _l("What would you like to come to next?"),
    "words": _l("What would you like to tell us?"),
}
MARKED = {
    "overall": _l("As a whole"),
    "useful": _l("Useful"),
    "speaker": _l("The speaker was clear"),
    "welcome": _l("Well looked after"),
}


def topics_said(topics: Sequence[Topic], own: str, language: str) -> str:
    """Tea, outings, kite flying: for whoever reads this language."""
    with force_locale(LOCALES.get(language, LOCALES["zh"])):
        said = [str(TOPICS[topic]) for topic in topics if topic is not Topic.OTHER]
        return _(", ").join([*said, *filter(None, [own])])


call_rows({"feedback": _l("feedback"), "door_setting": _l("setting of a door")})
word_sources({"feedback": _l("Wrote what they thought of the evening")})

say(
    {
        "feedback_early": _l("The event has not begun yet. Please come back to this page during or after it."),
        "feedback_over": _l("Feedback on this event is no longer taken."),
        "feedback_none": _l("This event did not take place, so there is nothing to say about it."),
        "feedback_empty": _l("Nothing is filled in yet. One answer is enough."),
        "feedback_call_name": _l("To call you we need your name. Please write it here, or take the tick away."),
    }
)
