"""The list's filters while typing, its end, and the saved views."""

import re

import sqlalchemy as sa

from clients.finding import list_views
from clients.finding.filters import FIELDS, filters_from
from clients.models import ClientType, ClientView, Holding, Interest
from core.db import db
from tests.house import queries


def names(page):
    return re.findall(r'href="/clients/\d+">([^<]+)</a>', page.text)


def saved(cast):
    with cast.app.app_context():
        return {view.name: view.id for view in db.session.scalars(sa.select(ClientView))}


def test_while_one_types_only_the_part_of_the_page_comes(cast):
    cast.add_client()

    part = cast.signed_in("zhao").get("/clients?q=wwj", headers={"HX-Request": "true", "HX-Target": "book"})

    assert names(part) == ["王文静"]
    assert "<html" not in part.text


def test_further_filters_narrow_the_list(cast):
    cast.add_client(
        birthday="03-08", holdings=list(Holding)[:3], further_types=[ClientType.ENT], district="滨江", language="en",
        interests=[Interest.WHISKY],
    )  # fmt: skip
    cast.add_client("陈", "敏", client_type=ClientType.ENT, phone="")
    browser = cast.signed_in("zhao")

    for asked, wanted in (
        ("month=3", ["王文静"]),
        ("products=old", ["王文静"]),
        ("products=few", ["陈敏"]),
        ("type=ENT", ["陈敏", "王文静"]),
        ("district=滨江", ["王文静"]),
        ("language=en", ["王文静"]),
        ("interest=wine", ["王文静"]),
        (f"holding={next(iter(Holding)).value}", ["王文静"]),
        ("quiet=30&invited=no", ["陈敏", "王文静"]),
        ("q=wang&type=ENT", ["王文静"]),
        ("sort=newest", ["陈敏", "王文静"]),
        ("sort=birthday", ["王文静", "陈敏"]),
        ("sort=contact&q=w", ["王文静"]),
        ("month=13&products=x&quiet=0&branch=-1&sort=x", ["陈敏", "王文静"]),
    ):
        assert names(browser.get(f"/clients?{asked}")) == wanted, asked


def test_every_filter_can_be_taken_away_again(cast):
    cast.add_client()

    page = cast.signed_in("zhao").get("/clients?q=wang&tier=T3").text

    assert page.count('class="book-chip"') == 2
    assert 'href="/clients?tier=T3"' in page
    assert 'href="/clients?q=wang"' in page


def test_a_list_without_end_says_so(cast, monkeypatch):
    for place in range(3):
        cast.add_client("王", "甲乙丙"[place], phone="")
    monkeypatch.setattr(list_views, "matching", lambda *given: list_views_matching(*given, most=2))

    page = cast.signed_in("zhao").get("/clients").text

    assert len(re.findall(r'scope="row"', page)) == 2
    assert "请输入关键字或加筛选" in page


list_views_matching = list_views.matching


def test_a_view_keeps_the_filters_and_shows_each_reader_their_own_clients(cast):
    cast.add_client()
    cast.add_client("陈", "敏", rm="sun", phone="")
    browser = cast.signed_in("zhao")

    browser.post("/clients/views/new?tier=T3&sort=newest", data={"name": "财富客户", "shared": "y"})
    view = saved(cast)["财富客户"]

    assert names(browser.get(f"/clients/views/{view}/open", follow_redirects=True)) == ["王文静"]
    colleague = cast.signed_in("sun")
    assert "财富客户（共享）" in colleague.get("/clients").text
    assert names(colleague.get(f"/clients/views/{view}/open", follow_redirects=True)) == ["陈敏"]
    assert colleague.post(f"/clients/views/{view}", data={"name": "x"}).status_code == 404
    assert colleague.post(f"/clients/views/{view}/delete").status_code == 404
    assert cast.signed_in("stranger").get(f"/clients/views/{view}/open").status_code == 404


def test_a_view_may_open_the_book_be_renamed_and_deleted(cast):
    cast.add_client()
    cast.add_client("陈", "敏", phone="", client_type=ClientType.ENT)
    browser = cast.signed_in("zhao")
    browser.post("/clients/views/new?type=ENT", data={"name": "企业主", "opens": "y"})
    view = saved(cast)["企业主"]

    assert names(browser.get("/clients", follow_redirects=True)) == ["陈敏"]
    assert len(names(browser.get("/clients?sort=name"))) == 2

    browser.post(f"/clients/views/{view}", data={"name": "老板"})
    assert saved(cast) == {"老板": view}
    assert len(names(browser.get("/clients", follow_redirects=True))) == 2
    browser.post(f"/clients/views/{view}/delete")
    assert saved(cast) == {}


def test_a_view_wants_a_name_of_its_own_and_something_to_remember(cast):
    browser = cast.signed_in("zhao")
    browser.post("/clients/views/new?type=ENT", data={"name": "企业主"})

    same = browser.post("/clients/views/new?type=RET", data={"name": "企业主"})
    empty = browser.post("/clients/views/new", data={"name": "全部"})
    nameless = browser.post("/clients/views/new?type=RET", data={"name": " "})

    assert [answer.status_code for answer in (same, empty, nameless)] == [422, 422, 422]
    assert "您已有同名的视图" in same.text
    assert "请先搜索或筛选" in empty.text


def test_a_filter_that_no_longer_exists_is_left_out_of_a_view():
    assert filters_from({"type": "GONE", "tier": "T3", "nonsense": "1", "default": "yes"}).arguments() == {"tier": "T3"}
    assert "default" not in FIELDS


def test_a_search_takes_as_many_queries_for_three_as_for_one(cast):
    cast.add_client(phone="")
    browser = cast.signed_in("li")
    browser.get("/clients?q=wang")
    with queries(cast.app) as one:
        browser.get("/clients?q=wang")
    cast.add_client("王", "敏", phone="")
    cast.add_client("王", "雅琴", phone="")

    with queries(cast.app) as three:
        assert len(names(browser.get("/clients?q=wang"))) == 3
    assert len(three) == len(one)
