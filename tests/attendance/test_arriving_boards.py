"""The arrival brief, a manager's own guests tonight, the live board, the wall and the brief for hosts."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
import sqlalchemy as sa

from attendance.arriving.evening import Standing, standing
from attendance.arriving.name_reading import reading
from attendance.arriving.pace import STEP, pace, waiting
from attendance.models import Presence
from clients.book.owners import delegate, take_back
from clients.history.ledger import tell
from clients.models import Client, ClientInterest, EntryKind, Interest, InterestSource
from core.db import db
from events.models import Event, EventTable
from invitations.models import Diet, Invitation, JointGuest, MemberKind, PartyMember, ReplyState, SeatPlace
from staff.models import AuditEntry
from tests.attendance.evening import SCRIPT, an_evening, words
from tests.house import NOW, queries

SECRET = "前年的官司"
TOPIC = "新学的小楷"


@pytest.fixture
def evening(cast):
    return an_evening(cast)


def confide(cast, invitation_id, **values):
    with cast.app.app_context():
        client = db.session.get_one(Invitation, invitation_id).client
        client.do_not_mention, client.talk_topics = SECRET, TOPIC
        client.interests = [ClientInterest(interest=Interest.TEA, source=InterestSource.SAID)]
        for name, value in values.items():
            setattr(client, name, value)
        db.session.commit()
        return client.id


def brief_of(evening, invitation_id):
    return f"{evening.door}/guests/{invitation_id}/brief"


def opened(cast, subject):
    with cast.app.app_context():
        query = sa.select(AuditEntry.action, AuditEntry.staff_id).where(AuditEntry.subject == subject)
        return [tuple(row) for row in db.session.execute(query)]


def pages_of(answer):
    document = pypdfium2.PdfDocument(io.BytesIO(answer.data))
    return [page.get_textpage().get_text_range() for page in document]


# The brief of one guest


def test_the_own_manager_reads_what_to_say_and_what_not(cast, evening):
    guest = evening.guest()
    client_id = confide(cast, guest)
    with cast.app.app_context():
        db.session.add(
            PartyMember(invitation_id=guest, place=1, kind=MemberKind.COMPANION, name="王立", relation="弟弟")
        )
        at = datetime.now(UTC) - timedelta(days=9)
        tell(client_id, EntryKind.CALL, at=at, text="女儿的签证办好了", next_step="送汇款单", next_on=at.date())
        tell(client_id, EntryKind.OUTCOME_ATTENDED, at=at, subject="秋日品茶")
        db.session.commit()

    page = words(cast.signed_in("zhao").get(brief_of(evening, guest)))

    for told in (SECRET, TOPIC, "王立", "女儿的签证办好了", "送汇款单", "已逾期", "秋日品茶", "茶"):
        assert told in page


def test_a_further_client_of_the_letter_is_called_by_name(cast, evening):
    guest, partner = evening.guest(), cast.add_client("何", "秋", rm="sun")
    with cast.app.app_context():
        db.session.add(JointGuest(event_id=evening.event_id, client_id=partner, invitation_id=guest, coming=True))
        db.session.add(PartyMember(invitation_id=guest, place=1, kind=MemberKind.JOINT, client_id=partner))
        db.session.commit()

    assert "何秋" in words(cast.signed_in("zhao").get(brief_of(evening, guest)))


def test_who_comes_instead_stands_on_the_managers_list(cast, evening):
    guest = evening.guest()
    with cast.app.app_context():
        invitation = db.session.get_one(Invitation, guest)
        invitation.reply, invitation.delegate_name = ReplyState.DELEGATED, "孙立"
        db.session.commit()

    assert "孙立" in words(cast.signed_in("zhao").get(f"{evening.door}/mine"))


def test_nobody_else_opens_the_brief(cast, evening):
    guest = evening.guest()
    confide(cast, guest)

    assert cast.signed_in("sun").get(brief_of(evening, guest)).status_code == 404
    assert cast.signed_in("stranger").get(brief_of(evening, guest)).status_code == 404
    for who in ("manager", "li", "admin", "door"):
        assert cast.signed_in(who).get(brief_of(evening, guest)).status_code == 403


def test_who_stands_in_opens_the_brief_until_that_ends(cast, evening):
    guest = evening.guest()
    client_id = confide(cast, guest)
    with cast.app.app_context():
        delegate(db.session.get_one(Client, client_id), cast.staff("sun"))
        db.session.commit()
    sun = cast.signed_in("sun")
    assert SECRET in sun.get(brief_of(evening, guest)).text
    assert "郑女士" in sun.get(f"{evening.door}/mine").text

    with cast.app.app_context():
        take_back(db.session.get_one(Client, client_id), cast.staff_ids["sun"])
        db.session.commit()

    assert sun.get(brief_of(evening, guest)).status_code == 404
    for page in ("mine", "live"):
        assert "郑" not in sun.get(f"{evening.door}/{page}").text


def test_that_the_brief_was_opened_is_noted(cast, evening):
    guest = evening.guest()

    cast.signed_in("zhao").get(brief_of(evening, guest))

    assert ("view", cast.staff_ids["zhao"]) in opened(cast, "client")


def test_the_brief_of_another_evening_is_404(cast, evening):
    guest = evening.guest()
    other = an_evening(cast)

    assert cast.signed_in("zhao").get(brief_of(other, guest)).status_code == 404


# Own guests, and where each is


def test_own_guests_stand_in_three_groups(cast):
    evening = an_evening(cast, begins=timedelta(minutes=-61))
    here, absent = evening.guest("郑", "雅文"), evening.guest("钱", "多多")
    evening.guest("孔", "宁", reply=ReplyState.DECLINED)
    evening.guest("褚", "卫", rm="sun")
    evening.scan(here)

    page = cast.signed_in("zhao").get(f"{evening.door}/mine").text

    arrived, _sep, missing = page.partition('id="mine-absent"')
    assert "郑女士" in arrived
    assert "钱女士" in missing
    assert "tel:+8613800001234" in missing
    assert "孔" not in page
    assert "褚" not in page
    assert absent


def test_before_the_hour_is_over_a_guest_is_on_the_way(cast):
    with cast.app.app_context():
        event = Event(starts_at=NOW, ends_at=NOW + timedelta(hours=2))
        early, late = NOW + timedelta(minutes=59), NOW + timedelta(minutes=60)

        assert standing(ReplyState.ACCEPTED, event, present=False, now=early) is Standing.COMING
        assert standing(ReplyState.ACCEPTED, event, present=False, now=late) is Standing.ABSENT
        assert standing(ReplyState.DECLINED, event, present=True, now=late) is Standing.ARRIVED
        assert standing(ReplyState.DECLINED, event, present=False, now=early) is None


def test_a_line_can_be_copied_for_who_has_not_come(cast, evening):
    evening.guest()

    assert "郑女士好，今天" in cast.signed_in("zhao").get(f"{evening.door}/mine").text


def test_a_manager_without_guests_reads_what_to_do(cast, evening):
    evening.guest(rm="sun")

    assert "没有您的客户要来" in cast.signed_in("zhao").get(f"{evening.door}/mine").text


# The live board


def test_hosts_see_all_and_a_manager_figures_and_own_guests(cast, evening):
    evening.scan(evening.guest("郑", "雅文"))
    evening.scan(evening.guest("褚", "卫", rm="sun"))
    evening.guest("钱", "多多")

    for who in ("li", "manager", "admin"):
        page = cast.signed_in(who).get(f"{evening.door}/live").text
        assert "郑女士" in page
        assert "褚女士" in page
        assert "孙经理" in page
    page = cast.signed_in("zhao").get(f"{evening.door}/live")
    assert "郑女士" in page.text
    assert "褚" not in page.text
    assert "孙经理" not in page.text
    assert "已到 2" in words(page)  # figures of the whole evening
    assert cast.signed_in("door").get(f"{evening.door}/live").status_code == 403
    assert cast.signed_in("stranger").get(f"{evening.door}/live").status_code == 404


def test_the_board_reads_itself_anew_within_five_seconds(cast, evening):
    evening.guest()
    li = cast.signed_in("li")

    page = li.get(f"{evening.door}/live").text
    part = li.get(f"{evening.door}/live", headers=SCRIPT)

    assert int(re.search(r'id="live" data-every="(\d+)"', page)[1]) <= 5
    assert part.json["open"] is True
    assert "<html" not in part.json["html"]


def test_a_closed_evening_is_not_asked_again(cast):
    event_id = cast.add_event()

    page = cast.signed_in("li").get(f"/door/{event_id}/live").text

    assert 'id="live"' in page
    assert "data-every" not in page


def test_heads_are_counted_by_table(cast, evening):
    guest = evening.guest()
    with cast.app.app_context():
        table = EventTable(event_id=evening.event_id, number=3, seats=8)
        db.session.add(table)
        db.session.flush()
        seat = SeatPlace(event_id=evening.event_id, table_id=table.id, chair=1, invitation_id=guest, member=0)
        db.session.add(seat)
        db.session.get_one(Invitation, guest).heads = 2
        db.session.commit()
    evening.scan(guest)
    with cast.app.app_context():
        db.session.get_one(Presence, guest).heads = 1
        db.session.commit()

    row = re.search(r"<tr><th[^>]*>(?:3号桌).*?</tr>", cast.signed_in("li").get(f"{evening.door}/live").text, re.S)

    assert re.findall(r">(\d+)</td>", row[0]) == ["1", "1", "0"]


@pytest.mark.parametrize("page", ["live", "mine"])
def test_a_board_asks_the_same_of_the_database_for_one_guest_and_for_three(cast, evening, page):
    def asked() -> int:
        zhao.get(f"{evening.door}/{page}", headers=SCRIPT)
        with queries(cast.app) as seen:
            zhao.get(f"{evening.door}/{page}", headers=SCRIPT)
        return len(seen)

    zhao = cast.signed_in("zhao")
    evening.scan(evening.guest("王", "一"))
    one = asked()
    evening.scan(evening.guest("王", "二"))
    evening.scan(evening.guest("王", "三"))
    evening.guest("王", "四")

    assert asked() == one


def test_the_wall_names_nobody(cast, evening):
    guest = evening.guest("郑", "雅文")
    evening.scan(guest)

    for who in ("li", "zhao", "door"):
        page = cast.signed_in(who).get(f"{evening.door}/wall").text
        assert "已到" in page
        assert "郑" not in page
        assert "赵经理" not in page
        assert "arrival-alerts" not in page


# How they come


@pytest.mark.parametrize(
    ("a_minute", "lanes", "wait"), [(0, 1, 0), (1, 1, 0), (2.7, 1, 2), (2.7, 2, 0), (9, 1, 9), (9, 3, 3)]
)
def test_who_comes_faster_than_the_lanes_can_welcome_waits(a_minute, lanes, wait):
    assert waiting(a_minute, lanes) == wait


def test_arrivals_stand_in_bars_of_five_minutes(cast):
    with cast.app.app_context():
        event = Event(id=1, starts_at=NOW, ends_at=NOW + timedelta(hours=2), zone="Asia/Shanghai")
        came = [(NOW - STEP, 2), (NOW - STEP + timedelta(seconds=299), 1), (NOW - timedelta(hours=5), 1)]
        found = pace(event, came, 60, now=NOW)

    assert [(bar.at, bar.heads) for bar in found.bars if bar.heads] == [("11:00", 1), ("11:55", 3)]
    assert (found.peak_from, found.peak_to, found.peak_heads) == ("11:30", "12:00", 7)
    assert sum(bar.peak for bar in found.bars) == 6
    assert found.advice.lanes == 1


# The brief for hosts


def test_the_brief_for_hosts_has_ten_guests_a_page_and_names_its_reader(cast, evening):
    for number in range(11):
        guest = evening.guest("单", f"志{'一二三四五六七八九十百'[number]}")
    confide(cast, guest)
    with cast.app.app_context():
        own = db.session.scalars(sa.select(PartyMember).where(PartyMember.invitation_id == guest)).one()
        own.diets, own.diet_note = [Diet.NO_SEAFOOD.value], "对虾过敏"
        db.session.commit()

    answer = cast.signed_in("manager").get(f"{evening.door}/guest-brief")

    first, second = pages_of(answer)
    assert first.count("钱行长") == 10
    assert second.count("钱行长") == 1
    text = first + second
    assert "Shàn" in text
    assert SECRET in text
    assert TOPIC in text
    assert "赵经理" in text
    assert "对虾过敏" not in text  # the dish and not its cause
    assert "13800001234" not in text
    assert ("export", cast.staff_ids["manager"]) in opened(cast, "guest_sheet")


def test_the_brief_for_hosts_names_who_comes_along(cast, evening):
    guest, partner = evening.guest(), cast.add_client("何", "秋", rm="sun")
    with cast.app.app_context():
        db.session.add(JointGuest(event_id=evening.event_id, client_id=partner, invitation_id=guest, coming=True))
        db.session.add(PartyMember(invitation_id=guest, place=1, kind=MemberKind.JOINT, client_id=partner))
        db.session.add(PartyMember(invitation_id=guest, place=2, kind=MemberKind.COMPANION, name="王立"))
        db.session.add(PartyMember(invitation_id=guest, place=3, kind=MemberKind.COMPANION))
        db.session.commit()

    [page] = pages_of(cast.signed_in("li").get(f"{evening.door}/guest-brief"))

    assert "何秋" in page
    assert "王立" in page
    assert "1 位" in page.replace("\r\n", "")


def test_the_organisers_copy_holds_no_confidences(cast, evening):
    confide(cast, evening.guest())

    [page] = pages_of(cast.signed_in("li").get(f"{evening.door}/guest-brief"))

    assert "郑雅文" in page
    assert "茶" in page
    assert SECRET not in page
    assert TOPIC not in page


def test_managers_of_clients_get_no_brief_of_everybody(cast, evening):
    evening.guest()

    assert cast.signed_in("zhao").get(f"{evening.door}/guest-brief").status_code == 403
    assert cast.signed_in("door").get(f"{evening.door}/guest-brief").status_code == 403


def test_the_brief_is_not_made_too_early_nor_of_nobody_nor_afterwards(cast, evening):
    li = cast.signed_in("li")
    early = cast.add_event(starts_at=datetime.now(UTC) + timedelta(days=5))

    assert "前三天" in li.get(f"/door/{early}/guest-brief", follow_redirects=True).text
    assert "还没有宾客答应" in li.get(f"{evening.door}/guest-brief", follow_redirects=True).text
    over = an_evening(cast, begins=timedelta(hours=-5))
    over.guest()
    assert "已经结束" in li.get(f"{over.door}/guest-brief", follow_redirects=True).text
    assert opened(cast, "guest_sheet") == []


def test_near_the_day_the_event_leads_to_the_boards_and_to_the_brief(cast, evening):
    page = cast.signed_in("li").get(f"/events/{evening.event_id}").text

    for path in ("live", "wall", "guest-brief"):
        assert f"{evening.door}/{path}" in page
    assert "guest-brief" not in cast.signed_in("zhao").get(f"/events/{evening.event_id}").text


@pytest.mark.parametrize(
    ("surname", "given", "said"),
    [
        ("单", "志刚", "Shàn Zhìgāng"),
        ("仇", "文静", "Qiú Wénjìng"),
        ("尉迟", "敏", "Yùchí Mǐn"),
        ("吕", "燕", "Lǚ Yàn"),
        ("曾", "国平", "Zēng Guópíng"),
        ("", "John", ""),
    ],
)
def test_a_surname_is_read_as_a_surname(surname, given, said):
    assert reading(Client(surname=surname, given_name=given)) == said
