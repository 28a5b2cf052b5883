"""The door's list on paper: guests in the order of their names' readings, with boxes to tick, should the network fail.

Whoever comes with a guest has a row and a box of their own beneath, with the guest's code, since a page may end between
them. It holds no telephone number, no tier and no assets: it lies on a table where guests stand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from printing.documents.list_sheet import TICK, Column, Table, list_pages
from printing.press.page import Page

BLANK_ROWS = 8
"""For whoever comes without being on the list."""


@dataclass(frozen=True, slots=True)
class DoorGuest:
    """A guest's row. `reading` is what the name is sorted by; its first letter stands where a new one begins."""

    name: str
    reading: str
    code: str
    answer: str
    party: str
    manager: str
    table: str = ""
    people: tuple[str, ...] = ()
    """Who comes beside the guest, a row each."""


@dataclass(frozen=True, slots=True)
class DoorWords:
    """The list's words in its reader's language."""

    title: str
    under: tuple[str, ...]
    name: str
    code: str
    answer: str
    party: str
    manager: str
    notes: str
    table: str = ""
    time: str = ""
    aside: str = ""
    """Which version of the list this is, so that two sheets can be told apart."""


def door_list(
    guests: Sequence[DoorGuest], words: DoorWords, number: Callable[[int, int], str], lang: str
) -> list[Page]:
    """The guests as they are given, with a few empty rows beneath; with their tables once they are seated."""
    seated = any(guest.table for guest in guests)
    columns = (
        Column("", 8.0),
        Column("", 7.0, 9.0, centred=True),
        Column(words.name, 50.0, 12.0),
        Column(words.code, 24.0, 8.5),
        Column(words.answer, 21.0, 9.5),
        Column(words.party, 13.0, centred=True),
        Column(words.manager, 22.0, 9.5),
        Column(words.table if seated else words.notes, 19.0, 9.5, centred=seated),
        Column(words.time, 16.0),
    )
    rows: list[tuple[str, ...]] = []
    letter = ""
    for guest in guests:
        initial = guest.reading[:1].upper()
        shown = initial if initial != letter else ""
        letter = initial
        rows.append((TICK, shown, guest.name, guest.code, guest.answer, guest.party, guest.manager, guest.table, ""))
        rows += [(TICK, "", f"{_BESIDE}{name}", guest.code, "", "", "", "", "") for name in guest.people]
    table = Table(words.title, words.under, columns, tuple(rows), aside=words.aside, blank=BLANK_ROWS, lang=lang)
    return list_pages(table, number)


_BESIDE = "+ "
