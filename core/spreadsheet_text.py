"""Text lists read in the child process: which encoding, which sign parts the columns, and the rows one by one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from core.spreadsheet_guard import MAX_CELL, Refused

_NO_TEXT = re.compile(rb"[\xef\xbb\xbf\s]*<|%PDF|\{\\rtf|.{0,16}[\x00-\x08\x0e-\x1f]", re.DOTALL)
"""How a web page, a picture or another program's file begins, when it is called a workbook."""
_SAMPLE = 20


def decoded(raw: bytes, *, named_text: bool) -> str:
    """The text: by its mark, else as strict UTF-8, else as GB18030, which Chinese Excel writes.

    Raises Refused: spreadsheet_empty, spreadsheet_unreadable for what is no text, spreadsheet_encoding.
    """
    if not raw.strip():
        raise Refused("spreadsheet_empty")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        if b"\0" in raw or (not named_text and _NO_TEXT.match(raw)):
            raise Refused("spreadsheet_unreadable")
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("spreadsheet_encoding" if named_text else "spreadsheet_unreadable")


def rows_of_text(text: str) -> Iterator[list[str]]:
    """The rows of a CSV or TSV. Raises csv.Error for a cell beyond the limit, as an unclosed quote makes."""
    csv.field_size_limit(MAX_CELL)
    lines = [line for line in text[: 256 * 1024].splitlines() if line.strip()][:_SAMPLE]
    if lines and re.fullmatch(r"sep=.", lines[0].strip(), re.IGNORECASE):  # Excel's own hint on the first line
        delimiter = lines[0].strip()[-1]
        text = text.split("\n", 1)[1]
    else:
        delimiter = _delimiter(lines)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _delimiter(lines: list[str]) -> str:
    """The sign that parts most lines into several columns."""

    def parted(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines]
        return sum(1 for count in counts if count), max(counts, default=0)

    return max((",", "\t", ";", "|", "，"), key=parted)
