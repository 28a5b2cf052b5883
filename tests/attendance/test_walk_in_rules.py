"""Who came without an invitation: let in and counted once, taken back by a row, forgotten when it is time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from attendance.closing.results import results
from attendance.ledger.counting import count
from attendance.models import Act, FollowUp, FollowUpKind, Method, Scan, Verdict, WalkIn
from attendance.walk_ins.consent_words import TEXTS, shown_words, version_of, words_of
from attendance.walk_ins.finding import look_for
from attendance.walk_ins.forgetting import due, forget_all
from attendance.walk_ins.walking_in import undo_walk_in, walk_in
from clients.models import Client
from core.db import db
from core.errors import DomainError
from events.models import DoorSetting, Event, EventStatus
from invitations.models import Invitation
from staff.models import AuditEntry
from tests.attendance.evening import an_evening, new_scan
from tests.house import Cast

NOW = datetime.now(UTC)


def let_in(cast: Cast, event_id: int, who: str = "door", **told):
    """Let somebody in by the rule and commit; the id of the row."""
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        for name, model in (("client", Client), ("introducer", Invitation)):
            if name in told:
                told[name] = db.session.get_one(model, told[name])
        told.setdefault("called", "" if "client" in told else "陈先生")
        row = walk_in(
            event, scan_id=told.pop("scan_id", new_scan()), staff=cast.staff(who), now=told.pop("now", NOW), **told
        )
        db.session.commit()
        return row.id


def take_back(cast: Cast, event_id: int, row_id: int, who: str = "door", *, now: datetime = NOW, reason: str = ""):
    with cast.app.app_context():
        event, row = db.session.get_one(Event, event_id), db.session.get_one(WalkIn, row_id)
        undo_walk_in(event, row, scan_id=new_scan(), staff=cast.staff(who), now=now, reason=reason)
        db.session.commit()


def counted(cast: Cast, event_id: int):
    with cast.app.app_context():
        return count(db.session.get_one(Event, event_id))


def refused(code: str):
    return pytest.raises(DomainError, match=f"^{code}$")


def words(cast: Cast) -> str:
    with cast.app.app_context():
        return shown_words(cast.staff("li").branch, "zh")


def test_a_stranger_is_one_row_and_one_scan_and_is_counted_in_heads(cast: Cast):
    evening = an_evening(cast)

    row_id = let_in(cast, evening.event_id, heads=3, phone="+8613912345678")

    assert (counted(cast, evening.event_id).arrived, counted(cast, evening.event_id).walk_ins) == (3, 3)
    with cast.app.app_context():
        scan = db.session.scalars(sa.select(Scan)).one()
        assert (scan.method, scan.verdict, scan.walk_in_id, scan.act) == (
            Method.WALK_IN,
            Verdict.OK,
            row_id,
            Act.ENTER,
        )
        row = db.session.get_one(WalkIn, row_id)
        assert (row.consented_at, row.consent_text, row.owner_id) == (None, "", None)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(FollowUp)) == 0


def test_the_same_scan_sent_twice_lets_in_once(cast: Cast):
    evening = an_evening(cast)
    scan_id = new_scan()

    first = let_in(cast, evening.event_id, scan_id=scan_id)

    assert let_in(cast, evening.event_id, scan_id=scan_id) == first
    assert counted(cast, evening.event_id).walk_ins == 1


def test_a_scan_id_of_a_guest_is_refused(cast: Cast):
    evening = an_evening(cast)
    scan_id = new_scan()
    evening.scan(evening.guest(), scan_id=scan_id)

    with refused("scan_id_reused"):
        let_in(cast, evening.event_id, scan_id=scan_id)


def test_the_words_are_kept_as_they_were_ticked_and_open_a_call_within_two_days(cast: Cast):
    evening = an_evening(cast)
    said = words(cast)

    row_id = let_in(cast, evening.event_id, phone="+8613912345678", consent=said)

    with cast.app.app_context():
        row = db.session.get_one(WalkIn, row_id)
        task = db.session.scalars(sa.select(FollowUp)).one()
        assert row.consent_text == said
        assert "江南银行" in said
        assert (task.kind, task.walk_in_id, task.owner_id) == (FollowUpKind.LEAD, row_id, cast.staff_ids["li"])
        assert task.due_at <= row.event.ends_at + timedelta(hours=48)


def test_the_lead_belongs_to_the_manager_of_who_brought_them(cast: Cast):
    evening = an_evening(cast)
    host = evening.guest(rm="sun")

    row_id = let_in(cast, evening.event_id, introducer=host, phone="+8613912345678", consent=words(cast))

    with cast.app.app_context():
        row = db.session.get_one(WalkIn, row_id)
        assert (row.owner_id, row.brought_by_id, row.brought_by) == (cast.staff_ids["sun"], host, "")


def test_consent_without_a_number_is_refused(cast: Cast):
    with refused("walk_in_phone_missing"):
        let_in(cast, an_evening(cast).event_id, consent=words(cast))


def test_somebody_has_to_be_called_something(cast: Cast):
    with refused("walk_in_nobody"):
        let_in(cast, an_evening(cast).event_id, called=" ")


@pytest.mark.parametrize("heads", [0, 21])
def test_so_many_heads_are_refused(cast: Cast, heads):
    with refused("walk_in_heads"):
        let_in(cast, an_evening(cast).event_id, heads=heads)


def test_a_door_that_takes_no_walk_ins_leaves_it_to_the_organiser(cast: Cast):
    evening = an_evening(cast)
    with cast.app.app_context():
        db.session.add(DoorSetting(event_id=evening.event_id, walk_ins=False))
        db.session.commit()

    with refused("walk_ins_off"):
        let_in(cast, evening.event_id)
    assert let_in(cast, evening.event_id, "li")


def test_nobody_is_let_in_before_the_door_opens_or_after_it_is_closed(cast: Cast):
    early, late = an_evening(cast, begins=timedelta(days=1)), an_evening(cast)
    with cast.app.app_context():
        db.session.get_one(Event, late.event_id).status = EventStatus.CLOSED
        db.session.commit()

    with refused("door_not_open"):
        let_in(cast, early.event_id)
    with refused("event_closed"):
        let_in(cast, late.event_id)


def test_over_capacity_the_door_fetches_somebody_who_says_why(cast: Cast):
    evening = an_evening(cast, capacity=3)
    evening.scan(evening.guest())

    for who in ("door", "zhao"):
        with refused("walk_in_full"):
            let_in(cast, evening.event_id, who, heads=3, forced=True, reason="拼桌")
    with refused("walk_in_full_reason"):
        let_in(cast, evening.event_id, "manager", heads=3)
    let_in(cast, evening.event_id, "manager", heads=3, forced=True, reason="拼桌")

    with cast.app.app_context():
        scan = db.session.scalars(sa.select(Scan).where(Scan.walk_in_id.is_not(None))).one()
        assert (scan.forced, scan.reason, scan.staff_id) == (True, "拼桌", cast.staff_ids["manager"])


def test_a_device_decides_nothing_whatever_its_role(cast: Cast):
    evening = an_evening(cast, capacity=1)
    with cast.app.app_context():
        cast.staff("li").is_device = True
        db.session.commit()

    with refused("walk_in_full"):
        let_in(cast, evening.event_id, "li", heads=2, forced=True, reason="拼桌")


def test_the_last_seats_are_not_forced(cast: Cast):
    evening = an_evening(cast, capacity=2)

    let_in(cast, evening.event_id, heads=2, forced=False)

    with cast.app.app_context():
        assert db.session.scalars(sa.select(Scan.forced)).all() == [False]


def test_a_client_who_was_not_invited_is_welcome_once(cast: Cast):
    evening = an_evening(cast)
    client_id = cast.add_client("高", "远", rm="sun")

    row_id = let_in(cast, evening.event_id, client=client_id)

    with cast.app.app_context():
        row = db.session.get_one(WalkIn, row_id)
        assert (row.client_id, row.called, row.phone, row.owner_id) == (client_id, "", "", cast.staff_ids["sun"])
    with refused("walk_in_client_in"):
        let_in(cast, evening.event_id, client=client_id)


def test_who_is_invited_is_no_walk_in_also_when_the_letter_was_taken_back(cast: Cast):
    evening = an_evening(cast)
    invited, gone = evening.guest("高", "远"), evening.guest("何", "平", revoked=True)
    with cast.app.app_context():
        clients = [db.session.get_one(Invitation, one).client_id for one in (invited, gone)]

    for client_id in clients:
        with refused("walk_in_invited"):
            let_in(cast, evening.event_id, client=client_id)


def test_taking_back_is_a_row_and_uncounts_and_drops_the_call(cast: Cast):
    evening = an_evening(cast)
    row_id = let_in(cast, evening.event_id, heads=2, phone="+8613912345678", consent=words(cast))

    take_back(cast, evening.event_id, row_id)

    assert counted(cast, evening.event_id).arrived == 0
    with cast.app.app_context():
        entered, undone = db.session.scalars(sa.select(Scan).order_by(Scan.id)).all()
        assert (undone.act, undone.undoes, undone.walk_in_id) == (Act.UNDO, entered.scan_id, row_id)
        assert db.session.scalars(sa.select(FollowUp.dropped)).one()
    with refused("walk_in_gone"):
        take_back(cast, evening.event_id, row_id)


def test_a_client_who_was_taken_back_may_come_in_after_all(cast: Cast):
    evening = an_evening(cast)
    client_id = cast.add_client("高", "远")
    take_back(cast, evening.event_id, let_in(cast, evening.event_id, client=client_id))

    let_in(cast, evening.event_id, client=client_id)

    assert counted(cast, evening.event_id).walk_ins == 1


def test_ten_minutes_later_only_a_supervisor_takes_back_and_says_why(cast: Cast):
    evening = an_evening(cast)
    row_id = let_in(cast, evening.event_id)
    later = NOW + timedelta(minutes=11)

    with refused("undo_too_late"):
        take_back(cast, evening.event_id, row_id, now=later)
    with refused("undo_too_late"):
        take_back(cast, evening.event_id, row_id, "sun")  # never one's own
    with refused("undo_needs_reason"):
        take_back(cast, evening.event_id, row_id, "li", now=later)
    take_back(cast, evening.event_id, row_id, "li", now=later, reason="记错了")
    with cast.app.app_context():
        assert db.session.scalars(sa.select(Scan.reason).where(Scan.act == Act.UNDO)).one() == "记错了"


def test_seven_days_after_the_event_nothing_is_left_but_the_heads(cast: Cast):
    evening = an_evening(cast)
    plain = let_in(cast, evening.event_id, heads=2, phone="+8613912345678", brought_by="老高")
    agreed = let_in(cast, evening.event_id, called="方女士", phone="+8613912345679", consent=words(cast))
    undone = let_in(cast, evening.event_id, called="马先生", phone="+8613912345670", consent=words(cast))
    take_back(cast, evening.event_id, undone)
    with cast.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        assert due(event.ends_at + timedelta(days=7, seconds=-1)) == []
        assert due(event.ends_at + timedelta(days=7)) == [plain, undone]
        event.starts_at -= timedelta(days=9)
        event.reply_by -= timedelta(days=9)
        event.ends_at -= timedelta(days=9)
        db.session.commit()

        forget_all(0, lambda *_counted: db.session.commit())
        forget_all(0, lambda *_counted: db.session.commit())

        rows = {row.id: row for row in db.session.scalars(sa.select(WalkIn))}
        assert (rows[plain].called, rows[plain].phone, rows[plain].brought_by) == ("", "", "")
        assert rows[undone].phone == ""
        assert (rows[plain].heads, rows[plain].forgotten_at is not None) == (2, True)
        assert (rows[agreed].called, rows[agreed].forgotten_at) == ("方女士", None)
        log = str([entry.details for entry in db.session.scalars(sa.select(AuditEntry))])
        assert not any(value in log for value in ("陈先生", "13912345678", "老高", "马先生"))


def test_closing_tells_a_client_who_walked_in_and_none_who_was_taken_back(cast: Cast):
    evening = an_evening(cast, begins=timedelta(hours=-1))
    client_id, other = cast.add_client("高", "远"), cast.add_client("何", "平", number="2")
    let_in(cast, evening.event_id, client=client_id)
    take_back(cast, evening.event_id, let_in(cast, evening.event_id, client=other))

    with cast.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        told = {result.client.id for result in results(event)}

    assert told == {client_id}


@pytest.mark.parametrize("text", ["高", "gao", "123", "  "])
def test_a_look_into_the_book_wants_more_than_that(cast: Cast, text):
    evening = an_evening(cast)
    with cast.app.app_context(), refused("walk_in_search_short"):
        look_for(db.session.get_one(Event, evening.event_id), text)


def test_the_door_finds_five_of_the_branch_at_most(cast: Cast):
    evening = an_evening(cast)
    for number in range(7):
        cast.add_client("高", f"远{'一二三四五六七'[number]}", number=str(number), rm="sun")
    cast.add_client("高", "远远", number="x", rm="stranger")

    with cast.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        found = {text: look_for(event, text) for text in ("高远", "gaoyuan", "1234", "高远远")}

    assert [len(found[text]) for text in ("高远", "gaoyuan", "1234", "高远远")] == [5, 5, 5, 0]


def test_the_words_of_a_tick_fit_and_are_never_changed(cast: Cast):
    assert TEXTS["walk-in-1"]["zh"].startswith("我同意{bank}今后就客户活动与我联系")
    with cast.app.app_context():
        branch = cast.staff("li").branch
        branch.bank_name_en = "B" * 80
        for language in ("zh", "en"):
            text = words_of(f"walk-in-1.{language}", branch)
            assert len(text) <= 200
            assert version_of(text, branch) == "walk-in-1"
        assert words_of("walk-in-9.zh", branch) is None
        assert words_of("", branch) is None
        assert version_of("别的话", branch) == "walk-in"
        db.session.rollback()
