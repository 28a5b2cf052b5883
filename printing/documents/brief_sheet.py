"""A sheet to read before a meeting (简报): headings at the left, what is known at the right, always one page of A4.

Whatever the data, it is one page: first the type gets smaller, then long texts are cut with an ellipsis, last of all
the items at the end of a section are left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from printing.documents.fitted import face_of, left, legible, one_line, right, width_mm, wrapped
from printing.press.page import INK, QUIET, Block, Mark, Page, Placed, Rule
from printing.press.paper import A4, pt_to_mm
from printing.setting import faces
from printing.setting.typeset import Line

SIDE_MM = 18.0
_LABEL_MM = 34.0
_ROOM_MM = A4.width_mm - 2 * SIDE_MM - _LABEL_MM
_TOP_MM = 24.0
_FOOT_MM = A4.height_mm - 11.0
_BOTTOM_MM = _FOOT_MM - 9.0
_TITLE_PT, _UNDER_PT, _FOOT_PT = 20.0, 11.0, 9.0
_SIZES_PT = (12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0)
_LEADING_EM = 1.45
_BETWEEN_EM = 0.4  # between two items
_AROUND_MM = 2.2  # between a section's text and its rule
_CUTS = ((6, 99), (4, 99), (3, 99), (2, 99), (2, 8), (2, 5), (1, 5), (1, 3), (1, 1))
"""How many lines an item and how many items a section may have, once the smallest size does not fit."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its items; one that is `warning` stands out."""

    heading: str
    items: tuple[str, ...]
    warning: bool = False


@dataclass(frozen=True, slots=True)
class BriefSheet:
    """A sheet before it is laid out. `more` says how many items were left out; `mark` names reader and time."""

    title: str
    under: tuple[str, ...]
    sections: tuple[Section, ...]
    mark: str
    more: str  # with one %d
    lang: str = "zh"


@dataclass(frozen=True, slots=True)
class _Setting:
    size_pt: float
    most_lines: int = 99
    most_items: int = 99

    @property
    def step_mm(self) -> float:
        return pt_to_mm(self.size_pt * _LEADING_EM)


def brief_page(sheet: BriefSheet) -> Page:
    """The sheet on its one page."""
    head, top = _head(sheet)
    for setting in _settings():
        blocks, bottom = _body(sheet, top, setting)
        if bottom <= _BOTTOM_MM:
            break
    return Page(A4, sheet.lang, (Placed(head, 0, 0), *blocks, Placed(_foot(sheet), 0, 0)))


def _settings() -> Iterator[_Setting]:
    for size in _SIZES_PT:
        yield _Setting(size)
    for lines, items in _CUTS:
        yield _Setting(_SIZES_PT[-1], lines, items)


def _head(sheet: BriefSheet) -> tuple[Block, float]:
    marks: list[Mark] = [
        left(one_line(legible(sheet.title), size_pt=_TITLE_PT, room_mm=A4.width_mm - 2 * SIDE_MM), SIDE_MM, _TOP_MM)
    ]
    y = _TOP_MM + 1.0
    for text in sheet.under:
        for line in _cut(wrapped(legible(text), size_pt=_UNDER_PT, room_mm=A4.width_mm - 2 * SIDE_MM), 2, _UNDER_PT):
            y += 6.0
            marks.append(left(line, SIDE_MM, y, QUIET))
    y += 4.0
    marks.append(Rule(SIDE_MM, y, A4.width_mm - SIDE_MM, y, 0.9, INK))
    return Block(tuple(marks)), y


def _foot(sheet: BriefSheet) -> Block:
    line = one_line(legible(sheet.mark), size_pt=_FOOT_PT, room_mm=A4.width_mm - 2 * SIDE_MM)
    above = _FOOT_MM - 5.0
    return Block(
        (
            Rule(SIDE_MM, above, A4.width_mm - SIDE_MM, above, 0.3),
            right(line, A4.width_mm - SIDE_MM, _FOOT_MM, QUIET),
        )
    )


def _body(sheet: BriefSheet, top: float, setting: _Setting) -> tuple[list[Placed], float]:
    blocks, y = [], top
    for section in sheet.sections:
        block = _section(section, sheet.more, setting)
        blocks.append(Placed(block, 0, y))
        y += block.height_mm
    return blocks, y


def _section(section: Section, more: str, setting: _Setting) -> Block:
    first = _AROUND_MM + pt_to_mm(setting.size_pt) * 0.95
    marks: list[Mark] = []
    labels = wrapped(section.heading, size_pt=setting.size_pt * 0.9, room_mm=_LABEL_MM - 4)
    for i, line in enumerate(labels):
        marks.append(left(line, SIDE_MM, first + i * setting.step_mm, QUIET))
    y = first - setting.step_mm
    items = [*section.items[: setting.most_items]]
    if len(section.items) > len(items):
        items.append(more % (len(section.items) - len(items)))
    for place, item in enumerate(items):
        if place:
            y += pt_to_mm(setting.size_pt * _BETWEEN_EM)
        lines = wrapped(legible(item), size_pt=setting.size_pt, room_mm=_ROOM_MM)
        for line in _cut(lines, setting.most_lines, setting.size_pt):
            y += setting.step_mm
            marks.append(left(line, SIDE_MM + _LABEL_MM, y))
    height = max(y, first + (len(labels) - 1) * setting.step_mm) + _AROUND_MM + pt_to_mm(setting.size_pt) * 0.3
    if section.warning:
        marks.append(Rule(SIDE_MM + _LABEL_MM - 3, _AROUND_MM, SIDE_MM + _LABEL_MM - 3, height - _AROUND_MM, 2.0, INK))
    marks.append(Rule(SIDE_MM, height, A4.width_mm - SIDE_MM, height, 0.3))
    return Block(tuple(marks), height)


def _cut(lines: Sequence[Line], most: int, size_pt: float) -> list[Line]:
    """The first lines; the last one ends with an ellipsis where there were more."""
    if len(lines) <= most:
        return [*lines]
    text = lines[most - 1].text.rstrip()
    dots = "……" if face_of(text) == faces.KAI else "…"
    while text and width_mm(one_line(text + dots, size_pt=size_pt, room_mm=10_000)) > _ROOM_MM:
        text = text[:-1]
    return [*lines[: most - 1], one_line(text + dots, size_pt=size_pt, room_mm=_ROOM_MM)]
