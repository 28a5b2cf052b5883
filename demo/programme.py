"""The demo's events: six that are over, one tonight, one that is being answered, one without a guest list yet."""

from __future__ import annotations

from typing import NamedTuple

from clients.models import ClientType, Interest, Tier
from events.models import EventFormat
from invitations.segments import Rule, simple_rule


class Place(NamedTuple):
    venue: str
    venue_en: str
    address: str
    address_en: str
    parking: str
    parking_en: str


class Plan(NamedTuple):
    """An event. It is on the first of `weekdays` (Monday is 0) from `days` after today; below 0 it is over."""

    days: int
    weekdays: tuple[int, ...]
    start: tuple[int, int]
    minutes: int
    format: EventFormat
    title: str
    title_en: str
    speaker: str
    speaker_en: str
    place: Place
    guests: Rule
    asked: int
    capacity: int
    sure: tuple[str, ...] = ()  # who is among those asked, at the end of the list, whatever chance says


WORKDAYS = (1, 2, 3)
SATURDAY = (5,)
ANY_DAY = (0, 1, 2, 3, 4, 5, 6)

LOUNGE = Place(
    "江南银行财富中心三楼茶室",
    "the third-floor tea room of the Jiangnan Bank Wealth Centre",
    "杭州市滨江区江晖路1688号",
    "1688 Jianghui Road, Binjiang, Hangzhou",
    "地下二层B区，凭邀请函免费",
    "Level B2, zone B, free with this letter",
)
HALL = LOUNGE._replace(
    venue="江南银行财富中心五楼会议厅", venue_en="the fifth-floor hall of the Jiangnan Bank Wealth Centre"
)
GARDEN = Place(
    "湖畔园林酒店听雨厅",
    "Lakeside Garden Hotel, Listening Rain Hall",
    "杭州市西湖区杨公堤66号",
    "66 Yanggong Causeway, Xihu, Hangzhou",
    "酒店正门代客泊车",
    "Valet parking at the main gate",
)
OLD_TOWN = Place(
    "富阳龙门古镇",
    "Longmen Old Town, Fuyang",
    "支行门前集合：江晖路1688号",
    "We meet at the branch: 1688 Jianghui Road",
    "车停支行地下二层",
    "Leave your car on level B2 of the branch",
)

WEALTHY = (Tier.T3, Tier.T4, Tier.T5)

OVER = (
    Plan(
        -154, WORKDAYS, (9, 30), 90, EventFormat.LECTURE,
        "四时养生：中医怎么说", "Living with the seasons: what Chinese medicine says", "陆医师", "Dr Lu Yiping", HALL,
        simple_rule(types=(ClientType.RET, ClientType.PRO, ClientType.HOM), min_holdings=2),
        32, 24,
    ),
    Plan(
        -124, WORKDAYS, (18, 30), 180, EventFormat.BANQUET,
        "企业家晚宴", "An evening for entrepreneurs", "方志远", "Fang Zhiyuan", GARDEN,
        simple_rule(types=(ClientType.ENT, ClientType.EXE), tiers=WEALTHY), 22, 20,
    ),
    Plan(
        -96, SATURDAY, (9, 30), 120, EventFormat.SALON,
        "小小银行家：孩子的第一堂钱课", "Little bankers: a first lesson about money", "童老师", "Ms Tong", HALL,
        simple_rule(types=(ClientType.FAM,)), 12, 12,
    ),
    Plan(
        -70, WORKDAYS, (14, 30), 120, EventFormat.SALON,
        "书画雅集：扇面小品", "Brush and ink: painting a fan", "史为民", "Shi Weimin", LOUNGE,
        simple_rule(
            types=(ClientType.RET, ClientType.PRO, ClientType.ENT),
            interests=(Interest.CALLIGRAPHY, Interest.PAINTING, Interest.READING, Interest.COLLECTING),
        ), 18, 6,
    ),
    Plan(
        -22, WORKDAYS, (8, 30), 450, EventFormat.TRIP,
        "龙门古镇一日", "A day in Longmen Old Town", "孔令德", "Professor Kong Lingde", OLD_TOWN,
        simple_rule(types=(ClientType.RET, ClientType.HOM)), 24, 20,
    ),
    Plan(
        -1, ANY_DAY, (14, 30), 120, EventFormat.SALON,
        "家族传承：遗嘱与信托", "Handing on: wills and trusts", "钟毅律师", "Zhong Yi, attorney", LOUNGE,
        simple_rule(types=(ClientType.ENT, ClientType.EXE, ClientType.RET), tiers=(Tier.T4, Tier.T5)), 16, 15,
    ),
)  # fmt: skip

TONIGHT = Plan(
    0, (), (0, 0), 120, EventFormat.SALON,
    "老朋友茶叙", "Tea among old friends", "罗师傅", "Master Luo", LOUNGE,
    simple_rule(types=(ClientType.RET, ClientType.PRO, ClientType.HOM), min_holdings=3), 24, 20,
)  # fmt: skip

ASKED = Plan(
    8, WORKDAYS, (19, 0), 90, EventFormat.LECTURE,
    "利率走低，家里的钱怎么安排", "Low rates: arranging a household’s money", "叶青老师", "Ye Qing", HALL,
    simple_rule(types=(ClientType.ENT, ClientType.EXE, ClientType.PRO, ClientType.YNG, ClientType.OVS)), 34, 20,
    ("林晓晨", "Sophie Laurent", "陈嘉明"),
)  # fmt: skip

DRAFT = Plan(
    19, WORKDAYS, (14, 30), 120, EventFormat.SALON,
    "武夷岩茶品鉴", "A tasting of Wuyi rock teas", "游师傅", "Master You", LOUNGE,
    simple_rule(types=(ClientType.RET,), interests=(Interest.TEA,)), 0, 12,
)  # fmt: skip
