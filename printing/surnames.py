"""Surnames: those of two characters, those that are read unlike their character, and where a surname ends."""

from __future__ import annotations

import re

_COMPOUND = """
    欧阳 上官 司马 诸葛 司徒 慕容 皇甫 尉迟 公孙 轩辕 令狐 宇文 长孙 东方 夏侯 闻人 南宫 万俟 澹台 端木 百里 呼延
    第五 鲜于 闾丘 钟离 赫连 拓跋 独孤 濮阳 淳于 单于 太叔 申屠 仲孙 公冶 宗政
"""
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())

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


_CHINESE = re.compile("[㐀-鿿豈-﫿𠀀-\U0010ffff]")


def is_chinese(text: str) -> bool:
    """Whether a text has Chinese characters in it."""
    return _CHINESE.search(text) is not None


def split_name(name: str) -> tuple[str, str]:
    """(surname, given name) of a full Chinese name; compound surnames first.

    A name with an interpunct (阿依古丽·买买提), or one that begins with no Chinese character, has no surname in this
    sense: ("", the whole name). A guess, for lists that hold one column only; people are asked to look at it.
    """
    name = name.strip()
    if "·" in name or len(name) < 2 or not is_chinese(name[:1]):
        return "", name
    if len(name) > 2 and name[:2] in COMPOUND_SURNAMES:
        return name[:2], name[2:]
    return name[:1], name[1:]
