"""Writing down a contact within twenty seconds, what is learned by it, and the next step that follows."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from clients.contact.holds import hold
from clients.history.ledger import tell
from clients.history.steps import open_steps, steps_due
from clients.models import (
    Client,
    ClientInterest,
    EntryKind,
    EntryPurpose,
    HistoryEntry,
    HoldKind,
    Interest,
    InterestSource,
)
from clients.panels import my_clients
from core.db import db
from tests.clients.lives import client as load
from tests.house import NOW

SHANGHAI = ZoneInfo("Asia/Shanghai")


def today():
    return datetime.now(SHANGHAI).date()


def log(cast, client_id, who="zhao", **data):
    return cast.signed_in(who).post(f"/clients/{client_id}/log", data={"kind": "call", "text": "聊了几句"} | data)


def entries(cast, client_id):
    with cast.app.app_context():
        query = sa.select(HistoryEntry).where(HistoryEntry.client_id == client_id).order_by(HistoryEntry.id)
        return db.session.scalars(query).all()


def test_everything_that_the_form_asks_is_kept(cast):
    client_id = cast.add_client(interests={Interest.GOLF: (InterestSource.OBSERVED, 1)})

    answer = log(
        cast, client_id, kind="email", two_way="yes", purpose="product", suggestion="下午更好", next_step="寄资料",
        next_on="2027-05-01", minutes="12", interests=["tea", "golf"], confidence="3",
    )  # fmt: skip

    assert answer.status_code == 302
    [entry] = entries(cast, client_id)
    assert (entry.kind, entry.two_way, entry.purpose) == (EntryKind.EMAIL, True, EntryPurpose.PRODUCT)
    assert (entry.suggestion, entry.next_step, str(entry.next_on), entry.minutes) == (
        "下午更好", "寄资料", "2027-05-01", 12,
    )  # fmt: skip
    with cast.app.app_context():
        rows = db.session.scalars(sa.select(ClientInterest).where(ClientInterest.client_id == client_id))
        said = (InterestSource.SAID, 3)
        assert {row.interest: (row.source, row.confidence) for row in rows} == {
            Interest.TEA: said,
            Interest.GOLF: said,
        }
        assert load(cast, client_id).last_contact_on == today()


def test_a_call_that_nobody_answered_needs_no_words_and_is_no_contact(cast):
    client_id = cast.add_client()

    assert log(cast, client_id, text="", two_way="no").status_code == 302

    with cast.app.app_context():
        assert load(cast, client_id).last_contact_on is None


def test_a_note_is_no_contact_whatever_was_tapped(cast):
    client_id = cast.add_client()

    log(cast, client_id, kind="note", two_way="yes")

    [entry] = entries(cast, client_id)
    assert entry.two_way is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": ""}, "请写几个字"),
        ({"kind": "invited"}, "choice"),
        ({"next_on": "2027-05-01"}, "请写明那天要做什么"),
        ({"minutes": "0"}, "请填写分钟数"),
        ({"next_step": "步" * 121}, "最多 120 个字"),
        ({"interests": ["nonsense"]}, "<form"),
    ],
)
def test_what_can_not_be_kept_is_said_and_nothing_is_lost(cast, data, said):
    client_id = cast.add_client()

    answer = log(cast, client_id, **{"suggestion": "下午更好"} | data)

    assert answer.status_code == 422
    assert said in answer.text or said == "choice"
    assert "下午更好" in answer.text
    assert entries(cast, client_id) == []


@pytest.mark.parametrize(
    ("wish", "place"), [("/", "/"), ("/clients?page=2", "/clients?page=2"), ("//evil.example", "/"), ("", None)]
)
def test_afterwards_one_is_where_one_was(cast, wish, place):
    client_id = cast.add_client()
    browser = cast.signed_in("zhao")
    assert browser.get(f"/clients/{client_id}/log", query_string={"next": wish}).status_code == 200

    answer = browser.post(f"/clients/{client_id}/log", data={"kind": "call", "text": "聊", "next": wish})

    assert answer.headers["Location"] == (place or f"/clients/{client_id}#history")


# Next steps


def step(cast, client_id, days=0, **values):
    with cast.app.app_context():
        on = NOW.astimezone(SHANGHAI).date() + timedelta(days=days)
        entry = tell(client_id, EntryKind.CALL, at=NOW - timedelta(days=9), next_step="回电", next_on=on, **values)
        db.session.commit()
        return entry.id


def due(cast, who="zhao"):
    with cast.app.test_request_context():
        return [entry.id for entry in steps_due(cast.staff(who), NOW.astimezone(SHANGHAI).date())]


def test_a_step_is_due_on_its_day_and_after_and_not_before(cast):
    late, on_time = step(cast, cast.add_client(), -3), step(cast, cast.add_client("李", "强", phone=""), 0)
    step(cast, cast.add_client("陈", "敏", phone=""), 1)

    assert due(cast) == [late, on_time]
    assert due(cast, "sun") == due(cast, "li") == []


@pytest.mark.parametrize(
    ("kind", "days", "still_due"),
    [(EntryKind.WECHAT, 1, False), (EntryKind.NOTE, 1, True), (EntryKind.INVITED, 1, True), (EntryKind.CALL, 20, True)],
)
def test_a_later_contact_ends_it_and_nothing_else_that_is_told(cast, kind, days, still_due):
    client_id = cast.add_client()
    step(cast, client_id)
    with cast.app.app_context():
        tell(client_id, kind, at=NOW - timedelta(days=days))
        db.session.commit()

    assert bool(due(cast)) is still_due


def test_ticking_it_done_is_a_row_and_twice_is_once(cast):
    client_id = cast.add_client()
    entry_id = step(cast, client_id)
    browser = cast.signed_in("zhao")

    for _time in range(2):
        answer = browser.post(f"/clients/{client_id}/history/{entry_id}/done", data={"next": "/"})
        assert answer.headers["Location"] == "/"

    assert due(cast) == []
    assert [entry.source for entry in entries(cast, client_id)] == ["", "next_step"]
    assert "已办：回电" in browser.get(f"/clients/{client_id}").text


def test_an_entry_without_a_step_can_not_be_ticked(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        entry = tell(client_id, EntryKind.CALL, at=NOW)
        db.session.commit()
        entry_id = entry.id
    browser = cast.signed_in("zhao")

    browser.post(f"/clients/{client_id}/history/{entry_id}/done")

    assert "没有写下一步" in browser.get(f"/clients/{client_id}").text
    assert len(entries(cast, client_id)) == 1


def test_the_page_shows_the_open_steps_and_the_first_page_those_due(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        tell(client_id, EntryKind.CALL, at=datetime.now(UTC), next_step="带茶样去", next_on=today())
        tell(client_id, EntryKind.NOTE, at=datetime.now(UTC), next_step="将来再说", next_on=today() + timedelta(days=9))
        db.session.commit()
        assert len(open_steps([client_id])) == 2
    browser = cast.signed_in("zhao")

    assert "将来再说" in browser.get(f"/clients/{client_id}").text
    page = browser.get("/").text
    assert "带茶样去" in page
    assert "将来再说" not in page
    assert f"/clients/{client_id}/log" in page


def test_who_may_not_be_greeted_is_not_proposed_for_a_call(cast):
    mourning, well = cast.add_client(), cast.add_client("李", "强", phone="")
    with cast.app.app_context():
        for client_id in (mourning, well):
            db.session.get(Client, client_id).created_at = NOW - timedelta(days=400)
        day = NOW.astimezone(SHANGHAI).date()
        hold(db.session.get(Client, mourning), HoldKind.BEREAVEMENT, since=day, until=None)
        db.session.commit()

    with cast.app.test_request_context():
        assert [client.id for client, _days in my_clients(cast.staff("zhao"), None, NOW)["silent"]] == [well]


def test_the_discreet_page_keeps_confidences_behind_a_tap_until_it_is_ended(cast):
    client_id = cast.add_client(do_not_mention="那只基金", talk_topics="孙子上小学")
    browser = cast.signed_in("zhao")

    browser.post("/clients/discreet", data={"discreet": "yes", "next": f"/clients/{client_id}"})
    page = browser.get(f"/clients/{client_id}").text
    opened = page.split("那只基金")[0].rsplit("<details", 1)[1]
    assert opened.startswith(' class="tapped"')
    assert "孙子上小学" not in page

    browser.post("/clients/discreet", data={"discreet": "no"})
    assert 'class="tapped"' not in browser.get(f"/clients/{client_id}").text
