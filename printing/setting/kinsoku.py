"""Where a line of Chinese may break: marks that may not begin or end a line, and runs that stay whole (避头尾)."""

import re

# W3C clreq, basic level, and GB/T 15834-2011 §5.1: stops, closing marks, connectors and the solidus don't begin a line.
NO_START = frozenset("、，。．；：？！…‥—–～·・／％‰℃°”’」』）〕】》〉〗］｝〞,.;:?!%)]}々")
# Opening marks, and signs that belong to the number after them, don't end one.
NO_END = frozenset("“‘「『（〔【《〈〖［｛〝￥＄￡№#@([{")

# Full-width marks whose ink stands in the left half of the cell; the right half may give way.
CLOSING_MARKS = frozenset("、，。．；：？！”’」』）〕】》〉〗］｝")
OPENING_MARKS = frozenset("“‘「『（〔【《〈〖［｛")
_PAIRS = frozenset("—…⋯─")

_NUMERAL = "〇零一二三四五六七八九十百千两"
_UNITS = "元万亿号楼层室时分秒日月年位人岁天次届席期折里米度吨克个点"
_WHOLE = [
    # Latin words, numbers, times 14:30, phones 138-0000-0000, URLs, short codes 7KQ4-MY8P
    r"[0-9A-Za-z\u00c0-\u024f@#&+./:_'’%\-–]*[0-9A-Za-z\u00c0-\u024f%]",
    rf"\d[\d.,:：]*(?:公里|[{_UNITS}])",
    # A date in characters may part after its year (二〇二七年|四月十日) unless the caller keeps the whole of it.
    r"[〇一二三四五六七八九]{4}年",
    rf"[{_NUMERAL}]{{1,2}}月[{_NUMERAL}]{{1,3}}日",
    rf"[{_NUMERAL}]{{1,3}}时(?:[{_NUMERAL}]{{1,3}}分)?",
    rf"第[{_NUMERAL}\d]+[届次席期]",
    rf"[{_NUMERAL}]{{2,6}}[{_UNITS}]?",
    r"[—…⋯─]{2,}",
]
_WHOLE_RUN = re.compile("|".join(f"(?:{pattern})" for pattern in _WHOLE[1:] + _WHOLE[:1]))


def break_points(text: str, keep: tuple[str, ...] = ()) -> list[bool]:
    """For each position i of the text, whether a line may end before character i (false at 0, true at the end).

    `keep` lists strings, such as a name with its title or a date, that stay whole wherever they occur.
    """
    n = len(text)
    allowed = [False] + [_may_part(text[i - 1], text[i]) for i in range(1, n)] + [True]
    for found in _WHOLE_RUN.finditer(text):
        _close(allowed, found.start(), found.end())
    for span in keep:
        start = text.find(span) if span else -1
        while start >= 0:
            _close(allowed, start, start + len(span))
            start = text.find(span, start + len(span))
    return allowed


def rescue_points(text: str) -> list[bool]:
    """Like `break_points` for a run too long for any line: only the marks' own rules remain."""
    return [False] + [_may_part(text[i - 1], text[i]) for i in range(1, len(text))] + [True]


def _may_part(before: str, after: str) -> bool:
    if before in NO_END or after in NO_START:
        return False
    if after == " ":  # the space stays at the end of its line, where it takes no room
        return False
    if before == "\xa0" or after == "\xa0":
        return False
    return not (before == after and before in _PAIRS)


def _close(allowed: list[bool], start: int, end: int) -> None:
    for i in range(start + 1, end):
        allowed[i] = False
