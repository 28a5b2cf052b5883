"""Bringing in a list: what the columns mean, what each row would do, and what confirming writes."""

import csv
import io
import re
import time
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from clients.cells import read_cell
from clients.columns import Column
from clients.lists import FOLDER
from clients.models import Client, ClientImport, ClientType, Gender, Holding, Interest, Tier, TitleKind
from clients.vocabulary import column_of, guess_columns, heading_line
from core import files
from core.db import db
from tests.house import NOW, queries

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def no_lists(app):
    """The private files outlive the tables that the fixtures empty."""
    with app.app_context():
        for path in files.folder(FOLDER).iterdir():
            path.unlink()


def upload(browser, text, name="名单.csv", **data):
    """Send a list; returns the address of its preview, or the answer when it was refused."""
    content = text if isinstance(text, bytes) else text.encode()
    answer = browser.post("/clients/import", data={"file": (io.BytesIO(content), name), **data})
    return answer.headers["Location"] if answer.status_code == 302 else answer


def confirm(browser, address):
    return browser.post(f"{address}/confirm", follow_redirects=True)


def clients(cast):
    with cast.app.app_context():
        query = sa.select(Client).order_by(Client.id)
        found = db.session.scalars(query).all()
        for client in found:
            _ = [*client.interests, *client.holdings]
        db.session.expunge_all()
        return found


def kept_files(cast):
    with cast.app.app_context():
        return sorted(path.name for path in files.folder(FOLDER).iterdir())


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
    from clients.vocabulary import in_both_languages
    from clients.words import COLUMNS

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


# The preview


def test_nothing_is_written_before_confirming(cast):
    browser = cast.signed_in("zhao")

    page = browser.get(upload(browser, "姓名,手机,资产余额\n欧阳文静,13800001234,99\n")).text

    assert clients(cast) == []
    assert "姓：欧阳，名：文静" in page
    assert "以下各列不会导入：资产余额" in page
    assert "导入 1 行" in page


def test_a_bad_cell_is_marked_with_a_sentence_and_shown_as_text(cast):
    browser = cast.signed_in("zhao")

    page = browser.get(upload(browser, "姓名,手机\n<script>alert(1)</script>,1.38E+10\n{{7*7}},13800001234\n")).text

    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "表格软件把这个号码缩短了" in page
    assert page.count("请去掉") == 2
    assert "没有可以导入的行" in page


def test_the_meaning_of_a_column_can_be_changed_and_left_out(cast):
    browser = cast.signed_in("zhao")
    address = upload(browser, "甲,乙,手机\n王文静,女,13800001234\n")
    assert "没有一列是姓名" in browser.get(address).text

    browser.post(f"{address}/columns", data={"column-0": "name", "column-1": "gender", "column-2": ""})

    confirm(browser, address)
    [client] = clients(cast)
    assert (client.full_name, client.gender, client.phone) == ("王文静", Gender.FEMALE, "")


def test_two_columns_of_one_meaning_and_unknown_meanings_are_refused(cast):
    browser = cast.signed_in("zhao")
    address = upload(browser, "姓名,名字\n王文静,王\n")

    browser.post(f"{address}/columns", data={"column-0": "name", "column-1": "name"})
    answer = confirm(browser, address)
    assert answer.status_code == 422
    assert "有两列都是“客户姓名”" in answer.text
    assert browser.post(f"{address}/columns", data={"column-0": "balance"}).status_code == 400
    assert clients(cast) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("list.pdf", b"%PDF", "只能读取 CSV"),
        ("list.xlsx", b"\x89PNG\r\n\x1a\n", "这个文件打不开"),
        ("list.csv", b"", "名单是空的"),
        ("list.csv", "姓名\n".encode(), "名单是空的"),
    ],
)
def test_a_broken_file_is_said_at_the_field_and_not_kept(cast, name, content, said):
    answer = upload(cast.signed_in("zhao"), content, name)

    assert answer.status_code == 422
    assert said in answer.text
    assert kept_files(cast) == []


