"""Breaking text into lines and drawing them: Chinese justified by character spacing, Latin ragged right."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from printing.setting import faces
from printing.setting.kinsoku import CLOSING_MARKS, OPENING_MARKS, break_points, rescue_points

# A Chinese line is stretched to the measure only while the gaps stay quiet; beyond, it ends early like any Latin line.
# At 0.18 em the four characters that a date kept whole may leave free still spread over an indented line.
MAX_STRETCH_EM = 0.18
# and squeezed only by this much, to take in one mark that may not begin the next line (先挤进, 后推出).
MAX_SHRINK_EM = 0.025
# A Latin word of fewer letters doesn't stand alone on a last line.
SHORT_WORD = 8
# Rounding of widths must not push the last character of an exactly full line to the next.
_FUZZ_EM = 0.001


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one line drawn alike: one face, one size, one spacing."""

    face: str
    size_pt: float
    char_space_pt: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it says, what to draw, where it begins and how wide it is as drawn (pt)."""

    text: str
    pieces: tuple[Piece, ...]
    indent_pt: float
    width_pt: float


def paragraph(
    text: str,
    *,
    base: str,
    size_pt: float,
    measure_pt: float,
    indent_em: float = 0,
    justify: bool = True,
    keep: Sequence[str] = (),
) -> list[Line]:
    """Break one paragraph into lines no wider than the measure (pt).

    `base` is the face of the text (faces.KAI, SONG or LATIN), `indent_em` the first line's indent (two for Chinese),
    `keep` the strings that stay whole (a name with its title, a date). Nothing is lost and nothing is hyphenated; a run
    wider than the measure is broken inside, as a last resort. A control character counts as a space.
    """
    text = faces.clean(text).strip(" ")
    if not text:
        return []
    cells = _Cells(text, base, tuple(faces.clean(span) for span in keep))
    ends = _line_ends(cells, measure_pt / size_pt, indent_em)
    lines, start = [], 0
    for number, end in enumerate(ends):
        indent = indent_em if number == 0 else 0
        last = end == len(text)
        room = measure_pt / size_pt - indent
        spacing = _spacing(cells, start, end, room, justify=justify and not last)
        lines.append(_line(cells, start, end, spacing=spacing, indent=indent, size_pt=size_pt))
        start = _skip_spaces(text, end)
    return lines


def single_line(text: str, *, base: str, size_pt: float, letter_space_em: float = 0) -> Line:
    """The whole text as one line, however wide, its characters set apart by `letter_space_em`."""
    text = faces.clean(text).strip(" ")
    cells = _Cells(text, base, ())
    return _line(cells, 0, len(text), spacing=letter_space_em, indent=0, size_pt=size_pt)


def draw_line(canvas: Canvas, line: Line, x_pt: float, y_pt: float) -> None:
    """Draw a line with its left margin at x and its baseline at y (pt from the bottom left) in the canvas's colour."""
    if not line.pieces:
        return
    drawn = canvas.beginText(x_pt + line.indent_pt, y_pt)
    for piece in line.pieces:
        drawn.setFont(piece.face, piece.size_pt)
        drawn.setCharSpace(piece.char_space_pt)
        drawn.textOut(piece.text)
    # The text state outlives the text object, and no other drawing expects to inherit a spacing.
    drawn.setCharSpace(0)
    canvas.drawText(drawn)


class _Cells:
    """A paragraph's characters with their widths in em, the marks' half cells already given up where two meet."""

    def __init__(self, text: str, base: str, keep: tuple[str, ...]) -> None:
        self.text = text
        self.base = base
        self.widths = faces.advances(text, base)
        self.may_end = break_points(text, keep)
        self.rescue = rescue_points(text)
        self.squeezed = [False] * len(text)
        for i in range(len(text) - 1):
            if self._marks_meet(i):
                self.squeezed[i] = True
        self.x = [0.0]
        for w, squeezed in zip(self.widths, self.squeezed, strict=True):
            self.x.append(self.x[-1] + w - (0.5 if squeezed else 0))

    def _marks_meet(self, i: int) -> bool:
        """Two full-width marks side by side share a half cell of blank: 」， （「 ，“ (标点挤压)."""
        a, b = self.text[i], self.text[i + 1]
        if self.widths[i] < 0.9 or self.widths[i + 1] < 0.9:
            return False  # the narrow marks of a Latin face have no blank half
        if a in CLOSING_MARKS:
            return b in CLOSING_MARKS or b in OPENING_MARKS
        return a in OPENING_MARKS and b in OPENING_MARKS

    def span(self, start: int, end: int) -> float:
        """Natural width of a line [start, end) in em, without the spaces at its end."""
        while end > start and self.text[end - 1] == " ":
            end -= 1
        if end == start:
            return 0.0
        wide = self.x[end] - self.x[start]
        return wide + (0.5 if self.squeezed[end - 1] else 0)  # no neighbour on this line to share the blank with

    def blank_at_end(self, end: int) -> float:
        """How much of the line's last cell is blank, in em; it may stand beyond the margin unseen."""
        last = end - 1
        return 0.5 if self.text[last] in CLOSING_MARKS and self.widths[last] >= 0.9 else 0.0


