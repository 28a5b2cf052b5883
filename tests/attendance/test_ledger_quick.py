"""The quick way of a scan: the same verdicts and rows as the usual one, and two ways to the database."""

from __future__ import annotations

import socket
import threading
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from attendance.models import Presence, Scan
from core.db import autocommit_engine, db
from events.models import DoorDevice, Event, EventStatus
from invitations.models import ReplyState
from staff.models import AuditEntry, Role, Staff, StaffRole, StaffSession
from tests import house
from tests.attendance.evening import Evening, an_evening, new_scan
from tests.attendance.parties import a_party, change, enter, here, joint_letter, ledger, represented, set_door
from tests.house import Cast, build_app, settle

QUICK, USUAL = True, False


def code_of(evening: Evening, invitation_id: int | None) -> str:
    return evening.code(invitation_id) if invitation_id else "7KQ4-MY8P"


def post(evening: Evening, browser, invitation_id: int | None, **values):
    code = code_of(evening, invitation_id)
    return browser.post(f"{evening.door}/scan", data={"scan_id": new_scan(), "code": code} | values)


def went_quickly(evening: Evening, browser, invitation_id: int | None):
    """The answer, and whether nothing was asked but by the quick way's own connections."""
    code = code_of(evening, invitation_id)
    with house.queries(evening.app) as usual:
        answer = browser.post(f"{evening.door}/scan", data={"scan_id": new_scan(), "code": code})
    return answer, not usual


CASES = {
    "accepted": (lambda e: e.guest(), QUICK),
    "silent": (lambda e: e.guest(reply=ReplyState.NONE), QUICK),
    "declined": (lambda e: e.guest(reply=ReplyState.DECLINED), QUICK),
    "cancelled": (lambda e: e.guest(reply=ReplyState.CANCELLED), QUICK),
    "waiting": (lambda e: e.guest(reply=ReplyState.WAITLISTED), QUICK),
    "a party of three": (lambda e: a_party(e, "郑小明", ""), QUICK),
    "represented": (represented, QUICK),
    "represented, not agreed": (lambda e: represented(e, agreed=False), QUICK),
    "a joint letter": (lambda e: joint_letter(e)[0], QUICK),
    "a note for the door": (lambda e: noted(e, door_note="轮椅"), QUICK),
    "greeted by the manager": (lambda e: noted(e, greeted=True), QUICK),
    "taken back": (lambda e: e.guest(revoked=True), USUAL),
    "of another event": (lambda e: an_evening(e.cast).guest(), USUAL),
    "in already": (lambda e: entered(e, a_party(e, "郑小明"), None), USUAL),
    "in but for one": (lambda e: entered(e, a_party(e, "郑小明"), ["g"]), USUAL),
    "unknown": (lambda _e: None, USUAL),
}


def noted(evening: Evening, **values) -> int:
    invitation_id = evening.guest()
    change(evening, invitation_id, **values)
    return invitation_id


def entered(evening: Evening, invitation_id: int, persons: list[str] | None) -> int:
    enter(evening, invitation_id, persons)
    return invitation_id


def without_clients(persons: list[str]) -> list[str]:
    return ["j" if key.startswith("j") else key for key in persons]


@pytest.mark.parametrize("case", CASES)
def test_both_ways_give_the_same_verdict_and_the_same_rows(cast: Cast, case: str):
    make, quick = CASES[case]
    evening = an_evening(cast)
    one, other = make(evening), make(evening)
    before = len(ledger(evening, one))
    browser = cast.signed_in("door")

    answer, quickly = went_quickly(evening, browser, one)
    usual = enter(evening, other)

    assert quickly is quick
    assert answer.json["verdict"] == usual.verdict.value
    assert len(answer.json.get("missing", [])) == len(usual.missing)
    rows, twin = ledger(evening, one)[before:], ledger(evening, other)[before:]
    if one is None:
        rows, twin = rows[:1], twin[1:]
    for row in (*rows, *twin):
        row["persons"] = without_clients(row["persons"])
    assert rows == twin
    mine, yours = (here(evening, found) if found else None for found in (one, other))
    for state in (mine, yours):
        if state:
            state["came"], state["inside"] = without_clients(state["came"]), without_clients(state["inside"])
    assert mine == yours


def test_the_quick_way_leaves_the_same_trace_in_the_audit_log(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()

    answer, quickly = went_quickly(evening, cast.signed_in("door"), guest)

    assert quickly
    with cast.app.app_context():
        scan = db.session.scalars(sa.select(Scan)).one()
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.subject == "scan")).one()
        assert (entry.action, entry.subject_id, entry.staff_id) == ("add", scan.id, cast.staff_ids["door"])
        assert entry.request_id == answer.headers["X-Request-Id"]
        assert db.session.get_one(Presence, guest).scan_id == scan.id
        assert db.session.get_one(Presence, guest).at == scan.happened_at


