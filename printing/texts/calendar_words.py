"""Dates and times in words for paper, Chinese and English, all from one aware datetime, so that no two disagree."""

import math
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo

from printing.errors import NaiveTime

# GB/T 15835-2011 lets a text write numbers in characters or in digits, but not mix them in one context: the letter's
# body is in characters, the block of facts in digits. Zero in a year is 〇 (U+3007), not ○ (U+25CB) nor 零.
_DIGITS = "〇一二三四五六七八九"
_WEEKDAYS_CN = "一二三四五六日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS_EN = (
    "twelve",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
)
_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def for_letter(when: datetime, zone: tzinfo, lang: str) -> dict[str, str]:
    """All words of one moment by their placeholders' names, on the clock of `zone`; `weekday` in the letter's language.

    Raises NaiveTime when `when` has no zone.
    """
    local = _aware(when).astimezone(zone)
    return {
        "date_cn": date_cn(local),
        "date_num": date_num(local),
        "date_en": date_en(local),
        "weekday": weekday_cn(local) if lang == "zh" else weekday_en(local),
        "time_cn": time_cn(local),
        "time_num": time_num(local),
        "time_en": time_en(local),
        "date_formal": date_formal(local),
        "time_formal": time_formal(local),
    }


def date_cn(when: datetime) -> str:
    """二〇二七年四月十日: the year digit by digit, month and day as numbers."""
    when = _aware(when)
    year = "".join(_DIGITS[int(digit)] for digit in f"{when.year:04d}")
    return f"{year}年{number_cn(when.month)}月{number_cn(when.day)}日"


def month_day_cn(when: datetime) -> str:
    """四月十日: for a day in the same year as the letter, such as the date to answer by."""
    when = _aware(when)
    return f"{number_cn(when.month)}月{number_cn(when.day)}日"


def weekday_cn(when: datetime) -> str:
    """星期六."""
    return "星期" + _WEEKDAYS_CN[_aware(when).weekday()]


def time_cn(when: datetime) -> str:
    """下午二时三十分, with the part of the day; the full hour without minutes (上午九时)."""
    when = _aware(when)
    hour = when.hour
    if hour < 12:
        part = "上午"
    elif hour == 12:
        part = "中午"
    elif hour < 18:
        part = "下午"
    else:
        part = "晚"
    clock = hour if hour <= 12 else hour - 12
    text = f"{part}{'零' if clock == 0 else number_cn(clock)}时"
    if when.minute:
        text += ("零" if when.minute < 10 else "") + number_cn(when.minute) + "分"
    return text


def date_num(when: datetime) -> str:
    """2027年4月10日: for facts, where digits are quicker to read."""
    when = _aware(when)
    return f"{when.year}年{when.month}月{when.day}日"


def time_num(when: datetime) -> str:
    """14:30."""
    return f"{_aware(when):%H:%M}"


def facts_cn(when: datetime) -> str:
    """2027年4月10日（星期六）14:30."""
    return f"{date_num(when)}（{weekday_cn(when)}）{time_num(when)}"


def date_en(when: datetime) -> str:
    """10 April 2027: never figures alone, since 09/04/27 is April in London and September in New York."""
    when = _aware(when)
    return f"{when.day} {_MONTHS_EN[when.month - 1]} {when.year}"


def date_formal(when: datetime) -> str:
    """11th September 2027, as on an English card."""
    when = _aware(when)
    tail = "th" if 11 <= when.day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(when.day % 10, "th")
    return f"{when.day}{tail} {_MONTHS_EN[when.month - 1]} {when.year}"


def weekday_en(when: datetime) -> str:
    """Saturday, whatever the process's locale."""
    return _WEEKDAYS_EN[_aware(when).weekday()]


def long_date_en(when: datetime) -> str:
    """Saturday, 10 April 2027."""
    return f"{weekday_en(when)}, {date_en(when)}"


def time_en(when: datetime) -> str:
    """2:30 pm; 12 noon and 12 midnight in words, since 12 am and 12 pm are read either way."""
    when = _aware(when)
    if when.minute == 0 and when.hour in (0, 12):
        return "12 noon" if when.hour else "12 midnight"
    half = "am" if when.hour < 12 else "pm"
    clock = when.hour % 12 or 12
    return f"{clock}:{when.minute:02d} {half}" if when.minute else f"{clock} {half}"


def time_formal(when: datetime) -> str:
    """Half past six o’clock, as on an English card: quarters in words, any other minute like `time_en`.

    The card leaves the half of the day to the occasion, which names a dinner or a tea.
    """
    when = _aware(when)
    if when.minute % 15 or (when.minute == 0 and when.hour in (0, 12)):
        return time_en(when)
    hour = _HOURS_EN[(when.hour + (when.minute == 45)) % 12]
    before = {0: "", 15: "a quarter past ", 30: "half past ", 45: "a quarter to "}[when.minute]
    return f"{before}{hour} o’clock"


def facts_en(when: datetime) -> str:
    """Saturday, 10 April 2027, 2:30 pm."""
    return f"{long_date_en(when)}, {time_en(when)}"


_SEASONS = {
    "zh": ("春祺", "夏安", "秋祺", "冬安"),
    "en": (
        "With every good wish for the spring",
        "With every good wish for the summer",
        "With every good wish for the autumn",
        "With every good wish for the winter",
    ),
}
_CHINA = timezone(timedelta(hours=8))
_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)


def closing(when: datetime, lang: str) -> str:
    """春祺, 夏安, 秋祺 or 冬安 by the calendar of the solar terms: spring from 立春 to 立夏, and so on."""
    return _SEASONS[lang][season(when)]


def season(when: datetime) -> int:
    """0 for spring, begun with the day of 立春, to 3 for winter, as of the day in `when`'s own zone.

    The terms are told by the sun itself: 立春 is when its longitude passes 315°, in China's time, wherever one writes.
    """
    tonight = datetime.combine(_aware(when).date() + timedelta(days=1), time(), _CHINA)
    return int((_sun(tonight) - 315) % 360 // 90)


def _sun(when: datetime) -> float:
    """The sun's apparent longitude in degrees, to a hundredth (a quarter of an hour) between 1900 and 2100."""
    days = (when - _J2000) / timedelta(days=1)
    anomaly = math.radians(357.52911 + 0.98560028 * days)
    centre = 1.914602 * math.sin(anomaly) + 0.019993 * math.sin(2 * anomaly) + 0.000289 * math.sin(3 * anomaly)
    node = math.radians(125.04 - 0.05295376 * days)
    return (280.46646 + 0.98564736 * days + centre - 0.00569 - 0.00478 * math.sin(node)) % 360


def number_cn(number: int) -> str:
    """1 to 99 as a number in characters: 十, 十一, 二十, 三十一. Raises ValueError outside."""
    if not 1 <= number <= 99:
        raise ValueError(f"no numeral for {number}")
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def _aware(when: datetime) -> datetime:
    if when.tzinfo is None or when.utcoffset() is None:
        raise NaiveTime(when=when.isoformat())
    return when
