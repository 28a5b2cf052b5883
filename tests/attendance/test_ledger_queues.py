"""What a device kept without a network: each row once, none dropped, none in another's way."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from attendance.ledger.queues import take
from attendance.ledger.standing import conflicts_of
from attendance.models import Presence, Quarantined, Scan, Verdict
from core import tokens
from core.db import db
from events.models import Event, EventStatus
from tests.attendance.evening import Evening, an_evening, new_scan
from tests.attendance.parties import a_party, change, enter, here, ledger
from tests.house import Cast


def kept(evening: Evening, guest: int | None, **values: Any) -> dict[str, Any]:
    """A row as a device keeps it."""
    row = {
        "scan_id": new_scan(),
        "act": "enter",
        "verdict": "ok",
        "at": datetime.now(UTC).isoformat(),
        "method": "camera",
    }
    if guest is not None:
        row["code"] = evening.code(guest)
    return row | values


def send(evening: Evening, *rows: Any, who: str = "door", offset_ms: int = 0, later: timedelta = timedelta()):
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        taken = take(event, evening.cast.staff(who), rows, now=datetime.now(UTC) + later, offset_ms=offset_ms)
        db.session.commit()
        return taken


def put_apart(evening: Evening) -> list[tuple[str, str]]:
    """The problem of each row that was put apart, and what it was."""
    with evening.app.app_context():
        rows = db.session.scalars(sa.select(Quarantined).order_by(Quarantined.id))
        return [(row.problem, tokens.unseal(row.sealed)) for row in rows]


def scans(evening: Evening) -> int:
    with evening.app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Scan))


def test_a_row_comes_in_once_however_often_it_is_sent(cast: Cast):
    evening = an_evening(cast)
    guest = a_party(evening, "郑小明")
    row = kept(evening, guest, persons=["g", "c1"], gate="南门")

    answers = [send(evening, row, row) for _time in range(2)]

    assert {(one.verdict, one.conflict, one.quarantined) for pair in answers for one in pair} == {
        (Verdict.OK, False, False)
    }
    assert here(evening, guest)["inside"] == ["g", "c1"]
    assert [(one["offline"], one["gate"]) for one in ledger(evening, guest)] == [(True, "南门")]


def test_without_persons_the_whole_party_came(cast: Cast):
    evening = an_evening(cast)
    guest = a_party(evening, "郑小明")

    send(evening, kept(evening, guest))

    assert here(evening, guest)["heads"] == 2


def test_another_body_under_the_same_id_is_put_apart_and_changes_nothing(cast: Cast):
    evening = an_evening(cast)
    guest = a_party(evening, "郑小明")
    row = kept(evening, guest, persons=["g"])
    send(evening, row)

    [taken] = send(evening, row | {"persons": ["c1"]})

    assert taken.quarantined
    assert here(evening, guest)["inside"] == ["g"]
    assert [problem for problem, _text in put_apart(evening)] == ["changed"]


def test_two_doors_that_let_in_the_same_guest_are_a_conflict_side_by_side(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    first, second = kept(evening, guest), kept(evening, guest)

    assert not send(evening, first)[0].conflict
    assert send(evening, second, who="zhao")[0].conflict

    assert here(evening, guest) == {
        "came": ["g"],
        "inside": ["g"],
        "heads": 1,
        "heads_inside": 1,
        "gifts": [],
        "conflicts": 1,
    }
    with cast.app.app_context():
        [(presence, [(clash, one, other)])] = conflicts_of(db.session.get_one(Event, evening.event_id))
        assert presence.invitation_id == guest
        assert clash.person == "g"
        assert {one.scan_id, other.scan_id} == {first["scan_id"], second["scan_id"]}


def test_what_a_device_did_before_the_network_stood_up_comes_before(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    online = enter(evening, guest)
    earlier = kept(evening, guest, at=(datetime.now(UTC) - timedelta(minutes=5)).isoformat())

    send(evening, earlier)

    with cast.app.app_context():
        assert db.session.get_one(Presence, guest).scan.scan_id == earlier["scan_id"] != online.scan.scan_id


@pytest.mark.parametrize("days", [-366, 366, 0.1])
def test_a_clock_that_is_off_is_set_right(cast: Cast, days):
    evening = an_evening(cast)
    guest = evening.guest()
    skew = timedelta(days=days)
    truly = datetime.now(UTC)
    row = kept(evening, guest, at=(truly + skew).isoformat())

    [taken] = send(evening, row, offset_ms=int(skew.total_seconds() * 1000))

    assert taken.verdict is Verdict.OK
    with cast.app.app_context():
        scan = db.session.scalars(sa.select(Scan)).one()
        assert abs(scan.happened_at - truly) < timedelta(seconds=1)
        assert scan.device_at == truly + skew


@pytest.mark.parametrize("at", ["1999-01-01T00:00:00Z", "2099-01-01T00:00:00+08:00", "0001-01-01T00:00:00+00:00"])
def test_a_time_that_can_not_be_is_put_at_the_edge_of_the_evening_and_nothing_is_refused(cast: Cast, at):
    evening = an_evening(cast)
    guest = evening.guest()

    [taken] = send(evening, kept(evening, guest, at=at), offset_ms=86_400_000)

    assert (taken.verdict, taken.quarantined) == (Verdict.OK, False)
    assert here(evening, guest)["inside"] == ["g"]
    with cast.app.app_context():
        scan = db.session.scalars(sa.select(Scan)).one()
        assert abs(scan.happened_at - datetime.now(UTC)) < timedelta(hours=24)


def test_an_undo_may_come_before_what_it_takes_back(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    row = kept(evening, guest)
    nameless = {"scan_id": new_scan(), "act": "undo", "undoes": row["scan_id"], "at": row["at"]}

    send(evening, nameless)
    send(evening, row)

    assert here(evening, guest) is None
    assert scans(evening) == 2


def test_a_letter_that_was_taken_back_since_stays_an_arrival_and_is_shown(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest(revoked=True)

    [taken] = send(evening, kept(evening, guest))

    assert (taken.verdict, taken.conflict) == (Verdict.OK, True)
    assert here(evening, guest)["inside"] == ["g"]


def test_what_the_device_refused_is_kept_and_lets_nobody_in(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()

    [taken, unknown] = send(
        evening,
        kept(evening, guest, verdict="revoked"),
        kept(evening, None, code="hello", verdict="unknown"),
    )

    assert (taken.verdict, unknown.verdict) == (Verdict.REVOKED, Verdict.UNKNOWN)
    assert here(evening, guest) is None
    assert scans(evening) == 2
    assert put_apart(evening) == []


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        ({"scan_id": "42"}, "scan_id"),
        ({"scan_id": None}, "scan_id"),
        ({"act": "dance"}, "act"),
        ({"method": "nose"}, "act"),
        ({"code": "x" * 401}, "code"),
        ({"code": "a\0b"}, "code"),
        ({"code": 7}, "code"),
        ({"code": None}, "code"),
        ({"code": None, "invitation_id": 2**40}, "code"),
        ({"persons": ["everybody"]}, "persons"),
        ({"persons": "g"}, "persons"),
        ({"at": "yesterday"}, "time"),
        ({"at": "2027-03-20T06:00:00"}, "time"),
        ({"at": None}, "time"),
        ({"verdict": "splendid"}, "verdict"),
        ({"act": "undo", "undoes": None}, "scan_id"),
        ({"code": "7KQ4-MY8P"}, "unknown_code"),
        ({"code": "HTTPS://ELSEWHERE/T/abc"}, "unknown_code"),
    ],
)
def test_poison_is_put_apart_and_blocks_nobody(cast: Cast, spoil, problem):
    evening = an_evening(cast)
    before, after = evening.guest(), evening.guest("林", "婉清")
    poison = kept(evening, None, code="7KQ4-MY8P", reason="\ud800half\0") | spoil

    taken = send(evening, kept(evening, before), poison, kept(evening, after))

    assert [one.quarantined for one in taken] == [False, True, False]
    assert here(evening, before)["heads"] == here(evening, after)["heads"] == 1
    [(found, text)] = put_apart(evening)
    assert found == problem
    assert json.loads(text) == poison
    send(evening, poison)
    assert len(put_apart(evening)) == 1


@pytest.mark.parametrize("rubbish", [None, 7, "scan", [], ["scan"], {}, {"scan_id": {"a": 1}}, "x" * 1_000_000])
def test_what_is_no_row_at_all_is_kept_too(cast: Cast, rubbish):
    evening = an_evening(cast)

    [taken] = send(evening, rubbish)

    assert taken.quarantined
    [(problem, text)] = put_apart(evening)
    assert problem in ("not_a_row", "scan_id")
    assert len(text) <= 4096


def test_a_letter_for_another_event_lets_nobody_in_here_and_is_shown(cast: Cast):
    evening, other = an_evening(cast), an_evening(cast)
    guest = other.guest()

    [taken] = send(evening, kept(evening, guest))

    assert (taken.verdict, taken.quarantined) == (Verdict.OTHER_EVENT, True)
    assert here(evening, guest) is None


def test_after_closing_rows_are_kept_apart_and_tell_no_other_story(cast: Cast):
    evening = an_evening(cast)
    guest, late = evening.guest(), evening.guest("林", "婉清")
    row = kept(evening, guest)
    send(evening, row)
    with cast.app.app_context():
        db.session.get_one(Event, evening.event_id).status = EventStatus.CLOSED
        db.session.commit()

    again, new = send(evening, row, kept(evening, late), later=timedelta(days=1))

    assert (again.quarantined, new.quarantined) == (False, True)
    assert here(evening, late) is None
    assert [problem for problem, _text in put_apart(evening)] == ["closed"]


def test_the_answer_that_was_lost_on_the_way_is_given_again(cast: Cast):
    """We had written the scan, the device did not hear of it and kept it."""
    evening, scan_id = an_evening(cast), new_scan()
    guest = evening.guest()
    change(evening, guest, door_note="轮椅")
    enter(evening, guest, scan_id=scan_id)

    [taken] = send(evening, kept(evening, guest, scan_id=scan_id))

    assert (taken.verdict, taken.quarantined, taken.conflict) == (Verdict.OK_ATTENTION, False, False)
    assert scans(evening) == 1


def test_a_guest_found_by_name_is_known_by_number(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()

    send(evening, kept(evening, None, invitation_id=str(guest), method="paper"))

    assert here(evening, guest)["inside"] == ["g"]


def asked(statements: list[str]) -> list[str]:
    """Without the rows themselves, which SQLite takes one by one."""
    return [statement for statement in statements if not statement.startswith("INSERT")]


def test_a_long_queue_is_taken_in_a_fixed_number_of_questions_a_batch(cast: Cast):
    from tests.house import queries

    evening = an_evening(cast)
    guests = [evening.guest() for _number in range(3)]
    rows = [kept(evening, guests[number % 3], verdict="already") for number in range(600)]
    with queries(cast.app) as few:
        send(evening, *rows[:3])
    with queries(cast.app) as many:
        send(evening, *rows[3:])

    assert scans(evening) == 600
    assert len(asked(many)) <= 2 * len(asked(few))
