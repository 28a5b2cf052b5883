"""Pages to PDF, in one pass: each page goes to the file as it comes, and memory stays flat however many there are.

What many pages share is written once (`forms`, `art`), what is one page's own goes into its content; fonts come last,
when it is known which characters they need. ReportLab draws the art under the text; its own way of making pages keeps
all of them in memory until the end.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable
from typing import BinaryIO

from printing.press.art import Art
from printing.press.encode import Fonts, number
from printing.press.forms import Forms
from printing.press.page import Page
from printing.press.paper import Paper
from printing.press.stream import PdfFile, text_string
from printing.setting import faces
from printing.setting.embedding import embed

_PDF_LANG = {"zh": b"zh-CN", "en": b"en-GB"}
# A page is small: with a window of 4 KB zlib asks for little memory, which it gets without a call to the system. What
# pages share is in forms, so that looking longer for repetitions takes half as long again and saves five bytes in a
# hundred.
_DEFLATE = zlib.compressobj(1, zlib.DEFLATED, 12, 5)
# The same pages give the same bytes, so no file says when it was made; readers want a date, and this one is plain.
_DATE = b"(D:20000101000000+00'00')"


def print_pages(
    pages: Iterable[Page], file: BinaryIO, *, title: str, progress: Callable[[int], None] | None = None
) -> int:
    """Write one PDF of all pages; the same pages give the same bytes. Returns their number.

    `title` goes into the document's metadata, so it never names a client. `progress` is called with the number of
    pages after each. Raises ValueError without a page, MissingGlyphs for a character no face draws, and whatever
    `pages` raises; the file is then half written and no PDF, so write to one that nobody reads before this returns.
    """
    document: _Document | None = None
    for page in pages:
        if document is None:
            document = _Document(file, page)
        document.add(page)
        if progress:
            progress(document.pages)
    if document is None:
        raise ValueError("no pages")
    document.finish(title)
    return document.pages


def pdf_of(pages: Iterable[Page], *, title: str) -> bytes:
    """The PDF in memory; like `print_pages`."""
    buffer = io.BytesIO()
    print_pages(pages, buffer, title=title)
    return buffer.getvalue()


class _Document:
    """One PDF on its way; its first page gives the language and the usual size."""

    def __init__(self, file: BinaryIO, first: Page) -> None:
        faces.load()
        self._lang = first.lang
        self._paper = first.paper
        self._file = PdfFile(file)
        self._font_list = self._file.reserve()
        self._resources = self._file.reserve()
        self._fonts = Fonts()
        self._art = Art(self._file)
        self._forms = Forms(self._file, self._fonts, b"/Font %d 0 R" % self._font_list)

    @property
    def pages(self) -> int:
        """How many there are so far."""
        return self._file.pages

    def add(self, page: Page) -> None:
        """Write a page."""
        height = page.paper.height_mm
        parts = []
        if page.background is not None:
            parts.append(self._art.shown(page.background, page.paper))
        shown = self._forms.shown
        parts += [shown(block, x_mm, height - y_mm) for block, x_mm, y_mm in page.blocks]
        content = "\n".join(filter(None, parts)).encode()
        if page.lang != self._lang:  # a reader for the blind changes its voice
            content = b"/Span<</Lang(%b)>>BDC\n%b\nEMC" % (_PDF_LANG[page.lang], content)
        deflate = _DEFLATE.copy()
        packed = deflate.compress(content) + deflate.flush()
        contents = self._file.add(b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed))
        self._file.add_page(b"" if page.paper == self._paper else _box(page.paper), contents)

    def finish(self, title: str) -> None:
        """Write the fonts, and what closes the file."""
        file = self._file
        fonts = b"".join(
            b"/%b %d 0 R" % (codes.name.encode(), file.add(embed(codes, file.add)))
            for codes in self._fonts.codes.values()
            if codes
        )
        file.write(self._font_list, b"<<%b>>" % fonts)
        shared = {**self._art.numbers, **self._forms.numbers}
        forms = b"".join(b"/%b %d 0 R" % (name.encode(), form) for name, form in shared.items())
        file.write(self._resources, b"<</Font %d 0 R/XObject<<%b>>>>" % (self._font_list, forms))
        file.finish(
            catalog=b"/Lang(%b)/ViewerPreferences<</DisplayDocTitle true>>" % _PDF_LANG[self._lang],
            inherited=b"/Resources %d 0 R%b" % (self._resources, _box(self._paper)),
            info=b"/Title%b/Creator(Yaji)/Producer(Yaji)/CreationDate%b/ModDate%b" % (text_string(title), _DATE, _DATE),
        )


def _box(paper: Paper) -> bytes:
    width, height = paper.size_pt
    return b"/MediaBox[0 0 %b %b]" % (number(width).encode(), number(height).encode())
