"""Reading back what was printed: every page rendered, its code decoded as a telephone would, its text extracted.

The page is judged by its PDF alone, with another program's renderer and decoder than those that made it, so that a
mistake anywhere in between is found before paper is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp

from printing.press.picture import PDFIUM
from printing.setting import faces

CODE = "code"  # another code, or none that can be read, or one where none should be
WORDS = "words"
MISSING = "missing"
EXTRA = "extra"

_DPI = 150  # coarser than any printer: what decodes here decodes on paper
_POINTS_PER_INCH = 72
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_SHOWN_SYMBOLS = 4

_Box = tuple[float, float, float, float]  # left, bottom, right, top on a page in points


@dataclass(frozen=True, slots=True)
class Expected:
    """What a page must hold: the payload of its code ("" for a page without one) and some of its words."""

    payload: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A page (from 0) that isn't as expected: why, by one of the reasons above, and what tells.

    `found` holds the words that are missing, or of a wrong code the number (from 1) of the page it belongs to, else its
    last symbols (a whole code would open an invitation, and mismatches are kept); nothing for one that can't be read.
    """

    index: int
    reason: str
    found: str


def decode_back(
    pdf: Path, expected: Sequence[Expected], *, progress: Callable[[int], None] | None = None
) -> list[Mismatch]:
    """Everything in which the PDF's pages differ from what was expected of them, in order; empty when all is well.

    `progress` is called with the number of pages after each. Raises pypdfium2.PdfiumError for what is no PDF.
    """
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
    try:
        count = len(document)
        owners = {wanted.payload: number for number, wanted in enumerate(expected, 1) if wanted.payload}
        mismatches: list[Mismatch] = []
        hint: _Box | None = None
        for index, wanted in enumerate(expected):
            if index >= count:
                mismatches.append(Mismatch(index, MISSING, ""))
            else:
                with PDFIUM:
                    text, codes, hint = _read(document[index], wanted.payload, hint)
                mismatches += _compared(index, wanted, text, codes, owners)
            if progress:
                progress(index + 1)
        mismatches += [Mismatch(index, EXTRA, "") for index in range(len(expected), count)]
        return mismatches
    finally:
        with PDFIUM:
            document.close()


def _compared(index: int, wanted: Expected, text: str, codes: list[str], owners: dict[str, int]) -> Iterator[Mismatch]:
    others = [code for code in codes if code != wanted.payload]
    if others:
        owner = owners.get(others[0])
        yield Mismatch(index, CODE, str(owner) if owner else f"…{others[0][-_SHOWN_SYMBOLS:]}")
    elif wanted.payload and not codes:
        yield Mismatch(index, CODE, "")
    missing = [word for word in wanted.words if _squashed(word) not in text]
    if missing:
        yield Mismatch(index, WORDS, "、".join(missing))


def _squashed(text: str) -> str:
    """Text without its blanks: where a line broke is no difference."""
    return "".join(faces.clean(text).split())


def _read(page: Any, payload: str, hint: _Box | None) -> tuple[str, list[str], _Box | None]:
    """A page's text and codes, and where to look for the next page's code.

    In a run every code stands where the one before did, so that corner is looked at first; if the wanted code isn't
    there, or a page should have none, the whole page is searched.
    """
    textpage = page.get_textpage()
    text = _squashed(textpage.get_text_range())
    textpage.close()
    codes: list[str] = []
    if payload and hint:
        codes = [found.text for found in _found(page, hint)]
    if payload not in codes or not payload:
        width, height = page.get_size()
        whole = _found(page, (0.0, 0.0, width, height))
        codes = [found.text for found in whole]
        if payload in codes:
            hint = _around(whole[codes.index(payload)].position, width, height)
    page.close()
    return text, codes, hint


def _found(page: Any, box: _Box) -> list[Any]:
    width, height = page.get_size()
    left, bottom, right, top = box
    bitmap = page.render(
        scale=_DPI / _POINTS_PER_INCH, grayscale=True, crop=(left, bottom, width - right, height - top)
    )
    codes = zxingcpp.read_barcodes(
        bitmap.to_pil(),
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        try_invert=False,
        try_downscale=False,
    )
    bitmap.close()
    return [code for code in codes if code.valid]


def _around(position: Any, width: float, height: float) -> _Box:
    """The box of a code found on a picture of the whole page, its quiet zone and a little more around it."""
    corners = (position.top_left, position.top_right, position.bottom_left, position.bottom_right)
    xs = [corner.x * _POINTS_PER_INCH / _DPI for corner in corners]
    ys = [height - corner.y * _POINTS_PER_INCH / _DPI for corner in corners]
    margin = (max(xs) - min(xs)) / 5
    return (
        max(0.0, min(xs) - margin),
        max(0.0, min(ys) - margin),
        min(width, max(xs) + margin),
        min(height, max(ys) + margin),
    )
