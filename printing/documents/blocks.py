"""Text set into blocks that are remembered: the same text in the same setting is the very same block.

Ten thousand letters share their letterhead, most paragraphs and the closing; only what differs is set anew, and the
press stores what it meets again only once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from printing.errors import MissingGlyphs
from printing.press.page import INK, Block, Mark, Paragraph, Placed, Rule, Text
from printing.press.paper import pt_to_mm
from printing.setting import faces
from printing.setting.typeset import Line, Typesetter, single_line

_KEPT = 2048  # blocks remembered; one run has some dozens that repeat


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: face, size in pt, the first line's indent in em, and its colour."""

    face: str
    size_pt: float
    indent_em: float = 0.0
    justify: bool = False
    colour: str = INK
    strict: bool = False  # the level of line-break rules that cards want


def require_glyphs(texts: Iterable[str], face: str) -> None:
    """Raise MissingGlyphs with every character of the texts that no face can draw, each once."""
    lacking = [char for text in texts for char in _missing(text, face)]
    if lacking:
        raise MissingGlyphs(characters=list(dict.fromkeys(lacking)))


@lru_cache(maxsize=_KEPT)
def _missing(text: str, face: str) -> tuple[str, ...]:
    return tuple(faces.missing(text, face))


@lru_cache(maxsize=256)
def typesetter(style: Style, measure_pt: float) -> Typesetter:
    """What sets paragraphs of a style."""
    return Typesetter(
        style.face,
        style.size_pt,
        measure_pt,
        indent_em=style.indent_em,
        justify=style.justify,
        strict=style.strict,
    )


@lru_cache(maxsize=_KEPT)
def lines_of(text: str, style: Style, measure_pt: float, keep: tuple[str, ...] = ()) -> tuple[Line, ...]:
    """The text broken into lines; `keep` should hold only strings that are in the text, see `whole_in`."""
    text, layout = typesetter(style, measure_pt).set(text, keep)
    return tuple(layout.filled(text))


def whole_in(text: str, keep: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `keep` that the text has: a guest's name must not make every guest's standing paragraph another one."""
    return tuple([span for span in keep if span in text])


@lru_cache(maxsize=256)
def block_setter(style: Style, measure_pt: float, step_mm: float) -> Callable[[str, tuple[str, ...]], Paragraph]:
    """What sets texts, and strings in them that stay whole, into blocks of one style."""
    lines = typesetter(style, measure_pt)

    def block(text: str, keep: tuple[str, ...]) -> Paragraph:
        text, layout = lines.set(text, keep)
        return Paragraph(layout, text, step_mm, style.colour)

    return lru_cache(maxsize=_KEPT)(block)


def text_block(text: str, style: Style, measure_pt: float, step_mm: float, keep: tuple[str, ...] = ()) -> Paragraph:
    """The text's lines `step_mm` apart, the first one's baseline at the block's origin."""
    return block_setter(style, measure_pt, step_mm)(text, keep)


@lru_cache(maxsize=_KEPT)
def line_block(text: str, style: Style, letter_space_em: float = 0.0) -> tuple[Block, float]:
    """The text as one line, and how wide that is in mm."""
    line = line_of(text, style, letter_space_em)
    return Block((Text(line, 0.0, 0.0, style.colour),)), pt_to_mm(line.width_pt)


@lru_cache(maxsize=_KEPT)
def line_of(text: str, style: Style, letter_space_em: float = 0.0) -> Line:
    """The text as one line, however wide."""
    return single_line(text, base=style.face, size_pt=style.size_pt, letter_space_em=letter_space_em)


def merged(placed: Iterable[Placed]) -> tuple[Placed, ...]:
    """Blocks that always stand together as one, if there is anything in them."""
    marks = [_moved(mark, x_mm, y_mm) for block, x_mm, y_mm in placed for mark in block.marks]
    return (Placed(Block(tuple(marks)), 0.0, 0.0),) if marks else ()


def _moved(mark: Mark, right_mm: float, down_mm: float) -> Mark:
    if isinstance(mark, Text):
        return mark._replace(x_mm=mark.x_mm + right_mm, baseline_mm=mark.baseline_mm + down_mm)
    if isinstance(mark, Rule):
        x1, x2, y1, y2 = mark.x1_mm + right_mm, mark.x2_mm + right_mm, mark.y1_mm + down_mm, mark.y2_mm + down_mm
        return mark._replace(x1_mm=x1, x2_mm=x2, y1_mm=y1, y2_mm=y2)
    return mark._replace(x_mm=mark.x_mm + right_mm, y_mm=mark.y_mm + down_mm)


def width_mm(line: Line) -> float:
    """How wide a line is, in mm."""
    return pt_to_mm(line.width_pt)


def centred(lines: Iterable[Line], centre_mm: float, step_mm: float, colour: str = INK) -> tuple[Mark, ...]:
    """Marks for lines centred on each other, the first one's baseline at 0."""
    return tuple(Text(line, centre_mm - width_mm(line) / 2, row * step_mm, colour) for row, line in enumerate(lines))
