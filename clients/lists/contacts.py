"""Cells that hold several numbers or addresses: "办公 0571-8888-0000; 妻子 138…", one line each, or parted by marks."""

from __future__ import annotations

import re
from collections.abc import Callable

from clients.book.postal import HOME, address
from clients.models import ContactChannel, PointKind
from core.errors import DomainError
from core.forms import clean, digits

MOST = 12
"""Further numbers and addresses of one client in one list."""
_WORDS = {
    PointKind.MOBILE: ("手机", "移动", "mobile", "cell"),
    PointKind.HOME: ("家庭", "住宅", "家", "宅", "home"),
    PointKind.WORK: ("单位", "公司", "办公室", "办公", "工作", "work", "office"),
    PointKind.ASSISTANT: ("秘书", "助理", "司机", "assistant", "secretary"),
    PointKind.FAMILY: ("家人", "妻子", "丈夫", "太太", "先生", "配偶", "子女", "儿子", "女儿", "family", "spouse"),
    PointKind.OTHER: ("其他", "备用", "other"),
}
_KIND = {word: kind for kind, words in _WORDS.items() for word in words}
_LABEL = "|".join(sorted(_KIND, key=len, reverse=True))
_LABELLED = re.compile(rf"({_LABEL})(?:\s*[:：]\s*|\s+|(?=[\d+(（]))(.+)", re.IGNORECASE | re.DOTALL)
_NOTED = re.compile(r"(.+?)\s*[(（]([^()（）]{1,60})[)）]")
_BETWEEN = re.compile(r"[;；、，,\n|]+|\s+/\s+|(?<=\d)/(?=[\d+(])")

Point = list[str]
"""Channel, value, kind and note, as codes and texts, so that it can be kept as JSON."""


def _parted(text: str, usual: PointKind) -> list[tuple[PointKind, str, str]]:
    """(kind, value, note) of each part of a cell."""
    found = []
    for part in _BETWEEN.split(text):
        said, kind, note = part.strip(), usual, ""
        if labelled := _LABELLED.fullmatch(said):
            kind, said = _KIND[labelled[1].lower()], labelled[2].strip()
        noted = _NOTED.fullmatch(said)
        if noted and not digits(noted[2]).strip("+ ").isdecimal():
            said, word = noted[1].strip(), noted[2].strip()
            if word.lower() in _KIND:
                kind = _KIND[word.lower()]
            else:
                note = clean(word)[:60]
        if said:
            found.append((kind, said, note))
    return found


def points(text: str, channel: ContactChannel, usual: PointKind, read: Callable[[str], str]) -> list[Point]:
    """The numbers or mail addresses of a cell, read by `read`. Raises what it raises, and too_many_contacts."""
    parted = _parted(text, usual)
    if len(parted) > MOST:
        raise DomainError("too_many_contacts", most=MOST)
    found = ([channel.value, read(part), kind.value, note] for kind, part, note in parted)
    return [point for point in found if point[1]]


def places(text: str, usual: PointKind) -> list[list[str]]:
    """Further addresses parted by bars: kind, address, postcode. Raises address_lines, text_too_long and the like."""
    found = []
    for part in re.split(r"[|｜]+", text):
        said, kind = part.strip(), usual
        if labelled := re.fullmatch(rf"({_LABEL})\s*[:：]\s*(.+)", said, re.IGNORECASE | re.DOTALL):
            kind, said = _KIND[labelled[1].lower()], labelled[2]
        postcode = re.search(r"\s(\d{6})$", said)
        where = address(said[: postcode.start()] if postcode else said)
        if where:
            found.append([kind.value, where, postcode[1] if postcode else "", HOME])
    if len(found) > MOST:
        raise DomainError("too_many_contacts", most=MOST)
    return found
