"""Money: amounts as typed, a share put by, figures a head, and who may look."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from clients.models import EntryKind, HistoryEntry
from core.db import db
from core.errors import DomainError
from events.models import BudgetKind, BudgetLine, Event, EventStatus
from events.money.amounts import plain, read_yuan, yuan
from events.money.budget import a_head, add_line, begin_with, budget_of, change_line, remove_line
from events.money.settings import CONTINGENCY
from events.themes.template import Sum
from staff.settings import change_setting
from tests.house import NOW, queries


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("12800", 1_280_000),
        ("12,800.5", 1_280_050),
        ("¥ 12 800.05", 1_280_005),
        ("１２元", 1200),
        ("", None),
        ("0", 0),
    ],
)
def test_amounts_are_read_as_people_type_them(typed, fen):
    assert read_yuan(typed) == fen
    assert read_yuan(plain(fen)) == fen


@pytest.mark.parametrize("typed", ["-5", "1.234", "viel", "1e9", "12345678901"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValueError, match=typed.replace(".", "[.]")):
        read_yuan(typed)


def test_amounts_are_written_without_idle_fen():
    assert (yuan(1_280_000), yuan(6_667), yuan(None)) == ("¥12,800", "¥66.67", "")


@pytest.mark.parametrize(
    ("total", "heads", "each"), [(1_000_000, 30, 33_333), (100, 3, 33), (200, 3, 67), (5, 0, None)]
)
def test_the_cost_a_head_is_rounded_to_the_fen(total, heads, each):
    assert a_head(total, heads) == each


@pytest.fixture
def client_id(cast):
    return cast.add_client()


@pytest.fixture
def planned(cast, client_id):
    """An event for 20 guests, best with 16; stays in the application."""
    event_id = cast.add_event(capacity=20, capacity_ideal=16)
    with cast.app.app_context():
        yield db.session.get_one(Event, event_id)


def add(event, kind=BudgetKind.VENUE, planned=100_000, actual=None):
    return add_line(event, kind=kind, text="", planned=planned, actual=actual)


def test_a_tenth_is_put_by_in_whole_yuan_and_follows_the_lines(planned):
    line = add(planned, planned=123_456)
    assert [one.planned for one in budget_of(planned).lines] == [123_456, 12_400]
    change_line(line, planned, kind=line.kind, text="", planned=200_000, actual=None)
    assert budget_of(planned).planned == 220_000
    remove_line(line, planned)
    assert budget_of(planned).planned == 0


def test_a_branch_may_put_by_another_share(planned):
    change_setting(planned.branch_id, CONTINGENCY, 20)
    add(planned)
    assert budget_of(planned).planned == 120_000


def test_what_is_put_by_is_nobodys_to_type(planned):
    with pytest.raises(DomainError, match="contingency_computed"):
        add(planned, BudgetKind.CONTINGENCY)
    add(planned)
    line = next(one for one in budget_of(planned).lines if one.kind is BudgetKind.CONTINGENCY)
    for refused in (
        lambda: remove_line(line, planned),
        lambda: change_line(line, planned, kind=BudgetKind.OTHER, text="", planned=1, actual=None),
    ):
        with pytest.raises(DomainError, match="contingency_computed"):
            refused()


def test_a_sum_that_no_event_costs_is_refused(planned):
    with pytest.raises(DomainError, match="sum_too_large"):
        add(planned, planned=100_000_000_001)


def test_the_money_of_a_cancelled_event_does_not_change(planned):
    line = add(planned)
    planned.status = EventStatus.CANCELLED
    with pytest.raises(DomainError, match="budget_shut"):
        add(planned)
    with pytest.raises(DomainError, match="budget_shut"):
        remove_line(line, planned)


def test_a_theme_counts_with_the_best_number_of_guests(planned):
    begin_with(planned, [Sum(BudgetKind.CATERING, a_head=6_000), Sum(BudgetKind.VENUE, fixed=50_000)])
    assert [one.planned for one in budget_of(planned).lines] == [50_000, 96_000, 14_600]


def test_the_cost_a_head_is_planned_by_seats_and_spent_by_who_came(planned, client_id):
    add(planned, planned=160_000, actual=150_000)
    before = budget_of(planned)
    assert (before.a_head_planned, before.a_head_actual, before.over) == (11_000, None, 0)
    planned.closed_at = NOW
    for _ in range(3):
        db.session.add(
            HistoryEntry(
                client_id=client_id, at=NOW, kind=EntryKind.OUTCOME_ATTENDED, source="event", source_id=planned.id
            )
        )
    db.session.flush()
    assert budget_of(planned).a_head_actual == 50_000


def test_the_page_adds_changes_and_takes_away_lines(cast):
    event_id = cast.add_event()
    browser, page = cast.signed_in("li"), f"/events/{event_id}/budget?lang=en"
    assert "Nothing is planned yet" in browser.get(page).text
    line = {"kind": "catering", "text": "茶点", "planned": "1,200", "actual": ""}
    assert browser.post(f"/events/{event_id}/budget", data=line).status_code == 302
    assert "¥1,320" in browser.get(page).text
    wrong = browser.post(f"/events/{event_id}/budget?lang=en", data=line | {"planned": "a lot"})
    assert wrong.status_code == 422
    assert 'id="planned-error"' in wrong.text
    assert "茶点" in wrong.text
    with cast.app.app_context():
        number = db.session.scalar(sa.select(BudgetLine.id).where(BudgetLine.kind == BudgetKind.CATERING))
    assert browser.post(f"/events/{event_id}/budget/{number}", data=line | {"actual": "1500"}).status_code == 302
    assert "more was spent than planned" in browser.get(page).text
    browser.post(f"/events/{event_id}/budget/{number}/remove")
    assert "茶点" not in browser.get(page).text


def test_the_usual_lines_are_laid_out_once(cast):
    event_id = cast.add_event()
    browser = cast.signed_in("li")
    for _ in range(2):
        browser.post(f"/events/{event_id}/budget/begin")
    with cast.app.app_context():
        kinds = db.session.scalars(sa.select(BudgetLine.kind)).all()
    assert len(kinds) == len(set(kinds)) == 6


def test_money_is_for_those_who_plan(cast):
    event_id, other = cast.add_event(), cast.add_event(branch_id=cast.other_branch_id)
    assert cast.signed_in("manager").get(f"/events/{event_id}/budget").status_code == 200
    assert cast.signed_in("zhao").get(f"/events/{event_id}/budget").status_code == 403
    assert "¥" not in cast.signed_in("zhao").get(f"/events/{event_id}").text
    assert cast.signed_in("li").get(f"/events/{other}/budget").status_code == 404


def test_the_budget_costs_the_same_with_one_line_and_with_three(cast):
    event_id = cast.add_event(starts_at=NOW + timedelta(days=4000))
    browser, page = cast.signed_in("li"), f"/events/{event_id}/budget"
    line = {"kind": "catering", "text": "", "planned": "1", "actual": ""}
    browser.post(page, data=line)
    browser.get(page)
    with queries(cast.app) as one:
        browser.get(page)
    browser.post(page, data=line | {"kind": "venue"})
    browser.post(page, data=line | {"kind": "photo"})
    with queries(cast.app) as three:
        browser.get(page)
    assert len(one) == len(three)
