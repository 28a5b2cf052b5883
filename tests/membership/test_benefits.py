"""Benefits: counted within the term, shared in the family, never rolled over; attendance counts by itself."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from clients.history.ledger import tell
from clients.models import Client, EntryKind
from core.db import db
from core.errors import DomainError
from membership import moves
from membership.attending import attended_in_term, count_attended, members_who_attended
from membership.benefits import count_use, offers_of, take_back, use_benefit
from membership.family import add_family_card
from membership.levels import add_level, levels_of, offer, open_club, recount, rename_level, retire_level, withdraw
from membership.models import BenefitKind, BenefitUse
from tests.membership.club_desk import NOW, TODAY, add_member, get, level


def benefit_of(membership, kind=BenefitKind.SALON):
    return next(one for one in membership.level.benefits if one.kind is kind)


def left(membership, day=TODAY, kind=BenefitKind.SALON):
    return next(one for one in offers_of(membership, day) if one.benefit.kind is kind).left


def use(cast, membership, who="zhao", *, on=TODAY, today=TODAY, **values):
    return use_benefit(membership, benefit_of(membership), on=on, today=today, staff=cast.staff(who), now=NOW, **values)


def test_each_use_counts_and_beyond_the_count_it_is_refused(cast):
    member_id = add_member(cast)
    with cast.app.app_context():
        one = get(member_id)
        for expected in (3, 2, 1, 0):
            use(cast, one)
            assert left(one) == expected
        with pytest.raises(DomainError, match="benefit_used_up"):
            use(cast, one, note="就这一次")


def test_a_manager_goes_beyond_the_count_and_says_why(cast):
    member_id = add_member(cast)
    with cast.app.app_context():
        one = get(member_id)
        for _ in range(4):
            use(cast, one)
        with pytest.raises(DomainError, match="benefit_used_up"):
            use(cast, one, "manager")
        row = use(cast, one, "manager", note="补去年取消的一场")

        assert row.note == "补去年取消的一场"
        assert left(one) == 0


def test_taking_back_is_a_row_and_happens_once(cast):
    member_id = add_member(cast)
    with cast.app.app_context():
        one = get(member_id)
        row = use(cast, one)
        with pytest.raises(DomainError, match="club_reason_missing"):
            take_back(row, staff=cast.staff("zhao"), now=NOW, note="")
        against = take_back(row, staff=cast.staff("zhao"), now=NOW, note="记错了人")

        assert left(one) == 4
        assert db.session.scalar(sa.select(sa.func.count()).select_from(BenefitUse)) == 2
        for row_again in (row, against):
            with pytest.raises(DomainError, match="use_taken_back"):
                take_back(row_again, staff=cast.staff("zhao"), now=NOW, note="再来")


def test_what_is_left_does_not_roll_over(cast):
    member_id = add_member(cast, joined=TODAY - timedelta(days=340))
    with cast.app.app_context():
        one = get(member_id)
        use(cast, one)
        moves.renew(one, staff=None, today=TODAY, now=NOW)
        assert left(one) == 3  # the present term still counts until it is over
        following = one.term_end - timedelta(days=100)

        assert left(one, following) == 4


def test_days_of_grace_belong_to_the_term_before(cast):
    member_id = add_member(cast, joined=TODAY - timedelta(days=370))
    with cast.app.app_context():
        one = get(member_id)
        use(cast, one, on=one.term_end, today=one.term_end)
        moves.give_grace(one, staff=None, today=TODAY, now=NOW, reason="再谈")
        use(cast, one)

        assert left(one) == 2


def test_what_was_used_stays_counted_after_moving_up(cast):
    member_id = add_member(cast)
    with cast.app.app_context():
        one = get(member_id)
        use(cast, one)
        moves.upgrade(one, level(cast, 2), staff=None, today=TODAY, now=NOW, reason="常来")

        assert left(one) == 7


def test_a_family_shares_one_count(cast):
    main_id, client_id = add_member(cast), cast.add_client(given_name="大宝")
    with cast.app.app_context():
        main = get(main_id)
        card = add_family_card(
            main, db.session.get_one(Client, client_id), staff=None, number="001-27-00099-0", today=TODAY, now=NOW
        )
        use(cast, main)
        use(cast, card)

        assert left(main) == left(card) == 2


@pytest.mark.parametrize(
    ("days", "code"), [(1, "use_in_future"), (-1, "use_not_in_term")], ids=["tomorrow", "before the term"]
)
def test_a_day_outside_is_refused(cast, days, code):
    member_id = add_member(cast)
    with cast.app.app_context(), pytest.raises(DomainError, match=code):
        use(cast, get(member_id), on=TODAY + timedelta(days=days))


def test_only_a_member_uses_and_only_what_the_level_has(cast):
    member_id = add_member(cast)
    with cast.app.app_context():
        one = get(member_id)
        trip = next(b for b in level(cast, 2).benefits if b.kind is BenefitKind.TRIP)
        with pytest.raises(DomainError, match="benefit_foreign"):
            use_benefit(one, trip, on=TODAY, today=TODAY, staff=cast.staff("zhao"), now=NOW)
        moves.leave(one, staff=None, now=NOW, reason="本人要求")
        with pytest.raises(DomainError, match="not_a_member"):
            use(cast, one)


def test_an_evening_that_was_attended_counts_by_itself_once(cast):
    member_id = add_member(cast, joined=TODAY - timedelta(days=20))
    with cast.app.app_context():
        one = get(member_id)
        tell(one.client_id, EntryKind.OUTCOME_ATTENDED, at=NOW - timedelta(days=3), subject="春茶", source="event")
        db.session.flush()
        for _ in range(2):
            for membership, entry in members_who_attended(now=NOW):
                count_attended(membership, entry, now=NOW)

        assert left(one) == 3
        assert attended_in_term(one, TODAY) == 1


def test_an_evening_of_a_merged_duplicate_counts_too(cast):
    member_id, double = add_member(cast, joined=TODAY - timedelta(days=20)), cast.add_client(given_name="文静")
    with cast.app.app_context():
        one = get(member_id)
        tell(double, EntryKind.OUTCOME_ATTENDED, at=NOW - timedelta(days=3), subject="春茶", source="event")
        db.session.get_one(Client, double).merged_into_id = one.client_id
        db.session.flush()
        for membership, entry in members_who_attended(now=NOW):
            count_attended(membership, entry, now=NOW)

        assert left(one) == 3


def test_counting_by_itself_goes_beyond_the_count_and_never_outside_the_term(cast):
    member_id = add_member(cast)
    with cast.app.app_context():
        one = get(member_id)
        for number in range(5):
            assert count_use(one, BenefitKind.SALON, TODAY, f"event:{number}", now=NOW)
        assert count_use(one, BenefitKind.SALON, TODAY, "event:0", now=NOW) is None
        assert count_use(one, BenefitKind.SALON, TODAY - timedelta(days=1), "event:9", now=NOW) is None
        assert count_use(one, BenefitKind.BANQUET, TODAY, "event:10", now=NOW) is None
        assert offers_of(one, TODAY)[0].used == 5


def test_a_club_opens_with_three_neutral_levels_once(cast):
    with cast.app.app_context():
        open_club(cast.branch_id)
        open_club(cast.branch_id)

        assert [(one.code, one.name) for one in levels_of(cast.branch_id)] == [
            ("C1", "会友"),
            ("C2", "雅友"),
            ("C3", "知交"),
        ]


@pytest.mark.parametrize("name", ["大额存款专属礼", "子女实习名额", "优先入学", "Internship for your son", "a job"])
def test_no_benefit_is_tied_to_deposits_jobs_or_schools(cast, name):
    with cast.app.app_context(), pytest.raises(DomainError, match="benefit_not_allowed"):
        offer(level(cast), BenefitKind.OTHER, per_term=1, name=name)


def test_benefits_are_named_counted_and_not_doubled(cast):
    with cast.app.app_context():
        first = level(cast)
        with pytest.raises(DomainError, match="benefit_unnamed"):
            offer(first, BenefitKind.OTHER, per_term=1)
        with pytest.raises(DomainError, match="benefit_twice"):
            offer(first, BenefitKind.SALON, per_term=1)
        with pytest.raises(DomainError, match="benefit_count"):
            offer(first, BenefitKind.BOOK, per_term=0)
        with pytest.raises(DomainError, match="benefit_count"):
            recount(first.benefits[0], 400)
        offer(first, BenefitKind.OTHER, per_term=None, name="茶席小点")


def test_a_level_in_use_stays_and_a_used_benefit_too(cast):
    member_id = add_member(cast)
    with cast.app.app_context():
        one = get(member_id)
        use(cast, one)
        with pytest.raises(DomainError, match="level_in_use"):
            retire_level(one.level)
        with pytest.raises(DomainError, match="benefit_used"):
            withdraw(benefit_of(one))
        with pytest.raises(DomainError, match="level_name_taken"):
            rename_level(one.level, name="知交", name_en="x")
        with pytest.raises(DomainError, match="level_name_taken"):
            add_level(cast.branch_id, name="知交", name_en="x")
        for other in levels_of(cast.branch_id)[1:]:
            retire_level(other)
            db.session.flush()
        assert [found.code for found in levels_of(cast.branch_id)] == ["C1"]


def test_the_last_level_stays(cast):
    with cast.app.app_context():
        open_club(cast.branch_id)
        for one in levels_of(cast.branch_id)[:2]:
            retire_level(one)
            db.session.flush()
        with pytest.raises(DomainError, match="last_level"):
            retire_level(levels_of(cast.branch_id)[0])
