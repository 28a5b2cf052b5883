"""The catalogue of themes (domain practice): whom each is for, how many, when, and what to mind.

The titles are proposals in both languages, as letters will name the evening; an organiser changes them at will.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from clients.models import ClientType, Interest, Tier
from events.checklist.timeline import steps_for
from events.models import CompanionPolicy, EventFormat, Flag, Risk
from events.themes.formats import SUMS, policies
from events.themes.template import Template
from events.type_profile import TypeProfile

_T, _F, _I, _C = ClientType, EventFormat, Interest, CompanionPolicy
_SHOES = {"zh": {"dress": "便于走动的衣服和鞋"}, "en": {"dress": "clothes and shoes for walking"}}
_FORMAL = {"zh": {"dress": "正装"}, "en": {"dress": "Lounge suit"}}
ANY = tuple(range(1, 13))


@dataclass(frozen=True)
class Theme:
    """One line of the catalogue."""

    code: str
    name: str
    name_en: str
    format: EventFormat
    types: tuple[ClientType, ...]
    heads: tuple[int, int, int]  # fewest, best and most
    minutes: int
    months: tuple[int, ...] = ANY
    start: tuple[int, int] = (14, 30)
    interests: tuple[Interest, ...] = ()
    tiers: tuple[Tier, Tier] | None = None
    prepare: tuple[str, ...] = ()  # codes of PREPARATIONS
    flags: tuple[Flag, ...] = ()
    risks: tuple[Risk, ...] = ()
    companions: tuple[CompanionPolicy, int] | None = None  # unless what the format brings
    particulars: dict[str, dict[str, str]] = field(default_factory=dict)


def _months(*months: int) -> tuple[int, ...]:
    return months


THEMES: tuple[Theme, ...] = (
    Theme("tea", "春茶品鉴", "A tea tasting", _F.SALON, (_T.RET, _T.HOM), (8, 12, 16), 120, _months(3, 4, 5, 11, 12, 1),
          interests=(_I.TEA,), prepare=("tea_master", "no_caffeine")),
    Theme("wine", "一杯好酒", "A tasting of wines", _F.SALON, (_T.ENT, _T.EXE), (10, 14, 20), 150,
          _months(9, 10, 11, 12, 1, 2, 3), (18, 30), interests=(_I.WINE,), prepare=("drivers_home", "food_with_wine"),
          flags=(Flag.ALCOHOL,)),
    Theme("calligraphy", "写春联", "Writing the spring couplets", _F.SALON, (_T.RET, _T.PRO), (12, 16, 24), 120,
          _months(1, 2), interests=(_I.CALLIGRAPHY,), prepare=("brush_and_paper",)),
    Theme("painting", "书画雅集：扇面小品", "Brush and ink: painting a fan", _F.SALON, (_T.RET, _T.HOM), (12, 16, 20),
          120, _months(5, 6, 7, 8), interests=(_I.PAINTING, _I.CALLIGRAPHY), prepare=("brush_and_paper",)),
    Theme("seasons", "四时养生：中医怎么说", "Living with the seasons", _F.LECTURE, (_T.RET, _T.HOM), (20, 30, 40), 90,
          start=(9, 30), interests=(_I.HEALTH,), prepare=("licensed_doctor", "no_diagnosis")),
    Theme("taichi", "八段锦晨练", "Morning exercises: the eight brocades", _F.SPORT, (_T.RET,), (15, 20, 30), 60,
          _months(4, 5, 6, 9, 10), (9, 0), interests=(_I.TAICHI, _I.HEALTH),
          prepare=("weather_plan", "first_aid", "shoes"), particulars=_SHOES),
    Theme("checkup", "体检报告怎么看", "How to read a health check", _F.LECTURE, (_T.RET, _T.ENT), (10, 15, 20), 90,
          interests=(_I.HEALTH,), prepare=("licensed_doctor", "own_reports", "no_diagnosis"),
          flags=(Flag.HEALTH_DATA,)),
    Theme("fraud", "守好钱袋子：防诈骗", "Keeping money safe from fraud", _F.LECTURE, (_T.RET,), (20, 35, 50), 60,
          _months(3, 9), (9, 30), prepare=("public_benefit",)),
    Theme("gaokao", "高考志愿怎么填", "Choosing a university", _F.LECTURE, (_T.EDU,), (20, 40, 60), 120, _months(4, 5),
          interests=(_I.EDUCATION,), prepare=("no_admission_promise",)),
    Theme("abroad", "留学与跨境安排", "Studying and living abroad", _F.SALON, (_T.EDU, _T.EXE), (12, 18, 24), 120,
          _months(9, 10, 11), interests=(_I.STUDY_ABROAD, _I.EDUCATION),
          prepare=("fx_speaker", "no_admission_promise")),
    Theme("little_bankers", "小小银行家", "Little bankers", _F.FAMILY, (_T.FAM,), (20, 26, 30), 120, _months(6, 7, 8),
          (9, 30), interests=(_I.CHILDREN,), prepare=("guardians", "two_adults", "allergies"), flags=(Flag.MINORS,)),
    Theme("museum", "亲子博物馆日", "A family day at the museum", _F.FAMILY, (_T.FAM,), (24, 40, 60), 180,
          _months(1, 2, 5, 7, 8, 10), (9, 30), interests=(_I.CHILDREN, _I.HISTORY),
          prepare=("group_ticket", "wristbands", "guardians", "two_adults"), flags=(Flag.MINORS, Flag.THIRD_PARTY)),
    Theme("orchard", "果园半日", "A half day in the orchard", _F.TRIP, (_T.FAM, _T.RET), (20, 30, 40), 300,
          _months(2, 3, 4, 5, 6, 8, 10), (8, 30), interests=(_I.SHORT_TRIPS,),
          prepare=("coach", "insurance", "allergies", "shoes"), flags=(Flag.TRAVEL, Flag.THIRD_PARTY),
          companions=(_C.FAMILY, 3), particulars=_SHOES),
    Theme("blossom", "赏花踏青", "A walk among the blossom", _F.TRIP, (_T.RET, _T.PRO), (20, 28, 35), 360,
          _months(3, 4, 10, 11), (8, 30), interests=(_I.HIKING, _I.SHORT_TRIPS),
          prepare=("walk_tried", "coach", "insurance", "weather_plan", "shoes"), flags=(Flag.TRAVEL, Flag.THIRD_PARTY),
          particulars=_SHOES),
    Theme("photography", "摄影采风", "An outing with the camera", _F.TRIP, (_T.RET, _T.PRO), (12, 16, 20), 600,
          _months(4, 10), (7, 30), interests=(_I.PHOTOGRAPHY, _I.SHORT_TRIPS),
          prepare=("instructor", "agency", "itinerary", "insurance", "shoes"), flags=(Flag.TRAVEL, Flag.THIRD_PARTY),
          particulars=_SHOES),
    Theme("old_town", "古镇一日", "A day in an old town", _F.TRIP, (_T.RET, _T.HOM), (20, 28, 35), 540,
          _months(3, 4, 5, 9, 10, 11), (8, 30), interests=(_I.SHORT_TRIPS, _I.HISTORY),
          prepare=("agency", "itinerary", "insurance", "walk_tried"), flags=(Flag.TRAVEL, Flag.THIRD_PARTY),
          particulars=_SHOES),
    Theme("golf", "高尔夫体验日", "A day of golf", _F.SPORT, (_T.ENT, _T.EXE), (8, 16, 24), 300,
          _months(4, 5, 6, 9, 10, 11), (9, 0), interests=(_I.GOLF,), prepare=("handicaps", "gift_limit", "insurance"),
          flags=(Flag.TRAVEL, Flag.OFFICIALS)),
    Theme("cycling", "骑行与露营", "Cycling and camping", _F.SPORT, (_T.YNG, _T.FAM), (15, 20, 25), 300,
          _months(4, 5, 10), (9, 0), interests=(_I.CYCLING, _I.HIKING),
          prepare=("helmets", "insurance", "first_aid", "weather_plan"), flags=(Flag.TRAVEL,), particulars=_SHOES),
    Theme("flowers", "花艺下午", "An afternoon of flowers", _F.SALON, (_T.HOM, _T.YNG), (10, 12, 16), 120,
          _months(3, 5), interests=(_I.FLOWERS,), prepare=("pollen",)),
    Theme("jewellery", "珠玉与黄金鉴赏", "Looking at jade and gold", _F.SALON, (_T.HOM, _T.ENT), (10, 14, 20), 120,
          _months(9, 10, 11, 12, 1, 2), interests=(_I.JEWELLERY,), prepare=("security", "no_sale"),
          risks=(Risk.INVESTMENT,)),
    Theme("gallery", "美术馆导览", "A guided hour at the gallery", _F.VISIT, (_T.ENT, _T.EXE), (10, 14, 20), 120,
          interests=(_I.COLLECTING, _I.PAINTING), prepare=("no_valuation", "group_ticket")),
    Theme("succession", "家族传承：遗嘱与信托", "Handing on: wills and trusts", _F.SALON, (_T.ENT, _T.RET), (8, 10, 15),
          120, interests=(_I.SUCCESSION,), tiers=(Tier.T4, Tier.T5),
          prepare=("lawyer", "no_filming", "slides_reviewed"), risks=(Risk.WEALTH,), companions=(_C.ONE, 1)),
    Theme("tax", "税务与企业合规", "Taxes and good order in a company", _F.SALON, (_T.ENT,), (10, 14, 20), 120,
          _months(1, 2, 3, 4, 5), prepare=("accountant", "slides_reviewed")),
    Theme("markets", "市场展望", "The markets: an outlook", _F.LECTURE, (_T.ENT, _T.EXE), (40, 70, 100), 90,
          _months(1, 7), (19, 0), interests=(_I.MARKETS,), prepare=("slides_reviewed", "replay"),
          flags=(Flag.PRODUCT, Flag.RECORDING), risks=(Risk.INVESTMENT, Risk.MARKET)),
    Theme("retirement", "养老社区参访", "A visit to a retirement village", _F.VISIT, (_T.RET,), (15, 20, 30), 240,
          start=(9, 0), interests=(_I.RETIREMENT,), prepare=("adult_children", "step_free", "coach", "insurance"),
          flags=(Flag.PRODUCT, Flag.THIRD_PARTY), risks=(Risk.INSURANCE,), companions=(_C.ONE, 1)),
    Theme("concert", "音乐会专场", "An evening of music", _F.RECEPTION, (_T.RET, _T.PRO), (20, 40, 60), 180,
          _months(11, 12, 1, 2), (19, 0), interests=(_I.MUSIC, _I.THEATRE), prepare=("seat_pairs", "late_entry")),
    Theme("reading", "读书会：与作者见面", "Meeting an author", _F.SALON, (_T.PRO, _T.HOM), (12, 18, 25), 120,
          _months(4, 9, 10, 11), interests=(_I.READING,), prepare=("author",)),
    Theme("coffee", "手冲咖啡与城市漫步", "Coffee by hand and a walk in town", _F.SALON, (_T.YNG,), (10, 14, 18), 120,
          interests=(_I.COFFEE,), prepare=("shoes",)),
    Theme("festival", "节日里的老手艺", "Old crafts for the festival", _F.SALON, (_T.RET, _T.FAM), (20, 30, 40), 120,
          _months(2, 3, 6, 10), interests=(_I.FOOD,), prepare=("ingredients", "oven_and_aprons", "allergies"),
          companions=(_C.FAMILY, 3)),
    Theme("thanks_dinner", "中秋家宴", "A Mid-Autumn dinner", _F.BANQUET, (), (40, 80, 120), 180, _months(9, 10, 12, 1),
          (18, 0), tiers=(Tier.T4, Tier.T5), prepare=("main_table", "toasts", "drivers_home", "allergies"),
          flags=(Flag.ALCOHOL,), particulars=_FORMAL),
    Theme("charity", "公益助学夜", "An evening for pupils in need", _F.CHARITY, (_T.ENT,), (30, 45, 60), 180,
          _months(11, 12), (18, 30), tiers=(Tier.T4, Tier.T5), interests=(_I.CHARITY,),
          prepare=("receipts", "drivers_home"), flags=(Flag.ALCOHOL, Flag.THIRD_PARTY), particulars=_FORMAL),
    Theme("welcome", "新客见面茶", "Tea for new clients", _F.SALON, (_T.NEW,), (6, 8, 10), 60,
          prepare=("manager_present",)),
)  # fmt: skip
BY_CODE = {theme.code: theme for theme in THEMES}


@cache
def template_of(code: str) -> Template:
    """All that the catalogue's theme brings. Raises KeyError for a code that it has not."""
    theme = BY_CODE[code]
    fewest, best, most = theme.heads
    profile = TypeProfile(
        types=theme.types,
        tier_from=theme.tiers[0] if theme.tiers else None,
        tier_to=theme.tiers[1] if theme.tiers else None,
        interests=theme.interests,
    )
    values = {
        "title": theme.name,
        "title_en": theme.name_en,
        "capacity": most,
        "capacity_min": fewest,
        "capacity_ideal": best,
        "type_profile": profile.stored(),
        "flags": [flag.value for flag in Flag if flag in theme.flags],
        "risks": [risk.value for risk in Risk if risk in theme.risks],
        "particulars": theme.particulars,
        **policies(theme.format),
    }
    if theme.companions:
        values["companions"], values["companions_most"] = theme.companions
    return Template(
        format=theme.format,
        minutes=theme.minutes,
        values=values,
        theme=theme.code,
        start=theme.start,
        months=() if theme.months == ANY else theme.months,
        steps=steps_for(theme.format, theme.prepare),
        sums=SUMS[theme.format],
    )


@cache
def usual(kind: EventFormat) -> Template:
    """What an evening of this format brings that follows no theme."""
    return Template(kind, 0, values=policies(kind) | {"capacity": 30}, steps=steps_for(kind), sums=SUMS[kind])
