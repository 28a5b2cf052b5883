"""Our own spreadsheets: text only, written row by row into a file, and no cell of them ever becomes a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

_FORMULA_START = re.compile(r"[\s\u3000\ufeff\u200b]*['’]*[\s\u3000\ufeff\u200b]*[=+\-@＝＋－＠\t\r\n]")
"""What a spreadsheet program takes for the start of a formula, also after blanks and marks, and in full width."""
_TABS = ("\t", "\r", "\n")
_XLSX_CELL = 32_767


def harmless(cell: Any) -> str:
    """`cell` as text that no program calculates: with an apostrophe before it where it would begin like a formula.

    `unharmed` takes that apostrophe away again, so that what is taken out comes in unchanged.
    """
    text = "" if cell is None else str(cell)
    return "'" + text if text and (text[0] in _TABS or _FORMULA_START.match(text)) else text


def unharmed(text: str) -> str:
    """What `harmless` was given."""
    if text[:1] == "'" and (text[1:2] in _TABS or _FORMULA_START.match(text[1:])):
        return text[1:]
    return text


def csv_pieces(header: Sequence[str], rows: Iterable[Sequence[Any]], *, closing: Sequence[str] = ()) -> Iterator[bytes]:
    """A CSV in pieces of some thousand rows, which Excel opens as UTF-8; `closing` are lines beneath the list."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    yield b"\xef\xbb\xbf"
    writer.writerow([harmless(cell) for cell in header])
    for count, row in enumerate(rows, start=1):
        writer.writerow([harmless(cell) for cell in row])
        if count % 1000 == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    for line in closing:
        writer.writerow([harmless(line)])
    yield text.getvalue().encode()


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A short CSV as a whole."""
    return b"".join(csv_pieces(header, rows))


def write_xlsx(
    file: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[Any]], *, scratch: Path, note: str = ""
) -> None:
    """An XLSX with every cell a string; `note` (who took it, when) stands in the last row and the footer.

    Rows go through a file in the folder `scratch`, so that their number costs no memory.

    A string is no formula, but whoever saves the file as CSV makes it one: so no cell begins like a formula either.
    """
    options = {
        "constant_memory": True,
        "tmpdir": str(scratch),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(header):
            sheet.set_column(column, column, max(10, min(30, len(title) * 2 + 4)))
            sheet.write_string(0, column, harmless(title), bold)
        line = 0
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(line, column, harmless(cell)[:_XLSX_CELL])
        if note:
            sheet.write_string(line + 2, 0, harmless(note))
            sheet.set_footer("&C" + note[:120].replace("&", "&&"))  # a footer holds 255 characters, & counts twice
