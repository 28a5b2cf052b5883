"""Guests for the letters of bench/print.py: names of common and rarer characters, and a paragraph for each alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

_SYMBOLS = "23456789ABCDEFGHJKMNPQRTUVWXY"
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
# GB/T 2312, first level: the 3,755 characters of everyday texts, given names among them.
_COMMON = "".join(
    bytes((row, cell)).decode("gb2312")
    for row in range(0xB0, 0xD8)
    for cell in range(0xA1, 0xFF)
    if (row, cell) < (0xD7, 0xFA)
)
_WHEN = ("去年春天", "去年入夏", "去年中秋", "去年初冬", "今年正月", "上回见面", "前些日子", "年前")
_WHERE = ("在湖边", "在支行楼上", "电话里", "在您府上", "在茶室", "散会以后")
_WHAT = (
    "家里那把老壶一直舍不得用",
    "想给老太太找一味不伤胃的茶",
    "小时候跟外公上山采过茶",
    "近来早起写字，缺一方好砚",
    "女儿在国外学陶，寄回来一只杯子",
    "院里的老桂树今年开得特别晚",
)


@dataclass(frozen=True)
class Guest:
    """What of a letter is one guest's own."""

    called: str
    salutation: str
    personal: str
    payload: str
    short_code: str


def guests(n: int, *, unlike: bool = False) -> Iterator[Guest]:
    """The same n guests each time; the paragraph of no two is the same.

    Their paragraphs are of a few dozen shapes, as sentences about guests are; of `unlike` guests each has a shape of
    its own, which is the worst that can be asked of the breaking of lines.
    """
    chance = random.Random(n)  # noqa: S311 - the same guests each time
    for _ in range(n):
        name = chance.choice(_SURNAMES) + "".join(chance.choices(_COMMON, k=chance.choice((1, 2, 2, 2))))
        title = chance.choice(("女士", "先生"))
        said = f"{chance.choice(_WHEN)}您{chance.choice(_WHERE)}说过，{chance.choice(_WHAT)}"
        friend = chance.choice(_SURNAMES) + "".join(chance.choices(_COMMON, k=2))
        if unlike:
            said = "，".join("".join(chance.choices(_COMMON, k=chance.randrange(2, 9))) for _ in range(4))
        yield Guest(
            called=f"{name}{title}",
            salutation=f"尊敬的{name}{title}：",
            personal=f"这次只请十二位朋友，都是谈得来、也爱清静的人。{said}，所以我先想到了您；{friend}老师那天也来，"
            f"他同{name}{title}是旧识，正好坐在一处说说话，喝一泡新茶。",
            payload="HTTPS://YAJI.EXAMPLE.CN/I/" + "".join(chance.choices(_SYMBOLS, k=26)),
            short_code="".join(chance.choices(_SYMBOLS, k=8)),
        )
