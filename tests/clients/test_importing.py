"""Bringing in a list: what each row would do, what confirming writes, and whose the clients become."""

import csv
import io
import re
import time
from datetime import date

import pytest
import sqlalchemy as sa

from clients.models import Client, ClientType, Gender, Holding, Interest, Tier, TitleKind
from core.db import db
from tests.clients.lists import clients, confirm, kept_files, upload
from tests.house import queries

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

    page = browser.get(upload(browser, "姓名,手机\n<script>alert(1)</script>,1.38E+10\n{{7*7}}12,13800001234\n")).text

    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "表格软件把这个号码缩短了" in page
    assert "{{7*7}}12" in page
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
        ("list.pdf", b"%PDF", "只能读取"),
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
    short = upload(browser, "客户号,姓名,兴趣\n1001,王文静,茶\n")
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
    assert (first.rm_id, first.branch_id, first.sort_key) == (
        cast.staff_ids["zhao"],
        cast.branch_id,
        "ouyangwenjing",
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
    from clients.book.owners import delegate

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


@pytest.mark.parametrize("name", ["column-²", "column-" + "9" * 5000, "column-", "column--1"])
def test_a_column_that_no_list_has_is_passed_over(cast, name):
    browser = cast.signed_in("zhao")
    address = upload(browser, "甲,手机\n王文静,13800001234\n")

    assert browser.post(f"{address}/columns", data={name: "name"}).status_code == 302


def test_who_gets_the_clients_can_be_said_when_looking_at_the_list(cast):
    browser = cast.signed_in("li")
    address = upload(browser, "姓名\n王文静\n李强\n")
    page = browser.get(address).text
    assert "没有可以导入的行" in page
    assert re.search(r'class="number">2</span> <span>没有指定由谁负责', page)

    browser.post(f"{address}/columns", data={"column-0": "name", "rm_id": str(cast.staff_ids["sun"])})

    confirm(browser, address)
    assert {client.rm_id for client in clients(cast)} == {cast.staff_ids["sun"]}


@pytest.mark.parametrize(("who", "named"), [("zhao", "sun"), ("li", "stranger"), ("li", "door")])
def test_nobody_else_can_be_slipped_in_as_the_owner(cast, who, named):
    browser = cast.signed_in(who)
    address = upload(browser, "姓名\n王文静\n")

    browser.post(f"{address}/columns", data={"column-0": "name", "rm_id": str(cast.staff_ids[named])})

    confirm(browser, address)
    assert cast.staff_ids[named] not in {client.rm_id for client in clients(cast)}
