"""Names: splitting a Chinese name, addressing a person, and the readings by which a name is found and sorted."""

from __future__ import annotations

import itertools
import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from clients.models import Client, Gender, TitleKind
from core.errors import DomainError

COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "司徒",
        "慕容",
        "皇甫",
        "尉迟",
        "公孙",
        "轩辕",
        "令狐",
        "宇文",
        "长孙",
        "东方",
        "夏侯",
        "闻人",
        "南宫",
        "万俟",
        "澹台",
        "端木",
        "百里",
        "呼延",
        "第五",
        "鲜于",
        "闾丘",
        "钟离",
        "赫连",
        "拓跋",
        "独孤",
        "濮阳",
        "淳于",
        "单于",
        "太叔",
        "申屠",
        "仲孙",
        "公冶",
        "宗政",
    ]
)

# How surnames are read where the common reading of the character is another. The common one is indexed too,
# since whoever types it in a hurry means the same person.
SURNAME_READINGS: dict[str, tuple[str, ...]] = {
    "单": ("shan",), "仇": ("qiu",), "解": ("xie",), "曾": ("zeng",), "查": ("zha",), "区": ("ou",),
    "盖": ("ge", "gai"), "朴": ("piao",), "覃": ("qin", "tan"), "缪": ("miao",), "翟": ("zhai", "di"),
    "尉迟": ("yuchi",), "万俟": ("moqi",), "单于": ("chanyu",), "任": ("ren",), "华": ("hua",), "纪": ("ji",),
    "燕": ("yan",), "乐": ("yue", "le"), "冼": ("xian",), "瞿": ("qu",), "繁": ("po",), "秘": ("bi",),
    "种": ("chong",), "折": ("she",), "员": ("yun",), "佴": ("nai",), "那": ("na",), "薄": ("bo",), "都": ("du",),
    "殷": ("yin",), "牟": ("mu", "mou"), "召": ("shao", "zhao"), "黑": ("he",), "洗": ("xian",),
    "郇": ("xun", "huan"), "逄": ("pang",), "隗": ("wei", "kui"), "乜": ("nie",), "祭": ("zhai", "ji"),
    "句": ("gou",), "能": ("nai",), "卜": ("bu",), "令狐": ("linghu",), "澹台": ("tantai",), "长孙": ("zhangsun",),
}  # fmt: skip


def is_chinese(text: str) -> bool:
    return any("㐀" <= symbol <= "鿿" or "豈" <= symbol <= "﫿" or symbol >= "𠀀" for symbol in text)


def split_name(name: str) -> tuple[str, str]:
    """(surname, given name) of a full Chinese name; compound surnames first.

    A name with an interpunct (阿依古丽·买买提) has no surname in this sense: ("", the whole name). A guess, for lists
    that hold one column only; people are asked to look at it.
    """
    name = name.strip()
    if "·" in name or len(name) < 2 or not is_chinese(name):
        return "", name
    if len(name) > 2 and name[:2] in COMPOUND_SURNAMES:
        return name[:2], name[2:]
    return name[:1], name[1:]


_CHINESE_ADDRESS = {Gender.FEMALE: "女士", Gender.MALE: "先生"}
_ENGLISH_ADDRESS = {Gender.FEMALE: "Ms", Gender.MALE: "Mr"}
_ENGLISH_PROFESSIONS = {"教授": "Professor", "博士": "Dr", "医生": "Dr"}


def salutation(client: Client, language: str) -> str:
    """How a letter or the reply page addresses the client: 尊敬的王女士 / Dear Ms Wang, without the mark after it.

    Raises DomainError("salutation_unknown") when neither gender nor title nor an own form of address is known: a letter
    never says "Sir or Madam".
    """
    if client.salutation_override:
        return client.salutation_override
    return f"Dear {english_address(client)}" if language == "en" else f"尊敬的{chinese_address(client)}"


def chinese_address(client: Client) -> str:
    """王女士, 陈教授, 李总, 阿依古丽·买买提女士. Raises DomainError("salutation_unknown")."""
    surname = client.surname
    if client.title and client.title_kind in (TitleKind.PROFESSION, TitleKind.CHIEF):
        return f"{surname or client.full_name}{client.title}"
    if client.gender is None:
        raise DomainError("salutation_unknown")
    return f"{surname or client.full_name}{_CHINESE_ADDRESS[client.gender]}"


