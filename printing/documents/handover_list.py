"""The hand-over list (交接单): which letters a manager takes along, each with room for date and signature."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from printing.documents.list_sheet import Column, Table, list_pages
from printing.press.page import Page


@dataclass(frozen=True, slots=True)
class Handed:
    """A letter of the pile: its number in the run, whose it is, how it goes its way."""

    position: int
    name: str
    means: str


@dataclass(frozen=True, slots=True)
class Pile:
    """One manager's letters in their order; `under` is said beneath the title."""

    manager: str
    under: tuple[str, ...]
    letters: tuple[Handed, ...]


@dataclass(frozen=True, slots=True)
class HandoverWords:
    """The list's words in its reader's language."""

    title: str
    number: str
    name: str
    means: str
    date: str
    signature: str
    sign: tuple[str, ...]


def handover_pages(
    piles: Sequence[Pile], words: HandoverWords, number: Callable[[int, int], str], lang: str
) -> list[Page]:
    """A list for each manager, beginning on a page of its own and numbered by itself."""
    columns = (
        Column(words.number, 13.0, centred=True),
        Column(words.name, 54.0, 12.0),
        Column(words.means, 27.0, 10.0),
        Column(words.date, 36.0),
        Column(words.signature, 50.0),
    )
    pages: list[Page] = []
    for pile in piles:
        rows = tuple((str(letter.position), letter.name, letter.means, "", "") for letter in pile.letters)
        table = Table(words.title, pile.under, columns, rows, aside=pile.manager, sign=words.sign, lang=lang)
        pages += list_pages(table, number)
    return pages
