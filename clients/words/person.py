"""The words for a person: name, birthday, languages, numbers and addresses, relations, own fields."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from clients.models import (
    BirthdaySource,
    CelebrateBy,
    ContactChannel,
    FieldKind,
    LeapRule,
    NameOrder,
    PhotoConsent,
    PointKind,
    RelationKind,
    RiskLevel,
)
from core.languages import pick_language

NAME_ORDERS = {
    NameOrder.GIVEN_FIRST: _l("Given name first: Wenjing Wang"),
    NameOrder.SURNAME_FIRST: _l("Surname first: Wang Wenjing"),
}


CELEBRATE_BY = {
    CelebrateBy.SOLAR: _l("By the solar calendar"),
    CelebrateBy.LUNAR: _l("By the lunar calendar"),
    CelebrateBy.BOTH: _l("By both"),
    CelebrateBy.NONE: _l("Not at all"),
}


LEAP_RULES = {
    LeapRule.LEAP_IF_EXISTS: _l("In the leap month when the year has it"),
    LeapRule.ORDINARY: _l("Always in the ordinary month"),
    LeapRule.ASK: _l("Ask the client each time"),
}


BIRTHDAY_SOURCES = {
    BirthdaySource.ID: _l("From the identity card"),
    BirthdaySource.CLIENT: _l("Told by the client"),
}


LUNAR_MONTHS = (
    _l("1st lunar month"), _l("2nd lunar month"), _l("3rd lunar month"), _l("4th lunar month"), _l("5th lunar month"),
    _l("6th lunar month"), _l("7th lunar month"), _l("8th lunar month"), _l("9th lunar month"), _l("10th lunar month"),
    _l("11th lunar month"), _l("12th lunar month"),
)  # fmt: skip


_TENS, _ONES = ("初", "十", "廿"), "一二三四五六七八九"


LUNAR_DAYS_ZH = [
    "初十" if day == 10 else "二十" if day == 20 else "三十" if day == 30 else _TENS[day // 10] + _ONES[day % 10 - 1]
    for day in range(1, 31)
]


def lunar_day(day: int) -> str:
    """廿八 in Chinese, 28 in English."""
    return LUNAR_DAYS_ZH[day - 1] if pick_language() == "zh" else str(day)


def lunar_day_choices() -> list[tuple[str, str]]:
    return [(str(day), lunar_day(day)) for day in range(1, 31)]


def lunar_birthday(client: Any) -> str:
    """闰六月十五, or the 15th of the leap 6th month; empty when it is not known."""
    if client.lunar_eve:
        return str(_l("the last day of the lunar year"))
    if client.lunar_month is None or client.lunar_day is None:
        return ""
    month = LUNAR_MONTHS[client.lunar_month - 1]
    values = {"month": str(month), "day": lunar_day(client.lunar_day)}
    return str((_l("leap %(month)s, day %(day)s") if client.lunar_leap else _l("%(month)s, day %(day)s")) % values)


SPOKEN = {
    "cmn": _l("Mandarin"),
    "yue": _l("Cantonese"),
    "wuu": _l("Wu"),
    "nan": _l("Southern Min"),
    "hak": _l("Hakka"),
    "cdo": _l("Eastern Min"),
    "hsn": _l("Xiang"),
    "gan": _l("Gan"),
    "bod": _l("Tibetan"),
    "uig": _l("Uyghur"),
    "mon": _l("Mongolian"),
    "kaz": _l("Kazakh"),
    "sign": _l("Sign language"),
    "eng": _l("English"),
    "jpn": _l("Japanese"),
    "kor": _l("Korean"),
    "fra": _l("French"),
    "deu": _l("German"),
    "spa": _l("Spanish"),
    "ita": _l("Italian"),
    "rus": _l("Russian"),
    "ara": _l("Arabic"),
}


"""What Client.spoken holds: codes of ISO 639-3, and sign language."""


RISK_LEVELS = {
    RiskLevel.C1: _l("C1 cautious"),
    RiskLevel.C2: _l("C2 steady"),
    RiskLevel.C3: _l("C3 balanced"),
    RiskLevel.C4: _l("C4 growth"),
    RiskLevel.C5: _l("C5 adventurous"),
}


PHOTO_CONSENTS = {
    PhotoConsent.NONE: _l("No pictures"),
    PhotoConsent.OWN: _l("Only for the client"),
    PhotoConsent.INTERNAL: _l("Also inside the bank"),
    PhotoConsent.PUBLIC: _l("Also in public"),
}


POINT_KINDS = {
    PointKind.MOBILE: _l("Mobile"),
    PointKind.HOME: _l("At home"),
    PointKind.WORK: _l("At work"),
    PointKind.ASSISTANT: _l("The assistant's"),
    PointKind.FAMILY: _l("The family's"),
    PointKind.OTHER: _l("Another"),
}


POINT_CHANNELS = {ContactChannel.PHONE: _l("Telephone"), ContactChannel.EMAIL: _l("E-mail")}


ADDRESS_KINDS = {
    PointKind.HOME: _l("At home"),
    PointKind.WORK: _l("At work"),
    PointKind.FAMILY: _l("The family's"),
    PointKind.OTHER: _l("Another"),
}


RELATIONS = {
    RelationKind.SPOUSE: _l("Wife or husband"),
    RelationKind.CHILD: _l("Child"),
    RelationKind.PARENT: _l("Parent"),
    RelationKind.SIBLING: _l("Brother or sister"),
    RelationKind.FRIEND: _l("Friend"),
    RelationKind.PARTNER: _l("Partner in business"),
    RelationKind.INTRODUCED_BY: _l("Introduced this client to us"),
    RelationKind.INTRODUCED: _l("Introduced to us by this client"),
    RelationKind.ASSISTANT: _l("Assistant"),
    RelationKind.KEEP_APART: _l("Keep apart"),
}


"""What the other one is to the client of the page."""


ASSISTS = _l("Works for this one as an assistant")


FIELD_KINDS = {
    FieldKind.TEXT: _l("Short text"),
    FieldKind.NUMBER: _l("Number"),
    FieldKind.DATE: _l("Date"),
    FieldKind.CHOICE: _l("One of several words"),
    FieldKind.YES_NO: _l("Yes or no"),
}


YES_NO = {True: _l("Yes"), False: _l("No")}


YES_NO_WORDS = {
    True: ("yes", "y", "true", "1", "是", "有", "对", "√", "✓", "v"),
    False: ("no", "n", "false", "0", "否", "无", "没有", "不是", "×", "x"),
}
