"""What the columns of a list are called and what stands in its cells, understood or refused with a sentence."""

import pytest

from clients.lists.columns import Column
from clients.lists.fields import Meaning, Reader
from clients.lists.headings import column_of, guess_columns, heading_place
from clients.lists.vocabulary import in_both_languages
from clients.lists.words import COLUMNS
from tests.house import NOW

TODAY = NOW.date()


def read(column, text, **options):
    return Reader(Meaning(column.value, "", column), today=TODAY, **options).read(text)


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
        assert guess_columns(["手机", "姓名", "电话", "余额"]) == {0: Column.PHONE, 1: Column.NAME, 2: Column.PHONES}


def test_a_title_above_the_headings_is_passed_over(app):
    with app.app_context():
        assert heading_place([(1, ["江南支行名单", ""]), (3, ["姓名", "手机"]), (4, ["王文静", "1"])])[0] == 3
        assert heading_place([(1, ["甲", "乙"]), (2, ["丙", "丁"])])[0] == 1


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
        (Column.BIRTH_DATE, "1962-03-04", "1962-03-04"),
        (Column.BIRTH_DATE, "1962/3/4", "1962-03-04"),
        (Column.BIRTH_DATE, "1962年3月4日", "1962-03-04"),
        (Column.BIRTH_DATE, "19620304", "1962-03-04"),
        (Column.BIRTH_DATE, "1962-03-04 00:00", "1962-03-04"),
        (Column.BIRTH_DATE, "22709", "1962-03-04"),
        (Column.BIRTH_DATE, "1962.3.4", "1962-03-04"),
        (Column.BIRTH_DATE, "620304", "1962-03-04"),
        (Column.BIRTH_DATE, "一九六二年三月四日", "1962-03-04"),
        (Column.BIRTH_DATE, "４ Mar 1962", "1962-03-04"),
        (Column.BIRTH_DATE, "3月4日", "03-04"),
        (Column.BIRTH_DATE, "--0304", "03-04"),
        (Column.LUNAR_BIRTHDAY, "闰六月十五", [6, 15, True, False]),
        (Column.LUNAR_BIRTHDAY, "农历八月初三", [8, 3, False, False]),
        (Column.LUNAR_BIRTHDAY, "腊月廿三", [12, 23, False, False]),
        (Column.LUNAR_BIRTHDAY, "冬月二十", [11, 20, False, False]),
        (Column.LUNAR_BIRTHDAY, "8-15", [8, 15, False, False]),
        (Column.LUNAR_BIRTHDAY, "除夕", [None, None, False, True]),
        (Column.RISK, "稳健型", "C2"),
        (Column.RISK, "c4", "C4"),
        (Column.FURTHER_TYPES, "退休、亲子家庭", ["RET", "FAM"]),
        (
            Column.PHONE,
            "13800001234/13900001111",
            [["phone", "+8613800001234", "other", ""], ["phone", "+8613900001111", "other", ""]],
        ),
        (
            Column.PHONES,
            "家 0571-88880000；秘书: 13900001111 (小陈)",
            [["phone", "+8657188880000", "home", ""], ["phone", "+8613900001111", "assistant", "小陈"]],
        ),
        (Column.ADDRESSES, "单位: 滨江路18号 310051", [["work", "滨江路18号", "310051", "CN"]]),
        (Column.PHONE, "008613800001234", "+8613800001234"),
        (Column.TYPE, "RET", "RET"),
        (Column.TYPE, "退休", "RET"),
        (Column.TYPE, "Retired", "RET"),
        (Column.TIER, "t4", "T4"),
        (Column.TIER, "私行", "T4"),
        (Column.TIER, "Private", "T4"),
        (Column.GENDER, "女", "female"),
        (Column.GENDER, "M", "male"),
        (Column.INTERESTS, "茶、golf;书法/Pets", ["tea", "calligraphy", "pets", "golf"]),
        (Column.HOLDINGS, "理财，基金,credit_card", ["wealth", "fund", "credit_card"]),
        (Column.HOLDINGS, "", None),
        (Column.LANGUAGE, "英文", "en"),
        (Column.NUMBER, "６２１７ 0001", "62170001"),
        (Column.EMAIL, "wang@example.com", "wang@example.com"),
        (Column.DISTRICT, "-", None),
        (Column.TALK_TOPICS, "孙子\n上学", "孙子\n上学"),
        (Column.NAME, "张\u3000\u3000伟", "张伟"),
        (Column.NAME, "王 小明", "王小明"),
        (Column.NAME, "Grace He", "Grace He"),
        (Column.NAME, "未知", None),
        (Column.GENDER, "未知", None),
    ],
)
def test_a_cell_is_understood(app, column, text, value):
    with app.app_context():
        assert read(column, text) == (value, None)


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        (Column.PHONE, "1.38E+10", "phone_shortened"),
        (Column.PHONE, "12345", "phone_invalid"),
        (Column.BIRTH_DATE, "3/4/1962", "date_unreadable"),
        (Column.BIRTH_DATE, "210304", "year_missing"),
        (Column.LUNAR_BIRTHDAY, "十三月初一", "lunar_unreadable"),
        (Column.LUNAR_BIRTHDAY, "8-31", "lunar_unreadable"),
        (Column.PHONES, "13900001111、12", "phone_invalid"),
        (Column.BIRTH_DATE, "1962-13-40", "date_unreadable"),
        (Column.BIRTH_DATE, "1962", "date_unreadable"),
        (Column.BIRTH_DATE, "2199-01-01", "date_impossible"),
        (Column.BIRTH_DATE, "1850-01-01", "date_impossible"),
        (Column.TYPE, "老师傅", "word_unknown"),
        (Column.INTERESTS, "茶、飞碟", "word_unknown"),
        (Column.LANGUAGE, "fr", "word_unknown"),
        (Column.ADDRESS, "<b>路</b>", "text_not_plain"),
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
        _value, refusal = read(column, text)

        assert refusal.code == code
        assert refusal.sentence


def test_days_are_counted_from_1904_where_the_workbook_says_so(app):
    with app.app_context():
        assert read(Column.BIRTH_DATE, "21247", from_1904=True) == ("1962-03-04", None)


def test_the_quick_way_for_mobile_numbers_says_what_the_library_says(app):
    from clients.book.saving import normalised_phone
    from clients.lists.cells import phone
    from core.errors import DomainError

    def told(rule, text):
        try:
            return rule(text)
        except DomainError as refusal:
            return refusal.code

    with app.app_context():
        for prefix in range(1300, 2000):
            number = f"{prefix}1234567"
            assert told(phone, number) == told(normalised_phone, number)


def test_the_quick_way_for_mail_addresses_says_what_the_library_says(app):
    from email_validator import EmailNotValidError, validate_email

    from clients.lists.cells import email
    from core.errors import DomainError

    texts = ["a@b.cn", "A.b@Example.COM", "a..b@c.cn", ".a@c.cn", "a@b", "a@-b.cn", "a@b-.cn", "a_b-c@x.y.z.com",
             "a@b..cn", "x" * 70 + "@b.cn", "a@test", "a@localhost.localdomain", "王@例子.中国"]  # fmt: skip
    for text in texts:
        try:
            wanted = validate_email(text, check_deliverability=False).normalized
        except EmailNotValidError:
            wanted = None
        try:
            found = email(text)
        except DomainError:
            found = None
        assert found == wanted, text
