"""Setting up the door: entrances, rules, gifts, lanes, and a word for the door about one guest."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from attendance.door.setup import lanes_for
from attendance.models import Act, Method, Scan, Verdict
from core.db import db
from events.models import DoorSetting, Event, EventStatus, Gift
from invitations.models import Invitation
from tests.attendance.evening import an_evening, new_scan, words
from tests.house import Cast

RULES = {"gates": "东门\n 车库 \n东门\n", "reentry": "y", "badges": "y"}
TEA = {"name": "龙井茶", "name_en": "Longjing tea", "unit": "128", "stock": "30"}


@pytest.fixture
def event_id(cast: Cast) -> int:
    return an_evening(cast).event_id


def test_the_rules_are_kept_and_shown_again(cast: Cast, event_id):
    li, path = cast.signed_in("li"), f"/events/{event_id}/door-setup"

    assert li.post(path, data=RULES).status_code == 302

    with cast.app.app_context():
        setting = db.session.get_one(DoorSetting, event_id)
        assert setting.gates == ["东门", "车库"]
        assert (setting.reentry, setting.badges, setting.offline_names, setting.walk_ins) == (True, True, False, False)
    assert "东门\n车库" in li.get(path).get_data(as_text=True).replace("\r", "")


@pytest.mark.parametrize("gates", ["\n".join(f"门{n}" for n in range(9)), "门" * 21])
def test_too_many_or_too_long_entrances_are_refused_and_nothing_is_lost(cast: Cast, event_id, gates):
    page = cast.signed_in("li").post(f"/events/{event_id}/door-setup", data={"gates": gates})

    assert page.status_code == 422
    assert gates.splitlines()[0] in words(page)


@pytest.mark.parametrize(
    ("who", "status"), [("li", 200), ("manager", 200), ("admin", 200), ("zhao", 403), ("door", 403)]
)
def test_the_door_is_set_up_by_those_who_plan(cast: Cast, event_id, who, status):
    assert cast.signed_in(who).get(f"/events/{event_id}/door-setup").status_code == status


def test_another_branchs_door_is_404(cast: Cast, event_id):
    with cast.app.app_context():
        db.session.get_one(Event, event_id).branch_id = cast.other_branch_id
        db.session.commit()

    assert cast.signed_in("li").post(f"/events/{event_id}/door-setup", data=RULES).status_code == 404


def test_the_event_leads_to_the_set_up_of_its_door(cast: Cast, event_id):
    assert f"/events/{event_id}/door-setup" in cast.signed_in("li").get(f"/events/{event_id}").get_data(as_text=True)


def gift_of(cast: Cast) -> int:
    with cast.app.app_context():
        return db.session.scalars(sa.select(Gift.id)).one()


def test_a_gift_is_added_changed_and_taken_away(cast: Cast, event_id):
    li, path = cast.signed_in("li"), f"/events/{event_id}/door-setup/gifts"
    li.post(path, data=TEA)
    gift = gift_of(cast)
    assert 'value="128"' in li.get(f"{path}/{gift}").get_data(as_text=True)

    li.post(f"{path}/{gift}", data=TEA | {"stock": "12"})
    with cast.app.app_context():
        row = db.session.get_one(Gift, gift)
        assert (row.unit_fen, row.stock) == (12800, 12)
    li.post(f"{path}/{gift}/remove")

    with cast.app.app_context():
        assert db.session.get(Gift, gift) is None


@pytest.mark.parametrize("wrong", [{"name": ""}, {"unit": "much"}, {"stock": "-1"}, {"stock": "5001"}, {"stock": ""}])
def test_a_gift_that_cannot_be_is_refused_at_its_field(cast: Cast, event_id, wrong):
    page = cast.signed_in("li").post(f"/events/{event_id}/door-setup/gifts", data=TEA | wrong)

    assert page.status_code == 422
    assert "请检查" in words(page) or "请更正" in words(page) or "entry-error" in page.get_data(as_text=True)


def test_two_gifts_of_one_name_are_refused(cast: Cast, event_id):
    li, path = cast.signed_in("li"), f"/events/{event_id}/door-setup/gifts"
    li.post(path, data=TEA)

    page = li.post(path, data=TEA)

    assert page.status_code == 422
    assert "已有同名的伴手礼" in words(page)


def test_what_was_handed_over_stays_in_the_books(cast: Cast):
    evening = an_evening(cast)
    li, path = cast.signed_in("li"), f"/events/{evening.event_id}/door-setup/gifts"
    li.post(path, data=TEA)
    gift, guest = gift_of(cast), evening.guest()
    evening.post(cast.signed_in("door"), code=evening.code(guest))
    evening.post(cast.signed_in("door"), f"/guests/{guest}/gifts/{gift}")

    assert li.post(f"{path}/{gift}", data=TEA | {"stock": "0"}).status_code == 422
    li.post(f"{path}/{gift}/remove")

    assert gift_of(cast) == gift


def test_a_closed_evening_keeps_its_door(cast: Cast, event_id):
    with cast.app.app_context():
        db.session.get_one(Event, event_id).status = EventStatus.CLOSED
        db.session.commit()
    li, path = cast.signed_in("li"), f"/events/{event_id}/door-setup"

    li.post(path, data=RULES)
    assert li.post(f"{path}/gifts", data=TEA).status_code == 422

    with cast.app.app_context():
        assert db.session.get(DoorSetting, event_id) is None


def test_a_second_gift_costs_no_more_queries(cast: Cast, event_id):
    from tests.house import queries

    li, counts = cast.signed_in("li"), []
    for name in ("茶", "书签", "扇"):
        li.post(f"/events/{event_id}/door-setup/gifts", data=TEA | {"name": name})
        with queries(cast.app) as seen:
            li.get(f"/events/{event_id}/door-setup")
        counts.append(len(seen))

    assert counts[0] == counts[2]


@pytest.mark.parametrize(("heads", "lanes"), [(1, 1), (60, 1), (120, 1), (200, 2), (300, 3)])
def test_lanes_are_as_the_domain_says(heads, lanes):
    assert lanes_for(heads).lanes == lanes


def test_one_lane_less_is_told_as_a_wait():
    assert lanes_for(200).wait_with_one_less == 14
    assert lanes_for(60).wait_with_one_less == 0


def test_a_manager_of_clients_tells_the_door_of_an_own_guest_only(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    path = f"/events/{evening.event_id}/guests/{guest}/door-note"
    data = {"door_note": "轮椅", "greeted": "y"}

    assert cast.signed_in("sun").post(path, data=data).status_code == 404
    assert cast.signed_in("door").post(path, data=data).status_code == 403
    assert cast.signed_in("zhao").post(path, data=data).status_code == 302

    with cast.app.app_context():
        invitation = db.session.get_one(Invitation, guest)
        assert (invitation.door_note, invitation.greeted) == ("轮椅", True)
    assert 'value="轮椅"' in cast.signed_in("zhao").get(f"/events/{evening.event_id}/guests/{guest}/reply").text


def test_a_note_that_is_too_long_is_refused(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()

    cast.signed_in("li").post(f"/events/{evening.event_id}/guests/{guest}/door-note", data={"door_note": "长" * 81})

    with cast.app.app_context():
        assert db.session.get_one(Invitation, guest).door_note == ""


def test_an_undone_gift_may_be_taken_from_the_stock_again(cast: Cast):
    evening = an_evening(cast)
    li, path = cast.signed_in("li"), f"/events/{evening.event_id}/door-setup/gifts"
    li.post(path, data=TEA | {"stock": "1"})
    gift, guest, scan = gift_of(cast), evening.guest(), new_scan()
    door = cast.signed_in("door")
    evening.post(door, code=evening.code(guest))
    evening.post(door, f"/guests/{guest}/gifts/{gift}", scan_id=scan)
    evening.post(door, f"/guests/{guest}/undo", undoes=scan)

    assert evening.post(door, f"/guests/{guest}/gifts/{gift}").status_code == 200
    with cast.app.app_context():
        acts = db.session.scalars(sa.select(Scan.act).where(Scan.method == Method.NAME).order_by(Scan.id)).all()
        assert Act.GIFT in acts
        assert db.session.scalar(sa.select(sa.func.count()).where(Scan.verdict == Verdict.UNDONE)) == 1
