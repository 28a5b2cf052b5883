"""A TrueType file read as it is needed: the pages of a face that nothing asks for never enter memory."""

from __future__ import annotations

import mmap
import struct
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

# ISO/IEC 14496-22 "glyf": what a component of a composite glyph is followed by.
_WORDS, _SCALE, _MORE, _XY_SCALE, _MATRIX = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080
_UNICODE_TABLES = ((3, 10), (0, 4), (0, 6), (3, 1), (0, 3))  # the whole of Unicode first

_REMEMBERED = 4096
_UNSIGNED = struct.Struct(">H")


class TrueType:
    """One face: which glyph a character has, how wide it is, how it is drawn.

    The file is mapped, not read. A face of 30,000 characters opens in a millisecond, where building dictionaries of
    all of them takes a fifth of a second and 40 MB. Raises ValueError for a file without Unicode map or outlines.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        (count,) = struct.unpack_from(">H", self._data, 4)
        entries = (struct.unpack_from(">4s4xII", self._data, 12 + 16 * i) for i in range(count))
        self._tables: dict[bytes, tuple[int, int]] = {tag: (start, size) for tag, start, size in entries}
        if not {b"cmap", b"glyf", b"loca", b"hmtx"} <= self._tables.keys():
            raise ValueError(f"{path.name}: no TrueType outlines")
        self.units_per_em, self._long_offsets = self._head()
        self.ascent, self.descent = (self.em(v) for v in self.unpack(b"hhea", ">hh", 4))
        (self._metrics,) = self.unpack(b"hhea", ">H", 34)
        (self.glyphs,) = self.unpack(b"maxp", ">H", 4)
        self.bbox = tuple(self.em(v) for v in self.unpack(b"head", ">4h", 36))
        self.name = self._postscript_name() or path.stem
        self.characters = Characters(self._data, self._unicode_map(path))
        self.glyph = lru_cache(maxsize=2 * _REMEMBERED)(self._glyph)
        # What a document's subset takes of a glyph, remembered: letters share most of their characters.
        self.cut = lru_cache(maxsize=_REMEMBERED)(self._cut)

    def table(self, tag: bytes) -> bytes:
        """A whole table, empty when the face hasn't got it."""
        start, size = self._tables.get(tag, (0, 0))
        return self._data[start : start + size]

    def unpack(self, tag: bytes, form: str, offset: int) -> tuple[int, ...]:
        """Some numbers of a table."""
        return struct.unpack_from(form, self._data, self._tables[tag][0] + offset)

    def em(self, units: int) -> float:
        """Font units to thousandths of an em, whole when they are."""
        thousandths = units * 1000 / self.units_per_em
        return int(thousandths) if thousandths == int(thousandths) else round(thousandths, 2)

    def advance(self, glyph: int) -> int:
        """The width of a glyph in font units."""
        return self.unpack(b"hmtx", ">H", 4 * min(glyph, self._metrics - 1))[0]

    def side_bearing(self, glyph: int) -> int:
        """The blank at the left of a glyph in font units."""
        if glyph < self._metrics:
            return self.unpack(b"hmtx", ">h", 4 * glyph + 2)[0]
        return self.unpack(b"hmtx", ">h", 4 * self._metrics + 2 * (glyph - self._metrics))[0]

    def outline(self, glyph: int) -> bytes:
        """A glyph's drawing as the file has it; empty for a blank one."""
        if self._long_offsets:
            start, end = self.unpack(b"loca", ">2I", 4 * glyph)
        else:
            start, end = (2 * half for half in self.unpack(b"loca", ">2H", 2 * glyph))
        base = self._tables[b"glyf"][0]
        return self._data[base + start : base + end]

    def _glyph(self, code: int) -> int:
        return self.characters.get(code, 0)

    def _cut(self, glyph: int) -> Cut:
        outline = self.outline(glyph)
        padded = outline + bytes(-len(outline) & 3)
        if glyph < self._metrics:
            at = self._tables[b"hmtx"][0] + 4 * glyph
            metrics = self._data[at : at + 4]
            (advance,) = _UNSIGNED.unpack_from(metrics)
        else:
            advance = self.advance(glyph)
            metrics = struct.pack(">Hh", advance, self.side_bearing(glyph))
        # A composite's count of contours is negative.
        made_of = bool(outline) and outline[0] > 127 and any(True for _ in components(outline))
        return Cut(padded, sum(big_endian("I", padded)), metrics, self.em(advance), made_of)

    def _head(self) -> tuple[int, bool]:
        (units,), (form,) = self.unpack(b"head", ">H", 18), self.unpack(b"head", ">h", 50)
        return units, form == 1

    def _postscript_name(self) -> str:
        names = self.table(b"name")
        _, count, strings = struct.unpack_from(">3H", names, 0)
        for i in range(count):
            platform, _, _, what, size, at = struct.unpack_from(">6H", names, 6 + 12 * i)
            if what == 6:
                raw = names[strings + at : strings + at + size]
                name = raw.decode("utf-16-be" if platform in (0, 3) else "latin-1")
                return "".join(char for char in name if char.isascii() and (char.isalnum() or char in "-_"))
        return ""

    def _unicode_map(self, path: Path) -> int:
        start = self._tables[b"cmap"][0]
        (count,) = struct.unpack_from(">H", self._data, start + 2)
        entries = (struct.unpack_from(">HHI", self._data, start + 4 + 8 * i) for i in range(count))
        found = {(platform, encoding): start + offset for platform, encoding, offset in entries}
        for wanted in _UNICODE_TABLES:
            if wanted in found:
                return found[wanted]
        raise ValueError(f"{path.name}: no Unicode map")


