"""A paragraph's characters with what each needs of a line: its width, the gap after it, and how that may change."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from printing.setting import faces
from printing.setting.kinsoku import CLOSING_MARKS, DASHES, NO_START, OPENING_MARKS, SPACES, rescue_points

# The blank half of a full-width mark's cell.
END_BLANK_EM = 0.5
# Between Han and Latin, when neither a space nor a mark stands there (clreq §3.2.2).
QUARTER_EM = 0.25
# How much of a mark's blank, and of a quarter em, a line may take away to hold one character more.
_MARK_GIVES_EM = 0.25
_QUARTER_GIVES_EM = 0.125
# And by how much it may move all its characters together.
_ALL_GIVE_EM = 0.026

_HAN = re.compile(
    "[\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_LATIN = re.compile(r"[^\W_]|[%+@#&$€£]")
_SPACE = re.compile(" ")

# (gap, what it may give, whether it may take more: 0 no, 1 yes, 2 before others) between two classes of characters.
_Gap = tuple[float, float, int]
_PLAIN: _Gap = (0.0, 0.0, 1)
_FAST: _Gap = (0.0, 0.0, 0)
_MET: _Gap = (-END_BLANK_EM, 0.0, 0)


def is_han(char: str) -> bool:
    """Whether lines treat the character as a Han one."""
    return _KIND_OF[char] == "h"


class Cells:
    """The text cut into characters, measured in em of `base`."""

    def __init__(self, text: str, base: str, may_end: Sequence[bool | int] = (), *, strict: bool = False) -> None:
        self.text = text
        self.base = base
        self.widths = faces.advances(text, base)
        self.may_end = may_end
        self._strict = strict
        self._rescue: list[bool] | None = None
        kinds = _kinds(text, base, self.widths)
        gaps, give, take = zip(*map(_GAPS.__getitem__, itertools.pairwise(kinds)), _FAST, strict=True)
        self.gaps: list[float] = list(gaps)
        self.give: list[float] = list(give)
        self.take: list[int] = list(take)
        for found in _SPACE.finditer(text):
            if may_end and not may_end[found.end()]:
                self.take[found.start()] = 0  # the groups of a telephone number stay close
        # Where each character begins on an endless line, and what the gaps before it could give.
        self.x = [0.0, *itertools.accumulate(map(float.__add__, self.widths, self.gaps))]
        self.given = [0.0, *itertools.accumulate(self.give)]

    @property
    def rescue(self) -> list[bool]:
        """Where a run too long for any line may break; seldom asked for."""
        if self._rescue is None:
            self._rescue = rescue_points(self.text, strict=self._strict)
        return self._rescue

    def last_inked(self, start: int, end: int) -> int:
        """The last character of a line [start, end) that isn't a space."""
        last = end - 1
        while last > start and self.text[last] in SPACES:
            last -= 1
        return last

    def span(self, start: int, end: int) -> float:
        """Natural width of a line [start, end) in em, without the spaces at its end."""
        last = self.last_inked(start, end)
        return self.x[last] - self.x[start] + self.widths[last]

    def blank_at_end(self, end: int) -> float:
        """How much of the line's last cell is blank, in em."""
        last = self.last_inked(0, end)
        return END_BLANK_EM if self.text[last] in CLOSING_MARKS and self.widths[last] >= 0.9 else 0.0

    def tight(self, start: int, end: int) -> float:
        """Width of the line when its last mark gives up its blank."""
        return self.span(start, end) - self.blank_at_end(end)

    def can_give(self, start: int, end: int) -> float:
        """How much narrower than `tight` the line can become."""
        last = self.last_inked(start, end)
        # Ragged lines have no need to be crowded.
        together = 0.0 if self.base == faces.LATIN else _ALL_GIVE_EM * (last - start)
        return self.given[last] - self.given[start] + together

    def skip_spaces(self, i: int) -> int:
        """The first character from i on that isn't a space."""
        while i < len(self.text) and self.text[i] in SPACES:
            i += 1
        return i


def _kinds(text: str, base: str, widths: list[float]) -> list[str]:
    """Each character's class, a letter of _GAPS' keys."""
    if base == faces.LATIN:
        return ["t"] * len(text)
    kinds = list(map(_KIND_OF.__getitem__, text))
    if widths and min(widths) >= 0.9:
        return kinds
    for i, kind in enumerate(kinds):
        if kind in "co" and widths[i] < 0.9:
            kinds[i] = "l" if text[i] == "’" else "t"  # a mark of the Latin face has no blank half
    return kinds


class _Kinds(dict[str, str]):
    """h Han, l Latin letters and digits, c closing, o opening, n other marks, d dashes, s spaces, t the rest."""

    def __missing__(self, char: str) -> str:
        if char in SPACES:
            kind = "s"
        elif faces.is_latin(char):
            kind = "l" if _LATIN.match(char) else "t"
        elif char in CLOSING_MARKS:
            kind = "c"
        elif char in OPENING_MARKS:
            kind = "o"
        elif char in DASHES:
            kind = "d"
        elif char in NO_START:
            kind = "n"
        else:
            kind = "h" if _HAN.match(char) else "t"
        self[char] = kind
        return kind


_KIND_OF = _Kinds()


def _gap(before: str, after: str) -> _Gap:
    if before + after in ("hl", "lh"):
        gap = QUARTER_EM, _QUARTER_GIVES_EM, 2
    elif (before == "c" and after in "co") or before == after == "o":
        gap = _MET
    elif before == "c" or (after == "o" and before != "o"):
        gap = 0.0, _MARK_GIVES_EM, 1
    elif before == "o" or after in "cns" or before == after == "d" or (before in "lt" and after in "lt"):
        gap = _FAST
    elif before == "s":
        gap = 0.0, 0.0, 2
    else:
        gap = _PLAIN
    return gap


_GAPS = {(a, b): _gap(a, b) for a in "hlcodnst" for b in "hlcodnst"}
