"""A few hundred random sequences of answers; `python -m tests.invitations.random_walks` runs a hundred thousand."""

from tests.house import build_app
from tests.invitations.random_walks import Walk, untouched, walk_many


def test_whatever_guests_and_staff_do_the_sums_agree_and_no_seat_is_sold_twice(tmp_path):
    app = build_app(f"sqlite:///{tmp_path / 'yaji.db'}", tmp_path)

    walk_many(Walk(app), 300)

    assert untouched(app)
