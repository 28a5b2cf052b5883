"""The words for what keeps a letter from being printed."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from clients.models import HoldKind
from clients.words import HOLDS
from core.errors import say
from invitations.letters import Problem, ProblemKind

FIELDS: dict[str, Any] = {
    "event_title": _l("the title"),
    "venue": _l("the venue"),
    "address": _l("the address"),
    "parking": _l("the note on parking"),
    "speaker": _l("the speaker"),
    "rm_name": _l("the name"),
    "rm_phone": _l("the telephone number"),
    "unit": _l("the bank's name"),
    "branch": _l("the branch's name"),
}

say(
    {
        "already_printed": _l("These letters are printed already."),
    }
)


def sentence(problem: Problem) -> str:
    """The problem in the reader's language, as a whole sentence."""
    return str(_SENTENCES[problem.kind](problem))


def _lacks(problem: Problem, chinese: str, english: str) -> str:
    code, _colon, language = problem.detail.partition(":")
    values = {"whose": problem.whose, "field": str(FIELDS.get(code, code))}
    return (english if language == "en" else chinese) % values


_SENTENCES: dict[ProblemKind, Any] = {
    ProblemKind.EVENT_OVER: lambda _problem: _("The event is over, or its date lies in the past."),
    ProblemKind.DEADLINE_OVER: lambda _problem: _("The date to answer by has passed, and the letter would name it."),
    ProblemKind.EVENT_LACKS: lambda problem: _lacks(
        problem,
        _("The event lacks what the letter has to say: %(field)s."),
        _("The event lacks what the English letter has to say: %(field)s."),
    ),
    ProblemKind.STAFF_LACKS: lambda problem: _lacks(
        problem,
        _("%(whose)s signs the letter, but %(field)s is not entered. An administrator can add it."),
        _("%(whose)s signs the English letter, but %(field)s is not entered in English. An administrator can add it."),
    ),
    ProblemKind.SALUTATION: lambda _problem: _(
        "How to address this client is not known: enter the gender, a title or an own form of address."
    ),
    ProblemKind.CHARACTERS: lambda problem: _(
        "No typeface here can draw %(characters)s (in %(whose)s).", characters=problem.detail, whose=problem.whose
    ),
    ProblemKind.OVERFLOW: lambda problem: _(
        "The letter is %(mm)s mm too long for its page: shorten the event's texts, or a name in them.",
        mm=problem.detail,
    ),
    ProblemKind.HOLD: lambda problem: _(
        "An invitation hold stands: %(hold)s.", hold=str(HOLDS[HoldKind(problem.detail)])
    ),
    ProblemKind.REVOKED: lambda _problem: _("The invitation was taken back."),
    ProblemKind.DECLINED: lambda _problem: _("The client has said already that they can't come."),
}
