"""The history on a client's page: filters, paging, corrections, next steps, merged duplicates."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from clients.history.ledger import tell
from clients.models import Client, EntryKind, HistoryEntry
from clients.page.timeline import KINDS, PER_PAGE
from core.db import db
from tests.house import queries


def add(cast, client_id, kind=EntryKind.CALL, days=1.0, **values):
    with cast.app.app_context():
        entry = tell(client_id, kind, at=datetime.now(UTC) - timedelta(days=days), **values)
        db.session.commit()
        return entry.id


def shown(cast, client_id, query="", who="zhao"):
    """The ids of the entries on the page, in their order."""
    page = cast.signed_in(who).get(f"/clients/{client_id}{query}")
    assert page.status_code == 200
    return [int(found) for found in re.findall(r'id="entry-(\d+)"', page.text)]


def test_every_kind_belongs_to_exactly_one_group():
    grouped = [kind for kinds in KINDS.values() for kind in kinds]

    assert len(grouped) == len(set(grouped))
    assert set(grouped) == set(EntryKind)


@pytest.mark.parametrize(
    ("group", "kind"),
    [
        ("contacts", EntryKind.WECHAT),
        ("invitations", EntryKind.DECLINED),
        ("evenings", EntryKind.OUTCOME_ATTENDED),
        ("letters", EntryKind.LETTER_RETURNED),
        ("changes", EntryKind.TIER_CHANGED),
    ],
)
def test_a_group_shows_its_kinds_only(cast, group, kind):
    client_id = cast.add_client()
    for other in (EntryKind.WECHAT, EntryKind.DECLINED, EntryKind.OUTCOME_ATTENDED):
        add(cast, client_id, other)
    for other in (EntryKind.LETTER_RETURNED, EntryKind.TIER_CHANGED):
        add(cast, client_id, other)

    [entry_id] = shown(cast, client_id, f"?group={group}")

    with cast.app.app_context():
        assert db.session.get(HistoryEntry, entry_id).kind is kind


def test_a_year_begins_at_our_midnight(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        late = tell(client_id, EntryKind.CALL, at=datetime(2025, 12, 31, 15, 59, tzinfo=UTC)).id
        early = tell(client_id, EntryKind.CALL, at=datetime(2025, 12, 31, 16, 0, tzinfo=UTC))
        db.session.flush()
        late = db.session.scalar(sa.select(sa.func.min(HistoryEntry.id)))
        early = early.id
        db.session.commit()

    assert shown(cast, client_id, "?year=2025") == [late]
    assert shown(cast, client_id, "?year=2026") == [early]


def test_text_is_found_in_what_was_said_suggested_and_planned(cast):
    client_id = cast.add_client()
    said = add(cast, client_id, text="孙子上小学", days=1)
    wished = add(cast, client_id, suggestion="带孙子来", days=2)
    planned = add(cast, client_id, next_step="寄孙子的书", days=3)
    add(cast, client_id, text="100%_满意", days=4)

    assert shown(cast, client_id, "?q=孙子") == [said, wished, planned]
    assert shown(cast, client_id, "?q=0%25_") != []
    assert shown(cast, client_id, "?q=%25孙") == []


@pytest.mark.parametrize("query", ["?group=nonsense&year=abc&before=x", "?year=99999&before=0", "?before=999999999999"])
def test_what_the_address_should_not_say_asks_for_nothing(cast, query):
    client_id = cast.add_client()
    entry_id = add(cast, client_id)

    assert shown(cast, client_id, query) == [entry_id]


def test_pages_follow_each_other_without_a_gap_even_at_the_same_moment(cast):
    client_id = cast.add_client()
    moment = datetime.now(UTC)
    with cast.app.app_context():
        for number in range(PER_PAGE * 2 + 3):
            tell(client_id, EntryKind.CALL, at=moment - timedelta(days=number // 7), text=str(number))
        db.session.commit()
        wanted = db.session.scalars(
            sa.select(HistoryEntry.id).order_by(HistoryEntry.at.desc(), HistoryEntry.id.desc())
        ).all()

    first = shown(cast, client_id)
    second = shown(cast, client_id, f"?before={first[-1]}")
    third = shown(cast, client_id, f"?before={second[-1]}")

    assert first + second + third == wanted
    assert len(first) == len(second) == PER_PAGE


def test_the_place_of_a_foreign_entry_says_nothing(cast):
    own, foreign = cast.add_client(), cast.add_client("陈", "敏", rm="sun", phone="")
    add(cast, own, days=5)
    elsewhere = add(cast, foreign, days=1)

    assert shown(cast, own, f"?before={elsewhere}") == []


def test_the_history_of_a_merged_duplicate_stands_among_the_others(cast):
    kept, gone = cast.add_client(), cast.add_client("王", "文净", phone="")
    older, newer = add(cast, gone, days=9), add(cast, kept, days=1)
    with cast.app.app_context():
        db.session.get(Client, gone).merged_into_id = kept
        db.session.commit()

    assert shown(cast, kept) == [newer, older]
    answer = cast.signed_in("zhao").get(f"/clients/{gone}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/clients/{kept}")
    assert cast.signed_in("sun").get(f"/clients/{gone}").status_code == 404


def test_the_page_takes_as_many_queries_with_two_hundred_entries_as_with_one(cast):
    client_id = cast.add_client()
    browser = cast.signed_in("zhao")
    add(cast, client_id)
    browser.get(f"/clients/{client_id}")
    with queries(cast.app) as one:
        browser.get(f"/clients/{client_id}")
    with cast.app.app_context():
        for number in range(200):
            tell(client_id, EntryKind.CALL, at=datetime.now(UTC) - timedelta(days=number), staff_id=None, text="喝茶")
        db.session.commit()

    with queries(cast.app) as many:
        browser.get(f"/clients/{client_id}")

    assert len(many) == len(one)


# Corrections


def test_a_correction_stands_beside_the_entry_and_as_a_row_of_its_own(cast):
    client_id = cast.add_client()
    entry_id = add(cast, client_id, text="约了周五", staff_id=cast.staff_ids["zhao"])
    browser = cast.signed_in("zhao")
    assert "约了周五" in browser.get(f"/clients/{client_id}/history/{entry_id}/correct").text

    answer = browser.post(f"/clients/{client_id}/history/{entry_id}/correct", data={"text": "约的是周六"})

    assert answer.status_code == 302
    page = browser.get(f"/clients/{client_id}").text
    assert page.count("约的是周六") == 2
    assert "约了周五" in page
    assert len(shown(cast, client_id)) == 2
    with cast.app.app_context():
        assert db.session.get(HistoryEntry, entry_id).text == "约了周五"
        assert db.session.get(Client, client_id).last_contact_on is not None


def test_an_entry_that_never_was_counts_no_more(cast):
    client_id = cast.add_client()
    entry_id = add(cast, client_id, text="约了周五")

    data = {"text": "那是另一位王女士", "struck": "y"}
    cast.signed_in("zhao").post(f"/clients/{client_id}/history/{entry_id}/correct", data=data)

    with cast.app.app_context():
        assert db.session.get(Client, client_id).last_contact_on is None
    assert "已作废" in cast.signed_in("zhao").get(f"/clients/{client_id}").text


def test_a_correction_without_words_is_refused(cast):
    client_id = cast.add_client()
    entry_id = add(cast, client_id)

    answer = cast.signed_in("zhao").post(f"/clients/{client_id}/history/{entry_id}/correct", data={"text": " "})

    assert answer.status_code == 422
    assert len(shown(cast, client_id)) == 1


def test_only_what_was_written_by_hand_is_corrected_here_and_only_by_way_of_its_client(cast):
    own, other = cast.add_client(), cast.add_client("陈", "敏", phone="")
    told, elsewhere = add(cast, own, EntryKind.INVITED), add(cast, other)
    browser = cast.signed_in("zhao")

    for path in (f"/clients/{own}/history/{told}/correct", f"/clients/{own}/history/{elsewhere}/correct"):
        assert browser.get(path).status_code == 404
        assert browser.post(path, data={"text": "hm"}).status_code == 404
    assert cast.signed_in("sun").post(f"/clients/{other}/history/{elsewhere}/done").status_code == 404
