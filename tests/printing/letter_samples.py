"""Sample letters for tests and for looking at: the salon invitation in both languages with plausible values."""

from datetime import datetime
from zoneinfo import ZoneInfo

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
    values = {
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
        "personal_detail": detail,
        "short_code": "7KQ4MY8P",
        "sign_date": date_cn(SIGNED),
        **EXTRA_ZH,
        **more,
    }
    return compose(
        model_text(kind, "zh"),
        values,
        letterhead=LETTERHEAD,
        qr_payload=qr,
        large=large,
        keep=(called, f"{full_name}{title}"),
    )


def en(salutation: str = "Dear Ms Wang", *, kind: str = "salon", large: bool = False, **more: str) -> Letter:
    """An English invitation to one client."""
    values = {
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
    return compose(model_text(kind, "en"), values, letterhead=LETTERHEAD, qr_payload=QR, large=large)


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
