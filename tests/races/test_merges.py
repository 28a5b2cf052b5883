"""Two managers put overlapping pairs together at one instant."""

import uuid

import sqlalchemy as sa

from clients.models import Client, ClientMerge
from core.db import db
from tests.races.field import Field, post


def one_person(field: Field, rows: int) -> list[int]:
    """One person in so many rows that say the same."""
    return [field.cast.add_client(number=uuid.uuid4().hex[:12]) for _row in range(rows)]


def merging(field: Field, kept_id: int, gone_id: int):
    cookie = field.cast.signed_in("li").get_cookie("session").value
    fields = {"choose_number": "kept", "do": "merge"}
    return post(f"/clients/duplicates/merge/{kept_id}/{gone_id}", fields, Host="localhost", Cookie=f"session={cookie}")


def outcome(field: Field, clients: list[int]) -> tuple[int, list[int]]:
    """How many merges stand, and who is still in the book; every pointer must lead straight to one of these."""
    with field.app.app_context():
        standing = db.session.scalars(
            sa.select(ClientMerge.gone_id).where(ClientMerge.undone_at.is_(None), ClientMerge.gone_id.in_(clients))
        ).all()
        rows = db.session.execute(sa.select(Client.id, Client.merged_into_id).where(Client.id.in_(clients))).all()
        kept = [row.id for row in rows if row.merged_into_id is None]
        assert {row.merged_into_id for row in rows} - {None} <= set(kept)
        assert sorted(standing) == sorted(row.id for row in rows if row.merged_into_id is not None)
        return len(standing), kept


def test_two_who_merge_one_pair_in_both_directions_leave_one_client(field):
    for _turn in range(5):
        one, other = one_person(field, 2)
        answers = field.at_once([merging(field, one, other), merging(field, other, one)] * 4)

        assert sorted({status for status, _body in answers} - {302}) in ([404], [422], [404, 422])
        assert [status for status, _body in answers].count(302) == 1
        merges, kept = outcome(field, [one, other])
        assert (merges, len(kept)) == (1, 1)


def test_overlapping_pairs_end_in_one_client_with_straight_pointers(field):
    for _turn in range(5):
        clients = one_person(field, 4)
        pairs = [(kept, gone) for kept in clients for gone in clients if kept != gone]
        answers = field.at_once([merging(field, *pair) for pair in pairs])

        assert {status for status, _body in answers} <= {302, 404, 422}
        merges, kept = outcome(field, clients)
        assert merges == len(clients) - len(kept) == [status for status, _body in answers].count(302)


def test_the_control_without_locks_points_in_circles_or_breaks(field):
    """If this one finds nothing, the tests above prove nothing."""
    wrong = False
    for _turn in range(5):
        one, other = one_person(field, 2)
        answers = field.at_once([merging(field, one, other), merging(field, other, one)] * 4, guarded=False)
        with field.app.app_context():
            pointers = db.session.scalars(sa.select(Client.merged_into_id).where(Client.id.in_([one, other]))).all()
        wrong = wrong or None not in pointers or any(status >= 500 for status, _body in answers)
        if wrong:
            break

    assert wrong
