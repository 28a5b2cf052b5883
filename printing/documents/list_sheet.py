"""Tables on A4 for people with a pen: headings on every page, no row torn apart, none left alone on the last page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from printing.documents.fitted import centred, face_of, left, legible, one_line, right, within, wrapped
from printing.press.page import HAIRLINE, INK, QUIET, Block, Mark, Page, Placed, Rule
from printing.press.paper import A4, pt_to_mm
from printing.setting import faces

SIDE_MM = 15.0
MEASURE_MM = A4.width_mm - 2 * SIDE_MM
_TOP_MM = 20.0
_BOTTOM_MM = A4.height_mm - 18.0
_PAGE_NUMBER_MM = A4.height_mm - 10.0
_TITLE_PT = 17.0
_UNDER_PT = 11.0
_UNDER_STEP_MM = 5.6
_HEADING_PT = 9.0
_CELL_PT = 11.0
_CELL_STEP_MM = 5.2
_ROW_PADDING_MM = 3.8
_BOX_MM = 3.8
_GAP_MM = 2.0  # between a cell and the next
_LEAST_ROWS = 2  # on the last page, and above the lines to sign on
_SIGN_MM = 14.0

TICK = "\u2610"
"""A cell that holds this becomes a box to tick."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and width; the widths of a table add up to MEASURE_MM."""

    heading: str
    width_mm: float
    size_pt: float = _CELL_PT
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A list before it is laid out. `sign` are the labels of lines to sign on, beneath the last row."""

    title: str
    under: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    aside: str = ""  # at the right of the title
    blank: int = 0  # empty rows at the end, as many as the last page has room for; all of them where it has none
    sign: tuple[str, ...] = ()
    lang: str = "zh"


def list_pages(table: Table, number: Callable[[int, int], str]) -> list[Page]:
    """The table on as many pages as it needs; `number(page, of)` is what stands at the foot of each."""
    head, below = _head(table.title, table.under, table.aside, table.columns)
    rows = [_row(cells, table.columns) for cells in table.rows]
    room = _BOTTOM_MM - below
    parts = _pages([row.height_mm for row in rows], room, _SIGN_MM if table.sign else 0.0)
    if table.blank:
        empty = _empty_row(table.columns)
        fitting = min(table.blank, int((room - sum(rows[i].height_mm for i in parts[-1])) / empty.height_mm))
        if not fitting:
            parts.append([])
        numbers = range(len(rows), len(rows) + (fitting or table.blank))
        parts[-1] += numbers
        rows += [empty] * len(numbers)
    pages = []
    for at, part in enumerate(parts, start=1):
        blocks, y = [Placed(head, 0, 0)], below
        for row in (rows[i] for i in part):
            blocks.append(Placed(row, 0, y))
            y += row.height_mm
        if table.sign and at == len(parts):
            blocks.append(Placed(_signing(table.sign), 0, y))
        foot = one_line(number(at, len(parts)), size_pt=9.0, room_mm=MEASURE_MM)
        blocks.append(Placed(Block((centred(foot, A4.width_mm / 2, _PAGE_NUMBER_MM, QUIET),)), 0, 0))
        pages.append(Page(A4, table.lang, tuple(blocks)))
    return pages


def _pages(heights: Sequence[float], room: float, foot: float) -> list[list[int]]:
    """Which rows stand on which page: as many as fit, the last page with two at least, and its foot beneath them."""
    pages: list[list[int]] = [[]]
    used = 0.0
    for i, height in enumerate(heights):
        if pages[-1] and used + height > room:
            pages.append([])
            used = 0.0
        pages[-1].append(i)
        used += height
    if foot and pages[-1] and used + foot > room:
        pages.append([])
    if len(pages) > 1:
        while len(pages[-1]) < _LEAST_ROWS and len(pages[-2]) > _LEAST_ROWS:
            pages[-1].insert(0, pages[-2].pop())
    return pages


@lru_cache(maxsize=64)
def _head(title: str, under: tuple[str, ...], aside: str, columns: tuple[Column, ...]) -> tuple[Block, float]:
    """What stands above the rows of every page, and where they begin."""
    marks: list[Mark] = []
    if aside:
        marks.append(right(one_line(legible(aside), size_pt=13.0, room_mm=70), A4.width_mm - SIDE_MM, _TOP_MM))
    lines, step = within(
        (legible(title),), size_pt=_TITLE_PT, room_mm=MEASURE_MM - (75 if aside else 0), height_mm=16, leading_em=1.25
    )
    marks += [left(line, SIDE_MM, _TOP_MM + i * step) for i, line in enumerate(lines)]
    y = _TOP_MM + step * (len(lines) - 1) + 2.0
    for text in under:
        for line in wrapped(legible(text), size_pt=_UNDER_PT, room_mm=MEASURE_MM):
            y += _UNDER_STEP_MM
            marks.append(left(line, SIDE_MM, y, QUIET))
    y += 10.0
    x = SIDE_MM
    # Headings of two words stand in two lines; the lowest lines stand level.
    for column in columns:
        set_lines = wrapped(column.heading, size_pt=_HEADING_PT, room_mm=column.width_mm - _GAP_MM, face=_face(column))
        for i, line in enumerate(reversed(set_lines)):
            baseline = y - i * 3.8
            middle = x + (column.width_mm - _GAP_MM) / 2
            marks.append(centred(line, middle, baseline, QUIET) if column.centred else left(line, x, baseline, QUIET))
        x += column.width_mm
    marks.append(Rule(SIDE_MM, y + 2, A4.width_mm - SIDE_MM, y + 2, 0.8, INK))
    return Block(tuple(marks)), y + 2


def _face(column: Column) -> str:
    return faces.SONG if face_of(column.heading) == faces.KAI else faces.LATIN


def _row(cells: tuple[str, ...], columns: tuple[Column, ...]) -> Block:
    """A row as high as its highest cell, with a hairline beneath."""
    set_cells = [
        [] if cell == TICK else wrapped(legible(cell), size_pt=column.size_pt, room_mm=column.width_mm - _GAP_MM)
        for cell, column in zip(cells, columns, strict=True)
    ]
    height = _CELL_STEP_MM * max(1, *(len(lines) for lines in set_cells)) + _ROW_PADDING_MM
    first = _ROW_PADDING_MM / 2 + _CELL_STEP_MM * 0.5 + pt_to_mm(_CELL_PT) * 0.36
    marks: list[Mark] = []
    x = SIDE_MM
    for cell, lines, column in zip(cells, set_cells, columns, strict=True):
        if cell == TICK:
            marks += _box(x + 0.5, _ROW_PADDING_MM / 2 + (_CELL_STEP_MM - _BOX_MM) / 2)
        for i, line in enumerate(lines):
            baseline = first + i * _CELL_STEP_MM
            middle = x + (column.width_mm - _GAP_MM) / 2
            marks.append(centred(line, middle, baseline) if column.centred else left(line, x, baseline))
        x += column.width_mm
    marks.append(Rule(SIDE_MM, height, A4.width_mm - SIDE_MM, height, 0.3))
    return Block(tuple(marks), height)


@lru_cache(maxsize=16)
def _empty_row(columns: tuple[Column, ...]) -> Block:
    """A row to write somebody into."""
    return _row((TICK, *[""] * (len(columns) - 1)), columns)


def _box(x: float, y: float) -> list[Rule]:
    corners = [(x, y), (x + _BOX_MM, y), (x + _BOX_MM, y + _BOX_MM), (x, y + _BOX_MM), (x, y)]
    return [Rule(*a, *b, 0.7, QUIET) for a, b in pairwise(corners)]


@lru_cache(maxsize=16)
def _signing(labels: tuple[str, ...]) -> Block:
    """Lines to sign on, side by side, each after its label."""
    marks: list[Mark] = []
    width = MEASURE_MM / len(labels)
    for i, label in enumerate(labels):
        x = SIDE_MM + i * width
        line = one_line(label, size_pt=_HEADING_PT + 1, room_mm=width * 0.5)
        marks.append(left(line, x, _SIGN_MM - 2, HAIRLINE if not label else QUIET))
        start = x + pt_to_mm(line.width_pt) + 2
        marks.append(Rule(start, _SIGN_MM - 1.4, x + width - 6, _SIGN_MM - 1.4, 0.5, QUIET))
    return Block(tuple(marks), _SIGN_MM)
