"""Where post goes: the lines of an address, postcodes as each country writes them, and the countries' names."""

from __future__ import annotations

import re
from functools import cache
from typing import Protocol

from babel import Locale
from pypinyin import lazy_pinyin

from core.errors import DomainError
from core.forms import clean, digits

HOME = "CN"
MOST_LINES = 6
MOST_CHARACTERS = 200

# As mainland China's post writes them, which the world's list of names does not.
_OWN_NAMES = {
    "zh": {"HK": "中国香港", "MO": "中国澳门", "TW": "中国台湾"},
    "en": {"HK": "Hong Kong, China", "MO": "Macao, China", "TW": "Taiwan, China"},
}
_FIRST = ("CN", "HK", "MO", "TW")
_NO_COUNTRY = {"CQ", "EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
_ALSO = {
    "中华人民共和国": "CN", "中国大陆": "CN", "大陆": "CN", "内地": "CN", "prc": "CN", "prchina": "CN",
    "mainlandchina": "CN", "香港": "HK", "hongkong": "HK", "澳门": "MO", "macao": "MO", "macau": "MO",
    "台湾": "TW", "taiwan": "TW", "uk": "GB", "greatbritain": "GB", "england": "GB", "usa": "US",
    "unitedstatesofamerica": "US", "america": "US", "阿联酋": "AE", "uae": "AE", "korea": "KR", "韩国": "KR",
}  # fmt: skip

# Countries whose postcodes are digits of a fixed number: a spreadsheet that took one for a number dropped its zero.
_DIGITS = {"CN": 6, "US": 5, "DE": 5, "FR": 5, "ES": 5, "IT": 5, "JP": 7, "SG": 6, "MY": 5, "FI": 5}
_WITHOUT_POSTCODE = {"HK", "MO", "AE", "QA"}
_POSTCODE = re.compile(r"[A-Z0-9][A-Z0-9 -]{1,9}")


@cache
def countries(language: str) -> dict[str, str]:
    """Code and name of every country, China's parts first, the others in their names' order."""
    names = {
        code: str(name)
        for code, name in Locale(language).territories.items()
        if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRY
    } | _OWN_NAMES[language]
    rest = sorted((code for code in names if code not in _FIRST), key=lambda code: lazy_pinyin(names[code]))
    return {code: names[code] for code in (*_FIRST, *rest)}


def country_name(code: str, language: str) -> str:
    """The country's name in Chinese or English; a code that nobody knows stands for itself."""
    return countries(language).get(code, code)


def country(text: str) -> str:
    """The ISO code of a country told by code or name. Raises DomainError("country_unknown")."""
    word = digits(text).strip()
    if word.upper() in countries("en"):
        return word.upper()
    folded = _folded(word)
    for known in (_by_name(), _ALSO):
        if folded in known:
            return known[folded]
    raise DomainError("country_unknown", word=word[:40])


@cache
def _by_name() -> dict[str, str]:
    return {_folded(name): code for language in ("zh", "en") for code, name in countries(language).items()}


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def address(text: str) -> str:
    """An address line by line, without empty lines.

    Raises DomainError: text_not_plain, address_lines for more lines than an envelope has, text_too_long.
    """
    lines = [re.sub(r"[ \t\u3000]+", " ", clean(line)) for line in text.splitlines()]
    lines = [line for line in lines if line]
    whole = "\n".join(lines)
    if any(sign in whole for sign in "<>{}"):
        raise DomainError("text_not_plain")
    if len(lines) > MOST_LINES:
        raise DomainError("address_lines", most=MOST_LINES)
    if len(whole) > MOST_CHARACTERS:
        raise DomainError("text_too_long", most=MOST_CHARACTERS, length=len(whole))
    return whole


def postcode(text: str, country: str) -> str:
    """A postcode as it is printed. Empty stays empty.

    Raises DomainError: postcode_china unless it has six digits, postcode_invalid for what no country writes.
    """
    code = re.sub(r"\s+", " ", digits(text)).upper()
    if not code:
        return ""
    if country == HOME:
        code = code.replace(" ", "")
        if not re.fullmatch("[0-9]{6}", code):
            raise DomainError("postcode_china")
        return code
    if not _POSTCODE.fullmatch(code):
        raise DomainError("postcode_invalid")
    return code


def restored_postcode(text: str, country: str) -> str:
    """A postcode from a spreadsheet, with the zero in front that a column of numbers lost. Raises like `postcode`."""
    code = digits(text).removesuffix(".0").replace(" ", "")
    wanted = _DIGITS.get(country, 0)
    if code.isascii() and code.isdigit() and len(code) == wanted - 1:
        return "0" + code
    return postcode(digits(text).removesuffix(".0"), country)


class Place(Protocol):
    """What post needs to know: a client's own row has it, and each of the further addresses."""

    @property
    def postal_address(self) -> str: ...
    @property
    def postcode(self) -> str: ...
    @property
    def country(self) -> str: ...


def lacks_postcode(place: Place) -> bool:
    """Whether post needs a postcode that is not known, or not whole."""
    if place.country == HOME:
        return re.fullmatch("[0-9]{6}", place.postcode) is None
    return place.country not in _WITHOUT_POSTCODE and not place.postcode
