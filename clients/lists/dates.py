"""Days as people and spreadsheets write them: year first, in characters, as digits, as Excel's count of days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from core.errors import DomainError
from core.forms import digits

OLDEST = 120
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.．年]\s*(\d{1,2})\s*[-/.．月]\s*(\d{1,2})\s*[日号]?")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SIX = re.compile(r"(\d{2})(\d{2})(\d{2})")
_SHORT_YEAR = re.compile(r"(\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_MONTH_DAY = re.compile(r"(?:--)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_WORDED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]+([A-Za-z]{3,9})\.?,?[-/. ]+(\d{4})")
_WORDED_FIRST = re.compile(r"([A-Za-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})")
_MONTHS = {name: place for place, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)}  # fmt: skip
_NUMERALS = "〇一二三四五六七八九"
_ZEROS = str.maketrans("零○Ｏ", "〇〇〇")
_CHINESE = re.compile(rf"([{_NUMERALS}]{{4}})年([{_NUMERALS}十]{{1,3}})月([{_NUMERALS}十]{{1,3}})[日号]?")
_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


def day_in(text: str, today: date, *, from_1904: bool = False) -> date:
    """The day that `text` says.

    Raises DomainError: date_unreadable, year_missing for two digits that may be either century.
    """
    text = re.split(r"[ T]\d{1,2}:", digits(text))[0].strip()
    for pattern in (_YEAR_FIRST, _EIGHT):
        if parts := pattern.fullmatch(text):
            return _day(*(int(part) for part in parts.groups()))
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return (_EPOCH_1904 if from_1904 else _EPOCH_1900) + timedelta(days=int(text.split(".")[0]))
    for pattern in (_SIX, _SHORT_YEAR):
        if parts := pattern.fullmatch(text):
            year, month, day = (int(part) for part in parts.groups())
            return _day(_century(year, today), month, day)
    return _said_otherwise(text)


def _said_otherwise(text: str) -> date:
    if parts := _CHINESE.fullmatch(text.translate(_ZEROS)):
        year = int("".join(str(_NUMERALS.index(sign)) for sign in parts[1]))
        return _day(year, chinese_number(parts[2]), chinese_number(parts[3]))
    if parts := _YEAR_LAST.fullmatch(text):
        first, second, year = (int(part) for part in parts.groups())
        if first > 12 or first == second:
            return _day(year, second, first)
        if second > 12:
            return _day(year, first, second)
        raise DomainError("date_unreadable")  # 03/04/1962 is March to some and April to others
    if parts := _WORDED.fullmatch(text):
        return _day(int(parts[3]), _MONTHS.get(parts[2][:3].lower(), 0), int(parts[1]))
    if parts := _WORDED_FIRST.fullmatch(text):
        return _day(int(parts[3]), _MONTHS.get(parts[1][:3].lower(), 0), int(parts[2]))
    raise DomainError("date_unreadable")


def _century(year: int, today: date) -> int:
    """620304 is 1962. Raises DomainError("year_missing") when somebody grown up may be meant in both centuries."""
    if year <= today.year % 100:
        raise DomainError("year_missing")
    return 1900 + year


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DomainError("date_unreadable") from None


def alive(day: date, today: date) -> date:
    """`day`, if somebody alive may have been born on it. Raises DomainError("date_impossible")."""
    if day > today or day.year < today.year - OLDEST:
        raise DomainError("date_impossible")
    return day


def birthday(text: str, today: date, *, from_1904: bool = False) -> str:
    """1962-03-04, or 03-04 where the year is not told.

    Raises DomainError: date_unreadable, date_impossible, year_missing.
    """
    if _ISO.fullmatch(text):
        return alive(_day(int(text[:4]), int(text[5:7]), int(text[8:])), today).isoformat()
    text = digits(text)
    if parts := _MONTH_DAY.fullmatch(text):
        month, day = int(parts[1]), int(parts[2])
        if re.fullmatch(r"(?:--)?\d{4}", text) is None and "." in text and month > 12:
            raise DomainError("date_unreadable")
        _day(2000, month, day)  # a year with a 29th of February
        return f"{month:02d}-{day:02d}"
    if re.fullmatch(r"--\d{4}", text):  # as vCards write it
        _day(2000, int(text[2:4]), int(text[4:6]))
        return f"{text[2:4]}-{text[4:6]}"
    return alive(day_in(text, today, from_1904=from_1904), today).isoformat()


def chinese_number(text: str) -> int:
    """十 10, 十二 12, 二十 20, 廿三 23, 卅 30, 三十一 31; raises ValueError for what is no number up to 39."""
    text = text.replace("廿", "二十").replace("卅", "三十").removeprefix("初")
    if text.isascii() and text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _NUMERALS.index(text)
    return (_NUMERALS.index(tens) if tens else 1) * 10 + (_NUMERALS.index(ones) if ones else 0)


@dataclass(frozen=True)
class Lunar:
    """A day of the lunar year."""

    month: int
    day: int
    leap: bool
    eve: bool


_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12, "臘": 12}
_LUNAR = re.compile(
    rf"(闰|閏)?(正|冬|腊|臘|[{_NUMERALS}十]{{1,2}}|\d{{1,2}})\s*[月\-./]\s*([初廿卅十{_NUMERALS}\d]{{1,3}})[日号]?"
)


def lunar_day(text: str) -> Lunar:
    """八月十五, 闰六月初三, 腊月三十, 除夕, 8-15, 农历8月15. Raises DomainError("lunar_unreadable")."""
    text = digits(text)
    text = re.sub(r"^(农历|阴历|旧历|农|lunar)\s*[:：]?\s*", "", text, flags=re.IGNORECASE)
    if text in ("除夕", "年三十", "大年三十"):
        return Lunar(12, 30, False, True)
    leap = text.lower().endswith((" leap", "(leap)"))
    text = re.sub(r"\s*\(?leap\)?$", "", text, flags=re.IGNORECASE)
    parts = _LUNAR.fullmatch(text)
    if parts is None:
        raise DomainError("lunar_unreadable")
    try:
        month = _LUNAR_MONTHS.get(parts[2]) or chinese_number(parts[2])
        day = chinese_number(parts[3])
    except ValueError:
        raise DomainError("lunar_unreadable") from None
    if not (1 <= month <= 12 and 1 <= day <= 30):
        raise DomainError("lunar_unreadable")
    return Lunar(month, day, leap or parts[1] is not None, False)


def said_lunar(month: int | None, day: int | None, *, leap: bool, eve: bool) -> str:
    """As `lunar_day` reads it again: 闰6-15, 除夕."""
    if eve:
        return "除夕"
    return f"{'闰' if leap else ''}{month}-{day}" if month and day else ""
