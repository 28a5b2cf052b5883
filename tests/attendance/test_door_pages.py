"""The door's pages: without a script by plain forms, with one by the same addresses; and what each role sees there."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from attendance.models import Method, Presence, Scan, Verdict
from core.db import db, now
from events.models import Event
from invitations.models import Invitation, ReplyState
from tests.attendance.evening import SCRIPT, an_evening, new_scan, words
from tests.house import Cast


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
        (ReplyState.NONE, "welcome", "未曾回复"),
        (ReplyState.WAITLISTED, "welcome", "请安排席位"),
        (ReplyState.DECLINED, "welcome", "原回复不便出席"),
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


def test_a_letter_for_another_day_is_told_where_and_when_it_belongs_but_not_whose_it_is(cast: Cast):
    evening = an_evening(cast)
    other = an_evening(cast, begins=timedelta(days=5), title="书画雅集", title_en="Calligraphy")

    page = words(evening.post(cast.signed_in("door"), code=other.code(other.guest())))

    assert "这封信函是另一场活动的" in page
    assert "书画雅集 · 财富中心三楼" in page
    assert "郑" not in page


def test_the_letter_of_another_branch_names_nothing(cast: Cast):
    evening = an_evening(cast)
    other = an_evening(cast, title="书画雅集", title_en="Calligraphy")
    guest = other.guest()
    with cast.app.app_context():
        db.session.get_one(Event, other.event_id).branch_id = cast.other_branch_id
        db.session.commit()

    page = words(evening.post(cast.signed_in("door"), code=other.code(guest)))

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

    assert page.count("?by=name") == 5


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
