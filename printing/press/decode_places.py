"""Reading back sheets on which several cards stand: each place is rendered, decoded and read by itself.

So a code that stands on its neighbour's card is found, which a look at the whole page would not tell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import zxingcpp

from printing.press.decode_back import CODE, EXTRA, MISSING, WORDS, Mismatch
from printing.press.paper import mm_to_pt
from printing.press.picture import PDFIUM
from printing.setting import faces

_DPI = 200
_HYPHENS = dict.fromkeys(map(ord, "-\x02\u00ad\ufffe"))
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@dataclass(frozen=True, slots=True)
class ExpectedPlace:
    """What a part of a page (from 0; a box in mm from the top left) must hold: its one code, or none, and words."""

    page: int
    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float
    payload: str
    words: tuple[str, ...]


def decode_places(
    pdf: Path, expected: Sequence[ExpectedPlace], pages: int, *, progress: Callable[[int], None] | None = None
) -> list[Mismatch]:
    """Everything in which the PDF differs from what was expected, by the place's position in `expected`.

    `progress` is called with the number of places after each. Raises pypdfium2.PdfiumError for what is no PDF.
    """
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
    try:
        count = len(document)
        mismatches: list[Mismatch] = []
        for index, wanted in enumerate(expected):
            if wanted.page >= count:
                mismatches.append(Mismatch(index, MISSING, ""))
            else:
                with PDFIUM:
                    text, codes = _read(document, wanted)
                if codes != ([wanted.payload] if wanted.payload else []):
                    mismatches.append(Mismatch(index, CODE, ""))
                missing = [word for word in wanted.words if _squashed(word) not in text]
                if missing:
                    mismatches.append(Mismatch(index, WORDS, "、".join(missing)))
            if progress:
                progress(index + 1)
        if count > pages:
            mismatches.append(Mismatch(len(expected), EXTRA, ""))
        return mismatches
    finally:
        with PDFIUM:
            document.close()


def _read(document: pypdfium2.PdfDocument, wanted: ExpectedPlace) -> tuple[str, list[str]]:
    page = document[wanted.page]
    width, height = page.get_size()
    left, right = mm_to_pt(wanted.left_mm), mm_to_pt(wanted.left_mm + wanted.width_mm)
    top, bottom = height - mm_to_pt(wanted.top_mm), height - mm_to_pt(wanted.top_mm + wanted.height_mm)
    textpage = page.get_textpage()
    text = _squashed(textpage.get_text_bounded(left=left, bottom=bottom, right=right, top=top))
    textpage.close()
    bitmap = page.render(scale=_DPI / 72, grayscale=True, crop=(left, bottom, width - right, height - top))
    found = zxingcpp.read_barcodes(bitmap.to_pil(), formats=_QR, try_invert=False, try_downscale=False)
    bitmap.close()
    page.close()
    return text, [code.text for code in found if code.valid]


def _squashed(text: str) -> str:
    """Text without blanks and hyphens: where a line broke is no difference, and PDFium leaves out a hyphen there."""
    return "".join(faces.clean(text).translate(_HYPHENS).split())
