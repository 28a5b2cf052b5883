"""Paragraphs as operators: those of one layout differ in their characters alone, so one is written once, with slots.

The second paragraph of a layout makes its template, whose slots are slices of the text in hexadecimal; every further
one is two translations of its text, some slices and one formatting, a twentieth of what writing its pieces takes. What
comes out is the same, character by character.
"""

from __future__ import annotations

from operator import itemgetter

from printing.press.encode import Fonts, Writer, operators
from printing.press.page import Paragraph
from printing.setting.embedding import Codes
from printing.setting.typeset import Layout, utf16

_KEPT = 1024  # templates of some kilobytes, and layouts met once
# Private characters stand for a text's own while its template is written; they tell where in the text they are from.
_PRIVATE, _MOST = 0xE000, 0x1900
_DIGITS = 4  # of a code, and of a character in UTF-16

_Kind = tuple[Layout, float, str]


class Paragraphs:
    """The templates of one document."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._templates: dict[_Kind, _Template | None] = {}

    def operators(self, paragraph: Paragraph) -> str:
        """Like `encode.operators` of the paragraph's marks."""
        text = paragraph.text
        said = utf16(text)
        # PDFium wants characters of two units outside of the text beside the glyphs, which changes the operators.
        if len(said) != _DIGITS * len(text) or len(text) > _MOST:
            return operators(paragraph.marks, self._fonts)
        kind = paragraph.layout, paragraph.step_mm, paragraph.colour
        template = self._templates.get(kind)
        if template is not None:
            return template.filled(text, said)
        if kind in self._templates:
            template = self._templates[kind] = _Template(paragraph, self._fonts)
            return template.filled(text, said)
        if len(self._templates) >= _KEPT:
            del self._templates[next(iter(self._templates))]
        self._templates[kind] = None
        return operators(paragraph.marks, self._fonts)


class _Template(Writer):
    """What all paragraphs of one layout have in common."""

    def __init__(self, paragraph: Paragraph, fonts: Fonts) -> None:
        super().__init__(fonts)
        self._sample, self._base = paragraph.text, paragraph.layout.base
        self._spans: list[tuple[int, int]] = []  # of the text, in its own face's codes
        self._slots: list[tuple[bool, int, int]] = []  # said or drawn, and of which characters
        places = "".join(map(chr, range(_PRIVATE, _PRIVATE + len(paragraph.text))))
        self._format = self.written(paragraph.marks_of(places))
        self._finish()

    def drawn(self, text: str, codes: Codes) -> str:
        """A slot; what another face draws is the same in all texts of the layout."""
        start, end = _place(text)
        if self._face != self._base:
            return self._sample[start:end].translate(codes)
        self._slots.append((False, start, end))
        if self._spans and self._spans[-1][1] == start:
            start, _ = self._spans.pop()
        self._spans.append((start, end))
        return "%s"

    def said(self, text: str) -> str:
        """A slot."""
        self._slots.append((True, *_place(text)))
        return "%s"

    def filled(self, text: str, said: str) -> str:
        """The operators of a text of the layout; `said` is the text in UTF-16."""
        if self._values is None:
            return self._format
        drawn = "".join([text[span] for span in self._drawn]).translate(self._fonts.of(self._base))
        return self._format % self._values(drawn + said)

    def _finish(self) -> None:
        """Find where, after the codes of all that is drawn, and then the whole text in UTF-16, each slot's value is."""
        before: dict[int, int] = {}
        at = 0
        for start, end in self._spans:
            before.update((i, at + i - start) for i in range(start, end))
            at += end - start
        slices = []
        for spoken, start, end in self._slots:
            first = at + start if spoken else before[start]
            slices.append(slice(_DIGITS * first, _DIGITS * (first + end - start)))
        self._drawn = [slice(*span) for span in self._spans]
        self._values = itemgetter(*slices) if slices else None


def _place(text: str) -> tuple[int, int]:
    start = ord(text[0]) - _PRIVATE
    return start, start + len(text)
