"""Where a line may break: marks that may not begin or end one, and what stays whole (避头尾, 不可分割).

Levels as in W3C clreq §3.1.3: basic for letters, strict for cards.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from printing.setting.wholes import wholes

# clreq, basic, and GB/T 15834-2011 §5.1: stops, closing marks, connectors, interpunct and solidus don't begin a line.
NO_START = frozenset("、，。．；：？！‼⁇⁈⁉…‥—–～·・‧•／％‰℃℉°′″”’」』）〕】》〉〗〙〛］｝｠〞¢￠,.;:?!%)]}々")
# Opening marks, and signs that belong to the number after them, don't end one.
NO_END = frozenset("“‘「『（〔【《〈〖〘〚［｛｟〝￥＄￡€¥£$№#@([{")
# Strict: a solidus doesn't end a line either (GB/T 15834), and nothing gives way to keep a dash from a line's start.
NO_END_STRICT = NO_END | frozenset("／/")

# Full-width marks whose ink stands in the left half of the cell; the right half may give way.
CLOSING_MARKS = frozenset("、，。．；：？！”’」』）〕】》〉〗〙〛］｝｠〞")
OPENING_MARKS = frozenset("“‘「『（〔【《〈〖〘〚［｛｟〝")
DASHES = frozenset("—…⋯─‥")
SPACES = " \u3000"
# Nothing that stays whole reaches over these.
_CLAUSES = re.compile("(?<=[，。；！？、])")


def break_points(text: str, whole: Sequence[tuple[int, int]] = (), *, strict: bool = False) -> bytes:
    """For each position i of the text, whether a line may end before character i (0 at 0, 1 at the end).

    `whole` lists spans [start, end) that stay whole, see `occurrences`. Dates, times, telephone numbers, numbers with
    their units and the like stay whole by themselves.
    """
    parts, before = [], ""
    for clause in clauses(text):
        parts.append(within(clause, before, strict=strict))
        before = clause[-1]
    return joined(parts, whole)


def clauses(text: str) -> list[str]:
    """The text cut where nothing that stays whole reaches over."""
    return list(filter(None, _CLAUSES.split(text)))


def joined(parts: Iterable[bytes], whole: Sequence[tuple[int, int]]) -> bytes:
    """The break points of a text from those of its clauses."""
    allowed = bytearray().join((*parts, b"\x01"))
    for start, end in whole:
        _close(allowed, start, end)
    return bytes(allowed)


def occurrences(text: str, keep: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where in the text the strings stand that are to stay whole, such as a name with its title or a date."""
    found: list[tuple[int, int]] = []
    for span in keep:
        start = text.find(span) if span else -1
        while start >= 0:
            found.append((start, start + len(span)))
            start = text.find(span, start + 1)
    return tuple(found)


@lru_cache(maxsize=16_384)
def within(clause: str, before: str, *, strict: bool) -> bytes:
    """Break points inside a clause and where it meets the character before. Most clauses of a letter stand in every
    letter of the run."""
    no_end = NO_END_STRICT if strict else NO_END
    allowed = bytearray([_may_part(a, b, no_end) for a, b in itertools.pairwise(clause)])
    allowed.insert(0, bool(before) and _may_part(before, clause[0], no_end))
    for start, end in wholes(clause):
        _close(allowed, start, end)
    return bytes(allowed)


def rescue_points(text: str, *, strict: bool = False) -> list[bool]:
    """Like `break_points`, for a run that no line can hold: only the marks' own rules remain.

    At the basic level even they give way inside a run of three closing marks and before a dash or an ellipsis.
    """
    no_end = NO_END_STRICT if strict else NO_END
    points = [False] + [_may_part(a, b, no_end) for a, b in itertools.pairwise(text)] + [True]
    if not strict:
        for i in range(1, len(text)):
            third = i > 1 and all(char in CLOSING_MARKS for char in text[i - 2 : i + 1])
            if third or (text[i] in DASHES and text[i - 1] not in DASHES):
                points[i] = True
    return points


@lru_cache(maxsize=65_536)
def _may_part(before: str, after: str, no_end: frozenset[str]) -> bool:
    if before in no_end or after in NO_START:
        return False
    if after in SPACES:  # the space stays at the end of its line, where it takes no room
        return False
    if before in "\xa0\u202f" or after in "\xa0\u202f":
        return False
    if before in DASHES and after in DASHES:
        return False
    return not unicodedata.category(after).startswith("M")  # an accent stays on its letter


def _close(allowed: bytearray, start: int, end: int) -> None:
    allowed[start + 1 : end] = bytes(max(0, end - start - 1))
