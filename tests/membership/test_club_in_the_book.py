"""The client book asked about the club, and the club's numbers said as one says them."""

import pytest

from core.db import db, now
from membership import moves
from tests.membership.club_desk import get, level, recent_member


@pytest.fixture
def book(cast):
    """Members of two levels, one who left, and a client who never was one."""
    first = recent_member(cast, "一")
    recent_member(cast, "二", rank=2)
    gone = recent_member(cast, "三")
    cast.add_client(given_name="四", rm="zhao")
    with cast.app.app_context():
        moves.leave(get(gone), staff=cast.staff("li"), now=now(), reason="搬家")
        db.session.commit()
        return {"member": first, "level": level(cast).id}


def found(cast, **asked):
    page = cast.signed_in("zhao").get("/clients", query_string=asked).text
    return {name for name in "一二三四" if f"王{name}" in page}


def test_the_book_finds_whoever_is_in_the_club_or_not(cast, book):
    assert found(cast) == set("一二三四")
    assert found(cast, club="in") == set("一二")
    assert found(cast, club="out") == set("三四")


def test_the_book_finds_the_members_of_one_level(cast, book):
    assert found(cast, club=str(book["level"])) == {"一"}


def test_what_is_no_level_asks_for_nothing(cast, book):
    assert found(cast, club="vip") == set("一二三四")


def test_the_field_is_shown_only_where_there_is_a_club(cast):
    cast.add_client(given_name="四", rm="zhao")
    zhao = cast.signed_in("zhao")

    assert 'name="club"' not in zhao.get("/clients").text
    recent_member(cast, "一")
    assert 'name="club"' in zhao.get("/clients").text


def test_members_of_another_manager_are_not_found(cast, book):
    page = cast.signed_in("sun").get("/clients?club=in").text

    assert "王一" not in page


def test_once_is_no_plural(cast, book):
    page = cast.signed_in("manager").get("/club/settings?lang=en").text

    assert "1 time a term" in page
    assert "1 times" not in page
