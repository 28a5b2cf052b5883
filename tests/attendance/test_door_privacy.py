"""What each role sees at the door, that no byte of it is private, and what its pages cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from clients.contact.holds import hold
from clients.models import Client, ClientType, HoldKind, Tier
from core.db import db, now
from events.models import Event, EventStatus
from invitations.models import ReplyState
from tests.attendance.evening import SCRIPT, an_evening, new_scan, without_random, words
from tests.house import Cast, queries


@pytest.mark.parametrize("begins", [timedelta(days=-1), timedelta(days=1)])
def test_door_staff_see_only_tonight(cast: Cast, begins):
    evening = an_evening(cast, begins=begins)
    guest = evening.guest()
    browser = cast.signed_in("door")

    for answer in (
        browser.get(evening.door),
        browser.get(f"{evening.door}/guests/{guest}"),
        browser.get(f"{evening.door}/arrivals"),
        evening.post(browser, code=evening.code(guest)),
        evening.post(browser, "/search", name="郑雅文"),
        evening.post(browser, f"/guests/{guest}"),
        evening.post(browser, f"/guests/{guest}/undo"),
    ):
        assert answer.status_code == 404


def test_a_closed_evening_is_gone_for_door_staff_and_takes_nobody_in(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    with cast.app.app_context():
        db.session.get_one(Event, evening.event_id).status = EventStatus.CLOSED
        db.session.commit()

    assert cast.signed_in("door").get(evening.door).status_code == 404
    organiser = cast.signed_in("li")
    assert 'id="code-form"' not in organiser.get(evening.door).get_data(as_text=True)
    page = evening.post(organiser, code=evening.code(guest))
    assert page.status_code == 409
    assert "不能再" in words(page)


def test_another_branchs_door_is_404_for_all_but_the_administrator(cast: Cast):
    evening = an_evening(cast)
    with cast.app.app_context():
        db.session.get_one(Event, evening.event_id).branch_id = cast.other_branch_id
        db.session.commit()

    for who in ("door", "li", "manager", "zhao"):
        assert cast.signed_in(who).get(evening.door).status_code == 404
    assert cast.signed_in("admin").get(evening.door).status_code == 200
    assert cast.signed_in("stranger").get(evening.door).status_code == 200


def test_another_events_guest_is_404(cast: Cast):
    evening, other = an_evening(cast), an_evening(cast)
    guest = other.guest()
    browser = cast.signed_in("door")

    assert browser.get(f"{evening.door}/guests/{guest}").status_code == 404
    assert evening.post(browser, f"/guests/{guest}").status_code == 404
    assert evening.post(browser, f"/guests/{guest}/undo").status_code == 404


def test_before_the_door_opens_the_organiser_reads_when_it_will(cast: Cast):
    evening = an_evening(cast, begins=timedelta(days=2))
    guest = evening.guest()
    browser = cast.signed_in("li")

    assert "此前不能签到" in words(browser.get(evening.door))
    assert evening.post(browser, code=evening.code(guest)).status_code == 409


SECRETS = {
    "phone": "13912345678",
    "email": "geheim@example.com",
    "district": "禁区甲",
    "talk_topics": "话题乙",
    "do_not_mention": "忌讳丙",
    "number": "K77665544",
}
MARKERS = ("5678", "1391234", "geheim", "禁区甲", "话题乙", "忌讳丙", "K77665544", "T5", "ORG")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_byte_of_the_door_gives_away_phone_tier_or_any_private_note(cast: Cast, language):
    evening = an_evening(cast)
    guests = [
        evening.guest(
            reply=reply,
            revoked=revoked,
            tier=Tier.T5,
            client_type=ClientType.ORG,
            **SECRETS | {"number": f"K77665544{index}"},
        )
        for index, (reply, revoked) in enumerate(
            [(ReplyState.ACCEPTED, False), (ReplyState.DECLINED, False), (ReplyState.NONE, True)]
        )
    ]
    with cast.app.app_context():
        for client in db.session.scalars(sa.select(Client)):
            hold(client, HoldKind.BEREAVEMENT, since=now().date(), until=None)
        db.session.commit()
    browser, shown = cast.signed_in("door"), []
    asked = {"query_string": {"lang": language}}
    for headers in ({}, SCRIPT):
        for guest in guests:
            data = {"code": evening.code(guest), "scan_id": new_scan()}
            shown += [
                browser.get(f"{evening.door}/guests/{guest}", headers=headers, **asked),
                browser.post(evening.door, data=data, headers=headers, **asked),
                browser.post(evening.door, data=data | {"scan_id": new_scan()}, headers=headers, **asked),
            ]
        data = {"name": "郑雅文"}
        shown += [browser.post(f"{evening.door}/search", data=data, headers=headers, **asked)]
        data = {"scan_id": new_scan()}
        shown += [browser.post(f"{evening.door}/guests/{guests[0]}/undo", data=data, headers=headers, **asked)]
    shown += [
        browser.get(evening.door, **asked),
        browser.get(f"{evening.door}/arrivals", **asked),
        browser.get("/door"),
    ]

    for answer in shown:
        assert answer.status_code in (200, 302)
        texts = list(answer.json.values()) if answer.is_json else [answer.get_data(as_text=True)]
        texts += [value for name, value in answer.headers if name not in ("Set-Cookie", "X-Request-Id")]
        for marker in MARKERS:
            assert not any(marker in without_random(text) for text in texts), (answer.request.path, marker)


def test_a_name_is_text_and_never_code(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest("<b", "onx>静")

    for headers in ({}, SCRIPT):
        answer = cast.signed_in("door").post(
            evening.door, data={"code": evening.code(guest), "scan_id": new_scan()}, headers=headers
        )
        body = answer.json["answer"] if answer.is_json else answer.get_data(as_text=True)
        assert "<b" + "onx>" not in body
        assert "&lt;bonx&gt;静" in body


def test_the_open_page_asks_who_came_and_nothing_is_written(cast: Cast):
    evening = an_evening(cast)
    evening.scan(evening.guest())

    answer = cast.signed_in("door").get(f"{evening.door}/arrivals", headers=SCRIPT)

    assert "已到 1 · 应到 1" in answer.json["count"]
    assert "郑女士" in answer.json["latest"]


@pytest.mark.parametrize("path", ["", "/arrivals"])
def test_a_fuller_room_costs_no_more_queries(cast: Cast, path):
    evening = an_evening(cast)
    evening.scan(evening.guest())
    browser = cast.signed_in("li")
    counts = []
    for _size in range(2):
        with queries(cast.app) as seen:
            assert browser.get(evening.door + path).status_code == 200
        counts.append(len(seen))
        for given in ("文静", "文婷"):
            evening.scan(evening.guest("王", given, rm="sun"))

    assert counts[0] == counts[1]


def test_a_search_costs_the_same_for_one_hit_and_for_three(cast: Cast):
    evening = an_evening(cast)
    evening.guest("王", "文静")
    browser = cast.signed_in("li")
    counts = []
    for _size in range(2):
        with queries(cast.app) as seen:
            evening.post(browser, "/search", name="王文")
        counts.append(len(seen))
        for given in ("文静", "文婷"):
            evening.guest("王", given)

    assert counts[0] == counts[1]


def test_a_scan_by_the_script_costs_few_queries(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    browser, code = cast.signed_in("door"), evening.code(guest)
    with queries(cast.app) as first:
        browser.post(evening.door, data={"code": code, "scan_id": new_scan()}, headers=SCRIPT)
    with queries(cast.app) as second:
        browser.post(evening.door, data={"code": code, "scan_id": new_scan()}, headers=SCRIPT)

    assert len(first) <= 20
    assert len(second) <= 20
