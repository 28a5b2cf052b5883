"""What usually stands where a placeholder is: for previews without a client, and to measure a text before it is filled.

Nobody's data: the people and places here don't exist.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from printing.texts.calendar_words import closing, date_cn, date_en, for_letter, long_date_en, month_day_cn

_ZONE = ZoneInfo("Asia/Shanghai")
_WHEN = datetime(2027, 4, 10, 14, 30, tzinfo=_ZONE)
_REPLY_BY = datetime(2027, 4, 3, tzinfo=_ZONE)
_PLANNED = datetime(2027, 3, 27, tzinfo=_ZONE)  # before the evening was moved
_SIGNED = datetime(2027, 3, 20, tzinfo=_ZONE)

QR_PAYLOAD = "HTTPS://YAJI.EXAMPLE/I/" + "23456789ABCDEFGHJKMNPQRTUV"
"""As long as a real code's, and nobody's."""

CARD_NAMES = {"zh": "王文静女士", "en": ""}
"""How a formal card names the guest; an English one says it as the salutation does."""

SAMPLES: dict[str, dict[str, str]] = {
    "zh": {
        **for_letter(_WHEN, _ZONE, "zh"),
        "salutation": "尊敬的王女士",
        "full_name": "王文静",
        "unit": "江南银行",
        "branch": "湖滨支行",
        "rm_name": "李明",
        "rm_phone": "138-0000-0000",
        "event_title": "春茶品鉴",
        "duration": "一个半小时",
        "venue": "财富中心三楼茶室",
        "address": "滨江路18号",
        "parking": "地下车库报您的名字即可",
        "transit": "地铁一号线湖滨站三号口步行五分钟",
        "dress": "随意舒适",
        "speaker": "陈师傅",
        "speaker_line": "陈师傅做茶三十年，如今在狮峰山下带徒弟",
        "deadline": month_day_cn(_REPLY_BY),
        "heads": "十二",
        "companions_text": "您愿意的话，可以带一位家人同来。",
        "table": "三号桌",
        "short_code": "7KQ4MY8P",
        "sign_date": date_cn(_SIGNED),
        "personal_detail": "上回您说想学学怎么挑龙井",
        "closing": closing(_SIGNED, "zh"),
        "destination": "梅家坞",
        "season_thing": "新茶",
        "pickup": "湖滨支行门口",
        "return_time": "下午五时",
        "walk_km": "三",
        "lunch_place": "村里的茶农家",
        "agency": "江南旅行社",
        "hall": "荷风厅",
        "host_time": "下午二时",
        "seat_time": "下午二时三十分",
        "club": "雅集俱乐部",
        "member_no": "021-27-00038-4",
        "n": "四",
        "planned_date": month_day_cn(_PLANNED),
        "change_reason": "那几天有台风",
    },
    "en": {
        **for_letter(_WHEN, _ZONE, "en"),
        "salutation": "Dear Ms Wang",
        "full_name": "Wang Wenjing",
        "unit": "Jiangnan Bank",
        "branch": "Lakeside Branch",
        "rm_name": "Li Ming",
        "rm_phone": "138-0000-0000",
        "event_title": "A spring tea tasting",
        "duration": "an hour and a half",
        "venue": "the tea room of the Wealth Centre",
        "address": "18 Binjiang Road",
        "parking": "give your name at the underground car park",
        "transit": "five minutes on foot from Lakeside station, exit 3",
        "dress": "as you feel comfortable",
        "speaker": "Master Chen",
        "speaker_line": "Master Chen has made tea for thirty years",
        "deadline": long_date_en(_REPLY_BY),
        "heads": "twelve",
        "companions_text": "You are welcome to bring a member of your family.",
        "table": "Table 3",
        "short_code": "7KQ4MY8P",
        "sign_date": date_en(_SIGNED),
        "personal_detail": "You once asked me how to choose a Longjing",
        "closing": closing(_SIGNED, "en"),
        "destination": "Meijiawu",
        "season_thing": "new tea",
        "pickup": "the door of our branch",
        "return_time": "5 pm",
        "walk_km": "three",
        "lunch_place": "a tea farmer’s house",
        "agency": "Jiangnan Travel",
        "hall": "the Lotus Room",
        "host_time": "2 pm",
        "seat_time": "2:30 pm",
        "club": "the Yaji Club",
        "member_no": "021-27-00038-4",
        "n": "four times",
        "planned_date": long_date_en(_PLANNED),
        "change_reason": "a typhoon is expected",
    },
}
