"""Setting a text into a given room: never cut, but wrapped and set smaller until it fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from printing.press.page import INK, Text
from printing.press.paper import mm_to_pt, pt_to_mm
from printing.setting import faces
from printing.setting.typeset import Line, paragraph, single_line

_STEP = 0.96  # how much smaller the next attempt is
_HAN_FROM = "\u2e80"  # from the radicals on, characters are as wide as they are high


def face_of(text: str) -> str:
    """Kai for a text with Chinese in it, Garamond for one without."""
    return faces.KAI if any(char >= _HAN_FROM for char in text) else faces.LATIN


def legible(text: str) -> str:
    """`text` for a list of our own: what no face can draw is spelt out ([U+1F600]), for nobody may drop off a list."""
    for char in faces.missing(text):
        text = text.replace(char, f"[U+{ord(char):04X}]")
    return text


def width_mm(line: Line) -> float:
    """How wide a line stands on paper."""
    return pt_to_mm(line.width_pt)


def one_line(text: str, *, size_pt: float, room_mm: float, spaced_em: float = 0.0, face: str = "") -> Line:
    """`text` on one line of at most `room_mm`: first its letters move together, then they get smaller."""
    return one_line_and_size(text, size_pt, room_mm, spaced_em, face)[0]


@lru_cache(maxsize=2048)
def one_line_and_size(
    text: str, size_pt: float, room_mm: float, spaced_em: float = 0.0, face: str = ""
) -> tuple[Line, float]:
    """As `one_line`, and the size (pt) that it came to."""
    base = face or face_of(text)
    line = single_line(text, base=base, size_pt=size_pt, letter_space_em=spaced_em)
    if spaced_em and width_mm(line) > room_mm:
        line = single_line(text, base=base, size_pt=size_pt)
    while width_mm(line) > room_mm:
        size_pt *= min(_STEP, 0.999 * room_mm / width_mm(line))
        line = single_line(text, base=base, size_pt=size_pt)
    return line, size_pt


def wrapped(text: str, *, size_pt: float, room_mm: float, face: str = "", keep: tuple[str, ...] = ()) -> list[Line]:
    """`text` broken into ragged lines of at most `room_mm`."""
    base = face or face_of(text)
    return paragraph(text, base=base, size_pt=size_pt, measure_pt=mm_to_pt(room_mm), justify=False, keep=keep)


def within(
    texts: Sequence[str], *, size_pt: float, room_mm: float, height_mm: float, leading_em: float = 1.5
) -> tuple[list[Line], float]:
    """Each text a paragraph of its own, all in one size that fits the room; the lines, and their distance in mm."""
    size = size_pt
    while True:
        lines = [line for text in texts for line in wrapped(text, size_pt=size, room_mm=room_mm)]
        step = pt_to_mm(size * leading_em)
        # Below the last baseline only the descenders need room, not a whole line.
        if pt_to_mm(size) * 1.2 + step * (len(lines) - 1) <= height_mm:
            return lines, step
        size *= _STEP


def name_within(
    name: str, *, size_pt: float, room_mm: float, height_mm: float, leading_em: float = 1.25
) -> tuple[list[Line], float]:
    """As `within`, for a long name: it parts between its words (阿卜杜·买买提), and shrinks before a word parts."""
    parts = tuple(part for part in re.split(r"(?<=[ ·\-])", name) if part.strip())
    widest = max((width_mm(one_line(part.strip(), size_pt=size_pt, room_mm=10_000)) for part in parts), default=0.0)
    # Half its size is enough of a sacrifice: a word that is wider still does part.
    size = size_pt * max(0.5, min(1.0, 0.99 * room_mm / widest if widest else 1.0))
    while True:
        lines = _filled(parts, face_of(name), size, room_mm)
        step = pt_to_mm(size * leading_em)
        if pt_to_mm(size) * 1.2 + step * (len(lines) - 1) <= height_mm:
            return lines, step
        size *= _STEP


def _filled(parts: Sequence[str], face: str, size_pt: float, room_mm: float) -> list[Line]:
    """As many words on each line as there is room for."""
    lines: list[Line] = []
    told = ""
    for part in parts:
        line = single_line(told + part, base=face, size_pt=size_pt)
        if told and width_mm(line) <= room_mm:
            lines[-1], told = line, told + part
            continue
        lines += wrapped(part, size_pt=size_pt, room_mm=room_mm, face=face)
        told = lines[-1].text + part[len(part.rstrip()) :]
    return lines


def left(line: Line, x_mm: float, baseline_mm: float, colour: str = INK) -> Text:
    """The line beginning at x."""
    return Text(line, x_mm, baseline_mm, colour)


def centred(line: Line, centre_mm: float, baseline_mm: float, colour: str = INK) -> Text:
    """The line with its middle at `centre_mm`."""
    return Text(line, centre_mm - width_mm(line) / 2, baseline_mm, colour)


def right(line: Line, edge_mm: float, baseline_mm: float, colour: str = INK) -> Text:
    """The line ending at `edge_mm`."""
    return Text(line, edge_mm - width_mm(line), baseline_mm, colour)