def test_the_same_scan_again_gives_the_first_answer(cast: Cast):
    evening, scan_id = an_evening(cast), new_scan()
    guest, browser = a_party(evening, "郑小明"), cast.signed_in("door")

    answers = [post(evening, browser, guest, scan_id=scan_id).json["verdict"] for _time in range(3)]

    assert answers == ["ok"] * 3
    assert len(ledger(evening, guest)) == 1


def test_the_id_of_another_guests_scan_writes_nothing(cast: Cast):
    evening, scan_id = an_evening(cast), new_scan()
    browser = cast.signed_in("door")
    post(evening, browser, evening.guest(), scan_id=scan_id)
    other = evening.guest("林", "婉清")

    assert post(evening, browser, other, scan_id=scan_id).status_code == 409
    assert here(evening, other) is None
    assert ledger(evening, other) == []


def test_an_evening_that_was_closed_lets_nobody_in(cast: Cast):
    evening = an_evening(cast)
    guest, browser = evening.guest(), cast.signed_in("li")
    with cast.app.app_context():
        db.session.get_one(Event, evening.event_id).status = EventStatus.CLOSED
        db.session.commit()

    assert post(evening, browser, guest).status_code == 409
    assert ledger(evening, guest) == []


def test_before_the_door_opens_nobody_is_let_in(cast: Cast):
    evening = an_evening(cast, begins=timedelta(hours=13))
    guest = evening.guest()

    assert post(evening, cast.signed_in("li"), guest).status_code == 409
    assert ledger(evening, guest) == []


def test_who_is_not_signed_in_or_has_no_business_at_the_door_is_sent_away(cast: Cast, browser):
    evening = an_evening(cast)
    guest = evening.guest()
    with cast.app.app_context():
        role = db.session.scalar(sa.select(StaffRole).where(StaffRole.name == "compliance")) or StaffRole(
            name="compliance"
        )
        cast.staff("sun").roles = [role]
        db.session.commit()

    assert post(evening, browser, guest).status_code == 302
    assert post(evening, cast.signed_in("stranger"), guest).status_code == 404
    assert post(evening, cast.signed_in("sun"), guest).status_code == 403
    assert ledger(evening, guest) == []


@pytest.mark.parametrize(
    "ended", [{"ended_at": datetime.now(UTC)}, {"created_at": datetime.now(UTC) - timedelta(hours=13)}]
)
def test_a_session_that_has_ended_scans_nothing(cast: Cast, ended):
    evening = an_evening(cast)
    guest, browser = evening.guest(), cast.signed_in("door")
    with cast.app.app_context():
        db.session.execute(sa.update(StaffSession).values(ended))
        db.session.commit()

    assert post(evening, browser, guest).status_code == 302
    assert ledger(evening, guest) == []


def test_a_disabled_person_and_an_idle_browser_scan_nothing(cast: Cast):
    evening = an_evening(cast)
    guest, idle, gone = evening.guest(), cast.signed_in("door"), cast.signed_in("zhao")
    with idle.session_transaction() as cookie:
        cookie["seen"] = 0
    with cast.app.app_context():
        cast.staff("zhao").active = False
        db.session.commit()

    assert post(evening, idle, guest).status_code == 302
    assert post(evening, gone, guest).status_code == 302
    assert ledger(evening, guest) == []


@pytest.mark.parametrize("still", [True, False])
def test_a_device_scans_at_its_own_event_until_it_is_taken_back(cast: Cast, still: bool):
    evening = an_evening(cast)
    guest = evening.guest()
    with cast.app.app_context():
        door = cast.staff("door")
        door.is_device = True
        paired = DoorDevice(
            staff_id=door.id,
            event_id=evening.event_id,
            gate="南门",
            paired_at=datetime.now(UTC),
            paired_by_id=cast.staff_ids["li"],
            expires_at=datetime.now(UTC) + timedelta(hours=4),
            revoked_at=None if still else datetime.now(UTC),
        )
        db.session.add(paired)
        db.session.commit()
    set_door(evening, gates=["北门", "南门"])

    answer, quickly = went_quickly(evening, cast.signed_in("door"), guest)

    assert quickly is still
    assert answer.status_code == (200 if still else 404)
    assert [row["gate"] for row in ledger(evening, guest)] == (["南门"] if still else [])


def test_the_chosen_gate_is_kept(cast: Cast):
    evening = an_evening(cast)
    set_door(evening, gates=["北门", "南门"])
    guest, browser = evening.guest(), cast.signed_in("door")
    with browser.session_transaction() as cookie:
        cookie["gates"] = {str(evening.event_id): "北门"}

    post(evening, browser, guest)

    assert ledger(evening, guest)[0]["gate"] == "北门"


