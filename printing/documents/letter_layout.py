"""Where everything stands on a letter's A4 page, Chinese and English, in mm from the top left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reportlab.lib.colors import Color

from printing.documents.letter_foot import lay_out_foot
from printing.press.paper import A4, mm_to_pt, pt_to_mm
from printing.press.sheet import INK, QUIET, SEAL_RED, Sheet
from printing.setting import faces
from printing.setting.typeset import Line, paragraph, single_line

if TYPE_CHECKING:
    from printing.documents.letter import Letter

Mark = Callable[[Sheet], None]

# Letterhead, within the upper 30 mm.
_BANK_BASELINE_MM = 19.0
_ENGLISH_BASELINE_MM = 24.6
_RULE_MM = 29.6
_CENTRE_MM = A4.width_mm / 2

_TITLE_BASELINE_MM = 52.0  # a title never stands on the first line of the page (天头)
_TITLE_PT = 22.0  # 二号
_WIDEST_MEASURE_PT = 436.0  # 153.8 mm: 31 characters of 14 pt, 27 of 16 pt
_LATIN_MEASURE_MM = 146.0  # some 80 letters of 13 pt
_LATIN_BODY_TOP_MM = 47.0
_HAND_SIGNATURE_MM = 14.0
_CLEAR_OF_FOOT_MM = 6.0


@dataclass(frozen=True, slots=True)
class Setting:
    """A step of the fit ladder: size of the text in pt, distance of its lines in em."""

    size_pt: float
    leading_em: float

    @property
    def leading_mm(self) -> float:
        """Distance of two baselines in mm."""
        return pt_to_mm(self.size_pt * self.leading_em)


@dataclass(slots=True)
class Layout:
    """A page ready to draw: its marks, its text's lines for checks, and by how much it runs over (mm, ≤ 0 fits)."""

    setting: Setting
    marks: list[Mark] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    over_mm: float = 0.0
    too_wide_mm: float = 0.0

    def put_centred(self, line: Line, baseline_mm: float, measure_mm: float, colour: Color = INK) -> None:
        """Place a line of the page's frame (letterhead, title) in the middle."""
        self.too_wide_mm = max(self.too_wide_mm, pt_to_mm(line.width_pt) - measure_mm)
        self.marks.append(lambda sheet: sheet.text_centred(line, _CENTRE_MM, baseline_mm, colour))

    def put(self, line: Line, x_mm: float, baseline_mm: float) -> None:
        """Place a line of the letter's text."""
        self.body.append(line)
        self.marks.append(lambda sheet: sheet.text(line, x_mm, baseline_mm))


def base_face(lang: str) -> str:
    """The face a letter's text is set in: Kai for Chinese, Garamond for English."""
    return faces.LATIN if lang == "en" else faces.KAI


def lay_out(letter: Letter, setting: Setting) -> Layout:
    """Place all of a letter in one setting of the ladder; what doesn't fit is told by `over_mm`, not raised."""
    layout = Layout(setting)
    body = _english if letter.lang == "en" else _chinese
    left_mm, measure_mm, bottom_mm = body(layout, letter)
    _letterhead(layout, letter.letterhead, left_mm)
    foot = lay_out_foot(letter, base_face(letter.lang), left_mm, measure_mm)
    layout.marks += foot.marks
    # Single lines can't be wrapped: a letterhead, title or telephone line wider than the measure doesn't fit either.
    too_wide_mm = max(layout.too_wide_mm, foot.too_wide_mm)
    layout.over_mm = too_wide_mm or bottom_mm + _CLEAR_OF_FOOT_MM - foot.top_mm
    return layout


def _letterhead(layout: Layout, lines: tuple[str, ...], left_mm: float) -> None:
    if not lines:
        return
    # Song with open spacing reads as engraved; Kai is kept for the letter's own voice.
    bank = single_line(lines[0], base=faces.SONG, size_pt=13.5, letter_space_em=0.28)
    layout.put_centred(bank, _BANK_BASELINE_MM, A4.width_mm - 2 * left_mm)
    if len(lines) > 1:
        english = single_line(lines[1].upper(), base=faces.LATIN, size_pt=8.5, letter_space_em=0.2)
        layout.put_centred(english, _ENGLISH_BASELINE_MM, A4.width_mm - 2 * left_mm, QUIET)
    layout.marks.append(lambda sheet: _rule_with_gap(sheet, left_mm))
    layout.marks.append(lambda sheet: sheet.lozenge(_CENTRE_MM, _RULE_MM, 0.9))


