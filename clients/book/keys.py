"""The texts from whose beginning a client is found, and what somebody typed as ranges of the same texts.

A search is a few ranges of one index. So a name is kept whole and with each of its endings, in characters and in
pinyin; a telephone number also backwards, since people ask for its tail. clients/book/indexing.py keeps them.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import phonenumbers
from pypinyin import Style, lazy_pinyin

from clients.book.naming import is_chinese, surname_readings, syllables

LONGEST = 80
LEAST_TAIL = 3
"""So many digits at least are looked for at the end of telephone numbers."""
BACKWARDS = "\x01"
"""Stands before numbers that are written backwards; nobody can type it."""
_LAST = "\U0010ffff"

# Characters of given names that are read in two ways about equally often.
_TWO_READINGS = {
    "茜": ("qian", "xi"), "晟": ("sheng", "cheng"), "柏": ("bai", "bo"), "乐": ("le", "yue"), "长": ("chang", "zhang"),
    "朝": ("chao", "zhao"), "盛": ("sheng", "cheng"), "行": ("xing", "hang"), "重": ("zhong", "chong"),
    "娜": ("na", "nuo"), "莞": ("wan", "guan"), "曾": ("zeng", "ceng"), "单": ("dan", "shan"),
}  # fmt: skip
_MOST_SPELLINGS = 8
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_NO_DIGIT = re.compile(r"[^0-9]")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_ASCII_WITHIN = dict.fromkeys([*range(32), 127, *map(ord, "'`^")])
"""What parts no word: control signs, apostrophes, accents by themselves; see `_kind`."""


# What is compared


def tokens(text: str) -> list[str]:
    """What a search may begin at: each Chinese character, kana, syllable or picture, and each word of other letters.

    Small letters, narrow digits, without accents and signs; whole graphemes. A text of nothing but signs is one token.
    """
    if text.isascii():
        words = _ASCII_WORD.findall(text.lower().translate(_ASCII_WITHIN))
        return words or (["".join(text.split())] if text.strip() else [])
    if _HAN.fullmatch(text):
        return [*text]
    found: list[str] = []
    growing = False  # whether the last token may still take letters
    for symbol in _composed(text):
        kind = _kind(symbol)
        if kind == "word" and growing:
            found[-1] += symbol
        elif kind == "word" or (kind == "alone" and not (found and _waits(found[-1], symbol))):
            found.append(symbol)
        elif kind == "alone" or (kind == "joiner" and found and not growing):
            found[-1] += symbol
        growing = kind == "word" or (growing and kind == "within")
    if not found and text.strip():
        found = ["".join(text.split())]
    return [token.rstrip("\u200d") or token for token in found]


def _waits(token: str, symbol: str) -> bool:
    """Whether a picture goes on in `symbol`: after a joiner, or as the second letter of a flag."""
    flag = "\U0001f1e6" <= symbol <= "\U0001f1ff"
    return token.endswith("\u200d") or (flag and len(token) == 1 and "\U0001f1e6" <= token <= "\U0001f1ff")


def _composed(text: str) -> str:
    """Small, narrow and without accents; what NFC keeps together stays one character."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(symbol for symbol in folded if not unicodedata.combining(symbol))
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=20_000)
def _kind(symbol: str) -> str:
    if symbol == "\u200d":
        return "joiner"
    category = unicodedata.category(symbol)
    if category in ("Mn", "Me", "Cf", "Cc", "Sk") or symbol in "'’‘ʼ`´":
        return "within"  # a mark or an apostrophe parts no word
    if is_chinese(symbol) or category == "So" or symbol == "々" or "぀" <= symbol <= "ヿ" or "가" <= symbol <= "힣":
        return "alone"
    return "word" if category[0] in "LN" or category == "Mc" else "between"


def endings(parts: Sequence[str]) -> list[str]:
    """The whole, and what is left of it from each further part on."""
    found, rest = [], ""
    for part in reversed(parts):
        rest = part + rest
        found.append(rest[:LONGEST])
    return found[::-1]


# What a client is found by


def keys_of(
    *,
    surname: str = "",
    given_name: str = "",
    name_en: str = "",
    texts: Iterable[str] = (),
    phones: Iterable[str] = (),
) -> set[str]:
    """The keys of one client. `texts` are numbers and e-mail addresses, found from their beginning; `phones` in E.164.

    What is the beginning of another key is left out: the range of the shorter one holds the longer one anyway.
    """
    whole = surname + given_name
    chinese = is_chinese(whole)
    found = {*endings(tokens(whole if chinese else f"{surname} {given_name}"))}
    if name_en:
        found.update(endings(tokens(name_en)))
    if chinese:
        found.update(_spelt(surname, given_name))
    elif surname and given_name:
        found.add("".join(tokens(f"{given_name} {surname}"))[:LONGEST])
    found.update("".join(tokens(text))[:LONGEST] for text in texts)
    for phone in phones:
        found.update(_phone_keys(phone))
    found.discard("")
    ordered = sorted(found)
    return {key for key, after in itertools.pairwise([*ordered, ""]) if not after.startswith(key)}


