"""Figures: what is divided by what, and that they are those of the lists."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from attendance.feedback.marks import Marks, Tally
from attendance.figures.counting import count_evenings
from attendance.figures.measures import (
    Facts,
    Share,
    accept_rate,
    attendance,
    cost_a_head,
    cost_an_invitee,
    follow_up_rate,
    reply_rate,
    show_of_invited,
)
from attendance.figures.overview import By, groups_of, period_of
from attendance.models import Presence, WalkIn
from clients.history.ledger import tell
from clients.models import EntryKind
from core.db import db, now
from events.models import BudgetKind, BudgetLine, Event, EventStatus
from invitations.models import EventQuota, Invitation, ReplyState
from tests.attendance.evening import Evening, an_evening, words
from tests.house import Cast, queries


@pytest.fixture
def evening(cast: Cast) -> Evening:
    """It is over. Four clients of Zhao and one of Sun; two came, one with a companion."""
    evening = an_evening(cast, begins=timedelta(hours=-3))
    came = evening.guest("郑", "雅文")
    also = evening.guest("林", "婉清", rm="sun")
    evening.guest("何", "志平")
    evening.guest("陈", "建国", reply=ReplyState.DECLINED)
    evening.guest("吴", "思远", reply=ReplyState.NONE)
    evening.guest("高", "远", revoked=True)
    at = now() - timedelta(hours=3)
    evening.scan(came, at=at)
    evening.scan(also, at=at)
    with cast.app.app_context():
        presence = db.session.get_one(Presence, came)
        presence.came, presence.heads = ["g", "c1"], 2
        db.session.commit()
    return evening


def counted(evening: Evening, who: str = "li"):
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        return count_evenings(evening.cast.staff(who), [event])


def facts_of(evening: Evening, who: str = "li") -> Facts:
    return counted(evening, who).of(evening.event_id)


def test_the_figures_of_an_evening(evening):
    facts = facts_of(evening)

    assert (facts.invited, facts.delivered, facts.replied, facts.accepted) == (5, 4, 4, 3)
    assert (facts.attended, facts.no_shows, facts.declined, facts.silent) == (2, 1, 1, 1)
    assert (facts.heads, facts.companions, facts.clients, facts.first_timers) == (3, 1, 2, 2)
    assert attendance(facts) == Share(2, 3)
    assert reply_rate(facts) == Share(4, 4)
    assert accept_rate(facts) == Share(3, 4)
    assert show_of_invited(facts).percent == 50


def test_relationship_managers_are_shown_their_own_clients_figures(evening):
    facts = facts_of(evening, "zhao")

    assert (facts.invited, facts.attended, facts.heads) == (4, 1, 2)
    assert facts_of(evening, "sun").attended == 1


def test_the_sums_are_those_of_the_lists(evening):
    facts, whole = facts_of(evening), counted(evening)
    with evening.app.app_context():
        standing = sa.and_(Invitation.event_id == evening.event_id, Invitation.revoked_at.is_(None))
        letters = db.session.scalar(sa.select(sa.func.count()).where(standing))
        heads = db.session.scalar(sa.select(sa.func.sum(Presence.heads)).where(Presence.event_id == evening.event_id))

    assert facts.invited == letters
    assert facts.heads == heads
    assert facts.attended + facts.represented + facts.only_companions == facts.parties
    for by in (By.TYPE, By.MANAGER):
        groups = groups_of(whole, by)
        assert sum(group.facts.invited for group in groups) == facts.invited
        assert sum(group.facts.clients for group in groups) == facts.clients


def test_who_comes_instead_represents_and_has_not_attended(evening):
    with evening.app.app_context():
        presence = db.session.scalars(sa.select(Presence).where(Presence.heads == 1)).one()
        presence.came = ["r"]
        db.session.commit()

    facts = facts_of(evening)

    assert (facts.attended, facts.represented, facts.clients, facts.heads) == (1, 1, 1, 3)


def test_who_was_spoken_with_within_two_days_is_followed_up(evening):
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        guests = db.session.scalars(
            sa.select(Invitation).join(Presence, Presence.invitation_id == Invitation.id).order_by(Invitation.id)
        ).all()
        tell(guests[0].client_id, EntryKind.CALL, at=event.ends_at + timedelta(hours=47))
        tell(guests[0].client_id, EntryKind.NOTE, at=event.ends_at + timedelta(hours=1))
        tell(guests[1].client_id, EntryKind.CALL, at=event.ends_at + timedelta(hours=49))
        tell(guests[1].client_id, EntryKind.SMS, at=event.ends_at + timedelta(hours=1))  # nobody answered
        db.session.commit()

    assert follow_up_rate(facts_of(evening)) == Share(1, 2)


def test_money_is_shown_to_those_who_plan_and_divided_by_heads(evening):
    with evening.app.app_context():
        db.session.add(BudgetLine(event_id=evening.event_id, kind=BudgetKind.VENUE, planned=100_000, actual=90_000))
        db.session.add(WalkIn(event_id=evening.event_id, at=now(), staff_id=evening.cast.staff_ids["door"], heads=2))
        db.session.commit()

    facts = facts_of(evening)

    assert (facts.all_heads, facts.walk_ins) == (5, 2)
    assert (cost_a_head(facts), cost_an_invitee(facts)) == (18_000, 45_000)
    assert cost_a_head(facts_of(evening, "zhao")) is None


def test_places_of_managers_are_filled_by_their_clients_acceptances(evening):
    with evening.app.app_context():
        db.session.add(
            EventQuota(
                event_id=evening.event_id, rm_id=evening.cast.staff_ids["zhao"], seats=4, returns_on=date(2027, 1, 1)
            )
        )
        db.session.commit()

    facts = facts_of(evening)

    assert (facts.quota_accepted, facts.quota) == (2, 4)


def test_nothing_is_divided_by_nothing():
    assert Share(0, 0).percent is None
    assert Share(0, 0).reaches(85) is None
    assert cost_a_head(Facts(bills=1, spent=100)) is None


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_percentage_is_rounded_half_up(part, whole):
    assert Share(part, whole).percent == int(100 * part / whole + 0.5 + 1e-9)


def test_the_aim_is_asked_of_the_exact_share():
    assert Share(849, 1000).percent == 85
    assert Share(849, 1000).reaches(85) is False


def test_a_score_of_few_answers_is_not_shown():
    assert Tally(recommend=Marks({10: 7})).nps is None
    assert Tally(recommend=Marks({10: 5, 8: 2, 3: 3})).nps == 20


@given(st.dictionaries(st.integers(0, 10), st.integers(1, 40), min_size=1))
def test_a_score_lies_between_its_ends(given):
    tally = Tally(recommend=Marks(given))

    assert tally.nps is None or -100 <= tally.nps <= 100


@pytest.mark.parametrize("who", ["li", "manager", "admin", "zhao"])
@pytest.mark.parametrize("by", [one.value for one in By])
def test_the_overview_puts_evenings_together_in_each_way(evening, who, by):
    browser = evening.cast.signed_in(who)

    assert browser.get(f"/figures?by={by}").status_code == 200
    assert browser.get("/figures/guests").status_code == 200


def test_the_overview_is_not_for_the_door(evening):
    assert evening.cast.signed_in("door").get("/figures").status_code == 403


def test_another_branch_sees_no_evening_of_ours(evening):
    page = evening.cast.signed_in("stranger").get("/figures?period=all")

    assert "春茶品鉴" not in words(page)


def test_who_comes_and_who_never_are_the_own_clients_only(evening):
    evening.cast.add_client("孔", "令仪", rm="sun")
    evening.cast.add_client("顾", "清和")

    mine, all_of_them = (words(evening.cast.signed_in(who).get("/figures/guests")) for who in ("zhao", "li"))

    assert "郑雅文" in mine
    assert "顾清和" in mine
    assert "林婉清" not in mine
    assert "孔令仪" not in mine
    assert "林婉清" in all_of_them
    assert "孔令仪" in all_of_them


def test_the_overview_asks_as_much_for_three_evenings_as_for_one(evening):
    browser = evening.cast.signed_in("li")
    browser.get("/figures")
    with queries(evening.app) as one:
        browser.get("/figures")
    for _ in range(2):
        other = an_evening(evening.cast, begins=timedelta(hours=-4))
        other.scan(other.guest("沈", "若水"), at=now() - timedelta(hours=4))
    with queries(evening.app) as three:
        browser.get("/figures")

    assert len(three) == len(one)


def test_the_table_is_taken_out_for_a_reason(evening):
    browser = evening.cast.signed_in("li")

    form = browser.get("/figures/export?by=manager")
    without = browser.post("/figures/export?by=manager", data={"format": "csv", "reason": ""})
    taken = browser.post("/figures/export?by=manager", data={"format": "csv", "reason": "季度会议"})
    book = browser.post("/figures/export", data={"format": "xlsx", "reason": "季度会议"})

    assert "选填" not in form.get_data(as_text=True)
    assert without.status_code == 422
    assert "赵经理" in taken.get_data(as_text=True)
    assert "季度会议" in taken.get_data(as_text=True)
    assert book.data.startswith(b"PK")


def test_a_period_is_read_from_the_address():
    today = date(2027, 3, 20)

    assert period_of("2026", today).last == date(2026, 12, 31)
    assert period_of("2027", today).last == today
    assert period_of("all", today).first is None
    assert period_of("२०२६", today).code == "12"
    assert period_of("9999", today).code == "12"


def test_an_evening_called_off_is_in_no_figure(evening):
    with evening.app.app_context():
        db.session.get_one(Event, evening.event_id).status = EventStatus.CANCELLED
        db.session.commit()

    assert "春茶品鉴" not in words(evening.cast.signed_in("li").get("/figures"))
