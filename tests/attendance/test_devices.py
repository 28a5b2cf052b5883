"""Devices at the door: pairing by a code, what they may see, how long they stay, and taking them out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from attendance.devices.pairing import door_shuts, key_of, make_code, pair
from attendance.models import Presence, Quarantined, Scan
from core.db import db, now
from core.errors import DomainError
from events.models import DoorDevice, Event, EventStatus, PairingCode
from staff.models import AuditEntry, Role, Staff, StaffSession
from tests.attendance.evening import SCRIPT, Evening, an_evening, new_scan, words
from tests.house import Cast, queries


@pytest.fixture
def evening(cast: Cast) -> Evening:
    return an_evening(cast)


def a_code(evening: Evening, name: str = "前门手机", **values: object) -> str:
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        _row, symbols = make_code(event, name=name, gate="", by=evening.cast.staff("li"), now=now())
        db.session.commit()
        return symbols


def a_device(evening: Evening, name: str = "前门手机") -> tuple[FlaskClient, int]:
    """A browser that is paired, and the id of its row."""
    browser = evening.app.test_client()
    answer = browser.post("/pair", data={"code": a_code(evening, name)})
    assert answer.status_code == 302
    with evening.app.app_context():
        return browser, db.session.scalars(sa.select(sa.func.max(DoorDevice.staff_id))).one()


def send(browser: FlaskClient, evening: Evening, *rows: object, **more: object):
    body = {"clock": datetime.now(UTC).isoformat(), "rows": list(rows), "waiting": len(rows)} | more
    return browser.post(f"{evening.door}/queue", json=body, headers=SCRIPT)


def a_row(code: str, **more: object) -> dict[str, object]:
    return {"scan_id": new_scan(), "code": code, "act": "enter", "at": datetime.now(UTC).isoformat()} | more


# Codes


def test_the_page_makes_a_code_shows_it_once_and_keeps_its_hash_alone(evening):
    browser = evening.cast.signed_in("li")

    page = browser.post(f"/events/{evening.event_id}/devices", data={"name": "前门手机"})

    shown = re.search(r"\b[2-9A-Y]{4}-[2-9A-Y]{4}\b", words(page))
    assert shown is not None
    assert "<svg" in page.get_data(as_text=True)
    symbols = shown.group().replace("-", "")
    assert symbols not in browser.get(f"/events/{evening.event_id}/devices").get_data(as_text=True)
    with evening.app.app_context():
        row = db.session.query(PairingCode).one()
        assert symbols not in row.code_hash
        assert row.expires_at == door_shuts(db.session.get_one(Event, evening.event_id))


@pytest.mark.parametrize("who", ["zhao", "door"])
def test_only_those_who_plan_let_devices_in(evening, who):
    browser = evening.cast.signed_in(who)

    assert browser.get(f"/events/{evening.event_id}/devices").status_code == 403
    assert browser.post(f"/events/{evening.event_id}/devices", data={"name": "x"}).status_code == 403


def test_a_code_without_a_name_says_so_at_its_field(evening):
    page = evening.cast.signed_in("li").post(f"/events/{evening.event_id}/devices", data={"name": " "})

    assert page.status_code == 422
    assert "请填写同事都能认出的名称" in words(page)


def test_no_code_is_made_for_an_evening_that_is_over(evening):
    with evening.app.app_context():
        db.session.get_one(Event, evening.event_id).status = EventStatus.CLOSED
        db.session.commit()

    page = evening.cast.signed_in("li").post(f"/events/{evening.event_id}/devices", data={"name": "手机"})

    assert page.status_code == 409
    assert "不能再配对签到设备" in words(page)


@pytest.mark.parametrize("typed", [str.lower, lambda code: f" {code[:4]}-{code[4:]} ", str])
def test_a_code_is_read_however_it_is_typed(evening, typed):
    browser = evening.app.test_client()

    answer = browser.post("/pair", data={"code": typed(a_code(evening))})

    assert answer.headers["Location"] == f"{evening.door}/paired"
    assert "设备已配对" in words(browser.get(answer.headers["Location"]))


def test_a_code_works_once(evening):
    code = a_code(evening)

    assert evening.app.test_client().post("/pair", data={"code": code}).status_code == 302
    second = evening.app.test_client().post("/pair", data={"code": code})

    assert second.status_code == 409
    with evening.app.app_context():
        assert db.session.query(DoorDevice).count() == 1


def test_used_withdrawn_outdated_and_invented_codes_get_the_same_answer(evening):
    used, withdrawn, outdated = a_code(evening), a_code(evening), a_code(evening)
    evening.app.test_client().post("/pair", data={"code": used})
    with evening.app.app_context():
        rows = db.session.scalars(sa.select(PairingCode).order_by(PairingCode.id)).all()
        rows[2].expires_at = now() - timedelta(minutes=1)
        second = rows[1].id
        db.session.commit()
    evening.cast.signed_in("li").post(f"/events/{evening.event_id}/devices/codes/{second}/withdraw")

    said = {
        re.sub(
            r'value="[^"]*"', "", evening.app.test_client().post("/pair", data={"code": code}).get_data(as_text=True)
        )
        for code in (used, withdrawn, outdated, "7KQ4MY8P", "no code at all")
    }

    assert len({re.sub(r'content="[^"]*"', "", text) for text in said}) == 1


def test_guessing_is_stopped_after_ten_tries_from_one_address(evening):
    evening.app.config["LIMITS_ENABLED"] = True
    code, browser = a_code(evening), evening.app.test_client()

    tries = [browser.post("/pair", data={"code": "7KQ4MY8P"}) for _ in range(11)]

    assert "尝试次数过多" in words(tries[-1])
    assert "尝试次数过多" in words(browser.post("/pair", data={"code": code}))  # the right one too


def test_ten_devices_of_one_house_pair_from_one_address(evening):
    evening.app.config["LIMITS_ENABLED"] = True

    for _ in range(12):
        assert evening.app.test_client().post("/pair", data={"code": a_code(evening)}).status_code == 302


def test_opening_the_page_pairs_nothing(evening):
    code = a_code(evening)

    evening.app.test_client().get(f"/pair?code={code}")

    with evening.app.app_context():
        assert db.session.query(DoorDevice).count() == 0


def test_whoever_was_signed_in_on_the_device_is_signed_out(evening):
    browser = evening.cast.signed_in("zhao")

    browser.post("/pair", data={"code": a_code(evening)})

    assert browser.get("/clients").status_code == 403  # no manager's page any more
    with evening.app.app_context():
        mine = sa.select(StaffSession).where(StaffSession.staff_id == evening.cast.staff_ids["zhao"])
        assert db.session.scalars(mine).one().ended_at is not None


# What a device is


def test_a_device_is_on_no_list_of_people_and_can_not_sign_in(evening):
    _browser, device_id = a_device(evening, "电梯口")

    assert "电梯口" not in words(evening.cast.signed_in("admin").get("/staff"))
    assert evening.cast.signed_in("admin").get(f"/staff/{device_id}").status_code == 404
    with evening.app.app_context():
        device = db.session.get_one(Staff, device_id)
        assert (device.is_device, device.role_set) == (True, {Role.DOOR})
        name = device.username
    answer = evening.app.test_client().post("/sign-in", data={"username": name, "password": "!"})
    assert answer.status_code == 200
    assert "/door" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("role", [Role.RM, Role.ORGANISER, Role.MANAGER, Role.ADMIN, Role.COMPLIANCE])
def test_another_system_with_any_role_is_offered_nowhere_as_a_colleague(evening, role):
    from clients.book.owners import possible_owners
    from events.approval.asking import people_with
    from events.checklist.items import colleagues
    from invitations.guests.quotas import managers_of
    from invitations.segments.catalogue import _managers
    from staff.team import roles_named

    cast = evening.cast
    with evening.app.app_context():
        other = Staff(
            username="device-x", name="某系统", branch_id=cast.branch_id, is_device=True, password="!",
            fs_uniquifier="x" * 32, roles=roles_named({role}),
        )  # fmt: skip
        db.session.add(other)
        db.session.flush()
        event = db.session.get_one(Event, evening.event_id)
        offered = [*possible_owners(cast.staff("admin")), *colleagues(event), *managers_of(event)]
        assert other.id not in {one.id for one in offered}
        assert "某系统" not in _managers(cast.staff("admin"), "zh", True).values()
        if role is Role.COMPLIANCE:
            assert not people_with(role, cast.branch_id)


def test_a_device_opens_the_door_of_its_event_and_nothing_else(evening):
    other = an_evening(evening.cast, title="另一场")
    guest_elsewhere = other.guest("何", "敏")
    browser, _device_id = a_device(evening)

    assert browser.get(evening.door).status_code == 200
    assert browser.get(other.door).status_code == 404
    assert browser.get(f"{other.door}/pack").status_code == 404
    assert browser.get(f"{evening.door}/guests/{guest_elsewhere}").status_code == 404
    for path in ("/", "/clients", "/events", f"/events/{evening.event_id}", "/staff", "/password", "/jobs/1"):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers.get("Location")) in {(302, "/door"), (403, None)}, path
    assert browser.post("/sign-out").status_code == 403
    assert send(browser, other).status_code == 401


def test_a_device_sees_the_invitations_of_its_own_event_alone(evening):
    from invitations.models import Invitation
    from staff.scope import visible

    mine, _elsewhere = evening.guest(), an_evening(evening.cast).guest("何", "敏")
    _browser, device_id = a_device(evening)

    with evening.app.app_context():
        actor = db.session.get_one(Staff, device_id)
        assert [one.id for one in db.session.scalars(visible(actor, Invitation))] == [mine]


def test_a_device_is_not_thrown_out_by_idling_or_by_twelve_hours(evening):
    browser, _device_id = a_device(evening)
    with evening.app.app_context():
        db.session.execute(sa.update(StaffSession).values(created_at=now() - timedelta(hours=14)))
        db.session.commit()
    with browser.session_transaction() as cookie:
        cookie["seen"] = 0

    assert browser.get(evening.door).status_code == 200


def test_a_person_is_still_thrown_out_by_an_idle_hour(evening):
    browser = evening.cast.signed_in("door")
    with browser.session_transaction() as cookie:
        cookie["seen"] = 0

    assert browser.get(evening.door).status_code == 302


def test_the_cookie_of_a_device_survives_a_battery_that_runs_dry(evening):
    browser = evening.app.test_client()

    browser.post("/pair", data={"code": a_code(evening)})

    assert browser.get_cookie("session").expires is not None


def test_the_session_of_a_device_ends_with_its_evening(evening):
    browser, _device_id = a_device(evening)
    with evening.app.app_context():
        db.session.execute(sa.update(StaffSession).values(lasts_until=now() - timedelta(seconds=1)))
        db.session.commit()

    answer = browser.get(evening.door)

    assert (answer.status_code, answer.headers["Location"].startswith("/sign-in")) == (302, True)


def test_a_device_whose_evening_is_over_sees_no_event_even_while_its_cookie_lives(evening):
    browser, device_id = a_device(evening)
    with evening.app.app_context():
        db.session.get_one(DoorDevice, device_id).expires_at = now() - timedelta(seconds=1)
        db.session.commit()

    assert browser.get(evening.door).status_code == 404


# In touch


def test_a_device_that_is_in_touch_says_how_it_is_and_the_audit_log_stays_quiet(evening):
    browser, device_id = a_device(evening)
    with evening.app.app_context():
        before = db.session.query(AuditEntry).count()
    ahead = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()

    answer = send(browser, evening, clock=ahead, waiting=3, pack_at=datetime.now(UTC).isoformat())

    assert answer.get_json()["wipe"] is False
    with evening.app.app_context():
        device = db.session.get_one(DoorDevice, device_id)
        assert 295_000 < device.offset_ms < 305_000
        assert (device.waiting, device.pack_at is not None) == (3, True)
        assert db.session.query(AuditEntry).count() == before
    page = words(evening.cast.signed_in("li").get(f"/events/{evening.event_id}/devices"))
    assert re.search("快 [45] 分钟", page)


def test_a_clock_that_is_years_off_is_kept_as_it_is(evening):
    browser, device_id = a_device(evening)

    send(browser, evening, clock="2017-01-01T00:00:00Z")

    with evening.app.app_context():
        assert db.session.get_one(DoorDevice, device_id).offset_ms < -9 * 365 * 86_400_000


def test_the_queue_is_taken_in_once_however_often_it_is_sent(evening):
    guest = evening.guest()
    browser, _device_id = a_device(evening)
    row = a_row(evening.code(guest), verdict="ok", persons=["g"])

    answers = [send(browser, evening, row).get_json() for _ in range(3)]

    assert [answer["taken"][0]["scan_id"] for answer in answers] == [row["scan_id"]] * 3
    with evening.app.app_context():
        assert db.session.query(Scan).one().offline is True


def test_a_poison_row_is_acknowledged_kept_and_stops_nobody(evening):
    guest = evening.guest()
    browser, _device_id = a_device(evening)

    answer = send(browser, evening, {"scan_id": "x"}, a_row(evening.code(guest), verdict="ok"), "rubbish", None, [1])

    assert [one["quarantined"] for one in answer.get_json()["taken"]] == [True, False, True, True, True]
    with evening.app.app_context():
        assert db.session.query(Scan).count() == 1
        assert db.session.query(Quarantined).count() == 4


def test_more_rows_than_a_batch_are_sent_back_to_be_halved(evening):
    browser, _device_id = a_device(evening)

    assert send(browser, evening, *({} for _ in range(201))).status_code == 413


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"[" * 200_000, b'"x"', b'{"rows": 7}'], ids=range(6))
def test_a_body_that_is_no_queue_breaks_nothing(evening, body):
    browser, _device_id = a_device(evening)

    answer = browser.post(f"{evening.door}/queue", data=body, content_type="application/json", headers=SCRIPT)

    assert (answer.status_code, answer.get_json()["taken"]) == (200, [])


def test_a_stranger_hands_nothing_over(evening):
    guest = evening.guest()
    row = a_row(evening.code(guest), verdict="ok")

    for key in ("", "1.abc", "x", "999999999.y", "²"):
        answer = send(evening.app.test_client(), evening, row, key=key)
        assert (answer.status_code, answer.get_json()) == (401, {"signed_out": True})

    with evening.app.app_context():
        assert db.session.query(Scan).count() == 0


def test_the_form_key_can_be_fetched_by_anybody_and_a_queue_needs_one(evening):
    browser, _device_id = a_device(evening)
    evening.app.config["WTF_CSRF_ENABLED"] = True
    try:
        stale = send(browser, evening)
        key = browser.get("/door/key").get_json()["key"]
        fresh = browser.post(f"{evening.door}/queue", json={"rows": []}, headers=SCRIPT | {"X-CSRFToken": key})
    finally:
        evening.app.config["WTF_CSRF_ENABLED"] = False

    assert (stale.status_code, fresh.status_code) == (400, 200)


def test_whoever_stood_at_a_door_that_is_shut_hands_over_the_day_after(evening):
    guest = evening.guest()
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        event.starts_at, event.ends_at = now() - timedelta(days=1, hours=2), now() - timedelta(days=1)
        db.session.commit()
    browser = evening.cast.signed_in("door")
    assert browser.get(evening.door).status_code == 404

    answer = send(browser, evening, a_row(evening.code(guest), verdict="ok"))

    assert answer.status_code == 200
    with evening.app.app_context():
        assert db.session.query(Scan).one().invitation_id == guest


def test_whoever_works_elsewhere_hands_nothing_over_here(evening):
    assert send(evening.cast.signed_in("stranger"), evening).status_code == 404


# Out


def test_a_lost_device_is_signed_out_hands_over_what_waits_and_is_told_to_wipe(evening):
    guest = evening.guest()
    browser, device_id = a_device(evening)
    with evening.app.app_context():
        key = key_of(device_id)

    evening.cast.signed_in("li").post(f"/events/{evening.event_id}/devices/{device_id}/out")

    assert browser.get(evening.door).status_code == 302
    answer = send(browser, evening, a_row(evening.code(guest), verdict="ok"), key=key).get_json()
    assert (answer["wipe"], answer["signed_out"], len(answer["taken"])) == (True, True, 1)
    send(browser, evening, key=key, wiped=True)
    with evening.app.app_context():
        assert db.session.query(Scan).one().staff_id == device_id
        assert db.session.get_one(DoorDevice, device_id).wiped_at is not None
    assert "名单已清除" in words(evening.cast.signed_in("li").get(f"/events/{evening.event_id}/devices"))


def test_what_a_wiped_device_still_sends_lets_in_nobody_and_is_looked_at(evening):
    guest = evening.guest()
    browser, device_id = a_device(evening)
    with evening.app.app_context():
        key = key_of(device_id)
    organiser = evening.cast.signed_in("li")
    organiser.post(f"/events/{evening.event_id}/devices/{device_id}/out")
    send(browser, evening, key=key, wiped=True)

    answer = send(browser, evening, a_row(evening.code(guest), verdict="ok"), key=key).get_json()

    assert [one["quarantined"] for one in answer["taken"]] == [True]
    with evening.app.app_context():
        assert db.session.query(Presence).count() == 0
    assert "来自已停用并清除的设备" in words(organiser.get(f"/events/{evening.event_id}/to-look-at"))


def test_a_device_says_wiped_only_of_itself_and_only_when_it_was_taken_out(evening):
    browser, device_id = a_device(evening)

    send(browser, evening, wiped=True)

    with evening.app.app_context():
        assert db.session.get_one(DoorDevice, device_id).wiped_at is None


def test_a_device_goes_back_to_its_drawer(evening):
    browser, device_id = a_device(evening)

    assert browser.post(f"{evening.door}/hand-back", headers=SCRIPT).get_json() == {"wipe": True}

    assert browser.get(evening.door).status_code == 302
    with evening.app.app_context():
        assert db.session.get_one(DoorDevice, device_id).revoked_at is not None


def test_nobody_but_a_device_is_handed_back(evening):
    assert evening.cast.signed_in("door").post(f"{evening.door}/hand-back").status_code == 404


def test_a_device_of_another_event_can_not_be_taken_out_here(evening):
    other = an_evening(evening.cast)
    _browser, device_id = a_device(other)

    answer = evening.cast.signed_in("li").post(f"/events/{evening.event_id}/devices/{device_id}/out")

    assert answer.status_code == 404


def test_the_list_asks_the_database_as_often_for_three_devices_as_for_one(evening):
    browser = evening.cast.signed_in("li")
    a_device(evening, "一")
    with queries(evening.app) as one:
        browser.get(f"/events/{evening.event_id}/devices")
    a_device(evening, "二")
    a_device(evening, "三")
    with queries(evening.app) as three:
        browser.get(f"/events/{evening.event_id}/devices")

    assert len(three) == len(one)


def test_a_rule_refuses_a_code_that_never_was(evening):
    with evening.app.app_context(), pytest.raises(DomainError, match="pairing_refused"):
        pair("7KQ4MY8P", language="zh", now=now())


# To be looked at


def test_what_could_not_be_understood_is_shown_and_settled_with_a_word(evening):
    browser, _device_id = a_device(evening)
    send(browser, evening, {"scan_id": "x", "code": "what is this"})
    li = evening.cast.signed_in("li")
    place = f"/events/{evening.event_id}/to-look-at"

    page = li.get(place)
    assert "what is this" in words(page)
    assert "前门手机" in words(page)
    with evening.app.app_context():
        entry = db.session.query(Quarantined).one().id
    assert li.post(f"{place}/{entry}", data={"note": ""}).status_code == 422
    assert li.post(f"{place}/{entry}", data={"note": "扫描枪误扫"}).status_code == 302
    assert "扫描枪误扫" in words(li.get(place))
    assert "扫描枪误扫" in words(li.get(place))
    with evening.app.app_context():
        row = db.session.query(Quarantined).one()
        assert (row.note, row.settled_by_id) == ("扫描枪误扫", evening.cast.staff_ids["li"])


def test_an_empty_list_of_what_to_look_at_says_so(evening):
    assert "没有待核对的记录" in words(evening.cast.signed_in("li").get(f"/events/{evening.event_id}/to-look-at"))


def test_an_entry_of_another_event_can_not_be_settled_here(evening):
    other = an_evening(evening.cast)
    browser, _device_id = a_device(other)
    send(browser, other, "rubbish")
    with evening.app.app_context():
        entry = db.session.query(Quarantined).one().id

    answer = evening.cast.signed_in("li").post(f"/events/{evening.event_id}/to-look-at/{entry}", data={"note": "x"})

    assert answer.status_code == 404


def test_what_to_look_at_is_not_for_the_door(evening):
    assert evening.cast.signed_in("door").get(f"/events/{evening.event_id}/to-look-at").status_code == 403
