"""Address labels on A4 sheets, from any free place on, so that sheets begun before are used up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from printing.documents.fitted import left, wrapped
from printing.press.page import Block, Page, Placed
from printing.press.paper import A4, pt_to_mm
from printing.setting.typeset import Line


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """A make of label sheets: how many, how large, and where the first one begins (mm)."""

    columns: int
    rows: int
    width_mm: float
    height_mm: float
    left_mm: float
    top_mm: float
    pitch_mm: float  # from one column to the next
    inset_x_mm: float
    inset_y_mm: float

    @property
    def places(self) -> int:
        """Labels on a sheet."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """Top left of a place, counted from 0 row by row, as the eye reads."""
        row, column = divmod(place, self.columns)
        return self.left_mm + column * self.pitch_mm, self.top_mm + row * self.height_mm


SHEETS = {
    "2x7": LabelSheet(2, 7, 99.1, 38.1, 4.65, 15.15, 101.6, 7.0, 4.0),
    # These reach the paper's edges, where printers leave some 5 mm blank.
    "3x8": LabelSheet(3, 8, 70.0, 37.0, 0.0, 0.5, 70.0, 6.5, 5.5),
}
_NAME_PT = 13.5
_TEXT_PT = 10.5


@dataclass(frozen=True, slots=True)
class Label:
    """A reader's label: the address in lines, and the name beneath (as in China) or above it (as abroad)."""

    name: str
    address: tuple[str, ...] = ()
    name_first: bool = False
    lang: str = "zh"


def label_pages(labels: Sequence[Label], sheet: LabelSheet, *, start: int = 1, lang: str = "zh") -> list[Page]:
    """The labels in their order; the first stands at place `start` (from 1) of the first sheet.

    Raises ValueError for a place that the sheet doesn't have.
    """
    if not 1 <= start <= sheet.places:
        raise ValueError(f"no place {start} on a sheet of {sheet.places}")
    pages: list[list[Placed]] = []
    for place, label in enumerate(labels, start=start - 1):
        page, on_page = divmod(place, sheet.places)
        while len(pages) <= page:
            pages.append([])
        x, y = sheet.corner(on_page)
        pages[page].append(Placed(_block(label, sheet), x, y))
    return [Page(A4, lang, tuple(blocks)) for blocks in pages]


def _block(label: Label, sheet: LabelSheet) -> Block:
    room, height = sheet.width_mm - 2 * sheet.inset_x_mm, sheet.height_mm - 2 * sheet.inset_y_mm
    scale = 1.0
    while True:
        name = _set((label.name,), _NAME_PT * scale, room)
        address = _set(label.address, _TEXT_PT * scale, room)
        rows = [*name, *address] if label.name_first else [*address, *name]
        total = sum(step for _line, step in rows)
        if total <= height:
            break
        scale *= 0.96
    y = sheet.inset_y_mm + (height - total) / 2
    marks = []
    for line, step in rows:
        marks.append(left(line, sheet.inset_x_mm, y + step * 0.74))
        y += step
    return Block(tuple(marks), sheet.height_mm)


def _set(texts: tuple[str, ...], size_pt: float, room_mm: float) -> list[tuple[Line, float]]:
    step = pt_to_mm(size_pt * 1.42)
    return [(line, step) for text in texts for line in wrapped(text, size_pt=size_pt, room_mm=room_mm)]
