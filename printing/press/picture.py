"""Pages as pictures: for previews beside an editor, and for looking a finished PDF over."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from printing.press.page import Page
from printing.press.printer import pdf_of

# PDFium keeps state of its own that two threads of a web server must not touch at once.
PDFIUM = threading.Lock()
_POINTS_PER_INCH = 72
# A preview is looked at once: deflate at 1 takes a third of the time of 6 and gives a tenth more.
_PNG_LEVEL = 1


def picture_of(page: Page, *, dpi: float = 110) -> bytes:
    """The page as a PNG, exactly as it will be printed; raises like `pdf_of`."""
    (picture,) = pictures_of_pdf(pdf_of([page], title=""), dpi)
    return picture


def pictures_of_pdf(pdf: Path | bytes, dpi: float) -> Iterator[bytes]:
    """The pages of a PDF as PNGs, one after the other."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
    try:
        for index in range(len(document)):
            with PDFIUM:
                page = document[index]
                bitmap = page.render(scale=dpi / _POINTS_PER_INCH)
                picture = bitmap.to_pil().copy()  # the bitmap's memory goes with it
                bitmap.close()
                page.close()
            buffer = io.BytesIO()
            picture.save(buffer, "PNG", compress_level=_PNG_LEVEL, dpi=(dpi, dpi))
            yield buffer.getvalue()
    finally:
        with PDFIUM:
            document.close()
