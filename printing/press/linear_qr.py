"""QR codes of many addresses that differ in their last symbols, put together from parts instead of computed anew.

For one length, level and mask, every module of a code is the exclusive or of some bits of the text: error correction,
interleaving and mask are all linear. So once the code of one text is known, and which modules turn when one bit of the
text turns, any other text's code is a few exclusive ors away: 3 µs instead of 1.5 ms. The first code and all patterns
are `qrcode`'s; which modules turn is reckoned in the field of the error correction. Each table is checked against
`qrcode` before it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from qrcode.base import gexp, glog, rs_blocks
from qrcode.main import QRCode
from qrcode.util import ALPHA_NUM

# The standard lets an encoder weigh all eight masks; a fixed one decodes as well on our sizes (measured under blur,
# rotation and noise) and takes a fifth of the time.
MASK = 2
TOKEN_SYMBOLS = 26
_VALUES = {chr(symbol): value for value, symbol in enumerate(ALPHA_NUM)}
_PAIR_VALUES = {a + b: 45 * _VALUES[a] + _VALUES[b] for a in _VALUES for b in _VALUES}
_PAIR = re.compile("..")
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
        bit = _HEADER_BITS + start // 2 * _PAIR_BITS
        turns = _turns(code, bit)
        # Per pair two tables, by the upper five and the lower six bits of its value; a last single symbol has six bits.
        self._pairs: list[tuple[list[int], list[int]]] = []
        for _ in range((len(text) - start) // 2):
            turned = [turns[bit + k] for k in range(_PAIR_BITS)]
            self._pairs.append((_sums(turned[:5]), _sums(turned[5:])))
            bit += _PAIR_BITS
        self._single: list[int] = []
        if (len(text) - start) % 2:
            self._single = _sums([turns[bit + k] for k in range(_SINGLE_BITS)])
        self._blank = int.from_bytes(packed(code.modules), "big") ^ self._turned(text)

    def rows(self, payload: str) -> bytes:
        """The code of a text that begins like this table's and is as long."""
        return (self._blank ^ self._turned(payload)).to_bytes(self._bytes, "big")

    def _turned(self, payload: str) -> int:
        turned = 0
        symbols = payload[self._start :]
        for (upper, lower), value in zip(
            self._pairs, map(_PAIR_VALUES.__getitem__, _PAIR.findall(symbols)), strict=True
        ):
            turned ^= upper[value >> 6] ^ lower[value & 63]
        if self._single:
            turned ^= self._single[_VALUES[symbols[-1]]]
        return turned


def coded(text: str, level: int) -> QRCode:
    """The text's code as `qrcode` makes it, in the smallest version that holds it."""
    code = QRCode(error_correction=level, border=0, mask_pattern=MASK)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    return code


class _Places(QRCode):
    """A code that finds where each bit of its codewords would stand instead of drawing them."""

    def map_data(self, _data: object, _mask: int) -> None:
        """Find the places, as bits of the packed matrix, in the order of drawing.

        It goes two columns at a time, up and down in turn, from the right and around all patterns (ISO/IEC 18004
        §7.7.3); column 6 is a pattern throughout.
        """
        size = self.modules_count
        stride = -(-size // 8) * 8
        self.found: list[int] = []
        for turn, right in enumerate([*range(size - 1, 6, -2), 5, 3, 1]):
            for row in range(size) if turn % 2 else range(size - 1, -1, -1):
                for column in (right, right - 1):
                    if self.modules[row][column] is None:
                        self.found.append((size - row) * stride - column - 1)


def _turns(code: QRCode, first: int) -> dict[int, int]:
    """For each bit of the text from `first` on, the modules that turn with it, its error correction with them."""
    drawing = _Places(version=code.version, error_correction=code.error_correction, border=0)
    drawing.data_cache = []
    drawing.makeImpl(False, MASK)
    blocks = rs_blocks(code.version, code.error_correction)
    numbers = iter(range(sum(block.total_count for block in blocks)))
    data = _interleaved(numbers, [block.data_count for block in blocks])
    corrections = _interleaved(numbers, [block.total_count - block.data_count for block in blocks])
    lit = [_Lit(drawing.found[8 * number : 8 * number + 8]) for number in range(len(drawing.found) // 8)]
    turns: dict[int, int] = {}
    end = 8 * sum(map(len, data))
    for codewords, correction in zip(reversed(data), reversed(corrections), strict=True):
        divisor = _divisor(len(correction))
        remainder = divisor  # the error correction of a 1 in the block's last codeword
        for number in reversed(codewords):
            end -= 8
            if end + 8 <= first:
                return turns
            values, value = remainder, 1
            for bit in range(end + 7, end - 1, -1):
                turned = lit[number][value]
                for other, part in zip(correction, values, strict=True):
                    turned ^= lit[other][part]
                turns[bit] = turned
                value, values = value << 1, [_doubled(part) for part in values]
            # A codeword further ahead is worth x times as much.
            carry = remainder[0]
            remainder = [a ^ _product(carry, b) for a, b in zip([*remainder[1:], 0], divisor, strict=True)]
    return turns


class _Lit(dict[int, int]):
    """A codeword's value to the modules that it turns."""

    def __init__(self, places: list[int]) -> None:
        super().__init__({1 << 7 - i: 1 << place for i, place in enumerate(places)})
        self[0] = 0

    def __missing__(self, value: int) -> int:
        lowest = value & -value
        lit = self[value] = self[lowest] | self[value ^ lowest]
        return lit


def _interleaved(numbers: Iterator[int], counts: Sequence[int]) -> list[list[int]]:
    """The numbers in turn to blocks that take so many each."""
    blocks: list[list[int]] = [[] for _ in counts]
    for i in range(max(counts)):
        for block, count in zip(blocks, counts, strict=True):
            if i < count:
                block.append(next(numbers))
    return blocks


def _divisor(degree: int) -> list[int]:
    """The polynomial that `degree` codewords of error correction are a remainder of, without its leading 1."""
    divisor = [1]
    for i in range(degree):
        root = gexp(i)
        divisor = [a ^ _product(root, b) for a, b in zip([*divisor, 0], [0, *divisor], strict=True)]
    return divisor[1:]


def _product(a: int, b: int) -> int:
    return gexp(glog(a) + glog(b)) if a and b else 0


def _doubled(value: int) -> int:
    return value << 1 ^ 0x11D if value & 0x80 else value << 1


def _sums(parts: list[int]) -> list[int]:
    """For each number of so many bits, the exclusive or of the parts of its bits, the first part being the highest."""
    sums = [0]
    for part in parts:
        sums = [value for old in sums for value in (old, old ^ part)]
    return sums
