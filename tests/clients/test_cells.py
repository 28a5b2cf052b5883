"""What the columns of a list are called and what stands in its cells, understood or refused with a sentence."""

from datetime import date

import pytest

from clients.lists.cells import read_cell
from clients.lists.columns import Column
from clients.lists.vocabulary import column_of, guess_columns, heading_line, in_both_languages
from clients.lists.words import COLUMNS
from clients.models import ClientType, Gender, Holding, Interest, Tier
from tests.house import NOW

TODAY = NOW.date()

# Columns


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("客户号", Column.NUMBER), ("客户编号", Column.NUMBER), ("Client No.", Column.NUMBER),
        ("姓名", Column.NAME), ("客户姓名", Column.NAME), ("姓", Column.SURNAME), ("名", Column.GIVEN_NAME),
        ("性别", Column.GENDER), ("称谓", Column.TITLE), ("头衔", Column.TITLE), ("英文名", Column.NAME_EN),
        ("手机", Column.PHONE), ("手机号码（必填）", Column.PHONE), ("联系电话", Column.PHONE),
        ("Mobile", Column.PHONE),
        ("邮箱", Column.EMAIL), ("E-mail", Column.EMAIL), ("出生日期", Column.BIRTH_DATE), ("生日", Column.BIRTH_DATE),
        ("客户类型", Column.TYPE), ("层级", Column.TIER), ("客户等级", Column.TIER), ("兴趣", Column.INTERESTS),
        ("爱好", Column.INTERESTS), ("持有产品", Column.HOLDINGS), ("客户经理", Column.RM), ("理财经理", Column.RM),
        ("工号", Column.RM), ("语言", Column.LANGUAGE), ("区域", Column.DISTRICT), ("话题", Column.TALK_TOPICS),
        ("客户性别", Column.GENDER), ("  Date of Birth ", Column.BIRTH_DATE), ("资产余额", None), ("", None),
    ],
)  # fmt: skip
def test_a_heading_is_understood(app, heading, column):
    with app.app_context():
        assert column_of(heading) is column


def test_our_own_headings_are_understood_in_both_languages(app):
    with app.app_context():
        for column, label in COLUMNS.items():
            assert {column_of(word) for word in in_both_languages(label)} == {column}


def test_each_column_is_guessed_once(app):
    with app.app_context():
        assert guess_columns(["手机", "姓名", "电话", "余额"]) == {0: Column.PHONE, 1: Column.NAME}


def test_a_title_above_the_headings_is_passed_over(app):
    with app.app_context():
        assert heading_line([["江南支行名单", ""], ["姓名", "手机"], ["王文静", "1"]]) == 1
        assert heading_line([["甲", "乙"], ["丙", "丁"]]) == 0


# Cells


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (Column.PHONE, "13800001234", "+8613800001234"),
        (Column.PHONE, "'13800001234", "+8613800001234"),
        (Column.PHONE, "１３８－００００－１２３４", "+8613800001234"),
        (Column.PHONE, "+86 138 0000 1234", "+8613800001234"),
        (Column.PHONE, "1.3800001234E+10", "+8613800001234"),
        (Column.PHONE, "13800001234.0", "+8613800001234"),
        (Column.PHONE, "(+852) 9123 4567", "+85291234567"),
        (Column.BIRTH_DATE, "1962-03-04", date(1962, 3, 4)),
        (Column.BIRTH_DATE, "1962/3/4", date(1962, 3, 4)),
        (Column.BIRTH_DATE, "1962年3月4日", date(1962, 3, 4)),
        (Column.BIRTH_DATE, "19620304", date(1962, 3, 4)),
        (Column.BIRTH_DATE, "1962-03-04 00:00", date(1962, 3, 4)),
        (Column.BIRTH_DATE, "22709", date(1962, 3, 4)),
        (Column.TYPE, "RET", ClientType.RET),
        (Column.TYPE, "退休", ClientType.RET),
        (Column.TYPE, "Retired", ClientType.RET),
        (Column.TIER, "t4", Tier.T4),
        (Column.TIER, "私行", Tier.T4),
        (Column.TIER, "Private", Tier.T4),
        (Column.GENDER, "女", Gender.FEMALE),
        (Column.GENDER, "M", Gender.MALE),
        (Column.INTERESTS, "茶、golf;书法/Pets", {Interest.TEA, Interest.GOLF, Interest.CALLIGRAPHY, Interest.PETS}),
        (Column.HOLDINGS, "理财，基金,credit_card", {Holding.WEALTH, Holding.FUND, Holding.CREDIT_CARD}),
        (Column.HOLDINGS, "", None),
        (Column.LANGUAGE, "英文", "en"),
        (Column.NUMBER, "６２１７ 0001", "62170001"),
        (Column.EMAIL, "wang@example.com", "wang@example.com"),
        (Column.DISTRICT, "-", None),
        (Column.TALK_TOPICS, "孙子\n上学", "孙子 上学"),
        (Column.NAME, "张\u3000\u3000伟", "张伟"),
        (Column.NAME, "王 小明", "王小明"),
        (Column.NAME, "Grace He", "Grace He"),
        (Column.NAME, "未知", None),
        (Column.GENDER, "未知", None),
    ],
)
def test_a_cell_is_understood(app, column, text, value):
    with app.app_context():
        cell = read_cell(column, text, today=TODAY)

    assert cell.error is None
    assert cell.value == value


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        (Column.PHONE, "1.38E+10", "phone_shortened"),
        (Column.PHONE, "12345", "phone_invalid"),
        (Column.BIRTH_DATE, "3/4/1962", "date_unreadable"),
        (Column.BIRTH_DATE, "1962-13-40", "date_unreadable"),
        (Column.BIRTH_DATE, "1962", "date_unreadable"),
        (Column.BIRTH_DATE, "2199-01-01", "date_impossible"),
        (Column.BIRTH_DATE, "1850-01-01", "date_impossible"),
        (Column.TYPE, "老师傅", "word_unknown"),
        (Column.INTERESTS, "茶、飞碟", "word_unknown"),
        (Column.LANGUAGE, "fr", "word_unknown"),
        (Column.NAME, "<b>王</b>", "text_not_plain"),
        (Column.NAME, "{{7*7}}", "text_not_plain"),
        (Column.NAME, "123", "name_without_letters"),
        (Column.NAME, "合 计", "name_of_nobody"),
        (Column.NAME, "制表人：林晓岚", "name_of_nobody"),
        (Column.NAME, "陈大文（已故）", "name_with_note"),
        (Column.DISTRICT, "区" * 41, "text_too_long"),
        (Column.TALK_TOPICS, "话" * 301, "text_too_long"),
        (Column.EMAIL, "nonsense", "email_invalid"),
    ],
)
def test_a_cell_that_can_not_be_used_says_why(app, column, text, code):
    with app.app_context():
        cell = read_cell(column, text, today=TODAY)

        assert cell.error.code == code
        assert cell.error.sentence
