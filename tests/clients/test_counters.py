"""A client's row says what the history tells: each entry keeps it, and counting anew gives the same."""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from clients.history.counting import COUNTERS, recount
from clients.history.ledger import correct, entries_of, ids_of, last_contacts_by_purpose, tell
from clients.models import Client, EntryKind, EntryPurpose
from core.db import db
from tests.house import NOW

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = NOW.astimezone(SHANGHAI).date()


def counters(client_id):
    client = db.session.get(Client, client_id, populate_existing=True)
    return {name: getattr(client, name) for name in COUNTERS}


def told(cast, client_id, *entries):
    """Tell (kind, days ago, other values) and return the counters."""
    with cast.app.app_context():
        for kind, days, *rest in entries:
            tell(client_id, kind, at=NOW - timedelta(days=days), **(rest[0] if rest else {}))
        db.session.commit()
        return counters(client_id)


def ago(days):
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("kind", "values", "counts"),
    [
        (EntryKind.CALL, {}, True),
        (EntryKind.CALL, {"two_way": False}, False),
        (EntryKind.SMS, {}, False),
        (EntryKind.EMAIL, {"two_way": True}, True),
        (EntryKind.LETTER_PRINTED, {}, False),
        (EntryKind.NOTE, {}, False),
        (EntryKind.ACCEPTED, {}, True),
    ],
)
def test_only_what_the_client_took_part_in_is_a_contact(cast, kind, values, counts):
    found = told(cast, cast.add_client(), (kind, 3, values))

    assert found["last_contact_on"] == (ago(3) if counts else None)


def test_an_entry_written_late_does_not_put_the_last_contact_back(cast):
    found = told(cast, cast.add_client(), (EntryKind.CALL, 3), (EntryKind.VISIT, 9))

    assert found["last_contact_on"] == ago(3)


