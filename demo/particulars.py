"""What only some of the demo's letters say, by the title of their event, and of which risks an evening speaks."""

from __future__ import annotations

from events.models import Risk

PARTICULARS: dict[str, dict[str, dict[str, str]]] = {
    "龙门古镇一日": {
        "zh": {
            "destination": "富阳龙门古镇",
            "season_thing": "油菜花",
            "pickup": "江晖路1688号支行门前",
            "walk_km": "三",
            "lunch_place": "镇上的老饭馆",
            "agency": "江南旅行社",
        },
        "en": {
            "destination": "Longmen Old Town, Fuyang",
            "season_thing": "rape blossom",
            "pickup": "the branch at 1688 Jianghui Road",
            "walk_km": "3",
            "lunch_place": "an old inn in the town",
            "agency": "Jiangnan Travel",
        },
    },
    "企业家晚宴": {
        "zh": {"hall": "听雨厅", "dress": "正装"},
        "en": {"hall": "Listening Rain Hall", "dress": "Lounge suit"},
    },
    "利率走低，家里的钱怎么安排": {
        "zh": {"speaker_line": "叶老师在大学教了二十年经济学"},
        "en": {"speaker_line": "Ye Qing has taught economics for twenty years"},
    },
}

RISKS: dict[str, list[str]] = {
    "利率走低，家里的钱怎么安排": [Risk.WEALTH.value, Risk.MARKET.value],
    "家族传承：遗嘱与信托": [Risk.WEALTH.value],
}
