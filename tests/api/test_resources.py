"""What other systems read: by scope, by permission, in pages, with a fixed number of queries."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from api.permissions import Permission as P
from core.db import db
from invitations.answers.rsvp import accept
from invitations.models import Channel
from staff.models import AuditEntry
from tests.api.systems import System, system
from tests.house import queries

READS = {
    "/events": {P.EVENTS_READ},
    "/events/{event}": {P.EVENTS_READ},
    "/events/{event}/guests": {P.GUESTS_READ, P.REPLIES_READ, P.CHECKINS_READ},
    "/guests/{guest}": {P.GUESTS_READ, P.REPLIES_READ, P.CHECKINS_READ},
    "/replies": {P.REPLIES_READ},
    "/events/{event}/check-ins": {P.CHECKINS_READ},
    "/clients": {P.CLIENTS_READ},
    "/clients/{client}": {P.CLIENTS_READ},
}
WRITES = {
    "/guests/{guest}/replies": (P.REPLIES_WRITE, {"answer": "accepted"}),
    "/events/{event}/check-ins": (
        P.CHECKINS_WRITE,
        {"scan_id": "0f8fad5b-d9cb-469f-a165-70867728950e", "invitation_id": "{guest}"},
    ),
    "/events/{event}/check-ins/batch": (P.CHECKINS_WRITE, {"rows": []}),
    "/clients/search": (P.CLIENTS_READ, {"q": "王文静"}),
}


@pytest.fixture
def evening(cast):
    """An event tonight with one guest who has said yes; its ids."""
    start = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(hours=3)
    event_id = cast.add_event(starts_at=start)
    client_id = cast.add_client(do_not_mention="离婚", email="wang@example.com")
    invitation_id = cast.add_invitation(event_id, client_id)
    with cast.app.app_context():
        accept(invitation_id, channel=Channel.PHONE, now=datetime.now(UTC), staff=cast.staff("zhao"), note="一定来")
        db.session.commit()
    return {"event": event_id, "client": client_id, "guest": invitation_id}


def written(told: System, path: str, ids: dict[str, int], body: dict) -> int:
    body = {name: ids["guest"] if value == "{guest}" else value for name, value in body.items()}
    return told.post(path.format(**ids), body).status_code


def test_each_permission_opens_its_own_addresses_and_no_others(cast, evening):
    for permission in P:
        told = system(cast, permission)
        for path, wanted in READS.items():
            status = told.get(path.format(**evening)).status_code
            assert status == (200 if permission in wanted else 403), (permission, path)
        for path, (wanted, body) in WRITES.items():
            status = written(told, path, evening, body)
            assert (status in (200, 201)) == (permission is wanted), (permission, path, status)
            assert permission is wanted or status == 403, (permission, path, status)


def test_what_is_foreign_answers_as_what_does_not_exist(cast, evening):
    stranger = system(cast, by="admin", branch_id=cast.other_branch_id)
    for path in READS:
        if "{" in path:
            foreign, missing = (
                stranger.get(path.format(**evening)),
                stranger.get(path.format(event=9, guest=9, client=9)),
            )
            assert foreign.status_code == missing.status_code == 404, path
            without_id = [re.sub(r'"request_id": "\w+"', "", answer.text) for answer in (foreign, missing)]
            assert without_id[0] == without_id[1], path
        else:
            assert stranger.get(path).json == {"data": [], "next": None}, path
    for path, (_permission, body) in WRITES.items():
        if "{" in path:
            assert written(stranger, path, evening, body) == 404, path
    assert stranger.post("/clients/search", {"q": "王文静"}).json["data"] == []


def test_a_guest_of_another_event_is_not_checked_in_by_number(cast, evening):
    other = cast.add_event(starts_at=datetime.now(UTC) + timedelta(hours=2), title="另一场")
    body = {"scan_id": "0f8fad5b-d9cb-469f-a165-70867728950e", "invitation_id": evening["guest"]}

    answer = system(cast).post(f"/events/{other}/check-ins", body)

    assert answer.status_code == 422
    assert answer.json["errors"][0]["at"] == "/invitation_id"


def test_names_stand_only_where_guests_may_be_read(cast, evening):
    with_names = system(cast, P.GUESTS_READ).get(f"/events/{evening['event']}/guests").json["data"][0]
    without = system(cast, P.CHECKINS_READ, P.REPLIES_READ)

    assert (with_names["name"], with_names["client_id"]) == ("王文静", evening["client"])
    for path in (f"/events/{evening['event']}/guests", f"/guests/{evening['guest']}", "/replies"):
        answer = without.get(path)
        assert answer.status_code == 200
        assert "王文静" not in answer.text
        assert "一定来" not in answer.text
    assert system(cast, P.GUESTS_READ, P.REPLIES_READ).get("/replies").json["data"][0]["note"] == "一定来"


def test_an_event_and_its_guest_say_what_stands(cast, evening):
    told = system(cast)
    event = told.get(f"/events/{evening['event']}").json
    guest = told.get(f"/guests/{evening['guest']}").json

    assert (event["status"], event["format"], event["zone"]) == ("inviting", "salon", "Asia/Shanghai")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", event["starts_at"])
    assert (guest["reply"], guest["dispatch"], guest["heads"], guest["presence"]) == ("accepted", "listed", 1, None)
    told.post(f"/events/{evening['event']}/check-ins", scan(evening["guest"]))
    presence = told.get(f"/guests/{evening['guest']}").json["presence"]
    assert (presence["heads"], presence["came"]) == (1, ["g"])


def scan(invitation_id: int, number: int = 1, **more) -> dict:
    return {"scan_id": f"0f8fad5b-d9cb-469f-a165-{number:012d}", "invitation_id": invitation_id, **more}


def test_a_client_has_the_fields_that_the_role_may_take_out(cast, evening):
    found = system(cast, P.CLIENTS_READ).get(f"/clients/{evening['client']}").json

    assert (found["surname"], found["phone"], found["email"]) == ("王", "+8613800001234", "wang@example.com")
    assert found["do_not_mention"] is None
    assert isinstance(found["may_contact"]["invitation"], bool)


def test_each_look_at_a_client_is_noted(cast, evening):
    told = system(cast, P.CLIENTS_READ)
    told.get("/clients")
    told.get(f"/clients/{evening['client']}")
    told.post("/clients/search", {"q": "王"})

    with cast.app.app_context():
        rows = db.session.scalars(
            sa.select(AuditEntry)
            .where(AuditEntry.staff_id == told.staff_id, AuditEntry.subject == "client")
            .order_by(AuditEntry.id)
        ).all()
    assert [(row.action, row.subject_id) for row in rows] == [
        ("export", None),
        ("view", evening["client"]),
        ("export", None),
    ]
    assert rows[0].details == {"rows": 1, "token": told.id}


def test_pages_follow_each_other_without_gap_or_repetition_though_rows_are_added(cast):
    ids = [cast.add_client(given_name=f"文{number}", number=f"c{number}") for number in "一二三四五"]
    told = system(cast, P.CLIENTS_READ)

    first = told.get("/clients?limit=2").json
    cast.add_client(given_name="新来", number="c9")
    seen, after = [row["id"] for row in first["data"]], first["next"]
    while after:
        page = told.get(f"/clients?limit=2&after={after}").json
        seen, after = seen + [row["id"] for row in page["data"]], page["next"]

    assert seen[:5] == ids
    assert len(seen) == len(set(seen)) == 6
    found = told.post("/clients/search", {"q": "文", "limit": 2}).json
    rest = told.post("/clients/search", {"q": "文", "limit": 200, "after": found["next"]}).json
    assert len(found["data"]) + len(rest["data"]) == len({row["id"] for row in found["data"] + rest["data"]})


def test_rows_of_ledgers_are_found_by_their_time(cast, evening):
    told = system(cast)
    soon = (datetime.now(UTC) + timedelta(minutes=5)).isoformat().replace("+00:00", "Z")

    assert len(told.get(f"/replies?event={evening['event']}").json["data"]) == 1
    assert told.get(f"/replies?updated_since={soon}").json["data"] == []
    assert told.get(f"/replies?invitation={evening['guest'] + 1}").json["data"] == []
    assert told.get(f"/events?from={soon}").json["data"][0]["id"] == evening["event"]
    assert told.get(f"/events?until={soon}").json["data"] == []


@pytest.mark.parametrize(
    ("path", "at"),
    [
        ("/events?limit=0", "limit"),
        ("/events?limit=x", "limit"),
        ("/events?limit=1&limit=2", "limit"),
        ("/events?after=!!", "after"),
        ("/events?after=YWZ0ZXI6LTE", "after"),
        ("/events?from=2027-01-01", "from"),
        ("/events?from=99999-01-01T00:00:00Z", "from"),
        ("/events?status=gone", "status"),
        ("/events?colour=red", "colour"),
        ("/replies?event=99999999999", "event"),
    ],
)
def test_a_parameter_that_can_not_be_is_named(cast, path, at):
    answer = system(cast).get(path)

    assert answer.status_code == 422
    assert [error["at"] for error in answer.json["errors"]] == [at]


def test_what_has_not_changed_answers_304(cast, evening):
    told = system(cast)
    first = told.get("/events")
    again = told.get("/events", If_None_Match=first.headers["ETag"])

    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [("/nothing", "GET", 404), ("/events", "DELETE", 405), ("/events/99999999999999", "GET", 404)],
)
def test_errors_of_addresses_are_problems_too(cast, path, method, status):
    told = system(cast)
    answer = told.browser.open(f"/api/v1{path}", method=method, headers=told.headers({}))

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


@pytest.mark.parametrize(
    ("path", "may", "most"),
    [("/events/{event}/guests", P.GUESTS_READ, 10), ("/replies", P.REPLIES_READ, 8), ("/clients", P.CLIENTS_READ, 26)],
)
def test_a_page_costs_the_same_for_one_row_and_for_three(cast, evening, path, may, most):
    told = system(cast, may)
    told.get("/events")  # the token's last use is written now
    numbers = []
    for rows in (1, 3):
        if rows == 3:
            for number in ("二", "三"):
                guest = cast.add_invitation(
                    evening["event"], cast.add_client(given_name=number, number=f"n{number}", phone="13900000001")
                )
                with cast.app.app_context():
                    accept(guest, channel=Channel.PHONE, now=datetime.now(UTC), staff=cast.staff("zhao"))
                    db.session.commit()
        with queries(cast.app) as seen:
            answer = told.get(path.format(**evening))
        assert len(answer.json["data"]) == rows
        numbers.append(len(seen))

    assert numbers[0] == numbers[1]
    assert numbers[0] <= most, seen
