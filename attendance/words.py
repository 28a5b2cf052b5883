"""The words for this room's codes. At the door they are courteous: a guest may read them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from attendance.ledger.outcome import Outcome
from attendance.models import Method, Verdict
from core.errors import say
from staff.words import call_rows

VERDICTS = {
    Verdict.OK: _l("Welcome"),
    Verdict.DECLINED_BUT_HERE: _l("Had declined, and is welcome"),
    Verdict.WAITLISTED_BUT_HERE: _l("Was waiting for a seat: please find one"),
    Verdict.UNANSWERED_BUT_HERE: _l("Had not answered, and is welcome"),
    Verdict.ALREADY: _l("Is in already"),
    Verdict.OTHER_EVENT: _l("This letter is for another event"),
    Verdict.REVOKED: _l("One moment please: a colleague is coming"),
    Verdict.UNKNOWN: _l("Not found: please search by name"),
    Verdict.UNDONE: _l("Check-in taken back"),
    Verdict.OK_ATTENTION: _l("Welcome; please note"),
    Verdict.LEFT: _l("Has left"),
    Verdict.NOTED: _l("Noted"),
}

METHODS = {
    Method.CAMERA: _l("camera"),
    Method.CODE: _l("typed code"),
    Method.NAME: _l("name"),
    Method.ONLINE: _l("joined online"),
    Method.PAPER: _l("paper list"),
    Method.WALK_IN: _l("without an invitation"),
}

OUTCOMES = {
    Outcome.ATTENDED: _l("Attended"),
    Outcome.NO_SHOW: _l("Did not come"),
    Outcome.EXCUSED: _l("Excused"),
    Outcome.DECLINED: _l("Declined"),
    Outcome.NO_ANSWER: _l("Gave no answer"),
    Outcome.REPRESENTED: _l("Was represented"),
}

call_rows({"scan": _l("scan"), "presence": _l("presence"), "door_list": _l("door list")})

say(
    {
        "search_too_short": _l("Type at least two Chinese characters, all initials, four letters or four digits."),
        "scan_id_reused": _l("This scan was sent before for another guest. Scan again."),
        "not_checked_in": _l("This guest is not checked in."),
        "undo_too_late": _l("A check-in can be taken back for ten minutes. Tell the organiser."),
        "door_not_open": _l("The door opens twelve hours before the event begins. Until then nobody is checked in."),
        "search_too_often": _l("That was a great many searches. Wait a minute, or type the code of the letter."),
        "join_nothing": _l("There is nothing to join here. Please call the number below."),
        "join_early": _l("The way in is not open yet."),
        "join_over": _l("This event is over."),
        "event_not_begun": _l("The event has not begun; it can be closed once it has."),
    }
)
