"""Member numbers: the check digit, the order, and numbers that some would rather not have."""

import pytest
import sqlalchemy as sa

from core.db import db
from core.errors import DomainError
from membership.models import MemberSequence, Membership
from membership.numbers import check_digit, is_unlucky, next_number, number_by_hand, read_number, written
from membership.settings import AVOID_UNLUCKY
from staff.models import Branch
from staff.settings import change_setting
from tests.membership.club_desk import add_member, get


@pytest.mark.parametrize(("digits", "check"), [("0212700038", "4"), ("0212700001", "2"), ("7552600128", "6")])
def test_the_check_digit_is_luhns(digits, check):
    assert check_digit(digits) == check


def test_a_number_is_written_in_its_groups():
    assert written("021", 2027, 38) == "021-27-00038-4"
    assert written("755", 2026, 128) == "755-26-00128-6"


def test_a_number_is_read_with_hyphens_without_them_and_in_full_width():
    assert read_number("021-27-00038-4") == read_number("02127000384") == read_number("０２１２７０００３８４")
    assert read_number("021-27-00038-5") is None
    assert read_number("138-0000-1234") is None
    assert read_number("王文静") is None


def test_one_wrong_digit_is_always_found():
    right = "02127000384"
    for place in range(11):
        for digit in "0123456789":
            wrong = right[:place] + digit + right[place + 1 :]
            assert (read_number(wrong) is None) == (wrong != right)


def test_numbers_follow_one_another_and_begin_anew_each_year(cast):
    with cast.app.app_context():
        branch = db.session.get_one(Branch, cast.branch_id)

        given = [next_number(branch, 2027), next_number(branch, 2027), next_number(branch, 2028)]

        assert [number[:12] for number in given] == ["001-27-00001", "001-27-00002", "001-28-00001"]


def test_unlucky_numbers_are_passed_over_and_lucky_ones_kept(cast):
    with cast.app.app_context():
        branch = db.session.get_one(Branch, cast.branch_id)
        change_setting(cast.branch_id, AVOID_UNLUCKY, 1)
        db.session.flush()

        given = [int(next_number(branch, 2027)[7:12]) for _ in range(20)]

    assert not any(is_unlucky(number) or number % 10 in (6, 8, 9) for number in given)
    assert given[:5] == [1, 2, 3, 5, 7]
    assert 13 not in given


def test_a_lucky_number_is_given_by_hand_once(cast):
    member_id = add_member(cast)
    with cast.app.app_context():
        branch = db.session.get_one(Branch, cast.branch_id)
        with pytest.raises(DomainError, match="number_out_of_range"):
            number_by_hand(branch, 2027, 88)  # the branch keeps none
        change_setting(cast.branch_id, AVOID_UNLUCKY, 1)
        db.session.flush()
        number = number_by_hand(branch, 2027, 88)
        get(member_id).number = number
        db.session.flush()

        assert number.startswith("001-27-00088-")
        with pytest.raises(DomainError, match="number_not_free"):
            number_by_hand(branch, 2027, 88)
        with pytest.raises(DomainError, match="number_out_of_range"):
            number_by_hand(branch, 2027, 87)


def test_a_number_that_was_given_by_hand_is_passed_over_later(cast):
    member_id = add_member(cast)
    with cast.app.app_context():
        branch = db.session.get_one(Branch, cast.branch_id)
        get(member_id).number = written("001", 2030, 1)
        db.session.flush()

        assert next_number(branch, 2030).startswith("001-30-00002")


def test_a_year_has_no_more_numbers_than_it_has(cast):
    with cast.app.app_context():
        db.session.add(MemberSequence(branch_id=cast.branch_id, year=2027, last=99_999))
        db.session.flush()
        with pytest.raises(DomainError, match="numbers_used_up"):
            next_number(db.session.get_one(Branch, cast.branch_id), 2027)


def test_the_database_refuses_a_number_twice(cast):
    first, second = add_member(cast), add_member(cast, "小雨")
    with cast.app.app_context():
        number = get(first).number
        with pytest.raises(sa.exc.IntegrityError):
            db.session.execute(sa.update(Membership).where(Membership.id == second).values(number=number))
