"""What rows come to: parts of parties, undos, leaving, and two doors that let in the same person, in any order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

from attendance.ledger.fold import Conflict, fold
from attendance.models import Act, Verdict
from tests.attendance.schedules import Kept, by_arrival, differing, differing_in_queue

T = datetime(2027, 3, 20, 6, 0, tzinfo=UTC)


def row(scan_id: str, *persons: str, minute: int = 0, act: Act = Act.ENTER, undoes=None, gift=None, verdict=Verdict.OK):
    return Kept(scan_id, act, verdict, persons, T + timedelta(minutes=minute), undoes, gift)


def folded(*rows: Kept):
    """The state, which must not depend on the order."""
    states = {fold(order) for order in permutations(rows)}
    assert len(states) == 1
    return states.pop()


def test_parts_of_a_party_add_up():
    state = folded(row("b", "c1", minute=5), row("a", "g"), row("c", "c2", minute=9))

    assert state.came == state.inside == {"g", "c1", "c2"}
    assert (state.first, state.at) == ("a", T)


def test_two_doors_that_let_in_the_same_person_are_a_conflict_and_one_head():
    state = folded(row("a", "g", "c1"), row("b", "g", minute=3))

    assert state.came == {"g", "c1"}
    assert state.conflicts == (Conflict("g", "a", "b"),)


def test_a_refused_row_counts_for_nothing():
    assert folded(row("a", "g", verdict=Verdict.REVOKED)).came == frozenset()


def test_an_undo_takes_back_what_it_names_wherever_it_stands():
    state = folded(
        row("a", "g", "c1", minute=5), row("u", act=Act.UNDO, undoes="a", minute=-60), row("b", "g", minute=9)
    )

    assert (state.came, state.first, state.conflicts) == ({"g"}, "b", ())


def test_an_undo_of_one_of_three_keeps_the_others():
    state = folded(row("a", "g", "c1", "c2"), row("u", "c1", act=Act.UNDO, undoes="a", minute=1))

    assert state.came == {"g", "c2"}


def test_undos_of_each_are_an_undo_of_all():
    one = row("u", "g", act=Act.UNDO, undoes="a", minute=1)
    other = row("v", "c1", act=Act.UNDO, undoes="a", minute=2)

    assert folded(row("a", "g", "c1"), one, other).first is None


def test_an_undo_of_what_is_not_there_does_nothing():
    assert folded(row("a", "g"), row("u", act=Act.UNDO, undoes="z")).came == {"g"}


def test_an_undo_of_an_undo_does_nothing():
    state = folded(row("a", "g"), row("u", act=Act.UNDO, undoes="a"), row("v", act=Act.UNDO, undoes="u"))

    assert state.came == frozenset()


def test_who_leaves_has_come_and_may_come_in_again():
    left = row("b", "g", act=Act.LEAVE, verdict=Verdict.LEFT, minute=5)

    assert (folded(row("a", "g"), left).came, folded(row("a", "g"), left).inside) == ({"g"}, frozenset())
    again = folded(row("a", "g"), left, row("c", "g", minute=9))
    assert (again.inside, again.conflicts) == ({"g"}, ())


def test_leaving_taken_back_is_staying():
    left = row("b", "g", act=Act.LEAVE, verdict=Verdict.LEFT, minute=5)

    assert folded(row("a", "g"), left, row("u", act=Act.UNDO, undoes="b", minute=6)).inside == {"g"}


def test_a_gift_and_a_badge_let_nobody_in():
    gift = row("a", act=Act.GIFT, gift=7, verdict=Verdict.NOTED)
    badge = row("b", "g", act=Act.BADGE, verdict=Verdict.NOTED)

    state = folded(gift, badge, row("u", act=Act.UNDO, undoes="z"))

    assert (state.gifts, state.badges, state.came) == ((7,), {"g"}, frozenset())
    assert folded(gift, row("u", act=Act.UNDO, undoes="a")).gifts == ()


def test_the_same_row_twice_is_one():
    assert fold([row("a", "g"), row("a", "g")]) == fold([row("a", "g")])


def test_two_rows_of_one_instant_are_ordered_by_their_ids():
    assert folded(row("b", "g"), row("a", "g")).first == "a"


def test_four_hundred_random_evenings_come_to_the_same_in_any_order():
    assert differing(range(400), fold) == []


def test_the_control_that_goes_by_the_order_of_arrival_differs():
    """If this one finds nothing, the test above proves nothing."""
    assert len(differing(range(400), by_arrival)) > 100


def test_random_queues_come_to_the_same_ledger_in_any_order(app, cast):
    assert (
        differing_in_queue(app, cast, range(20 if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite") else 8))
        == []
    )