def _spelt(surname: str, given_name: str) -> Iterator[str]:
    """Pinyin and initials of all spellings, whole and from each syllable on; and the surname with initials: wangwj."""
    for sounds in _spellings(surname, given_name):
        initials = [sound[0] if sound.isascii() else sound for sound in sounds]
        yield from endings(sounds)
        yield from endings(initials)
        if len(sounds) > 2:
            yield (sounds[0] + "".join(initials[1:]))[:LONGEST]


def _spellings(surname: str, given_name: str) -> list[tuple[str, ...]]:
    given = _of_given(given_name)
    found = [head + tail for head in _of_surname(surname) for tail in given][:_MOST_SPELLINGS]
    if not any("v" in sound for sounds in found for sound in sounds):
        return found if len(found) == 1 else [*dict.fromkeys(found)]
    as_u = [tuple(sound.replace("v", "u") for sound in sounds) for sounds in found if any("v" in one for one in sounds)]
    as_yu = [
        tuple(sound.replace("v", "yu") for sound in sounds) for sounds in found if any("v" in one for one in sounds)
    ]
    return [*dict.fromkeys([*found, *as_u, *as_yu])]


@lru_cache(maxsize=5_000)
def _of_surname(surname: str) -> tuple[tuple[str, ...], ...]:
    """Each reading by its syllables; of a compound surname also that of its characters one by one."""
    if not is_chinese(surname):
        return (tuple(tokens(surname)),)
    characters = "".join(tokens(surname))
    found: list[tuple[str, ...]] = []
    for reading in surname_readings(characters):
        for last in dict.fromkeys((*_last_sounds(characters),)):
            if len(characters) == 2 and reading.endswith(last) and reading != last:
                found.append((reading.removesuffix(last), last))
                break
        else:
            found.append((reading,))
    if len(characters) > 1:
        found.append(
            tuple(itertools.chain(*(lazy_pinyin(one, style=Style.NORMAL, v_to_u=False) for one in characters)))
        )
    return tuple(dict.fromkeys(found))


def _last_sounds(characters: str) -> tuple[str, ...]:
    together = lazy_pinyin(characters, style=Style.NORMAL, v_to_u=False)
    return (*together[-1:], *lazy_pinyin(characters[-1], style=Style.NORMAL, v_to_u=False))


@lru_cache(maxsize=20_000)
def _of_given(given_name: str) -> tuple[tuple[str, ...], ...]:
    """The spellings of a given name; a few characters are read in two ways."""
    parts = tokens(given_name)
    if not parts:
        return ((),)
    usual: list[tuple[str, ...]] = []
    for chinese, run in itertools.groupby(parts, key=is_chinese):
        together = [*run]
        usual += [(sound,) for sound in syllables("".join(together))] if chinese else [(part,) for part in together]
    if len(usual) == len(parts):
        usual = [
            tuple(dict.fromkeys((*sounds, *_TWO_READINGS.get(part, ()))))
            for part, sounds in zip(parts, usual, strict=True)
        ]
    return tuple(itertools.islice(itertools.product(*usual), 4))


def _phone_keys(phone: str) -> Iterator[str]:
    """Forwards without the country's code, as people begin to type it; the whole backwards, for its tail."""
    number = _NO_DIGIT.sub("", phone)
    if number:
        yield _national(number)[:LONGEST]
        yield (BACKWARDS + number[::-1])[:LONGEST]


def _national(number: str) -> str:
    """Without the code of a country, if it begins with one."""
    for length in (2, 1, 3):
        if int(number[:length] or 0) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return number[length:] or number
    return number


# What somebody typed


Range = tuple[str, str]


def asked(text: str) -> list[list[Range]]:
    """Each word of `text` as ranges of keys, one of which a client must have; all words must be answered.

    Chinese characters and letters part by themselves (王wj), signs within a number join it (138-0000-1234). A word of
    three digits or more also means the end of a telephone number.
    """
    text = text[:LONGEST]
    bare = unicodedata.normalize("NFKC", text).strip()
    joined = "".join(symbol for symbol in bare if symbol not in "-+()./ \u00b7\u2010\u2011\u2012\u2013")
    if joined.isascii() and joined.isdigit():
        return [_digits(joined, abroad=bare.startswith("+"))]
    words: list[list[Range]] = []
    parts = [word for word in bare.split() if any(symbol.isalnum() for symbol in word)] or ["".join(bare.split())]
    for word in parts:
        for chinese, run in itertools.groupby(tokens(word), key=is_chinese):
            typed = "".join(run)
            digits = not chinese and typed.isascii() and typed.isdigit()
            words.append(_digits(typed, abroad=False) if digits else [_from(typed)])
    return words


def _digits(typed: str, *, abroad: bool) -> list[Range]:
    bare = typed.lstrip("0")
    begun = [typed, bare, _national(bare) if abroad or typed.startswith("00") else bare]
    found = [_from(number) for number in dict.fromkeys(begun) if number]
    if len(typed) >= LEAST_TAIL:
        tails = [typed, bare if len(typed) > 8 else typed]  # 0571-8888-0000 is kept as +86 571 8888 0000
        found = [*(_from(BACKWARDS + tail[::-1]) for tail in dict.fromkeys(tails) if tail), *found]
    return found


def _from(typed: str) -> Range:
    typed = typed[:LONGEST]
    return typed, typed + _LAST
