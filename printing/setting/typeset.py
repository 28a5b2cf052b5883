"""Breaking text into lines and drawing them: Chinese justified to whole characters, Latin ragged right."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from printing.setting import faces
from printing.setting.breaking import line_ends
from printing.setting.cells import Cells
from printing.setting.kinsoku import SPACES, clauses, joined, occurrences, within
from printing.setting.shapes import form_of, shape_of, sound_of

# A line is stretched to the measure only while the gaps stay quiet; beyond, it ends early like any Latin line.
# At a fifth of an em the five characters that a date kept whole may leave free still spread over a line of thirty.
MAX_STRETCH_EM = 0.2
# Before all gaps share alike, those where words or scripts meet take up to this much more.
_FIRST_STRETCH_EM = 0.125
# Programs that copy or read text aloud see a space where glyphs stand further apart than about a tenth of an em, and a
# new line where they stand closer.
_MISREAD_EM = 0.07
_RARE = re.compile("([\U00010000-\U0010ffff]+)")


class Piece(NamedTuple):
    """Characters of one line drawn alike: one face, one size, one spacing after each of them."""

    face: str
    size_pt: float
    char_space_pt: float
    text: str


class Line(NamedTuple):
    """One line: what it says, what to draw, where it begins and how wide it is as drawn (pt).

    `spaced` tells that programs which read the PDF would be misled by its gaps, so that its text must be written beside
    the glyphs; see `spans`.
    """

    text: str
    pieces: tuple[Piece, ...]
    indent_pt: float
    width_pt: float
    spaced: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The lines of all paragraphs of one shape, with the shape's characters in them, and where in the text each begins.

    Layouts are remembered: two paragraphs that are set alike have the very same one.
    """

    base: str
    lines: tuple[tuple[int, Line], ...]
    missing: tuple[str, ...]  # characters that no face draws; none stands for another

    def filled(self, text: str) -> Iterator[Line]:
        """The lines with the characters of a text for which `Typesetter.set` gave this layout."""
        for start, line in self.lines:
            at, pieces = start, []
            for face, size_pt, char_space_pt, shape in line.pieces:
                end = at + len(shape)
                pieces.append(Piece(face, size_pt, char_space_pt, text[at:end]))
                at = end
            yield Line(text[start:at], tuple(pieces), line.indent_pt, line.width_pt, line.spaced)


class Typesetter:
    """Breaks paragraphs into lines no wider than one measure, in one setting.

    `base` is the face of the text (faces.KAI, SONG or LATIN; Latin is never justified), `indent_em` the first line's
    indent (two for Chinese), `strict` the level of kinsoku.py that cards want.
    """

    def __init__(
        self,
        base: str,
        size_pt: float,
        measure_pt: float,
        *,
        indent_em: float = 0,
        justify: bool = True,
        strict: bool = False,
    ) -> None:
        self._base, self._strict = base, strict
        self._setting = base, size_pt, measure_pt, indent_em, justify and base != faces.LATIN, strict
        self._layout = lru_cache(maxsize=2048)(self._laid)

    def set(self, text: str, keep: Sequence[str] = ()) -> tuple[str, Layout]:
        """The text as it is drawn, and its lines.

        `keep` are the strings that stay whole (a name with its title, a date). Nothing is lost and nothing is
        hyphenated; a run wider than the measure is broken inside, as a last resort. A control character counts as a
        space.
        """
        # Writers begin paragraphs with two wide spaces by habit; the indent is ours to give.
        text = faces.clean(text).strip(SPACES)
        whole = occurrences(text, [faces.clean(span) for span in keep]) if keep else ()
        return text, self._layout(form_of(text, self._base), whole)

    def _laid(self, form: str, whole: tuple[tuple[int, int], ...]) -> Layout:
        shapes, points, before = [], [], ""
        for clause in clauses(form):
            shape, may_part = _clause(clause, before, self._base, self._strict)
            shapes.append(shape)
            points.append(may_part)
            before = clause[-1]
        shape, may_end = "".join(shapes), joined(points, whole)
        if self._base == faces.LATIN:
            return _broken(shape, may_end, *self._setting)
        return _broken_shape(shape, may_end, *self._setting)


