"""Blocks as PDF operators: text in two-byte codes, rules, QR codes, all from the block's own top left corner."""

from __future__ import annotations

from functools import lru_cache

from printing.press import qr
from printing.press.page import INK, Block, Rule, Text
from printing.press.paper import PT_PER_MM
from printing.setting import faces
from printing.setting.embedding import Codes
from printing.setting.typeset import actual_text, spans


class Fonts:
    """The faces of one document, in the order in which it meets them."""

    def __init__(self) -> None:
        self.codes: dict[str, Codes] = {}

    def of(self, face: str) -> Codes:
        """The document's codes for a face."""
        codes = self.codes.get(face)
        if codes is None:
            codes = self.codes[face] = Codes(faces.font(face).truetype, f"F{len(self.codes) + 1}")
        return codes


@lru_cache(maxsize=8192)
def number(value: float) -> str:
    """A length in points as short as it can be said: a thousandth of a point is less than any device shows."""
    return f"{round(value, 3) + 0.0:.7g}"  # adding zero makes -0 a 0


@lru_cache(maxsize=256)
def colour(value: str, operator: str) -> str:
    """A colour #RRGGBB as operands of `rg` (fill) or `RG` (stroke); greys, and black above all, as grey, so that a
    press prints them with black ink alone."""
    red, green, blue = (int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))
    if red == green == blue:
        return f"{number(red)} {'g' if operator == 'rg' else 'G'}"
    return f"{number(red)} {number(green)} {number(blue)} {operator}"


def operators(block: Block, fonts: Fonts) -> str:
    """A block drawn from (0, 0), its top left corner.

    The marks stand in their order, which is that of reading. Raises MissingGlyphs for a character its face hasn't got.
    """
    parts: list[str] = []
    state = _TextState()
    for mark in block.marks:
        if isinstance(mark, Text):
            _text(mark, fonts, state, parts)
            continue
        if state.open:
            parts.append("ET")
            state.open = False
        if isinstance(mark, Rule):
            parts.append(_rule(mark))
        else:
            left, top = mark.x_mm * PT_PER_MM, -mark.y_mm * PT_PER_MM
            parts.append(qr.operators(mark.payload, left, top, mark.size_mm, mark.level))
    if state.open:
        parts.append("ET")
    return " ".join(parts)


class _TextState:
    """What the operators so far have set, so that nothing is said twice."""

    __slots__ = ("codes", "colour", "face", "open", "size", "spacing", "x", "y")

    def __init__(self) -> None:
        self.open = False
        self.codes: dict[int, str] = {}
        self.face, self.size, self.spacing, self.colour = "", 0.0, "0", INK
        self.x = self.y = 0.0


def _text(mark: Text, fonts: Fonts, state: _TextState, parts: list[str]) -> None:
    line = mark.line
    if not line.pieces:
        return
    if not state.open:
        parts.append("BT")
        state.open, state.x, state.y = True, 0.0, 0.0
    if mark.colour != state.colour:
        parts.append(colour(mark.colour, "rg"))
        state.colour = mark.colour
    # Moves are told from rounded places, so that a page's last line is as exact as its first.
    x, y = round(mark.x_mm * PT_PER_MM + line.indent_pt, 3), round(-mark.baseline_mm * PT_PER_MM, 3)
    parts.append(f"{number(x - state.x)} {number(y - state.y)} Td")
    state.x, state.y = x, y
    for said, pieces in spans(line):
        if said:
            parts.append(actual_text(said))
        for face, size_pt, char_space_pt, text in pieces:
            if face != state.face or size_pt != state.size:
                state.codes, state.face, state.size = fonts.of(face), face, size_pt
                parts.append(f"/{state.codes.name} {number(size_pt)} Tf")
            spacing = number(char_space_pt)
            if spacing != state.spacing:
                parts.append(f"{spacing} Tc")
                state.spacing = spacing
            parts.append(f"<{text.translate(state.codes)}>Tj")
        if said:
            parts.append("EMC")


def _rule(mark: Rule) -> str:
    x1, y1, x2, y2 = (number(length * PT_PER_MM) for length in (mark.x1_mm, -mark.y1_mm, mark.x2_mm, -mark.y2_mm))
    return f"{colour(mark.colour, 'RG')} {number(mark.weight_pt)} w {x1} {y1} m {x2} {y2} l S"
