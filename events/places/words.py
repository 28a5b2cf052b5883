"""The words for venues and speakers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.errors import say
from events.models import SpeakerStep
from staff.words import call_rows

QUESTIONS = {
    "lift": _l("A lift"),
    "step_free": _l("A way without steps"),
    "toilets": _l("Toilets near by"),
    "microphone": _l("Microphone and loudspeakers"),
    "air": _l("Air conditioning"),
    "signal": _l("Wi-Fi or signal at the door"),
    "light": _l("Light to read name cards by"),
    "fire_exits": _l("Fire exits that are free"),
}

STEPS = {
    SpeakerStep.ASKED: _l("Asked"),
    SpeakerStep.AGREED: _l("Agreed"),
    SpeakerStep.CONTRACTED: _l("Under contract"),
    SpeakerStep.SLIDES_SEEN: _l("Slides seen"),
    SpeakerStep.DECLINED: _l("Can't"),
}

call_rows({"venue": _l("venue"), "speaker": _l("speaker"), "event_speaker": _l("speaker of an event")})

say(
    {
        "speaker_asked": _l("This speaker is asked already."),
        "foreign_speaker": _l("Choose a speaker from the branch's book."),
        "rated_early": _l("Speakers are rated once they have spoken."),
    }
)
