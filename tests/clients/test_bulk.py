"""One thing done to many clients: who may, to whom, and what the others hear."""

import pytest
import sqlalchemy as sa

from clients.book.owners import delegate
from clients.models import (
    Client,
    ClientDelegate,
    ClientHold,
    ClientInterest,
    EntryKind,
    HistoryEntry,
    HoldKind,
    Interest,
)
from core.db import db
from tests.clients.lives import put_on_hold

DAY = "2027-03-20"


def bulk(browser, action, ids, seen=None, **values):
    data = {"client": ids, "seen": len(ids) if seen is None else seen} | values
    return browser.post(f"/clients/bulk/{action}", data=data, follow_redirects=True)


def rows(cast, model):
    with cast.app.app_context():
        return db.session.scalars(sa.select(model)).all()


def test_before_anything_is_done_a_page_says_to_how_many(cast):
    ids = [cast.add_client(), cast.add_client("陈", "敏", phone="")]

    page = cast.signed_in("zhao").post("/clients/bulk/interest", data={"client": ids})

    assert page.status_code == 200
    assert "将为 2 位客户办理" in page.text
    assert rows(cast, ClientInterest) == []


def test_an_interest_is_added_to_whoever_lacks_it(cast):
    ids = [cast.add_client(interests=[Interest.TEA]), cast.add_client("陈", "敏", phone=""), 987654]

    page = bulk(cast.signed_in("zhao"), "interest", ids, interest="tea", source="said")

    assert "已为 1 位客户办理" in page.text
    assert "原已如此、无须更改：1 位" in page.text
    assert "不在您的客户名册中，未处理：1 位" in page.text
    with cast.app.app_context():
        assert len({client.interest_bits for client in db.session.scalars(sa.select(Client))}) == 1


def test_a_foreign_client_is_left_untouched(cast):
    foreign = cast.add_client("陈", "敏", rm="sun", phone="")

    bulk(cast.signed_in("zhao"), "hold", [foreign], kind="hospital", since=DAY)

    assert rows(cast, ClientHold) == []


def test_clients_are_handed_over_and_found_by_the_new_manager(cast):
    ids = [cast.add_client(), cast.add_client("陈", "敏", rm="sun", phone="")]
    with cast.app.app_context():
        delegate(db.session.get_one(Client, ids[0]), cast.staff("sun"))
        db.session.commit()

    page = bulk(cast.signed_in("manager"), "hand_over", ids, rm_id=cast.staff_ids["sun"])

    assert "已为 1 位客户办理" in page.text
    assert "王文静" in cast.signed_in("sun").get("/clients?q=wwj").text
    assert [row.kind for row in rows(cast, HistoryEntry)] == [EntryKind.OWNER_CHANGED]
    assert rows(cast, ClientDelegate) == []


def test_only_whoever_names_owners_hands_over_and_only_to_offered_colleagues(cast):
    client_id = cast.add_client()

    assert bulk(cast.signed_in("zhao"), "hand_over", [client_id], rm_id=cast.staff_ids["sun"]).status_code == 403
    abroad = bulk(cast.signed_in("manager"), "hand_over", [client_id], rm_id=cast.staff_ids["stranger"])
    nobody = bulk(cast.signed_in("manager"), "hand_over", [client_id], rm_id="")
    assert (abroad.status_code, nobody.status_code) == (422, 422)
    assert rows(cast, HistoryEntry) == []


def test_holds_are_put_on_and_lifted_with_what_they_refuse(cast):
    ids = [cast.add_client(), cast.add_client("陈", "敏", phone="")]
    browser = cast.signed_in("zhao")

    wrong = bulk(browser, "hold", ids, kind="hospital", since=DAY, until="2027-03-01")
    assert wrong.status_code == 422
    assert rows(cast, ClientHold) == []

    bulk(browser, "hold", ids, kind="hospital", since="2020-01-01")
    assert len(rows(cast, ClientHold)) == 2
    assert "已为 2 位客户办理" in bulk(browser, "lift", ids, kind="hospital").text
    assert "无须更改：2 位" in bulk(browser, "lift", ids, kind="hospital").text


def test_what_stands_for_good_stays_without_a_managers_word(cast):
    client_id = cast.add_client()
    put_on_hold(cast, client_id, HoldKind.OPTED_OUT)

    assert "须由支行行长写明原因" in bulk(cast.signed_in("zhao"), "lift", [client_id], kind="opted_out").text
    lifted = bulk(cast.signed_in("manager"), "lift", [client_id], kind="opted_out", because="客户来电")
    assert "已为 1 位客户办理" in lifted.text


def test_all_that_match_are_meant_as_they_were_counted(cast):
    cast.add_client()
    cast.add_client("陈", "敏", phone="")
    browser = cast.signed_in("zhao")
    everybody = {"all": "yes", "list-q": "wang", "interest": "tea", "source": "said"}

    changed = browser.post("/clients/bulk/interest", data=everybody | {"seen": 2})
    assert changed.status_code == 422
    assert "原为 2 位，现为 1 位" in changed.text
    assert rows(cast, ClientInterest) == []

    browser.post("/clients/bulk/interest", data=everybody | {"seen": 1})
    assert len(rows(cast, ClientInterest)) == 1


@pytest.mark.parametrize("seen", [{}, {"seen": 0}])
def test_nobody_ticked_is_told_so(cast, seen):
    cast.add_client()

    page = cast.signed_in("zhao").post("/clients/bulk/hold", data=seen, follow_redirects=True)

    assert "请至少勾选一位客户" in page.text


def test_a_bulk_action_is_a_post_and_known(cast):
    browser = cast.signed_in("zhao")

    assert browser.get("/clients/bulk/hold").status_code == 405
    assert browser.post("/clients/bulk/nonsense").status_code == 404
