"""The words for what keeps a letter from being printed."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from clients.contact.may_contact import Reason, ReasonCode
from clients.models import ContactChannel, HoldKind
from clients.words import HOLDS
from core.errors import say
from invitations.runs.problems import Problem, ProblemKind
from printing.text_words import PLACEHOLDERS, STYLE

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

FACTS: dict[str, Any] = {
    "starts_at": _l("the beginning"),
    "ends_at": _l("the end"),
    "reply_by": _l("the day for answers"),
    "zone": _l("the time zone"),
    "title": FIELDS["event_title"],
    "title_en": FIELDS["event_title"],
    "speaker": FIELDS["speaker"],
    "speaker_en": FIELDS["speaker"],
    "venue": FIELDS["venue"],
    "venue_en": FIELDS["venue"],
    "address": FIELDS["address"],
    "address_en": FIELDS["address"],
    "parking": FIELDS["parking"],
    "parking_en": FIELDS["parking"],
}
"""What a letter tells of its event and may be otherwise now."""

MISMATCHES: dict[str, Any] = {
    "code": _l("the code is another one, or none can be read"),
    "words": _l("the reader's name is not on the page"),
    "missing": _l("the page is missing"),
    "extra": _l("the page is one too many"),
}
"""What reading a page back found; a code without words here is shown as it is."""

say(
    {
        "already_printed": _l("These letters are printed already."),
        "findings_unsigned": _l(
            "Something was found that you have not signed for, or the list has changed since you looked. Look at the "
            "findings below and tick that you have."
        ),
        "run_blocked": _l("A page of this run does not hold what it should, so it is never printed."),
        "run_cancelled": _l("This run was sent back or given up. Order a new one."),
        "run_not_drawn": _l("This run is not drawn and read back yet."),
        "run_not_approved": _l("The manager has not approved this run yet."),
        "run_printed": _l("This run is printed already."),
        "reason_missing": _l("Please say why, in a few words."),
        "not_yours": _l("Only the manager, or whoever ordered the run, may do this."),
        "nothing_ticked": _l("No letter is ticked."),
        "letter_differs": _l(
            "Printed now, this letter would not be the same as the first, since a typeface or the program was changed. "
            "Nothing is printed in its place; reissue the letter, and the guest gets a new one."
        ),
        "letter_in_drawing": _l(
            "This letter is being drawn in a print run. Wait until the run is read back, or give it up; then reissue."
        ),
        "letter_withdrawn": _l("This guest may no longer be given the letter, so it is not printed again."),
        "file_gone": _l(
            "The file of this run is gone from the disk. Its letters can still be had as single PDFs; tell your "
            "administrator."
        ),
        "letter_void": _l("This letter was replaced by a new one; its code is void and it is not printed again."),
        "step_out_of_order": _l("The letter can't take this step from where it is."),
        "step_in_future": _l("That day is still to come. Enter the day on which it happened."),
        "step_before_printing": _l("On that day the letter was not printed yet."),
        "return_wants_reason": _l("Please say why the letter came back."),
        "nothing_to_take_back": _l("There is no step to take back."),
    }
)


def sentence(problem: Problem) -> str:
    """The problem in the reader's language, as a whole sentence."""
    return str(_SENTENCES[problem.kind](problem))


def _lacks(problem: Problem, chinese: str, english: str) -> str:
    code, _colon, language = problem.detail.partition(":")
    values = {"whose": problem.whose, "field": str(FIELDS.get(code) or PLACEHOLDERS.get(code, code))}
    return (english if language == "en" else chinese) % values


def _style(problem: Problem) -> str:
    code, _colon, passage = problem.detail.partition(":")
    words = str(STYLE.get(code, code))
    return _("“%(passage)s”: %(words)s", passage=passage, words=words) if passage else words


def _reason(code: str) -> str:
    known = code in {one.value for one in ReasonCode}
    return Reason(ReasonCode(code), channel=ContactChannel.POST).sentence if known else code


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
    ProblemKind.CONTACT: lambda problem: _(
        "This letter may not be sent so: %(reason)s.", reason=_reason(problem.detail)
    ),
    ProblemKind.DEADLINE_AFTER: lambda _problem: _("The date to answer by lies after the event."),
    ProblemKind.ADDRESS: lambda _problem: _("The letter goes by post or courier, and there is no postal address."),
    ProblemKind.POSTCODE: lambda _problem: _("The letter goes by post or courier, and the postcode is not complete."),
    ProblemKind.DETAIL_MISSING: lambda _problem: _(
        "The text needs one real thing about this guest, and nobody has written it yet."
    ),
    ProblemKind.DETAIL_EMPTY: lambda _problem: _(
        "Nothing personal is written about this guest; without it the letter is like everybody's."
    ),
    ProblemKind.SURNAME: lambda problem: _(
        "Is the surname right? “%(surname)s” was taken from %(whose)s.", surname=problem.detail, whose=problem.whose
    ),
    ProblemKind.HOUSEHOLD: lambda problem: _(
        "Lives in one household with %(other)s, who is invited too: one letter to both may be better than two.",
        other=problem.detail,
    ),
    ProblemKind.WEEKDAY: lambda problem: _(
        "The text says “%(weekday)s”, which is not the event's day.", weekday=problem.detail
    ),
    ProblemKind.RISK_LINE: lambda problem: _(
        "The letter speaks of “%(word)s”, but the event names no risk, so the letter has no line of warning.",
        word=problem.detail,
    ),
    ProblemKind.STYLE: _style,
    ProblemKind.STYLE_DENIED: _style,
    ProblemKind.UNDRAWABLE: lambda problem: _(
        "This letter could not be drawn (%(code)s). The others were.", code=problem.detail
    ),
    ProblemKind.REVOKED: lambda _problem: _("The invitation was taken back."),
    ProblemKind.PARTED: lambda _problem: _(
        "The two whom this letter asks no longer live together or want one letter: give each a letter of their own."
    ),
    ProblemKind.DECLINED: lambda _problem: _("The client has said already that they can't come."),
}
