"""What a packed spreadsheet asks for, measured before any parser sees it: sizes, parts, rows, columns, entities.

Runs in the child process of core/spreadsheets.py. Everything is counted while it is unpacked in small pieces, so that a
file which lies about its sizes is stopped at the limit, and a crafted one costs no memory.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from typing import IO

MAX_ROWS = 200_000
"""A client list of the largest branch has some tens of thousands; so many still fit into the child's memory."""
MAX_COLUMNS = 200
MAX_CELL = 32_767
"""Excel's own limit."""
MAX_UNPACKED = 300 * 1024 * 1024
"""Of all parts together; 200,000 honest rows of 15 columns unpack to some 170 MB."""
MAX_PARTS = 1_000
_PIECE = 1 << 20
_OVERLAP = 64
_SPAN_LIMIT = 4 * MAX_CELL
"""Bytes between two tags: a cell of the greatest length in UTF-8, and some escapes."""
_DIRECTORY_END = b"PK\x05\x06"
_BEYOND = re.compile(rb'<(?:\w+:)?c r="[A-Z]{3,}')
_ROW = re.compile(rb"<(?:\w+:)?row[ >/]")
_LATE_ROW = re.compile(rb'<(?:\w+:)?row [^>]{0,40}?r="(\d{6,})"')
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d{4,})"[^>]*?(?<!/)>')


class Refused(Exception):
    """The file is not one we read; the argument is the code of the sentence that says so."""


def check_package(file: IO[bytes]) -> bool:
    """Refuse what is too large or no honest spreadsheet; returns whether its days count from 1904.

    Raises Refused: spreadsheet_too_large or spreadsheet_unreadable.
    """
    _check_directory(file)
    try:
        with zipfile.ZipFile(file) as parts:
            infos = parts.infolist()
            if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED:
                raise Refused("spreadsheet_too_large")
            if len({info.filename for info in infos}) != len(infos) or any(info.flag_bits & 1 for info in infos):
                raise Refused("spreadsheet_unreadable")
            left, from_1904 = MAX_UNPACKED, False
            for info in infos:
                name = info.filename.lower()
                if name.endswith((".xml", ".rels")):
                    with parts.open(info) as part:
                        left -= _check_part(part, left)
                if name.endswith("workbook.xml"):
                    with parts.open(info) as part:
                        from_1904 = re.search(rb'date1904="(1|true)"', part.read(_PIECE)) is not None
            return from_1904
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, OSError):
        raise Refused("spreadsheet_unreadable") from None


def _check_directory(file: IO[bytes]) -> None:
    """How many parts the package says it has, read before a million of them are listed."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - 66_000))
    tail = file.read()
    at = tail.rfind(_DIRECTORY_END)
    if at < 0 or len(tail) - at < 22:
        raise Refused("spreadsheet_unreadable")
    count, length = struct.unpack("<10xHI6x", tail[at : at + 22])
    if count > MAX_PARTS or length > MAX_PARTS * 600:
        raise Refused("spreadsheet_too_large")
    file.seek(0)


def _check_part(part: IO[bytes], most: int) -> int:
    """Read one XML part to its end and return its real size. Raises Refused."""
    size = rows = since_tag = 0
    before = b""
    while piece := part.read(_PIECE):
        size += len(piece)
        if size > most:
            raise Refused("spreadsheet_too_large")
        text = before + piece
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise Refused("spreadsheet_unreadable")  # no spreadsheet program writes them; only attacks need them
        rows += len(_ROW.findall(piece))
        late = max((int(number) for number in _LATE_ROW.findall(text)), default=0)
        if rows > MAX_ROWS + 1000 or late > MAX_ROWS + 1000 or _BEYOND.search(text):
            raise Refused("spreadsheet_too_large")
        if sum(min(int(number), MAX_ROWS) for number in _REPEATED.findall(text)) > 5 * MAX_ROWS:
            raise Refused("spreadsheet_too_large")
        first, last = piece.find(b"<"), piece.rfind(b"<")
        since_tag = since_tag + len(piece) if first < 0 else len(piece) - last
        if since_tag > _SPAN_LIMIT:
            raise Refused("spreadsheet_too_large")
        before = piece[-_OVERLAP:]
    return size
