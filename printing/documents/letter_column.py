"""A letter's text in one setting: what all letters of an event share is set once, a guest's own words for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from printing.designs.plan import Plan
from printing.documents.blocks import Style, block_setter, centred, lines_of, text_block, whole_in, width_mm
from printing.documents.letter import Letter
from printing.documents.letter_head import title_of
from printing.press.page import Block, Paragraph, Placed, Text
from printing.press.paper import mm_to_pt, pt_to_mm
from printing.setting import faces

_LATIN_MEASURE_MM = 154.0  # as wide as the letterhead's rule
_HAND_SIGNATURE_MM = 14.0
_LEAST_HAND_MM = 11.0
_BELOW_TITLE_MM = 16.0
_BETWEEN_BLOCKS = 0.6  # of a line, between the paragraphs of an English letter
_SIGNATURE_INSET_EM = 2
_ABOVE_SIGNATURE = 0.5


@dataclass(frozen=True, slots=True)
class Setting:
    """A step of the fit ladder: size of the text in pt, distance of its lines in em."""

    size_pt: float
    leading_em: float
    compact: bool = False  # less blank in the foot and before the signature

    @property
    def step_mm(self) -> float:
        """Distance of two baselines in mm."""
        return pt_to_mm(self.size_pt * self.leading_em)


class Column:
    """The room for a letter's text in one setting, and those of its parts that say the same to every guest.

    Above a guest's own text: the title, and in English the date. Below: the closing pair and the signature.
    """

    def __init__(self, letter: Letter, plan: Plan, setting: Setting) -> None:
        self.plan, self.setting, self.step_mm = plan, setting, setting.step_mm
        self.english = letter.lang == "en"
        size_pt = setting.size_pt
        if self.english:
            self.measure_pt = mm_to_pt(min(_LATIN_MEASURE_MM, plan.room_mm))
        else:  # a measure of whole characters: full lines end flush by themselves
            self.measure_pt = mm_to_pt(plan.room_mm + 0.01) // size_pt * size_pt
        self.measure_mm = pt_to_mm(self.measure_pt)
        self.left_mm = plan.left_mm + (0.0 if plan.flush_left else (plan.room_mm - self.measure_mm) / 2)
        self.flush = Style(letter.face, size_pt)
        self.body = self.flush if self.english else Style(letter.face, size_pt, 2, justify=True)
        self._flush_block = block_setter(self.flush, self.measure_pt, self.step_mm)
        self._body_block = block_setter(self.body, self.measure_pt, self.step_mm)
        self.title, self.too_wide_mm = self._title(letter)
        self.start_mm = plan.body_mm if self.english and not letter.title else plan.title_mm
        if letter.title:
            self.start_mm += max(2 * self.step_mm, _BELOW_TITLE_MM)
        self._above = self._dated(letter)
        self._closing = self._closed(letter)
        self.signature, self.signature_left_mm, self.signature_mm = self._signed(letter)

    def own(self, texts: Iterable[str], keep: tuple[str, ...]) -> list[Paragraph]:
        """A guest's own texts, salutation first; `keep` are the strings that no line may split."""
        block, blocks = self._flush_block, []
        for text in texts:
            blocks.append(block(text, whole_in(text, keep)))
            block = self._body_block
        return blocks

    def rows_of(self, own: Sequence[int]) -> float:
        """How many lines, blanks counted, all but the signature takes with as many of a guest's own in each text."""
        rows = sum(len(block.layout.lines) for block in self._above)
        rows += sum(len(block.layout.lines) for block, _before in self._closing)
        return rows + sum(before for _block, before in self._closing) + sum(own) + self._blanks(len(own))

    def end_mm(self, rows: float) -> float:
        """The signature's first baseline after so many lines, when nothing pushes it down."""
        if self.english:
            hand = _LEAST_HAND_MM if self.setting.compact else _HAND_SIGNATURE_MM
            return self.start_mm + rows * self.step_mm + hand
        return self.start_mm + (rows + _ABOVE_SIGNATURE) * self.step_mm

    def framed(
        self, own: Sequence[int], signature_mm: float
    ) -> tuple[tuple[Placed, ...], tuple[float, ...], tuple[Placed, ...]]:
        """What stands above a guest's own texts of so many lines, where each of them begins, and what stands below."""
        left, step, y = self.left_mm, self.step_mm, self.start_mm
        above = [self.title] if self.title else []
        for block in self._above:
            above.append(Placed(block, left, y))
            y += block.height_mm
        places, before = [], 2 * _BETWEEN_BLOCKS
        for rows in own:
            if self.english:
                y += before * step
                before = _BETWEEN_BLOCKS
            places.append(y)
            y += rows * step
        below = []
        for block, blank in self._closing:
            y += blank * step
            below.append(Placed(block, left, y))
            y += block.height_mm
        return tuple(above), tuple(places), (*below, Placed(self.signature, 0.0, signature_mm))

    def _blanks(self, texts: int) -> float:
        return (texts + 1) * _BETWEEN_BLOCKS if self.english else 0.0

    def _title(self, letter: Letter) -> tuple[Placed | None, float]:
        if not letter.title:
            return None, 0.0
        plan = self.plan
        block, too_wide = title_of(letter.title, letter.face, plan, self.left_mm, self.measure_mm, plan.title_colour)
        return Placed(block, 0.0, plan.title_mm), too_wide

    def _dated(self, letter: Letter) -> list[Paragraph]:
        """An English letter's date above its text."""
        if not self.english or not letter.date:
            return []
        return [text_block(letter.date, self.flush, self.measure_pt, self.step_mm, whole_in(letter.date, letter.keep))]

    def _closed(self, letter: Letter) -> list[tuple[Paragraph, float]]:
        """The closing pair, each half with the blank before it in lines.

        The second half of a Chinese one is raised to the margin: respect for what the guest does.
        """
        first, second = letter.closing
        halves = ((first, self.body, _BETWEEN_BLOCKS if self.english else 0.0), (second, self.flush, 0.0))
        return [
            (text_block(text, style, self.measure_pt, self.step_mm), blank) for text, style, blank in halves if text
        ]

    def _signed(self, letter: Letter) -> tuple[Block, float, float]:
        """The signature with its left edge and width: English at the margin; Chinese two characters in from the right,
        its lines centred on each other."""
        texts = letter.signature if self.english else (*letter.signature, letter.date)
        inset_mm = 0.0 if self.english else pt_to_mm(_SIGNATURE_INSET_EM * self.setting.size_pt)
        measure_pt = mm_to_pt(self.measure_mm - 2 * inset_mm)
        lines = [line for text in texts for line in lines_of(text, self.flush, measure_pt, whole_in(text, letter.keep))]
        widest = max((width_mm(line) for line in lines), default=0.0)
        height = len(lines) * self.step_mm
        if letter.face == faces.LATIN:
            marks = tuple(Text(line, self.left_mm, row * self.step_mm) for row, line in enumerate(lines))
            return Block(marks, height), self.left_mm, widest
        start = self.left_mm + self.measure_mm - inset_mm - widest
        return Block(centred(lines, start + widest / 2, self.step_mm), height), start, widest
