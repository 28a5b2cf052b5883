"""Dates and times in words, against vectors worked out by hand."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from printing.errors import NaiveTime
from printing.texts import calendar_words as words

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2027-01-09", "二〇二七年一月九日"),
        ("2027-04-10", "二〇二七年四月十日"),
        ("2027-10-10", "二〇二七年十月十日"),
        ("2027-11-20", "二〇二七年十一月二十日"),
        ("2027-12-31", "二〇二七年十二月三十一日"),
        ("2030-02-03", "二〇三〇年二月三日"),
        ("2029-09-22", "二〇二九年九月二十二日"),
    ],
)
def test_a_date_is_written_in_chinese_characters(day, expected):
    assert words.date_cn(at(day)) == expected


def test_the_zero_of_a_year_is_u3007():
    assert "\u3007" in words.date_cn(at("2030-02-03"))
    assert "\u25cb" not in words.date_cn(at("2030-02-03"))


@pytest.mark.parametrize(
    ("day", "cn", "en"),
    [
        ("2027-01-09", "星期六", "Saturday"),
        ("2027-04-10", "星期六", "Saturday"),
        ("2027-09-11", "星期六", "Saturday"),
        ("2027-04-11", "星期日", "Sunday"),
        ("2027-04-12", "星期一", "Monday"),
    ],
)
def test_the_weekday_is_computed(day, cn, en):
    assert (words.weekday_cn(at(day)), words.weekday_en(at(day))) == (cn, en)


@pytest.mark.parametrize(
    ("clock", "cn", "en"),
    [
        ("14:30", "下午二时三十分", "2:30 pm"),
        ("18:30", "晚六时三十分", "6:30 pm"),
        ("09:00", "上午九时", "9 am"),
        ("09:30", "上午九时三十分", "9:30 am"),
        ("12:00", "中午十二时", "12 noon"),
        ("12:15", "中午十二时十五分", "12:15 pm"),
        ("17:59", "下午五时五十九分", "5:59 pm"),
        ("14:00", "下午二时", "2 pm"),
        ("09:05", "上午九时零五分", "9:05 am"),
        ("22:40", "晚十时四十分", "10:40 pm"),
        ("00:00", "上午零时", "12 midnight"),
    ],
)
def test_a_time_is_written_with_its_part_of_the_day(clock, cn, en):
    when = at(f"2027-04-10T{clock}")

    assert (words.time_cn(when), words.time_en(when)) == (cn, en)


def test_facts_are_in_digits():
    when = at("2027-04-10T14:30")

    assert words.facts_cn(when) == "2027年4月10日（星期六）14:30"
    assert words.facts_en(when) == "Saturday, 10 April 2027, 2:30 pm"
    assert words.long_date_en(when) == "Saturday, 10 April 2027"
    assert words.month_day_cn(when) == "四月十日"


def test_a_letter_tells_the_time_of_the_events_own_zone():
    stored = datetime(2027, 4, 9, 16, 30, tzinfo=UTC)

    told = words.for_letter(stored, SHANGHAI, "zh")

    assert told["date_cn"] == "二〇二七年四月十日"
    assert told["time_num"] == "00:30"
    assert told["weekday"] == "星期六"
    assert words.for_letter(stored, timezone(timedelta(hours=-5)), "en")["weekday"] == "Friday"


@pytest.mark.parametrize("function", [words.date_cn, words.time_cn, words.facts_en, words.date_num])
def test_a_time_without_a_zone_is_refused(function):
    with pytest.raises(NaiveTime):
        function(datetime(2027, 4, 10, 14, 30))


@pytest.mark.parametrize(
    ("day", "cn"),
    [
        ("2024-02-03", "冬安"),
        ("2024-02-04", "春祺"),
        ("2025-02-02", "冬安"),
        ("2025-02-03", "春祺"),  # 立春 fell on the third that year
        ("2027-03-20", "春祺"),
        ("2027-05-05", "春祺"),
        ("2027-05-06", "夏安"),  # 立夏, at a quarter past midnight
        ("2027-08-07", "夏安"),
        ("2027-08-08", "秋祺"),
        ("2026-11-06", "秋祺"),
        ("2026-11-07", "冬安"),
        ("2026-12-31", "冬安"),
    ],
)
def test_the_closing_wish_follows_the_solar_terms(day, cn):
    assert words.closing(at(day), "zh") == cn


def test_the_closing_wish_is_that_of_the_letters_own_day():
    late = datetime(2027, 2, 3, 16, 30, tzinfo=UTC)

    assert words.closing(late, "zh") == "冬安"
    assert words.closing(late.astimezone(SHANGHAI), "zh") == "春祺"
    assert words.closing(late, "en") == "With every good wish for the winter"
    with pytest.raises(NaiveTime):
        words.closing(datetime(2027, 4, 10), "zh")


@pytest.mark.parametrize(
    ("day", "hour", "minute", "date", "time"),
    [
        (1, 18, 30, "1st September 2027", "half past six o’clock"),
        (2, 19, 0, "2nd September 2027", "seven o’clock"),
        (3, 12, 15, "3rd September 2027", "a quarter past twelve o’clock"),
        (11, 17, 45, "11th September 2027", "a quarter to six o’clock"),
        (12, 11, 45, "12th September 2027", "a quarter to twelve o’clock"),
        (13, 12, 45, "13th September 2027", "a quarter to one o’clock"),
        (21, 18, 20, "21st September 2027", "6:20 pm"),
        (23, 12, 0, "23rd September 2027", "12 noon"),
    ],
)
def test_an_english_card_says_date_and_time_formally(day, hour, minute, date, time):
    when = datetime(2027, 9, day, hour, minute, tzinfo=SHANGHAI)

    assert (words.date_formal(when), words.time_formal(when)) == (date, time)
