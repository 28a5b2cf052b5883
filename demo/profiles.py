"""Whom the demo's evenings are for; the lecture on low rates has a list that is rather mixed, as happens."""

from clients.models import ClientType, Interest, Tier
from events.type_profile import TypeProfile

PROFILES = {
    "四时养生：中医怎么说": TypeProfile(
        types=(ClientType.RET, ClientType.HOM), age_from=50, interests=(Interest.HEALTH,)
    ),
    "企业家晚宴": TypeProfile(types=(ClientType.ENT, ClientType.EXE), tier_from=Tier.T4, tier_to=Tier.T5),
    "小小银行家：孩子的第一堂钱课": TypeProfile(types=(ClientType.FAM,), interests=(Interest.CHILDREN,)),
    "书画雅集：扇面小品": TypeProfile(
        types=(ClientType.RET, ClientType.PRO), interests=(Interest.CALLIGRAPHY, Interest.PAINTING)
    ),
    "家族传承：遗嘱与信托": TypeProfile(types=(ClientType.ENT, ClientType.RET), tier_from=Tier.T4, tier_to=Tier.T5),
    "龙门古镇一日": TypeProfile(types=(ClientType.RET, ClientType.HOM), age_from=50, age_to=78),
    "老朋友茶叙": TypeProfile(types=(ClientType.RET, ClientType.PRO), age_from=50, interests=(Interest.TEA,)),
    "利率走低，家里的钱怎么安排": TypeProfile(types=(ClientType.EXE, ClientType.PRO), age_from=35, age_to=55),
    "武夷岩茶品鉴": TypeProfile(
        types=(ClientType.RET,), tier_from=Tier.T3, tier_to=Tier.T4, age_from=58, interests=(Interest.TEA,)
    ),
}
"""By the evening's title."""
