"""Pages to PDF."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import BinaryIO

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from printing.press import qr
from printing.press.page import Code, Page, Rule, Text
from printing.press.paper import mm_to_pt
from printing.press.sheet import Sheet
from printing.setting import faces
from printing.setting.typeset import draw_line

# Base 85 makes streams safe for seven-bit mail of the nineties, a quarter longer and slower to write.
rl_config.useA85 = 0
_PDF_LANG = {"zh": "zh-CN", "en": "en-GB"}


def print_pages(
    pages: Iterable[Page], file: BinaryIO, *, title: str, progress: Callable[[int], None] | None = None
) -> int:
    """Write one PDF of all pages; the same pages give the same bytes. Returns their number.

    `title` goes into the document's metadata, so it never names a client. Raises ValueError without a page.
    """
    canvas: Canvas | None = None
    count = 0
    for page in pages:
        if canvas is None:
            canvas = _canvas(file, title, page)
        canvas.setPageSize(page.paper.size_pt)
        _draw(canvas, page)
        canvas.showPage()
        count += 1
        if progress:
            progress(count)
    if canvas is None:
        raise ValueError("no pages")
    canvas.save()
    return count


def pdf_of(pages: Iterable[Page], *, title: str) -> bytes:
    """The PDF in memory."""
    buffer = io.BytesIO()
    print_pages(pages, buffer, title=title)
    return buffer.getvalue()


def _draw(canvas: Canvas, page: Page) -> None:
    if page.background:
        page.background.draw(Sheet(canvas, page.paper))
    height = page.paper.height_mm
    for placed in page.blocks:
        for mark in placed.block.marks:
            if isinstance(mark, Text):
                canvas.setFillColor(HexColor(mark.colour))
                y = height - placed.y_mm - mark.baseline_mm
                draw_line(canvas, mark.line, mm_to_pt(placed.x_mm + mark.x_mm), mm_to_pt(y))
            elif isinstance(mark, Rule):
                canvas.setStrokeColor(HexColor(mark.colour))
                canvas.setLineWidth(mark.weight_pt)
                canvas.line(
                    mm_to_pt(placed.x_mm + mark.x1_mm),
                    mm_to_pt(height - placed.y_mm - mark.y1_mm),
                    mm_to_pt(placed.x_mm + mark.x2_mm),
                    mm_to_pt(height - placed.y_mm - mark.y2_mm),
                )
            elif isinstance(mark, Code):
                qr.draw(
                    canvas,
                    mark.payload,
                    placed.x_mm + mark.x_mm,
                    placed.y_mm + mark.y_mm,
                    mark.size_mm,
                    page_height_mm=height,
                )


def _canvas(file: BinaryIO, title: str, first: Page) -> Canvas:
    faces.load()
    canvas = Canvas(
        file,
        pagesize=first.paper.size_pt,
        # ReportLab lists its default font, an unembedded Helvetica, on every page; print shops refuse such files.
        initialFontName=faces.LATIN if first.lang == "en" else faces.KAI,
        invariant=1,
        pageCompression=1,
        lang=_PDF_LANG[first.lang],
    )
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setCreator("Yaji")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas
