"""Which face draws which character: lazy registration, fallback for rare names, widths, and what no face can draw."""

import re
import threading
import unicodedata
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics, ttfonts

from printing.errors import FontsMissing, MissingGlyphs

KAI = "YajiKai"
SONG = "YajiSong"
LATIN = "YajiLatin"
HANA_A = "YajiHanaA"
HANA_B = "YajiHanaB"

_FONTS = Path(__file__).parent / "fonts"
_SYSTEM_HANA = Path("/usr/share/fonts/truetype/hanazono")
_FILES = {
    KAI: _FONTS / "LXGWWenKai-Regular.ttf",
    SONG: _FONTS / "NotoSerifSC_400Regular.ttf",
    LATIN: _FONTS / "EBGaramond_400Regular.ttf",
    HANA_A: _SYSTEM_HANA / "HanaMinA.ttf",
    HANA_B: _SYSTEM_HANA / "HanaMinB.ttf",
}
_SHIPPED = (KAI, SONG, LATIN)
_CHAINS = {
    KAI: (KAI, SONG, LATIN, HANA_A, HANA_B),
    SONG: (SONG, KAI, LATIN, HANA_A, HANA_B),
    LATIN: (LATIN, KAI, SONG, HANA_A, HANA_B),
}

# Garamond's capitals stand 0.65 em high beside Kai's 0.88: a tenth larger, they look like one size.
LATIN_SCALE_AMONG_CHINESE = 1.1

# Kai's curly quotes are Latin ones, 0.35 em wide; Song's fill the cell as Chinese setting needs.
_QUOTES = frozenset("“”‘’")
# Drawn by the Latin face inside Chinese text. Not ·, ×, —, …: there they are Chinese punctuation.
_LATIN_CHARS = frozenset(
    [chr(c) for c in range(0x20, 0x7F)] + [chr(c) for c in range(0xC0, 0x250) if c not in (0xD7, 0xF7)] + ["–", "\xa0"]
)
_VARIATION_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_loading = threading.Lock()


def clean(text: str) -> str:
    """The text as it will be drawn: NFC, one space for any control character, and without what has no width.

    Names pasted from chat programs carry zero-width spaces, byte order marks and direction marks; variation selectors
    only choose between drawings of one character. None of them may count as a missing glyph or as a place to break.
    """
    text = unicodedata.normalize("NFC", text)
    # Not printable by Python's account: controls, format characters, and every space but " ".
    if text.replace("\u3000", "").isprintable() and not _VARIATION_SELECTOR.search(text):
        return text
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if category == "Cc":
            kept.append(" ")
        elif category != "Cf" and not _VARIATION_SELECTOR.match(char):
            kept.append(char)
    return "".join(kept)


def runs(text: str, base: str) -> list[tuple[str, str]]:
    """The text cut into (face, part) pieces, each drawn by one face; a character no face has stays with `base`."""
    pieces: list[tuple[str, str]] = []
    start, current = 0, ""
    for i, char in enumerate(text):
        face = _face_of(char, base) or base
        if char == "’" and base != LATIN and _is_apostrophe(text, i):
            face = LATIN
        if face != current:
            if i > start:
                pieces.append((current, text[start:i]))
            start, current = i, face
    if text:
        pieces.append((current, text[start:]))
    return pieces


def width(text: str, base: str, size_pt: float) -> float:
    """Width of the text in pt, as `runs` would draw it at `size_pt`."""
    return sum(advances(text, base)) * size_pt


def advances(text: str, base: str) -> list[float]:
    """Advance of every character of the text in em of the base face."""
    widths = [_advance(char, base) for char in text]
    if "’" in text and base != LATIN:
        for i, char in enumerate(text):
            if char == "’" and _is_apostrophe(text, i):
                widths[i] = _advance_in(LATIN, char) * LATIN_SCALE_AMONG_CHINESE
    return widths


def size_factor(face: str, base: str) -> float:
    """By how much a face is enlarged when it stands among characters of `base`."""
    return LATIN_SCALE_AMONG_CHINESE if face == LATIN and base != LATIN else 1.0


def missing(text: str, base: str = KAI) -> list[str]:
    """The characters of the text that no face can draw, each once, in order; empty when all is well."""
    return [char for char in dict.fromkeys(clean(text)) if _face_of(char, base) is None]


def require(text: str, base: str = KAI) -> None:
    """Raise MissingGlyphs naming every character of the text that no face can draw."""
    if lacking := missing(text, base):
        raise MissingGlyphs(characters=lacking)


def load() -> None:
    """Register the shipped faces now (a worker does, before its first letter); raise FontsMissing if one is absent."""
    for name in _SHIPPED:
        _glyphs(name)


@cache
def _glyphs(name: str) -> dict[int, int]:
    """Code point to glyph of a face, registering it at first use; empty for an optional face that isn't installed."""
    path = _FILES[name]
    with _loading:
        if name not in pdfmetrics.getRegisteredFontNames():
            if not path.exists():
                if name in _SHIPPED:
                    raise FontsMissing(path=str(path))
                return {}
            # No shaping: a ligature glyph loses its letters when text is copied or read aloud.
            # No asciiReadable: it would embed all of ASCII with every face.
            pdfmetrics.registerFont(ttfonts.TTFont(name, str(path), asciiReadable=False, shapable=False))
    glyphs: dict[int, int] = pdfmetrics.getFont(name).face.charToGlyph
    return glyphs


@cache
def _face_of(char: str, base: str) -> str | None:
    if base == LATIN:
        preferred: tuple[str, ...] = ()
    elif char in _LATIN_CHARS:
        preferred = (LATIN,)
    elif char in _QUOTES:
        preferred = (SONG,)
    else:
        preferred = ()
    # A chain is walked only as far as needed, so HanaMin (53 MB) is read only for a name that wants it.
    return next((face for face in preferred + _CHAINS[base] if ord(char) in _glyphs(face)), None)


@cache
def _advance(char: str, base: str) -> float:
    face = _face_of(char, base) or base
    return _advance_in(face, char) * size_factor(face, base)


def _advance_in(face: str, char: str) -> float:
    _glyphs(face)
    em_thousandths: float = pdfmetrics.getFont(face).face.getCharWidth(ord(char))
    return em_thousandths / 1000


def _is_apostrophe(text: str, i: int) -> bool:
    """Whether the ’ at i stands inside a Latin word (O’Brien) and not as a closing Chinese quotation mark."""
    return (
        0 < i < len(text) - 1 and text[i - 1].isalpha() and text[i - 1] in _LATIN_CHARS and text[i + 1] in _LATIN_CHARS
    )


def _to_unicode_cmap(font_name: str, subset: list[int]) -> str:
    """A ToUnicode map that is right beyond the Basic Multilingual Plane.

    ReportLab 5.1 writes U+2B5AF as <2B5AF>, which readers take for U+2B5A: the printed page is right, but the copied
    or searched name isn't. PDF wants UTF-16BE (ISO 32000-1 §9.10.3) and at most 100 lines in a block.
    """
    rows = [f"<{i:02X}> <{chr(v).encode('utf-16-be', 'surrogatepass').hex().upper()}>" for i, v in enumerate(subset)]
    blocks: list[str] = []
    for start in range(0, len(rows), 100):
        block = rows[start : start + 100]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo",
            f"<< /Registry ({font_name})",
            f"/Ordering ({font_name})",
            "/Supplement 0",
            ">> def",
            f"/CMapName /{font_name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


# ReportLab looks the function up in its module each time, so replacing the name there is the whole patch.
ttfonts.makeToUnicodeCMap = _to_unicode_cmap