def test_no_file_is_said_at_the_field(cast):
    answer = cast.signed_in("zhao").post("/clients/import", data={})

    assert answer.status_code == 422
    assert "请选择文件" in answer.text


def test_the_preview_takes_as_many_queries_for_three_rows_as_for_one(cast):
    browser = cast.signed_in("zhao")
    cast.add_client(number="1001")
    short = upload(browser, "客户号,姓名,兴趣\n1002,李强,茶\n")
    long = upload(browser, "客户号,姓名,兴趣\n1001,王文静,茶\n1002,李强,茶\n1003,陈敏,茶\n")
    browser.get(short)
    with queries(cast.app) as one:
        browser.get(short)

    with queries(cast.app) as three:
        browser.get(long)

    assert len(three) == len(one)


# Confirming


def test_all_good_rows_come_in_and_the_others_stay_listed(cast):
    browser = cast.signed_in("zhao")
    address = upload(
        browser,
        "客户号,姓名,性别,称谓,手机,生日,客户类型,层级,兴趣,持有产品,语言,区域\n"
        "1001,欧阳文静,女,教授,13800001234,1962-03-04,退休,财富,茶、书法,理财;基金,中文,滨江\n"
        "1002,李强,,李总,138,,,,,,,\n"
        "1003,单志刚,,先生,,,,,,,,\n",
    )

    page = confirm(browser, address)

    first, second = clients(cast)
    assert (first.surname, first.given_name, first.number, first.title) == ("欧阳", "文静", "1001", "教授")
    assert (first.title_kind, first.tier, first.client_type) == (TitleKind.PROFESSION, Tier.T3, ClientType.RET)
    assert {row.interest for row in first.interests} == {Interest.TEA, Interest.CALLIGRAPHY}
    assert (first.holdings_count, first.phone_tail, first.birth_date) == (2, "1234", date(1962, 3, 4))
    assert (first.rm_id, first.branch_id, first.search_text[:6]) == (
        cast.staff_ids["zhao"],
        cast.branch_id,
        "|欧阳文静|",
    )
    assert (second.full_name, second.gender, second.title) == ("单志刚", Gender.MALE, "")
    assert "李强" in page.text
    rows = list(csv.reader(io.StringIO(browser.get(f"{address}/left-out.csv").data.decode("utf-8-sig"))))
    assert rows[0][-1] == "未导入原因"
    assert rows[1][:2] == ["1002", "李强"]
    assert "这不是有效的电话号码" in rows[1][-1]


def test_confirming_twice_does_it_once(cast):
    browser = cast.signed_in("zhao")
    address = upload(browser, "姓名\n王文静\n")

    confirm(browser, address)
    again = confirm(browser, address)

    assert again.status_code == 200
    assert len(clients(cast)) == 1
    assert kept_files(cast) == []


def test_a_known_client_is_completed_and_not_doubled(cast):
    client_id = cast.add_client(number="1001", interests=[Interest.TEA], holdings=[Holding.FUND], district="滨江")
    browser = cast.signed_in("zhao")

    address = upload(browser, "客户号,姓名,兴趣,持有产品,区域\n1001,王文静,高尔夫,理财,\n")
    assert "更新客户" in browser.get(address).text
    confirm(browser, address)

    [client] = clients(cast)
    assert client.id == client_id
    assert {row.interest for row in client.interests} == {Interest.TEA, Interest.GOLF}
    assert {row.holding for row in client.holdings} == {Holding.WEALTH}
    assert client.district == "滨江"


def test_a_client_is_known_by_name_and_phone_and_gets_the_number_of_the_bank(cast):
    client_id = cast.add_client()
    browser = cast.signed_in("zhao")

    confirm(browser, upload(browser, "客户号,姓名,手机\n1001,王文静,13800001234\n"))

    [client] = clients(cast)
    assert (client.id, client.number) == (client_id, "1001")


