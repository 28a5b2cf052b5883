"""The words for letter texts: kinds, states, placeholders, findings, and what keeps a text from being a page."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import say
from printing.errors import MissingGlyphs, PrintingError
from printing.texts.templates import State
from staff.words import ACTIONS

KINDS = {
    "salon": _l("Salon"),
    "lecture": _l("Lecture"),
    "trip": _l("Short trip"),
    "banquet": _l("Banquet"),
    "online": _l("Online lecture"),
    "reception": _l("Reception"),
    "family": _l("Parents and children"),
    "sport": _l("Sport"),
    "visit": _l("Guided visit"),
    "charity": _l("Charity"),
    "postponed": _l("Evening moved to another time"),
    "put_off": _l("Evening put off, no day yet"),
    "cancelled": _l("Evening called off"),
    "thank_you": _l("Thanks for coming"),
    "missed_you": _l("Missed you"),
    "card": _l("Formal card"),
    "club_welcome": _l("Welcome to the club"),
    "club_renewal": _l("Renewed membership"),
}
LANGUAGES = {"zh": _l("Chinese"), "en": _l("English")}

STATES = {
    State.DRAFT: _l("Draft"),
    State.WAITING: _l("Waiting for approval"),
    State.APPROVED: _l("Approved"),
    State.SENT_BACK: _l("Sent back"),
    State.OVERTAKEN: _l("Overtaken by a later version"),
}
TONES = {State.APPROVED: "good", State.WAITING: "attention", State.SENT_BACK: "seal"}

STYLE = {
    "pompous": _l("Flattery that clients have heard a hundred times. Say what is true of this guest."),
    "pressing": _l("This presses the reader. An invitation leaves the choice to the guest."),
    "promise": _l("This promises a gain, which no letter of a bank may do."),
    "jargon": _l("The language of advertising. Say it as you would over tea."),
    "claim": _l("This reads like a boast or a promise; where products are spoken of it is not allowed at all."),
    "stiff": _l("This sounds cold, or like an order. Say it as to somebody you know."),
    "selling": _l("A letter of this kind offers nothing and asks for nothing."),
    "emoji": _l("Letters carry no emoji."),
    "exclamation": _l("One exclamation mark too many: let the words carry it."),
    "set_phrase": _l("A set phrase, and not the first here. A plain word is warmer."),
    "long_sentence": _l("A long sentence. Cut it in two, so that it is understood at one reading."),
    "too_long": _l("The text is longer than a letter of its kind should be."),
    "no_detail": _l("There is no place for the one real thing about the guest. Insert “personal detail”."),
}
"""What each finding of printing/texts/style.py tells the writer."""

PLACEHOLDERS = {
    "salutation": _l("how the guest is addressed; the letter has it above the text already"),
    "full_name": _l("the guest's full name"),
    "personal_detail": _l("the one real thing about this guest, written by the relationship manager"),
    "table": _l("the guest's table"),
    "heads": _l("how many guests are asked"),
    "companions_text": _l("a sentence on bringing somebody"),
    "event_title": _l("the event's title"),
    "date_cn": _l("the date in Chinese characters"),
    "date_num": _l("the date in digits"),
    "date_en": _l("the date in English"),
    "weekday": _l("the day of the week"),
    "time_cn": _l("the time in Chinese characters"),
    "time_num": _l("the time in digits"),
    "time_en": _l("the time in English"),
    "date_formal": _l("the date as on a formal English card"),
    "time_formal": _l("the time in words, as on a formal English card"),
    "duration": _l("how long it takes"),
    "deadline": _l("the last day for answers"),
    "host_time": _l("from when guests are welcomed"),
    "seat_time": _l("when one sits down"),
    "return_time": _l("when one is back"),
    "venue": _l("where it takes place"),
    "address": _l("the place's address"),
    "hall": _l("the room or hall"),
    "parking": _l("where to park"),
    "transit": _l("how to get there by bus or underground"),
    "dress": _l("what to wear"),
    "pickup": _l("where one meets to set out"),
    "speaker": _l("who speaks"),
    "speaker_line": _l("a line about the speaker"),
    "destination": _l("where the trip goes"),
    "season_thing": _l("what the season has to show there"),
    "walk_km": _l("how many kilometres one walks"),
    "lunch_place": _l("where one eats at noon"),
    "agency": _l("the travel agency"),
    "unit": _l("the bank"),
    "branch": _l("the branch"),
    "rm_name": _l("the relationship manager"),
    "rm_phone": _l("the relationship manager's telephone number"),
    "short_code": _l("the reply code"),
    "sign_date": _l("the date of the letter"),
    "club": _l("the club's name"),
    "member_no": _l("the member's number"),
    "n": _l("how often the member came in the term that ends"),
    "planned_date": _l("the day on which the evening was first to be"),
    "change_reason": _l("why the plan was changed, if guests are told"),
    "closing": _l("a wish by the season: for spring, summer, autumn or winter"),
}
"""What each placeholder stands for."""

GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_l("The guest"), ("salutation", "full_name", "personal_detail", "table", "companions_text", "heads")),
    (
        _l("When"),
        ("date_cn", "date_num", "date_en", "weekday", "time_cn", "time_num", "time_en", "date_formal",
         "time_formal", "duration", "deadline",
         "host_time", "seat_time", "return_time"),
    ),
    (
        _l("What and where"),
        ("event_title", "venue", "address", "hall", "speaker", "speaker_line", "dress", "parking", "transit", "pickup",
         "destination", "season_thing", "walk_km", "lunch_place", "agency"),
    ),
    (_l("A changed plan"), ("planned_date", "change_reason")),
    (_l("The club"), ("club", "member_no", "n")),
    (_l("Who writes"), ("unit", "branch", "rm_name", "rm_phone", "sign_date", "closing", "short_code")),
)  # fmt: skip
OTHERS = _l("Others")

PROBLEMS = {
    "unknown-placeholder": _l("There is no placeholder {%(name)s}."),
    "unknown-placeholder-nearest": _l("There is no placeholder {%(name)s}. Did you mean {%(nearest)s}?"),
    "stray-brace": _l("A curly bracket stands alone; placeholders are written {like this}."),
    "broken-template": _l("The marks [[ and ]] do not pair up: each [[ wants its ]], and none stands within another."),
    "empty-placeholder": _l("{%(name)s} is empty here. Give it a value, or put the passage between [[ and ]]."),
    "empty-text": _l("There is nothing to print yet: write the first line."),
    "letter-overflow": _l("The text does not fit on one page: it is %(over_mm)s mm too long. Please shorten it."),
    "missing-glyphs": _l("These characters are in none of our faces and can't be printed: %(characters)s"),
    "picture-missing": _l("The branch's logo or seal is gone from the disk. Upload it again under Stationery."),
}


def problem_words(problem: PrintingError) -> str:
    """What keeps a text from being a page, in a sentence."""
    code, details = problem.code, dict(problem.details)
    if code == "unknown-placeholder":
        if details.get("name") in ("{", "}"):
            code = "stray-brace"
        elif details.get("nearest"):
            code += "-nearest"
    elif isinstance(problem, MissingGlyphs):
        details["characters"] = problem.named
    words = PROBLEMS.get(code)
    return str(words) % details if words is not None else str(_l("This text can't be printed as it stands."))


ACTIONS["approve_own"] = _l("approved what they wrote themselves:")

say(
    {
        "template_not_approved": _l("This text is not approved for such letters. Choose another one."),
        "template_name_taken": _l("A text of this kind and language has this name already."),
        "template_retired": _l("This text was retired. Write a new one from it."),
        "template_submitted": _l("This version has been sent for approval already."),
        "template_empty": _l("There is nothing to approve yet: the text is empty."),
        "template_denied": _l(
            "Some words may stand in no letter of ours; they are marked below. Please say it otherwise."
        ),
        "template_not_waiting": _l("This version waits for no decision any more. Please look again."),
        "not_the_manager": _l("Only the branch's manager approves texts."),
        "own_text": _l("You wrote this version yourself. Let the other manager of your branch approve it."),
        "comment_missing": _l("Say in a sentence what should change."),
    }
)
