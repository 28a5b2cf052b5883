"""Forty clients are admitted to the club at one instant; each gets a number of their own."""

import sqlalchemy as sa

from clients.models import Client
from core.db import db, now
from membership import moves
from membership.levels import levels_of, open_club
from membership.models import Membership
from tests.races.field import Field, post


def nominated(field: Field, count: int) -> list[int]:
    """So many clients who are named for the club; the ids of their memberships."""
    clients = [field.cast.add_client(given_name=f"会{number}") for number in range(count)]
    with field.app.app_context():
        open_club(field.cast.branch_id)
        level = levels_of(field.cast.branch_id)[0]
        found = [
            moves.propose(db.session.get_one(Client, one), level, staff=None, reason="常来", now=now())
            for one in clients
        ]
        db.session.commit()
        return [membership.id for membership in found]


def admissions(field: Field, ids: list[int]):
    cookie = field.cast.signed_in("li").get_cookie("session").value
    headers = {"Host": "localhost", "Cookie": f"session={cookie}"}
    return [post(f"/club/members/{one}/moves/joined", {}, **headers) for one in ids]


def numbers(field: Field, ids: list[int]) -> list[str]:
    with field.app.app_context():
        return list(db.session.scalars(sa.select(Membership.number).where(Membership.id.in_(ids))))


def test_forty_who_join_at_once_get_forty_numbers_without_a_gap(field):
    ids = nominated(field, 40)

    answers = field.at_once(admissions(field, ids))

    assert {status for status, _body in answers} == {302}
    given = sorted(int(number[7:12]) for number in numbers(field, ids))
    assert given == list(range(given[0], given[0] + 40))


def test_the_control_without_the_lock_gives_a_number_twice_or_breaks(field):
    """If this one finds nothing, the test above proves nothing: the database's own constraint refuses the second."""
    ids = nominated(field, 40)

    answers = field.at_once(admissions(field, ids), guarded=False)

    assert any(status >= 400 for status, _body in answers)
