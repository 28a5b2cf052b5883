"""Blocks as PDF operators: text in two-byte codes, rules, QR codes, all from the block's own top left corner."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from printing.press import qr
from printing.press.page import INK, Mark, Rule, Text
from printing.press.paper import PT_PER_MM
from printing.setting import faces
from printing.setting.embedding import Codes
from printing.setting.typeset import begin_actual_text, spans, utf16


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


def operators(marks: Iterable[Mark], fonts: Fonts) -> str:
    """A block's marks drawn from (0, 0), its top left corner.

    They stand in their order, which is that of reading. Raises MissingGlyphs for a character its face hasn't got.
    """
    return Writer(fonts).written(marks)


class Writer:
    """Writes the marks of one block, and remembers what its operators have set, so that nothing is said twice."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._parts: list[str] = []
        self._open = False
        self._codes: Codes | None = None
        self._face, self._size, self._spacing, self._colour = "", 0.0, "0", INK
        self._x = self._y = 0.0

    def written(self, marks: Iterable[Mark]) -> str:
        """The operators."""
        parts = self._parts
        for mark in marks:
            if isinstance(mark, Text):
                self._text(mark)
                continue
            self._close()
            if isinstance(mark, Rule):
                parts.append(_rule(mark))
            else:
                left, top = mark.x_mm * PT_PER_MM, -mark.y_mm * PT_PER_MM
                parts.append(qr.operators(mark.payload, left, top, mark.size_mm, mark.level))
        self._close()
        return " ".join(parts)

    def drawn(self, text: str, codes: Codes) -> str:
        """The text in a face's codes."""
        return text.translate(codes)

    def said(self, text: str) -> str:
        """The text as it stands beside its glyphs."""
        return utf16(text)

    def _text(self, mark: Text) -> None:
        line = mark.line
        if not line.pieces:
            return
        parts = self._parts
        if not self._open:
            parts.append("BT")
            self._open, self._x, self._y = True, 0.0, 0.0
        if mark.colour != self._colour:
            parts.append(colour(mark.colour, "rg"))
            self._colour = mark.colour
        # Moves are told from rounded places, so that a page's last line is as exact as its first.
        x, y = round(mark.x_mm * PT_PER_MM + line.indent_pt, 3), round(-mark.baseline_mm * PT_PER_MM, 3)
        parts.append(f"{number(x - self._x)} {number(y - self._y)} Td")
        self._x, self._y = x, y
        for said, pieces in spans(line):
            if said:
                parts.append(begin_actual_text(self.said(said)))
            for face, size_pt, char_space_pt, text in pieces:
                codes = self._codes
                if codes is None or face != self._face or size_pt != self._size:
                    codes = self._codes = self._fonts.of(face)
                    self._face, self._size = face, size_pt
                    parts.append(f"/{codes.name} {number(size_pt)} Tf")
                spacing = number(char_space_pt)
                if spacing != self._spacing:
                    parts.append(f"{spacing} Tc")
                    self._spacing = spacing
                parts.append(f"<{self.drawn(text, codes)}>Tj")
            if said:
                parts.append("EMC")

    def _close(self) -> None:
        if self._open:
            self._parts.append("ET")
            self._open = False


def _rule(mark: Rule) -> str:
    x1, y1, x2, y2 = (number(length * PT_PER_MM) for length in (mark.x1_mm, -mark.y1_mm, mark.x2_mm, -mark.y2_mm))
    return f"{colour(mark.colour, 'RG')} {number(mark.weight_pt)} w {x1} {y1} m {x2} {y2} l S"
