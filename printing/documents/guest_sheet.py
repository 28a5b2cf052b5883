"""The guest brief for hosts (domain practice, T-2): ten guests a page, each in a few lines, marked with who reads it.

The mark stands behind every guest, so that a photograph of a part of the page still says whose copy it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from printing.documents.fitted import left, legible, one_line, right, within, wrapped
from printing.press.page import HAIRLINE, INK, QUIET, Block, Mark, Page, Placed, Rule
from printing.press.paper import A4

A_PAGE = 10
_SIDE_MM = 14.0
_ROOM_MM = A4.width_mm - 2 * _SIDE_MM
_TOP_MM = 17.0
_FIRST_MM = 31.0
_ROW_MM = 24.4
_NUMBER_MM = A4.height_mm - 7.5
_NAME_MM = 46.0
_TABLE_MM = 27.0
_TEXT_MM = _ROOM_MM - _NAME_MM - _TABLE_MM
_MARK_COLOUR = "#DDD7CA"


@dataclass(frozen=True, slots=True)
class SheetGuest:
    """One guest. `lines` are label and text, the most important first; one without a text is left out."""

    name: str
    reading: str
    under: tuple[str, ...]
    table: str
    warning: tuple[str, str]
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GuestSheet:
    """The brief before it is laid out. `mark` names reader and time; `foot` says what is to be done with the paper."""

    title: str
    under: str
    mark: str
    foot: str
    guests: Sequence[SheetGuest]
    lang: str = "zh"


def guest_sheet_pages(sheet: GuestSheet, number: Callable[[int, int], str]) -> list[Page]:
    """Ten guests on each page; `number(page, of)` is what stands at its foot."""
    parts = [sheet.guests[at : at + A_PAGE] for at in range(0, len(sheet.guests), A_PAGE)] or [[]]
    pages = []
    for at, part in enumerate(parts, start=1):
        blocks = [Placed(_head(sheet.title, sheet.under), 0, 0)]
        for row, guest in enumerate(part):
            y = _FIRST_MM + row * _ROW_MM
            blocks += [Placed(_watermark(sheet.mark), 0, y), Placed(_guest(guest), 0, y)]
        blocks.append(Placed(_foot(sheet.foot, number(at, len(parts))), 0, 0))
        pages.append(Page(A4, sheet.lang, tuple(blocks)))
    return pages


@lru_cache(maxsize=8)
def _head(title: str, under: str) -> Block:
    return Block(
        (
            left(one_line(legible(title), size_pt=16.0, room_mm=_ROOM_MM), _SIDE_MM, _TOP_MM),
            left(one_line(legible(under), size_pt=10.0, room_mm=_ROOM_MM), _SIDE_MM, _TOP_MM + 6.5, QUIET),
            Rule(_SIDE_MM, _FIRST_MM - 2, A4.width_mm - _SIDE_MM, _FIRST_MM - 2, 0.9, INK),
        )
    )


@lru_cache(maxsize=8)
def _watermark(mark: str) -> Block:
    line = one_line(legible(mark), size_pt=15.0, room_mm=_ROOM_MM - 30)
    return Block((right(line, A4.width_mm - _SIDE_MM, _ROW_MM - 5.2, _MARK_COLOUR),))


def _foot(text: str, number: str) -> Block:
    line = one_line(legible(text), size_pt=9.0, room_mm=_ROOM_MM - 30)
    return Block(
        (
            left(line, _SIDE_MM, _NUMBER_MM, QUIET),
            right(one_line(number, size_pt=9.0, room_mm=28), A4.width_mm - _SIDE_MM, _NUMBER_MM, QUIET),
        )
    )


def _guest(guest: SheetGuest) -> Block:
    marks: list[Mark] = [left(one_line(legible(guest.name), size_pt=14.0, room_mm=_NAME_MM - 3), _SIDE_MM, 5.6)]
    y = 5.6
    for text in filter(None, (guest.reading, *guest.under)):
        y += 4.7
        marks.append(left(one_line(legible(text), size_pt=9.5, room_mm=_NAME_MM - 3), _SIDE_MM, y, QUIET))
    if guest.table:
        edge = A4.width_mm - _SIDE_MM
        lines, step = within((legible(guest.table),), size_pt=12.0, room_mm=_TABLE_MM - 2, height_mm=12, leading_em=1.2)
        marks += [right(line, edge, 5.6 + number * step) for number, line in enumerate(lines)]
    marks += _text(guest)
    marks.append(Rule(_SIDE_MM, _ROW_MM - 1.4, A4.width_mm - _SIDE_MM, _ROW_MM - 1.4, 0.3, HAIRLINE))
    return Block(tuple(marks), _ROW_MM)


def _text(guest: SheetGuest) -> list[Mark]:
    """What is known, in one size that fits; what must not be mentioned first, with a bar beside it."""
    x, room = _SIDE_MM + _NAME_MM, _TEXT_MM - 3
    told = [legible(f"{label}{text}") for label, text in guest.lines if text]
    warned = legible("".join(guest.warning)) if guest.warning[1] else ""
    lines, step = within(
        (*([warned] if warned else []), *(told or [""])), size_pt=10.0, room_mm=room, height_mm=20.0, leading_em=1.32
    )
    marks: list[Mark] = [left(line, x, 4.8 + number * step) for number, line in enumerate(lines)]
    if warned:
        size = 10.0 * step / within((warned,), size_pt=10.0, room_mm=room, height_mm=20.0, leading_em=1.32)[1]
        bar = len(wrapped(warned, size_pt=size, room_mm=room)) * step
        marks.append(Rule(x - 2.4, 1.6, x - 2.4, 1.6 + bar, 2.0, INK))
    return marks
