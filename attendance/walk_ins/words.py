"""The words of walk-ins and leads. At the door they are courteous: a guest may read them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.errors import say
from staff.words import call_rows

call_rows({"walk_in": _l("guest without an invitation")})

say(
    {
        "walk_ins_off": _l("This evening is for invited guests. Please fetch the organiser, who may decide otherwise."),
        "walk_in_nobody": _l("Write down how the guest wishes to be called."),
        "walk_in_heads": _l("Enter from 1 to %(most)s persons."),
        "walk_in_phone_missing": _l("Whoever wishes to hear of us leaves a telephone number; or take the tick away."),
        "walk_in_words_unknown": _l("The words of the tick have changed since. Read them out once more."),
        "walk_in_invited": _l("This guest is invited. Find the guest on the list, or scan the letter."),
        "walk_in_client_in": _l("This guest is in already."),
        "walk_in_full": _l(
            "The room is full. Please fetch the organiser or the manager, who may let them in all the same."
        ),
        "walk_in_full_reason": _l("The room is full. If they are to come in all the same, say in a few words why."),
        "walk_in_gone": _l("This was taken back already."),
        "walk_in_search_short": _l("Type at least two Chinese characters, four letters or four digits."),
        "walk_in_search_often": _l("That was a great many searches. Wait a minute, or write the guest down as new."),
        "paper_time": _l("Write the time like 14:05, while the door was open; or leave it empty."),
        "paper_number": _l("Enter a number from %(least)s to %(most)s."),
        "paper_codes": _l(
            "No guest of this list has these codes: %(codes)s. Take them out, or look at the sheet again."
        ),
        "lead_settled": _l("A colleague has settled this already."),
    }
)
