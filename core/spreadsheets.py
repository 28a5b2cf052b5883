"""Spreadsheets in and out: strangers' files are read by a limited child process, ours are written as text only."""

from __future__ import annotations

import csv
import io
import itertools
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from flask_babel import lazy_gettext as _l

from core.config import ROOT
from core.errors import DomainError, say

SECONDS = 30
"""How long a file may take before it is refused; an honest list of 20,000 rows takes about two."""

say(
    {
        "spreadsheet_kind": _l(
            "Only CSV, XLSX and XLS files can be read. Save the list as one of these and send it again."
        ),
        "spreadsheet_unreadable": _l(
            "This file can't be opened: it is damaged or no spreadsheet. Open it in Excel, save it anew and send it."
        ),
        "spreadsheet_encoding": _l(
            "The text of this file can't be read. Save it as “CSV UTF-8” or as XLSX and send it again."
        ),
        "spreadsheet_too_large": _l(
            "This list is too large: at most 20,000 rows, 100 columns and 32,000 characters a cell."
        ),
        "spreadsheet_empty": _l("This list is empty. The first row must name the columns, one client a row beneath."),
    }
)


def kind_of(filename: str) -> str:
    """ "csv" or "workbook", by the file's ending. Raises DomainError("spreadsheet_kind") for any other."""
    suffix = Path(filename).suffix.lower()
    if suffix in (".csv", ".txt", ".tsv"):
        return "csv"
    if suffix in (".xlsx", ".xlsm", ".xls", ".ods"):
        return "workbook"
    raise DomainError("spreadsheet_kind")


def read_rows(
    path: Path, kind: str, *, likeness: Callable[[list[list[str]]], int] = lambda _rows: 0
) -> list[list[str]]:
    """All rows, as text, of the sheet with the greatest `likeness` to a list; of equals, the first that has any.

    Raises DomainError: spreadsheet_unreadable, spreadsheet_encoding, spreadsheet_too_large or spreadsheet_empty.
    """
    command = [sys.executable, "-m", "core.spreadsheet_reader", str(path.resolve()), kind]
    try:
        child = subprocess.run(
            command, cwd=ROOT, capture_output=True, timeout=SECONDS, check=False, env={"PYTHONUTF8": "1", "PATH": ""}
        )
    except subprocess.TimeoutExpired:
        raise DomainError("spreadsheet_too_large") from None
    if child.returncode != 0:  # out of memory or time inside the parser kills the child outright
        raise DomainError("spreadsheet_too_large")
    answer = json.loads(child.stdout)
    if "refused" in answer:
        raise DomainError(answer["refused"])
    rows: list[list[str]] = max(answer["sheets"], key=likeness, default=[])
    if len(rows) < 2:
        raise DomainError("spreadsheet_empty")
    return rows


# What a spreadsheet program takes for the start of a formula, also after blanks and in full width.
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV that Excel opens as UTF-8 and in which no cell becomes a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in itertools.chain([header], rows):
        writer.writerow([_harmless(cell) for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _harmless(cell: Any) -> str:
    text = "" if cell is None else str(cell)
    return "'" + text if text.startswith(("\t", "\r")) or text.lstrip().startswith(_FORMULA_STARTS) else text


def write_xlsx(header: Sequence[str], rows: Iterable[Sequence[Any]], *, note: str = "") -> bytes:
    """An XLSX with every cell a string; `note` (who took it, when) stands in the last row and the footer.

    A string is no formula, but whoever saves the file as CSV makes it one: so no cell begins like a formula either.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(header):
            sheet.write_string(0, column, _harmless(title), bold)
        line = 0
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(line, column, _harmless(cell))
        for column, title in enumerate(header):
            sheet.set_column(column, column, max(10, min(30, len(title) * 2 + 4)))
        if note:
            sheet.write_string(line + 2, 0, _harmless(note))
            sheet.set_footer("&C" + note[:120].replace("&", "&&"))  # a footer holds 255 characters, & counts twice
    return buffer.getvalue()
