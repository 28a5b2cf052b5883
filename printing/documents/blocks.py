"""Text set into blocks that are remembered: the same text in the same setting is the very same block.

Ten thousand letters share their letterhead, most paragraphs and the closing; only what differs is set anew, and the
press stores what it meets again only once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from printing.errors import MissingGlyphs
from printing.press.page import INK, Block, Mark, Text
from printing.press.paper import pt_to_mm
from printing.setting import faces
from printing.setting.typeset import Line, paragraph, single_line

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


@lru_cache(maxsize=_KEPT)
def lines_of(text: str, style: Style, measure_pt: float, keep: tuple[str, ...] = ()) -> tuple[Line, ...]:
    """The text broken into lines; `keep` should hold only strings that are in the text, see `whole_in`."""
    return tuple(
        paragraph(
            text,
            base=style.face,
            size_pt=style.size_pt,
            measure_pt=measure_pt,
            indent_em=style.indent_em,
            justify=style.justify,
            keep=keep,
            strict=style.strict,
        )
    )


def whole_in(text: str, keep: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `keep` that the text has: a guest's name must not make every guest's standing paragraph another one."""
    return tuple([span for span in keep if span in text])


@lru_cache(maxsize=_KEPT)
def text_block(text: str, style: Style, measure_pt: float, step_mm: float, keep: tuple[str, ...] = ()) -> Block:
    """The text's lines `step_mm` apart, the first one's baseline at the block's origin."""
    lines = lines_of(text, style, measure_pt, keep)
    return Block(
        tuple(Text(line, 0.0, row * step_mm, style.colour) for row, line in enumerate(lines)), len(lines) * step_mm
    )


@lru_cache(maxsize=_KEPT)
def line_block(text: str, style: Style, letter_space_em: float = 0.0) -> tuple[Block, float]:
    """The text as one line, and how wide that is in mm."""
    line = line_of(text, style, letter_space_em)
    return Block((Text(line, 0.0, 0.0, style.colour),)), pt_to_mm(line.width_pt)


@lru_cache(maxsize=_KEPT)
def line_of(text: str, style: Style, letter_space_em: float = 0.0) -> Line:
    """The text as one line, however wide."""
    return single_line(text, base=style.face, size_pt=style.size_pt, letter_space_em=letter_space_em)


def width_mm(line: Line) -> float:
    """How wide a line is, in mm."""
    return pt_to_mm(line.width_pt)


def centred(lines: Iterable[Line], centre_mm: float, step_mm: float, colour: str = INK) -> tuple[Mark, ...]:
    """Marks for lines centred on each other, the first one's baseline at 0."""
    return tuple(Text(line, centre_mm - width_mm(line) / 2, row * step_mm, colour) for row, line in enumerate(lines))
