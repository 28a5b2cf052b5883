"""Place cards: A4 folded to a tent of 200 × 100 mm with the name on both faces."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from printing.documents.fitted import name_within, one_line_and_size, width_mm
from printing.press.page import HAIRLINE, Block, Page, Placed, Rule, Text
from printing.press.paper import A4, mm_to_pt, pt_to_mm
from printing.press.sheet import Sheet
from printing.setting.typeset import Line, draw_line

CARD_WIDTH_MM = 200.0
CARD_HEIGHT_MM = 100.0
_SIZE_PT = 72.0
_LEAST_PT = 40.0
_ROOM_MM = CARD_WIDTH_MM - 20
_LEFT_MM = (A4.width_mm - CARD_WIDTH_MM) / 2
FOLD_MM = A4.height_mm / 2
"""Between the two faces; below and above them the sheet is cut off, or folded under as a foot."""
_SPACED_EM = {2: 1.0, 3: 0.4}  # 李　明, 王 文 静: short names fill the card as long ones do
_CAP_EM = 0.36  # half of what a character or a capital stands above its baseline


@dataclass(frozen=True, slots=True)
class TurnedFace:
    """The face that stands on its head until the sheet is folded. A page's marks are upright, so it is background."""

    lines: tuple[tuple[Line, float, float], ...]  # each with x and baseline, as on the upright face

    def draw(self, sheet: Sheet) -> None:
        """Draw the upright face turned by half a turn about the middle of the fold."""
        canvas, paper = sheet.canvas, sheet.paper
        canvas.saveState()
        canvas.translate(mm_to_pt(paper.width_mm), mm_to_pt(paper.height_mm))
        canvas.rotate(180)
        canvas.setFillGray(0)
        for line, x_mm, baseline_mm in self.lines:
            draw_line(canvas, line, mm_to_pt(x_mm), mm_to_pt(paper.height_mm - baseline_mm))
        canvas.restoreState()


def place_card(name: str, *, lang: str = "zh", size_pt: float = _SIZE_PT) -> Page:
    """A guest's card, or a table's in a larger size. A name too long for a line of 40 pt takes as many as it needs."""
    face = _face(name, size_pt)
    marks = tuple(Text(line, x, baseline) for line, x, baseline in face)
    return Page(A4, lang, (Placed(_cutting_marks(), 0, 0), Placed(Block(marks), 0, 0)), TurnedFace(face))


def _face(name: str, size_pt: float) -> tuple[tuple[Line, float, float], ...]:
    middle = FOLD_MM + CARD_HEIGHT_MM / 2
    line, size = one_line_and_size(name, size_pt, _ROOM_MM, _spaced(name))
    if size >= _LEAST_PT:
        lines, step = [line], 0.0
    else:
        lines, step = name_within(name, size_pt=_LEAST_PT * 1.2, room_mm=_ROOM_MM, height_mm=80, leading_em=1.3)
        size = mm_to_pt(step) / 1.3
    first = middle + pt_to_mm(size) * _CAP_EM - step * (len(lines) - 1) / 2
    return tuple((line, (A4.width_mm - width_mm(line)) / 2, first + i * step) for i, line in enumerate(lines))


def _spaced(name: str) -> float:
    return _SPACED_EM.get(len(name), 0.0) if not name.isascii() else 0.0


@lru_cache(maxsize=1)
def _cutting_marks() -> Block:
    """Where to cut, outside the card's corners, and where to fold, at both edges."""
    top, bottom = FOLD_MM - CARD_HEIGHT_MM, FOLD_MM + CARD_HEIGHT_MM
    marks: list[Rule] = []
    for y in (top, bottom):
        marks += [
            Rule(0.5, y, _LEFT_MM - 1, y, 0.35, HAIRLINE),
            Rule(A4.width_mm - _LEFT_MM + 1, y, A4.width_mm - 0.5, y, 0.35, HAIRLINE),
        ]
    for x in (_LEFT_MM, A4.width_mm - _LEFT_MM):
        marks += [
            Rule(x, top - 6, x, top - 1, 0.35, HAIRLINE),
            Rule(x, bottom + 1, x, bottom + 6, 0.35, HAIRLINE),
        ]
    for x in (0.5, A4.width_mm - 4):
        marks.append(Rule(x, FOLD_MM, x + 3.5, FOLD_MM, 0.35, HAIRLINE))
    return Block(tuple(marks))
