"""One cell of a list, read: the value that it means, or the refusal that its reader can understand.

Values are in the form in which they are kept: codes of enums, days as 1962-03-04, so that a plan can be written down.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from email_validator import EmailNotValidError, validate_email

from clients.book.naming import is_chinese
from clients.book.postal import address, country
from clients.book.saving import normalised_phone
from clients.lists import dates
from clients.lists.columns import LONGEST, Column
from clients.lists.contacts import places, points
from clients.lists.vocabulary import member_of, members_of
from clients.models import (
    CelebrateBy,
    ClientType,
    ContactChannel,
    Gender,
    Holding,
    Interest,
    PointKind,
    RiskLevel,
    Tier,
    TitleKind,
)
from core.errors import DomainError
from core.forms import clean, digits
from core.spreadsheet_writing import unharmed

_NOTHING = {
    "", "-", "--", "—", "——", "/", "\\", ".", "无", "暂无", "空", "未知", "不详", "未填", "未填写", "n/a", "null",
    "none", "unknown", "nil", "#n/a", "#ref!", "#value!", "#name?", "#null!", "#div/0!",
}  # fmt: skip
_BENEATH = re.compile(r"(合计|总计|小计|共计)([:：].*)?|(制表|填表|审核|复核|统计|备注|说明|注)\w{0,3}[:：].*")
"""What stands in the column of names beneath a list: its total, and who drew it up."""
_BENEATH_BEGINS = "合总小共制填审复统备说注"
_NO_LETTERS = ("Nl", "So")
"""〇 and pictures: no letters to a computer, and yet somebody's given name."""
_LINES = {Column.ADDRESS, Column.ADDRESSES, Column.ADDRESS_WORK, Column.TALK_TOPICS, Column.DO_NOT_MENTION}


_SIMPLE = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_SPACES = re.compile(r"\s+")


def tidy(text: str) -> str:
    """A cell's text as it is read; nothing for the many ways of writing "nothing"."""
    if _SIMPLE.fullmatch(text):  # most cells, and none of them needs more
        return "" if text.lower() in _NOTHING else text
    if text[:1] == "'" and text[1:].isalpha() and text[1:].lower() in _NOTHING:
        return text[1:]  # said to be a text: somebody is called Null
    text = unharmed(text)
    text = text.strip() if text.isascii() and text.isprintable() else clean(text)
    if text[:1] in "'’`" and text[1:2].isdigit():
        text = text[1:]  # an apostrophe before a number is how Excel is told "text"
    return "" if text.lower() in _NOTHING else text


def said_on_purpose(text: str) -> str:
    """`text` as it is taken out so that it comes in unchanged, though it be one of the words for "nothing"."""
    return "'" + text if text.isalpha() and text.lower() in _NOTHING else text


def value_of(column: Column, text: str, *, today: date, from_1904: bool = False) -> Any:
    """The meaning of a tidy text that is not empty. Raises DomainError."""
    return reader_of(column, today=today, from_1904=from_1904)(text)


def reader_of(column: Column, *, today: date, from_1904: bool = False) -> Callable[[str], Any]:
    """What reads the tidy texts of a column, which are not empty; it raises DomainError."""
    if column is Column.BIRTH_DATE:
        return lambda text: dates.birthday(text, today, from_1904=from_1904)
    if column in ENUMS:
        kind = ENUMS[column]
        return lambda text: member_of(kind, text).value
    return _READERS.get(column) or (lambda text: plain(column, text))


def plain(column: Column, text: str) -> str:
    """`text` on one line, whatever signs are in it. Raises DomainError: text_too_long."""
    if not _SIMPLE.fullmatch(text):
        text = text.strip() if column in _LINES else _SPACES.sub(" ", text)
    most = LONGEST.get(column, 60)
    if len(text) > most:
        raise DomainError("text_too_long", most=most, length=len(text))
    return text


def name(text: str) -> str:
    """A name; 张　伟, spread to the width of three characters, is 张伟.

    Raises DomainError: name_without_letters for digits and signs alone, name_of_nobody for a total beneath the list,
    name_with_note for 王芳（已故）, which a letter would print.
    """
    if _HAN.fullmatch(text) and text[0] not in _BENEATH_BEGINS:
        return text  # nearly all of them
    if not any(symbol.isalpha() or unicodedata.category(symbol) in _NO_LETTERS for symbol in text):
        raise DomainError("name_without_letters")
    if is_chinese(text):
        text = re.sub(r"(?<=[^\x00-ÿ])\s+(?=[^\x00-ÿ])", "", text)
        if _BENEATH.fullmatch(text):
            raise DomainError("name_of_nobody")
        if any(sign in text for sign in "()（）[]【】"):
            raise DomainError("name_with_note")
    return text


_MOBILE = re.compile(r"1(?:[38]\d|[59][0-35-9])\d{8}")
"""Mobile numbers of mainland China whose first three digits are in use as a whole; others the library judges."""
_SHORTENED = re.compile(r"\d(\.\d+)?[eE]\+?\d{1,2}")


def phone(text: str) -> str:
    """The number in E.164, also when a spreadsheet wrote it as 1.3800001234E+10.

    Raises DomainError: phone_shortened when it kept only the first digits (1.38E+10), phone_invalid.
    """
    if _MOBILE.fullmatch(text):
        return "+86" + text
    text = digits(text)
    if _SHORTENED.fullmatch(text):
        mantissa, exponent = re.split("[eE]", text)
        if len(mantissa.replace(".", "")) <= int(exponent):
            raise DomainError("phone_shortened")
        text = str(int(Decimal(text)))
    text = text.removesuffix(".0")
    bare = re.sub(r"[\s\-–—.]", "", text)
    bare = re.sub(r"^(\(?\+?0{0,2}86\)?)(?=1\d{10}$)", "", bare)
    return "+86" + bare if _MOBILE.fullmatch(bare) else normalised_phone(text)


