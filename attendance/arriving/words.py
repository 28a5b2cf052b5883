"""The words for this room's codes."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from attendance.arriving.alerts import Party
from attendance.arriving.evening import Standing
from core.errors import say
from staff.words import call_rows

STANDINGS = {
    Standing.ARRIVED: _l("Arrived"),
    Standing.COMING: _l("Still to come"),
    Standing.ABSENT: _l("Not here"),
}

PARTIES = {
    Party.GUEST: _l("Here in person"),
    Party.REPRESENTATIVE: _l("Represented"),
    Party.AHEAD: _l("The company is here, the guest is not yet"),
}

call_rows({"welcome": _l("welcome"), "guest_sheet": _l("guest brief"), "live_board": _l("live board")})

say(
    {
        "guest_sheet_early": _l(
            "The guest brief is made from three days before the evening on: until then much of it still changes."
        ),
        "guest_sheet_over": _l("The evening is over; the guest brief is not made any more."),
        "guest_sheet_empty": _l("Nobody is expected yet, so there is no guest to tell of."),
    }
)