class Cut(NamedTuple):
    """A glyph ready to be put into another font: its drawing in whole words and their sum, its metrics as a font file
    has them, its width in thousandths of an em, and whether it is made of other glyphs."""

    outline: bytes
    checksum: int
    metrics: bytes
    width: float
    composite: bool


class Characters(Mapping[int, int]):
    """Code point to glyph, looked up in the face's own table; what maps to .notdef is not there.

    Nor is what stands for no character: U+FFFD is left where text was lost, and what a face has among the code points
    of private use is not what the writer's own face had there.
    """

    def __init__(self, data: mmap.mmap, start: int) -> None:
        (form,) = struct.unpack_from(">H", data, start)
        if form == 12:
            (count,) = struct.unpack_from(">I", data, start + 12)
            numbers = big_endian("I", data[start + 16 : start + 16 + 12 * count])
            self._first, self._last, self._glyph = numbers[0::3], numbers[1::3], numbers[2::3]
        elif form == 4:
            self._first, self._last, self._glyph = _segments(data, start)
        else:
            raise ValueError(f"character map of format {form}")

    def __getitem__(self, code: int) -> int:
        i = bisect_right(self._first, code) - 1
        glyph = self._glyph[i] + code - self._first[i] if i >= 0 and code <= self._last[i] else 0
        if not glyph or code == 0xFFFD or 0xE000 <= code < 0xF900 or code >= 0xF0000:
            raise KeyError(code)
        return glyph

    def __iter__(self) -> Iterator[int]:
        for first, last, glyph in zip(self._first, self._last, self._glyph, strict=True):
            yield from range(first + (glyph == 0), last + 1)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def components(outline: bytes) -> Iterator[tuple[int, int]]:
    """The glyphs that a composite glyph is made of, each with where its number stands; none for a simple one."""
    if len(outline) < 10 or struct.unpack_from(">h", outline)[0] >= 0:
        return
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", outline, at)
        yield glyph, at + 2
        at += 8 if flags & _WORDS else 6
        at += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _MATRIX else 0


def _segments(data: mmap.mmap, start: int) -> tuple[array[int], array[int], array[int]]:
    """A map of format 4 as plain runs (first, last, glyph of the first)."""
    (size, _, doubled) = struct.unpack_from(">3H", data, start + 2)
    words = big_endian("H", data[start : start + size])
    n = doubled // 2
    ends, begins = words[7 : 7 + n], words[8 + n : 8 + 2 * n]
    deltas, offsets = words[8 + 2 * n : 8 + 3 * n], words[8 + 3 * n : 8 + 4 * n]
    first, last, glyphs = array("I"), array("I"), array("I")
    for i in range(n):
        for code in range(begins[i], ends[i] + 1) if offsets[i] else (begins[i],):
            glyph = code
            if offsets[i]:
                at = 8 + 3 * n + i + offsets[i] // 2 + code - begins[i]
                glyph = words[at] if at < len(words) else 0
            glyph = (glyph + deltas[i]) & 0xFFFF if glyph or not offsets[i] else 0
            if code != 0xFFFF:
                first.append(code)
                last.append(code if offsets[i] else ends[i])
                glyphs.append(glyph)
    return first, last, glyphs


def big_endian(kind: str, raw: bytes) -> array[int]:
    """Numbers (H of two bytes, I of four) as font files keep them."""
    numbers = array(kind, raw)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers
