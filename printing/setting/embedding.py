"""What of a face goes into a PDF: two-byte codes for the characters met, and a subset of just those."""

from __future__ import annotations

import hashlib
import itertools
import struct
import zlib
from collections.abc import Callable, Iterable
from functools import lru_cache

from printing.errors import MissingGlyphs
from printing.setting.truetype import TrueType, big_endian, components

# A letter's font deflates to 39 KB in 2 ms, or without looking for repetitions, of which outlines have few, to 45 KB in
# half a millisecond. A large document's fonts are worth a little time: looking quickly takes half of what looking well
# does, and gives a tenth more.
_QUICK_GLYPHS = 512
_TABLES = (b"cvt ", b"fpgm", b"prep")  # what outlines with instructions need; copied when the face has them

AddObject = Callable[[bytes], int]


class Codes(dict[int, str]):
    """The codes of one face in one document: `text.translate(codes)` is the text in hexadecimal.

    A code is a number in order of first use and names a character, not a drawing: where two characters share an
    outline, each is copied from the PDF as itself. Raises MissingGlyphs for a character the face hasn't got.
    """

    def __init__(self, face: TrueType, name: str) -> None:
        super().__init__()
        self.face = face
        self.name = name  # in the resources of pages: F1
        self.characters: list[int] = []
        self.glyphs: list[int] = [0]

    def __missing__(self, character: int) -> str:
        glyph = self.face.glyph(character)
        if not glyph:
            raise MissingGlyphs(characters=[chr(character)])
        code = f"{len(self.glyphs):04X}"
        self.characters.append(character)
        self.glyphs.append(glyph)
        self[character] = code
        return code


def embed(codes: Codes, add: AddObject) -> bytes:
    """The font dictionary of what `codes` has met; `add` takes an object's bytes and gives its number."""
    face, quick = codes.face, len(codes.glyphs) <= _QUICK_GLYPHS
    program = subset(face, codes.glyphs)
    name = f"{_tag(codes)}+{face.name}".encode()
    file = add(stream(program, 1, quick, b"/Length1 %d" % sum(map(len, program))))
    unicode = add(stream([to_unicode(codes.characters)]))
    box = " ".join(str(v) for v in face.bbox)
    descriptor = add(
        f"<</Type/FontDescriptor/FontName/{name.decode()}/Flags 4/FontBBox[{box}]/ItalicAngle 0/Ascent {face.ascent}"
        f"/Descent {face.descent}/CapHeight {face.ascent}/StemV 80/FontFile2 {file} 0 R>>".encode()
    )
    descendant = add(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0"
        b">>/FontDescriptor %d 0 R/CIDToGIDMap/Identity/DW 1000%s>>" % (name, descriptor, _widths(codes))
    )
    return b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>" % (
        name,
        descendant,
        unicode,
    )


def subset(face: TrueType, glyphs: list[int]) -> list[bytes]:
    """A TrueType program, in parts, of these glyphs, numbered as they stand in the list, and of their components."""
    new_numbers: dict[int, int] = {}
    for number, glyph in enumerate(glyphs):
        new_numbers.setdefault(glyph, number)
    glyphs = list(glyphs)
    outlines: list[bytes] = []
    metrics: list[bytes] = []
    checksum = 0
    for glyph in glyphs:  # grows while composites are met
        cut = face.cut(glyph)
        outline = cut.outline
        if cut.composite:
            outline = _renumbered(outline, glyphs, new_numbers)
            checksum += sum(big_endian("I", outline))
        else:
            checksum += cut.checksum
        outlines.append(outline)
        metrics.append(cut.metrics)
    count = len(glyphs)
    offsets = [0, *itertools.accumulate(map(len, outlines))]
    head, hhea, maxp = (bytearray(face.table(tag)) for tag in (b"head", b"hhea", b"maxp"))
    struct.pack_into(">I", head, 8, 0)  # checkSumAdjustment, set at the end
    struct.pack_into(">h", head, 50, 1)  # long offsets
    struct.pack_into(">H", hhea, 34, count)
    struct.pack_into(">H", maxp, 4, count)
    tables = {
        b"head": bytes(head),
        b"hhea": bytes(hhea),
        b"hmtx": b"".join(metrics),
        b"loca": struct.pack(f">{count + 1}I", *offsets),
        b"maxp": bytes(maxp),
    }
    tables |= {tag: face.table(tag) for tag in _TABLES if face.table(tag)}
    return _program(tables, outlines, checksum)


def to_unicode(characters: list[int]) -> bytes:
    """The map by which codes are copied and read aloud as characters: UTF-16, at most 100 lines in a block."""
    rows = [f"<{code:04X}> <{_utf16(character)}>" for code, character in enumerate(characters, 1)]
    blocks: list[str] = []
    for start in range(0, len(rows), 100):
        block = rows[start : start + 100]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<0000> <FFFF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    ).encode()


@lru_cache(maxsize=8192)
def _utf16(character: int) -> str:
    return chr(character).encode("utf-16-be", "surrogatepass").hex().upper()


def stream(content: Iterable[bytes], level: int = 6, quick: bool = False, entries: bytes = b"") -> bytes:
    """A deflated stream object of the parts."""
    deflate = zlib.compressobj(level, strategy=zlib.Z_HUFFMAN_ONLY if quick else zlib.Z_DEFAULT_STRATEGY)
    packed = b"".join([*map(deflate.compress, content), deflate.flush()])
    return b"<</Filter/FlateDecode/Length %d%s>>stream\n%s\nendstream" % (len(packed), entries, packed)


def _renumbered(outline: bytes, glyphs: list[int], new_numbers: dict[int, int]) -> bytes:
    """A composite glyph that names its components by their numbers in the subset; new ones join it."""
    changed = bytearray(outline)
    for component, at in components(outline):
        number = new_numbers.get(component)
        if number is None:
            number = new_numbers[component] = len(glyphs)
            glyphs.append(component)
        struct.pack_into(">H", changed, at, number)
    return bytes(changed)


def _program(tables: dict[bytes, bytes], outlines: list[bytes], outlines_checksum: int) -> list[bytes]:
    """A font file of these tables and outlines, in parts."""
    sizes = {tag: len(table) for tag, table in tables.items()} | {b"glyf": sum(map(len, outlines))}
    padded = {tag: table + bytes(-len(table) & 3) for tag, table in tables.items()}
    checksums = {tag: _checksum(table) for tag, table in padded.items()} | {b"glyf": outlines_checksum & 0xFFFFFFFF}
    count = len(sizes)
    power = 1 << (count.bit_length() - 1)
    directory = struct.pack(">I4H", 0x00010000, count, 16 * power, power.bit_length() - 1, 16 * (count - power))
    at = len(directory) + 16 * count
    for tag, size in sorted(sizes.items()):
        directory += struct.pack(">4s3I", tag, checksums[tag], at, size)
        at += size + (-size & 3)
    adjustment = (0xB1B0AFBA - sum(checksums.values()) - _checksum(directory)) & 0xFFFFFFFF
    padded[b"head"] = padded[b"head"][:8] + struct.pack(">I", adjustment) + padded[b"head"][12:]
    parts = [directory]
    for tag in sorted(sizes):
        parts += outlines if tag == b"glyf" else [padded[tag]]
    return parts


def _checksum(padded: bytes) -> int:
    return sum(big_endian("I", padded)) & 0xFFFFFFFF


def _widths(codes: Codes) -> bytes:
    """The widths that are not a whole em, in runs of consecutive codes."""
    face, runs = codes.face, []
    current: list[str] = []
    for code, glyph in enumerate(codes.glyphs):
        em = face.cut(glyph).width
        if em == 1000:
            current = []
        elif current:
            current.append(str(em))
        else:
            current = [str(em)]
            runs.append((code, current))
    if not runs:
        return b""
    return b"/W[%s]" % " ".join(f"{start}[{' '.join(widths)}]" for start, widths in runs).encode()


def _tag(codes: Codes) -> str:
    """Six letters that tell one subset of a face from another (ISO 32000-1 §9.6.4)."""
    number = int.from_bytes(hashlib.blake2b(struct.pack(f">{len(codes.glyphs)}H", *codes.glyphs)).digest()[:8], "big")
    letters = ""
    for _ in range(6):
        number, letter = divmod(number, 26)
        letters += chr(65 + letter)
    return letters
