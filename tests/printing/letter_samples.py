"""Sample letters for tests and for looking at: the salon invitation in both languages with plausible values."""

from datetime import datetime
from zoneinfo import ZoneInfo

from printing.designs.look import Look
from printing.documents.card import Card
from printing.documents.letter import Letter
from printing.texts.calendar_words import date_cn, date_en, for_letter, long_date_en, month_day_cn
from printing.texts.compose import compose
from printing.texts.model_texts import model_text

SHANGHAI = ZoneInfo("Asia/Shanghai")
SALON = datetime(2027, 4, 10, 14, 30, tzinfo=SHANGHAI)
SIGNED = datetime(2027, 3, 20, 9, 0, tzinfo=SHANGHAI)
DEADLINE = datetime(2027, 4, 2, 18, 0, tzinfo=SHANGHAI)
QR = "HTTPS://YAJI.EXAMPLE.CN/I/7KQ4MY8PXW3GHD2TNB6VCRAJ9F"
LETTERHEAD = ("江南银行私人银行", "Jiangnan Private Bank")


SMALL_PRINT = (
    "理财非存款，产品有风险，投资须谨慎。",
    "我行不会以任何名义索要密码、验证码，也不会要求转账；如有疑问，请致电湖滨支行 0571-8888-6666 核实。",
    "您若不愿再收到这样的信，请告诉您的理财经理，或致电上述电话。",
)
SMALL_PRINT_EN = (
    "Wealth management products are not deposits. They carry risk; please invest with care.",
    "We never ask for passwords, codes or transfers. If in doubt, call the Lakeside Branch on +86 571 8888 6666.",
    "If you would rather not receive letters like this one, please tell your relationship manager or call the branch.",
)


def values_zh(called: str = "王女士", full_name: str = "王文静", **more: str) -> dict[str, str]:
    """What a Chinese text may name."""
    return {
        **for_letter(SALON, SHANGHAI, "zh"),
        "salutation": f"尊敬的{called}",
        "full_name": full_name,
        "unit": "江南银行",
        "branch": "湖滨支行",
        "rm_name": "李明",
        "rm_phone": "138-0000-0000",
        "event_title": "春日茶叙",
        "duration": "一个半小时",
        "venue": "湖滨财富中心三楼茶室",
        "address": "湖滨路18号",
        "parking": "地下二层，报您的姓名即可",
        "speaker": "周怀远老师",
        "deadline": month_day_cn(DEADLINE),
        "heads": "十二",
        "companions_text": "您愿意的话，可以带一位家人同来。",
        "personal_detail": "您说过家里那把老壶一直舍不得用",
        "short_code": "7KQ4MY8P",
        "sign_date": date_cn(SIGNED),
        **EXTRA_ZH,
        **more,
    }


def values_en(salutation: str = "Dear Ms Wang", **more: str) -> dict[str, str]:
    """What an English text may name."""
    return {
        **for_letter(SALON, SHANGHAI, "en"),
        "salutation": salutation,
        "full_name": "Wang Wenjing",
        "unit": "Jiangnan Bank",
        "branch": "Lakeside Branch",
        "rm_name": "Li Ming",
        "rm_phone": "+86 138 0000 0000",
        "event_title": "A Spring Tea",
        "duration": "an hour and a half",
        "venue": "the Lakeside Centre tea room",
        "address": "18 Hubin Road, third floor",
        "parking": "second basement level; give your name",
        "speaker": "Mr Zhou Huaiyuan",
        "deadline": long_date_en(DEADLINE),
        "heads": "twelve",
        "companions_text": "You are welcome to bring a member of your family.",
        "personal_detail": "You once told me of the old teapot you never dare to use",
        "short_code": "7KQ4MY8P",
        "sign_date": date_en(SIGNED),
        **EXTRA_EN,
        **more,
    }


def zh(
    full_name: str = "王文静",
    title: str = "女士",
    *,
    surname: str | None = None,
    kind: str = "salon",
    large: bool = False,
    detail: str = "您说过家里那把老壶一直舍不得用",
    qr: str = QR,
    **more: str,
) -> Letter:
    """A Chinese invitation to one client."""
    called = f"{surname or full_name[0]}{title}"
    return compose(
        model_text(kind, "zh"),
        values_zh(called, full_name, **{"personal_detail": detail, **more}),
        letterhead=LETTERHEAD,
        qr_payload=qr,
        large=large,
        keep=(called, f"{full_name}{title}"),
    )


def en(salutation: str = "Dear Ms Wang", *, kind: str = "salon", large: bool = False, **more: str) -> Letter:
    """An English invitation to one client."""
    return compose(
        model_text(kind, "en"), values_en(salutation, **more), letterhead=LETTERHEAD, qr_payload=QR, large=large
    )


def card(lang: str = "zh", look: Look | None = None, *, large: bool = False, **more: str) -> Card:
    """A formal card to one client."""
    named = {"card_name": "王文静女士" if lang == "zh" else "Ms Wang Wenjing"}
    values = (values_zh if lang == "zh" else values_en)(**{**named, **more})
    return compose(
        model_text("card", lang), values, letterhead=LETTERHEAD, qr_payload=QR, large=large, look=look, format="card"
    )