def phone_or_several(text: str) -> str | list[list[str]]:
    """One number; of a cell that holds several, all of them, the first being the usual one. Raises like `phone`."""
    try:
        return phone(text)
    except DomainError:
        several = points(text, ContactChannel.PHONE, PointKind.OTHER, phone)
        if len(several) < 2:
            raise
        return several


def birth_date(text: str, today: date) -> date:
    """A day in the past, with its year. Raises DomainError: date_unreadable, date_impossible, year_missing."""
    return dates.alive(dates.day_in(text, today), today)


_COMMON_MAIL = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})")


@lru_cache(maxsize=10_000)
def _domain(text: str) -> str | None:
    try:
        return validate_email("a@" + text, check_deliverability=False).normalized.removeprefix("a@")
    except EmailNotValidError:
        return None


def email(text: str) -> str:
    """An address as it is written to. Raises DomainError("email_invalid")."""
    text = text.removeprefix("mailto:")
    common = _COMMON_MAIL.fullmatch(text)
    if common and len(text) < 65 and (domain := _domain(common[1])) is not None:
        return f"{text[: common.start(1)]}{domain}"
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise DomainError("email_invalid") from None


_LANGUAGES = {
    "zh": "zh", "中文": "zh", "汉语": "zh", "普通话": "zh", "chinese": "zh", "zh-cn": "zh", "国语": "zh",
    "en": "en", "英文": "en", "英语": "en", "english": "en",
}  # fmt: skip


def language(text: str) -> str:
    """zh or en. Raises DomainError("word_unknown")."""
    try:
        return _LANGUAGES[digits(text).lower()]
    except KeyError:
        raise DomainError("word_unknown", word=text[:40], known="zh、en") from None


_PROFESSIONS = ("教授", "老师", "医生", "律师", "博士", "院士", "工程师")


def guess_title(title: str, surname: str) -> dict[str, Any]:
    """What a column of titles says: 先生 is a gender, 教授 and 李总 follow the surname, other titles are offices."""
    return dict(_title(title.removeprefix(surname) or title))


@lru_cache(maxsize=5_000)
def _title(title: str) -> dict[str, Any]:
    try:
        return {"gender": member_of(Gender, title).value}
    except DomainError:
        pass
    if title.endswith(_PROFESSIONS) or title.lower() in ("professor", "prof", "prof.", "dr", "dr."):
        return {"title": title, "title_kind": TitleKind.PROFESSION.value}
    if title in ("总", "董"):
        return {"title": title, "title_kind": TitleKind.CHIEF.value}
    return {"title": title, "title_kind": TitleKind.OFFICE.value}


def _several(kind: type[enum.Enum]) -> Callable[[str], list[str]]:
    places_of = {member: place for place, member in enumerate(kind)}
    return lambda text: [member.value for member in sorted(members_of(kind, text), key=places_of.__getitem__)]


def _lunar(text: str) -> list[Any]:
    day = dates.lunar_day(text)
    return [None, None, False, True] if day.eve else [day.month, day.day, day.leap, False]


def _mails(text: str) -> list[list[str]]:
    return points(text, ContactChannel.EMAIL, PointKind.OTHER, email)


def _phones(usual: PointKind) -> Callable[[str], list[list[str]]]:
    return lambda text: points(text, ContactChannel.PHONE, usual, phone)


ENUMS: dict[Column, type[enum.Enum]] = {
    Column.GENDER: Gender,
    Column.TIER: Tier,
    Column.TYPE: ClientType,
    Column.TITLE_KIND: TitleKind,
    Column.RISK: RiskLevel,
    Column.CELEBRATE_BY: CelebrateBy,
    Column.MONTH_BAND: Tier,
}
_READERS: dict[Column, Callable[[str], Any]] = {
    Column.NUMBER: lambda text: digits(plain(Column.NUMBER, text.removesuffix(".0"))).replace(" ", ""),
    Column.NAME: lambda text: name(plain(Column.NAME, text)),
    Column.SURNAME: lambda text: name(plain(Column.SURNAME, text)),
    Column.GIVEN_NAME: lambda text: name(plain(Column.GIVEN_NAME, text)),
    Column.NAME_EN: lambda text: name(plain(Column.NAME_EN, text)),
    Column.PHONE: phone_or_several,
    Column.EMAIL: lambda text: email(plain(Column.EMAIL, text)),
    Column.LANGUAGE: language,
    Column.ADDRESS: address,
    Column.COUNTRY: lambda text: country(plain(Column.COUNTRY, text)),
    Column.POSTCODE: lambda text: plain(Column.POSTCODE, text.removesuffix(".0")),  # what it means, its country decides
    Column.INTERESTS: _several(Interest),
    Column.HOLDINGS: _several(Holding),
    Column.FURTHER_TYPES: _several(ClientType),
    Column.LUNAR_BIRTHDAY: _lunar,
    Column.PHONES: _phones(PointKind.OTHER),
    Column.PHONE_HOME: _phones(PointKind.HOME),
    Column.PHONE_WORK: _phones(PointKind.WORK),
    Column.EMAILS: _mails,
    Column.ADDRESSES: lambda text: places(text, PointKind.OTHER),
    Column.ADDRESS_WORK: lambda text: places(text, PointKind.WORK),
    Column.HOUSEHOLD: lambda text: name(plain(Column.HOUSEHOLD, text)),
}
