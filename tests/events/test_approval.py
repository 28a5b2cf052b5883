"""Approval of an event: who is asked, what a grant covers, and what asks anew."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.db import db, now
from core.errors import DomainError
from events.approval.asking import (
    ApprovalState,
    Change,
    ask,
    begin_inviting,
    check_approved,
    decide,
    standing,
    take_back,
)
from events.approval.flags import raised
from events.approval.moves import MOVES, Stage, move, moves_of, stage_of, takes_answers
from events.approval.settings import APPROVE_SMALL, SMALL_SUM
from events.models import (
    ApprovalPart,
    ApprovalStep,
    BudgetKind,
    BudgetLine,
    Event,
    EventFormat,
    EventStatus,
    Flag,
    Venue,
)
from staff.models import AuditEntry, Role
from staff.settings import change_setting
from staff.team import add_staff
from tests.house import PASSWORD


def event_of(event_id: int) -> Event:
    return db.session.get_one(Event, event_id)


def plan_money(event_id: int, yuan: int) -> None:
    line = db.session.scalar(sa.select(BudgetLine).where(BudgetLine.event_id == event_id))
    if line is None:
        line = BudgetLine(event_id=event_id, kind=BudgetKind.VENUE)
        db.session.add(line)
    line.planned = yuan * 100
    db.session.flush()


def grant_all(cast, event: Event, *, by: str = "manager") -> None:
    for step in standing(event).waiting:
        decide(step, staff=cast.staff(by), granted=True, now=now())


def add_officer(cast, branch_id: int | None = None) -> int:
    officer = add_staff(
        username="law", name="合规", password=PASSWORD, branch_id=branch_id or cast.branch_id, roles={Role.COMPLIANCE}
    )
    db.session.commit()
    cast.staff_ids["law"] = officer.id
    return officer.id


class TestMoves:
    def test_every_status_has_its_moves_and_an_ended_event_has_none(self):
        assert set(MOVES) == set(EventStatus)
        assert MOVES[EventStatus.CANCELLED] == MOVES[EventStatus.ARCHIVED] == frozenset()

    def test_a_move_that_is_not_the_events_is_refused_and_writes_nothing(self, cast):
        event_id = cast.add_event(approved=False)
        with cast.app.app_context():
            with pytest.raises(DomainError, match="move_not_allowed"):
                move(event_of(event_id), EventStatus.INVITING, now=now())
            assert moves_of(event_of(event_id)) == []

    def test_each_move_is_a_row_with_who_and_why(self, cast):
        event_id = cast.add_event()
        with cast.app.app_context():
            move(event_of(event_id), EventStatus.CANCELLED, now=now(), staff=cast.staff("li"), reason="台风")
            [row] = moves_of(event_of(event_id))
            assert (row.before, row.after, row.reason, row.staff.username) == (
                "approved", EventStatus.CANCELLED, "台风", "li",
            )  # fmt: skip

    def test_the_clock_says_whether_answers_are_closed_and_the_evening_is_under_way(self, cast):
        event_id = cast.add_event()
        cast.add_invitation(event_id, cast.add_client())
        with cast.app.app_context():
            event = event_of(event_id)
            moments = (now(), event.reply_by + timedelta(minutes=1), event.starts_at, event.ends_at)
            assert [stage_of(event, moment) for moment in moments] == [
                Stage.INVITING, Stage.ANSWERS_CLOSED, Stage.UNDER_WAY, Stage.ENDED,
            ]  # fmt: skip
            assert [takes_answers(event, moment) for moment in moments] == [True, True, False, False]

    def test_a_draft_that_nobody_approved_stays_a_draft_when_guests_are_listed(self, cast):
        event_id = cast.add_event(approved=False)
        cast.add_invitation(event_id, cast.add_client())
        with cast.app.app_context():
            assert event_of(event_id).status is EventStatus.DRAFT


class TestFlags:
    def test_what_the_plan_says_raises_its_flag_by_itself(self, cast):
        trip = cast.add_event(format=EventFormat.TRIP)
        family = cast.add_event(format=EventFormat.FAMILY)
        salon = cast.add_event(flags=["alcohol"])
        with cast.app.app_context():
            assert raised(event_of(trip)) == {Flag.TRAVEL}
            assert raised(event_of(family)) == {Flag.MINORS}
            assert raised(event_of(salon)) == {Flag.ALCOHOL}

    def test_more_than_a_hundred_heads_count_only_outside_the_bank(self, cast):
        event_id = cast.add_event(capacity=101)
        with cast.app.app_context():
            event = event_of(event_id)
            hall = Venue(branch_id=event.branch_id, name="饭店", own=False)
            db.session.add(hall)
            db.session.flush()
            assert raised(event) == frozenset()
            event.venue_id = hall.id
            assert raised(event) == {Flag.LARGE_VENUE}
            hall.own = True
            db.session.flush()
            assert raised(event) == frozenset()


class TestAsking:
    def test_the_manager_is_asked_and_what_was_seen_is_kept(self, cast):
        event_id = cast.add_event(approved=False)
        with cast.app.app_context():
            plan_money(event_id, 5000)
            found = ask(event_of(event_id), staff=cast.staff("li"), now=now(), said="春天了")
            [step] = found.waiting
            assert (step.part, step.said, step.seen["planned"]) == (ApprovalPart.MANAGER, "春天了", 500_000)
            assert event_of(event_id).status is EventStatus.SUBMITTED
            with pytest.raises(DomainError, match="approval_waiting"):
                ask(event_of(event_id), staff=cast.staff("li"), now=now())

    def test_granted_the_event_is_approved_and_with_guests_on_the_list_it_is_inviting(self, cast):
        one, two = cast.add_event(approved=False), cast.add_event(approved=False)
        with cast.app.app_context():
            for event_id, listed in ((one, False), (two, True)):
                ask(event_of(event_id), staff=cast.staff("li"), now=now())
                [step] = standing(event_of(event_id)).waiting
                decide(step, staff=cast.staff("manager"), granted=True, now=now(), listed=listed)
            assert event_of(one).status is EventStatus.APPROVED
            assert event_of(two).status is EventStatus.INVITING
            assert [row.after.value for row in moves_of(event_of(two))] == ["submitted", "approved", "inviting"]
            with pytest.raises(DomainError, match="approval_stands"):
                ask(event_of(one), staff=cast.staff("li"), now=now())

    def test_a_refusal_says_why_and_may_be_asked_again(self, cast):
        event_id = cast.add_event(approved=False)
        with cast.app.app_context():
            ask(event_of(event_id), staff=cast.staff("li"), now=now())
            [step] = standing(event_of(event_id)).waiting
            with pytest.raises(DomainError, match="comment_missing"):
                decide(step, staff=cast.staff("manager"), granted=False, now=now())
            decide(step, staff=cast.staff("manager"), granted=False, comment="太贵", now=now())
            assert standing(event_of(event_id)).state is ApprovalState.REFUSED
            assert event_of(event_id).status is EventStatus.REJECTED
            with pytest.raises(DomainError, match="approval_decided"):
                decide(step, staff=cast.staff("manager"), granted=True, now=now())
            ask(event_of(event_id), staff=cast.staff("li"), now=now())
            grant_all(cast, event_of(event_id))
            assert standing(event_of(event_id)).state is ApprovalState.GRANTED

    def test_taken_back_it_is_a_draft_again(self, cast):
        event_id = cast.add_event(approved=False)
        with cast.app.app_context():
            with pytest.raises(DomainError, match="approval_not_waiting"):
                take_back(event_of(event_id), staff=cast.staff("li"), now=now())
            ask(event_of(event_id), staff=cast.staff("li"), now=now())
            take_back(event_of(event_id), staff=cast.staff("li"), now=now())
            assert event_of(event_id).status is EventStatus.DRAFT
            assert standing(event_of(event_id)).state is ApprovalState.NOT_ASKED

    @pytest.mark.parametrize("who", ["li", "zhao", "door", "admin", "stranger"])
    def test_only_the_branchs_manager_decides(self, cast, who):
        event_id = cast.add_event(approved=False)
        with cast.app.app_context():
            ask(event_of(event_id), staff=cast.staff("li"), now=now())
            [step] = standing(event_of(event_id)).waiting
            with pytest.raises(DomainError, match="not_the_approver"):
                decide(step, staff=cast.staff(who), granted=True, now=now())

    def test_nobody_decides_what_they_asked_for_unless_there_is_no_other_and_that_is_noted(self, cast):
        event_id = cast.add_event(approved=False)
        with cast.app.app_context():
            ask(event_of(event_id), staff=cast.staff("manager"), now=now())
            [step] = standing(event_of(event_id)).waiting
            other = add_staff(
                username="second", name="副行长", password=PASSWORD, branch_id=cast.branch_id, roles={Role.MANAGER}
            )
            db.session.flush()
            with pytest.raises(DomainError, match="own_event"):
                decide(step, staff=cast.staff("manager"), granted=True, now=now())
            other.active = False
            db.session.flush()
            decide(step, staff=cast.staff("manager"), granted=True, now=now())
            db.session.flush()
            noted = sa.select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.action == "approve_own")
            assert db.session.scalar(noted) == 1

    def test_a_flag_asks_compliance_too_and_a_refusal_of_one_ends_the_other(self, cast):
        event_id = cast.add_event(approved=False, flags=["minors"])
        with cast.app.app_context():
            add_officer(cast)
            found = ask(event_of(event_id), staff=cast.staff("li"), now=now())
            by_part = {step.part: step for step in found.waiting}
            assert set(by_part) == set(ApprovalPart)
            with pytest.raises(DomainError, match="not_the_approver"):
                decide(by_part[ApprovalPart.COMPLIANCE], staff=cast.staff("manager"), granted=True, now=now())
            with pytest.raises(DomainError, match="not_the_approver"):
                decide(by_part[ApprovalPart.MANAGER], staff=cast.staff("law"), granted=True, now=now())
            decide(by_part[ApprovalPart.MANAGER], staff=cast.staff("manager"), granted=True, now=now())
            assert event_of(event_id).approved_at is None
            decide(
                by_part[ApprovalPart.COMPLIANCE], staff=cast.staff("law"), granted=False, comment="缺监护人", now=now()
            )
            assert standing(event_of(event_id)).state is ApprovalState.REFUSED
            again = ask(event_of(event_id), staff=cast.staff("li"), now=now())
            assert [step.part for step in again.waiting] == [ApprovalPart.COMPLIANCE]  # the money stays granted

    def test_in_a_branch_without_an_officer_the_manager_decides_for_compliance(self, cast):
        event_id = cast.add_event(approved=False, flags=["minors"])
        with cast.app.app_context():
            add_officer(cast, cast.other_branch_id)
            ask(event_of(event_id), staff=cast.staff("li"), now=now())
            grant_all(cast, event_of(event_id))
            assert event_of(event_id).status is EventStatus.APPROVED

    @pytest.mark.parametrize(
        ("status", "code"), [(EventStatus.CANCELLED, "event_closed"), (EventStatus.POSTPONED, "event_postponed")]
    )
    def test_nothing_is_asked_for_an_event_without_a_day_or_that_is_over(self, cast, status, code):
        event_id = cast.add_event(approved=False)
        with cast.app.app_context():
            event_of(event_id).status = status
            db.session.flush()
            with pytest.raises(DomainError, match=code):
                ask(event_of(event_id), staff=cast.staff("li"), now=now())


class TestWhatWasApproved:
    @pytest.fixture
    def approved(self, cast) -> int:
        event_id = cast.add_event(approved=False)
        with cast.app.app_context():
            plan_money(event_id, 5000)
            ask(event_of(event_id), staff=cast.staff("li"), now=now())
            grant_all(cast, event_of(event_id))
            db.session.commit()
        return event_id

    def test_less_money_and_another_hour_ask_nobody(self, cast, approved):
        with cast.app.app_context():
            plan_money(approved, 4000)
            event = event_of(approved)
            event.starts_at += timedelta(minutes=1)
            assert standing(event).state is ApprovalState.GRANTED

    def test_more_money_another_day_or_a_further_flag_ask_anew_and_no_letter_leaves(self, cast, approved):
        with cast.app.app_context():
            event = event_of(approved)
            plan_money(approved, 6000)
            event.starts_at += timedelta(days=1)
            event.ends_at += timedelta(days=1)
            event.flags = ["media"]
            db.session.flush()
            found = standing(event)
            assert found.state is ApprovalState.LAPSED
            assert set(found.changed) == set(Change)
            with pytest.raises(DomainError, match="not_approved"):
                check_approved(event, staff=cast.staff("li"), now=now())
            again = ask(event, staff=cast.staff("li"), now=now())
            assert {step.part for step in again.waiting} == set(ApprovalPart)
            grant_all(cast, event_of(approved))
            check_approved(event_of(approved), staff=cast.staff("li"), now=now())

    def test_an_inviting_event_that_is_asked_for_anew_stays_inviting(self, cast, approved):
        cast.add_invitation(approved, cast.add_client())
        with cast.app.app_context():
            plan_money(approved, 6000)
            ask(event_of(approved), staff=cast.staff("li"), now=now())
            assert event_of(approved).status is EventStatus.INVITING
            [step] = standing(event_of(approved)).waiting
            decide(step, staff=cast.staff("manager"), granted=False, comment="太贵", now=now())
            assert event_of(approved).status is EventStatus.INVITING
            with pytest.raises(DomainError, match="not_approved"):
                check_approved(event_of(approved), staff=cast.staff("li"), now=now())


class TestSmallEvenings:
    @pytest.fixture
    def free(self, cast) -> int:
        event_id = cast.add_event(approved=False)
        with cast.app.app_context():
            change_setting(cast.branch_id, APPROVE_SMALL, 0)
            db.session.commit()
        return event_id

    def test_with_the_first_guest_it_passes_by_itself_and_is_inviting(self, cast, free):
        cast.add_invitation(free, cast.add_client())
        with cast.app.app_context():
            assert event_of(free).status is EventStatus.INVITING
            [step] = db.session.scalars(sa.select(ApprovalStep))
            assert (step.granted, step.decided_by_id) == (True, None)

    def test_a_flag_or_a_larger_sum_asks_all_the_same(self, cast, free):
        with cast.app.app_context():
            event = event_of(free)
            plan_money(free, SMALL_SUM.default)
            assert standing(event).state is ApprovalState.NOT_NEEDED
            plan_money(free, SMALL_SUM.default + 1)
            assert standing(event).state is ApprovalState.NOT_ASKED
            plan_money(free, 0)
            event.flags = ["lottery"]
            assert standing(event).state is ApprovalState.NOT_ASKED
            begin_inviting(event, staff=cast.staff("li"), now=now())
            assert event.status is EventStatus.DRAFT

    def test_what_grows_beyond_small_later_is_asked_for(self, cast, free):
        cast.add_invitation(free, cast.add_client())
        with cast.app.app_context():
            plan_money(free, 9000)
            assert standing(event_of(free)).state is ApprovalState.LAPSED


class TestPages:
    def test_from_asking_to_granting_in_a_browser(self, cast):
        event_id = cast.add_event(approved=False)
        cast.add_invitation(event_id, cast.add_client())
        li, manager = cast.signed_in("li"), cast.signed_in("manager")
        here = f"/events/{event_id}/approval"
        assert "Ask for approval" in li.get(f"{here}?lang=en").text
        assert li.post(f"{here}/ask", data={"said": "春天了"}).status_code == 302
        assert (
            "A spring tea tasting"
            in manager.get("/?lang=en").text.split('id="events-to-approve"')[1].split("</section")[0]
        )
        with cast.app.app_context():
            [step] = standing(event_of(event_id)).waiting
            name, address = f"step-{step.id}", f"{here}/{step.id}"
        assert manager.post(address, data={f"{name}-decision": "refuse"}).status_code == 422
        assert manager.post(address, data={f"{name}-decision": "nonsense"}).status_code == 422
        assert manager.post(address, data={f"{name}-decision": "grant"}).status_code == 302
        with cast.app.app_context():
            assert event_of(event_id).status is EventStatus.INVITING
        assert "events-to-approve" not in manager.get("/?lang=en").text
        assert "Approved" in li.get(f"{here}?lang=en").text

    def test_the_organiser_decides_nothing_and_another_branch_finds_nothing(self, cast):
        event_id = cast.add_event(approved=False)
        cast.signed_in("li").post(f"/events/{event_id}/approval/ask")
        with cast.app.app_context():
            [step] = standing(event_of(event_id)).waiting
            step_id = step.id
            address = f"/events/{event_id}/approval/{step_id}"
            add_staff(
                username="far", name="远行长", password=PASSWORD, branch_id=cast.other_branch_id, roles={Role.MANAGER}
            )
            db.session.commit()
            cast.staff_ids["far"] = db.session.scalars(sa.text("SELECT id FROM staff WHERE username = 'far'")).one()
        grant = {f"step-{step_id}-decision": "grant"}
        assert cast.signed_in("li").post(address, data=grant).status_code == 403
        assert cast.signed_in("far").post(address, data=grant).status_code == 404
        assert cast.signed_in("far").get(f"/events/{event_id}/approval").status_code == 404

    def test_compliance_sees_what_is_asked_and_no_client(self, cast):
        event_id = cast.add_event(approved=False, flags=["minors"])
        client_id = cast.add_client()
        with cast.app.app_context():
            add_officer(cast)
        cast.signed_in("li").post(f"/events/{event_id}/approval/ask")
        law = cast.signed_in("law")
        assert "春茶品鉴" in law.get("/").text
        assert "Minors take part" in law.get(f"/events/{event_id}/approval?lang=en").text
        assert law.get(f"/clients/{client_id}").status_code == 403
        assert law.get(f"/events/{event_id}/guests").status_code == 403

    def test_asking_with_a_text_that_is_too_long_keeps_it(self, cast):
        event_id = cast.add_event(approved=False)
        answer = cast.signed_in("li").post(f"/events/{event_id}/approval/ask", data={"said": "春" * 301})
        assert answer.status_code == 422
        assert "春" * 301 in answer.text
