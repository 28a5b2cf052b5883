"""What other systems do: answers and check-ins, once each however often a request is sent."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from api.idempotency import forget_answers
from api.models import AnsweredRequest
from api.permissions import Permission as P
from attendance.models import Presence, Quarantined, Scan
from core.db import db, now
from events.models import DoorDevice
from invitations.models import Invitation, Reply, ReplyState
from staff.models import Staff
from staff.team import roles_named
from tests.api.systems import system
from tests.api.test_resources import evening, scan

assert evening


@pytest.fixture
def later(cast):
    """An event in three weeks with a guest who has not answered."""
    event_id = cast.add_event()
    return event_id, cast.add_invitation(event_id, cast.add_client())


def test_an_answer_goes_by_the_rules_and_into_the_ledger(cast, later):
    _event_id, guest = later
    told = system(cast)
    said = told.post(f"/guests/{guest}/replies", {"answer": "accepted", "channel": "wechat", "note": "下午到"})

    assert said.status_code == 201
    assert (said.json["reply"], said.json["seats"]) == ("accepted", 1)
    with cast.app.app_context():
        row = db.session.get_one(Reply, said.json["reply_id"])
        assert (row.channel.value, row.staff_id, row.note) == ("wechat", told.staff_id, "下午到")
    assert told.post(f"/guests/{guest}/replies", {"answer": "declined", "reason": "away"}).json["reply"] == "cancelled"
    later_day = (datetime.now(UTC) + timedelta(days=7)).date().isoformat()
    assert (
        told.post(f"/guests/{guest}/replies", {"answer": "tentative", "until": later_day}).json["reply"] == "tentative"
    )
    delegate = {"name": "王小明", "relation": "儿子", "phone_tail": "1234"}
    assert (
        told.post(f"/guests/{guest}/replies", {"answer": "delegated", "delegate": delegate}).json["reply"]
        == "delegated"
    )


def test_a_rule_that_says_no_is_a_problem_with_its_code_and_sentence(cast, later):
    _event_id, guest = later
    answer = system(cast).post(f"/guests/{guest}/replies", {"answer": "accepted", "companions": 2})

    assert answer.status_code == 409
    assert answer.json["code"] == "companions_none"
    assert answer.json["detail"]
    with cast.app.app_context():
        assert db.session.get_one(Invitation, guest).reply is ReplyState.NONE


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({}, "/answer"),
        ({"answer": "lapsed"}, "/answer"),
        ({"answer": ["accepted"]}, "/answer"),
        ({"answer": "accepted", "colour": 1}, "/colour"),
        ({"answer": "accepted", "companions": True}, "/companions"),
        ({"answer": "accepted", "note": "长" * 201}, "/note"),
        ({"answer": "tentative"}, "/until"),
        ({"answer": "delegated", "delegate": {"name": "x"}}, "/delegate/phone_tail"),
        ([], "/"),
    ],
)
def test_a_body_that_can_not_be_names_the_field(cast, later, body, at):
    answer = system(cast).post(f"/guests/{later[1]}/replies", body)

    assert answer.status_code == 422
    assert [error["at"] for error in answer.json["errors"]] == [at]


def test_half_a_character_is_no_fault_of_ours(cast):
    assert system(cast).post("/clients/search", {"q": "\ud800"}).status_code == 200


def test_what_is_no_json_is_said_so(cast, later):
    told = system(cast)
    path = f"/guests/{later[1]}/replies"

    assert told.post(path, {}, Content_Type="text/plain").status_code == 415
    assert told.post(path, b"{").status_code == 422
    assert told.post(path, b"[" * 100_000).status_code == 422
    assert told.post(path, b"\xff").status_code == 422


def test_the_same_key_and_body_get_the_first_answer_and_do_nothing(cast, later):
    told, path = system(cast), f"/guests/{later[1]}/replies"
    first = told.post(path, {"answer": "accepted"}, Idempotency_Key="a1")
    told.post(path, {"answer": "declined"}, Idempotency_Key="a2")
    again = told.post(path, {"answer": "accepted"}, Idempotency_Key="a1")

    assert (again.status_code, again.json) == (first.status_code, first.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    with cast.app.app_context():
        assert db.session.get_one(Invitation, later[1]).reply is ReplyState.CANCELLED
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Reply)) == 2


def test_a_refusal_is_remembered_too_and_leaves_nothing_behind(cast, later):
    told, path = system(cast), f"/guests/{later[1]}/replies"
    body = {"answer": "accepted", "companions": 2}
    first, again = (told.post(path, body, Idempotency_Key="k") for _try in range(2))

    assert (
        (first.status_code, first.json["code"]) == (again.status_code, again.json["code"]) == (409, "companions_none")
    )
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Reply)) == 0


def test_a_key_is_for_one_request_of_one_token(cast, later):
    told, other, path = system(cast), system(cast), f"/guests/{later[1]}/replies"
    assert told.post(path, {"answer": "accepted"}, Idempotency_Key="k").status_code == 201

    reused = told.post(path, {"answer": "declined"}, Idempotency_Key="k")

    assert (reused.status_code, reused.json["code"]) == (422, "key_reused")
    assert other.post(path, {"answer": "declined"}, Idempotency_Key="k").json["reply"] == "cancelled"
    assert told.post(path, {"answer": "declined"}, Idempotency_Key="k" * 81).status_code == 422


def test_a_key_whose_request_could_not_be_read_is_free(cast, later):
    told, path = system(cast), f"/guests/{later[1]}/replies"
    assert told.post(path, {"answer": "?"}, Idempotency_Key="k").status_code == 422
    assert told.post(path, {"answer": "accepted"}, Idempotency_Key="k").status_code == 201


def sent_at_once(told, path, body, times=6, **headers):
    """The answers to one request that is sent several times at one instant."""
    start, answers = threading.Barrier(times), []

    def send():
        browser = told.app.test_client()
        start.wait()
        data = json.dumps(body)
        answers.append(
            browser.post(
                f"/api/v1{path}",
                data=data,
                headers=told.headers({"Content-Type": "application/json", **headers}),
            )
        )

    threads = [threading.Thread(target=send) for _number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_many_at_one_instant_one_does_it_and_all_get_its_answer(cast, later):
    told, path = system(cast), f"/guests/{later[1]}/replies"

    answers = sent_at_once(told, path, {"answer": "accepted", "note": "好"}, Idempotency_Key="k")

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == len(answers) - 1


def test_without_a_key_the_same_request_at_one_instant_is_answered_by_each(cast, later):
    """The control of the test before: nothing but the key makes the answers one."""
    told, path = system(cast), f"/guests/{later[1]}/replies"

    answers = sent_at_once(told, path, {"answer": "accepted", "note": "好"})

    assert not any("Idempotent-Replayed" in answer.headers for answer in answers)


def test_keys_are_forgotten_after_a_day(cast, later):
    told, path = system(cast), f"/guests/{later[1]}/replies"
    told.post(path, {"answer": "accepted"}, Idempotency_Key="old")
    told.post(path, {"answer": "accepted"}, Idempotency_Key="new")
    with cast.app.app_context():
        old = sa.update(AnsweredRequest).where(AnsweredRequest.key == "old")
        db.session.execute(old.values(at=now() - timedelta(hours=25)))
        db.session.commit()
        forget_answers(0, lambda _done, _total: db.session.commit())
        assert list(db.session.scalars(sa.select(AnsweredRequest.key))) == ["new"]


def test_a_guest_is_checked_in_once_by_code_or_by_number(cast, evening):
    told, path = system(cast), f"/events/{evening['event']}/check-ins"
    code = {"scan_id": "0f8fad5b-d9cb-469f-a165-000000000009", "code": cast.token(evening["guest"])}

    first = told.post(path, scan(evening["guest"], gate="东门"))
    again = told.post(path, scan(evening["guest"], gate="东门"))
    other = told.post(path, code)

    assert first.status_code == 201
    assert (first.json["verdict"], first.json["admitted"], first.json["presence"]["heads"]) == ("ok", True, 1)
    assert again.json["verdict"] == "ok"
    assert (other.json["verdict"], other.json["first_gate"], other.json["admitted"]) == ("already", "东门", False)
    ledger = told.get(path).json["data"]
    assert [(row["verdict"], row["method"]) for row in ledger] == [("ok", "code"), ("already", "code")]
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Presence)) == 1
        assert set(db.session.scalars(sa.select(Scan.staff_id))) == {told.staff_id}


def test_an_unknown_code_is_an_answer_and_is_kept(cast, evening):
    path = f"/events/{evening['event']}/check-ins"
    body = {"scan_id": "0f8fad5b-d9cb-469f-a165-000000000001", "code": "NOTHING"}

    answer = system(cast).post(path, body)

    assert (answer.json["verdict"], answer.json["invitation_id"]) == ("unknown", None)
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) == 1


def test_a_code_of_another_evening_says_nothing_about_its_guest(cast, evening):
    other = cast.add_event(starts_at=datetime.now(UTC) + timedelta(hours=5), title="另一场")
    body = {"scan_id": "0f8fad5b-d9cb-469f-a165-000000000001", "code": cast.token(evening["guest"])}

    answer = system(cast).post(f"/events/{other}/check-ins", body)

    assert answer.json["verdict"] == "other_event"
    assert answer.json["invitation_id"] is answer.json["presence"] is None


def test_each_row_of_a_queue_has_its_own_result_and_none_is_dropped(cast, evening):
    told, path = system(cast), f"/events/{evening['event']}/check-ins/batch"
    at = datetime.now(UTC).isoformat()
    rows = [
        scan(evening["guest"], 1, at=at, verdict="ok", method="camera"),
        {"scan_id": "no uuid", "what": "?"},
        scan(evening["guest"], 2, at=at, verdict="ok"),
    ]

    first = told.post(path, {"rows": rows, "offset_ms": 1500})
    again = told.post(path, {"rows": rows, "offset_ms": 1500})

    assert first.status_code == 200
    assert [row["quarantined"] for row in first.json["results"]] == [False, True, False]
    assert sum(row["conflict"] for row in first.json["results"]) == 1
    assert again.json == first.json
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Quarantined)) == 1
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) == 2
    assert told.post(path, {"rows": [1]}).status_code == 422
    assert told.post(path, {"rows": [{}] * 101}).status_code == 422


@pytest.fixture
def device(cast, evening):
    """The browser of a device at the door of the evening."""
    moment = now()
    with cast.app.app_context():
        staff = Staff(
            username="device-1",
            name="前门",
            branch_id=cast.branch_id,
            password="!",
            fs_uniquifier="d" * 32,
            is_device=True,
            roles=roles_named({next(iter(cast.staff("door").role_set))}),
        )
        db.session.add(staff)
        db.session.flush()
        told = {"paired_at": moment, "paired_by_id": cast.staff_ids["li"], "expires_at": moment + timedelta(hours=9)}
        db.session.add(DoorDevice(staff_id=staff.id, event_id=evening["event"], **told))
        db.session.commit()
        cast.staff_ids["device"] = staff.id
    return cast.signed_in("device")


def test_a_device_checks_in_at_its_own_door_and_reads_nothing_else(cast, evening, device):
    other = cast.add_event(starts_at=datetime.now(UTC) + timedelta(hours=2), title="另一场")
    guest_there = cast.add_invitation(other, cast.add_client(number="n2"))
    path = "/api/v1/events/{}/check-ins"

    assert device.post(path.format(evening["event"]), json=scan(evening["guest"])).status_code == 201
    assert device.get(path.format(evening["event"])).status_code == 200
    assert device.post(path.format(other), json=scan(guest_there, 2)).status_code == 404
    for closed in ("events", "clients", "replies", f"guests/{evening['guest']}"):
        assert device.get(f"/api/v1/{closed}").status_code == 401, closed


def test_a_session_without_the_key_of_its_page_gets_past_nothing(cast, evening, device, app):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        path = f"/api/v1/events/{evening['event']}/check-ins"
        bare = device.post(path, json=scan(evening["guest"]))
        of_staff = cast.signed_in("admin").post(path, json=scan(evening["guest"]))
        by_token = system(cast, P.CHECKINS_WRITE).post(path[7:], scan(evening["guest"]))
    finally:
        app.config["WTF_CSRF_ENABLED"] = False

    assert (bare.status_code, bare.json["code"]) == (400, "form_key_missing")
    assert of_staff.status_code == 401
    assert by_token.status_code == 201


def test_a_cookie_beside_a_token_counts_for_nothing(cast, evening):
    told, browser = system(cast, P.EVENTS_READ), cast.signed_in("admin")

    assert browser.get("/api/v1/clients", headers=told.headers({})).status_code == 403
    assert browser.get("/api/v1/events").status_code == 401
