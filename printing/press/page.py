"""A page as data: what stands where on which paper. Documents lay out pages, the press prints them.

All lengths are mm from the top left, y growing downwards; baselines are those of text. Marks are named tuples: a run
makes hundreds of thousands of them, and a frozen dataclass takes four times as long to make.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from printing.press.paper import Paper
from printing.setting.typeset import Layout, Line

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

    @property
    def blank(self) -> bool:
        """Whether nothing is in it."""
        return not self.marks


class Paragraph:
    """A block of one paragraph, its lines `step_mm` apart, the first one's baseline at its origin.

    It is kept as the layout that it shares with others of its shape and as its own text: thousands of letters have
    paragraphs of some dozens of layouts, and the press encodes a layout once, see `paragraphs.py`.
    """

    __slots__ = ("colour", "height_mm", "layout", "step_mm", "text")

    def __init__(self, layout: Layout, text: str, step_mm: float, colour: str = INK) -> None:
        self.layout, self.text, self.step_mm, self.colour = layout, text, step_mm, colour
        self.height_mm = len(layout.lines) * step_mm

    @property
    def blank(self) -> bool:
        """Whether it has no line."""
        return not self.layout.lines

    @property
    def marks(self) -> tuple[Text, ...]:
        """The lines, for whoever looks at a page."""
        return self.marks_of(self.text)

    def marks_of(self, text: str) -> tuple[Text, ...]:
        """The lines with another text of the same layout in them."""
        return tuple(
            [Text(line, 0.0, n * self.step_mm, self.colour) for n, line in enumerate(self.layout.filled(text))]
        )


class Placed(NamedTuple):
    """A block with its own origin at (x, y) of the page."""

    block: Block | Paragraph
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