def _rule_with_gap(sheet: Sheet, left_mm: float) -> None:
    for start, end in ((left_mm, _CENTRE_MM - 3), (_CENTRE_MM + 3, A4.width_mm - left_mm)):
        sheet.rule(start, end, _RULE_MM, weight_pt=0.4, colour=SEAL_RED)


def _chinese(layout: Layout, letter: Letter) -> tuple[float, float, float]:
    """Title, salutation flush left, paragraphs indented by two, the closing pair, the signature at the right."""
    size, step = layout.setting.size_pt, layout.setting.leading_mm
    characters = int(_WIDEST_MEASURE_PT // size)  # a measure of whole characters: full lines end flush by themselves
    measure_pt = characters * size
    measure_mm = pt_to_mm(measure_pt)
    left = (A4.width_mm - measure_mm) / 2

    y = _TITLE_BASELINE_MM
    if letter.title:
        space = 1.0 if len(letter.title) <= 4 else 0.2
        title = single_line(letter.title, base=faces.KAI, size_pt=_TITLE_PT, letter_space_em=space)
        layout.put_centred(title, _TITLE_BASELINE_MM, measure_mm)
        y += max(2.0 * step, 16.0)

    def put_paragraph(text: str, indent_em: float, *, justify: bool = True) -> None:
        nonlocal y
        for line in paragraph(
            text,
            base=faces.KAI,
            size_pt=size,
            measure_pt=measure_pt,
            indent_em=indent_em,
            justify=justify,
            keep=letter.keep,
        ):
            layout.put(line, left, y)
            y += step

    put_paragraph(letter.salutation, 0, justify=False)
    for text in letter.paragraphs:
        put_paragraph(text, 2)
    put_paragraph(letter.closing[0], 2)
    put_paragraph(letter.closing[1], 0)  # raised to the margin: respect for what the guest does

    y += step * 0.5
    block = [
        line
        for text in (*letter.signature, letter.date)
        for line in paragraph(
            text, base=faces.KAI, size_pt=size, measure_pt=measure_pt - 4 * size, justify=False, keep=letter.keep
        )
    ]
    widest = max((line.width_pt for line in block), default=0.0)
    # Two characters in from the right, its lines centred on each other.
    centre = left + measure_mm - pt_to_mm(2 * size + widest / 2)
    for line in block:
        layout.put(line, centre - pt_to_mm(line.width_pt) / 2, y)
        y += step
    return left, measure_mm, y - step


def _english(layout: Layout, letter: Letter) -> tuple[float, float, float]:
    """Date, salutation, blocks with a blank line between, ragged right, room for a hand's signature."""
    size, step = layout.setting.size_pt, layout.setting.leading_mm
    left = (A4.width_mm - _LATIN_MEASURE_MM) / 2
    gap = step * 0.6
    y = _LATIN_BODY_TOP_MM

    def put_block(text: str) -> None:
        nonlocal y
        for line in paragraph(
            text,
            base=faces.LATIN,
            size_pt=size,
            measure_pt=mm_to_pt(_LATIN_MEASURE_MM),
            justify=False,
            keep=letter.keep,
        ):
            layout.put(line, left, y)
            y += step

    if letter.date:
        put_block(letter.date)
        y += gap * 2
    if letter.title:
        title = single_line(letter.title, base=faces.LATIN, size_pt=size * 1.4)
        layout.put_centred(title, y + step * 0.4, _LATIN_MEASURE_MM)
        y += step * 2
    for text in (letter.salutation, *letter.paragraphs):
        put_block(text)
        y += gap
    for text in letter.closing:
        put_block(text)
    y += _HAND_SIGNATURE_MM
    for text in letter.signature:
        put_block(text)
    return left, _LATIN_MEASURE_MM, y - step
