"""Two hundred scans of one code at one instant, at several doors; more rounds: `python -m tests.races.door 50`."""

from tests.races.door import BOTH, Guest, admitted_once, one_row, undone_and_scanned


def test_two_hundred_scans_of_one_code_admit_once(field):
    assert admitted_once(field, 200)


def test_the_quick_way_alone_admits_once(field):
    assert admitted_once(field, 60, BOTH[1:])


def test_the_same_scan_sent_fifty_times_is_one_row(field):
    assert one_row(field, 50)


def test_taking_back_and_scanning_at_one_instant_leave_what_the_ledger_says(field):
    assert all(undone_and_scanned(field, 3) for _round in range(3))


def test_the_control_without_guards_admits_twice_or_breaks(field):
    """If this one finds nothing, the tests above prove nothing."""
    guest = Guest(field)

    answers = field.at_once(guest.scans(80), guarded=False)

    twice = guest.ledger()[0] > 1
    broken = any(status >= 500 for status, _body in answers)
    assert twice if field.kind == "postgresql" else twice or broken
