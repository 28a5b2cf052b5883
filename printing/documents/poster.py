"""A poster of names on A3, to find oneself on: in columns, as large as its one page allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from printing.documents.fitted import centred, left, legible, one_line, right, width_mm, within
from printing.press.page import HAIRLINE, INK, QUIET, Block, Mark, Page, Placed, Rule
from printing.press.paper import A3, pt_to_mm

SIDE_MM = 20.0
_TOP_MM = 30.0
_BOTTOM_MM = A3.height_mm - 22.0
_FOOT_MM = A3.height_mm - 12.0
_TITLE_PT = 40.0
_UNDER_PT = 16.0
_GAP_MM = 9.0
_SIZES = ((34.0, 2), (30.0, 2), (26.0, 3), (22.0, 3), (19.0, 3), (17.0, 4), (15.0, 4), (13.0, 5))
"""Sizes of type with the columns that suit them; 13 pt is read at arm's length, smaller is for no poster."""
_ROW_EM, _HEAD_EM, _AFTER_EM = 1.65, 2.1, 0.9


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading; a row's second text stands at the right of its column."""

    heading: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Item:
    """A line of the poster: a heading, or a row."""

    left: str
    right: str
    heading: bool


def poster(
    title: str,
    under: Sequence[str],
    sections: Sequence[Section],
    number: Callable[[int, int], str],
    *,
    lang: str = "zh",
) -> list[Page]:
    """The sections on one page in the largest type that lets them, or on several in the smallest."""
    head, top = _head(title, under)
    size, columns, flow = _SIZES[-1][0], _SIZES[-1][1], []
    for size, columns in _SIZES:
        flow = _flow(sections, size, _BOTTOM_MM - top)
        if len(flow) <= columns:
            break
    pages = []
    sheets = [flow[first : first + columns] for first in range(0, len(flow), columns)]
    for at, sheet in enumerate(sheets, start=1):
        blocks = [Placed(head, 0, 0), Placed(_columns(sheet, size, columns, top), 0, 0)]
        if len(sheets) > 1:
            foot = one_line(number(at, len(sheets)), size_pt=12.0, room_mm=100.0)
            blocks.append(Placed(Block((centred(foot, A3.width_mm / 2, _FOOT_MM, QUIET),)), 0, 0))
        pages.append(Page(A3, lang, tuple(blocks)))
    return pages


def _head(title: str, under: Sequence[str]) -> tuple[Block, float]:
    """The title and what stands beneath it, and where the columns begin."""
    measure = A3.width_mm - 2 * SIDE_MM
    lines, step = within((legible(title),), size_pt=_TITLE_PT, room_mm=measure, height_mm=40, leading_em=1.3)
    marks: list[Mark] = [centred(line, A3.width_mm / 2, _TOP_MM + i * step) for i, line in enumerate(lines)]
    y = _TOP_MM + step * (len(lines) - 1) + 3
    for text in under:
        y += pt_to_mm(_UNDER_PT) * 1.5
        marks.append(centred(one_line(legible(text), size_pt=_UNDER_PT, room_mm=measure), A3.width_mm / 2, y, QUIET))
    marks.append(Rule(SIDE_MM, y + 6, A3.width_mm - SIDE_MM, y + 6, 0.8, INK))
    return Block(tuple(marks)), y + 10


def _height(item: _Item, size: float) -> float:
    return pt_to_mm(size) * (_HEAD_EM if item.heading else _ROW_EM)


def _flow(sections: Sequence[Section], size: float, room: float) -> list[list[_Item | None]]:
    """The lines column by column: a section stays whole where a column is high enough; None is space after one."""
    flow: list[list[_Item | None]] = [[]]
    used = 0.0
    for section in sections:
        items = [_Item(section.heading, "", True), *(_Item(*row, False) for row in section.rows)]
        whole = sum(_height(item, size) for item in items)
        if flow[-1] and used + min(whole, room) > room:
            flow.append([])
            used = 0.0
        for item in items:
            if used + _height(item, size) > room:
                flow.append([items[0]])
                used = _height(items[0], size)
            flow[-1].append(item)
            used += _height(item, size)
        flow[-1].append(None)
        used += pt_to_mm(size) * _AFTER_EM
    return flow


def _columns(sheet: Sequence[Sequence[_Item | None]], size: float, columns: int, top: float) -> Block:
    wide = (A3.width_mm - 2 * SIDE_MM - (columns - 1) * _GAP_MM) / columns
    # Fewer columns than there is room for stand in the middle.
    first = (A3.width_mm - len(sheet) * wide - (len(sheet) - 1) * _GAP_MM) / 2
    marks: list[Mark] = []
    for place, items in enumerate(sheet):
        x, y = first + place * (wide + _GAP_MM), top
        for item in items:
            if item is None:
                y += pt_to_mm(size) * _AFTER_EM
                continue
            y += _height(item, size)
            marks += _line(item, size, x, y, wide)
    return Block(tuple(marks))


def _line(item: _Item, size: float, x: float, y: float, wide: float) -> list[Mark]:
    """One line with its baseline a little above `y`, and a hairline to lead the eye to the right."""
    baseline = y - pt_to_mm(size) * 0.5
    if item.heading:
        heading = one_line(legible(item.left), size_pt=size * 0.92, room_mm=wide)
        return [left(heading, x, baseline, QUIET), Rule(x, y - 0.6, x + wide, y - 0.6, 0.9, QUIET)]
    marks: list[Mark] = []
    room = wide
    if item.right:
        aside = one_line(legible(item.right), size_pt=size, room_mm=wide * 0.45)
        marks.append(right(aside, x + wide, baseline))
        room -= width_mm(aside) + pt_to_mm(size) * 0.6
    marks.append(left(one_line(legible(item.left), size_pt=size, room_mm=room), x, baseline))
    marks.append(Rule(x, y - 0.4, x + wide, y - 0.4, 0.3, HAIRLINE))
    return marks
