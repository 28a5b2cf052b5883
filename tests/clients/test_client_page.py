"""A client's page: reading, adding, changing, writing down, holds and standing in."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from clients.contact.holds import hold
from clients.history.ledger import tell
from clients.models import (
    Client,
    ClientDelegate,
    ClientHold,
    EntryKind,
    HistoryEntry,
    HoldKind,
    Interest,
)
from core.db import db
from staff.models import AuditEntry
from tests.clients.lives import client, contacted, put_on_hold
from tests.house import queries

HOSTILE = '<script>alert("1")</script>{{7*7}}'


def values(**changed):
    """A filled-in form."""
    return {
        "surname": "王", "given_name": "文静", "name_en": "", "gender": "female", "title": "", "title_kind": "",
        "salutation_override": "", "language": "zh", "phone": "13800001234", "email": "", "district": "",
        "birthday": "", "household": "", "number": "", "tier": "T3", "client_type": "RET", "talk_topics": "",
    } | changed  # fmt: skip


def history(cast, client_id):
    with cast.app.app_context():
        return db.session.scalars(sa.select(HistoryEntry).where(HistoryEntry.client_id == client_id)).all()


# One client


def test_the_page_says_what_one_wants_to_know_before_a_call(cast):
    client_id = cast.add_client(
        interests=[Interest.TEA], talk_topics="孙子上小学", do_not_mention="那只基金", district="滨江",
        birth_date=(date.today() + timedelta(days=5)).replace(year=1964),
    )  # fmt: skip
    contacted(cast, client_id, 40)
    contacted(cast, client_id, 1, EntryKind.LETTER_PRINTED)  # no contact: the client took no part

    page = cast.signed_in("zhao").get(f"/clients/{client_id}").text

    for words in ("尊敬的王女士", "tel:+8613800001234", "孙子上小学", "那只基金", "茶", "滨江", "40 天前", "天后生日"):
        assert words in page


@pytest.mark.parametrize(("who", "sees_it"), [("zhao", True), ("manager", True), ("li", False), ("admin", False)])
def test_what_must_not_be_mentioned_is_for_those_who_talk_with_the_client(cast, who, sees_it):
    client_id = cast.add_client(do_not_mention="那只基金")
    browser = cast.signed_in(who)

    for path in (f"/clients/{client_id}", f"/clients/{client_id}/edit"):
        assert ("那只基金" in browser.get(path).text) is sees_it


def test_opening_the_page_is_written_into_the_audit_log(cast):
    client_id = cast.add_client()

    cast.signed_in("zhao").get(f"/clients/{client_id}")

    with cast.app.app_context():
        entry = db.session.scalar(sa.select(AuditEntry).where(AuditEntry.action == "view"))
        assert (entry.subject, entry.subject_id, entry.staff_id) == ("client", client_id, cast.staff_ids["zhao"])


def test_a_client_without_gender_and_title_says_why_no_letter_can_be_written(cast):
    client_id = cast.add_client(gender=None)

    page = cast.signed_in("zhao").get(f"/clients/{client_id}").text

    assert "暂时无法写信" in page
    assert f"/clients/{client_id}/edit#gender" in page


def test_the_history_is_newest_first_and_leads_to_the_event(cast):
    client_id, event_id = cast.add_client(), cast.add_event()
    with cast.app.app_context():
        moment = datetime.now(UTC)
        tell(client_id, EntryKind.CALL, at=moment - timedelta(days=2), text="女儿回国了")
        tell(client_id, EntryKind.INVITED, at=moment, subject="春茶品鉴", source="event", source_id=event_id)
        db.session.commit()

    page = cast.signed_in("zhao").get(f"/clients/{client_id}").text

    assert page.index("已邀请：春茶品鉴") < page.rindex("女儿回国了")
    assert f'href="/events/{event_id}"' in page


def test_the_page_takes_as_many_queries_with_three_entries_as_with_one(cast):
    client_id = cast.add_client()
    browser = cast.signed_in("zhao")
    contacted(cast, client_id, 1)
    browser.get(f"/clients/{client_id}")
    with queries(cast.app) as one:
        browser.get(f"/clients/{client_id}")
    contacted(cast, client_id, 2)
    contacted(cast, client_id, 3)

    with queries(cast.app) as three:
        browser.get(f"/clients/{client_id}")

    assert len(three) == len(one)


def test_others_of_the_household_are_shown_as_far_as_one_may_see_them(cast):
    browser = cast.signed_in("zhao")
    own, other = cast.add_client(), cast.add_client("李", "建国", phone="")
    for client_id, name in ((own, "王"), (other, "李")):
        browser.post(f"/clients/{client_id}/edit", data=values(surname=name, household="滨江路王家"))
    with cast.app.app_context():
        client(cast, other).rm_id = cast.staff_ids["sun"]
        db.session.commit()

    assert "李文静" not in browser.get(f"/clients/{own}").text
    assert "李文静" in cast.signed_in("li").get(f"/clients/{own}").text


# Foreign clients


@pytest.mark.parametrize("who", ["sun", "stranger"])
def test_a_foreign_client_is_404_everywhere(cast, who):
    client_id = cast.add_client()
    hold_id = put_on_hold(cast, client_id)
    browser = cast.signed_in(who)

    for path in ("", "/edit", "/holds", "/delegates"):
        assert browser.get(f"/clients/{client_id}{path}").status_code == 404
    for path, data in (
        ("/edit", values()),
        ("/log", {"kind": "call", "text": "hm"}),
        ("/holds", {"kind": "complaint", "since": "2027-01-01"}),
        (f"/holds/{hold_id}/end", {}),
        ("/delegates", {"staff_id": cast.staff_ids["sun"]}),
        (f"/delegates/{cast.staff_ids['sun']}/end", {}),
    ):
        assert browser.post(f"/clients/{client_id}{path}", data=data).status_code == 404
    assert [entry.kind for entry in history(cast, client_id)] == [EntryKind.HOLD_CHANGED]
    assert browser.get("/clients/999999").status_code == 404


# Adding and changing


def test_an_rm_adds_a_client_to_the_own_book(cast):
    answer = cast.signed_in("zhao").post(
        "/clients/new", data=values(interests=["tea", "golf"], holdings=["fund"], phone="１３８ ００００ １２３４")
    )

    assert answer.status_code == 302
    with cast.app.app_context():
        added = db.session.scalar(sa.select(Client))
        assert (added.rm_id, added.branch_id) == (cast.staff_ids["zhao"], cast.branch_id)
        assert (added.phone, added.phone_tail, added.holdings_count) == ("+8613800001234", "1234", 1)
        assert {row.interest for row in added.interests} == {Interest.TEA, Interest.GOLF}


def test_an_rm_can_give_a_client_to_nobody_else(cast):
    cast.signed_in("zhao").post("/clients/new", data=values(rm_id=cast.staff_ids["sun"]))

    with cast.app.app_context():
        assert db.session.scalar(sa.select(Client)).rm_id == cast.staff_ids["zhao"]


def test_an_organiser_says_whose_client_it_is(cast):
    browser = cast.signed_in("li")

    assert browser.post("/clients/new", data=values()).status_code == 422
    foreign = values(rm_id=cast.staff_ids["stranger"])
    assert browser.post("/clients/new", data=foreign).status_code == 422
    assert browser.post("/clients/new", data=values(rm_id=cast.staff_ids["sun"])).status_code == 302
    with cast.app.app_context():
        assert db.session.scalar(sa.select(Client)).rm_id == cast.staff_ids["sun"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"phone": "123"}, "这不是有效的电话号码"),
        ({"surname": "", "given_name": ""}, "请填写客户姓名"),
        ({"postal_address": HOSTILE}, "请去掉"),
        ({"postal_address": "一\n" * 7}, "行"),
        ({"given_name": "文" * 41}, "最多 40 个字"),
        ({"given_name": "123"}, "姓名里要有汉字或字母"),
        ({"email": "nonsense"}, "这不是有效的邮箱地址"),
        ({"birthday": "2199-01-01"}, "这个生日还没有到"),
        ({"birthday": "02-30"}, "没有这一天"),
        ({"lunar_month": "6"}, "农历生日要把月和日都填上"),
        ({"lunar_month": "8", "lunar_day": "30", "lunar_leap": "y"}, "这个闰月从来没有三十"),
        ({"celebrate_by": "lunar"}, "请填上农历月日"),
        ({"interests": ["nothing"]}, "请从列表里选"),
        ({"interests": ["tea"], "interests-sure-tea": "7"}, "从 1 到 3"),
        ({"title": "教授"}, "请选择头衔在称呼中的用法"),
        ({"number": "TAKEN"}, "该客户号已被使用"),
        ({"talk_topics": "话" * 301}, "最多 300 个字"),
    ],
)
def test_a_wrong_entry_is_said_at_its_field_and_nothing_is_lost(cast, changed, said):
    cast.add_client("陈", "敏", rm="sun", number="TAKEN", phone="")
    client_id = cast.add_client("李", "强")
    browser = cast.signed_in("zhao")

    for path in ("/clients/new", f"/clients/{client_id}/edit"):
        answer = browser.post(path, data=values(district="滨江区", **changed))

        assert answer.status_code == 422
        assert said in answer.text
        assert "滨江区" in answer.text
        assert "<script>alert" not in answer.text
    with cast.app.app_context():
        assert client(cast, client_id).full_name == "李强"


def test_changing_a_client_changes_what_follows_from_it(cast):
    client_id = cast.add_client(interests=[Interest.TEA])

    answer = cast.signed_in("zhao").post(
        f"/clients/{client_id}/edit", data=values(surname="单", given_name="志刚", interests=["golf"])
    )

    assert answer.status_code == 302
    with cast.app.app_context():
        changed = client(cast, client_id)
        assert changed.sort_key == "shanzhigang"
        assert {row.interest for row in changed.interests} == {Interest.GOLF}
        assert changed.rm_id == cast.staff_ids["zhao"]


def test_text_stays_text_on_every_page(cast):
    client_id = cast.add_client(talk_topics=HOSTILE, district="{{7*7}}")
    browser = cast.signed_in("zhao")
    browser.post(f"/clients/{client_id}/log", data={"kind": "note", "text": HOSTILE})

    for path in (f"/clients/{client_id}", f"/clients/{client_id}/edit", "/clients"):
        page = browser.get(path).text
        assert "<script>alert" not in page
        assert ">49<" not in page


# Writing down


@pytest.mark.parametrize("kind", ["call", "wechat", "visit", "note"])
def test_a_few_words_go_into_the_history(cast, kind):
    client_id = cast.add_client()

    answer = cast.signed_in("zhao").post(f"/clients/{client_id}/log", data={"kind": kind, "text": " 约了周五 "})

    assert answer.status_code == 302
    [entry] = history(cast, client_id)
    assert (entry.kind.value, entry.text, entry.staff_id) == (kind, "约了周五", cast.staff_ids["zhao"])


@pytest.mark.parametrize("data", [{"kind": "call"}, {"text": "hm"}, {"kind": "invited", "text": "hm"}])
def test_an_entry_without_words_or_of_another_kind_is_refused(cast, data):
    client_id = cast.add_client()

    answer = cast.signed_in("zhao").post(f"/clients/{client_id}/log", data=data)

    assert answer.status_code == 422
    assert history(cast, client_id) == []


# Holds


def test_a_hold_is_set_shown_and_lifted(cast):
    client_id = cast.add_client()
    browser = cast.signed_in("zhao")
    today = date.today()

    browser.post(f"/clients/{client_id}/holds", data={"kind": "bereavement", "since": today.isoformat(), "until": ""})

    assert "居丧" in browser.get(f"/clients/{client_id}").text
    with cast.app.app_context():
        row = db.session.scalar(sa.select(ClientHold))
    assert f"/clients/{client_id}/holds/{row.id}/end" in browser.get(f"/clients/{client_id}").text
    browser.post(f"/clients/{client_id}/holds/{row.id}/end")
    assert "notice-seal" not in browser.get(f"/clients/{client_id}").text
    with cast.app.app_context():
        assert db.session.scalar(sa.select(ClientHold)).until is not None


@pytest.mark.parametrize("kind", ["", "nonsense"])
def test_a_hold_wants_a_reason_that_somebody_chose(cast, kind):
    client_id = cast.add_client()
    browser = cast.signed_in("zhao")

    answer = browser.post(
        f"/clients/{client_id}/holds", data={"kind": kind, "since": "2027-03-02", "until": "", "note": "家里有事"}
    )

    assert answer.status_code == 422
    assert "家里有事" in answer.text
    assert not re.search(r'<option[^>]*selected[^>]*value="[a-z]', browser.get(f"/clients/{client_id}/holds").text)
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(ClientHold.id))) == 0


def test_standing_in_wants_a_colleague_that_somebody_chose(cast):
    client_id = cast.add_client()

    answer = cast.signed_in("zhao").post(f"/clients/{client_id}/delegates", data={"staff_id": ""})

    assert answer.status_code == 422
    assert "请选择一位同事" in answer.text


def test_who_may_not_end_what_stands_for_good_is_offered_no_way_to(cast):
    client_id = cast.add_client()
    with cast.app.app_context():
        row = hold(db.session.get(Client, client_id), HoldKind.OPTED_OUT, since=date.today(), until=None)
        db.session.commit()
        place = f"/clients/{client_id}/holds/{row.id}/end"

    assert place not in cast.signed_in("zhao").get(f"/clients/{client_id}").text
    assert 'name="because"' not in cast.signed_in("zhao").get(place).text
    assert place in cast.signed_in("manager").get(f"/clients/{client_id}").text
    assert 'name="because"' in cast.signed_in("manager").get(place).text


def test_a_hold_that_ends_before_it_begins_is_refused(cast):
    client_id = cast.add_client()

    answer = cast.signed_in("zhao").post(
        f"/clients/{client_id}/holds", data={"kind": "hospital", "since": "2027-03-02", "until": "2027-03-01"}
    )

    assert answer.status_code == 422
    assert "最后一天早于第一天" in answer.text


def test_the_hold_of_another_client_can_not_be_lifted_by_way_of_this_one(cast):
    own, foreign = cast.add_client(), cast.add_client("陈", "敏", rm="sun", phone="")
    hold_id = put_on_hold(cast, foreign)

    assert cast.signed_in("zhao").post(f"/clients/{own}/holds/{hold_id}/end").status_code == 404
    with cast.app.app_context():
        assert db.session.get(ClientHold, hold_id).until is None


# Standing in


def test_a_colleague_stands_in_and_no_longer(cast):
    client_id = cast.add_client()
    owner, colleague = cast.signed_in("zhao"), cast.signed_in("sun")

    owner.post(f"/clients/{client_id}/delegates", data={"staff_id": cast.staff_ids["sun"]})
    assert colleague.get(f"/clients/{client_id}").status_code == 200
    owner.post(f"/clients/{client_id}/delegates/{cast.staff_ids['sun']}/end")
    assert colleague.get(f"/clients/{client_id}").status_code == 404


@pytest.mark.parametrize("whom", ["stranger", "door", "zhao"])
def test_only_another_rm_of_the_branch_can_stand_in(cast, whom):
    client_id = cast.add_client()

    answer = cast.signed_in("zhao").post(f"/clients/{client_id}/delegates", data={"staff_id": cast.staff_ids[whom]})

    assert answer.status_code == 422
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ClientDelegate)) == 0


def test_who_stands_in_passes_the_client_on_to_nobody(cast):
    client_id = cast.add_client()
    cast.signed_in("manager").post(f"/clients/{client_id}/delegates", data={"staff_id": cast.staff_ids["sun"]})

    assert cast.signed_in("sun").get(f"/clients/{client_id}/delegates").status_code == 403
    assert cast.signed_in("li").get(f"/clients/{client_id}/delegates").status_code == 403


def test_a_date_that_is_none_is_refused_in_the_language_of_the_page(cast):
    answer = cast.signed_in("zhao").post("/clients/new", data=values(birthday="gestern"))

    assert answer.status_code == 422
    assert "Not a valid" not in answer.text
