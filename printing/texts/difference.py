"""What changed between two texts, for reading: by words in English, by characters in Chinese."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\{[^{}]*\}|[A-Za-z0-9’'-]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: `change` is "" for what both say, "out" for what only the old one says, "in" for the new."""

    change: str
    text: str


def difference(old: str, new: str) -> list[Piece]:
    """Both texts in one, the new one's order. A placeholder changes as a whole."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces: list[Piece] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("", "".join(after[c:d])))
            continue
        if a < b:
            pieces.append(Piece("out", "".join(before[a:b])))
        if c < d:
            pieces.append(Piece("in", "".join(after[c:d])))
    return pieces
