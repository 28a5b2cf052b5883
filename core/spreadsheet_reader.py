"""The child process that opens a stranger's spreadsheet: limits first, then the file, then JSON lines on its output.

Run as `python -m core.spreadsheet_reader PATH KIND`. It knows nothing of the application, so a file that breaks it
breaks only it. The limits are above what the largest honest list needs and far below what a crafted file asks for.

Each line of the output is one of: {"sheet": name, "from_1904": false}, which begins a sheet; a list of texts, a row;
{"refused": code}, after which what came before counts for nothing; and at the very end {"end": true}.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from core.spreadsheet_guard import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Refused, check_package

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 20
_BLOCK = 500
"""Rows that are written at once."""


def main(path: str, kind: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        for name, from_1904, rows in _sheets(Path(path), kind):
            _say({"sheet": name, "from_1904": from_1904})
            _write(rows)
        _say({"end": True})
    except Refused as refused:
        _say({"refused": str(refused)})
    except (MemoryError, RecursionError, csv.Error):  # csv.Error: a cell beyond the limit, as an unclosed quote makes
        _say({"refused": "spreadsheet_too_large"})
    except BrokenPipeError:
        return 1
    except Exception as error:
        _say({"refused": "spreadsheet_unreadable", "kind": type(error).__name__})
    sys.stdout.flush()
    return 0


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")


Sheet = tuple[str, bool, Iterable[list[str]]]


def _sheets(path: Path, kind: str) -> Iterator[Sheet]:
    """By what the file is, not what it is called: people rename .xlsx to .xls, and banks write text as .xls."""
    with path.open("rb") as file:
        head = file.read(512)
        if head.startswith(b"PK\x03\x04"):
            yield from _workbook(path, check_package(file))
            return
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            yield from _workbook(path, False)
            return
        raw = head + file.read()
    if raw.lstrip(b"\xef\xbb\xbf\r\n\t ")[:11].upper() == b"BEGIN:VCARD":
        yield "", False, _bounded(_cards(raw))
        return
    from core.spreadsheet_text import decoded, rows_of_text

    text = decoded(raw, named_text=kind != "workbook")
    if kind == "cards" and "BEGIN:VCARD" in text[:2000].upper():
        yield "", False, _bounded(_cards(raw))
        return
    yield "", False, _bounded(rows_of_text(text))


def _cards(raw: bytes) -> Iterator[list[str]]:
    from core.spreadsheet_cards import rows_of_cards

    try:
        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        return rows_of_cards(raw, None)
    return rows_of_cards(raw, text)


def _workbook(path: Path, from_1904: bool) -> Iterator[Sheet]:
    """Each sheet that has rows; what is hidden, and charts, are nobody's list."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))  # a path would be judged by its ending
    for about in book.sheets_metadata:
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
            sheet = book.get_sheet_by_name(about.name)
            if sheet.total_height > MAX_ROWS + 1000 or sheet.total_width > MAX_COLUMNS:
                raise Refused("spreadsheet_too_large")
            if sheet.total_height:
                yield about.name, from_1904, _bounded(_carried(sheet))


def _carried(sheet: Any) -> Iterator[list[Any]]:
    """The sheet's rows, the value of cells that were merged downwards repeated in each of their rows."""
    tops: dict[int, list[tuple[int, int]]] = {}
    indent = (sheet.start or (0, 0))[1]  # rows begin with the first column that holds anything
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom > top and left == right and len(tops) < MAX_ROWS:
            tops.setdefault(top, []).append((left - indent, bottom))
    standing: dict[int, tuple[int, Any]] = {}
    for place, row in enumerate(sheet.iter_rows()):
        if not tops and not standing:
            yield row
            continue
        cells = list(row)
        for column, bottom in tops.pop(place, ()):
            if column < len(cells):
                standing[column] = bottom, cells[column]
        for column, (bottom, value) in list(standing.items()):
            if place > bottom:
                del standing[column]
            elif column < len(cells) and cells[column] in (None, ""):
                cells[column] = value
        yield cells


def _bounded(rows: Iterable[list[Any]]) -> Iterator[list[str]]:
    """The rows as text, without the empty ones at the end."""
    empty = count = 0
    for row in rows:
        texts = [cell.strip() if type(cell) is str and len(cell) <= MAX_CELL else _text(cell) for cell in row]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            empty += 1
            continue
        count += empty + 1
        if count > MAX_ROWS + 1000 or len(texts) > MAX_COLUMNS:
            raise Refused("spreadsheet_too_large")
        for _ in range(empty):
            yield []
        empty = 0
        yield texts


def _write(rows: Iterable[list[str]]) -> None:
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    lines: list[str] = []
    for row in rows:
        lines.append(encode(row))
        if len(lines) == _BLOCK:
            sys.stdout.write("\n".join(lines) + "\n")
            lines.clear()
    if lines:
        sys.stdout.write("\n".join(lines) + "\n")


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
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1], sys.argv[2]))
