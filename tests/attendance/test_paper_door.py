"""The list on paper: printed in the order of readings, a box for each person, and keyed in without losing anybody."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from attendance.door.keying import read_clock
from attendance.door.paper_list import lines_of, on_paper, version_of
from attendance.ledger.counting import count
from attendance.models import Act, Method, Presence, Scan, Verdict, WalkIn
from clients.models import Gender
from core.db import db
from core.errors import DomainError
from core.languages import clock
from events.models import CompanionPolicy, Event, EventStatus
from invitations.answers.party import GUEST, Person
from invitations.answers.rsvp import accept
from invitations.models import Channel, Invitation, ReplyState
from invitations.paper.evening import Who
from staff.models import AuditEntry
from tests.attendance.evening import Evening, an_evening, new_scan
from tests.attendance.evening import words as text_of
from tests.house import Cast, queries
from tests.invitations.paper_desk import pages_of


def an_evening_of_families(cast: Cast, **values) -> Evening:
    return an_evening(cast, companions=CompanionPolicy.SEVERAL, companions_most=3, **values)


def bring(evening: Evening, invitation_id: int, *names: str) -> None:
    """The guest comes with these companions."""
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        party = [GUEST, *(Person(name=name) for name in names)]
        accept(invitation_id, channel=Channel.QR, now=event.reply_by - timedelta(days=1), party=party)
        db.session.commit()


def sheet(cast: Cast, evening: Evening, who: str = "li", **fields):
    """Key in and send; `in_` are the boxes."""
    data = {name.replace("_", "-"): value for name, value in fields.items() if name != "in_"}
    return cast.signed_in(who).post(f"{evening.door}/list/key-in", data=data | {"in": fields.get("in_", [])})


def box(invitation_id: int, key: str = "g") -> str:
    return f"{invitation_id}-{key}"


def arrived(evening: Evening) -> int:
    with evening.app.app_context():
        return count(db.session.get_one(Event, evening.event_id)).arrived


def scans(evening: Evening) -> list[Scan]:
    with evening.app.app_context():
        return list(db.session.scalars(sa.select(Scan).order_by(Scan.id)))


def at(evening: Evening, minutes: int) -> tuple[datetime, str]:
    """A moment so many minutes after the beginning, and as it is written on the sheet."""
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        moment = (event.starts_at + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
        return moment, clock(moment, event.tz)


def test_the_pdf_is_in_pinyin_order_with_a_row_for_everybody_codes_and_answers(cast: Cast):
    evening = an_evening_of_families(cast)
    guests = {
        name: evening.guest(name[:-2], name[-2:], number=name, phone="13911112222", **more)
        for name, more in {
            "郑雅文": {},
            "曾国强": {"gender": Gender.MALE},
            "单晓云": {"gender": None},
            "欧阳志远": {"reply": ReplyState.DECLINED},
        }.items()
    }
    evening.guest("高", "撤回", revoked=True)
    bring(evening, guests["郑雅文"], "陈明", "")
    li = cast.signed_in("li")

    [text] = pages_of(li.get(f"{evening.door}/list.pdf"))

    order = [text.index(name) for name in ("欧阳志远", "单晓云", "曾国强先生", "郑雅文女士")]
    assert order == sorted(order)
    assert "单晓云女士" not in text
    assert "+陈明" in text
    assert "+同行2" in text or "+同行来宾2" in text or text.count("+") == 2
    assert evening.code(guests["郑雅文"]) in text
    assert "4位" in text
    assert "版本" in text
    assert "打印" in text
    assert "第1页" in text
    for secret in ("高撤回", "2222", "T3"):
        assert secret not in text
    assert "欧阳志远" not in pages_of(li.get(f"{evening.door}/list.pdf?who=coming"))[0]


def test_the_pdf_speaks_the_readers_language_and_spells_out_what_no_face_draws(cast: Cast):
    evening = an_evening(cast)
    evening.guest("仇", "文静", gender=None)
    evening.guest("张", "\U0001f600", number="x")
    li = cast.signed_in("li")

    [text] = pages_of(li.get(f"{evening.door}/list.pdf?lang=en"))

    assert "Doorlist:Aspringteatasting" in text
    assert "Page1of1" in text
    assert "WenjingQiu仇文静" in text
    assert "张[U+1F600]" in text


def test_taking_the_list_is_noted(cast: Cast):
    evening = an_evening(cast)
    evening.guest()
    li = cast.signed_in("li")
    li.get(f"{evening.door}/list.pdf")
    li.get(f"{evening.door}/list/key-in")

    with cast.app.app_context():
        entries = db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.subject == "door_list").order_by(AuditEntry.id)
        )
        assert [(entry.action, entry.subject_id) for entry in entries] == [
            ("export", evening.event_id),
            ("view", evening.event_id),
        ]


def test_the_list_is_for_those_who_answer_for_the_evening(cast: Cast):
    evening = an_evening(cast)
    evening.guest()

    for path in ("list", "list.pdf", "list/key-in"):
        found = {
            who: cast.signed_in(who).get(f"{evening.door}/{path}").status_code
            for who in ("door", "zhao", "li", "manager", "admin")
        }
        assert found == {"door": 403, "zhao": 403, "li": 200, "manager": 200, "admin": 200}
        assert cast.signed_in("stranger").get(f"{evening.door}/{path}").status_code == 403
        assert cast.signed_in("li").get(f"/door/999999/{path}").status_code == 404
    assert cast.signed_in("zhao").post(f"{evening.door}/list/key-in").status_code == 403


def test_a_list_with_gaps_is_not_printed(cast: Cast):
    evening = an_evening(cast)
    evening.guest()
    with cast.app.app_context():
        client = db.session.scalars(sa.select(Invitation)).one().client
        client.branch_id, client.rm_id = cast.other_branch_id, cast.staff_ids["stranger"]
        db.session.commit()
    li = cast.signed_in("li")

    assert li.get(f"{evening.door}/list.pdf").status_code == 404
    assert cast.signed_in("admin").get(f"{evening.door}/list.pdf").status_code == 200


def test_nobody_invited_says_what_to_do(cast: Cast):
    evening = an_evening(cast)
    li = cast.signed_in("li")

    for path in ("list", "list/key-in"):
        assert "还没有邀请宾客" in li.get(f"{evening.door}/{path}").text
    assert li.get(f"{evening.door}/list.pdf").status_code == 404


def test_the_version_changes_with_answers_and_not_with_arrivals(cast: Cast):
    evening = an_evening_of_families(cast)
    guest = evening.guest()

    def version() -> str:
        with cast.app.app_context():
            event = db.session.get_one(Event, evening.event_id)
            return version_of(lines_of(event, on_paper(cast.staff("li"), event, None), "zh"))

    before = version()
    evening.scan(guest)
    assert version() == before
    bring(evening, guest, "陈明")
    assert version() != before
    assert re.fullmatch(r"[2-9A-HJ-NP-Y]{4}", before)


def test_more_guests_cost_no_more_queries(app, cast: Cast):
    evening = an_evening_of_families(cast)
    bring(evening, evening.guest(), "陈明")
    li = cast.signed_in("li")
    counts = []
    for _size in range(2):
        for path in ("list", "list.pdf", "list/key-in"):
            with queries(app) as seen:
                assert li.get(f"{evening.door}/{path}").status_code == 200
            counts.append(len(seen))
        for number in range(2):
            evening.scan(evening.guest("王", f"文{number}", rm="sun"))
    assert counts[:3] == counts[3:]


def test_what_was_ticked_comes_into_the_ledger_with_its_time(cast: Cast):
    evening = an_evening_of_families(cast)
    guest, alone = evening.guest(), evening.guest("何", "平", number="2")
    bring(evening, guest, "陈明", "陈亮")
    moment, text = at(evening, -20)
    name = f"at-{guest}-g"

    answer = cast.signed_in("li").post(
        f"{evening.door}/list/key-in",
        data={"in": [box(guest), box(guest, "c1"), box(alone)], name: text, f"at-{guest}-c1": text},
    )

    assert answer.status_code == 302
    assert arrived(evening) == 3
    found = {tuple(scan.persons): scan for scan in scans(evening)}
    assert found[("g", "c1")].happened_at == moment
    assert {scan.method for scan in found.values()} == {Method.PAPER}
    assert {scan.staff_id for scan in found.values()} == {cast.staff_ids["li"]}


def test_the_same_sheet_keyed_in_twice_or_by_two_people_adds_nothing(cast: Cast):
    evening = an_evening_of_families(cast)
    guest = evening.guest()
    bring(evening, guest, "陈明")
    fields = {"in_": [box(guest), box(guest, "c1")], "new_1": "陈先生", "new_heads_1": "2"}

    for who in ("li", "li", "manager"):
        assert sheet(cast, evening, who, **fields).status_code == 302
    assert sheet(cast, evening, in_=[box(guest)]).status_code == 302

    assert arrived(evening) == 4
    assert len(scans(evening)) == 2
    with cast.app.app_context():
        assert db.session.scalars(sa.select(WalkIn.heads)).all() == [2]


def test_whole_parties_are_keyed_in_by_their_codes(cast: Cast):
    evening = an_evening_of_families(cast)
    first, second = evening.guest(), evening.guest("何", "平", number="2")
    bring(evening, first, "陈明")

    answer = sheet(cast, evening, codes=f"{evening.code(first).lower()}  {evening.code(second).replace('-', '')}")

    assert answer.status_code == 302
    assert arrived(evening) == 3


def test_others_who_came_beside_are_counted_and_named_by_number(cast: Cast):
    evening = an_evening_of_families(cast)
    guest = evening.guest()
    bring(evening, guest, "陈明")

    cast.signed_in("li").post(f"{evening.door}/list/key-in", data={"in": [box(guest)], f"more-{guest}": "2"})

    with cast.app.app_context():
        assert db.session.get_one(Presence, guest).came == ["g", "c2", "c3"]


def test_what_the_door_has_is_shown_and_paper_without_a_time_agrees(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    evening.scan(guest)
    li = cast.signed_in("li")

    assert "小门" in text_of(li.get(f"{evening.door}/list/key-in"))
    answer = sheet(cast, evening, in_=[box(guest)])

    assert answer.status_code == 302
    assert len(scans(evening)) == 1


@pytest.mark.parametrize("choice", ["door", "paper"])
def test_another_time_is_shown_side_by_side_and_decided(cast: Cast, choice):
    evening = an_evening(cast)
    guest, other = evening.guest(), evening.guest("何", "平", number="2")
    door_at = evening.scan(guest).scan.happened_at
    moment, text = at(evening, -40) if door_at.minute % 60 != at(evening, -40)[0].minute else at(evening, -35)
    data = {"in": [box(guest), box(other)], f"at-{box(guest)}": text}
    li = cast.signed_in("li")

    asked = li.post(f"{evening.door}/list/key-in", data=data)

    assert asked.status_code == 409
    assert "小门" in text_of(asked)
    assert f'name="pick-{box(guest)}"' in asked.text
    assert arrived(evening) == 2  # the other one is kept
    decided = {"in": [box(guest)], f"at-{box(guest)}": text, f"pick-{box(guest)}": choice}
    for _twice in range(2):
        assert li.post(f"{evening.door}/list/key-in", data=decided).status_code == 302
    assert arrived(evening) == 2
    with cast.app.app_context():
        assert db.session.get_one(Presence, guest).at == (door_at if choice == "door" else moment)
        assert db.session.get_one(Presence, guest).conflicts == 0
    kept = [scan for scan in scans(evening) if scan.invitation_id == guest]
    if choice == "door":
        assert [scan.verdict for scan in kept] == [Verdict.OK, Verdict.ALREADY]
    else:
        assert [scan.act for scan in kept] == [Act.ENTER, Act.UNDO, Act.ENTER]
        assert kept[1].reason


@pytest.mark.parametrize(("choice", "heads"), [("came", 1), ("slip", 0)])
def test_who_had_said_no_and_is_ticked_wants_a_decision(cast: Cast, choice, heads):
    evening = an_evening(cast)
    guest = evening.guest(reply=ReplyState.DECLINED)

    asked = sheet(cast, evening, in_=[box(guest)])
    assert asked.status_code == 409
    assert arrived(evening) == 0
    answer = cast.signed_in("li").post(
        f"{evening.door}/list/key-in", data={"in": [box(guest)], f"pick-{box(guest)}": choice}
    )

    assert answer.status_code == 302
    assert arrived(evening) == heads


def test_who_was_taken_back_can_be_keyed_in_after_all(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    sheet(cast, evening, in_=[box(guest)], new_1="陈先生")
    li = cast.signed_in("li")
    with cast.app.app_context():
        walk_in = db.session.scalars(sa.select(WalkIn.id)).one()
    li.post(f"{evening.door}/guests/{guest}/undo", data={"scan_id": new_scan()})
    li.post(f"{evening.door}/walk-in/{walk_in}/undo", data={"scan_id": new_scan()})
    assert arrived(evening) == 0

    sheet(cast, evening, in_=[box(guest)], new_1="陈先生")

    assert arrived(evening) == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"codes": "7KQ4-MY8P"}, "codes"),
        ({"new_heads_1": "2"}, "new-1"),
        ({"new_1": "陈先生", "new_heads_1": "0"}, "new-heads-1"),
        ({"new_1": "陈先生", "new_heads_1": "二"}, "new-heads-1"),
        ({"new_1": "陈先生", "new_at_1": "25:00"}, "new-at-1"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(cast: Cast, fields, field):
    evening = an_evening(cast)
    guest = evening.guest()

    answer = sheet(cast, evening, in_=[box(guest)], **fields)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert re.search(rf'value="{box(guest)}" checked', answer.text)
    assert arrived(evening) == 0


def test_boxes_of_other_evenings_and_rubbish_are_passed_over(cast: Cast):
    evening, other = an_evening(cast), an_evening(cast)
    foreign = other.guest()
    evening.guest("何", "平", number="2")

    answer = sheet(cast, evening, in_=[box(foreign), "x", "1-zz", f"{'9' * 30}-g"])

    assert answer.status_code == 302
    assert scans(evening) == []


def test_nothing_is_keyed_in_before_the_door_opens_or_once_the_evening_is_told(cast: Cast):
    early, late = an_evening(cast, begins=timedelta(days=2)), an_evening(cast)
    guests = [early.guest(), late.guest("何", "平", number="2")]
    with cast.app.app_context():
        db.session.get_one(Event, late.event_id).status = EventStatus.CLOSED
        db.session.commit()

    for evening, guest in zip((early, late), guests, strict=True):
        answer = sheet(cast, evening, in_=[box(guest)])
        assert answer.status_code == 409
        assert scans(evening) == []


@pytest.mark.parametrize("text", ["14:05", "1405", "１４：０５", "14点05分", " 14 : 05 "])
def test_a_time_is_read_as_people_write_it(cast: Cast, text):
    start = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0) + timedelta(days=21)
    event_id = cast.add_event(starts_at=start)
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        assert read_clock(text, event) == start + timedelta(minutes=5)
        assert read_clock("", event) is None
        for wrong in ("25:00", "14", "two", "03:00 next"):
            with pytest.raises(DomainError, match=r"^paper_time$"):
                read_clock(wrong, event)
        with pytest.raises(DomainError, match=r"^paper_time$"):
            read_clock("23:00", event)  # nobody was at the door


def test_only_who_comes_is_a_shorter_list_in_the_same_order(cast: Cast):
    evening = an_evening(cast)
    evening.guest("郑", "雅文")
    evening.guest("何", "平", number="2", reply=ReplyState.DECLINED)

    with cast.app.app_context():
        event, li = db.session.get_one(Event, evening.event_id), cast.staff("li")
        everybody, coming = (on_paper(li, event, who) for who in (None, Who.COMING))
        assert [one.client.full_name for one in everybody] == ["何平", "郑雅文"]
        assert [one.client.full_name for one in coming] == ["郑雅文"]