def test_a_contact_in_the_small_hours_falls_on_our_own_day(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        tell(client_id, EntryKind.CALL, at=datetime(2027, 3, 20, 0, 30, tzinfo=SHANGHAI))
        db.session.commit()
        assert counters(client_id)["last_contact_on"] == date(2027, 3, 20)


def test_the_four_latest_evenings_stand_in_their_order_whatever_was_closed_first(cast):
    evenings = [(EntryKind.OUTCOME_ATTENDED, days) for days in (50, 10, 40, 20, 30, 60)]

    found = told(cast, cast.add_client(), *evenings)

    assert [found[f"attended_on_{place}"] for place in (1, 2, 3, 4)] == [ago(10), ago(20), ago(30), ago(40)]
    assert found["times_attended"] == 6


def test_an_invitation_taken_back_counts_no_more(cast):
    event = {"source": "event", "source_id": 7}

    found = told(
        cast,
        cast.add_client(),
        (EntryKind.INVITED, 30, {"source": "event", "source_id": 5}),
        (EntryKind.INVITED, 9, event),
        (EntryKind.WITHDRAWN, 8, event),
    )

    assert (found["times_invited"], found["last_invited_on"]) == (1, ago(30))


def test_declines_in_a_row_end_with_a_yes_and_one_event_counts_once(cast):
    client_id = cast.add_client()

    def said(kind, days, event_id):
        return told(cast, client_id, (kind, days, {"source": "event", "source_id": event_id}))["declines_in_row"]

    assert said(EntryKind.DECLINED, 90, 1) == 1
    assert said(EntryKind.DECLINED, 60, 2) == 2
    assert said(EntryKind.OUTCOME_DECLINED, 55, 2) == 2
    assert said(EntryKind.OUTCOME_NO_ANSWER, 50, 3) == 2
    assert said(EntryKind.ACCEPTED, 40, 4) == 0
    assert said(EntryKind.CANCELLED, 39, 4) == 1
    assert said(EntryKind.OUTCOME_ATTENDED, 45, 5) == 1  # closed late, and before the cancellation


def test_no_shows_are_counted(cast):
    found = told(cast, cast.add_client(), (EntryKind.OUTCOME_NO_SHOW, 3), (EntryKind.OUTCOME_NO_SHOW, 2))

    assert (found["times_absent"], found["times_attended"], found["last_contact_on"]) == (2, 0, None)


def test_what_happens_with_a_merged_duplicate_counts_for_the_client_that_stays(cast):
    kept, gone = cast.add_client(), cast.add_client("王", "文净", phone="")
    with cast.app.app_context():
        db.session.get(Client, gone).merged_into_id = kept
        db.session.commit()
    told(cast, kept, (EntryKind.DECLINED, 20))

    told(cast, gone, (EntryKind.CALL, 3), (EntryKind.DECLINED, 5))

    with cast.app.app_context():
        found = counters(kept)
        assert (found["last_contact_on"], found["declines_in_row"]) == (ago(3), 2)
        client = db.session.get(Client, kept)
        assert ids_of(client) == [kept, gone]
        kinds = [entry.kind for entry in db.session.scalars(entries_of(client))]
        assert kinds == [EntryKind.CALL, EntryKind.DECLINED, EntryKind.DECLINED]
        recount([gone])
        assert counters(kept) == found


def test_the_object_in_the_session_says_the_new_numbers(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        client = db.session.get(Client, client_id)
        assert client.times_invited == 0
        tell(client_id, EntryKind.INVITED, at=NOW)

        assert client.times_invited == 1


@pytest.mark.parametrize("seed", range(5))
def test_counting_anew_gives_what_the_entries_gave_one_by_one(cast, seed):
    draw = Random(seed)
    clients = [cast.add_client(), cast.add_client("李", "强", phone="")]
    with cast.app.app_context():
        db.session.get(Client, clients[1]).merged_into_id = clients[0]
        db.session.commit()
    kinds = [kind for kind in EntryKind if kind is not EntryKind.MERGED]
    taken_back = []
    for number in range(60):
        values = {"source": "event", "source_id": draw.randint(1, 12)}
        if draw.random() < 0.3:
            values["two_way"] = draw.choice((True, False))
        client_id, kind, ago = draw.choice(clients), draw.choice(kinds), draw.randint(0, 400) + number / 1000
        if kind is EntryKind.WITHDRAWN:  # nobody is told to be invited after that was taken back
            taken_back.append((values["source_id"], ago))
        elif kind is EntryKind.INVITED and any(one == values["source_id"] and at < ago for one, at in taken_back):
            continue
        told(cast, client_id, (kind, ago, values))

    with cast.app.app_context():
        kept = [counters(client_id) for client_id in clients]
        assert recount() == 2
        assert [counters(client_id) for client_id in clients] == kept


def test_a_struck_entry_counts_no_more_and_both_rows_stay(cast):
    client_id = cast.add_client()
    product = {"purpose": EntryPurpose.PRODUCT}
    told(cast, client_id, (EntryKind.CALL, 30, product), (EntryKind.CALL, 3, product))
    with cast.app.app_context():
        client = db.session.get(Client, client_id)
        newest = db.session.scalars(entries_of(client)).first()
        correct(newest, at=NOW, staff_id=None, text="那是另一位王女士", struck=True)
        db.session.commit()

        assert counters(client_id)["last_contact_on"] == ago(30)
        assert last_contacts_by_purpose([client_id]) == {EntryPurpose.PRODUCT: NOW - timedelta(days=30)}
        assert len(db.session.scalars(entries_of(client)).all()) == 3


def test_the_command_counts_all_anew(cast):
    client_id = cast.add_client()
    told(cast, client_id, (EntryKind.INVITED, 3))
    with cast.app.app_context():
        db.session.get(Client, client_id).times_invited = 9
        db.session.commit()

    answer = cast.app.test_cli_runner().invoke(args=["clients", "recount"])

    assert answer.exit_code == 0, answer.output
    with cast.app.app_context():
        assert counters(client_id)["times_invited"] == 1
