"""Two rows of one person put together and taken apart: nothing is lost."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from clients.duplicates.fields import GROUPS, LEFT_ALONE, PROTECTING, UNITED, Side, differences
from clients.duplicates.merging import merge
from clients.duplicates.undoing import undo
from clients.history.ledger import entries_of, ids_of
from clients.models import (
    Client,
    ClientInterest,
    ContactPoint,
    DuplicatePair,
    EntryKind,
    HistoryEntry,
    Holding,
    Interest,
    PhotoConsent,
    Relation,
    RelationKind,
)
from core.db import db
from core.errors import DomainError
from staff.models import AuditEntry
from tests.clients.merge_desk import NOW, of_client, put_together, state, take_apart, told


def test_every_column_of_a_client_is_chosen_united_or_left_alone_on_purpose():
    decided = [*PROTECTING, *UNITED, *LEFT_ALONE, *(column for columns in GROUPS.values() for column in columns)]

    assert {column.key for column in sa.inspect(Client).column_attrs} <= set(decided)
    assert len(decided) == len(set(decided))


def test_the_fuller_value_is_preset_and_a_choice_counts_more(cast, two):
    kept, gone = two
    with cast.app.app_context():
        rows = [db.session.get_one(Client, client_id) for client_id in two]
        preset = {one.group: one.preset for one in differences(*rows)}
    assert preset == {
        "name": Side.KEPT,
        "number": Side.KEPT,
        "phone": Side.KEPT,
        "email": Side.GONE,
        "talk_topics": Side.GONE,
    }

    put_together(cast, kept, gone, phone=Side.GONE)

    assert of_client(cast, kept, "given_name", "phone", "email", "talk_topics") == (
        "文静",
        "+8613800005678",
        "wang@example.com",
        "白茶",
    )


def test_interests_holdings_numbers_and_relations_are_united(cast, two):
    kept, gone = two
    friend = cast.add_client("李", "强", phone="")
    with cast.app.app_context():
        db.session.add(Relation(client_id=friend, other_id=gone, kind=RelationKind.FRIEND))
        db.session.commit()

    put_together(cast, kept, gone)

    with cast.app.app_context():
        client = db.session.get_one(Client, kept)
        assert {row.interest for row in client.interests} == {Interest.TEA}
        assert {row.holding for row in client.holdings} == {Holding.FUND, Holding.LOAN}
        assert client.holdings_count == 2
        points = db.session.scalars(sa.select(ContactPoint.value).where(ContactPoint.client_id == kept)).all()
        assert points == ["+8613800005678"]
        relations = db.session.execute(sa.select(Relation.client_id, Relation.other_id)).all()
        assert [tuple(row) for row in relations] == [(friend, gone), (friend, kept)]


def test_what_protects_the_client_stands_when_either_row_says_it(cast):
    kept = cast.add_client(photo_consent=PhotoConsent.PUBLIC)
    gone = cast.add_client(photo_consent=PhotoConsent.OWN, official=True, no_profiling=True)

    put_together(cast, kept, gone)

    assert of_client(cast, kept, "photo_consent", "official", "no_profiling") == (PhotoConsent.OWN, True, True)


def test_histories_are_read_together_and_the_counters_say_both(cast, two):
    kept, gone = two
    told(cast, kept, at=NOW - timedelta(days=9))
    told(cast, gone, at=NOW - timedelta(days=2))
    told(cast, gone, EntryKind.INVITED, at=NOW - timedelta(days=3))

    put_together(cast, kept, gone)

    with cast.app.app_context():
        client = db.session.get_one(Client, kept)
        assert ids_of(client) == [kept, gone]
        kinds = [entry.kind for entry in db.session.scalars(entries_of(client))]
        assert sorted(kind.value for kind in kinds) == ["call", "call", "invited", "merged", "merged"]
        assert client.last_contact_on == date(2027, 3, 18)
        assert client.times_invited == 1


def test_the_bank_s_number_may_change_places_and_comes_back(cast):
    kept = cast.add_client(number="")
    gone = cast.add_client(number="62001")
    [own] = of_client(cast, kept, "number")

    merge_id = put_together(cast, kept, gone)
    assert (of_client(cast, kept, "number"), of_client(cast, gone, "number")) == (("62001",), (own,))

    take_apart(cast, merge_id)
    assert (of_client(cast, kept, "number"), of_client(cast, gone, "number")) == ((own,), ("62001",))


def test_an_undo_puts_everything_back(cast, two):
    kept, gone = two
    before = state(cast)

    merge_id = put_together(cast, kept, gone, phone=Side.GONE)
    assert state(cast) != before

    assert take_apart(cast, merge_id) == []
    assert state(cast) == before
    with cast.app.app_context():
        kinds = db.session.scalars(sa.select(HistoryEntry.text).order_by(HistoryEntry.id)).all()
        assert kinds == ["merged_kept", "merged_gone", "taken_apart_kept", "taken_apart_gone"]
        pair = db.session.get_one(DuplicatePair, (kept, gone))
        assert pair.dismissed_by_id == cast.staff_ids["zhao"]


def test_an_undo_leaves_what_somebody_has_changed_since_and_says_which(cast, two):
    kept, gone = two
    merge_id = put_together(cast, kept, gone)
    with cast.app.app_context():
        db.session.get_one(Client, kept).email = "new@example.com"
        db.session.commit()

    left = take_apart(cast, merge_id)

    assert left == ["email"]
    assert of_client(cast, kept, "email", "talk_topics") == ("new@example.com", "")


def test_two_merges_into_one_are_undone_in_any_order(cast, two):
    kept, gone = two
    third = cast.add_client(number="62003", email="other@example.com", interests=[Interest.TEA], phone="13800005678")
    before = state(cast)
    first = put_together(cast, kept, gone)
    second = put_together(cast, kept, third, email=Side.GONE)

    take_apart(cast, first)
    with cast.app.app_context():
        assert [row.interest for row in db.session.scalars(sa.select(ClientInterest).filter_by(client_id=kept))] == [
            Interest.TEA
        ]
    take_apart(cast, second)

    assert state(cast) == before


def test_who_was_merged_twice_leads_straight_to_the_last_and_is_taken_apart_from_the_end(cast, two):
    kept, gone = two
    last = cast.add_client(number="62003")
    before = state(cast)
    first = put_together(cast, kept, gone)
    second = put_together(cast, last, kept)
    assert of_client(cast, gone, "merged_into_id") == (last,)

    with cast.app.app_context(), pytest.raises(DomainError, match="merge_later"):
        undo(cast.staff("zhao"), first, now=NOW)

    take_apart(cast, second)
    assert of_client(cast, gone, "merged_into_id") == (kept,)
    take_apart(cast, first)
    assert state(cast) == before


def test_a_merge_is_refused_with_oneself_with_the_gone_and_with_foreign_ones(cast, two):
    kept, gone = two
    colleagues = cast.add_client(rm="sun")
    delegated = cast.add_client(rm="sun")
    with cast.app.app_context():
        from clients.models import ClientDelegate

        db.session.add(ClientDelegate(client_id=delegated, staff_id=cast.staff_ids["zhao"]))
        db.session.commit()
    put_together(cast, kept, gone)

    for pair, code in (
        ((kept, kept), "merge_itself"),
        ((kept, gone), "merge_not_there"),
        ((kept, colleagues), "merge_not_there"),
        ((kept, delegated), "merge_not_yours"),
    ):
        with cast.app.app_context(), pytest.raises(DomainError, match=code):
            merge(cast.staff("zhao"), *pair, {}, now=NOW)
    with cast.app.app_context(), pytest.raises(DomainError, match="merge_choice"):
        merge(cast.staff("li"), kept, colleagues, {"id": Side.GONE}, now=NOW)


def test_an_undo_is_refused_twice_and_to_whoever_does_not_see_the_client(cast, two):
    merge_id = put_together(cast, *two)
    with cast.app.app_context(), pytest.raises(DomainError, match="merge_not_there"):
        undo(cast.staff("sun"), merge_id, now=NOW)
    with cast.app.app_context(), pytest.raises(DomainError, match="merge_not_there"):
        undo(cast.staff("li"), merge_id + 1000, now=NOW)

    take_apart(cast, merge_id, "li")

    with cast.app.app_context(), pytest.raises(DomainError, match="merge_undone"):
        undo(cast.staff("zhao"), merge_id, now=NOW)


def test_merge_and_undo_are_in_the_audit_log(cast, two):
    merge_id = put_together(cast, *two)
    take_apart(cast, merge_id)

    with cast.app.app_context():
        rows = db.session.execute(
            sa.select(AuditEntry.action).where(AuditEntry.subject == "client_merge").order_by(AuditEntry.id)
        )
        assert [row.action for row in rows] == ["add", "change"]
