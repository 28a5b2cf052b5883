"""Names: splitting a Chinese name, addressing a person, and the readings by which a name is found and sorted."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT

from clients.models import Client, Gender, NameOrder
from core.errors import DomainError
from printing.errors import SalutationUnknown
from printing.surnames import COMPOUND_SURNAMES, is_chinese, split_name
from printing.texts import salutation as rules
from printing.texts.salutation import Person, surname_readings

__all__ = ["COMPOUND_SURNAMES", "is_chinese", "split_name", "surname_readings"]

Answer = TypeVar("Answer")


def salutation(client: Client, language: str) -> str:
    """How a letter or the reply page addresses the client: 尊敬的王女士 / Dear Ms Wang, without the mark after it.

    Raises DomainError("salutation_unknown") when neither gender nor title nor an own form of address is known: a letter
    never says "Sir or Madam".
    """
    return _asked(lambda person: rules.salutation(person, language), client)


def chinese_address(client: Client) -> str:
    """王女士, 陈教授, 李总, 阿依古丽·买买提女士. Raises DomainError("salutation_unknown")."""
    return _asked(rules.chinese_address, client)


def card_name(client: Client) -> str:
    """The full name as on a formal card: 李强董事长, 王文静女士; 总 is for talk and letters only.

    Raises DomainError("salutation_unknown").
    """
    return _asked(rules.card_name, client)


def joint_card_name(first: Client, second: Client) -> str:
    """Two of one household on one card, the gentleman first: 王建国先生暨李文静女士.

    Raises DomainError("salutation_unknown").
    """
    pair = sorted((first, second), key=lambda client: client.gender is not Gender.MALE)
    return "暨".join(card_name(client) for client in pair)


def joint_salutation(first: Client, second: Client, language: str) -> str:
    """How one letter addresses two of a household: 王建国先生暨李文静女士, Dear Mr Wang and Ms Li.

    Raises DomainError("salutation_unknown").
    """
    if language != "en":
        return joint_card_name(first, second)
    pair = sorted((first, second), key=lambda client: client.gender is not Gender.MALE)
    return f"Dear {' and '.join(english_address(client) for client in pair)}"


def address_or_none(client: Client, language: str) -> str | None:
    """How the client is addressed in talk, or None when it is not known."""
    try:
        return english_address(client) if language == "en" else chinese_address(client)
    except DomainError:
        return None


def english_address(client: Client) -> str:
    """Ms Wang, Professor Chen; the full name when the gender is not known. Raises DomainError("salutation_unknown")."""
    return _asked(rules.english_address, client)


def envelope_name(client: Client, language: str) -> tuple[str, str]:
    """The full name and what follows it on an envelope: (王文静, 女士), (陈敏, 教授), (Professor Min Chen, "").

    总 is for talk and letters only, so an envelope says 先生. Raises DomainError("salutation_unknown").
    """
    if language == "en":
        return rules.english_envelope_name(_person(client)), ""
    return _asked(rules.chinese_envelope_name, client)


def name_in(client: Client, language: str) -> str:
    """The bare name as a card for a table or a lapel shows it."""
    return rules.latin_name(_person(client)) if language == "en" else client.full_name


def _person(client: Client) -> Person:
    return Person(
        full_name=client.full_name,
        surname=client.surname,
        given_name=client.given_name,
        name_en=client.name_en,
        gender=client.gender.value if client.gender else "",
        title=client.title,
        title_kind=client.title_kind.value if client.title_kind else "",
        override=client.salutation_override,
        surname_first=client.name_en_order is NameOrder.SURNAME_FIRST,
    )


def _asked(rule: Callable[[Person], Answer], client: Client) -> Answer:
    try:
        return rule(_person(client))
    except SalutationUnknown:
        raise DomainError("salutation_unknown") from None


def syllables(text: str) -> list[str]:
    """The usual reading of each character, ü as v. Two characters that are no word together are read one by one.

    That is what pypinyin does too, thirty times slower; lists of 100,000 names need it fast.
    """
    if len(text) < 2:
        return [*_syllable(text)] if text else []
    if len(text) == 2 and text not in PHRASES_DICT:
        return [*_syllable(text[0]), *_syllable(text[1])]
    return lazy_pinyin(text, style=Style.NORMAL, v_to_u=False)


@lru_cache(maxsize=10_000)
def _syllable(character: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(character, style=Style.NORMAL, v_to_u=False))


@lru_cache(maxsize=20_000)
def readings(surname: str, given_name: str) -> tuple[tuple[str, str], ...]:
    """All (pinyin, initials) of a name: each reading of the surname, ü both as v and as u."""
    sounds = syllables(given_name)
    given = "".join(sounds)
    initials = "".join(sound[:1] for sound in sounds)
    found = [(reading + given, head + initials) for reading, head in _surname_sounds(surname)]
    spelt = {(text.replace("v", "u"), short) for text, short in found if "v" in text}
    return tuple(dict.fromkeys([*found, *sorted(spelt)]))


@lru_cache(maxsize=5_000)
def _surname_sounds(surname: str) -> list[tuple[str, str]]:
    """Each reading with its initials; a compound surname's are those of its characters: 尉迟 yc, 万俟 mq."""
    if not surname:
        return [("", "")]
    rest = "".join(part[:1] for part in lazy_pinyin(surname, style=Style.NORMAL)[1:])
    return [(reading, reading[:1] + rest) for reading in surname_readings(surname)]


def index_name(client: Client) -> None:
    """Set `sort_key` from the client's names; clients/book/saving.py calls it on each change."""
    if is_chinese(client.full_name):
        read = _surname_sounds(client.surname)[0][0] + "".join(syllables(client.given_name))
    else:
        read = folded(client.full_name)
    client.sort_key = read[:120]


def folded(text: str) -> str:
    """`text` in small letters without accents, for comparing Latin names."""
    plain = unicodedata.normalize("NFD", text.lower())
    return unicodedata.normalize("NFC", "".join(symbol for symbol in plain if not unicodedata.combining(symbol)))
