"""QR codes of many addresses that differ in their last symbols, put together from parts instead of computed anew.

For one length, level and mask, every module of a code is the exclusive or of some bits of the text: error correction,
interleaving and mask are all linear. So once the code of one text is known, and which modules turn when one bit of the
text turns, any other text's code is a few exclusive ors away: 3 µs instead of 1.5 ms. All figures come from `qrcode`
itself, and each table is checked against it before it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from qrcode.base import rs_blocks
from qrcode.main import QRCode
from qrcode.util import ALPHA_NUM, BitBuffer, create_bytes

# The standard lets an encoder weigh all eight masks; a fixed one decodes as well on our sizes (measured under blur,
# rotation and noise) and takes a fifth of the time.
MASK = 2
TOKEN_SYMBOLS = 26
_VALUES = {chr(symbol): value for value, symbol in enumerate(ALPHA_NUM)}
_HEADER_BITS = 13  # alphanumeric mode in versions 1 to 9: four bits of mode, nine of length
_PAIR_BITS, _SINGLE_BITS = 11, 6


def packed(modules: Sequence[Sequence[bool | None]]) -> bytes:
    """Rows of modules, each filled up to whole bytes."""
    size = len(modules)
    stride = -(-size // 8)
    rows = (int("".join("1" if dark else "0" for dark in row), 2) << (8 * stride - size) for row in modules)
    return b"".join(row.to_bytes(stride, "big") for row in rows)


def table_for(payload: str, level: int, max_version: int) -> Table | None:
    """The table for texts like this one; None when they need more than `max_version` or the table isn't right."""
    start = (len(payload) - TOKEN_SYMBOLS) // 2 * 2  # characters are coded in pairs
    return _table(payload[:start], len(payload), level, max_version)


@lru_cache(maxsize=8)
def _table(prefix: str, length: int, level: int, max_version: int) -> Table | None:
    text = prefix + "A" * (length - len(prefix))
    code = coded(text, level)
    if code.version > max_version:
        return None
    table = Table(text, len(prefix), code)
    # The checks hold every value of a pair at least once in both halves; a wrong table prints nothing.
    samples = ["0123456789ABCDEFGHJKMNPQRTUVWXYZ$%*+-./:", ":/.-+*%$ZYXWVUTRQPNMKJHGFEDCBA9876543210"]
    for sample in samples:
        text = prefix + (sample * 2)[: length - len(prefix)]
        if table.rows(text) != packed(coded(text, level).modules):
            return None
    return table


class Table:
    """What each pair of symbols from `start` on turns in the code of a text."""

    def __init__(self, text: str, start: int, code: QRCode) -> None:
        self.modules = code.modules_count
        self._bytes = len(packed(code.modules))
        self._start = start
        places = _places(code)
        bit = _HEADER_BITS + start // 2 * _PAIR_BITS
        # Per pair two tables, by the upper five and the lower six bits of its value; a last single symbol has six bits.
        self._pairs: list[tuple[list[int], list[int]]] = []
        for _ in range((len(text) - start) // 2):
            turned = [_turned(code, places, bit + k) for k in range(_PAIR_BITS)]
            self._pairs.append((_sums(turned[:5]), _sums(turned[5:])))
            bit += _PAIR_BITS
        self._single: list[int] = []
        if (len(text) - start) % 2:
            self._single = _sums([_turned(code, places, bit + k) for k in range(_SINGLE_BITS)])
        self._blank = int.from_bytes(packed(code.modules), "big") ^ self._turned(text)

    def rows(self, payload: str) -> bytes:
        """The code of a text that begins like this table's and is as long."""
        return (self._blank ^ self._turned(payload)).to_bytes(self._bytes, "big")

    def _turned(self, payload: str) -> int:
        turned = 0
        values = [_VALUES[char] for char in payload[self._start :]]
        for (upper, lower), first, second in zip(self._pairs, values[::2], values[1::2], strict=False):
            value = 45 * first + second
            turned ^= upper[value >> 6] ^ lower[value & 63]
        if self._single:
            turned ^= self._single[values[-1]]
        return turned


def coded(text: str, level: int) -> QRCode:
    """The text's code as `qrcode` makes it, in the smallest version that holds it."""
    code = QRCode(error_correction=level, border=0, mask_pattern=MASK)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    return code


def _places(code: QRCode) -> list[int]:
    """For each bit of the codewords, the bit of the packed matrix where it stands.

    Found by letting `qrcode` draw each bit's own number, one binary digit a drawing.
    """
    count = 8 * sum(block.total_count for block in rs_blocks(code.version, code.error_correction))
    drawings = [0, *(1 << digit for digit in range(count.bit_length()))]
    planes = [_drawn(code, [bool(n & digit) for n in range(count)]) for digit in drawings]
    blank, lit = planes[0], _drawn(code, [True] * count)
    places = [-1] * count
    for place in range(8 * len(packed(code.modules))):
        if (blank ^ lit) >> place & 1:
            number = sum(1 << digit for digit, plane in enumerate(planes[1:]) if (blank ^ plane) >> place & 1)
            places[number] = place
    return places


def _drawn(code: QRCode, bits: list[bool]) -> int:
    drawing = QRCode(version=code.version, error_correction=code.error_correction, border=0, mask_pattern=MASK)
    drawing.data_cache = [
        int("".join("1" if bit else "0" for bit in bits[start:end]), 2)
        for start, end in pairwise(range(0, len(bits) + 1, 8))
    ]
    drawing.makeImpl(False, MASK)
    return int.from_bytes(packed(drawing.modules), "big")


def _turned(code: QRCode, places: list[int], bit: int) -> int:
    """The modules that turn when one bit of the text turns, its error correction with it."""
    # Among ones: `qrcode` can't divide a block of nothing but zeros, and the difference is the same in any text.
    ones = _codewords(code.version, code.error_correction)
    changed = zip(ones, _codewords(code.version, code.error_correction, bit), strict=True)
    turned = 0
    for i, difference in enumerate(one ^ other for one, other in changed):
        for k in range(8):
            if difference & 0x80 >> k:
                turned |= 1 << places[8 * i + k]
    return turned


@lru_cache(maxsize=256)
def _codewords(version: int, level: int, but: int = -1) -> list[int]:
    """A text of ones, all but one bit of it, with its error correction, in the order in which it is drawn."""
    blocks = rs_blocks(version, level)
    text = BitBuffer()
    for i in range(sum(block.data_count for block in blocks)):
        text.put(0xFF ^ (0x80 >> (but & 7) if i == but >> 3 else 0), 8)
    codewords: list[int] = create_bytes(text, blocks)
    return codewords


def _sums(parts: list[int]) -> list[int]:
    """For each number of so many bits, the exclusive or of the parts of its bits, the first part being the highest."""
    sums = [0]
    for part in parts:
        sums = [value for old in sums for value in (old, old ^ part)]
    return sums
