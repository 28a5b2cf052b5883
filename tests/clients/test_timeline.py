"""The history on a client's page: filters, paging, corrections, next steps, merged duplicates."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from clients.contact.consent_texts import present_text
from clients.contact.consents import give, withdraw
from clients.contact.holds import hold, lift
from clients.contact.refusals import lift_refusal, refuse
from clients.history.ledger import tell
from clients.models import Client, ConsentHow, ContactChannel, EntryKind, HistoryEntry, HoldKind, Purpose
from clients.page.timeline import KINDS, PER_PAGE
from core.db import db
from staff.models import Staff
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


def test_a_sign_that_no_text_holds_is_left_out_of_what_is_looked_for(cast):
    client_id = cast.add_client()

    assert cast.signed_in("zhao").get(f"/clients/{client_id}?q=a%00b").status_code == 200


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


def texts(cast, client_id):
    """The titles of the history, newest first, as the page words them."""
    page = cast.signed_in("zhao").get(f"/clients/{client_id}").text
    return [
        " ".join(re.sub(r"<[^>]+>", " ", found).split())
        for found in re.findall(r'<div class="timeline-title">(.*?)</div>', page, re.S)
    ]


def test_a_change_of_tier_is_told_in_words(cast):
    client_id = cast.add_client()
    add(cast, client_id, EntryKind.TIER_CHANGED, text="T2 → T3")

    assert texts(cast, client_id) == ["层级由贵宾变为财富"]
    assert "T2 →" not in cast.signed_in("zhao").get(f"/clients/{client_id}").text


def test_consents_refusals_and_holds_are_told_in_words(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        client = db.session.get(Client, client_id)
        moment = datetime.now(UTC) - timedelta(days=5)
        staff = client.rm
        version = present_text(Purpose.INVITATION).version
        said = {"how": ConsentHow.SPOKEN, "staff": staff}
        give(client, Purpose.INVITATION, None, evidence="电话", text_version=version, now=moment, **said)
        withdraw(client, Purpose.INVITATION, ContactChannel.SMS, now=moment + timedelta(hours=1), **said)
        refuse(client, ContactChannel.PHONE, staff=staff, now=moment + timedelta(hours=2))
        day = moment.date()
        held = hold(client, HoldKind.HOSPITAL, since=day, until=None, now=moment + timedelta(hours=3))
        lift(held, today=day + timedelta(days=2), now=moment + timedelta(hours=4))
        db.session.commit()

    assert texts(cast, client_id) == [
        "解除暂停：住院",
        "暂停邀请：住院",
        "不再接受电话",
        "撤回同意：活动邀请（短信）",
        "已同意：活动邀请（各种方式）",
    ]


def test_a_refusal_that_was_lifted_is_told_as_both(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        client = db.session.get(Client, client_id)
        moment = datetime.now(UTC) - timedelta(days=5)
        row = refuse(client, ContactChannel.WECHAT, staff=client.rm, now=moment)
        manager = db.session.scalar(sa.select(Staff).where(Staff.name == "钱行长"))
        lift_refusal(row, because="亲口说", staff=manager, now=moment + timedelta(days=1))
        db.session.commit()

    assert [title[:4] for title in texts(cast, client_id)] == ["恢复接受", "不再接受"]


def test_what_happens_in_the_club_is_told_in_words(cast):
    client_id = cast.add_client()
    add(cast, client_id, EntryKind.CLUB_CHANGED, days=2, subject="知交", source="club_renewed", source_id=1)
    add(cast, client_id, EntryKind.LETTER_PRINTED, days=1, source="club_welcome", source_id=1)

    letter, club = texts(cast, client_id)

    assert "club_" not in letter + club
    assert club == "会籍变更：续会 · 知交"
    assert letter == "已打印信函：入会欢迎信"


def test_the_changes_on_a_page_cost_the_same_however_many_they_are(cast):
    few, many = cast.add_client(), cast.add_client()
    for client_id, times in ((few, 1), (many, 4)):
        with cast.app.app_context():
            client = db.session.get(Client, client_id)
            for place in range(times):
                hold(client, HoldKind.HOSPITAL, since=date(2026, 1, 1 + place), until=date(2026, 2, 1))
            db.session.commit()
    browser = cast.signed_in("zhao")
    with queries(cast.app) as for_few:
        browser.get(f"/clients/{few}")
    with queries(cast.app) as for_many:
        browser.get(f"/clients/{many}")

    assert len(for_few) == len(for_many)