@lru_cache(maxsize=16_384)
def _clause(form: str, before: str, base: str, strict: bool) -> tuple[str, bytes]:
    """A clause's shape and break points. Most forms have a guest's name in one clause, and others have the rest."""
    return shape_of(form, base), within(sound_of(form), before, strict=strict)


_typesetter = lru_cache(maxsize=256)(Typesetter)


def paragraph(
    text: str,
    *,
    base: str,
    size_pt: float,
    measure_pt: float,
    indent_em: float = 0,
    justify: bool = True,
    keep: Sequence[str] = (),
    strict: bool = False,
) -> list[Line]:
    """Break one paragraph into lines, see `Typesetter`."""
    setter = _typesetter(base, size_pt, measure_pt, indent_em=indent_em, justify=justify, strict=strict)
    text, layout = setter.set(text, keep)
    return list(layout.filled(text))


def _broken(
    text: str,
    may_end: bytes,
    base: str,
    size_pt: float,
    measure_pt: float,
    indent_em: float,
    justify: bool,
    strict: bool,
) -> Layout:
    """The text's lines, and where each begins in it."""
    cells = Cells(text, base, may_end, strict=strict)
    measure = measure_pt / size_pt
    lines: list[tuple[int, Line]] = []
    start = 0
    for end in line_ends(cells, measure, indent_em):
        indent = 0 if lines else indent_em
        gaps = _gaps(cells, start, end, measure - indent, justify=justify and end < len(text))
        line = _line(cells, start, end, gaps, indent=indent, size_pt=size_pt, room=measure - indent)
        lines.append((start, line))
        start = cells.skip_spaces(end)
    return Layout(base, tuple(lines), tuple(faces.missing(text, base)))


_broken_shape = lru_cache(maxsize=2048)(_broken)


def single_line(text: str, *, base: str, size_pt: float, letter_space_em: float = 0) -> Line:
    """The whole text as one line, however wide, its characters set apart by `letter_space_em`."""
    text = faces.clean(text).strip(SPACES)
    if base == faces.LATIN and text.isascii() and text:  # a short code, of which a run has thousands
        gap = letter_space_em
        wide = sum(faces.advances(text, base)) + gap * (len(text) - 1)
        piece = Piece(base, size_pt, gap * size_pt, text)
        return Line(text, (piece,), 0.0, wide * size_pt, abs(gap) > _MISREAD_EM and len(text) > 1)
    cells = Cells(text, base)
    gaps = [gap + letter_space_em for gap in cells.gaps]
    return _line(cells, 0, len(text), gaps, indent=0, size_pt=size_pt, room=float("inf"))


def draw_line(canvas: Canvas, line: Line, x_pt: float, y_pt: float) -> None:
    """Draw a line with its left margin at x and its baseline at y (pt from the bottom left) in the canvas's colour."""
    if not line.pieces:
        return
    drawn = canvas.beginText(x_pt + line.indent_pt, y_pt)
    for said, pieces in spans(line):
        if said:
            drawn._code.append(begin_actual_text(utf16(said)))
        for piece in pieces:
            drawn.setFont(piece.face, piece.size_pt)
            drawn.setCharSpace(piece.char_space_pt)
            drawn.textOut(piece.text)
        if said:
            drawn._code.append("EMC")
    # The text state outlives the text object, and no other drawing expects to inherit a spacing.
    drawn.setCharSpace(0)
    canvas.drawText(drawn)


def spans(line: Line) -> list[tuple[str, tuple[Piece, ...]]]:
    """The line's pieces in groups, each with the text to write beside it (see `begin_actual_text`), or "" for none.

    PDFium drops what lies beyond the Basic Multilingual Plane from such a text, so rare characters stay outside.
    """
    if not line.spaced:
        return [("", line.pieces)]
    groups: list[tuple[str, tuple[Piece, ...]]] = []
    for rare, pieces in itertools.groupby(_split_rare(line.pieces), key=lambda piece: piece.text > "\uffff"):
        group = tuple(pieces)
        groups.append(("" if rare else "".join(piece.text for piece in group), group))
    return groups


