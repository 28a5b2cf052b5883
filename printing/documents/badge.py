"""Name badges of 90 × 54 mm, ten on A4, with marks to cut by. A badge never tells a tier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from printing.documents.fitted import centred, name_within, one_line, one_line_and_size, within
from printing.press.page import HAIRLINE, QUIET, Block, Page, Placed, Rule, Text
from printing.press.paper import A4, pt_to_mm

BADGE_WIDTH_MM = 90.0
BADGE_HEIGHT_MM = 54.0
COLUMNS, ROWS = 2, 5
PER_PAGE = COLUMNS * ROWS
_LEFT_MM = (A4.width_mm - COLUMNS * BADGE_WIDTH_MM) / 2
_TOP_MM = (A4.height_mm - ROWS * BADGE_HEIGHT_MM) / 2
_NAME_PT = 28.0
_LEAST_PT = 16.0
_ROOM_MM = BADGE_WIDTH_MM - 12
_CENTRE_MM = BADGE_WIDTH_MM / 2
_NAME_MIDDLE_MM = 29.5


@dataclass(frozen=True, slots=True)
class Badge:
    """A guest's name, the evening above it, the house beneath."""

    name: str
    event: str
    house: str
    lang: str = "zh"


def badge_pages(badges: Sequence[Badge], *, lang: str = "zh") -> list[Page]:
    """Ten badges a page, in their order, row by row."""
    pages = []
    for first in range(0, len(badges), PER_PAGE):
        blocks = [Placed(_cutting_marks(), 0, 0)]
        for place, badge in enumerate(badges[first : first + PER_PAGE]):
            row, column = divmod(place, COLUMNS)
            x, y = _LEFT_MM + column * BADGE_WIDTH_MM, _TOP_MM + row * BADGE_HEIGHT_MM
            blocks += [Placed(_frame(badge.event, badge.house), x, y), Placed(_name(badge.name), x, y)]
        pages.append(Page(A4, lang, tuple(blocks)))
    return pages


@lru_cache(maxsize=64)
def _frame(event: str, house: str) -> Block:
    """What all badges of an evening share."""
    lines, step = within((event,), size_pt=10.5, room_mm=_ROOM_MM, height_mm=9, leading_em=1.3)
    first = 9.6 - step * (len(lines) - 1) / 2
    marks: list[Text | Rule] = [centred(line, _CENTRE_MM, first + i * step, QUIET) for i, line in enumerate(lines)]
    marks.append(Rule(_CENTRE_MM - 8, 14.5, _CENTRE_MM + 8, 14.5, 0.5, HAIRLINE))
    marks.append(centred(one_line(house, size_pt=9.5, room_mm=_ROOM_MM, spaced_em=0.1), _CENTRE_MM, 48.0, QUIET))
    return Block(tuple(marks))


def _name(name: str) -> Block:
    spaced = 0.15 if len(name) <= 3 and not name.isascii() else 0.0
    line, size = one_line_and_size(name, _NAME_PT, _ROOM_MM, spaced)
    if size >= _LEAST_PT:
        return Block((centred(line, _CENTRE_MM, _NAME_MIDDLE_MM + pt_to_mm(size) * 0.36),))
    lines, step = name_within(name, size_pt=_LEAST_PT * 1.3, room_mm=_ROOM_MM, height_mm=25, leading_em=1.2)
    first = _NAME_MIDDLE_MM - step * (len(lines) - 1) / 2 + step * 0.28
    return Block(tuple(centred(line, _CENTRE_MM, first + i * step) for i, line in enumerate(lines)))


@lru_cache(maxsize=1)
def _cutting_marks() -> Block:
    """Short lines in the margins at every cut; the badges lie edge to edge, so nothing is cut twice."""
    right, bottom = _LEFT_MM + COLUMNS * BADGE_WIDTH_MM, _TOP_MM + ROWS * BADGE_HEIGHT_MM
    marks = []
    for column in range(COLUMNS + 1):
        x = _LEFT_MM + column * BADGE_WIDTH_MM
        marks += [Rule(x, _TOP_MM - 7, x, _TOP_MM - 2, 0.35), Rule(x, bottom + 2, x, bottom + 7, 0.35)]
    for row in range(ROWS + 1):
        y = _TOP_MM + row * BADGE_HEIGHT_MM
        marks += [Rule(_LEFT_MM - 8, y, _LEFT_MM - 2, y, 0.35), Rule(right + 2, y, right + 8, y, 0.35)]
    return Block(tuple(marks))
