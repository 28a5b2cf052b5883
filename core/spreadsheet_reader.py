"""The child process that opens a stranger's spreadsheet: limits first, then the file, then JSON on standard output.

Run as `python -m core.spreadsheet_reader PATH KIND`. It knows nothing of the application, so a file that breaks it
breaks only it. The limits are above what the largest honest list needs and far below what a crafted file asks for.
"""

from __future__ import annotations

import csv
import io
import json
import re
import resource
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 20
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 32_000
MAX_UNPACKED = 60 * 1024 * 1024
MAX_PARTS = 300
NO_TEXT = re.compile(rb"[\xef\xbb\xbf\s]*<|%PDF|.{0,16}[\x00-\x08\x0e-\x1f]", re.DOTALL)
"""How a web page, a picture or another program's file begins, when it is called a workbook."""


class Refused(Exception):
    """The file is not one we read; the argument is the code of the sentence that says so."""


def main(path: str, kind: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    try:
        raw = Path(path).read_bytes()
        answer: dict[str, Any] = {"sheets": _workbook(raw) if _is_workbook(raw) else [_text_list(raw, kind)]}
    except Refused as refused:
        answer = {"refused": str(refused)}
    except (MemoryError, RecursionError, csv.Error):  # csv.Error: a cell beyond the limit, as an unclosed quote makes
        answer = {"refused": "spreadsheet_too_large"}
    except Exception as error:
        answer = {"refused": "spreadsheet_unreadable", "kind": type(error).__name__}
    json.dump(answer, sys.stdout, ensure_ascii=True)
    return 0


def _is_workbook(raw: bytes) -> bool:
    """What the file is, not what it is called: people rename .xlsx to .xls, and banks' systems write text as .xls."""
    return raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def _text_list(raw: bytes, kind: str) -> list[list[str]]:
    """UTF-8 with or without a mark, UTF-16 with one, else GB18030, which Chinese Excel writes."""
    if not raw:
        raise Refused("spreadsheet_empty")
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    if kind == "workbook" and not marked and NO_TEXT.match(raw):
        raise Refused("spreadsheet_unreadable")
    if b"\0" in raw[:4096] and not marked:
        raise Refused("spreadsheet_unreadable")
    if marked:
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refused("spreadsheet_encoding" if kind == "csv" else "spreadsheet_unreadable")
    csv.field_size_limit(MAX_CELL)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    return _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _workbook(raw: bytes) -> list[list[list[str]]]:
    """Each sheet that has rows; what is hidden, and charts, are nobody's list."""
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            infos = parts.infolist()
            if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED:
                raise Refused("spreadsheet_too_large")
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    sheets = []
    for about in book.sheets_metadata:
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
            sheet = book.get_sheet_by_name(about.name)
            if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
                raise Refused("spreadsheet_too_large")
            sheets.append(_bounded(sheet.iter_rows()))
    return [rows for rows in sheets if rows]


def _bounded(rows: Any) -> list[list[str]]:
    """The rows as text, without the empty ones at the end."""
    kept: list[list[str]] = []
    for row in rows:
        if len(kept) >= MAX_ROWS or len(row) > MAX_COLUMNS:
            raise Refused("spreadsheet_too_large")
        kept.append([_text(cell) for cell in row])
    while kept and not any(kept[-1]):
        kept.pop()
    return kept


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        # Excel keeps telephone numbers as floats; 13800001234.0 is meant as its digits.
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, (date, time, timedelta)):
        return str(cell)
    text = str(cell)
    if len(text) > MAX_CELL:
        raise Refused("spreadsheet_too_large")
    return text.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
