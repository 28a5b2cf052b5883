"""Moving an evening, putting it off, calling it off: who is called, what becomes of letters and answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from clients.models import EntryKind, HistoryEntry
from core.db import db, now
from core.errors import DomainError
from events.approval.asking import ApprovalState, standing
from events.approval.changing import Moved, Times
from events.models import Event, EventStatus
from invitations.answers.rsvp import accept, decline
from invitations.desk.changes_of_plan import call_off, effect, put_off
from invitations.desk.lines import line_for
from invitations.models import (
    CallReason,
    CallTask,
    Channel,
    DeclineReason,
    Dispatch,
    Invitation,
    InvitationLetter,
    Reply,
    ReplyState,
)
from invitations.runs.dispatch import write_step
from printing.models import PrintRun
from tests.house import queries
from tests.invitations.print_desk import order, printed, run_of

DAY = timedelta(days=1)


def event_of(event_id: int) -> Event:
    return db.session.get_one(Event, event_id)


def guest_of(invitation_id: int) -> Invitation:
    return db.session.get_one(Invitation, invitation_id)


def later(event: Event, by: timedelta) -> Times:
    return Times(event.starts_at + by, event.ends_at + by, event.reply_by + by)


def delivered(cast, invitation_id: int) -> None:
    with cast.app.app_context():
        guest = guest_of(invitation_id)
        write_step(guest.event, guest, Dispatch.PRINTED, staff_id=None, at=now())
        write_step(guest.event, guest, Dispatch.DELIVERED, staff_id=None, at=now())
        db.session.commit()


def says(cast, invitation_id: int, coming: bool, reason: DeclineReason | None = None) -> None:
    with cast.app.app_context():
        if coming:
            accept(invitation_id, channel=Channel.QR, now=now())
        else:
            decline(invitation_id, channel=Channel.QR, now=now(), reason=reason)
        db.session.commit()


def calls(event_id: int) -> dict[int, CallReason]:
    rows = sa.select(CallTask.invitation_id, CallTask.reason).where(
        CallTask.event_id == event_id, CallTask.done_at.is_(None)
    )
    return dict(db.session.execute(rows).all())


def histories(kind: EntryKind) -> set[int]:
    return set(db.session.scalars(sa.select(HistoryEntry.client_id).where(HistoryEntry.kind == kind)))


@pytest.fixture
def evening(cast) -> tuple[int, dict[str, int]]:
    """Six guests: one has the letter, one said yes, one no because of the day, one no for good, two know of nothing."""
    event_id = cast.add_event(capacity=10)
    guests = {
        name: cast.add_invitation(event_id, cast.add_client("王", name, number=name))
        for name in ("silent", "yes", "day", "never", "printed", "listed")
    }
    for name in ("silent", "yes", "day", "never"):
        delivered(cast, guests[name])
    says(cast, guests["yes"], True)
    says(cast, guests["day"], False, DeclineReason.DATE)
    says(cast, guests["never"], False, DeclineReason.THEME)
    with cast.app.app_context():
        guest = guest_of(guests["printed"])
        write_step(guest.event, guest, Dispatch.PRINTED, staff_id=None, at=now())
        db.session.commit()
    return event_id, guests


class TestAnotherDay:
    def test_who_knows_of_it_is_called_and_asked_again(self, cast, evening):
        event_id, guests = evening
        with cast.app.app_context():
            event = event_of(event_id)
            first = event.starts_at
            told = put_off(event, later(event, 3 * DAY), staff=cast.staff("li"), reason="台风", now=now())
            db.session.commit()
            assert (told.moved, told.to_call, told.unreachable, told.to_destroy) == (Moved.DAY, 3, 0, 1)
            event = event_of(event_id)
            assert (event.announced_for, event.starts_at) == (first, first + 3 * DAY)
            assert (event.status, event.seats_taken) == (EventStatus.INVITING, 0)
            assert calls(event_id) == dict.fromkeys(
                (guests["silent"], guests["yes"], guests["day"]), CallReason.POSTPONED
            )
            states = {name: guest_of(one).reply for name, one in guests.items()}
            assert states == dict.fromkeys(guests, ReplyState.NONE) | {"never": ReplyState.DECLINED}
            assert len(histories(EntryKind.PUT_OFF)) == 3

    def test_the_line_to_copy_names_the_new_day_once_it_is_known(self, cast, evening):
        event_id, guests = evening
        with cast.app.app_context():
            put_off(event_of(event_id), None, staff=cast.staff("li"), reason="台风", now=now())
            task = db.session.scalars(sa.select(CallTask).where(CallTask.invitation_id == guests["yes"])).one()
            assert "新的日子定下来" in line_for(task, now())
            times = later(event_of(event_id), 30 * DAY)
            put_off(event_of(event_id), times, staff=cast.staff("li"), reason="定了", now=now())
            day = event_of(event_id).local_start
            assert f"改到{day.month}月{day.day}日" in line_for(task, now())

    def test_the_answers_so_far_stay_in_the_ledger(self, cast, evening):
        event_id, guests = evening
        with cast.app.app_context():
            event = event_of(event_id)
            put_off(event, later(event, DAY), staff=cast.staff("li"), reason="台风", now=now())
            rows = db.session.scalars(
                sa.select(Reply).where(Reply.invitation_id == guests["yes"]).order_by(Reply.id)
            ).all()
            assert [row.answer for row in rows] == [ReplyState.ACCEPTED, ReplyState.NONE]
            last = rows[-1]  # the guest has told nobody anything
            assert (last.staff_id, last.note, last.channel) == (cast.staff_ids["li"], "台风", Channel.HOUSE)
            accept(guests["yes"], channel=Channel.QR, now=now())  # for the new day
            assert event_of(event_id).seats_taken == 1

    def test_sheets_in_the_house_are_void_and_wait_for_a_run_again(self, cast, salon):
        event_id, guests = salon
        li = cast.signed_in("li")
        run_id = printed(cast, run_of(order(li, event_id)))
        cast.add_invitation(event_id, cast.add_client("新", "客", number="new"))
        open_run = run_of(order(li, event_id))
        with cast.app.app_context():
            event = event_of(event_id)
            told = put_off(event, later(event, DAY), staff=cast.staff("li"), reason="台风", now=now())
            db.session.commit()
            assert told.to_destroy == len(guests)
            assert {guest_of(one).dispatch for one in guests.values()} == {Dispatch.LISTED}
            void = sa.select(sa.func.count()).where(InvitationLetter.superseded_at.is_not(None))
            assert db.session.scalar(void) == len(guests)
            assert db.session.get_one(PrintRun, open_run).cancel_reason == "台风"
            assert db.session.get_one(PrintRun, run_id).cancelled_at is None

    def test_the_organiser_has_it_approved_anew_and_the_manager_has_approved_it_by_moving_it(self, cast):
        mine, theirs = cast.add_event(), cast.add_event()
        with cast.app.app_context():
            for event_id, who in ((mine, "li"), (theirs, "manager")):
                event = event_of(event_id)
                put_off(event, later(event, DAY), staff=cast.staff(who), reason="台风", now=now())
            assert standing(event_of(mine)).state is ApprovalState.NOT_ASKED
            assert standing(event_of(theirs)).state is ApprovalState.GRANTED

    def test_twice_is_called_about_twice(self, cast, evening):
        event_id, _guests = evening
        with cast.app.app_context():
            for _time in range(2):
                event = event_of(event_id)
                put_off(event, later(event, DAY), staff=cast.staff("li"), reason="台风", now=now())
                db.session.flush()
            assert db.session.scalar(sa.select(sa.func.count()).select_from(CallTask)) == 6


class TestAnotherHour:
    def test_the_answers_hold_and_everybody_is_called(self, cast, evening):
        event_id, guests = evening
        with cast.app.app_context():
            event = event_of(event_id)
            start = event.local_start.replace(hour=10)
            if start == event.local_start:
                start = start.replace(hour=11)
            told = put_off(
                event,
                Times(start, start + timedelta(hours=2), event.reply_by),
                staff=cast.staff("li"),
                reason="场地",
                now=now(),
            )
            assert told.moved is Moved.HOUR
            assert guest_of(guests["yes"]).reply is ReplyState.ACCEPTED
            assert event_of(event_id).seats_taken == 1
            assert set(calls(event_id).values()) == {CallReason.CHANGED}
            assert guests["day"] not in calls(event_id)
            assert standing(event_of(event_id)).state is ApprovalState.GRANTED


class TestNoDayYet:
    def test_the_event_waits_and_goes_on_when_its_day_is_named(self, cast, evening):
        event_id, guests = evening
        with cast.app.app_context():
            event = event_of(event_id)
            first = event.starts_at
            foretold = effect(event, again=True).to_call  # who said no to the day alone among them
            assert put_off(event, None, staff=cast.staff("li"), reason="台风", now=now()).to_call == foretold == 3
            guest_of(guests["yes"]).dispatch = Dispatch.LISTED  # answered by telephone before a letter left
            db.session.commit()
            event = event_of(event_id)
            assert event.status is EventStatus.POSTPONED
            with pytest.raises(DomainError, match="event_postponed"):
                put_off(event, None, staff=cast.staff("li"), reason="台风", now=now())
            db.session.rollback()
            foretold = effect(event_of(event_id), again=True).to_call
            told = put_off(event_of(event_id), later(event, 30 * DAY), staff=cast.staff("li"), reason="定了", now=now())
            assert foretold == told.to_call == 3
            db.session.commit()
            event = event_of(event_id)
            assert (event.status, event.announced_for) == (EventStatus.INVITING, first)
            asked = sa.select(sa.func.count()).where(CallTask.done_at.is_(None))
            assert db.session.scalar(asked) == 3  # the first calls have settled themselves
            assert guests["listed"] not in calls(event_id)

    def test_no_page_shows_the_day_that_was_given_up(self, cast, evening):
        event_id, _guests = evening
        with cast.app.app_context():
            day = event_of(event_id).local_start
            put_off(event_of(event_id), None, staff=cast.staff("li"), reason="台风", now=now())
            db.session.commit()
        li = cast.signed_in("li")
        for page in ("guests", "board", "waves", "seats"):
            text = li.get(f"/events/{event_id}/{page}?lang=zh").text
            assert "日期另定" in text, page
            assert f"{day.month}月{day.day}日" not in text, page

    def test_nobody_is_chosen_for_what_is_called_off(self, cast, evening):
        event_id, _guests = evening
        with cast.app.app_context():
            call_off(event_of(event_id), staff=cast.staff("li"), reason="台风", now=now())
            db.session.commit()
        assert f"/events/{event_id}/guests/choose" not in cast.signed_in("li").get(f"/events/{event_id}/guests").text

    def test_no_letter_leaves_meanwhile(self, cast, salon):
        event_id, _guests = salon
        printed(cast, run_of(order(cast.signed_in("li"), event_id)))
        with cast.app.app_context():
            put_off(event_of(event_id), None, staff=cast.staff("li"), reason="台风", now=now())
            db.session.commit()
        answer = cast.signed_in("li").get(f"/print-runs/new?event={event_id}&lang=en")
        assert answer.status_code == 200
        from invitations.runs.dispatch import take_all

        with cast.app.app_context(), pytest.raises(DomainError, match="event_postponed"):
            take_all(cast.staff("li"), event_of(event_id), Dispatch.HANDED, now=now())


class TestCalledOff:
    def test_who_knows_is_called_and_what_nobody_has_seen_is_taken_back(self, cast, evening):
        event_id, guests = evening
        with cast.app.app_context():
            told = call_off(event_of(event_id), staff=cast.staff("li"), reason="人太少", now=now())
            db.session.commit()
            assert (told.moved, told.to_call, told.to_destroy) == (None, 2, 1)
            assert event_of(event_id).status is EventStatus.CANCELLED
            assert calls(event_id) == dict.fromkeys((guests["silent"], guests["yes"]), CallReason.CANCELLED)
            assert guest_of(guests["yes"]).reply is ReplyState.ACCEPTED
            gone = {name for name, one in guests.items() if guest_of(one).revoked_at is not None}
            assert gone == {"printed", "listed"}
            assert len(histories(EntryKind.CALLED_OFF)) == 2
            assert len(histories(EntryKind.WITHDRAWN)) == 2
            with pytest.raises(DomainError, match="event_closed"):
                call_off(event_of(event_id), staff=cast.staff("li"), reason="人太少", now=now())


class TestRefusals:
    def test_a_change_without_a_reason_into_the_past_or_to_the_same_time_is_refused(self, cast):
        event_id = cast.add_event()
        with cast.app.app_context():
            event = event_of(event_id)
            tries = [
                (later(event, DAY), " ", "change_without_reason"),
                (later(event, timedelta()), "台风", "day_not_changed"),
                (later(event, -60 * DAY), "台风", "start_in_past"),
                (Times(event.starts_at + DAY, event.starts_at, event.reply_by), "台风", "ends_before_start"),
                (Times(event.starts_at + DAY, event.ends_at + DAY, now() - DAY), "台风", "reply_in_past"),
                (
                    Times(event.starts_at + DAY, event.ends_at + DAY, event.ends_at + DAY),
                    "台风",
                    "reply_after_start",
                ),
            ]
            for times, reason, code in tries:
                with pytest.raises(DomainError, match=code):
                    put_off(event, times, staff=cast.staff("li"), reason=reason, now=now())
            assert event_of(event_id).announced_for is None

    def test_an_evening_that_has_begun_is_neither_moved_nor_called_off(self, cast):
        event_id = cast.add_event(starts_at=now() - timedelta(hours=1))
        with cast.app.app_context():
            event = event_of(event_id)
            with pytest.raises(DomainError, match="event_begun"):
                call_off(event, staff=cast.staff("li"), reason="台风", now=now())
        for place in ("postpone", "call-off"):
            assert cast.signed_in("li").get(f"/events/{event_id}/{place}").status_code == 409


class TestPages:
    def test_postponing_in_a_browser_leads_to_the_calls_and_the_letters(self, cast, evening):
        event_id, _guests = evening
        li = cast.signed_in("li")
        here = f"/events/{event_id}/postpone"
        assert "3 guests know of the evening" in li.get(f"{here}?lang=en").text
        with cast.app.app_context():
            day = (event_of(event_id).local_start + 3 * DAY).strftime("%Y-%m-%dT%H:%M")
        assert li.post(here, data={"which": "day", "starts_at": day}).status_code == 422
        assert li.post(here, data={"which": "day", "reason": "台风"}).status_code == 422
        for beyond in ("0001-01-01T00:00", "9999-12-31T23:30"):  # the calendar around such a day has no end
            assert li.post(here, data={"which": "day", "starts_at": beyond, "reason": "台风"}).status_code == 422
        answer = li.post(here, data={"which": "day", "starts_at": day, "reason": "台风", "told_zh": "那几天有台风"})
        assert (answer.status_code, answer.location) == (302, f"/events/{event_id}/change-of-plan")
        page = li.get(f"{answer.location}?lang=en").text
        assert "Order 3 letters" in page
        assert "0 of 3 guests know of it" in page
        with cast.app.app_context():
            assert event_of(event_id).particulars["zh"]["change_reason"] == "那几天有台风"

    def test_calling_off_in_a_browser(self, cast, evening):
        event_id, _guests = evening
        li = cast.signed_in("li")
        assert li.post(f"/events/{event_id}/call-off", data={}).status_code == 422
        assert li.post(f"/events/{event_id}/call-off", data={"reason": "人太少"}).status_code == 302
        assert "Called off" in li.get(f"/events/{event_id}?lang=en").text
        assert "答应后取消" not in li.get(f"/events/{event_id}?lang=zh").text  # that is said of a guest's answer
        assert li.get(f"/events/{event_id}/call-off").status_code == 409

    def test_a_manager_sees_the_calls_of_own_clients_only_and_changes_nothing(self, cast):
        event_id = cast.add_event()
        own = cast.add_invitation(event_id, cast.add_client("甲", "一", number="a"))
        other = cast.add_invitation(event_id, cast.add_client("乙", "二", rm="sun", number="b"))
        for one in (own, other):
            delivered(cast, one)
        with cast.app.app_context():
            call_off(event_of(event_id), staff=cast.staff("li"), reason="人太少", now=now())
            db.session.commit()
        zhao = cast.signed_in("zhao")
        page = zhao.get(f"/events/{event_id}/change-of-plan").text
        assert "甲一" in page
        assert "乙二" not in page
        assert zhao.get(f"/events/{event_id}/postpone").status_code == 403
        assert zhao.post(f"/events/{event_id}/change-of-plan/letters").status_code == 403
        assert cast.signed_in("stranger").get(f"/events/{event_id}/change-of-plan").status_code == 404

    def test_many_guests_cost_no_more_queries_than_one(self, cast):
        counted = []
        for number in (1, 3):
            event_id = cast.add_event()
            for one in range(number):
                delivered(cast, cast.add_invitation(event_id, cast.add_client(number=f"{number}-{one}")))
            with cast.app.app_context():
                call_off(event_of(event_id), staff=cast.staff("li"), reason="人太少", now=now())
                db.session.commit()
            li = cast.signed_in("li")
            li.get(f"/events/{event_id}/change-of-plan")
            with queries(cast.app) as seen:
                assert li.get(f"/events/{event_id}/change-of-plan").status_code == 200
            counted.append(len(seen))
        assert counted[0] == counted[1]

    def test_an_event_whose_plan_stands_says_so(self, cast):
        page = cast.signed_in("li").get(f"/events/{cast.add_event()}/change-of-plan?lang=en").text
        assert "The plan stands as it was" in page
