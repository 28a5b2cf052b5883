"""The pages of walk-ins: at the door without a script, and the leads that come of it, each manager's own only."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from attendance.models import FollowUp, Scan, WalkIn
from attendance.walk_ins.leads import name_parts
from clients.contact.consents import consents_of
from clients.models import Client, Gender, HistoryEntry
from core.db import db
from events.models import Event, EventStatus
from staff.models import AuditEntry
from tests.attendance.evening import Evening, an_evening, new_scan
from tests.attendance.evening import words as text_of
from tests.attendance.test_walk_in_rules import let_in, words
from tests.house import Cast, queries

PHONE = "13912345678"


def page_of(evening: Evening) -> str:
    return f"{evening.door}/walk-in"


def stranger(browser, evening: Evening, **told):
    data = {"scan_id": new_scan(), "called": "陈先生", "heads": "1", "shown": "walk-in-1.zh"} | told
    return browser.post(page_of(evening), data=data)


def picks(answer) -> list[str]:
    return re.findall(r'name="pick" value="([^"]+)"', answer.text)


def walk_ins(cast: Cast) -> list[WalkIn]:
    with cast.app.app_context():
        return list(db.session.scalars(sa.select(WalkIn).order_by(WalkIn.id)))


def test_the_tick_is_off_and_nothing_is_remembered_of_it_unless_it_is_set(cast: Cast):
    evening = an_evening(cast)
    door = cast.signed_in("door")

    page = door.get(f"{page_of(evening)}?new=y").text
    stranger(door, evening, phone=PHONE)
    stranger(door, evening, phone=PHONE, agreed="y", another="y")

    assert re.search(r'name="agreed" value="y">', page)
    assert words(cast) in page
    plain, agreed = walk_ins(cast)
    assert (plain.consented_at, agreed.consent_text) == (None, words(cast))


def test_a_hit_shows_a_form_of_address_and_a_manager_and_nothing_else(cast: Cast):
    evening = an_evening(cast)
    cast.add_client("高", "远秋", rm="sun", phone="13512349876", district="滨江")

    for text in ("高远", "9876"):
        answer = cast.signed_in("door").post(f"{page_of(evening)}/find", data={"name": text})
        seen = text_of(answer).replace(f'value="{text}"', "")
        assert "高女士" in seen
        assert "孙经理" in seen
        for secret in ("高远秋", "9876", "滨江", "T3"):
            assert secret not in seen


def test_a_client_who_was_not_invited_comes_in_by_the_hit(cast: Cast):
    evening = an_evening(cast)
    client_id = cast.add_client("高", "远秋", rm="sun")
    door = cast.signed_in("door")
    [pick] = picks(door.post(f"{page_of(evening)}/find", data={"name": "高远"}))

    answer = door.post(f"{page_of(evening)}/client", data={"scan_id": new_scan(), "pick": pick, "heads": "2"})

    assert "欢迎光临" in answer.text
    assert "孙经理" in answer.text
    assert [(row.client_id, row.heads) for row in walk_ins(cast)] == [(client_id, 2)]


def test_a_hit_is_good_for_this_door_and_this_person_alone(cast: Cast):
    evening, other = an_evening(cast), an_evening(cast)
    cast.add_client("高", "远秋")
    [pick] = picks(cast.signed_in("door").post(f"{page_of(evening)}/find", data={"name": "高远"}))
    data = {"scan_id": new_scan(), "heads": "1"}

    for who, at, chosen in (
        ("li", evening, pick),
        ("door", other, pick),
        ("door", evening, "x"),
        ("door", evening, ""),
    ):
        answer = cast.signed_in(who).post(f"{page_of(at)}/client", data=data | {"pick": chosen})
        assert answer.status_code == 404
    assert walk_ins(cast) == []


def test_who_is_invited_is_led_to_their_own_card(cast: Cast):
    evening = an_evening(cast)
    invitation_id = evening.guest("高", "远秋")
    door = cast.signed_in("door")
    [pick] = picks(door.post(f"{page_of(evening)}/find", data={"name": "高远"}))

    answer = door.post(f"{page_of(evening)}/client", data={"scan_id": new_scan(), "pick": pick, "heads": "1"})

    assert answer.status_code == 302
    assert f"/guests/{invitation_id}" in answer.location


def test_a_manager_at_the_door_hears_only_that_a_colleagues_client_is_invited(cast: Cast):
    evening = an_evening(cast)
    evening.guest("高", "远秋", rm="sun")
    zhao = cast.signed_in("zhao")
    [pick] = picks(zhao.post(f"{page_of(evening)}/find", data={"name": "高远"}))

    answer = zhao.post(f"{page_of(evening)}/client", data={"scan_id": new_scan(), "pick": pick, "heads": "1"})

    assert answer.status_code == 409
    assert "已在邀请名单" in answer.text


def test_searching_too_often_is_answered_with_patience_and_the_questions(cast: Cast):
    evening = an_evening(cast)
    cast.app.config["LIMITS_ENABLED"] = True
    door = cast.signed_in("door")

    answers = [door.post(f"{page_of(evening)}/find", data={"name": "高远"}) for _try in range(31)]

    assert [one.status_code for one in answers] == [200] * 30 + [429]
    assert "再等一分钟" in answers[-1].text
    assert 'name="called"' in answers[-1].text


@pytest.mark.parametrize("name", ["", "高"])
def test_too_little_to_look_for_is_said_at_the_field(cast: Cast, name):
    answer = cast.signed_in("door").post(f"{page_of(an_evening(cast))}/find", data={"name": name})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_a_number_that_a_client_has_asks_once_more(cast: Cast):
    evening = an_evening(cast)
    cast.add_client("高", "远秋", phone=PHONE)
    door = cast.signed_in("door")

    asked = stranger(door, evening, phone="139 1234 5678")
    assert asked.status_code == 422
    assert "高女士" in asked.text
    assert len(picks(asked)) == 1
    assert walk_ins(cast) == []
    stranger(door, evening, phone="139 1234 5678", another="y")
    assert [row.client_id for row in walk_ins(cast)] == [None]


def test_who_brought_them_is_picked_among_tonights_guests_without_a_script(cast: Cast):
    evening = an_evening(cast)
    host = evening.guest("高", "远秋", rm="sun")
    door = cast.signed_in("door")

    looked = stranger(door, evening, brought_by="高远", look="y", phone=PHONE, agreed="y")
    assert f'value="{host}"' in looked.text
    assert PHONE in looked.text
    assert walk_ins(cast) == []
    stranger(door, evening, brought_by="高远", introducer=str(host), phone=PHONE, agreed="y")

    [row] = walk_ins(cast)
    assert (row.brought_by_id, row.brought_by, row.owner_id) == (host, "", cast.staff_ids["sun"])


def test_nobody_is_said_to_be_missing_from_a_list_that_was_not_looked_at(cast: Cast):
    evening = an_evening(cast, capacity=1)
    evening.scan(evening.guest("郑", "雅文"))

    refused = stranger(cast.signed_in("li"), evening, brought_by="郑雅文")

    assert refused.status_code == 409
    assert "今天的宾客中没有这个名字" not in refused.text


def test_an_introducer_who_was_not_offered_is_kept_as_written(cast: Cast):
    evening = an_evening(cast)
    host = evening.guest("高", "远秋")

    stranger(cast.signed_in("door"), evening, brought_by="何平", introducer=str(host))

    [row] = walk_ins(cast)
    assert (row.brought_by_id, row.brought_by) == (None, "何平")


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"called": ""}, 422),
        ({"heads": "0"}, 422),
        ({"heads": "99"}, 422),
        ({"heads": "x"}, 422),
        ({"phone": "12"}, 422),
        ({"agreed": "y"}, 422),
        ({"agreed": "y", "phone": PHONE, "shown": "walk-in-0.zh"}, 409),
        ({"scan_id": "x"}, 422),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(cast: Cast, told, status):
    evening = an_evening(cast)

    answer = stranger(cast.signed_in("door"), evening, **({"called": "陈先生", "brought_by": "老高"} | told))

    assert answer.status_code == status
    assert "老高" in answer.text
    assert walk_ins(cast) == []


def test_a_full_room_sends_the_door_for_a_supervisor_who_is_asked_why(cast: Cast):
    evening = an_evening(cast, capacity=1)
    evening.scan(evening.guest())

    told = stranger(cast.signed_in("door"), evening)
    assert told.status_code == 409
    assert "请找活动专员" in told.text
    assert 'name="reason"' not in told.text
    li = cast.signed_in("li")
    asked = stranger(li, evening)
    assert asked.status_code == 409
    assert 'name="reason"' in asked.text
    assert stranger(li, evening, reason="行长的客人").status_code == 200
    assert len(walk_ins(cast)) == 1


def test_the_door_sees_names_and_heads_and_no_number(cast: Cast):
    evening = an_evening(cast)
    door = cast.signed_in("door")

    welcome = stranger(door, evening, phone=PHONE, agreed="y", heads="2")
    page = door.get(page_of(evening))

    for answer in (welcome, page):
        assert "陈先生" in answer.text
        assert "2人" in text_of(answer).replace(" ", "")
        assert "5678" not in answer.text


def test_a_manager_at_the_door_sees_only_whom_they_let_in(cast: Cast):
    evening = an_evening(cast)
    row_id = let_in(cast, evening.event_id)
    zhao = cast.signed_in("zhao")

    assert "陈先生" not in zhao.get(page_of(evening)).text
    assert zhao.post(f"{page_of(evening)}/{row_id}/undo", data={"scan_id": new_scan()}).status_code == 404


def test_a_slip_is_taken_back_at_the_door_and_sent_twice_it_is_once(cast: Cast):
    evening = an_evening(cast)
    row_id = let_in(cast, evening.event_id)
    door = cast.signed_in("door")

    answer = door.post(f"{page_of(evening)}/{row_id}/undo", data={"scan_id": new_scan()})

    assert answer.status_code == 200
    assert "陈先生" not in answer.text
    assert door.post(f"{page_of(evening)}/{row_id}/undo", data={"scan_id": new_scan()}).status_code == 404
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Scan)) == 2
    assert door.post(f"{page_of(evening)}/{row_id}/undo", data={"scan_id": "x"}).status_code == 404


def test_foreign_and_missing_events_are_404_and_compliance_is_kept_out(cast: Cast):
    evening = an_evening(cast)

    assert cast.signed_in("stranger").get(page_of(evening)).status_code == 404
    assert cast.signed_in("li").get("/door/999999/walk-in").status_code == 404
    assert cast.signed_in("door").get("/leads").status_code == 403


def a_lead(cast: Cast, evening: Evening, called: str = "陈文静", **told) -> int:
    return let_in(cast, evening.event_id, called=called, phone=f"+86{PHONE}", consent=words(cast), **told)


def test_a_lead_is_seen_by_its_owner_and_the_house_and_by_no_other_manager(cast: Cast):
    evening = an_evening(cast)
    lead = a_lead(cast, evening, introducer=evening.guest(rm="sun"))

    seen = {
        who: "陈文静" in cast.signed_in(who).get("/leads").text for who in ("sun", "zhao", "li", "manager", "stranger")
    }
    assert seen == {"sun": True, "zhao": False, "li": True, "manager": True, "stranger": False}
    for path in ("book", "known", "end"):
        assert cast.signed_in("zhao").post(f"/leads/{lead}/{path}", data={"begin": "y"}).status_code == 404
    assert "139-1234-5678" in cast.signed_in("sun").get("/leads").text
    assert "希望了解我们的活动" in text_of(cast.signed_in("sun").get("/")).replace(" ", "")
    assert "希望了解我们的活动" not in text_of(cast.signed_in("zhao").get("/")).replace(" ", "")


def test_a_lead_goes_into_the_book_with_the_words_and_the_time_of_the_consent(cast: Cast):
    evening = an_evening(cast)
    lead = a_lead(cast, evening, introducer=evening.guest(rm="sun"))
    sun = cast.signed_in("sun")

    begun = sun.post(f"/leads/{lead}/book", data={"begin": "y"})
    assert begun.status_code == 200
    assert 'value="陈"' in begun.text
    assert "139-1234-5678" in begun.text
    fields = dict(re.findall(r'<select[^>]*name="(\w+)"[^>]*>.*?<option selected value="([^"]*)"', begun.text, re.S))
    answer = sun.post(
        f"/leads/{lead}/book", data=fields | {"surname": "陈", "given_name": "文静", "phone": PHONE, "gender": "female"}
    )

    assert answer.status_code == 302, text_of(answer)
    with cast.app.app_context():
        client = db.session.scalars(sa.select(Client).where(Client.given_name == "文静")).one()
        row = db.session.get_one(WalkIn, lead)
        [consent] = consents_of(client)
        assert (row.client_id, row.phone, row.called) == (client.id, "", "")
        assert (consent.text_version, consent.evidence, consent.at) == ("walk-in-1", row.consent_text, row.consented_at)
        assert client.rm_id == cast.staff_ids["sun"]
        views = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "view")).all()
        assert ("walk_in", lead) in [(entry.subject, entry.subject_id) for entry in views]
    sun.get(answer.location)  # where the word about it is read
    assert "陈文静" not in sun.get("/leads").text
    assert sun.post(f"/leads/{lead}/book", data={"begin": "y"}).status_code == 302


def test_the_call_to_who_was_put_into_the_book_keeps_name_and_number(cast: Cast):
    evening = an_evening(cast)
    client_id = cast.add_client("陈", "文静", rm="zhao", number="C77", phone="13911112222")
    lead = a_lead(cast, evening, introducer=evening.guest(rm="sun"))

    cast.signed_in("li").post(f"/leads/{lead}/known", data={"number": "C77"})

    with cast.app.app_context():
        task = db.session.scalars(sa.select(FollowUp)).one()
        assert (task.client_id, task.walk_in_id, task.owner_id) == (client_id, None, cast.staff_ids["zhao"])
    said = cast.signed_in("zhao").get("/follow-ups").text
    assert "陈文静" in said
    assert "139-1111-2222" in said
    assert "陈文静" not in cast.signed_in("sun").get("/follow-ups").text


def test_a_form_that_is_not_right_comes_back_with_what_was_typed(cast: Cast):
    evening = an_evening(cast)
    lead = a_lead(cast, evening)

    answer = cast.signed_in("li").post(f"/leads/{lead}/book", data={"surname": "陈", "phone": "12"})

    assert answer.status_code == 422
    assert 'value="12"' in answer.text
    with cast.app.app_context():
        assert db.session.get_one(WalkIn, lead).client_id is None


@pytest.mark.parametrize("status", [EventStatus.CLOSED, EventStatus.REPORTED, EventStatus.ARCHIVED])
def test_a_lead_who_is_a_client_already_is_noted_there_and_told_of_a_closed_evening(cast: Cast, status):
    evening = an_evening(cast)
    client_id = cast.add_client("陈", "文静", rm="sun", number="C77")
    foreign = cast.add_client("何", "平", rm="zhao", number="C88")
    lead = a_lead(cast, evening, introducer=evening.guest(rm="sun"))
    with cast.app.app_context():
        db.session.get_one(Event, evening.event_id).status = status
        db.session.commit()
    sun = cast.signed_in("sun")

    for number in ("", "C88", "C99"):
        assert sun.post(f"/leads/{lead}/known", data={"number": number}).location == "/leads"
    assert sun.post(f"/leads/{lead}/known", data={"number": "C77"}).location == f"/clients/{client_id}"
    with cast.app.app_context():
        assert db.session.get_one(WalkIn, lead).client_id == client_id
        keys = db.session.scalars(sa.select(HistoryEntry.key).where(HistoryEntry.client_id == client_id)).all()
        assert f"outcome:{evening.event_id}:{client_id}" in keys
        assert consents_of(db.session.get_one(Client, foreign)) == []


def test_not_interested_ends_it_and_forgets_at_once(cast: Cast):
    evening = an_evening(cast)
    lead = a_lead(cast, evening)
    li = cast.signed_in("li")

    assert li.post(f"/leads/{lead}/end", data={"reason": " "}).status_code == 422
    li.post(f"/leads/{lead}/end", data={"reason": "只是陪朋友来"})

    with cast.app.app_context():
        row = db.session.get_one(WalkIn, lead)
        assert (row.called, row.phone, row.forgotten_at is not None) == ("", "", True)
        assert db.session.scalars(sa.select(FollowUp.dropped)).one()
    again = li.post(f"/leads/{lead}/end", data={"reason": "x"}, follow_redirects=True)
    assert "同事已经处理" in again.text
    assert "暂时没有" in again.text


def test_more_leads_and_walk_ins_cost_no_more_queries(app, cast: Cast):
    evening = an_evening(cast)
    li = cast.signed_in("li")
    counts = []
    for _size in range(2):
        a_lead(cast, evening, introducer=evening.guest("高", "远", number=new_scan()[:8]))
        for path in ("/leads", page_of(evening)):
            li.get(path)
            with queries(app) as seen:
                assert li.get(path).status_code == 200
            counts.append(len(seen))
        for _more in range(2):
            a_lead(cast, evening, introducer=evening.guest("何", "平", rm="sun", number=new_scan()[:8]))

    assert counts[:2] == counts[2:]


@pytest.mark.parametrize(
    ("called", "parts"),
    [
        ("王女士", {"surname": "王", "given_name": "", "gender": Gender.FEMALE}),
        ("欧阳先生", {"surname": "欧阳", "given_name": "", "gender": Gender.MALE}),
        ("陈文静女士", {"surname": "陈", "given_name": "文静", "gender": Gender.FEMALE}),
        ("陈文静", {"surname": "陈", "given_name": "文静"}),
        ("隔壁王老师的邻居", {"given_name": "隔壁王老师的邻居"}),
        ("Ms Wang", {"name_en": "Wang", "gender": Gender.FEMALE}),
        ("Mr. John Smith", {"name_en": "John Smith", "gender": Gender.MALE}),
        ("Anna", {"name_en": "Anna"}),
    ],
)
def test_how_somebody_is_called_begins_the_form(called, parts):
    assert name_parts(called) == parts


def test_the_form_is_not_opened_by_an_address(cast: Cast):
    lead = a_lead(cast, an_evening(cast))

    assert cast.signed_in("li").get(f"/leads/{lead}/book").status_code == 405
