"""What may happen with a membership, by whom, and what every step leaves behind."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from clients.contact.holds import hold
from clients.models import Client, EntryKind, HistoryEntry, HoldKind
from core.db import db
from core.errors import DomainError
from membership import moves
from membership.family import add_family_card
from membership.housekeeping import grace_over, over, settle
from membership.models import MEMBERS, MembershipMove, MembershipStatus, MembershipStep
from membership.moves import WAYS, family_of, is_due, moves_for
from membership.numbers import next_number
from membership.terms import add_months, term_on
from staff.models import Branch
from tests.membership.club_desk import NOW, TODAY, add_member, get, level

Move, Status = MembershipMove, MembershipStatus


def steps(membership_id):
    query = sa.select(MembershipStep.move).where(MembershipStep.membership_id == membership_id)
    return list(db.session.scalars(query.order_by(MembershipStep.id)))


def ends_soon(cast, days=30, **values):
    """A member whose term ends in so many days of the tests' own clock."""
    return add_member(cast, joined=TODAY + timedelta(days=days + 1 - 365), **values)


def test_a_client_is_named_and_admitted_with_steps_and_history(cast):
    member_id = add_member(cast)
    with cast.app.app_context():
        one = get(member_id)

        assert (one.status, one.joined_on, one.term_end) == (Status.ACTIVE, TODAY, date(2028, 3, 19))
        assert one.number.startswith("001-27-00001-")
        assert steps(member_id) == [Move.PROPOSED, Move.JOINED]
        told = db.session.scalars(sa.select(HistoryEntry).where(HistoryEntry.kind == EntryKind.CLUB_CHANGED)).all()
        assert [entry.source for entry in told] == ["club_proposed", "club_joined"]


def test_nobody_is_named_twice(cast):
    member_id = add_member(cast)
    with cast.app.app_context(), pytest.raises(DomainError, match="move_not_open"):
        moves.propose(get(member_id).client, level(cast), staff=None, reason="又", now=NOW)