def test_a_client_known_under_another_number_is_left_out(cast):
    cast.add_client(number="1001")
    browser = cast.signed_in("zhao")

    page = browser.get(upload(browser, "客户号,姓名,手机\n1002,王文静,13800001234\n")).text

    assert "这位客户现在的客户号是 1001" in page


def test_the_same_list_again_changes_nothing(cast):
    browser = cast.signed_in("zhao")
    text = "姓名,手机,兴趣\n王文静,13800001234,茶\n"
    confirm(browser, upload(browser, text))

    page = browser.get(upload(browser, text)).text

    assert "无变化" in page
    assert "没有可以导入的行" in page


def test_a_name_that_was_split_by_hand_is_not_split_anew(cast):
    cast.add_client("欧", "阳文静", number="1001")
    browser = cast.signed_in("zhao")

    confirm(browser, upload(browser, "客户号,姓名,区域\n1001,欧阳文静,滨江\n"))

    assert clients(cast)[0].surname == "欧"


def test_a_second_row_of_one_client_is_left_out(cast):
    browser = cast.signed_in("zhao")

    address = upload(browser, "客户号,姓名,手机\n1001,王文静,\n1001,王文静,\n,李强,13800001234\n,李强,13800001234\n")

    page = confirm(browser, address).text
    assert [client.full_name for client in clients(cast)] == ["王文静", "李强"]
    assert "与第 2 行是同一位客户" in page
    assert "与第 4 行是同一位客户" in page


def test_a_foreign_number_is_left_out_without_a_word_about_whose_it_is(cast):
    cast.add_client("陈", "敏", rm="sun", number="1001", phone="13900001111")
    browser = cast.signed_in("zhao")

    address = upload(browser, "客户号,姓名,手机\n1001,王文静,13800001234\n,陈敏,13900001111\n")
    page = browser.get(address).text

    assert "该客户号已被使用。请核对，或询问支行行长。" in page
    assert "孙经理" not in page
    # By name and phone a foreign client is not known either: the row is simply a new client.
    confirm(browser, address)
    assert sorted((client.full_name, client.rm_id) for client in clients(cast)) == sorted(
        [("陈敏", cast.staff_ids["sun"]), ("陈敏", cast.staff_ids["zhao"])]
    )


# Whose clients


def test_an_rm_can_not_bring_in_for_somebody_else(cast):
    browser = cast.signed_in("zhao")

    address = upload(browser, "姓名,客户经理\n王文静,孙经理\n李强,赵经理\n陈敏,zhao\n")

    page = confirm(browser, address).text
    assert "您只能导入自己的客户" in page
    assert {client.rm_id for client in clients(cast)} == {cast.staff_ids["zhao"]}
    assert len(clients(cast)) == 2


def test_an_rm_who_stands_in_does_not_become_the_owner_by_way_of_a_list(cast):
    from clients.book import delegate

    client_id = cast.add_client(number="1001")
    with cast.app.app_context():
        delegate(db.session.get(Client, client_id), cast.staff("sun"))
        db.session.commit()
    browser = cast.signed_in("sun")

    confirm(browser, upload(browser, "客户号,姓名,理财经理,区域\n1001,王文静,sun,滨江\n"))

    [client] = clients(cast)
    assert (client.rm_id, client.district) == (cast.staff_ids["zhao"], "滨江")


def test_an_organiser_names_the_rm_by_name_or_sign_in_name(cast):
    browser = cast.signed_in("li")

    address = upload(browser, "姓名,理财经理\n王文静,孙经理\n李强,ZHAO\n陈敏,\n吕燕,外人\n", rm_id="")

    page = confirm(browser, address).text
    assert {client.full_name: client.rm_id for client in clients(cast)} == {
        "王文静": cast.staff_ids["sun"],
        "李强": cast.staff_ids["zhao"],
    }
    assert "没有指定由谁负责" in page
    assert "没有“外人”" in page


