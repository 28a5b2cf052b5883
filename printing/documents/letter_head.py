"""Letterhead and title of a letter."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from printing.designs.plan import Plan
from printing.documents.blocks import Style, line_of, width_mm
from printing.press.page import QUIET, Block, Mark, Text
from printing.press.paper import pt_to_mm
from printing.setting import faces
from printing.setting.typeset import Line

_ENGLISH_BELOW = 1.18  # of the first line's size
_ENGLISH_SIZE = 0.63
_SHORT_TITLE = 4  # characters up to which a title stands widely spaced


@lru_cache(maxsize=256)
def head_of(letterhead: tuple[str, ...], plan: Plan, left_mm: float, measure_mm: float) -> tuple[Block, float]:
    """The letterhead on its page, and by how much it is too wide (mm).

    Song with open spacing reads as engraved; Kai is kept for the letter's own voice.
    """
    marks: list[Mark] = []
    too_wide_mm = 0.0
    styles = (
        (Style(faces.SONG, plan.head_pt), 0.28),
        (Style(faces.LATIN, plan.head_pt * _ENGLISH_SIZE, colour=QUIET), 0.2),
    )
    room_mm = min(measure_mm, plan.head_room_mm)
    for row, (text, (style, space)) in enumerate(zip(letterhead, styles, strict=False)):
        line = _within(room_mm, text if row == 0 else text.upper(), style, space)
        wide = width_mm(line)
        too_wide_mm = max(too_wide_mm, wide - room_mm)
        x = left_mm if plan.head_left or plan.flush_left else plan.paper.width_mm / 2 - wide / 2
        marks.append(Text(line, x, plan.head_mm + row * pt_to_mm(plan.head_pt) * _ENGLISH_BELOW, style.colour))
    return Block(tuple(marks)), too_wide_mm


def _within(room_mm: float, text: str, style: Style, space_em: float) -> Line:
    """The line as large as its room allows: a long name is set closer first, then smaller, down to three quarters."""
    for space, factor in ((space_em, 1.0), (space_em / 2, 1.0), (space_em / 4, 0.88), (space_em / 4, 0.76)):
        line = line_of(text, replace(style, size_pt=style.size_pt * factor), space)
        if width_mm(line) <= room_mm:
            break
    return line


@lru_cache(maxsize=256)
def title_of(title: str, face: str, plan: Plan, left_mm: float, measure_mm: float, colour: str) -> tuple[Block, float]:
    """The title with its baseline at the block's origin, and by how much it is too wide (mm)."""
    space = 0.0 if face == faces.LATIN else 1.0 if len(title) <= _SHORT_TITLE else 0.2
    line = line_of(title, Style(face, plan.title_pt), space)
    wide = width_mm(line)
    x = left_mm if plan.flush_left else left_mm + (measure_mm - wide) / 2
    return Block((Text(line, x, 0.0, colour),)), wide - measure_mm
