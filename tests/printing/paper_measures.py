"""Measuring laid-out pages: where each text stands in mm, and whether it says everything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from printing.press.page import Page, Placed, Text
from printing.press.paper import pt_to_mm

LONG_NAME = "阿卜杜热合曼·买买提明·吐尔逊江·阿布都克里木·尼亚孜阿訇·艾则孜·肉孜·库尔班·热西提·依明江·托合提"
NAMES = (
    "李明",
    "王文静",
    "欧阳文静",
    "阿依古丽·买买提",
    "𠅤",
    "谢𫖯",
    "John Whitfield",
    "Bartholomew Wolfeschlegelsteinhausenbergerdorff-Smythe-Cholmondeley III of Featherstone",
    LONG_NAME,
)


@dataclass(frozen=True)
class Box:
    """The room of a line: its text's width, and about 0.8 em above and 0.2 em beneath the baseline."""

    text: str
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


def boxes_of(blocks: Iterable[Placed]) -> list[Box]:
    found = []
    for placed in blocks:
        for mark in placed.block.marks:
            if isinstance(mark, Text):
                size = pt_to_mm(max(piece.size_pt for piece in mark.line.pieces))
                x, baseline = placed.x_mm + mark.x_mm, placed.y_mm + mark.baseline_mm
                found.append(Box(mark.line.text, x, baseline - size * 0.8, pt_to_mm(mark.line.width_pt), size))
    return found


def inside(box: Box, zone, slack: float = 0.3) -> bool:
    return (
        box.x_mm >= zone.x_mm - slack
        and box.y_mm >= zone.y_mm - slack
        and box.x_mm + box.width_mm <= zone.x_mm + zone.width_mm + slack
        and box.y_mm + box.height_mm <= zone.y_mm + zone.height_mm + slack
    )


def overlap(a, b) -> bool:
    return (
        a.x_mm < b.x_mm + b.width_mm - 0.01
        and b.x_mm < a.x_mm + a.width_mm - 0.01
        and a.y_mm < b.y_mm + b.height_mm - 0.01
        and b.y_mm < a.y_mm + a.height_mm - 0.01
    )


def text_on(page: Page) -> str:
    """All that the page says, without blanks."""
    return "".join("".join(box.text for box in boxes_of(page.blocks)).split())


def whole(page: Page, *texts: str) -> bool:
    """Whether the page says each of the texts to its last character."""
    said = text_on(page)
    return all("".join(text.split()) in said for text in texts)
