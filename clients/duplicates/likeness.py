"""How likely two rows of the client book are one person, and why: a pure comparison, scored from 0 to 100."""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from pypinyin import Style, lazy_pinyin
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from clients.book.naming import folded, is_chinese, readings
from clients.models import Client, Gender

LIKELY = 50
"""From here on a person is asked before the second row is written."""
LEAST = 10
MANY_LETTERS = 88
"""Latin names of which so many letters in a hundred agree are one name with a slip of the pen."""


class Reason(enum.Enum):
    """What speaks for one person, and what for two."""

    NUMBER = "number"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    NAME_ALIKE = "name_alike"  # sounds the same, or differs by a slip of the pen
    BIRTH_DATE = "birth_date"
    BIRTHDAY = "birthday"  # month and day; the year is not known of both
    HOUSEHOLD = "household"
    # Couples, drivers and assistants share a number: the same phone is not the same person.
    SHARED_PHONE = "shared_phone"
    SHARED_EMAIL = "shared_email"
    OTHER_BIRTH_DATE = "other_birth_date"
    OTHER_GENDER = "other_gender"


class Found(enum.Enum):
    """By which of its traits a row was found."""

    NUMBER = "number"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"  # its reading, together with the birthday
    HOUSEHOLD = "household"


@dataclass(frozen=True)
class Traits:
    """By what a person is told from others."""

    surname: str = ""
    given_name: str = ""
    name_en: str = ""
    gender: Gender | None = None
    birth_date: date | None = None
    birthday: str = ""  # MM-DD
    household_id: int | None = None

    @property
    def day(self) -> str:
        return f"{self.birth_date:%m-%d}" if self.birth_date else self.birthday

    @cached_property
    def full_name(self) -> str:
        return Client(surname=self.surname, given_name=self.given_name, name_en=self.name_en).full_name

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The name as it is written; the order of Latin words and their accents count for nothing."""
        return tuple(sorted(folded(self.full_name).replace("·", " ").split()))

    @cached_property
    def sounds(self) -> frozenset[str]:
        """Every sort key under which this name may stand in the book: 王文静, Wenjing Wang and Wang Wenjing are one."""
        found: set[str] = set()
        if is_chinese(self.full_name):
            for reading, _initials in readings(self.surname, self.given_name)[:3]:
                given = "".join(_syllables(self.given_name))
                found |= {reading, *_orders(reading.removesuffix(given), given)}
        for latin in {folded(name) for name in (self.full_name, self.name_en) if name and not is_chinese(name)}:
            words = latin.split()
            found |= {latin, *(_orders(*words) if len(words) == 2 else ())}
        return frozenset(sound for sound in found if sound)


def _orders(one: str, other: str) -> tuple[str, ...]:
    """A Latin name as Latin book rows and as Chinese ones are sorted, either part first."""
    return (f"{one} {other}", f"{other} {one}", one + other, other + one) if one and other else ()


def _syllables(text: str) -> list[str]:
    return lazy_pinyin(text, style=Style.NORMAL, v_to_u=False) if text else []


@dataclass(frozen=True)
class Likeness:
    """A score from 0 to 100 and what it is made of, the weightiest first."""

    score: int
    reasons: tuple[Reason, ...]


# What each trait weighs when the name is the same, and when it is only alike.
_WEIGHTS = {
    Reason.PHONE: (90, 80),
    Reason.EMAIL: (90, 80),
    Reason.BIRTH_DATE: (85, 75),
    Reason.BIRTHDAY: (65, 55),
    Reason.HOUSEHOLD: (70, 60),
}
_SHARED = {Reason.PHONE: Reason.SHARED_PHONE, Reason.EMAIL: Reason.SHARED_EMAIL}
_SHARED_WEIGHT = 25
_AGAINST = {Reason.OTHER_BIRTH_DATE: 40, Reason.OTHER_GENDER: 10}
"""A wrong gender is a slip that lists often have; a whole other date of birth is not."""
_FURTHER = 5  # what each further trait adds to the weightiest


def likeness(one: Traits, other: Traits, found: Collection[Found]) -> Likeness | None:
    """How alike the two are, given by what `other` was found; None when nothing speaks for one person."""
    if Found.NUMBER in found:
        return Likeness(100, (Reason.NUMBER,))
    agreeing = _agreeing(one, other, found)
    against = _against(one, other)
    name = name_likeness(one, other)
    if name is None:
        shared = [_SHARED[reason] for reason in agreeing if reason in _SHARED]
        if not shared:
            return None
        score = _SHARED_WEIGHT - 5 * len(against)
        return Likeness(max(LEAST, score), (*shared, *against))
    place = 0 if name is Reason.NAME else 1
    weights = sorted(((_WEIGHTS[reason][place], reason) for reason in agreeing), key=lambda pair: -pair[0])
    if not weights:
        return None  # many people bear one name
    score = min(99, weights[0][0] + _FURTHER * (len(weights) - 1)) - sum(_AGAINST[reason] for reason in against)
    return Likeness(score, (name, *(reason for _weight, reason in weights), *against)) if score >= LEAST else None


def _agreeing(one: Traits, other: Traits, found: Collection[Found]) -> list[Reason]:
    agreeing = [reason for reason in (Reason.PHONE, Reason.EMAIL) if Found(reason.value) in found]
    if one.birth_date and one.birth_date == other.birth_date:
        agreeing.append(Reason.BIRTH_DATE)
    elif one.day and one.day == other.day and not (one.birth_date and other.birth_date):
        agreeing.append(Reason.BIRTHDAY)
    if one.household_id and one.household_id == other.household_id:
        agreeing.append(Reason.HOUSEHOLD)
    return agreeing


def _against(one: Traits, other: Traits) -> list[Reason]:
    against = []
    if one.day and other.day and (one.day != other.day or _years_differ(one, other)):
        against.append(Reason.OTHER_BIRTH_DATE)
    if one.gender and other.gender and one.gender is not other.gender:
        against.append(Reason.OTHER_GENDER)
    return against


def _years_differ(one: Traits, other: Traits) -> bool:
    return bool(one.birth_date and other.birth_date and one.birth_date.year != other.birth_date.year)


def name_likeness(one: Traits, other: Traits) -> Reason | None:
    """NAME, NAME_ALIKE, or None for two names."""
    if one.written == other.written:
        return Reason.NAME
    if one.sounds & other.sounds or _slip(one, other):
        return Reason.NAME_ALIKE
    return None


def _slip(one: Traits, other: Traits) -> bool:
    """Whether one name is the other with a slip: wenjin for wenjing, Whitfeild for Whitfield."""
    if is_chinese(one.full_name) and is_chinese(other.full_name):
        return one.surname == other.surname and _one_syllable_off(one.given_name, other.given_name)
    latin = [folded(traits.name_en or traits.full_name) for traits in (one, other)]
    if any(is_chinese(name) for name in latin):
        return False
    return fuzz.token_sort_ratio(*latin) >= MANY_LETTERS


def _one_syllable_off(one: str, other: str) -> bool:
    """One character of at least two differs, and sounds the same but for a letter; 王伟 and 王菲 are two people."""
    if len(one) != len(other) or len(one) < 2:
        return False
    differing = [(mine, theirs) for mine, theirs in zip(one, other, strict=True) if mine != theirs]
    if len(differing) != 1:
        return False
    [(mine, theirs)] = differing
    return Levenshtein.distance("".join(_syllables(mine)), "".join(_syllables(theirs))) <= 1
