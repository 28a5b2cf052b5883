"""The words of closing an evening."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from attendance.models import Unresolved
from core.errors import say
from staff.words import call_rows

UNRESOLVED = {
    Unresolved.NO_SHOW: _l("Did not come"),
    Unresolved.EXCUSED: _l("Told us in time"),
    Unresolved.CAME: _l("Came, and was not scanned"),
}

call_rows({"closing_decision": _l("word about a guest who was not scanned"), "evening_report": _l("closing report")})

say(
    {
        "bodies_unexplained": _l(
            "The heads counted are not those of the door. Say in a sentence where that comes from."
        ),
        "report_signed": _l("The report is signed; nothing in it changes any more."),
        "result_not_open": _l("A result is corrected once the evening is closed, and until it is in the archive."),
        "result_same": _l("That is what stands there already."),
        "result_struck": _l("A colleague has corrected this result meanwhile. Look at it again."),
        "letters_not_yet": _l("These letters are written once the evening is closed."),
    }
)
