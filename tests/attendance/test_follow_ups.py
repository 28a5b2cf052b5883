"""What is still to be said after an evening: which tasks, until when, to whom not, and how they are settled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from attendance.closing.deciding import decide
from attendance.closing.telling import close_evening
from attendance.follow_ups.doing import Way, drop, finish, write_line
from attendance.follow_ups.due import due_at
from attendance.follow_ups.lines import line_for
from attendance.follow_ups.listing import paces, ways
from attendance.follow_ups.opening import open_follow_up
from attendance.follow_ups.rules import open_for_walk_in
from attendance.models import FollowUp, FollowUpKind, Unresolved, WalkIn
from clients.models import Client, ClientHold, EntryKind, HistoryEntry, HoldKind
from core.db import db, now
from core.errors import DomainError
from events.models import Event
from invitations.models import GuestException, Invitation, ReplyState
from staff.scope import visible
from tests.attendance.evening import Evening, an_evening, words
from tests.house import Cast, queries

K = FollowUpKind


def an_evening_by_day(cast: Cast, *, begins: timedelta = timedelta(hours=-2)) -> Evening:
    """It ended this noon or earlier: the day is not over, whatever the clock of the machine says."""
    evening = an_evening(cast, begins=begins)
    with cast.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        noon = datetime.now(event.tz).replace(hour=12, minute=0, second=0, microsecond=0) + begins
        event.starts_at, event.ends_at = noon.astimezone(UTC), (noon + timedelta(hours=1)).astimezone(UTC)
        event.reply_by = min(event.reply_by, event.starts_at)
        db.session.commit()
    return evening


def close(evening: Evening, *, said: Unresolved | None = None, after: timedelta = timedelta(minutes=30)) -> None:
    with evening.app.app_context():
        event, organiser = db.session.get_one(Event, evening.event_id), evening.cast.staff("li")
        moment = event.ends_at + after
        if said is not None:
            ids = db.session.scalars(sa.select(Invitation.id).where(Invitation.event_id == event.id))
            decide(event, {(one, "g"): (said, "") for one in ids}, staff=organiser, now=moment)
        close_evening(event, staff=organiser, now=moment)
        db.session.commit()


def came(evening: Evening, surname: str = "郑", **values: object) -> int:
    invitation_id = evening.guest(surname, "雅文", **values)
    with evening.app.app_context():
        at = db.session.get_one(Event, evening.event_id).starts_at
    evening.scan(invitation_id, at=at)
    return invitation_id


def opened(evening: Evening) -> list[FollowUpKind]:
    with evening.app.app_context():
        found = db.session.scalars(sa.select(FollowUp.kind).where(FollowUp.event_id == evening.event_id))
        return sorted(found, key=lambda kind: list(K).index(kind))


def hold(cast: Cast, invitation_id: int, kind: HoldKind) -> None:
    with cast.app.app_context():
        client_id = db.session.get_one(Invitation, invitation_id).client_id
        day = now().date() - timedelta(days=9)
        db.session.add(ClientHold(client_id=client_id, kind=kind, since=day))
        db.session.commit()


def test_who_came_is_written_to_on_the_day_and_thanked_within_two(cast: Cast):
    evening = an_evening_by_day(cast)
    came(evening)

    close(evening)

    assert opened(evening) == [K.SAME_DAY, K.THANK_YOU]
    with cast.app.app_context():
        assert {task.owner_id for task in db.session.scalars(sa.select(FollowUp))} == {cast.staff_ids["zhao"]}


def test_the_next_day_there_is_no_line_of_the_day_any_more(cast: Cast):
    evening = an_evening_by_day(cast)
    came(evening)

    close(evening, after=timedelta(hours=20))

    assert opened(evening) == [K.THANK_YOU]


@pytest.mark.parametrize(
    ("said", "kind"), [(Unresolved.NO_SHOW, K.NO_SHOW), (Unresolved.EXCUSED, K.CANCELLED_SAME_DAY)]
)
def test_who_did_not_come_is_asked_after(cast: Cast, said, kind):
    evening = an_evening_by_day(cast)
    evening.guest()

    close(evening, said=said)

    assert opened(evening) == [kind]


@pytest.mark.parametrize(("hours", "kinds"), [(1, [K.CANCELLED_SAME_DAY]), (48, [])])
def test_who_cancelled_on_the_day_is_asked_whether_all_is_well(cast: Cast, hours, kinds):
    evening = an_evening_by_day(cast)
    invitation_id = evening.guest(reply=ReplyState.CANCELLED)
    with cast.app.app_context():
        invitation = db.session.get_one(Invitation, invitation_id)
        invitation.replied_at = invitation.event.starts_at - timedelta(hours=hours)
        db.session.commit()

    close(evening)

    assert opened(evening) == kinds


@pytest.mark.parametrize("reply", [ReplyState.DECLINED, ReplyState.NONE])
def test_who_had_not_said_yes_is_left_in_peace(cast: Cast, reply):
    evening = an_evening_by_day(cast)
    evening.guest(reply=reply)

    close(evening)

    assert opened(evening) == []


@pytest.mark.parametrize("kind", [HoldKind.BEREAVEMENT, HoldKind.OPTED_OUT, HoldKind.HOSPITAL])
def test_who_may_not_be_spoken_to_gets_no_task_and_the_page_says_why(cast: Cast, kind):
    evening = an_evening_by_day(cast)
    hold(cast, came(evening), kind)

    close(evening)

    assert opened(evening) == []
    page = words(cast.signed_in("li").get(f"/events/{evening.event_id}/close"))
    assert "以下宾客不致电、不写信" in page


def test_what_a_manager_has_passed_over_for_the_evening_is_passed_over_afterwards(cast: Cast):
    evening = an_evening_by_day(cast)
    invitation_id = came(evening)
    hold(cast, invitation_id, HoldKind.BEREAVEMENT)
    with cast.app.app_context():
        client_id = db.session.get_one(Invitation, invitation_id).client_id
        manager = cast.staff("manager").id
        db.session.add(
            GuestException(event_id=evening.event_id, client_id=client_id, reason="想来", staff_id=manager, at=now())
        )
        db.session.commit()

    close(evening)

    assert K.THANK_YOU in opened(evening)


@pytest.mark.parametrize(
    ("kind", "ends", "due"),
    [
        (K.SAME_DAY, "2027-03-20 16:30", "2027-03-20 22:00"),
        (K.CANCELLED_SAME_DAY, "2027-03-20 16:30", "2027-03-21 18:00"),
        (K.THANK_YOU, "2027-03-20 20:30", "2027-03-22 18:00"),
        (K.THANK_YOU, "2027-03-20 11:30", "2027-03-22 11:30"),  # never more than forty-eight hours
        (K.INTEREST, "2027-03-20 16:30", "2027-03-23 18:00"),
        (K.DISCONTENT, "2027-03-20 16:30", "2027-03-21 18:00"),
    ],
)
def test_until_when(cast: Cast, kind, ends, due):
    evening = an_evening(cast)
    with cast.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        event.ends_at = datetime.fromisoformat(ends).replace(tzinfo=event.tz).astimezone(UTC)
        event.starts_at = event.ends_at - timedelta(hours=2)
        found = due_at(kind, event, event.ends_at)
        assert f"{found.astimezone(event.tz):%Y-%m-%d %H:%M}" == due
        late = due_at(kind, event, event.ends_at + timedelta(days=10))
        assert f"{late.astimezone(event.tz):%m-%d %H:%M}" == "03-31 18:00"  # no task comes into being overdue
        db.session.rollback()


def test_the_same_cause_makes_one_task(cast: Cast):
    evening = an_evening_by_day(cast)
    came(evening)
    with cast.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        walk_in = WalkIn(event_id=event.id, at=now(), staff_id=cast.staff("door").id, called="老周", consented_at=now())
        db.session.add(walk_in)
        db.session.flush()
        first = open_for_walk_in(event, walk_in, now=now())
        assert open_for_walk_in(event, walk_in, now=now()) is first
        with pytest.raises(ValueError, match="a client or a walk-in"):
            open_follow_up(K.LEAD, event=event, owner_id=1, due_at=now(), key="x", now=now())
        db.session.commit()

    close(evening)

    assert opened(evening) == [K.SAME_DAY, K.THANK_YOU, K.LEAD]


class TestSettling:
    def one(self, cast: Cast, kind: FollowUpKind = K.THANK_YOU) -> int:
        evening = an_evening_by_day(cast)
        came(evening)
        close(evening)
        with cast.app.app_context():
            return db.session.scalars(sa.select(FollowUp.id).where(FollowUp.kind == kind)).one()

    def entries(self, cast: Cast) -> list[tuple[EntryKind, bool | None, str]]:
        with cast.app.app_context():
            rows = db.session.execute(
                sa.select(HistoryEntry.kind, HistoryEntry.two_way, HistoryEntry.text).where(
                    HistoryEntry.key.like("follow_up:%")
                )
            )
            return [(kind, two_way, text) for kind, two_way, text in rows]

    @pytest.mark.parametrize(
        ("kind", "way", "entry"),
        [
            (K.THANK_YOU, Way.CALL, (EntryKind.CALL, True)),
            (K.THANK_YOU, Way.WECHAT, (EntryKind.WECHAT, True)),
            (K.THANK_YOU, Way.LETTER, (EntryKind.FOLLOWED_UP, None)),
            (K.THANK_YOU, Way.MEETING, (EntryKind.MEETING, True)),
            (K.SAME_DAY, Way.SENT, (EntryKind.WECHAT, False)),
        ],
    )
    def test_the_history_tells_how_it_was_done_once(self, cast: Cast, kind, way, entry):
        task_id, browser = self.one(cast, kind), cast.signed_in("zhao")

        for _press in range(2):
            browser.post(f"/follow-ups/{task_id}", data={"way": way.value, "note": "说很好"})

        assert self.entries(cast) == [(*entry, "说很好")]

    def test_a_line_without_an_answer_thanks_nobody(self, cast: Cast):
        task_id = self.one(cast)
        with cast.app.app_context():
            task = db.session.get_one(FollowUp, task_id)
            with pytest.raises(DomainError, match="follow_up_way"):
                finish(task, Way.SENT, staff=cast.staff("zhao"), now=now())

    def test_a_colleague_who_was_faster_is_told(self, cast: Cast):
        task_id = self.one(cast)
        cast.signed_in("li").post(f"/follow-ups/{task_id}", data={"way": "call"})

        page = cast.signed_in("zhao").post(f"/follow-ups/{task_id}", data={"way": "call"}, follow_redirects=True)

        assert "同事已处理" in words(page)
        with cast.app.app_context(), pytest.raises(DomainError, match="follow_up_done"):
            drop(db.session.get_one(FollowUp, task_id), staff=cast.staff("zhao"), now=now(), reason="不用了")

    def test_not_needed_wants_a_reason_and_tells_the_history_nothing(self, cast: Cast):
        task_id, browser = self.one(cast), cast.signed_in("zhao")

        browser.post(f"/follow-ups/{task_id}", data={"way": "drop", "note": ""})
        with cast.app.app_context():
            assert db.session.get_one(FollowUp, task_id).done_at is None
        browser.post(f"/follow-ups/{task_id}", data={"way": "drop", "note": "当面谢过了"})

        with cast.app.app_context():
            task = db.session.get_one(FollowUp, task_id)
            assert (task.dropped, task.note) == (True, "当面谢过了")
            with pytest.raises(DomainError, match="follow_up_done"):
                write_line(task, "一句")
        assert self.entries(cast) == []

    def test_an_unknown_way_is_a_bad_request_and_a_foreign_task_is_404(self, cast: Cast):
        task_id = self.one(cast)

        assert cast.signed_in("zhao").post(f"/follow-ups/{task_id}", data={"way": "fax"}).status_code == 400
        for who in ("sun", "stranger"):
            browser = cast.signed_in(who)
            assert browser.post(f"/follow-ups/{task_id}", data={"way": "call"}).status_code == 404
            assert browser.post(f"/follow-ups/{task_id}/line", data={"line": "x"}).status_code == 404
        assert cast.signed_in("door").get("/follow-ups").status_code == 403


def test_each_sees_what_concerns_them_and_a_client_in_other_hands_takes_the_task_along(cast: Cast):
    evening = an_evening_by_day(cast)
    came(evening)
    came(evening, "林", rm="sun")
    close(evening)

    def seen(who: str) -> int:
        with cast.app.app_context():
            return len(db.session.scalars(visible(cast.staff(who), FollowUp)).all())

    assert {who: seen(who) for who in ("zhao", "sun", "li", "manager", "admin", "door", "stranger")} == {
        "zhao": 2, "sun": 2, "li": 4, "manager": 4, "admin": 4, "door": 0, "stranger": 0,
    }  # fmt: skip
    with cast.app.app_context():
        db.session.execute(sa.update(Client).values(rm_id=cast.staff_ids["sun"]))
        db.session.commit()
    assert (seen("zhao"), seen("sun")) == (0, 4)
    assert "郑雅文" in words(cast.signed_in("sun").get("/desk"))


def test_who_is_mourning_since_then_is_not_called_and_who_asked_is_answered_all_the_same(cast: Cast):
    evening = an_evening_by_day(cast)
    invitation_id = came(evening)
    close(evening)
    hold(cast, invitation_id, HoldKind.BEREAVEMENT)
    with cast.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        client_id = db.session.get_one(Invitation, invitation_id).client_id
        for kind in (K.QUESTION, K.DISCONTENT):
            open_follow_up(
                kind, event=event, owner_id=cast.staff_ids["zhao"], due_at=now(), key=kind.value, now=now(),
                client_id=client_id,
            )  # fmt: skip
        tasks = {task.kind: task for task in db.session.scalars(sa.select(FollowUp))}
        found = ways(list(tasks.values()), now())
        assert found[tasks[K.THANK_YOU].id].stopped is not None
        assert found[tasks[K.THANK_YOU].id].phone == ""
        assert found[tasks[K.QUESTION].id].phone
        assert line_for(tasks[K.DISCONTENT], now()) == ""  # that is a call, and not a line


def test_every_kind_has_a_line_that_is_short_enough_in_both_languages(cast: Cast):
    evening = an_evening_by_day(cast)
    invitation_id = came(evening)
    close(evening)
    with cast.app.app_context():
        task = db.session.scalars(sa.select(FollowUp).where(FollowUp.kind == K.THANK_YOU)).one()
        client = db.session.get_one(Invitation, invitation_id).client
        for language, most in (("zh", 70), ("en", 200)):
            client.language, client.name_en = language, "Zheng Yawen"
            for kind in set(K) - {K.DISCONTENT}:
                task.kind = kind
                assert 0 < len(line_for(task, now())) <= most
        task.kind = K.SAME_DAY
        client.language = "zh"
        assert "今天" in line_for(task, task.event.ends_at)
        assert "今天" not in line_for(task, task.event.ends_at + timedelta(days=1))  # today is over
        db.session.rollback()


def test_the_pace_counts_who_was_spoken_to_within_forty_eight_hours(cast: Cast):
    evening = an_evening_by_day(cast, begins=timedelta(days=-5))
    for surname in "郑林陈何":
        came(evening, surname)
    close(evening)
    with cast.app.app_context():
        event, zhao = db.session.get_one(Event, evening.event_id), cast.staff("zhao")
        tasks = db.session.scalars(sa.select(FollowUp).where(FollowUp.kind == K.THANK_YOU).order_by(FollowUp.id)).all()
        finish(tasks[0], Way.CALL, staff=zhao, now=event.ends_at + timedelta(hours=40))
        finish(tasks[1], Way.CALL, staff=zhao, now=event.ends_at + timedelta(hours=50))
        drop(tasks[2], staff=zhao, now=now(), reason="走了")
        db.session.flush()
        [pace] = paces(cast.staff("li"), now())
        assert (pace.guests, pace.prompt, pace.rate, pace.open, pace.late) == (3, 1, 33, 5, 5)
        [pace] = paces(cast.staff("li"), event.ends_at + timedelta(hours=10))
        assert pace.waiting == 1


def test_the_list_says_what_to_do_next_when_it_is_empty(cast: Cast):
    page = words(cast.signed_in("zhao").get("/follow-ups"))

    assert "没有待办的跟进" in page
    assert "没有符合条件的跟进" in words(cast.signed_in("zhao").get("/follow-ups?kind=lead"))


def test_the_lists_hold_what_is_open_and_what_is_settled(cast: Cast):
    evening = an_evening_by_day(cast, begins=timedelta(days=-5))
    came(evening)
    close(evening)
    browser = cast.signed_in("zhao")

    page = browser.get("/follow-ups")
    assert "郑雅文" in words(page)
    assert "已逾期" in words(page)
    for place in ("/", "/desk"):
        assert "郑雅文" in words(browser.get(place))
    with cast.app.app_context():
        task_ids = list(db.session.scalars(sa.select(FollowUp.id)))
    for task_id in task_ids:
        browser.post(f"/follow-ups/{task_id}", data={"way": "call"})

    assert "郑雅文" not in words(browser.get("/follow-ups"))
    assert "郑雅文" in words(browser.get("/follow-ups?done=1"))
    assert "0 %" in words(cast.signed_in("li").get("/desk"))


def test_more_tasks_cost_no_more_queries(cast: Cast):
    counts = []
    for number in (1, 3):
        evening = an_evening_by_day(cast)
        for index in range(number):
            came(evening, "郑林陈"[index], rm="zhao")
        close(evening)
        browser = cast.signed_in("li")
        browser.get("/follow-ups")
        with queries(cast.app) as seen:
            browser.get(f"/follow-ups?event={evening.event_id}")
        counts.append(len(seen))

    assert counts[0] == counts[1]
