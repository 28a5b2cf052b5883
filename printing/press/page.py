"""A page as data: what stands where on which paper. Documents lay out pages, the press prints them.

All lengths are mm from the top left, y growing downwards; baselines are those of text. Marks are named tuples: a run
makes hundreds of thousands of them, and a frozen dataclass takes four times as long to make.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from printing.press.paper import Paper
from printing.setting.typeset import Line

if TYPE_CHECKING:
    from printing.press.sheet import Sheet

INK = "#000000"
QUIET = "#4D4D4D"  # 70 % black: the lightest that small print may be
HAIRLINE = "#B8B2A7"


class Text(NamedTuple):
    """A line of text with its left margin at x and its baseline at `baseline_mm`."""

    line: Line
    x_mm: float
    baseline_mm: float
    colour: str = INK


class Rule(NamedTuple):
    """A straight line."""

    x1_mm: float
    y1_mm: float
    x2_mm: float
    y2_mm: float
    weight_pt: float = 0.5
    colour: str = HAIRLINE


class Code(NamedTuple):
    """A QR code whose symbol's top left is at (x, y), its quiet zone around it; `level` is M (flat) or H (folded)."""

    payload: str
    x_mm: float
    y_mm: float
    size_mm: float
    level: str = "M"


Mark = Text | Rule | Code


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Marks that belong together, placed as one, in reading order.

    The press knows a block by identity and stores one that it meets again only once. So blocks that many pages share
    are made by cached functions: the same text in the same setting gives the very same block.
    """

    marks: tuple[Mark, ...]
    height_mm: float = 0.0


class Placed(NamedTuple):
    """A block with its own origin at (x, y) of the page."""

    block: Block
    x_mm: float
    y_mm: float


class Background(Protocol):
    """Art under the text (ornament, logo, seal), drawn once for all documents, and therefore hashable by value.

    What it draws depends on its fields alone: the press remembers the drawing.
    """

    def draw(self, sheet: Sheet) -> None:
        """Draw on an empty page."""

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Page:
    """One side of paper, its blocks in reading order."""

    paper: Paper
    lang: str
    blocks: tuple[Placed, ...]
    background: Background | None = None