def test_naming_wants_a_reason_and_a_level_of_the_branch(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        client = db.session.get_one(Client, client_id)
        with pytest.raises(DomainError, match="club_reason_missing"):
            moves.propose(client, level(cast), staff=None, reason=" ", now=NOW)
        foreign = level(cast)
        foreign.branch_id = cast.other_branch_id
        with pytest.raises(DomainError, match="level_foreign"):
            moves.propose(client, foreign, staff=None, reason="常来", now=NOW)


def test_the_table_refuses_every_move_from_every_state_that_it_does_not_name(cast):
    member_id = ends_soon(cast)
    calls = {
        Move.INVITED: lambda one: moves.invite(one, staff=None, now=NOW),
        Move.JOINED: lambda one: moves.join(one, staff=None, today=TODAY, now=NOW, number="x"),
        Move.RENEWED: lambda one: moves.renew(one, staff=None, today=TODAY, now=NOW),
        Move.GRACE: lambda one: moves.give_grace(one, staff=None, today=TODAY, now=NOW, reason="再谈"),
        Move.LAPSED: lambda one: moves.lapse(one, staff=None, now=NOW, reason="未续"),
        Move.LEFT: lambda one: moves.leave(one, staff=None, now=NOW, reason="本人要求"),
        Move.REVOKED: lambda one: moves.revoke(one, staff=None, now=NOW, reason="违规"),
        Move.REJOINED: lambda one: moves.rejoin(one, staff=None, today=TODAY, now=NOW, number="x", reason="回来"),
    }
    with cast.app.app_context():
        for move, call in calls.items():
            for status in Status:
                one = get(member_id)
                one.status = status
                db.session.flush()
                if status in WAYS[move].before:
                    call(one)
                    assert one.status is WAYS[move].after
                else:
                    with pytest.raises(DomainError, match="move_not_open"):
                        call(one)
                db.session.rollback()


@pytest.mark.parametrize(
    ("who", "yes", "no"),
    [
        ("zhao", {Move.RENEWED, Move.LEFT}, {Move.UPGRADED, Move.STEPPED_DOWN, Move.REVOKED, Move.LAPSED}),
        ("li", {Move.RENEWED, Move.UPGRADED, Move.GRACE, Move.LAPSED}, {Move.STEPPED_DOWN, Move.REVOKED}),
        ("manager", {Move.STEPPED_DOWN, Move.REVOKED, Move.UPGRADED}, set()),
    ],
)
def test_each_role_has_its_own_moves(cast, who, yes, no):
    member_id = add_member(cast)
    with cast.app.app_context():
        open_to = set(moves_for(cast.staff(who), get(member_id)))

        assert yes <= open_to
        assert not no & open_to


def test_whose_membership_was_revoked_comes_back_only_by_the_manager(cast):
    member_id = add_member(cast)
    with cast.app.app_context():
        moves.revoke(get(member_id), staff=None, now=NOW, reason="违规")

        assert moves_for(cast.staff("li"), get(member_id)) == []
        assert moves_for(cast.staff("manager"), get(member_id)) == [Move.REJOINED]


def test_renewing_goes_on_without_a_day_between(cast):
    member_id = ends_soon(cast, 30)
    with cast.app.app_context():
        one = get(member_id)
        end = one.term_end
        moves.renew(one, staff=None, today=TODAY, now=NOW)

        assert one.term_end == add_months(end + timedelta(days=1), 12) - timedelta(days=1)
        assert term_on(one, TODAY)[1] == end
        assert term_on(one, end + timedelta(days=1)) == (end + timedelta(days=1), one.term_end)
        assert not is_due(one, TODAY)


def test_nothing_is_decided_long_before_the_term_ends(cast):
    member_id = ends_soon(cast, 200)
    with cast.app.app_context():
        one = get(member_id)
        with pytest.raises(DomainError, match="renew_too_early"):
            moves.renew(one, staff=None, today=TODAY, now=NOW)
        with pytest.raises(DomainError, match="grace_too_early"):
            moves.give_grace(one, staff=None, today=TODAY, now=NOW, reason="再谈")
        one.level = level(cast, 2)
        with pytest.raises(DomainError, match="renew_too_early"):
            moves.step_down(one, level(cast), staff=None, today=TODAY, now=NOW, reason="少来")


def test_moving_up_holds_at_once_and_only_upwards(cast):
    member_id = ends_soon(cast, 200, rank=2)
    with cast.app.app_context():
        one, end = get(member_id), get(member_id).term_end
        for rank in (1, 2):
            with pytest.raises(DomainError, match="level_not_higher"):
                moves.upgrade(one, level(cast, rank), staff=None, today=TODAY, now=NOW, reason="常来")
        moves.upgrade(one, level(cast, 3), staff=None, today=TODAY, now=NOW, reason="常来")

        assert (one.level.rank, one.term_end) == (3, end)


@pytest.mark.parametrize("kind", [HoldKind.BEREAVEMENT, HoldKind.COMPLAINT, HoldKind.HOSPITAL])
def test_nobody_moves_down_soon_after_a_sorrow_or_a_complaint(cast, kind):
    member_id = ends_soon(cast, 30, rank=2)
    with cast.app.app_context():
        one = get(member_id)
        hold(one.client, kind, since=TODAY - timedelta(days=60), until=TODAY - timedelta(days=50))
        db.session.flush()
        with pytest.raises(DomainError, match="step_down_protected"):
            moves.step_down(one, level(cast), staff=None, today=TODAY, now=NOW, reason="少来")

        later = TODAY + timedelta(days=41)
        moves.step_down(one, level(cast), staff=None, today=later, now=NOW, reason="少来")
        assert one.level.rank == 1


def test_a_hold_of_another_kind_protects_from_nothing(cast):
    member_id = ends_soon(cast, 30, rank=2)
    with cast.app.app_context():
        one = get(member_id)
        hold(one.client, HoldKind.OPTED_OUT, since=TODAY, until=None)
        db.session.flush()

        moves.step_down(one, level(cast), staff=None, today=TODAY, now=NOW, reason="少来")
        assert one.level.rank == 1


def test_coming_back_keeps_the_number_and_begins_a_new_term(cast):
    member_id = ends_soon(cast, 30)
    with cast.app.app_context():
        one = get(member_id)
        number = one.number
        moves.leave(one, staff=None, now=NOW, reason="本人要求")
        moves.rejoin(one, staff=None, today=TODAY, now=NOW, number="999-27-00001-0", reason="回来")

        assert (one.number, one.term_start, one.status) == (number, TODAY, Status.ACTIVE)


def test_the_house_gives_grace_at_the_end_of_a_term_and_lets_it_lapse_after_that(cast):
    member_id = ends_soon(cast, -1)
    with cast.app.app_context():
        assert list(over(TODAY)) == [member_id]
        settle(member_id, today=TODAY, now=NOW)
        one = get(member_id)
        assert one.status is Status.GRACE
        assert one.grace_until == one.term_end + timedelta(days=90)
        settle(member_id, today=TODAY, now=NOW)  # done again on the same day, it does nothing
        assert steps(member_id)[-1] is Move.GRACE
        assert steps(member_id).count(Move.GRACE) == 1

        after = one.grace_until + timedelta(days=1)
        assert list(grace_over(after)) == [member_id]
        settle(member_id, today=after, now=NOW)
        assert get(member_id).status is Status.LAPSED


def test_grace_goes_on_while_somebody_mourns(cast):
    member_id = ends_soon(cast, -1)
    with cast.app.app_context():
        settle(member_id, today=TODAY, now=NOW)
        after = get(member_id).grace_until + timedelta(days=1)
        hold(get(member_id).client, HoldKind.BEREAVEMENT, since=after - timedelta(days=5), until=None)
        db.session.flush()
        settle(member_id, today=after, now=NOW)

        assert get(member_id).status is Status.GRACE
        assert get(member_id).grace_until > after


def test_the_house_never_moves_anybody_down_and_tells_no_code_in_the_history(cast):
    member_id = ends_soon(cast, -1, rank=3)
    with cast.app.app_context():
        settle(member_id, today=TODAY, now=NOW)
        assert get(member_id).level.rank == 3
        last = db.session.scalar(sa.select(HistoryEntry).order_by(HistoryEntry.id.desc()).limit(1))
        assert (last.source, last.text, last.staff_id) == ("club_grace", "", None)


def family(cast, main_id, given_name):
    client_id = cast.add_client(given_name=given_name)
    with cast.app.app_context():
        number = next_number(db.session.get_one(Branch, cast.branch_id), 2027)
        card = add_family_card(
            get(main_id), db.session.get_one(Client, client_id), staff=None, number=number, today=TODAY, now=NOW
        )
        db.session.commit()
        return card.id


def test_a_family_has_three_cards_beside_the_main_one_and_goes_with_it(cast):
    main_id = ends_soon(cast, 30, rank=2)
    cards = [family(cast, main_id, name) for name in ("大宝", "二宝", "三宝")]
    with pytest.raises(DomainError, match="family_full"):
        family(cast, main_id, "四宝")
    with cast.app.app_context():
        main = get(main_id)
        assert len(family_of(main)) == 3
        moves.renew(main, staff=None, today=TODAY, now=NOW)
        assert {get(card).term_end for card in cards} == {main.term_end}
        moves.leave(main, staff=None, now=NOW, reason="本人要求")
        assert not any(get(card).status in MEMBERS for card in cards)
        assert all(steps(card)[-1] is Move.LEFT for card in cards)


def test_a_family_card_has_no_moves_of_its_own_and_gives_none_further(cast):
    main_id = ends_soon(cast, 30)
    card = family(cast, main_id, "大宝")
    with cast.app.app_context():
        assert moves_for(cast.staff("manager"), get(card)) == []
    with pytest.raises(DomainError, match="not_a_member"):
        family(cast, card, "二宝")


def test_whoever_is_in_the_club_gets_no_family_card(cast):
    main_id, other = ends_soon(cast, 30), add_member(cast, "小雨")
    with cast.app.app_context(), pytest.raises(DomainError, match="already_in_club"):
        add_family_card(get(main_id), get(other).client, staff=None, number="x", today=TODAY, now=NOW)
