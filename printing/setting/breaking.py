"""Where the lines of a paragraph end: first squeeze, then pull in, push out last (先挤压, 再挤进, 后推出)."""

from __future__ import annotations

from bisect import bisect_right

from printing.setting.cells import Cells

# A Latin word of fewer letters doesn't stand alone on a last line.
_SHORT_WORD = 8
# Rounding of widths must not push the last character of an exactly full line to the next.
_FUZZ_EM = 0.001
# How far beyond the measure to look for an end that squeezing could reach.
_REACH_EM = 2.0
# In a run too long for any line, where addresses and numbers are best cut.
_CUT_AFTER = frozenset("/-._?&=:@+,")


def line_ends(cells: Cells, measure: float, indent: float) -> list[int]:
    """Where each line ends; lengths in em."""
    n, start = len(cells.text), 0
    ends: list[int] = []
    while start < n:
        end = _next_end(cells, start, measure - (0 if ends else indent), measure)
        ends.append(end)
        start = cells.skip_spaces(end)
    if len(ends) > 1:
        _avoid_lone_character(cells, ends, measure, indent)
    return ends


def _next_end(cells: Cells, start: int, room: float, measure: float) -> int:
    n = len(cells.text)
    if cells.span(start, n) <= room + _FUZZ_EM:
        return n
    # From what surely is too far back to the first permitted end that fits.
    limit = pulled_in = 0
    end = min(n, bisect_right(cells.x, cells.x[start] + room + _REACH_EM))
    while end > start:
        over = cells.tight(start, end) - room
        if over <= _FUZZ_EM:
            limit = limit or end
            if cells.may_end[end]:
                break
        elif cells.may_end[end] and over <= cells.can_give(start, end):
            pulled_in = end
        end -= 1
    if end == limit > start or (end > start and not pulled_in and not _too_long(cells, end, measure)):
        return end
    return pulled_in or _cut(cells, start, limit)


def _too_long(cells: Cells, start: int, measure: float) -> bool:
    """Whether what comes next can't stay whole on any line, so that waiting for a new one helps nothing."""
    end = start + 1
    while not cells.may_end[end]:
        end += 1
    return cells.tight(start, end) > measure + _FUZZ_EM


def _cut(cells: Cells, start: int, limit: int) -> int:
    """An end inside a run that no line can hold."""
    middle = (start + limit) // 2
    for end in range(limit, middle, -1):
        if cells.text[end - 1] in _CUT_AFTER and cells.text[end] not in _CUT_AFTER and cells.rescue[end]:
            return end
    for end in range(limit, start, -1):
        if cells.rescue[end]:
            return end
    return max(limit, start + 1)


def _avoid_lone_character(cells: Cells, ends: list[int], measure: float, indent: float) -> None:
    """No last line of a single character (孤字): it is squeezed into the line before, or gets company from there."""
    text, n = cells.text, len(cells.text)
    if not _lone(text[cells.skip_spaces(ends[-2]) :]):
        return
    before = cells.skip_spaces(ends[-3]) if len(ends) > 2 else 0
    room = measure - (indent if len(ends) == 2 else 0)
    if cells.tight(before, n) - room <= cells.can_give(before, n):
        del ends[-2]
        return
    for end in range(ends[-2] - 1, before + 1, -1):
        start = cells.skip_spaces(end)
        if cells.may_end[end] and not _lone(text[start:]) and cells.tight(start, n) <= measure + _FUZZ_EM:
            ends[-2] = end
            return


def _lone(text: str) -> bool:
    """Whether a last line is too little to stand alone: one Chinese character, or one short Latin word."""
    letters = [char for char in text if char.isalnum()]
    one_word = " " not in text.strip() and all(char.isascii() for char in letters)
    return len(letters) < (_SHORT_WORD if one_word else 2)
