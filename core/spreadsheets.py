"""Strangers' spreadsheets, read by a limited child process and streamed row by row, so that memory stays flat here.

What the child reads and refuses stands in core/spreadsheet_reader.py; ours are written by core/spreadsheet_writing.py.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flask_babel import lazy_gettext as _l

from core.config import ROOT
from core.errors import DomainError, say
from core.spreadsheet_guard import MAX_ROWS

SECONDS = 30
"""How long a file may take before it is refused; an honest list of 200,000 rows takes about five."""
MAX_UPLOAD = 48 * 1024 * 1024
"""Bytes of a list as it is sent: 200,000 rows of 15 columns are some 25 MB as XLSX and 40 MB as CSV."""

say(
    {
        "spreadsheet_kind": _l(
            "Only CSV, XLSX, XLS, ODS and vCard files can be read. Save the list as one of these and send it again."
        ),
        "spreadsheet_unreadable": _l(
            "This file can't be opened: it is damaged or no spreadsheet. Open it in Excel, save it anew and send it."
        ),
        "spreadsheet_encoding": _l(
            "The text of this file can't be read. Save it as “CSV UTF-8” or as XLSX and send it again."
        ),
        "spreadsheet_too_large": _l(
            "This list is too large: at most 200,000 rows, 200 columns and 32,000 characters a cell."
        ),
        "spreadsheet_empty": _l("This list is empty. The first row must name the columns, one client a row beneath."),
    }
)

_KINDS = {
    **dict.fromkeys((".csv", ".txt", ".tsv"), "csv"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods"), "workbook"),
    **dict.fromkeys((".vcf", ".vcard"), "cards"),
}


def kind_of(filename: str) -> str:
    """ "csv", "workbook" or "cards", by the file's ending. Raises DomainError("spreadsheet_kind") for any other."""
    try:
        return _KINDS[Path(filename).suffix.lower()]
    except KeyError:
        raise DomainError("spreadsheet_kind") from None


@dataclass(frozen=True)
class Sheet:
    """The beginning of a sheet in the stream: what it is called, and whether bare numbers are days since 1904."""

    name: str
    from_1904: bool


def stream(path: Path, kind: str) -> Iterator[Sheet | str]:
    """A `Sheet`, then its rows as JSON texts (each a list of texts), then the next sheet.

    Raises DomainError: spreadsheet_unreadable, spreadsheet_encoding, spreadsheet_too_large or spreadsheet_empty; then
    what came before counts for nothing.
    """
    command = [sys.executable, "-m", "core.spreadsheet_reader", str(path.resolve()), kind]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONUTF8": "1", "PATH": ""},
        encoding="utf-8",
    ) as child:
        guard = threading.Timer(SECONDS, child.kill)
        guard.start()
        ended = False
        try:
            assert child.stdout is not None
            for item in told(child.stdout):
                if item is None:
                    ended = True
                else:
                    yield item
        finally:
            guard.cancel()
            child.kill()
    if not ended:  # out of memory or time inside the parser kills the child outright
        raise DomainError("spreadsheet_too_large")


def told(lines: Iterable[str]) -> Iterator[Sheet | str | None]:
    """What the child's lines say, None for its last one; a child that was killed in the midst of a line says no more.

    Raises DomainError with the code of the child's refusal.
    """
    for line in lines:
        if not line.endswith("\n"):
            return
        if line.startswith("["):
            yield line
            continue
        said = json.loads(line)
        if "refused" in said:
            raise DomainError(said["refused"])
        yield None if "end" in said else Sheet(said["sheet"], said["from_1904"])


def read_rows(
    path: Path, kind: str, *, likeness: Callable[[list[list[str]]], int] = lambda _rows: 0
) -> list[list[str]]:
    """All rows of the sheet with the greatest `likeness` to a list; of equals, the first that has any. For short files.

    Raises DomainError like `stream`.
    """
    sheets: list[list[list[str]]] = []
    for item in stream(path, kind):
        if isinstance(item, Sheet):
            sheets.append([])
        else:
            sheets[-1].append(json.loads(item))
    rows: list[list[str]] = max(filter(None, sheets), key=likeness, default=[])
    if len(rows) < 2:
        raise DomainError("spreadsheet_empty")
    return rows


__all__ = ["MAX_ROWS", "MAX_UPLOAD", "SECONDS", "Sheet", "kind_of", "read_rows", "stream"]
