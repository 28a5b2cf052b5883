"""The words of lists on paper, and for what keeps an envelope from being printed, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.languages import clock, day, pick_language
from events.models import Event
from invitations.paper.evening import Who
from invitations.paper.steps import Lack, Missing, RunLetter, managers_of
from invitations.words import MEANS
from printing.documents.door_list import DoorWords
from printing.documents.handover_list import Handed, HandoverWords, Pile

LACKS = {
    Lack.ADDRESS: _l("No postal address is known."),
    Lack.POSTCODE: _l("The address has no postcode."),
    Lack.SALUTATION: _l("It is not known whether to write Ms or Mr."),
    Lack.CHARACTERS: _l("No typeface here can draw these characters:"),
    Lack.TAKEN_BACK: _l("The invitation was taken back."),
    Lack.WITHDRAWN: _l("The guest may no longer be given this letter."),
    Lack.FORBIDDEN: _l("The guest may not be written to so:"),
    Lack.REPLACED: _l("A later letter has taken this one's place."),
}


def lack_sentence(missing: Missing) -> str:
    """Why this guest gets no envelope."""
    return f"{LACKS[missing.lack]} {missing.detail}".strip()


def when(event: Event) -> str:
    """Day and time of an event in one phrase."""
    return f"{day(event.starts_at, pick_language(), event.tz)} {clock(event.starts_at, event.tz)}"


def door_words(event: Event, count: int, who: Who) -> DoorWords:
    """The head of the door's list."""
    language = pick_language()
    counted = (
        ngettext("%(num)d guest will come.", "%(num)d guests will come.", count)
        if who is Who.COMING
        else ngettext("%(num)d guest is invited.", "%(num)d guests are invited.", count)
    )
    return DoorWords(
        title=_("Door list: %(event)s", event=event.said("title", language)),
        under=(
            f"{when(event)} · {event.said('venue', language)}",
            counted + " " + _("Lock this list away, and destroy it after the event."),
        ),
        name=_("Guest"),
        code=_("Reply code"),
        answer=_("Answer"),
        party=_("Persons"),
        manager=_("Relationship manager"),
        notes=_("Notes"),
        table=_("Table"),
    )


def handover_words() -> HandoverWords:
    """The head of the hand-over list."""
    return HandoverWords(
        title=_("Hand-over list"),
        number=_("Number"),
        name=_("Guest"),
        means=_("How it goes"),
        date=_("Handed over on"),
        signature=_("Signature"),
        sign=(_("Given by"), _("Received by"), _("Date")),
    )


def piles(title: str, letters: Sequence[RunLetter]) -> list[Pile]:
    """The letters that still go out, a pile for each manager, in the run's order."""
    found = []
    for rm_id, manager in managers_of(letters).items():
        mine = [letter for letter in letters if letter.client.rm_id == rm_id]
        count = ngettext("%(num)d letter", "%(num)d letters", len(mine))
        handed = tuple(Handed(one.position, one.client.full_name, str(MEANS[one.invitation.send_by])) for one in mine)
        found.append(Pile(manager.called(pick_language()), (title, count), handed))
    return found
