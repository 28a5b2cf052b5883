"""The page that tells by how much a printer misses on an envelope: rulers, two crosses to measure, and the zones."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from printing.documents.envelope import (
    BOX_MM,
    BOX_PITCH_MM,
    BOXES_LEFT_MM,
    BOXES_TOP_MM,
    CODE_DIGITS,
    blank_zones,
)
from printing.documents.fitted import centred, left, one_line, within
from printing.press.page import HAIRLINE, INK, QUIET, Block, Mark, Page, Placed, Rule
from printing.press.paper import Paper

CROSS_X_MM, CROSS_Y_MM = 30.0, 50.0
"""Where the first cross stands from the left and the top edge, when the printer doesn't miss."""
_ARM_MM = 6.0
_RULER_MM = 60
_BOX_HEIGHT_MM = 9.0


@dataclass(frozen=True, slots=True)
class CalibrationWords:
    """The heading, and the steps to take, in the reader's language."""

    title: str
    steps: tuple[str, ...]
    from_left: str
    from_top: str


def calibration_page(
    paper: Paper, words: CalibrationWords, *, offset: tuple[float, float] = (0.0, 0.0), lang: str = "zh"
) -> Page:
    """The page in the envelope's size; with an offset it is moved as the overprints are, to see whether it is right."""
    dx, dy = offset
    marks: list[Mark] = [*_zones(paper), *_cross(CROSS_X_MM, CROSS_Y_MM), *_cross(paper.width_mm - 30, CROSS_Y_MM)]
    marks += _rulers(words)
    start, room = CROSS_X_MM + 12, paper.width_mm - CROSS_X_MM - 12 - 44
    marks.append(left(one_line(words.title, size_pt=12.0, room_mm=room), start, 37.0))
    lines, step = within(words.steps, size_pt=9.5, room_mm=room, height_mm=paper.height_mm - 42 - 22, leading_em=1.35)
    marks += [left(line, start, 43.5 + i * step) for i, line in enumerate(lines)]
    return Page(paper, lang, (Placed(Block(tuple(marks)), -dx, -dy),))


def _cross(x: float, y: float) -> list[Rule]:
    return [Rule(x - _ARM_MM, y, x + _ARM_MM, y, 0.4, INK), Rule(x, y - _ARM_MM, x, y + _ARM_MM, 0.4, INK)]


def _rulers(words: CalibrationWords) -> list[Mark]:
    """Along the cross's two lines to the edges, marked in mm: where the paper ends is what the ruler should call 0."""
    marks: list[Mark] = [
        Rule(2, CROSS_Y_MM + 14, _RULER_MM - 26, CROSS_Y_MM + 14, 0.3, QUIET),
        Rule(CROSS_X_MM - 12, 28, CROSS_X_MM - 12, CROSS_Y_MM + 8, 0.3, QUIET),
    ]
    for mm in range(2, _RULER_MM - 25):
        long = 3.0 if mm % 10 == 0 else 2.0 if mm % 5 == 0 else 1.2
        marks.append(Rule(mm, CROSS_Y_MM + 14 - long, mm, CROSS_Y_MM + 14, 0.25, QUIET))
    for mm in range(28, int(CROSS_Y_MM) + 9):
        long = 3.0 if mm % 10 == 0 else 2.0 if mm % 5 == 0 else 1.2
        marks.append(Rule(CROSS_X_MM - 12, mm, CROSS_X_MM - 12 + long, mm, 0.25, QUIET))
    for mm in (10, 20, 30):
        marks.append(centred(one_line(str(mm), size_pt=6.5, room_mm=8), mm, CROSS_Y_MM + 17, QUIET))
    for mm in (30, 40, 50):
        marks.append(left(one_line(str(mm), size_pt=6.5, room_mm=8), CROSS_X_MM - 16, mm + 0.8, QUIET))
    marks.append(left(one_line(words.from_left, size_pt=7.5, room_mm=38), 2, CROSS_Y_MM + 21, QUIET))
    marks.append(left(one_line(words.from_top, size_pt=7.5, room_mm=38), 2, CROSS_Y_MM + 24.5, QUIET))
    return marks


def _zones(paper: Paper) -> list[Rule]:
    """The postcode's boxes and the zones that stay blank, in hairlines: they show on which edge the stock differs."""
    rules: list[Rule] = []
    for i in range(CODE_DIGITS):
        rules += _rectangle(BOXES_LEFT_MM + i * BOX_PITCH_MM, BOXES_TOP_MM, BOX_MM, _BOX_HEIGHT_MM)
    for zone in blank_zones(paper):
        rules += _rectangle(zone.x_mm, zone.y_mm, zone.width_mm, zone.height_mm)
    return rules


def _rectangle(x: float, y: float, width: float, height: float) -> list[Rule]:
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
    return [Rule(*a, *b, 0.3, HAIRLINE) for a, b in pairwise(corners)]