def test_an_organiser_chooses_who_gets_rows_without_a_name(cast):
    browser = cast.signed_in("li")

    confirm(browser, upload(browser, "姓名\n王文静\n", rm_id=cast.staff_ids["sun"]))

    assert clients(cast)[0].rm_id == cast.staff_ids["sun"]
    assert upload(browser, "姓名\n王文静\n", rm_id=cast.staff_ids["stranger"]).status_code == 422


def test_another_ones_list_is_404(cast):
    address = upload(cast.signed_in("zhao"), "姓名\n王文静\n")
    other = cast.signed_in("sun")

    assert other.get(address).status_code == 404
    assert other.get(f"{address}/left-out.csv").status_code == 404
    for action in ("columns", "confirm", "discard"):
        assert other.post(f"{address}/{action}").status_code == 404
    assert clients(cast) == []


# What becomes of the files


def test_a_list_is_thrown_away_with_its_file(cast):
    browser = cast.signed_in("zhao")
    address = upload(browser, "姓名\n王文静\n")

    browser.post(f"{address}/discard")

    assert kept_files(cast) == []
    assert browser.get(address).status_code == 404


def test_left_out_rows_are_thrown_away_and_the_clients_stay(cast):
    browser = cast.signed_in("zhao")
    address = upload(browser, "姓名,手机\n王文静,\n李强,1\n")
    confirm(browser, address)

    browser.post(f"{address}/discard")

    assert kept_files(cast) == []
    assert "未导入的行已删除" in browser.get(address).text
    assert browser.get(f"{address}/left-out.csv").status_code == 404
    assert len(clients(cast)) == 1


def test_files_that_nobody_confirmed_go_after_a_week(cast):
    browser = cast.signed_in("zhao")
    address = upload(browser, "姓名\n王文静\n")
    with cast.app.app_context():
        row = db.session.scalar(sa.select(ClientImport))
        row.created_at -= timedelta(days=8)
        db.session.commit()

    later = upload(browser, "姓名\n李强\n")

    assert browser.get(address).status_code == 404
    assert len(kept_files(cast)) == 1
    assert browser.get(later).status_code == 200


def test_a_list_whose_file_is_gone_says_so(cast):
    browser = cast.signed_in("zhao")
    address = upload(browser, "姓名\n王文静\n")
    with cast.app.app_context():
        files.drop(FOLDER, db.session.scalar(sa.select(ClientImport.file)))

    answer = browser.get(address)

    assert answer.status_code == 409
    assert "这份名单的文件已不在这里" in answer.text


def test_left_out_cells_are_no_formulas(cast):
    browser = cast.signed_in("zhao")
    address = upload(browser, "=cmd,姓名\n=1+1,<b>\n")
    browser.post(f"{address}/columns", data={"column-1": "name"})
    browser.post(f"{address}/confirm")

    page = browser.get(address).text
    assert "没有可以导入的行" not in page
    rows = list(csv.reader(io.StringIO(browser.get(f"{address}/left-out.csv").data.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["'=cmd", "'=1+1"]


def test_two_thousand_rows_come_in_within_seconds(cast):
    browser = cast.signed_in("zhao")
    rows = [
        f"62{place:06d},王文{chr(0x4E00 + place)},女,138{place:08d},1962-03-04,退休,财富,茶、书法,理财;基金"
        for place in range(2000)
    ]
    address = upload(browser, "客户号,姓名,性别,手机,生日,客户类型,层级,兴趣,持有产品\n" + "\n".join(rows))
    started = time.perf_counter()

    browser.post(f"{address}/confirm")

    taken = time.perf_counter() - started
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Client)) == 2000
    assert taken < 15  # some three seconds on an idle machine; this test only guards against a query a row
    assert re.search(r">2000<", browser.get(address).text)
