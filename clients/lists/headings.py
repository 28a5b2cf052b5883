"""Which row names the columns, and what each heading means, as banks and relationship managers write them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

from clients.lists.columns import HEADERS, SEVERAL_COLUMNS, Column, folded_header
from clients.lists.vocabulary import in_both_languages
from clients.lists.words import COLUMNS, WATERMARK

_SEARCHED = 20
"""Rows at the top of a sheet among which its headings are looked for; titles and notes stand above."""
_PREFIX = re.compile(r"^(客户|贵宾|本人|联系人|会员|client|customer|cust|contact|member)(s)?")
_SUFFIX = re.compile(r"(必填|选填|可选|required|optional)$")


@lru_cache(maxsize=1)
def _headings() -> dict[str, Column]:
    found: dict[str, Column] = {}
    for column, label in COLUMNS.items():
        for word in (*in_both_languages(label), *HEADERS[column], column.value):
            found.setdefault(folded_header(word), column)
    # Our vCards' reader names columns by what a client has.
    return found | {folded_header("client_number"): Column.NUMBER, folded_header("full_name"): Column.NAME}


@lru_cache(maxsize=4096)
def column_of(heading: str) -> Column | None:
    """What a heading means, or None when it is none that we know."""
    folded = _SUFFIX.sub("", folded_header(heading))
    for word in (folded, _PREFIX.sub("", folded), folded.rstrip("0123456789")):
        if word in _headings():
            return _headings()[word]
    return None


def heading_place(rows: Sequence[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    """Line and texts of the row that names the columns: sheets often begin with a title. The first row when none does.

    A row of two lines (merged headings above, single ones beneath) counts as its lower one.
    """
    known = [known_headings(texts) for _line, texts in rows[:_SEARCHED]]
    best = max(known, default=0)
    if best >= 2 or (best == 1 and any(len(set(filter(None, texts))) <= 2 for _line, texts in rows[:3])):
        return rows[known.index(best)]
    return rows[0] if rows else (0, [])


def known_headings(texts: Sequence[str]) -> int:
    """How many different fields a row names."""
    return len({column_of(text) for text in texts if text and len(text) < 40} - {None})


@lru_cache(maxsize=1)
def _marks() -> re.Pattern[str]:
    said = (re.escape(word).replace(re.escape("%(reference)s"), "[0-9a-f]{8}") for word in in_both_languages(WATERMARK))
    return re.compile("|".join(said))


def our_mark(texts: Sequence[str]) -> bool:
    """Whether a row is the line beneath our own lists that says who took them out."""
    return len(texts) > 0 and not any(texts[1:]) and _marks().match(texts[0]) is not None


def likeness(rows: Sequence[tuple[int, list[str]]]) -> int:
    """How much a sheet looks like a list of clients, by its headings: workbooks often begin with a page of notes."""
    return max((known_headings(texts) for _line, texts in rows[:_SEARCHED]), default=0)


def guess_columns(headings: Sequence[str]) -> dict[int, Column]:
    """Place → column, each column once but those that may stand several times.

    Of two headings that mean the same the first is taken; a second number or address is a further one.
    """
    guessed: dict[int, Column] = {}
    for place, heading in enumerate(headings):
        column = column_of(heading)
        if column in guessed.values() and column not in SEVERAL_COLUMNS:
            column = _FURTHER.get(column) if column else None
        if column is not None:
            guessed[place] = column
    return guessed


_FURTHER = {Column.PHONE: Column.PHONES, Column.EMAIL: Column.EMAILS, Column.ADDRESS: Column.ADDRESSES}


def fingerprint(headings: Sequence[str]) -> str:
    """By which a mapping is remembered: the same for the same headings, however they are spaced."""
    return hashlib.sha256("\x1f".join(folded_header(text) for text in headings).encode()).hexdigest()
