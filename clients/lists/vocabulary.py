"""The words of lists, understood: what a heading or a cell means, in Chinese or English, as people write it."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask_babel import force_locale

from clients import words
from clients.models import CelebrateBy, ClientType, Gender, Holding, Interest, RiskLevel, Tier, TitleKind
from core.errors import DomainError
from core.forms import digits
from core.languages import LOCALES

# Beside the codes and our own words in both languages, which are known by themselves.
SYNONYMS: dict[type[enum.Enum], dict[Any, tuple[str, ...]]] = {
    Gender: {
        Gender.FEMALE: ("女", "女性", "女士", "小姐", "太太", "夫人", "f", "ms", "mrs", "miss", "woman"),
        Gender.MALE: ("男", "男性", "先生", "m", "mr", "man"),
    },
    Tier: {
        Tier.T0: ("大众", "普通", "大众客户", "普通客户", "普卡"),
        Tier.T1: ("优先", "金卡", "金卡客户", "优先客户"),
        Tier.T2: ("贵宾", "贵宾客户", "白金", "白金卡", "vip"),
        Tier.T3: ("财富", "财富客户", "黑金", "钻石"),
        Tier.T4: ("私人银行", "私行", "私行客户", "私人银行客户", "private banking"),
        Tier.T5: ("家族", "至臻", "家族办公室"),
    },
    ClientType: {
        ClientType.ENT: ("企业主", "老板", "私营业主", "民营企业家", "企业家", "entrepreneur", "owner"),
        ClientType.EXE: ("高管", "企业高管", "职业经理人"),
        ClientType.PRO: ("专业人士", "医生", "律师", "教师", "工程师", "doctor", "lawyer", "teacher"),
        ClientType.RET: ("退休", "退休人员", "老年客户", "养老", "retiree"),
        ClientType.HOM: ("全职太太", "全职先生", "家庭主妇", "全职主妇", "housewife"),
        ClientType.FAM: ("亲子", "亲子家庭", "有孩家庭", "family"),
        ClientType.EDU: ("高考家庭", "中考家庭", "升学家庭"),
        ClientType.YNG: ("年轻专业", "年轻白领", "青年", "白领", "年轻客群"),
        ClientType.NEW: ("新贵", "新富", "新增财富"),
        ClientType.ORG: ("机构", "对公联系人", "机构联系人", "企业联系人"),
        ClientType.OVS: ("港澳", "港澳台", "外籍", "华侨", "海外", "境外", "overseas"),
    },
    TitleKind: {
        TitleKind.PROFESSION: ("职业", "职称", "profession"),
        TitleKind.CHIEF: ("总", "负责人", "chief"),
        TitleKind.OFFICE: ("职务", "全称", "office"),
    },
    RiskLevel: {
        RiskLevel.C1: ("保守型", "保守", "谨慎型", "r1", "1", "conservative"),
        RiskLevel.C2: ("稳健型", "稳健", "r2", "2", "cautious"),
        RiskLevel.C3: ("平衡型", "平衡", "r3", "3", "balanced"),
        RiskLevel.C4: ("成长型", "积极型", "增长型", "r4", "4", "growth"),
        RiskLevel.C5: ("进取型", "激进型", "r5", "5", "aggressive"),
    },
    CelebrateBy: {
        CelebrateBy.SOLAR: ("阳历", "公历", "新历"),
        CelebrateBy.LUNAR: ("农历", "阴历", "旧历"),
        CelebrateBy.BOTH: ("都过", "两个都过", "阳历和农历"),
        CelebrateBy.NONE: ("不过", "不过生日"),
    },
    Interest: {
        Interest.TEA: ("茶", "茶艺", "品茶", "茶道", "茶文化"),
        Interest.WINE: ("酒", "品酒", "wine"),
        Interest.GRAPE_WINE: ("红酒", "红葡萄酒"),
        Interest.FOOD: ("美食", "烹饪", "餐饮"),
        Interest.CALLIGRAPHY: ("书法",),
        Interest.PAINTING: ("国画", "绘画", "书画"),
        Interest.COLLECTING: ("收藏", "古玩", "字画收藏"),
        Interest.JEWELLERY: ("珠宝", "黄金", "翡翠"),
        Interest.MUSIC: ("音乐", "戏曲", "音乐会"),
        Interest.THEATRE: ("电影", "话剧", "影剧", "戏剧"),
        Interest.READING: ("读书", "阅读"),
        Interest.HISTORY: ("历史", "文史"),
        Interest.PHOTOGRAPHY: ("摄影", "拍照"),
        Interest.FLOWERS: ("插花", "花艺", "花卉"),
        Interest.GARDENING: ("园艺", "养花", "种菜"),
        Interest.PETS: ("宠物", "养狗", "养猫"),
        Interest.HEALTH: ("养生", "中医", "健康", "健康养生"),
        Interest.TAICHI: ("太极", "太极拳"),
        Interest.RUNNING: ("跑步", "马拉松"),
        Interest.CYCLING: ("骑行", "自行车"),
        Interest.HIKING: ("徒步", "登山", "爬山"),
        Interest.GOLF: ("高尔夫", "高尔夫球"),
        Interest.SHORT_TRIPS: ("旅游", "旅行", "短途旅行", "travel"),
        Interest.CHILDREN: ("亲子", "孩子", "儿童"),
        Interest.EDUCATION: ("教育", "留学", "子女教育", "升学"),
        Interest.MARKETS: ("投资", "股票", "理财", "市场", "财经"),
        Interest.SUCCESSION: ("传承", "税务", "财富传承"),
        Interest.RETIREMENT: ("养老", "退休规划"),
        Interest.CHARITY: ("公益", "慈善"),
        Interest.TECHNOLOGY: ("科技", "数码"),
    },
    Holding: {
        Holding.CURRENT: ("活期", "代发", "代发工资", "活期存款"),
        Holding.DEPOSIT: ("定期", "定存", "定期存款", "大额存单", "存款"),
        Holding.WEALTH: ("理财", "理财产品"),
        Holding.FUND: ("基金", "公募基金", "私募基金", "fund"),
        Holding.INSURANCE: ("保险", "保单"),
        Holding.METALS: ("贵金属", "黄金", "积存金", "gold"),
        Holding.CREDIT_CARD: ("信用卡",),
        Holding.LOAN: ("贷款", "房贷", "按揭", "个人贷款", "loan", "mortgage"),
        Holding.MOBILE: ("手机银行", "网银", "电子银行"),
        Holding.FOREIGN: ("外汇", "结售汇", "外币", "fx"),
        Holding.SECURITIES: ("第三方存管", "三方存管", "证券", "存管"),
        Holding.TRUST: ("信托", "家族信托"),
        Holding.PENSION: ("个人养老金", "养老金"),
        Holding.SAFE_BOX: ("保管箱", "保险箱"),
        Holding.SETTLEMENT: ("对公结算", "对公", "结算"),
    },
}  # fmt: skip

LABELS: dict[type[enum.Enum], Mapping[Any, Any]] = {
    Gender: words.GENDERS,
    Tier: words.TIERS,
    ClientType: words.TYPES,
    TitleKind: words.TITLE_KINDS,
    Interest: words.INTERESTS,
    Holding: words.HOLDINGS,
    RiskLevel: words.RISK_LEVELS,
    CelebrateBy: words.CELEBRATE_BY,
}
SEVERAL = re.compile(r"[、，,;；/／|\n]+")


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", digits(text)).lower()


def in_both_languages(label: Any) -> tuple[str, ...]:
    """A lazy word as each of our languages says it."""
    said = []
    for locale in LOCALES.values():
        with force_locale(locale):
            said.append(str(label))
    return tuple(said)


@lru_cache(maxsize=16)
def _meanings(kind: type[enum.Enum]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    ours = [(word, member) for member, label in LABELS[kind].items() for word in in_both_languages(label)]
    others = [(word, member) for member, words_ in SYNONYMS[kind].items() for word in words_]
    for word, member in (*ours, *others):  # our own word for one counts more than a usual one for another
        found.setdefault(_folded(word), member)
    return found | {member.value.lower(): member for member in kind}


def member_of(kind: type[enum.Enum], text: str) -> Any:
    """The member that a code, a word of ours or a usual other word means. Raises DomainError("word_unknown")."""
    try:
        return _meanings(kind)[_folded(text)]
    except KeyError:
        known = "、".join(str(label) for label in [*LABELS[kind].values()][:12]) + ("…" if len(kind) > 12 else "")
        raise DomainError("word_unknown", word=text[:40], known=known) from None


def members_of(kind: type[enum.Enum], text: str) -> frozenset[Any]:
    """What several words mean, parted by commas, slashes or line ends. Raises DomainError("word_unknown")."""
    whole = _meanings(kind).get(_folded(text))  # a word of ours may hold a comma itself
    if whole is not None:
        return frozenset({whole})
    return frozenset(member_of(kind, part) for part in SEVERAL.split(text) if part.strip())
