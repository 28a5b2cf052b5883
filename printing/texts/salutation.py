"""How a letter, a card and an envelope address a person: the rules alone, for whoever keeps the person's data."""

from __future__ import annotations

from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

from printing.errors import SalutationUnknown
from printing.surnames import SURNAME_READINGS, is_chinese

PROFESSION, CHIEF, OFFICE = "profession", "chief", "office"
"""Kinds of title: 教授 follows the surname everywhere, 总 in talk and letters, 董事长 the full name on cards."""

_CHINESE = {"female": "女士", "male": "先生"}
_ENGLISH = {"female": "Ms", "male": "Mr"}
_ENGLISH_PROFESSIONS = {"教授": "Professor", "博士": "Dr", "医生": "Dr"}


@dataclass(frozen=True, slots=True)
class Person:
    """What the rules ask about. `gender` is "female", "male" or "" when it isn't known; `override` an own wish."""

    full_name: str
    surname: str = ""
    given_name: str = ""
    name_en: str = ""
    gender: str = ""
    title: str = ""
    title_kind: str = ""
    override: str = ""
    surname_first: bool = False  # of the name in Latin letters: Wang Wenjing


def salutation(person: Person, language: str) -> str:
    """尊敬的王女士 or Dear Ms Wang, without the mark after it.

    Raises SalutationUnknown when neither gender nor title nor an own form of address is known: a letter never says
    "Sir or Madam".
    """
    if person.override:
        return person.override
    return f"Dear {english_address(person)}" if language == "en" else f"尊敬的{chinese_address(person)}"


def chinese_address(person: Person) -> str:
    """王女士, 陈教授, 李总, 阿依古丽·买买提女士. Raises SalutationUnknown."""
    if person.title and person.title_kind in (PROFESSION, CHIEF):
        return f"{person.surname or person.full_name}{person.title}"
    return f"{person.surname or person.full_name}{_by_gender(person)}"


def card_name(person: Person) -> str:
    """The full name as on a formal card: 李强董事长, 王文静女士; 总 is for talk and letters only.

    Raises SalutationUnknown.
    """
    return "".join(chinese_envelope_name(person))


def chinese_envelope_name(person: Person) -> tuple[str, str]:
    """The full name and what follows it: (王文静, 女士), (陈敏, 教授). Raises SalutationUnknown."""
    if person.title and person.title_kind != CHIEF:
        return person.full_name, person.title
    return person.full_name, _by_gender(person)


def english_address(person: Person) -> str:
    """Ms Wang, Professor Chen; the full name when the gender is not known. Raises SalutationUnknown."""
    name = person.name_en or spelt(person)
    if not name:
        raise SalutationUnknown()
    # A name without a surname (阿依古丽·买买提) is said in full: Ms Ayiguli Maimaiti.
    return _with_english_title(person, english_surname(person) or name, name)


def english_envelope_name(person: Person) -> str:
    """Professor Chen Min, Ms Wang Wenjing; the bare name when the gender is not known."""
    name = latin_name(person)
    return _with_english_title(person, name, name)


def latin_name(person: Person) -> str:
    """The name in Latin letters, as the person spells it or else by its sounds; the Chinese one when there is none."""
    return person.name_en or spelt(person) or person.full_name


def english_surname(person: Person) -> str:
    """The family name in Latin letters: the spelt surname of a Chinese name, else the last word of the English one.

    The first word, for whoever writes the surname first.
    """
    words = person.name_en.split()
    own = (words or [""])[0 if person.surname_first else -1]
    if person.surname and is_chinese(person.surname):
        spelling = surname_readings(person.surname)[0].replace("v", "ü").capitalize()
        return next((word for word in words if word.lower() == spelling.lower()), own or spelling)
    return person.surname or own


def spelt(person: Person) -> str:
    """A Chinese name by its sounds: Wenjing Wang, or Wang Wenjing."""
    parts = person.given_name.split("·") if is_chinese(person.given_name) else []
    given = " ".join("".join(lazy_pinyin(part, style=Style.NORMAL)).capitalize() for part in parts)
    order = (english_surname(person), given) if person.surname_first else (given, english_surname(person))
    return " ".join(order).strip()


def surname_readings(surname: str) -> list[str]:
    """All readings of a surname in pinyin without tones, the right one first."""
    common = "".join(lazy_pinyin(surname, style=Style.NORMAL, v_to_u=False))
    return list(dict.fromkeys([*SURNAME_READINGS.get(surname, ()), common]))


def _by_gender(person: Person) -> str:
    if person.gender not in _CHINESE:
        raise SalutationUnknown()
    return _CHINESE[person.gender]


def _with_english_title(person: Person, called: str, name: str) -> str:
    if person.title_kind == PROFESSION and person.title in _ENGLISH_PROFESSIONS:
        return f"{_ENGLISH_PROFESSIONS[person.title]} {called}"
    return f"{_ENGLISH[person.gender]} {called}" if person.gender in _ENGLISH else name