def card_name(client: Client) -> str:
    """The full name as on a formal card: 李强董事长, 王文静女士; 总 is for talk and letters only.

    Raises DomainError("salutation_unknown").
    """
    if client.title and client.title_kind is not TitleKind.CHIEF:
        return f"{client.full_name}{client.title}"
    if client.gender is None:
        raise DomainError("salutation_unknown")
    return f"{client.full_name}{_CHINESE_ADDRESS[client.gender]}"


def joint_card_name(first: Client, second: Client) -> str:
    """Two of one household on one card, the gentleman first: 王建国先生暨李文静女士.

    Raises DomainError("salutation_unknown").
    """
    pair = sorted((first, second), key=lambda client: client.gender is not Gender.MALE)
    return "暨".join(card_name(client) for client in pair)


def address_or_none(client: Client, language: str) -> str | None:
    """How the client is addressed in talk, or None when it is not known."""
    try:
        return english_address(client) if language == "en" else chinese_address(client)
    except DomainError:
        return None


def english_address(client: Client) -> str:
    """Ms Wang, Professor Chen; the full name when the gender is not known. Raises DomainError("salutation_unknown")."""
    name = client.name_en or _spelt(client)
    if not name:
        raise DomainError("salutation_unknown")
    family = english_surname(client)
    if client.title_kind is TitleKind.PROFESSION and client.title in _ENGLISH_PROFESSIONS:
        return f"{_ENGLISH_PROFESSIONS[client.title]} {family}"
    # A name without a surname (阿依古丽·买买提) is said in full: Ms Ayiguli Maimaiti.
    return f"{_ENGLISH_ADDRESS[client.gender]} {family or name}" if client.gender else name


def english_surname(client: Client) -> str:
    """The family name in Latin letters: the spelt surname of a Chinese name, else the last word of the English one."""
    if client.surname and is_chinese(client.surname):
        spelt = surname_readings(client.surname)[0].replace("v", "ü").capitalize()
        words = client.name_en.split()
        return next((word for word in words if word.lower() == spelt.lower()), words[-1] if words else spelt)
    return client.surname or (client.name_en.split() or [""])[-1]


def _spelt(client: Client) -> str:
    parts = client.given_name.split("·") if is_chinese(client.given_name) else []
    given = " ".join("".join(lazy_pinyin(part, style=Style.NORMAL)).capitalize() for part in parts)
    return f"{given} {english_surname(client)}".strip()


def surname_readings(surname: str) -> list[str]:
    """All readings of a surname in pinyin without tones, the right one first."""
    common = "".join(lazy_pinyin(surname, style=Style.NORMAL, v_to_u=False))
    return list(dict.fromkeys([*SURNAME_READINGS.get(surname, ()), common]))


@lru_cache(maxsize=20_000)
def readings(surname: str, given_name: str) -> tuple[tuple[str, str], ...]:
    """All (pinyin, initials) of a name: each reading of the surname, ü both as v and as u."""
    syllables = lazy_pinyin(given_name, style=Style.NORMAL, v_to_u=False) if given_name else []
    given = "".join(syllables)
    initials = "".join(syllable[:1] for syllable in syllables)
    surname_ = surname_readings(surname) if surname else [""]
    compound = lazy_pinyin(surname, style=Style.NORMAL) if surname else []
    found: list[tuple[str, str]] = []
    for reading in surname_:
        # A compound surname's initials are those of its characters: 尉迟 yc, 万俟 mq.
        head = reading[:1] + "".join(part[:1] for part in compound[1:])
        found.append((reading + given, head + initials))
    spelt = {(text.replace("v", "u"), short) for text, short in found if "v" in text}
    return tuple(dict.fromkeys([*found, *sorted(spelt)]))


def index_name(client: Client) -> None:
    """Set `sort_key` and `search_text` from the client's names and number; clients/book.py calls it on each change."""
    pairs = readings(client.surname, client.given_name) if is_chinese(client.full_name) else ()
    client.sort_key = (pairs[0][0] if pairs else folded(client.full_name))[:120]
    words = [folded(client.full_name), folded(client.name_en), client.number.lower(), *itertools.chain(*pairs)]
    # Words stand between bars, so that a search can ask for the beginning of one: "|wwj".
    client.search_text = "|" + "|".join(dict.fromkeys(word for word in words if word)) + "|"


def folded(text: str) -> str:
    """`text` in small letters without accents, for comparing Latin names."""
    plain = unicodedata.normalize("NFD", text.lower())
    return unicodedata.normalize("NFC", "".join(symbol for symbol in plain if not unicodedata.combining(symbol)))
