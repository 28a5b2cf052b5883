"""The words of lists on paper, and for what keeps an envelope from being printed, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.languages import pick_language
from invitations.paper.steps import Lack, Missing, RunLetter, managers_of
from invitations.words import MEANS
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
