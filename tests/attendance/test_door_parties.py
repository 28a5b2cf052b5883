"""A party at the door: one scan for all, only some of them, one more, somebody instead, leaving, gifts and badges."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from attendance.models import Act, Presence, Scan, Verdict
from core.db import db, now
from events.models import DoorSetting, Gift
from invitations.models import Invitation, MemberKind, PartyMember, ReplyState
from tests.attendance.evening import SCRIPT, Evening, an_evening, new_scan, words
from tests.house import Cast


@pytest.fixture
def evening(cast: Cast) -> Evening:
    return an_evening(cast)


def with_companions(evening: Evening, guest: int, *names: str) -> int:
    with evening.app.app_context():
        db.session.execute(sa.delete(PartyMember).where(PartyMember.invitation_id == guest))
        rows = [(0, MemberKind.GUEST, ""), *((n, MemberKind.COMPANION, name) for n, name in enumerate(names, 1))]
        for place, kind, name in rows:
            db.session.add(PartyMember(invitation_id=guest, place=place, kind=kind, name=name))
        db.session.get_one(Invitation, guest).heads = len(rows)
        db.session.commit()
    return guest


def here(evening: Evening, guest: int) -> list[str]:
    with evening.app.app_context():
        presence = db.session.get(Presence, guest)
        return presence.came if presence else []


def set_up(evening: Evening, **values) -> None:
    with evening.app.app_context():
        db.session.add(DoorSetting(event_id=evening.event_id, **values))
        db.session.commit()


def letters(evening: Evening) -> list[tuple[str, Verdict]]:
    with evening.app.app_context():
        return [(scan.scan_id, scan.verdict) for scan in db.session.scalars(sa.select(Scan).order_by(Scan.id))]


def test_one_scan_lets_in_all_and_the_card_names_them(cast: Cast, evening):
    guest = with_companions(evening, evening.guest(), "李建国", "")

    page = words(evening.post(cast.signed_in("door"), code=evening.code(guest)))

    assert "同来 2 位：李建国" in page
    assert "已到 3 · 应到 3" in page
    assert here(evening, guest) == ["g", "c1", "c2"]


def test_only_these_came_and_a_later_scan_admits_the_missing(cast: Cast, evening):
    guest, scan = with_companions(evening, evening.guest(), "李建国"), new_scan()
    door = cast.signed_in("door")
    evening.post(door, code=evening.code(guest), scan_id=scan)

    page = words(evening.post(door, f"/guests/{guest}/only", undoes=scan, chosen="y", persons=["g"]))
    assert "尚未到：李建国" in page
    assert "已到 1 · 应到 2" in page
    page = words(evening.post(door, code=evening.code(guest)))

    assert "现已到：李建国" in page
    assert here(evening, guest) == ["g", "c1"]


def test_the_companion_may_come_first(cast: Cast, evening):
    guest = with_companions(evening, evening.guest(), "李建国")
    door = cast.signed_in("door")

    page = words(evening.post(door, f"/guests/{guest}", by="name", chosen="y", persons=["c1"]))

    assert "现已到：李建国" in page
    assert "尚未到：郑女士" in page
    assert "郑女士 已到" in page  # the button that lets in who was missing


def test_saying_twice_that_only_these_came_says_it_once(cast: Cast, evening):
    guest, scan = with_companions(evening, evening.guest(), "李建国"), new_scan()
    door = cast.signed_in("door")
    evening.post(door, code=evening.code(guest), scan_id=scan)
    form = {"undoes": scan, "chosen": "y", "persons": ["g", "r"], "scan_id": new_scan()}

    for _time in range(2):
        assert evening.post(door, f"/guests/{guest}/only", **form).status_code == 200

    assert len(letters(evening)) == 3
    assert here(evening, guest) == ["g", "r"]


def test_somebody_comes_instead(cast: Cast, evening):
    guest, scan = evening.guest(), new_scan()
    door = cast.signed_in("door")
    evening.post(door, code=evening.code(guest), scan_id=scan)

    evening.post(door, f"/guests/{guest}/only", undoes=scan, chosen="y", persons=["r"])

    assert here(evening, guest) == ["r"]


def test_the_letter_of_who_came_instead_lets_in_nobody_else(cast: Cast, evening):
    guest, scan = evening.guest(), new_scan()
    door = cast.signed_in("door")
    evening.post(door, code=evening.code(guest), scan_id=scan)
    page = words(evening.post(door, f"/guests/{guest}/only", undoes=scan, chosen="y", persons=["r"]))
    assert "尚未到" not in page

    page = words(evening.post(door, code=evening.code(guest)))

    assert "已经签到" in page
    assert here(evening, guest) == ["r"]
    assert "郑女士 已到" in page  # should the client come as well, one tap lets her in


def test_who_has_left_is_not_still_to_come(cast: Cast, evening):
    guest = evening.guest()
    set_up(evening, reentry=True)
    door = cast.signed_in("door")
    evening.post(door, code=evening.code(guest))

    page = words(evening.post(door, f"/guests/{guest}/leave"))

    assert "已离场" in page
    assert "尚未到" not in page


@pytest.mark.parametrize("path", ["", "/only"])
def test_nobody_ticked_is_asked_for(cast: Cast, evening, path):
    guest, scan = evening.guest(), new_scan()
    door = cast.signed_in("door")
    evening.post(door, code=evening.code(guest), scan_id=scan)

    page = evening.post(door, f"/guests/{guest}{path}", undoes=scan, chosen="y")

    assert page.status_code == 422
    assert "请勾选已到的来宾" in words(page)
    assert here(evening, guest) == ["g"]


@pytest.mark.parametrize("undoes", ["", "11111111-1111-4111-8111-111111111111"])
def test_only_these_needs_the_scan_that_let_them_in(cast: Cast, evening, undoes):
    guest = evening.guest()

    page = evening.post(cast.signed_in("door"), f"/guests/{guest}/only", undoes=undoes, chosen="y", persons=["g"])

    assert page.status_code == 409


def test_one_more_who_was_not_announced_is_counted(cast: Cast, evening):
    guest, again = evening.guest(), new_scan()
    door = cast.signed_in("door")
    evening.post(door, code=evening.code(guest))

    for scan in (again, again, new_scan()):  # the first of them is sent twice
        page = evening.post(door, f"/guests/{guest}/more", scan_id=scan, by="name")

    assert here(evening, guest) == ["g", "c1", "c2"]
    assert "已到 3" in words(page)


def test_a_person_whom_no_party_has_is_refused(cast: Cast, evening):
    guest = evening.guest()

    for key in ("x", "j77", "c1; drop", "g" * 50):
        assert evening.post(cast.signed_in("door"), f"/guests/{guest}", persons=[key]).status_code == 409
    assert here(evening, guest) == []


def test_attention_is_to_be_acknowledged_and_only_then(cast: Cast, evening):
    plain, noted = evening.guest(), evening.guest("林", "婉清")
    with cast.app.app_context():
        invitation = db.session.get_one(Invitation, noted)
        invitation.door_note, invitation.greeted = "轮椅", True
        db.session.commit()
    door = cast.signed_in("door")

    said = {
        guest: door.post(evening.door, data={"code": evening.code(guest), "scan_id": new_scan()}, headers=SCRIPT).json
        for guest in (plain, noted)
    }

    assert said[plain]["look"] == "ok"
    assert "data-acknowledge" not in said[plain]["answer"]
    assert said[noted]["look"] == "attention"
    for expected in ("data-acknowledge", "轮椅", "请行长亲自迎接"):
        assert expected in said[noted]["answer"]


def test_a_representative_to_whom_nobody_agreed_is_told(cast: Cast, evening):
    guest = evening.guest("欧阳", "雪")
    with cast.app.app_context():
        invitation = db.session.get_one(Invitation, guest)
        invitation.reply, invitation.delegate_name = ReplyState.DELEGATED, "欧阳文"
        db.session.execute(sa.delete(PartyMember).where(PartyMember.invitation_id == guest))
        db.session.add(PartyMember(invitation_id=guest, place=0, kind=MemberKind.DELEGATE, name="欧阳文"))
        db.session.commit()

    page = words(evening.post(cast.signed_in("door"), code=evening.code(guest)))

    for expected in ("欧阳文", "代欧阳女士出席", "理财经理尚未确认", "已阅读"):
        assert expected in page


def test_a_letter_taken_back_is_let_in_by_a_supervisor_with_a_reason(cast: Cast, evening):
    guest = evening.guest(revoked=True)
    door, organiser = cast.signed_in("door"), cast.signed_in("li")
    forced = {"forced": "y", "reason": "行长同意"}

    assert "破例放行" not in words(evening.post(door, code=evening.code(guest)))
    assert evening.post(door, f"/guests/{guest}", **forced).status_code == 409
    assert "破例放行" in words(evening.post(organiser, code=evening.code(guest)))
    assert evening.post(organiser, f"/guests/{guest}", forced="y").status_code == 409  # why?
    page = words(evening.post(organiser, f"/guests/{guest}", **forced))

    assert "行长同意" in page
    with cast.app.app_context():
        scan = db.session.scalars(sa.select(Scan).where(Scan.forced)).one()
        assert (scan.reason, scan.staff_id) == ("行长同意", cast.staff_ids["li"])
    page = words(evening.post(door, code=evening.code(guest)))
    assert "已经签到" in page  # back from the telephone, the guest is not stopped again


def test_after_ten_minutes_a_supervisor_says_why(cast: Cast, evening):
    guest = evening.guest()
    evening.scan(guest, at=now() - timedelta(minutes=11))
    organiser = cast.signed_in("li")

    assert 'name="reason"' in organiser.get(evening.door).get_data(as_text=True)
    assert evening.post(organiser, f"/guests/{guest}/undo").status_code == 409
    assert evening.post(organiser, f"/guests/{guest}/undo", reason="认错人了").status_code == 200
    assert here(evening, guest) == []


def test_a_colleagues_check_in_is_not_the_doors_to_take_back(cast: Cast, evening):
    guest = evening.guest()
    evening.scan(guest, who="li")
    door = cast.signed_in("door")

    assert "/undo" not in door.get(evening.door).get_data(as_text=True)
    assert evening.post(door, f"/guests/{guest}/undo").status_code == 409


def test_leaving_is_offered_where_it_is_kept_and_whoever_left_comes_again(cast: Cast, evening):
    guest = with_companions(evening, evening.guest(), "李建国")
    door = cast.signed_in("door")
    evening.post(door, code=evening.code(guest))
    assert "离场" not in words(evening.post(door, code=evening.code(guest)))
    assert evening.post(door, f"/guests/{guest}/leave").status_code == 409
    set_up(evening, reentry=True)

    assert "哪几位离场" in words(evening.post(door, code=evening.code(guest)))
    page = words(evening.post(door, f"/guests/{guest}/leave", persons=["c1"]))
    assert "场内 1" in page
    page = words(evening.post(door, code=evening.code(guest)))

    assert "现已到：李建国" in page
    assert "场内 2" in page


def test_a_gift_is_handed_over_once_and_what_is_left_is_shown(cast: Cast, evening):
    guest = evening.guest()
    with cast.app.app_context():
        gift = Gift(event_id=evening.event_id, name="龙井茶", name_en="Longjing tea", stock=2)
        db.session.add(gift)
        db.session.commit()
        gift_id = gift.id
    door = cast.signed_in("door")
    assert "龙井茶 余 2 份" in words(evening.post(door, code=evening.code(guest)))

    page = words(evening.post(door, f"/guests/{guest}/gifts/{gift_id}"))
    assert "已送出：龙井茶" in page
    assert evening.post(door, f"/guests/{guest}/gifts/{gift_id}").status_code == 409
    assert "龙井茶" not in words(evening.post(door, code=evening.code(guest)))

    assert "龙井茶 余 1 份" in words(evening.post(door, code=evening.code(evening.guest("林", "婉清"))))


def test_another_events_gift_is_404(cast: Cast, evening):
    guest, other = evening.guest(), an_evening(cast)
    with cast.app.app_context():
        gift = Gift(event_id=other.event_id, name="茶", stock=2)
        db.session.add(gift)
        db.session.commit()
        gift_id = gift.id

    assert evening.post(cast.signed_in("door"), f"/guests/{guest}/gifts/{gift_id}").status_code == 404


def test_a_badge_is_a_pdf_lets_nobody_in_and_warns_the_second_time(cast: Cast, evening):
    guest = evening.guest()
    set_up(evening, badges=True)
    door = cast.signed_in("door")

    page = evening.post(door, f"/guests/{guest}/badge")
    assert page.mimetype == "application/pdf"
    assert here(evening, guest) == []
    assert "已打印过" in words(evening.post(door, code=evening.code(guest)))

    with cast.app.app_context():
        assert db.session.scalars(sa.select(Scan.act).order_by(Scan.id)).all() == [Act.BADGE, Act.ENTER]


def test_a_badge_of_a_companion_whose_name_nobody_told_is_refused(cast: Cast, evening):
    guest = with_companions(evening, evening.guest(), "")

    page = evening.post(cast.signed_in("door"), f"/guests/{guest}/badge", person="c1")

    assert page.status_code == 409
    assert "请手写胸牌" in words(page)


@pytest.mark.parametrize("act", ["only", "more", "leave", "badge", "gifts/1", "undo"])
def test_a_foreign_guest_is_404_for_whatever_is_done(cast: Cast, evening, act):
    guest = evening.guest(rm="sun")

    assert evening.post(cast.signed_in("zhao"), f"/guests/{guest}/{act}").status_code == 404


def test_heads_are_counted_by_entrance_and_each_browser_has_its_own(cast: Cast, evening):
    set_up(evening, gates=["东门", "车库"])
    east, garage = cast.signed_in("door"), cast.signed_in("door")
    east.post(f"{evening.door}/gate", data={"gate": "东门"})
    garage.post(f"{evening.door}/gate", data={"gate": "车库"})
    garage.post(f"{evening.door}/gate", data={"gate": "没有的门"})  # no entrance of this event: none
    garage.post(f"{evening.door}/gate", data={"gate": "车库"})
    evening.post(east, code=evening.code(evening.guest()))
    evening.post(garage, code=evening.code(evening.guest("林", "婉清")))

    page = evening.post(garage, code=evening.code(evening.guest("陈", "思")))

    assert "东门 1" in words(page)
    assert "车库 2" in words(page)
    assert "<option selected>车库" in page.get_data(as_text=True)
