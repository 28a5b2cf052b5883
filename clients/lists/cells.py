"""One cell of a list, read: the value that it means, or the refusal that its reader can understand."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from email_validator import EmailNotValidError, validate_email

from clients.book.naming import is_chinese
from clients.book.postal import address, country
from clients.book.saving import normalised_phone
from clients.lists.columns import LONGEST, Column
from clients.lists.vocabulary import member_of, members_of
from clients.models import ClientType, Gender, Holding, Interest, Tier, TitleKind
from core.errors import DomainError
from core.forms import clean, digits

OLDEST = 120
_NOTHING = {"", "-", "--", "—", "——", "/", "无", "暂无", "空", "未知", "不详", "未填", "n/a", "null", "none", "unknown"}
_BENEATH = re.compile(r"(合计|总计|小计|共计)([:：].*)?|(制表|填表|审核|复核|统计|备注|说明|注)\w{0,3}[:：].*")
"""What stands in the column of names beneath a list: its total, and who drew it up."""


@dataclass(frozen=True)
class Cell:
    """What stood there, what it means (None: nothing), and why it can't be used."""

    text: str
    value: Any = None
    error: DomainError | None = None


def read_cell(column: Column, text: str, *, today: date) -> Cell:
    """The meaning of one cell. Never raises: a refusal stands in the cell."""
    text = clean(text).lstrip("'’`").strip()  # an apostrophe before a number is how Excel is told "text"
    if text.lower() in _NOTHING:
        return Cell(text)
    try:
        return Cell(text, _value(column, text, today))
    except DomainError as refusal:
        return Cell(text, error=refusal)


def _value(column: Column, text: str, today: date) -> Any:
    if column is Column.BIRTH_DATE:
        return birth_date(text, today)
    if column in _ENUMS:
        return member_of(_ENUMS[column], text)
    return _READERS[column](text) if column in _READERS else plain(column, text)


def plain(column: Column, text: str) -> str:
    """`text` on one line. Raises DomainError: text_not_plain for marks of some language of markup, text_too_long."""
    text = re.sub(r"\s+", " ", text)
    if any(sign in text for sign in "<>{}"):
        raise DomainError("text_not_plain")
    most = LONGEST.get(column, 60)
    if len(text) > most:
        raise DomainError("text_too_long", most=most, length=len(text))
    return text


def name(text: str) -> str:
    """A name; 张　伟, spread to the width of three characters, is 张伟.

    Raises DomainError: name_without_letters for digits and signs alone, name_of_nobody for a total beneath the list,
    name_with_note for 王芳（已故）, which a letter would print.
    """
    if not any(symbol.isalpha() for symbol in text):
        raise DomainError("name_without_letters")
    if is_chinese(text):
        text = re.sub(r"(?<=[^\x00-ÿ])\s+(?=[^\x00-ÿ])", "", text)
        if _BENEATH.fullmatch(text):
            raise DomainError("name_of_nobody")
        if any(sign in text for sign in "()（）[]【】"):
            raise DomainError("name_with_note")
    return text


def phone(text: str) -> str:
    """The number in E.164, also when a spreadsheet wrote it as 1.3800001234E+10.

    Raises DomainError: phone_shortened when it kept only the first digits (1.38E+10), phone_invalid.
    """
    text = digits(text)
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d{1,2}", text):
        mantissa, exponent = re.split("[eE]", text)
        if len(mantissa.replace(".", "")) <= int(exponent):
            raise DomainError("phone_shortened")
        text = str(int(Decimal(text)))
    return normalised_phone(text.removesuffix(".0"))


def birth_date(text: str, today: date) -> date:
    """A day in the past, written with the year first, in characters, as eight digits, or as Excel's number of days.

    Raises DomainError: date_unreadable, date_impossible.
    """
    text = digits(text).split(" ")[0].split("T")[0]
    parts = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})", text
    )
    try:
        if parts:
            day = date(*(int(part) for part in parts.groups()))
        elif re.fullmatch(r"\d{5}", text):
            day = date(1899, 12, 30) + timedelta(days=int(text))
        else:
            raise DomainError("date_unreadable")
    except ValueError:
        raise DomainError("date_unreadable") from None
    if day > today or day.year < today.year - OLDEST:
        raise DomainError("date_impossible")
    return day


def email(text: str) -> str:
    """An address as it is written to. Raises DomainError("email_invalid")."""
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
    title = title.removeprefix(surname) or title
    try:
        return {"gender": member_of(Gender, title)}
    except DomainError:
        pass
    if title.endswith(_PROFESSIONS) or title.lower() in ("professor", "prof", "dr", "dr."):
        return {"title": title, "title_kind": TitleKind.PROFESSION}
    if title in ("总", "董"):
        return {"title": title, "title_kind": TitleKind.CHIEF}
    return {"title": title, "title_kind": TitleKind.OFFICE}


_ENUMS: dict[Column, type[enum.Enum]] = {
    Column.GENDER: Gender,
    Column.TIER: Tier,
    Column.TYPE: ClientType,
    Column.TITLE_KIND: TitleKind,
}
_READERS: dict[Column, Callable[[str], Any]] = {
    Column.NUMBER: lambda text: digits(plain(Column.NUMBER, text)).replace(" ", ""),
    Column.NAME: lambda text: name(plain(Column.NAME, text)),
    Column.SURNAME: lambda text: name(plain(Column.SURNAME, text)),
    Column.GIVEN_NAME: lambda text: name(plain(Column.GIVEN_NAME, text)),
    Column.NAME_EN: lambda text: name(plain(Column.NAME_EN, text)),
    Column.PHONE: phone,
    Column.EMAIL: lambda text: email(plain(Column.EMAIL, text)),
    Column.LANGUAGE: language,
    Column.ADDRESS: address,
    Column.COUNTRY: lambda text: country(plain(Column.COUNTRY, text)),
    Column.POSTCODE: lambda text: plain(Column.POSTCODE, text.removesuffix(".0")),  # what it means, its country decides
    Column.INTERESTS: lambda text: members_of(Interest, text),
    Column.HOLDINGS: lambda text: members_of(Holding, text),
}
