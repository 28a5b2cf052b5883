"""What no line may split: words of scripts with spaces, dates, times, telephone numbers, quantities, names with titles.

Each pattern names a small whole; where two overlap (二〇二七年, 年四月, 四月十日) together they keep the greater one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from printing.surnames import COMPOUND_SURNAMES

_N = "〇零一二三四五六七八九十百千两廿卅"  # numerals in characters
_MEASURE_WORDS = """
    万元 亿元 美元 欧元 港元 元 万 亿 角 折 成 号楼 号线 号门 号桌 号厅 号 楼 层 室 栋 幢 座 排 桌 席 期 届 次 场 回 讲
    小时 分钟 秒钟 刻钟 时 分 秒 刻 点钟 点 天 日 夜 周年 年 个月 月 个星期 星期 世纪 周 季 位 人 岁 名 个 户 家 代 辈
    公里 千米 米 厘米 毫米 平方米 里 亩 度 吨 公斤 千克 克 斤 毫升 升 页 册 卷 件 张 封 杯 壶 把 款 种 条 篇 首 间 道
    盏 本 幅 只 支 枚 套 份 遍 步
"""
_UNITS = "|".join(sorted(_MEASURE_WORDS.split(), key=len, reverse=True))
_UNITS_EN = "km|m|cm|mm|kg|g|ml|am|pm|a\\.m\\.|p\\.m\\.|noon|midnight|o[’']clock|minutes?|hours?|years?|guests?|seats?"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"

# What to search for in a text that has one of some characters; most clauses have few of them.
_CHINESE = {
    _N: [rf"[{_N}]+(?:[多余来几]?(?:{_UNITS})(?:半(?:{_UNITS})?|多)?)?"],  # 十二位, 一个半小时, 二十余年, 二〇二七年
    # Dates: 年四月, 月十日, 闰六月, 腊月, 丙午年; with the numerals and their units above a date is one chain.
    "年月": [
        rf"年 ?(?:闰?[正腊冬]|[{_N}]{{1,2}}|\d{{1,2}}) ?月",
        rf"月 ?(?:初[{_N}]|[{_N}]{{1,3}}|\d{{1,2}}) ?[日号]?",
        rf"[闰正腊冬](?:[正腊冬]|[{_N}]{{1,2}})?月",
        "[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年",
    ],
    "期拜周": [
        r"[（(](?:星期|礼拜|周)[一二三四五六日天][）)]",
        "(?:星期|礼拜|周)[一二三四五六日天]",
    ],
    # Times: 下午二时, 时三十分, 14:30, 2点半
    "时点:：": [
        rf"[凌清早上中正下傍晚夜][晨上午晚里]{{0,2}} ?(?:[{_N}]{{1,3}}|\d{{1,2}}) ?[时点:：]",
        rf"[时点] ?(?:[整半]|[一两三]刻|[{_N}]{{1,3}}分|\d{{1,2}} ?分)",
        r"\d{1,2}：\d{2}(?:：\d{2})?",
    ],
    "第": [rf"第 ?(?:[{_N}]+|\d+) ?[届次席期回章卷号桌排座位名季讲天年周场节部批代]?"],
    "半": ["半个?(?:小时|钟头|月|天|年|日)"],
    "—…⋯─‥": ["[—…⋯─‥]{2,}"],
}
_FOREIGN_PATTERNS = [
    rf"\d[\d.,]* ?[多余来几]?(?:{_UNITS})(?:半(?:{_UNITS})?|多)?",  # 3.5公里, 100万元, 30 分钟
    r"\d ?(?:转|分机|ext\.?) ?\d{1,6}",
]
_ENGLISH_PATTERNS = [
    # 10 April 2027, April 10, 2027, 2:30 pm, 3 km, No. 3, Ms Wang
    rf"\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})(?:,? \d{{4}})?",
    rf"(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}})?",
    rf"\d[\d.,:–-]* (?:{_UNITS_EN})(?!\w)",
    r"(?:No|Nos|pp?|vol)\. \d+",
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady)\.? [^\W\d_][\w’'-]*",
]
# Compiled when a text first asks for them: all together take as long as setting a hundred letters.
_SEARCHES = [(frozenset(chars), patterns) for chars, patterns in _CHINESE.items()]
_compiled = cache(re.compile)

# Scripts that are written without spaces, where a line may break between any two characters.
_SOLID = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3100-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uf900-\ufaff\uff10-\uff9f\U00016fe0-\U00018fff\U0001b000-\U0001b2ff\U00020000-\U0003ffff"
)
# O’Brien, 7KQ4-MY8P, 14:30–16:00, an address of the web; the marks at the end of a word are none of it.
_WORD = re.compile(rf"(?:(?![{_SOLID}])[@#&+./:_'’%\-–~=?*\w])+")
_PHONE = re.compile(r"[+(（\d](?:[\d()（）]|[ \xa0–-](?=[\d(（]))+")
_HAN = re.compile(rf"[{_SOLID}]")
_TITLE = re.compile(
    "女士|先生|老师|教授|博士|医生|律师|院士|工程师|大夫|董事长|总经理|总裁|行长|经理|主任|书记|校长|院长|处长|局长|会长|夫人|阿姨|同志"
)
# Digits (wide ones too), letters, and whatever else isn't Chinese.
_ENGLISH = re.compile("[A-Za-z]")
_FOREIGN = re.compile(rf"\d|[^{_SOLID}，。；：！？、“”（）《》·—…]")
_INTERPUNCT = re.compile("[·•‧]")
_LONGEST_NAME_PART = 5
_NO_NAME = frozenset("请与暨及士")  # before a name, not in one

# Every character that any of this asks for by itself.
INSPECTED = frozenset(
    "".join(
        [*(chars + "".join(patterns) for chars, patterns in _CHINESE.items()), *_FOREIGN_PATTERNS, *_ENGLISH_PATTERNS]
    )
    + _TITLE.pattern
    + _INTERPUNCT.pattern
    + "".join([*_NO_NAME, *COMPOUND_SURNAMES])
)


def wholes(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of everything in the text that stays on one line; they may overlap."""
    characters = set(text)
    for triggers, patterns in _SEARCHES:
        if not triggers.isdisjoint(characters):
            for pattern in patterns:
                for found in _compiled(pattern).finditer(text):
                    yield found.span()
    yield from _names(text)
    if not _FOREIGN.search(text):
        return
    for pattern in _FOREIGN_PATTERNS + (_ENGLISH_PATTERNS if _ENGLISH.search(text) else []):
        for found in _compiled(pattern).finditer(text):
            yield found.span()
    for found in _WORD.finditer(text):
        yield found.span()
    for found in _PHONE.finditer(text):
        # 138 0000 0000, 0571-8888 0000, +86 138 0000 0000, (0571) 8888 0000: as many digits as telephones have.
        if 7 <= sum(char.isdigit() for char in found.group()) <= 17:
            yield found.span()


def _names(text: str) -> Iterator[tuple[int, int]]:
    """A name with its title (欧阳文静女士), and one with an interpunct (阿依古丽·买买提).

    Where a name begins can't be known from a running text; as many characters as a name may have are kept.
    """
    for found in _TITLE.finditer(text):
        start = _back(text, found.start(), 3)
        if start == found.start() > 0 and text[start - 1].isalpha():
            start -= 1  # O’Brien先生; the word before is whole by itself
        if text[start - 1 : start + 1] in COMPOUND_SURNAMES and start:
            start -= 1
        yield start, found.end()
    for found in _INTERPUNCT.finditer(text):
        end = found.end()
        while end < len(text) and end - found.end() < _LONGEST_NAME_PART and _HAN.match(text[end]):
            end += 1
        yield _back(text, found.start(), _LONGEST_NAME_PART), end


def _back(text: str, i: int, most: int) -> int:
    start = i
    while start > 0 and i - start < most and _HAN.match(text[start - 1]) and text[start - 1] not in _NO_NAME:
        start -= 1
    return start