def _split_rare(pieces: Iterable[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        if not _RARE.search(piece.text):
            yield piece
            continue
        for part in _RARE.split(piece.text):
            if part:
                yield piece._replace(text=part)


def begin_actual_text(said: str) -> str:
    """The PDF operator that says how the glyphs up to the next EMC read, as `utf16` (ISO 32000-1 §14.9.4)."""
    return f"/Span<</ActualText<FEFF{said}>>>BDC"


def utf16(text: str) -> str:
    """A text in hexadecimal."""
    # Half a surrogate pair has no glyph; that is for the press to say.
    return text.encode("utf-16-be", "surrogatepass").hex().upper()


def _gaps(cells: Cells, start: int, end: int, room: float, *, justify: bool) -> list[float]:
    """The gap after each character of the line [start, end), in em, that brings the line to its room."""
    last = cells.last_inked(start, end)
    gaps = cells.gaps[start:last]
    wide = cells.span(start, end)
    over = wide - room
    if over > 0:
        over -= cells.blank_at_end(end)  # first of all the last mark gives up the blank half of its cell
    if over > 0:
        return _squeezed(cells, start, last, gaps, over)
    return _stretched(cells, start, last, gaps, -over) if justify else gaps


def _squeezed(cells: Cells, start: int, last: int, gaps: list[float], over: float) -> list[float]:
    """Marks give of their blank, then Han and Latin of the gap between them, the rest comes evenly from all gaps."""
    give = cells.give[start:last]
    share = min(1.0, over / total) if (total := sum(give)) else 0.0
    rest = (over - share * total) / len(gaps) if gaps else 0.0
    return [gap - share * g - rest for gap, g in zip(gaps, give, strict=True)]


def _stretched(cells: Cells, start: int, last: int, gaps: list[float], left: float) -> list[float]:
    take = cells.take[start:last]
    first = sum(1 for kind in take if kind > 1)
    more = min(left / first, _FIRST_STRETCH_EM) if first else 0.0
    open_gaps = sum(1 for kind in take if kind)
    even = (left - more * first) / open_gaps if open_gaps else 0.0
    if not open_gaps or even > MAX_STRETCH_EM:
        return gaps
    return [gap + (0.0, even, even + more)[kind] for gap, kind in zip(gaps, take, strict=True)]


def _line(cells: Cells, start: int, end: int, gaps: list[float], *, indent: float, size_pt: float, room: float) -> Line:
    last = cells.last_inked(start, end)
    text = cells.text[start : last + 1]
    # The last character has no neighbour to stand off from; like the one before, it needs no piece of its own.
    gaps = gaps[: len(text) - 1]
    wide = sum(cells.widths[start : last + 1]) + sum(gaps)
    if wide > room:
        wide -= cells.blank_at_end(end)
    gaps.append(gaps[-1] if gaps else 0.0)
    pieces: list[Piece] = []
    begin = 0
    for face, part in faces.runs(text, cells.base):
        size = size_pt * faces.size_factor(face, cells.base)
        after = begin + len(part)
        for i in range(begin + 1, after):
            if gaps[i] != gaps[i - 1]:
                pieces.append(Piece(face, size, gaps[i - 1] * size_pt, text[begin:i]))
                begin = i
        pieces.append(Piece(face, size, gaps[after - 1] * size_pt, text[begin:after]))
        begin = after
    wide_space = "\u3000" in text  # two columns, some programs think
    spaced = len(text) > 1 and (wide_space or max(gaps) > _MISREAD_EM or min(gaps) < -_MISREAD_EM)
    return Line(text, tuple(pieces), indent * size_pt, wide * size_pt, spaced)