EXTRA_ZH = {
    "destination": "梅家坞",
    "season_thing": "新茶",
    "pickup": "湖滨财富中心",
    "return_time": "下午五时",
    "walk_km": "三",
    "lunch_place": "山脚的农家",
    "agency": "江南旅行社",
    "hall": "牡丹厅",
    "host_time": "下午五时三十分",
    "seat_time": "晚六时",
    "table": "三号桌",
    "dress": "轻便为宜",
    "speaker_line": "周老师做了三十年茶",
}
EXTRA_EN = {
    "destination": "Meijiawu",
    "season_thing": "new tea",
    "pickup": "the Lakeside Centre",
    "return_time": "5 pm",
    "walk_km": "three",
    "lunch_place": "a farmhouse",
    "agency": "Jiangnan Travel",
    "hall": "Peony Hall",
    "host_time": "5:30 pm",
    "seat_time": "6 pm",
    "table": "No. 3",
    "dress": "as you please",
    "speaker_line": "Mr Zhou has worked with tea for thirty years",
}

LONGEST_ZH = {
    "salutation": "尊敬的阿依古丽·买买提女士",
    "unit": "江南农村商业银行股份有限公司",
    "branch": "杭州钱塘新区下沙科技支行",
    "rm_name": "欧阳慕容嘉",
    "event_title": "二十四节气里的家常饮食与四时养生漫谈",
    "venue": "钱塘新区金沙湖财富中心二十八楼观澜会客厅",
    "address": "金沙大道97号，近地铁一号线金沙湖站",
    "parking": "地下三层东区，报您的姓名，出场时由前台免单",
    "transit": "地铁一号线金沙湖站三号口出，步行六分钟",
    "dress": "轻便为宜，山上有风，请带一件外衣",
    "speaker": "浙江中医药大学周怀远教授",
    "speaker_line": "周教授行医四十年，退休后在社区义诊，写过两本讲家常饮食的小书",
    "companions_text": "您愿意的话，可以带两位家人同来，孩子也欢迎。",
    "personal_detail": "上回您在茶室说起老家屋后的那片茶山，还答应带一罐自己炒的茶来给大家尝尝",
    "deadline": "二〇二七年十二月二十八日",
    "lunch_place": "山脚下姓胡的那户茶农家",
    "agency": "浙江省中国旅行社集团",
    "hall": "牡丹厅东侧包间",
}
LONGEST_EN = {
    "salutation": "Dear Professor Featherstonehaugh-Abernathy",
    "unit": "Jiangnan Rural Commercial Bank Company Limited",
    "branch": "Hangzhou Qiantang Science Park Branch",
    "rm_name": "Ouyang Murongjia",
    "event_title": "Everyday Food and the Twenty-four Solar Terms of the Year",
    "venue": "the Guanlan Reception Room of the Jinsha Lake Wealth Centre",
    "address": "97 Jinsha Avenue, twenty-eighth floor, Qiantang New District",
    "parking": "third basement level, east side; give your name at the desk",
    "transit": "Metro line 1, Jinsha Lake, exit 3, six minutes on foot",
    "dress": "light shoes and a coat, for it is windy on the hill",
    "speaker": "Professor Zhou Huaiyuan of the Zhejiang Chinese Medical University",
    "speaker_line": "He has practised for forty years and has written two small books on everyday food",
    "companions_text": "You are welcome to bring two members of your family, children included.",
    "personal_detail": "You told us of the tea hill behind your old home, and promised us a tin of your own tea",
    "lunch_place": "the farmhouse of the Hu family at the foot of the hill",
    "agency": "the China Travel Service of Zhejiang",
    "hall": "Peony Hall, the private room at its eastern end",
}
"""As long as real people, places and events may plausibly be, all at once."""

LONGEST_CARD = {
    "zh": {
        "unit": "江南农村商业银行",
        "branch": "杭州钱塘新区下沙科技支行",
        "rm_name": "欧阳慕容嘉",
        "event_title": "江南农商行成立二十周年答谢晚宴",
        "venue": "金沙湖财富中心二十八楼观澜会客厅",
        "address": "钱塘新区金沙大道97号",
        "dress": "正装，山上风大请带外衣",
        "hall": "牡丹厅东侧包间",
        "deadline": "二〇二七年十二月二十八日",
        "card_name": "阿依古丽·买买提女士",
    },
    "en": {
        "unit": "Jiangnan Rural Commercial Bank",
        "branch": "Hangzhou Qiantang Science Park Branch",
        "rm_name": "Ouyang Murongjia",
        "event_title": "a Dinner for the Twentieth Anniversary of the Bank",
        "venue": "the Guanlan Reception Room of the Jinsha Lake Wealth Centre",
        "dress": "Lounge suits; bring a coat",
        "hall": "Peony Hall",
        "card_name": "Professor Featherstonehaugh-Abernathy",
    },
}
