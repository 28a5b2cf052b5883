"""The client book as a list: what it shows, how it is searched and filtered, what it costs."""

import re

import pytest

from clients.book.saving import save_client
from clients.models import (
    Client,
    ClientType,
    Holding,
    Interest,
    Tier,
)
from core.db import db
from tests.clients.lives import contacted, put_on_hold
from tests.house import queries


def test_an_rm_finds_only_own_clients_in_the_book(cast):
    cast.add_client("王", "文静")
    cast.add_client("陈", "敏", rm="sun", phone="13900001111")

    assert "陈敏" not in cast.signed_in("zhao").get("/clients").text
    assert "王文静" not in cast.signed_in("sun").get("/clients").text
    both = cast.signed_in("li").get("/clients").text
    assert "王文静" in both
    assert "陈敏" in both
    assert cast.signed_in("door").get("/clients").status_code == 403


def test_the_list_says_what_one_wants_to_know_of_each(cast):
    client_id = cast.add_client()
    put_on_hold(cast, client_id)
    contacted(cast, client_id, 12)

    page = cast.signed_in("zhao").get("/clients").text

    for words in ("王女士", "138-0000-1234", "退休", "财富", "12 天前", "投诉处理中"):
        assert words in page


@pytest.mark.parametrize(("holdings", "mark"), [(2, None), (3, "老客户"), (5, "核心老客户")])
def test_old_and_core_clients_are_marked_from_three_and_five_holdings(cast, holdings, mark):
    cast.add_client(holdings=list(Holding)[:holdings])

    page = cast.signed_in("zhao").get("/clients").text

    assert re.findall(r"mark-good\">((?:核心)?老客户)<", page) == ([mark] if mark else [])


@pytest.mark.parametrize(
    "typed",
    [
        "文静",
        "王文静",
        "wangwenjing",
        "wwj",
        "Jane",
        "6217000001",
        "1234",
        "１２３４",
        " WWJ ",
        "138-8888-1234",
        "+86 138 8888 1234",
    ],
)
def test_the_search_box_takes_whatever_one_remembers(cast, typed):
    cast.add_client(name_en="Jane Wang", number="6217000001", phone="13888881234")
    cast.add_client("陈", "敏", phone="13900005555")

    page = cast.signed_in("zhao").get("/clients", query_string={"q": typed}).text

    found = re.findall(r'href="/clients/\d+">([^<]+)</a>', page)
    assert found == ["王文静"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"type": "RET"}, ["王文静"]),
        ({"type": "ENT"}, ["陈敏"]),
        ({"tier": "T5"}, ["陈敏"]),
        ({"interest": "golf"}, ["陈敏"]),
        ({"hold": "yes"}, ["王文静"]),
        ({"hold": "no"}, ["陈敏"]),
        ({"rm": "zhao"}, ["王文静"]),
        ({"rm": "sun"}, ["陈敏"]),
        ({"type": "<b>", "tier": "T9", "rm": "x", "hold": "perhaps"}, ["陈敏", "王文静"]),
    ],
)
def test_the_filters_narrow_the_list(cast, asked, found):
    put_on_hold(cast, cast.add_client())
    cast.add_client("陈", "敏", rm="sun", client_type=ClientType.ENT, tier=Tier.T5, interests=[Interest.GOLF], phone="")
    asked = {name: cast.staff_ids.get(value, value) for name, value in asked.items()}

    page = cast.signed_in("li").get("/clients", query_string=asked).text

    assert re.findall(r'href="/clients/\d+">([^<]+)</a>', page) == found


def test_an_empty_book_says_how_to_begin_and_an_empty_search_how_to_go_on(cast):
    empty = cast.signed_in("zhao").get("/clients").text
    assert "客户名册还是空的" in empty
    assert 'href="/clients/import"' in empty

    cast.add_client()
    nothing = cast.signed_in("zhao").get("/clients?q=nobody").text
    assert "没有找到客户" in nothing
    assert "清除筛选" in nothing


@pytest.mark.parametrize("who", ["zhao", "li", "admin"])
def test_the_list_takes_as_many_queries_for_three_clients_as_for_one(cast, who):
    def fill(surname):
        client_id = cast.add_client(surname, phone="", interests=[Interest.TEA])
        put_on_hold(cast, client_id)
        contacted(cast, client_id, 3)

    fill("王")
    browser = cast.signed_in(who)
    browser.get("/clients")
    with queries(cast.app) as one:
        browser.get("/clients")
    fill("陈")
    fill("李")

    with queries(cast.app) as three:
        assert browser.get("/clients").text.count('scope="row"') == 3
    assert len(three) == len(one)


def test_the_list_is_paged(cast):
    with cast.app.app_context():
        owner = cast.staff("zhao")
        for place in range(51):
            save_client(Client(rm_id=owner.id, branch_id=owner.branch_id), surname="王", given_name=f"甲{place}")
        db.session.commit()
    browser = cast.signed_in("zhao")

    assert browser.get("/clients").text.count('scope="row"') == 50
    assert browser.get("/clients?page=2").text.count('scope="row"') == 1
    assert browser.get("/clients?page=99").status_code == 200
