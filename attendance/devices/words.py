"""The words of this room's codes and refusals."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.errors import say
from staff.words import call_rows

PROBLEMS = {
    "not_a_row": _l("No entry of a door"),
    "scan_id": _l("Its number could not be read"),
    "act": _l("What was done could not be read"),
    "code": _l("The letter's code could not be read"),
    "persons": _l("Who came could not be read"),
    "time": _l("When it was could not be read"),
    "verdict": _l("What the door said could not be read"),
    "changed": _l("Was sent twice, and said two things"),
    "closed": _l("Came after the evening was closed"),
    "wiped": _l("Came from a device that had been taken out and wiped"),
    "unknown_code": _l("Was let in by a code that we don't know"),
    "other_event": _l("Was let in by a letter for another event"),
    "gift": _l("Names a gift that this event does not have"),
}
"""By the codes of attendance/ledger/kept_rows.py and queues.py."""

call_rows(
    {
        "door_device": _l("device"),
        "pairing_code": _l("pairing code"),
        "quarantined": _l("entry to be looked at"),
        "door_pack": _l("list for a device"),
    }
)

say(
    {
        "pairing_over": _l("This evening is over or called off: no device can be let into its door."),
        "pairing_refused": _l("This code lets no device in. Ask for a new one; each works once."),
        "pairing_too_often": _l("Too many tries. Wait a quarter of an hour, or ask for a new code."),
        "pack_not_now": _l("The list is taken along on the day itself, from twelve hours before the beginning."),
    }
)
