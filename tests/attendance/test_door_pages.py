"""The door's pages: without a script by plain forms, with one by the same addresses; and what each role sees there."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from attendance.models import Method, Presence, Scan, Verdict
from clients.book import hold
from clients.models import Client, ClientType, HoldKind, Tier
from core.db import db, now
from events.models import Event, EventStatus
from invitations.models import Invitation, ReplyState
from staff.models import AuditEntry
from tests.attendance.evening import SCRIPT, an_evening, new_scan, without_random, words
from tests.house import Cast, queries


def test_one_event_tonight_leads_straight_to_its_door(cast: Cast):
    evening = an_evening(cast)

    assert cast.signed_in("door").get("/door").headers["Location"] == evening.door


def test_two_events_tonight_are_offered(cast: Cast):
    evening, other = an_evening(cast), an_evening(cast, title="书画雅集", title_en="Calligraphy")

    page = cast.signed_in("door").get("/door").get_data(as_text=True)

    assert evening.door in page
    assert other.door in page


def test_without_an_event_the_page_says_when_doors_open(cast: Cast):
    an_evening(cast, begins=timedelta(days=3))

    page = cast.signed_in("door").get("/door")

    assert page.status_code == 200
    assert "目前没有开放签到的活动" in words(page)


@pytest.mark.parametrize("who", ["door", "li", "manager", "admin", "zhao"])
def test_a_guest_is_checked_in_by_code_without_a_script(cast: Cast, who):
    evening = an_evening(cast)
    guest = evening.guest()
    browser = cast.signed_in(who)

    page = evening.post(browser, code=evening.code(guest).lower(), by="code")

    assert page.status_code == 200
    text = words(page)
    for expected in ("欢迎光临", "郑女士", "郑雅文", "请通知 赵经理", "已到 1 · 应到 1"):
        assert expected in text
    with cast.app.app_context():
        assert db.session.scalars(sa.select(Scan.method)).all() == [Method.CODE]


def test_the_script_gets_the_verdict_alone(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()

    answer = cast.signed_in("door").post(
        evening.door, data={"code": evening.code(guest), "scan_id": new_scan(), "by": "camera"}, headers=SCRIPT
    )

    assert answer.json["look"] == "ok"
    assert "郑女士" in answer.json["answer"]
    assert "<html" not in answer.json["answer"]


@pytest.mark.parametrize(
    ("reply", "look", "word"),
    [
        (ReplyState.ACCEPTED, "ok", "欢迎光临"),
        (ReplyState.NONE, "attention", "未曾回复"),
        (ReplyState.WAITLISTED, "attention", "请安排席位"),
        (ReplyState.DECLINED, "attention", "原回复不便出席"),
    ],
)
def test_each_answer_has_its_look_and_its_words(cast: Cast, reply, look, word):
    evening = an_evening(cast)
    guest = evening.guest(reply=reply)

    answer = cast.signed_in("door").post(
        evening.door, data={"code": evening.code(guest), "scan_id": new_scan()}, headers=SCRIPT
    )

    assert answer.json["look"] == look
    assert word in answer.json["answer"]


def test_the_second_scan_shows_who_let_the_guest_in(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    evening.post(cast.signed_in("door"), code=evening.code(guest))

    page = evening.post(cast.signed_in("li"), code=evening.code(guest))

    assert "已经签到" in words(page)
    assert "由 小门 办理" in words(page)


def test_sending_the_page_again_gives_the_same_answer(cast: Cast):
    evening = an_evening(cast)
    values = {"code": evening.code(evening.guest()), "scan_id": new_scan()}
    browser = cast.signed_in("door")

    pages = [words(evening.post(browser, **values)) for _time in range(2)]

    assert all("欢迎光临" in page for page in pages)


def test_a_revoked_letter_calls_a_colleague_and_never_says_invalid(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest(revoked=True)

    page = words(evening.post(cast.signed_in("door"), code=evening.code(guest)))

    assert "请稍候，我请同事过来" in page
    assert "无效" not in page


def test_an_unknown_code_leads_to_the_search_by_name(cast: Cast):
    evening = an_evening(cast)

    assert "没有找到，请按姓名查找" in words(evening.post(cast.signed_in("door"), code="7KQ4-MY8P"))


def test_the_letter_of_another_event_tonight_is_told_with_its_place(cast: Cast):
    evening = an_evening(cast)
    other = an_evening(cast, title="书画雅集", title_en="Calligraphy", venue="一楼展厅")

    page = words(evening.post(cast.signed_in("door"), code=other.code(other.guest())))

    assert "这封信函是另一场活动的" in page
    assert "书画雅集 · 一楼展厅" in page


def test_the_letter_of_an_event_that_the_reader_may_not_see_names_nothing(cast: Cast):
    evening = an_evening(cast)
    other = an_evening(cast, begins=timedelta(days=5), title="书画雅集", title_en="Calligraphy")

    page = words(evening.post(cast.signed_in("door"), code=other.code(other.guest())))

    assert "这封信函是另一场活动的" in page
    assert "书画雅集" not in page
    assert "郑" not in page


def test_an_empty_code_is_refused_at_its_field(cast: Cast):
    evening = an_evening(cast)

    page = evening.post(cast.signed_in("door"), code="")

    assert page.status_code == 422
    assert 'id="code-error"' in page.get_data(as_text=True)


def test_a_scan_without_an_id_of_its_own_is_refused(cast: Cast):
    evening = an_evening(cast)
    code = evening.code(evening.guest())

    for scan_id in ("", "1"):
        assert evening.post(cast.signed_in("door"), code=code, scan_id=scan_id).status_code == 422
    with cast.app.app_context():
        assert db.session.scalars(sa.select(Scan)).all() == []


def test_a_scan_id_of_another_guest_is_refused(cast: Cast):
    evening, scan_id = an_evening(cast), new_scan()
    first, second = evening.guest(), evening.guest("林", "婉清")
    browser = cast.signed_in("door")
    evening.post(browser, code=evening.code(first), scan_id=scan_id)

    page = evening.post(browser, code=evening.code(second), scan_id=scan_id)

    assert page.status_code == 409
    assert "请重新扫码" in words(page)


def test_a_guest_without_the_letter_is_found_confirmed_and_checked_in(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    browser = cast.signed_in("door")

    hits = evening.post(browser, "/search", name="zyw").get_data(as_text=True)
    assert f"{evening.door}/guests/{guest}?by=name" in hits
    card = browser.get(f"{evening.door}/guests/{guest}?by=name")
    assert "不是这位" in words(card)
    with cast.app.app_context():
        assert db.session.scalars(sa.select(Presence)).all() == []  # looking checks nobody in
    page = evening.post(browser, f"/guests/{guest}", by="name")

    assert "欢迎光临" in words(page)
    with cast.app.app_context():
        assert db.session.scalars(sa.select(Scan.method)).all() == [Method.NAME]


def test_a_letter_read_by_the_phones_own_camera_shows_the_card_of_the_guest(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    browser = cast.signed_in("door")
    assert 'value="camera"' in browser.get(f"{evening.door}/guests/{guest}").get_data(as_text=True)
    evening.post(browser, f"/guests/{guest}", by="camera")

    assert "已经签到" in words(browser.get(f"{evening.door}/guests/{guest}"))


def test_the_card_of_a_revoked_invitation_has_no_button(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest(revoked=True)

    page = cast.signed_in("door").get(f"{evening.door}/guests/{guest}")

    assert "请稍候" in words(page)
    assert 'name="by" value="camera"' not in page.get_data(as_text=True)


@pytest.mark.parametrize("text", ["郑", "zy", "123", "z y", "１２３"])
def test_a_search_that_would_browse_is_refused(cast: Cast, text):
    evening = an_evening(cast)
    evening.guest()

    page = evening.post(cast.signed_in("door"), "/search", name=text)

    assert page.status_code == 422
    assert "郑女士" not in words(page)


@pytest.mark.parametrize("text", ["郑雅", "雅文", "zhengya", "ZYW", "1234", "１２３４", "郑雅文"])
def test_a_guest_is_found_by_name_reading_initials_or_phone(cast: Cast, text):
    evening = an_evening(cast)
    evening.guest()

    assert "郑女士" in words(evening.post(cast.signed_in("door"), "/search", name=text))


def test_a_search_shows_five_guests_and_no_more(cast: Cast):
    evening = an_evening(cast)
    for given in ("文静", "文婷", "文华", "文杰", "文娟", "文英"):
        evening.guest("王", given)

    page = evening.post(cast.signed_in("door"), "/search", name="王文").get_data(as_text=True)

    assert page.count('class="door-hit"') == 5


def test_a_search_never_finds_the_guests_of_another_event(cast: Cast):
    evening, other = an_evening(cast), an_evening(cast)
    other.guest()

    page = words(evening.post(cast.signed_in("door"), "/search", name="郑雅文"))

    assert "名单上没有这个姓名" in page
    assert "郑女士" not in page


def test_a_manager_of_clients_at_the_door_finds_only_own_guests_but_lets_in_who_brings_a_letter(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest(rm="sun")
    browser = cast.signed_in("zhao")

    assert "郑女士" not in words(evening.post(browser, "/search", name="郑雅文"))
    assert browser.get(f"{evening.door}/guests/{guest}").status_code == 404
    assert "请通知 孙经理" in words(evening.post(browser, code=evening.code(guest)))
    assert evening.post(browser, f"/guests/{guest}/undo").status_code == 200  # and a slip can be taken back


def test_after_thirty_searches_a_minute_the_door_asks_to_wait(cast: Cast):
    evening = an_evening(cast)
    evening.guest()
    cast.app.config["LIMITS_ENABLED"] = True
    browser = cast.signed_in("door")

    codes = [evening.post(browser, "/search", name="郑雅文").status_code for _time in range(31)]

    assert codes == [200] * 30 + [429]
    assert evening.post(cast.signed_in("li"), "/search", name="郑雅文").status_code == 200


def test_a_check_in_is_taken_back_and_the_guest_may_come_again(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    browser = cast.signed_in("door")
    page = evening.post(browser, code=evening.code(guest)).get_data(as_text=True)
    assert f"{evening.door}/guests/{guest}/undo" in page

    undone = evening.post(browser, f"/guests/{guest}/undo")

    assert "签到已撤回" in words(undone)
    assert "已到 0" in words(undone)
    assert "欢迎光临" in words(evening.post(browser, code=evening.code(guest)))


def test_after_ten_minutes_the_door_has_no_button_and_the_address_refuses(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    evening.scan(guest, at=now() - timedelta(minutes=11))
    browser = cast.signed_in("door")

    assert "/undo" not in browser.get(evening.door).get_data(as_text=True)
    page = evening.post(browser, f"/guests/{guest}/undo")
    assert page.status_code == 409
    assert "请告知活动专员" in words(page)
    assert "/undo" in cast.signed_in("li").get(evening.door).get_data(as_text=True)


def test_taking_back_nobody_is_refused(cast: Cast):
    evening = an_evening(cast)

    assert evening.post(cast.signed_in("door"), f"/guests/{evening.guest()}/undo").status_code == 409


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


def test_the_list_on_paper_has_all_guests_in_the_order_of_their_readings(cast: Cast):
    evening = an_evening(cast)
    for surname, given in (("郑", "雅文"), ("曾", "国强"), ("单", "晓云"), ("欧阳", "志远")):
        evening.guest(surname, given)
    evening.guest("高", "撤回", revoked=True)

    page = words(cast.signed_in("li").get(f"{evening.door}/list"))

    order = [page.index(name) for name in ("欧阳志远", "单晓云", "曾国强", "郑雅文")]
    assert order == sorted(order)
    assert "高撤回" not in page
    assert "1234" not in page
    with cast.app.app_context():
        assert db.session.scalar(sa.select(AuditEntry.subject_id).where(AuditEntry.subject == "door_list"))


def test_the_list_on_paper_is_for_those_who_answer_for_the_evening(cast: Cast):
    evening = an_evening(cast)

    for who, status in {"door": 403, "zhao": 403, "li": 200, "manager": 200, "admin": 200}.items():
        assert cast.signed_in(who).get(f"{evening.door}/list").status_code == status


@pytest.mark.parametrize("path", ["", "/arrivals", "/list"])
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


def test_the_verdicts_of_one_guest_stand_in_the_ledger(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    browser = cast.signed_in("door")
    evening.post(browser, code=evening.code(guest))
    evening.post(browser, code=evening.code(guest))
    evening.post(browser, f"/guests/{guest}/undo")

    with cast.app.app_context():
        assert db.session.scalars(sa.select(Scan.verdict).order_by(Scan.id)).all() == [
            Verdict.OK,
            Verdict.ALREADY,
            Verdict.UNDONE,
        ]
        assert db.session.get_one(Invitation, guest).reply is ReplyState.ACCEPTED  # the answer stays what it was
