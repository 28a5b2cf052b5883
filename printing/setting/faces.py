"""Which face draws which character: lazy registration, fallback for rare names, widths, and what no face can draw."""

import itertools
import re
import threading
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics

from printing.errors import FontsMissing, MissingGlyphs
from printing.setting.canvas_font import CanvasFont
from printing.setting.truetype import TrueType

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
# Drawn by the Latin face inside Chinese text, if it has them: Latin, accents to go over any letter, Greek, Cyrillic.
# Not ·, ×, —, …: there they are Chinese punctuation.
_LATIN_CHARS = frozenset(
    [
        *map(chr, itertools.chain(range(0x20, 0x7F), range(0xC0, 0x530), range(0x1E00, 0x2000))),
        "–",
        "\xa0",
    ]
) - frozenset("×÷")
_VARIATION_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACES = " \xa0\u3000"
_loading = threading.Lock()


@lru_cache(maxsize=2048)
def clean(text: str) -> str:
    """The text as it will be drawn: NFC, a space for each control character and odd space, without what has no width.

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
        if category == "Cc" or (category.startswith("Z") and char not in _SPACES):
            kept.append(" ")
        elif category != "Cf" and not _VARIATION_SELECTOR.match(char):
            kept.append(char)
    return "".join(kept)


def is_latin(char: str) -> bool:
    """Whether a character belongs to the Latin face wherever that has it, also among Chinese ones."""
    return char in _LATIN_CHARS


def runs(text: str, base: str) -> list[tuple[str, str]]:
    """The text cut into (face, part) pieces, each drawn by one face; a character no face has stays with `base`."""
    pieces: list[tuple[str, str]] = []
    start, current = 0, ""
    chosen = list(map(_CHOSEN[base].__getitem__, text))
    if "’" in text and base != LATIN:
        for i, char in enumerate(text):
            if char == "’" and _is_apostrophe(text, i):
                chosen[i] = LATIN
    if chosen and chosen.count(chosen[0]) == len(chosen):  # most lines need one face only
        return [(chosen[0], text)]
    for i, face in enumerate(chosen):
        if face != current:
            if i > start:
                pieces.append((current, text[start:i]))
            start, current = i, face
    if text:
        pieces.append((current, text[start:]))
    return pieces


def fills_em(char: str, base: str) -> bool:
    """Whether the face `base` itself draws a Han character, an em wide as nearly all are."""
    _glyphs(base)
    face = font(base).truetype
    glyph = face.glyph(ord(char))
    return bool(glyph) and face.advance(glyph) == face.units_per_em


def width(text: str, base: str, size_pt: float) -> float:
    """Width of the text in pt, as `runs` would draw it at `size_pt`."""
    return sum(advances(text, base)) * size_pt


def advances(text: str, base: str) -> list[float]:
    """Advance of every character of the text in em of the base face."""
    widths = list(map(_ADVANCES[base].__getitem__, text))
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
    text = clean(text)
    drawn = _CHOSEN[base].drawn
    if drawn.issuperset(text):
        return []
    unknown = set(text) - drawn
    lacking = {char for char in unknown if _face_of(char, base) is None}
    drawn |= unknown - lacking
    return [char for char in dict.fromkeys(text) if char in lacking]


def require(text: str, base: str = KAI) -> None:
    """Raise MissingGlyphs naming every character of the text that no face can draw."""
    if lacking := missing(text, base):
        raise MissingGlyphs(characters=lacking)


def load() -> None:
    """Register the shipped faces now (a worker does, before its first letter); raise FontsMissing if one is absent."""
    for name in _SHIPPED:
        _glyphs(name)


@cache
def _glyphs(name: str) -> Mapping[int, int]:
    """Code point to glyph of a face, registering it at first use; empty for an optional face that isn't installed."""
    path = _FILES[name]
    with _loading:
        if name not in pdfmetrics.getRegisteredFontNames():
            if not path.exists():
                if name in _SHIPPED:
                    raise FontsMissing(path=str(path))
                return {}
            pdfmetrics.registerFont(CanvasFont(name, TrueType(path)))
    return font(name).truetype.characters


def font(name: str) -> CanvasFont:
    """A registered face, for drawing and embedding."""
    registered: CanvasFont = pdfmetrics.getFont(name)
    return registered


class _Chosen(dict[str, str]):
    """Character to the face that draws it among characters of `base`; `drawn` are those known to be drawn by any."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.drawn: set[str] = set()

    def __missing__(self, char: str) -> str:
        face = self[char] = _face_of(char, self.base) or self.base
        return face

    def clear(self) -> None:
        """Forget all of it."""
        super().clear()
        self.drawn.clear()


class _Advances(dict[str, float]):
    """Character to its advance in em of `base`."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base

    def __missing__(self, char: str) -> float:
        advance = self[char] = _advance(char, self.base)
        return advance


_CHOSEN = {base: _Chosen(base) for base in _CHAINS}
_ADVANCES = {base: _Advances(base) for base in _CHAINS}


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
