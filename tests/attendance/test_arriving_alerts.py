"""Who is told that a guest has arrived: the own manager at once, the hosts when nobody goes, nobody else."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from attendance.arriving.alerts import ALERT_LASTS
from attendance.arriving.welcoming import go
from attendance.models import Presence, Welcome
from clients.book.owners import delegate, take_back
from clients.models import Client
from core.db import db
from events.models import Event, EventFormat
from invitations.models import Invitation
from tests.attendance.evening import SCRIPT, an_evening, words
from tests.house import queries

AWAY = timedelta(seconds=61)


@pytest.fixture
def evening(cast):
    return an_evening(cast)


def told(cast, who):
    """What the open page of `who` is told."""
    answer = cast.signed_in(who).get("/door/alerts", headers=SCRIPT)
    assert answer.status_code == 200
    return answer.json


def said(cast, who):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", told(cast, who)["html"]))


def client_of(cast, invitation_id):
    with cast.app.app_context():
        return db.session.get_one(Invitation, invitation_id).client_id


def stand_in(cast, invitation_id, who, *, ends=False):
    with cast.app.app_context():
        client = db.session.get_one(Client, client_of(cast, invitation_id))
        if ends:
            take_back(client, cast.staff_ids[who])
        else:
            delegate(client, cast.staff(who))
        db.session.commit()


def arrived_before(cast, invitation_id, ago):
    """As if the guest had come so long ago."""
    with cast.app.app_context():
        db.session.get_one(Presence, invitation_id).at = datetime.now(UTC) - ago
        db.session.commit()


def test_the_own_manager_is_told_at_once_and_no_other(cast, evening):
    guest = evening.guest("郑", "雅文")
    evening.scan(guest)

    assert "您的客户郑女士到了" in said(cast, "zhao")
    for who in ("sun", "stranger", "manager", "li"):
        assert told(cast, who)["keys"] == []
        assert "郑" not in told(cast, who)["html"]


def test_who_stands_in_is_told_until_that_ends(cast, evening):
    guest = evening.guest()
    stand_in(cast, guest, "sun")
    evening.scan(guest)
    assert len(told(cast, "sun")["keys"]) == 1

    stand_in(cast, guest, "sun", ends=True)

    assert told(cast, "sun")["keys"] == []
    assert cast.signed_in("sun").get(f"{evening.door}/guests/{guest}/brief").status_code == 404
    assert evening.post(cast.signed_in("sun"), f"/guests/{guest}/welcome").status_code == 404


def test_whoever_let_the_guest_in_is_not_told(cast, evening):
    evening.scan(evening.guest(), who="zhao")

    assert told(cast, "zhao")["keys"] == []


def test_heads_are_told(cast, evening):
    guest = evening.guest()
    evening.scan(guest)
    with cast.app.app_context():
        presence = db.session.get_one(Presence, guest)
        presence.came, presence.heads = ["g", "c1"], 2
        db.session.commit()

    assert "同来 1 位" in said(cast, "zhao")


def test_company_that_comes_first_is_not_taken_for_the_guest(cast, evening):
    guest = evening.guest()
    evening.scan(guest)
    with cast.app.app_context():
        db.session.get_one(Presence, guest).came = ["c1"]
        db.session.commit()

    assert "您的客户郑女士的同伴先到了" in said(cast, "zhao")


def test_after_a_minute_without_an_answer_the_hosts_are_told(cast, evening):
    guest = evening.guest()
    evening.scan(guest)
    arrived_before(cast, guest, AWAY)

    for who in ("manager", "li"):
        assert "郑女士到了，还没有人说去迎" in said(cast, who)
        assert "赵经理" in said(cast, who)
        assert "/brief" not in told(cast, who)["html"]  # topics and confidences are the manager's own
    assert told(cast, "sun")["keys"] == []


def test_an_answer_within_the_minute_spares_the_hosts(cast, evening):
    guest = evening.guest()
    evening.scan(guest)
    assert evening.post(cast.signed_in("zhao"), f"/guests/{guest}/welcome").status_code == 302
    with cast.app.app_context():
        db.session.get_one(Presence, guest).at -= timedelta(seconds=40)
        db.session.commit()

    assert told(cast, "manager")["keys"] == []


def test_a_guest_whom_the_manager_greets_is_told_of_at_once(cast, evening):
    guest = evening.guest()
    with cast.app.app_context():
        db.session.get_one(Invitation, guest).greeted = True
        db.session.commit()
    evening.scan(guest)

    assert "由您迎接的郑女士到了" in said(cast, "manager")
    assert told(cast, "li")["keys"] == []


def test_the_first_who_goes_is_the_one_and_the_others_read_who(cast, evening):
    guest = evening.guest()
    stand_in(cast, guest, "sun")
    evening.scan(guest)
    zhao, sun = cast.signed_in("zhao"), cast.signed_in("sun")

    zhao.post(f"{evening.door}/guests/{guest}/welcome", headers=SCRIPT)
    sun.post(f"{evening.door}/guests/{guest}/welcome", headers=SCRIPT)

    with cast.app.app_context():
        assert db.session.scalars(sa.select(Welcome)).one().staff_id == cast.staff_ids["zhao"]
    assert "赵经理去迎" in said(cast, "sun")
    assert "您去迎" in said(cast, "zhao")
    assert "我去迎" not in said(cast, "sun")


def test_who_cannot_go_after_all_lets_the_others_be_asked_again(cast, evening):
    guest = evening.guest()
    stand_in(cast, guest, "sun")
    evening.scan(guest)
    zhao, sun = cast.signed_in("zhao"), cast.signed_in("sun")
    zhao.post(f"{evening.door}/guests/{guest}/welcome")

    sun.post(f"{evening.door}/guests/{guest}/stay")  # not Sun's word to take back
    assert "赵经理去迎" in said(cast, "sun")
    zhao.post(f"{evening.door}/guests/{guest}/stay")

    assert "我去迎" in said(cast, "sun")


def test_a_word_given_before_the_check_in_was_taken_back_counts_no_more(cast, evening):
    guest = evening.guest()
    evening.scan(guest)
    zhao = cast.signed_in("zhao")
    zhao.post(f"{evening.door}/guests/{guest}/welcome")
    with cast.app.app_context():  # taken back, and the guest came an hour later
        db.session.get_one(Welcome, guest).at -= timedelta(hours=1)
        db.session.commit()

    assert "我去迎" in said(cast, "zhao")
    zhao.post(f"{evening.door}/guests/{guest}/welcome")
    assert "您去迎" in said(cast, "zhao")


def test_a_guest_who_is_not_here_is_met_by_nobody(cast, evening):
    guest = evening.guest()

    answer = cast.signed_in("zhao").post(f"{evening.door}/guests/{guest}/welcome", follow_redirects=True)

    assert "尚未签到" in words(answer) or "没有签到" in words(answer)
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Welcome)) == 0


def test_an_alert_ends_after_an_hour(cast, evening):
    guest = evening.guest()
    evening.scan(guest)
    arrived_before(cast, guest, ALERT_LASTS + AWAY)

    assert told(cast, "zhao")["keys"] == told(cast, "manager")["keys"] == []


def test_online_nobody_is_met(cast):
    evening = an_evening(cast, format=EventFormat.ONLINE, join_url="https://meet.example/1")
    guest = evening.guest()
    evening.scan(guest)

    assert told(cast, "zhao") == {"open": False, "keys": [], "html": ""}
    assert "arrival-alerts" not in cast.signed_in("zhao").get("/").text


def test_every_page_of_the_manager_asks_within_five_seconds(cast, evening):
    evening.guest()
    zhao = cast.signed_in("zhao")

    for page in ("/", "/desk", "/clients", "/events", evening.door):
        found = re.search(
            r'id="arrival-alerts".*?data-every="(\d+)" data-hidden-every="(\d+)"', zhao.get(page).text, re.S
        )
        assert found, page
        assert int(found[1]) <= 5
        assert int(found[2]) <= 15


def test_pages_of_whom_it_does_not_concern_stay_free_of_it(cast, evening):
    evening.guest()

    for who in ("sun", "stranger", "door", "admin"):
        page = cast.signed_in(who).get("/" if who != "door" else "/door", follow_redirects=True)
        assert page.status_code == 200
        assert "arrival-alerts" not in page.text
    for who in ("zhao", "manager", "li"):
        assert "arrival-alerts" in cast.signed_in(who).get("/").text


def test_on_other_days_no_page_asks(cast):
    event_id = cast.add_event()
    cast.add_invitation(event_id, cast.add_client())

    assert "arrival-alerts" not in cast.signed_in("zhao").get("/").text
    assert told(cast, "zhao")["open"] is False


def test_after_the_evening_the_page_is_told_to_stop(cast, evening):
    evening.guest()
    assert told(cast, "zhao")["open"] is True
    with cast.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        event.reply_by -= timedelta(hours=9)
        event.starts_at -= timedelta(hours=9)
        event.ends_at -= timedelta(hours=9)
        db.session.commit()

    assert told(cast, "zhao")["open"] is False


def test_asking_by_itself_keeps_no_session_alive(cast, evening):
    evening.guest()
    zhao = cast.signed_in("zhao")
    with zhao.session_transaction() as cookie:
        cookie["seen"] = cookie["seen"] - 1800

    answer = zhao.get("/door/alerts", headers=SCRIPT)

    assert "Set-Cookie" not in answer.headers


def test_the_question_costs_the_same_for_one_arrival_and_for_three(cast, evening):
    def asked() -> int:
        zhao.get("/door/alerts", headers=SCRIPT)
        with queries(cast.app) as seen:
            zhao.get("/door/alerts", headers=SCRIPT)
        return len(seen)

    zhao = cast.signed_in("zhao")
    evening.scan(evening.guest("王", "一"))
    one = asked()
    evening.scan(evening.guest("王", "二"))
    evening.scan(evening.guest("王", "三"))

    assert asked() == one
    assert one <= 5  # the session, its person with the roles, the arrivals, their tables


def test_the_place_for_it_costs_a_page_one_query(cast):
    def asked() -> int:
        zhao.get("/segments")
        with queries(cast.app) as seen:
            zhao.get("/segments")
        return sum("presence" not in one and "FROM event" in one and "EXISTS" in one.upper() for one in seen)

    zhao = cast.signed_in("zhao")
    assert asked() == 1
    an_evening(cast).guest()
    assert asked() == 1


def test_a_name_from_outside_is_text(cast, evening):
    guest = evening.guest()
    with cast.app.app_context():
        invitation = db.session.get_one(Invitation, guest)
        invitation.door_note = "<b onclick=x>轮椅</b>"
        db.session.commit()
    evening.scan(guest)

    assert "&lt;b onclick=x&gt;轮椅" in told(cast, "zhao")["html"]


def last_word_wins(invitation, staff, *, now):
    """The rule without its guard: a control, under which the race below must be lost."""
    db.session.merge(Welcome(invitation_id=invitation.id, staff_id=staff.id, at=now))
    db.session.flush()
    return db.session.get_one(Welcome, invitation.id, populate_existing=True)


@pytest.mark.parametrize(("rule", "agreed"), [(go, True), (last_word_wins, False)])
def test_of_many_who_press_at_one_instant_all_read_the_same_one(cast, evening, rule, agreed):
    guest = evening.guest()
    evening.scan(guest)
    who = ["zhao", "sun", "manager", "li"] * 2
    together = threading.Barrier(len(who))

    def press(name):
        with cast.app.app_context():
            together.wait()
            try:
                going = rule(db.session.get_one(Invitation, guest), cast.staff(name), now=datetime.now(UTC)).staff_id
                db.session.commit()
            except IntegrityError:  # of the control: two looked, saw nobody, and both wrote
                return name
            return going

    with ThreadPoolExecutor(len(who)) as pool:
        answers = list(pool.map(press, who))

    assert (len(set(answers)) == 1) is agreed