def _line_ends(cells: _Cells, measure: float, indent: float) -> list[int]:
    """Where each line ends; lengths in em."""
    n, start = len(cells.text), 0
    ends: list[int] = []
    while start < n:
        end = _next_end(cells, start, measure - (0 if ends else indent))
        ends.append(end)
        start = _skip_spaces(cells.text, end)
    if len(ends) > 1:
        _avoid_lone_character(cells, ends, measure)
    return ends


def _next_end(cells: _Cells, start: int, room: float) -> int:
    """The furthest permitted end of a line that begins at `start` with `room` em."""
    n = len(cells.text)
    best = limit = start
    for end in range(start + 1, n + 1):
        wide = cells.span(start, end)
        shown = wide - cells.blank_at_end(end)
        fits = wide <= room + _FUZZ_EM
        if fits:
            limit = end
        if cells.may_end[end]:
            pulled_in = shown <= room + MAX_SHRINK_EM * (end - start) and cells.blank_at_end(end) > 0
            if fits or pulled_in:
                best = end
        if shown > room + 1:
            break
    if best > start:
        return best
    for end in range(limit, start, -1):  # nothing permitted fits: an unbreakable run longer than a line
        if cells.rescue[end]:
            return end
    return max(limit, start + 1)


def _avoid_lone_character(cells: _Cells, ends: list[int], measure: float) -> None:
    """No last line of a single character (孤字): a little more is carried over from the line before."""
    text, last_start = cells.text, _skip_spaces(cells.text, ends[-2])
    if not _lone(text[last_start:]):
        return
    before = ends[-3] if len(ends) > 2 else 0
    for end in range(ends[-2] - 1, before + 1, -1):
        start = _skip_spaces(text, end)
        if cells.may_end[end] and not _lone(text[start:]) and cells.span(start, len(text)) <= measure:
            ends[-2] = end
            return


def _lone(text: str) -> bool:
    """Whether a last line is too little to stand alone: one Chinese character, or one short Latin word."""
    letters = [char for char in text if char.isalnum()]
    one_word = " " not in text.strip() and all(char.isascii() for char in letters)
    return len(letters) < (SHORT_WORD if one_word else 2)


def _skip_spaces(text: str, i: int) -> int:
    while i < len(text) and text[i] == " ":
        i += 1
    return i


def _spacing(cells: _Cells, start: int, end: int, room: float, *, justify: bool) -> float:
    """Spacing after each character, in em, that brings the line to the measure; 0 where it would show."""
    wide = cells.span(start, end)
    shown = wide - cells.blank_at_end(end)
    gaps = len(cells.text[start:end].rstrip(" ")) - 1
    if gaps < 1:
        return 0.0
    if shown > room:  # a mark was pulled in; its blank half hangs beyond the margin
        return (room - shown) / gaps
    if wide > room or not justify:
        return 0.0
    stretch = (room - wide) / gaps
    return stretch if stretch <= MAX_STRETCH_EM else 0.0


def _line(cells: _Cells, start: int, end: int, *, spacing: float, indent: float, size_pt: float) -> Line:
    text = cells.text[start:end].rstrip(" ")
    pieces: list[Piece] = []
    i = start
    for face, part in faces.runs(text, cells.base):
        size = size_pt * faces.size_factor(face, cells.base)
        begin = 0
        for k in range(len(part)):
            at = i + k
            if cells.squeezed[at] and at < start + len(text) - 1:
                if k > begin:
                    pieces.append(Piece(face, size, spacing * size_pt, part[begin:k]))
                pieces.append(Piece(face, size, (spacing - 0.5) * size_pt, part[k]))
                begin = k + 1
        if begin < len(part):
            pieces.append(Piece(face, size, spacing * size_pt, part[begin:]))
        i += len(part)
    width = (cells.span(start, end) + spacing * max(len(text) - 1, 0)) * size_pt
    return Line(text, tuple(pieces), indent * size_pt, width)
