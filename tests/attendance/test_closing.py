"""Closing the evening: every outcome goes into the guest's history once, and afterwards nothing changes."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from attendance.closing.telling import close_evening
from attendance.door.panels import TO_CLOSE
from attendance.models import ClosingDecision, EveningReport, Quarantined
from clients.history.ledger import entries_of
from clients.models import Client, EntryKind, HistoryEntry
from core.db import db, now
from core.errors import DomainError
from events.models import Event, EventStatus, Gift
from invitations.models import Invitation, ReplyState
from tests.attendance.evening import Evening, an_evening, new_scan, words
from tests.house import Cast, queries

OUTCOMES = {
    EntryKind.OUTCOME_ATTENDED,
    EntryKind.OUTCOME_NO_SHOW,
    EntryKind.OUTCOME_DECLINED,
    EntryKind.OUTCOME_NO_ANSWER,
}


def an_evening_that_was(cast: Cast) -> tuple[Evening, dict[str, int]]:
    """It began an hour ago; one guest of each kind."""
    evening = an_evening(cast, begins=timedelta(hours=-1))
    guests = {
        "came": evening.guest("郑", "雅文"),
        "missed": evening.guest("林", "婉清", rm="sun"),
        "declined": evening.guest("陈", "建国", reply=ReplyState.DECLINED),
        "cancelled": evening.guest("何", "志平", reply=ReplyState.CANCELLED),
        "silent": evening.guest("吴", "思远", reply=ReplyState.NONE),
        "waited": evening.guest("黄", "秋云", reply=ReplyState.WAITLISTED),
        "silent_came": evening.guest("许", "兰", reply=ReplyState.NONE),
        "revoked": evening.guest("高", "远", revoked=True),
    }
    evening.scan(guests["came"])
    evening.scan(guests["silent_came"])
    return evening, guests


def told(cast: Cast) -> list[tuple[str, EntryKind]]:
    with cast.app.app_context():
        rows = db.session.execute(
            sa.select(Client.surname, HistoryEntry.kind)
            .join(Client, Client.id == HistoryEntry.client_id)
            .where(HistoryEntry.kind.in_(OUTCOMES))
        ).all()
    return sorted(((surname, kind) for surname, kind in rows), key=lambda row: row[0])


def closing(evening: Evening) -> str:
    return f"/events/{evening.event_id}/close"


def test_closing_writes_each_outcome_once(cast: Cast):
    evening, _guests = an_evening_that_was(cast)
    browser = cast.signed_in("li")

    assert browser.post(closing(evening)).status_code == 302
    browser.post(closing(evening))  # a second click

    assert told(cast) == [
        ("何", EntryKind.OUTCOME_DECLINED),
        ("吴", EntryKind.OUTCOME_NO_ANSWER),
        ("林", EntryKind.OUTCOME_NO_SHOW),
        ("许", EntryKind.OUTCOME_ATTENDED),
        ("郑", EntryKind.OUTCOME_ATTENDED),
        ("陈", EntryKind.OUTCOME_DECLINED),
        ("黄", EntryKind.OUTCOME_NO_ANSWER),
    ]


def test_of_two_who_close_at_once_one_closes_and_the_other_is_told(cast: Cast):
    evening, _guests = an_evening_that_was(cast)
    browsers = [cast.signed_in(who) for who in ("li", "manager")]
    start = threading.Barrier(2)

    def close(browser) -> None:
        start.wait()
        browser.post(closing(evening))

    threads = [threading.Thread(target=close, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    pages = [words(browser.get(closing(evening))) for browser in browsers]
    assert sum("同事刚刚已结束" in page for page in pages) == 1
    assert sum("结果已写入" in page for page in pages) == 1
    assert len(told(cast)) == 7


def test_the_outcome_stands_in_the_history_of_the_client(cast: Cast):
    evening, guests = an_evening_that_was(cast)
    cast.signed_in("li").post(closing(evening))

    with cast.app.app_context():
        client = db.session.get_one(Invitation, guests["came"]).client
        newest = db.session.scalars(entries_of(client)).first()
        assert newest is not None
        assert newest.kind is EntryKind.OUTCOME_ATTENDED
        assert newest.subject == "春茶品鉴"
        assert (newest.source, newest.source_id) == ("event", evening.event_id)


def test_after_closing_nobody_is_checked_in_or_taken_back(cast: Cast):
    evening, guests = an_evening_that_was(cast)
    browser = cast.signed_in("li")
    browser.post(closing(evening))

    assert evening.post(browser, code=evening.code(guests["missed"])).status_code == 409
    assert evening.post(browser, f"/guests/{guests['came']}/undo").status_code == 409
    for path in ("/unresolved", "/heads", "/gifts", f"/guests/{guests['came']}/not-here"):
        page = browser.post(closing(evening) + path, data={"scan_id": new_scan()}, follow_redirects=True)
        assert "不能再" in words(page)
    with pytest.raises(DomainError, match="event_closed"):
        evening.scan(guests["missed"])
    assert len(told(cast)) == 7


def test_an_evening_that_has_not_begun_is_not_closed(cast: Cast):
    evening = an_evening(cast)
    evening.guest()
    browser = cast.signed_in("li")

    assert f'action="{closing(evening)}"' not in browser.get(closing(evening)).get_data(as_text=True)
    page = browser.post(closing(evening), follow_redirects=True)

    assert "活动尚未开始" in words(page)
    assert told(cast) == []


def test_before_closing_the_page_shows_the_figures_and_who_is_missing(cast: Cast):
    evening, guests = an_evening_that_was(cast)

    answer = cast.signed_in("li").get(closing(evening))
    page = words(answer)

    for figure in ("已邀请 7", "答应出席 2", "到场 2", "缺席 1", "婉拒 2", "未回复 2"):
        assert figure in page
    assert "1 位待核" in page
    assert f"said-{guests['missed']}-g" in answer.get_data(as_text=True)
    assert f"/guests/{guests['came']}/not-here" in answer.get_data(as_text=True)
    assert "确定结束吗" in page  # the second step
    assert "高远" not in page


def test_a_slip_is_taken_out_even_hours_later(cast: Cast):
    evening, _guests = an_evening_that_was(cast)
    late = evening.guest("沈", "月")
    evening.scan(late, at=now() - timedelta(minutes=40))
    browser = cast.signed_in("manager")

    browser.post(f"{closing(evening)}/guests/{late}/not-here", data={"scan_id": new_scan()})

    assert "到场 2" in words(browser.get(closing(evening)))
    page = browser.post(
        f"{closing(evening)}/guests/{late}/not-here", data={"scan_id": new_scan()}, follow_redirects=True
    )
    assert "尚未签到" in words(page)


def test_the_closed_evening_shows_what_became_of_each_guest(cast: Cast):
    evening, _guests = an_evening_that_was(cast)
    browser = cast.signed_in("li")

    page = words(browser.post(closing(evening), follow_redirects=True))

    for part in ("活动结果", "郑雅文 赵经理 到场", "林婉清 孙经理 缺席", "陈建国 赵经理 婉拒", "吴思远 赵经理 未回复"):
        assert part in page
    assert f'action="{closing(evening)}"' not in page


def test_an_evening_without_guests_says_so(cast: Cast):
    evening = an_evening(cast, begins=timedelta(hours=-1))

    assert "没有邀请宾客" in words(cast.signed_in("li").get(closing(evening)))


def test_closing_is_for_those_who_answer_for_the_evening(cast: Cast):
    evening = an_evening(cast)

    for who, status in {"door": 403, "zhao": 403, "li": 200, "manager": 200, "admin": 200}.items():
        assert cast.signed_in(who).get(closing(evening)).status_code == status


def test_another_branchs_evening_is_404(cast: Cast):
    evening, guests = an_evening_that_was(cast)
    with cast.app.app_context():
        db.session.get_one(Event, evening.event_id).branch_id = cast.other_branch_id
        db.session.commit()
    browser = cast.signed_in("li")

    assert browser.get(closing(evening)).status_code == 404
    assert browser.post(closing(evening)).status_code == 404
    assert browser.post(f"{closing(evening)}/guests/{guests['came']}/not-here").status_code == 404


def test_another_evenings_guest_is_404(cast: Cast):
    evening, _guests = an_evening_that_was(cast)
    other = an_evening(cast).guest("孟", "和")

    path = f"{closing(evening)}/guests/{other}/not-here"
    assert cast.signed_in("li").post(path, data={"scan_id": new_scan()}).status_code == 404


@pytest.mark.parametrize("closed", [False, True])
def test_more_guests_cost_no_more_queries(cast: Cast, closed):
    counts = []
    for number in (1, 3):
        evening = an_evening(cast, begins=timedelta(hours=-1))
        for index in range(number):
            evening.scan(evening.guest("王", f"文{index}", rm="sun" if index else "zhao"))
            evening.guest("李", f"想{index}")
        browser = cast.signed_in("li")
        if closed:
            browser.post(closing(evening), follow_redirects=True)
        with queries(cast.app) as seen:
            browser.get(closing(evening))
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_a_rule_called_twice_in_one_breath_closes_once(cast: Cast):
    evening, _guests = an_evening_that_was(cast)
    with cast.app.app_context():
        event, organiser = db.session.get_one(Event, evening.event_id), cast.staff("li")
        close_evening(event, staff=organiser, now=now())
        with pytest.raises(DomainError, match="event_closed"):
            close_evening(event, staff=organiser, now=now())
        db.session.commit()
        assert event.status is EventStatus.CLOSED
    assert len(told(cast)) == 7


def test_an_answer_that_arrives_while_somebody_closes_is_not_half_told(cast: Cast):
    """The door and closing wait for each other: whoever is in when the evening closes is told to have come."""
    evening, guests = an_evening_that_was(cast)
    browser, door = cast.signed_in("li"), cast.signed_in("manager")
    code, start = evening.code(guests["missed"]), threading.Barrier(2)
    status = []

    def enter() -> None:
        start.wait()
        status.append(evening.post(door, code=code).status_code)

    thread = threading.Thread(target=enter)
    thread.start()
    start.wait()
    browser.post(closing(evening))
    thread.join()

    came = ("林", EntryKind.OUTCOME_ATTENDED) in told(cast)
    assert came == (status == [200])
    assert len(told(cast)) == 7


class TestToday:
    def data(self, cast: Cast, who: str) -> dict | None:
        with cast.app.app_context():
            shown = TO_CLOSE.data(cast.staff(who), None, now())
            return shown and {key: [event.id for event in events] for key, events in shown.items()}

    def test_nothing_tonight_and_nothing_over_shows_nothing(self, cast: Cast):
        an_evening(cast, begins=timedelta(days=3)).guest()

        assert self.data(cast, "li") is None

    def test_the_door_of_tonight_is_offered_to_all_who_stand_there(self, cast: Cast):
        evening = an_evening(cast)
        evening.guest()

        for who in ("li", "manager", "door", "zhao"):
            assert self.data(cast, who) == {"doors": [evening.event_id], "to_close": []}
        assert self.data(cast, "stranger") is None

    def test_an_evening_that_is_over_waits_for_those_who_close_it(self, cast: Cast):
        evening = an_evening(cast, begins=timedelta(days=-2))
        evening.guest()

        for who in ("li", "manager", "admin"):
            assert self.data(cast, who) == {"doors": [], "to_close": [evening.event_id]}
        for who in ("door", "zhao", "stranger"):
            assert self.data(cast, who) is None
        cast.signed_in("li").post(closing(evening))
        assert self.data(cast, "li") is None


class TestTheWizard:
    def test_a_word_about_a_guest_stays_until_the_evening_is_closed(self, cast: Cast):
        evening, guests = an_evening_that_was(cast)
        browser, key = cast.signed_in("li"), f"{guests['missed']}-g"

        browser.post(f"{closing(evening)}/unresolved", data={f"said-{key}": "excused", f"note-{key}": "来过电话"})
        page = browser.get(closing(evening)).get_data(as_text=True)

        assert '<option value="excused" selected>' in page
        assert "来过电话" in page
        assert "已核完" in page
        browser.post(closing(evening))
        with cast.app.app_context():
            kinds = set(db.session.scalars(sa.select(HistoryEntry.kind).where(HistoryEntry.key.like("outcome:%"))))
        assert EntryKind.OUTCOME_EXCUSED in kinds
        assert EntryKind.OUTCOME_NO_SHOW not in kinds

    def test_what_is_none_of_the_three_words_is_a_bad_request_and_other_guests_are_passed_over(self, cast: Cast):
        evening, guests = an_evening_that_was(cast)
        other = an_evening(cast).guest("孟", "和")
        browser, place = cast.signed_in("li"), f"{closing(evening)}/unresolved"

        assert browser.post(place, data={f"said-{guests['missed']}-g": "late"}).status_code == 400
        said = {f"said-{other}-g": "excused", f"said-{guests['came']}-g": "excused", "said-x": "excused"}
        assert browser.post(place, data=said).status_code == 302
        with cast.app.app_context():
            assert db.session.scalars(sa.select(ClosingDecision)).all() == []

    def test_a_difference_of_heads_comes_back_with_what_was_typed(self, cast: Cast):
        evening, _guests = an_evening_that_was(cast)
        browser, place = cast.signed_in("li"), f"{closing(evening)}/heads"

        for bodies in ("9", "many", "-1"):
            answer = browser.post(place, data={"bodies": bodies, "bodies_note": ""})
            assert answer.status_code == 422
            assert f'value="{bodies}"' in answer.get_data(as_text=True)
        assert browser.post(place, data={"bodies": "9", "bodies_note": "司机也数进去了"}).status_code == 302
        assert "清点 9 人" in words(browser.get(closing(evening)))

    def test_gifts_that_came_back_are_counted(self, cast: Cast):
        evening, _guests = an_evening_that_was(cast)
        with cast.app.app_context():
            gift = Gift(event_id=evening.event_id, name="茶饼", stock=5)
            db.session.add(gift)
            db.session.commit()
            name = f"returned-{gift.id}"
        browser, place = cast.signed_in("li"), f"{closing(evening)}/gifts"

        assert "请填" in words(browser.post(place, data={name: "five"}, follow_redirects=True))
        assert "少 1 份" in words(browser.post(place, data={name: "４"}, follow_redirects=True))
        assert "多 2 份" in words(browser.post(place, data={name: "7"}, follow_redirects=True))

    def test_lessons_are_kept_until_closing_and_too_long_a_one_comes_back(self, cast: Cast):
        evening, _guests = an_evening_that_was(cast)
        browser, place = cast.signed_in("li"), f"{closing(evening)}/lessons"

        assert browser.post(place, data={"keep": "茶" * 601, "again": "yes"}).status_code == 422
        browser.post(place, data={"keep": "门口有人迎", "again": "yes"})

        with cast.app.app_context():
            report = db.session.get_one(EveningReport, evening.event_id)
            assert (report.keep, report.again) == ("门口有人迎", True)
        browser.post(closing(evening))
        assert "不能再" in words(browser.post(place, data={"keep": "x"}, follow_redirects=True))

    def test_what_could_not_be_understood_is_shown_with_a_link(self, cast: Cast):
        evening, _guests = an_evening_that_was(cast)
        with cast.app.app_context():
            db.session.add(
                Quarantined(
                    event_id=evening.event_id,
                    staff_id=cast.staff_ids["door"],
                    received_at=now(),
                    fingerprint="x",
                    sealed="",
                    problem="unreadable",
                )
            )
            db.session.commit()

        page = cast.signed_in("li").get(closing(evening))

        assert "有 1 条扫码记录无法识别" in words(page)
        assert f"/events/{evening.event_id}/to-look-at" in page.get_data(as_text=True)

    @pytest.mark.parametrize("status", [EventStatus.CANCELLED, EventStatus.POSTPONED])
    def test_an_evening_that_was_not_held_has_nothing_to_close(self, cast: Cast, status):
        evening, _guests = an_evening_that_was(cast)
        with cast.app.app_context():
            db.session.get_one(Event, evening.event_id).status = status
            db.session.commit()
        browser = cast.signed_in("li")

        assert "没有要结束的活动" in words(browser.get(closing(evening)))
        browser.post(closing(evening))
        assert told(cast) == []

    @pytest.mark.parametrize("status", [EventStatus.REPORTED, EventStatus.ARCHIVED])
    def test_a_reported_evening_still_shows_its_results(self, cast: Cast, status):
        evening, _guests = an_evening_that_was(cast)
        browser = cast.signed_in("li")
        browser.post(closing(evening))
        with cast.app.app_context():
            db.session.get_one(Event, evening.event_id).status = status
            db.session.commit()

        page = words(browser.get(closing(evening)))

        assert "郑雅文 赵经理 到场" in page