@pytest.mark.parametrize("values", [{"code": ""}, {"code": "x" * 401}, {"scan_id": "42"}, {"scan_id": ""}])
def test_what_is_no_scan_is_answered_with_a_sentence(cast: Cast, values):
    evening = an_evening(cast)

    answer = post(evening, cast.signed_in("door"), evening.guest(), **values)

    assert answer.status_code == 422
    assert answer.json["message"]


def test_the_answer_names_the_guest_and_nothing_that_is_not_the_doors(cast: Cast):
    evening = an_evening(cast)
    guest = a_party(evening, "郑小明", phone="13877771234")
    change(evening, guest, door_note="轮椅")

    answer = post(evening, cast.signed_in("door"), guest).json

    assert answer["name"] == "郑女士"
    assert answer["attention"] == "轮椅"
    assert [key for key, _name in answer["persons"]] == ["g", "c1"]
    assert "1387777" not in str(answer)


class Wire:
    """Between the application and PostgreSQL: counts how often the application sends and then waits for an answer."""

    def __init__(self, host: str, port: int) -> None:
        self.target, self.round_trips, self._asking = (host, port), 0, True
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self.listening.accept()
            except OSError:
                return
            server = socket.create_connection(self.target)
            threading.Thread(target=self._pass, args=(client, server, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(server, client, False), daemon=True).start()

    def _pass(self, source: socket.socket, to: socket.socket, asking: bool) -> None:
        try:
            while data := source.recv(65536):
                if asking and not self._asking:
                    self.round_trips += 1
                self._asking = asking
                to.sendall(data)
            to.shutdown(socket.SHUT_WR)
        except OSError:
            return


@contextmanager
def through_a_wire(url: str):
    target = sa.make_url(url)
    wire = Wire(target.host or "127.0.0.1", target.port or 5432)
    try:
        yield wire, target.set(host="127.0.0.1", port=wire.port).render_as_string(hide_password=False)
    finally:
        wire.listening.close()


def test_a_scan_is_two_round_trips_to_postgresql(request, tmp_path):
    """Counted on the wire, so that BEGIN, COMMIT and looking whether the server is there count too."""
    try:
        url = request.getfixturevalue("postgres_url")
    except house.postgres.NoPostgres:
        house.missing("PostgreSQL")
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"wire_{uuid.uuid4().hex[:8]}"
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    own = sa.make_url(url).set(database=name).render_as_string(hide_password=False)
    with through_a_wire(own) as (wire, watched):
        app = build_app(watched, tmp_path)
        with app.app_context():
            cast = settle(app)
        evening = an_evening(cast)
        guests, browser = [evening.guest() for _number in range(12)], cast.signed_in("door")
        codes = [evening.code(guest) for guest in guests]
        for code in codes[:10]:  # connections are opened, statements prepared
            browser.post(f"{evening.door}/scan", data={"scan_id": new_scan(), "code": code})
        before = wire.round_trips
        answer = browser.post(f"{evening.door}/scan", data={"scan_id": new_scan(), "code": codes[10]})
        quick = wire.round_trips - before
        before = wire.round_trips
        page = browser.post(evening.door, data={"scan_id": new_scan(), "code": codes[11]})
        usual = wire.round_trips - before
        with app.app_context():
            autocommit_engine().dispose()
            db.session.remove()
            db.engine.dispose()
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()

    assert (answer.status_code, page.status_code) == (200, 200)
    assert quick == 2
    assert usual > quick, "the count counts nothing"


def test_the_roles_of_the_door_are_asked_of_the_database(cast: Cast):
    """Whoever loses the role between two scans scans no more."""
    evening = an_evening(cast)
    guest, browser = evening.guest(), cast.signed_in("door")
    with cast.app.app_context():
        staff = db.session.get_one(Staff, cast.staff_ids["door"])
        assert staff.may(Role.DOOR)
        staff.roles = []
        db.session.commit()

    assert post(evening, browser, guest).status_code == 403
    assert ledger(evening, guest) == []


def test_what_is_scanned_at_one_instant_is_written_together_and_each_for_itself(cast: Cast):
    """Thirty scans of fifteen guests: each guest is in once, and every scan has an answer of its own."""
    evening = an_evening(cast)
    guests = [evening.guest() for _number in range(15)]
    codes = [evening.code(guest) for guest in guests] * 2
    browsers = [cast.signed_in("door") for _code in codes]
    start, verdicts = threading.Barrier(len(codes)), []

    def scan(number: int) -> None:
        fields = {"scan_id": new_scan(), "code": codes[number]}
        start.wait()
        verdicts.append(browsers[number].post(f"{evening.door}/scan", data=fields).json["verdict"])

    threads = [threading.Thread(target=scan, args=(number,)) for number in range(len(codes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(verdicts) == ["already"] * 15 + ["ok"] * 15
    assert [here(evening, guest)["heads"] for guest in guests] == [1] * 15
    assert all(len(ledger(evening, guest)) == 2 for guest in guests)
