"""Themes: the catalogue brings what it says, evenings begin with it, and a branch keeps and changes its own."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.db import db
from core.errors import DomainError
from events.checklist.timeline import PREPARATIONS
from events.checklist.words import STEPS
from events.models import BudgetKind, BudgetLine, ChecklistItem, CompanionPolicy, Event, EventFormat, EventTheme
from events.themes.catalogue import THEMES, template_of, usual
from events.themes.finding import find_theme
from events.themes.own import change, keep, retire, template_from
from events.themes.template import Template
from events.type_profile import TypeProfile, check_profile
from tests.events.test_pages import START, events, typed
from tests.house import NOW, queries


def test_the_catalogue_has_the_thirty_two_themes_of_practice_and_each_format():
    assert len(THEMES) == len({theme.code for theme in THEMES}) == 32
    assert {theme.format for theme in THEMES} == set(EventFormat) - {EventFormat.ONLINE}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.code)
def test_each_theme_is_sound_and_survives_being_stored(theme):
    template = template_of(theme.code)
    fewest, best, most = template.heads

    assert fewest <= best <= most
    assert set(theme.prepare) <= PREPARATIONS.keys()
    assert all(step.code in STEPS for step in template.steps)
    check_profile(TypeProfile.from_stored(template.values["type_profile"]))
    assert Template.from_stored(template.stored()).stored() == template.stored()


def test_banquets_and_trips_take_no_tentative_answer_and_begin_earlier():
    assert usual(EventFormat.SALON).values["tentative_ok"]
    assert not usual(EventFormat.BANQUET).values["tentative_ok"]
    assert not usual(EventFormat.TRIP).values["tentative_ok"]
    first = {
        kind: usual(kind).steps[0].days_before for kind in (EventFormat.SALON, EventFormat.BANQUET, EventFormat.TRIP)
    }
    assert first == {EventFormat.SALON: 45, EventFormat.BANQUET: 55, EventFormat.TRIP: 65}


def test_planning_with_a_theme_brings_all_of_it_and_what_was_typed_wins(cast):
    browser = cast.signed_in("li")
    page = browser.get("/events/new?theme=orchard").text
    assert "果园半日" in page

    answer = browser.post(
        "/events/new?theme=orchard",
        data=typed(format="trip", title="杨梅园半日", companions="family", companions_most="3", flags=["travel"]),
    )

    assert answer.status_code == 302
    [event] = events(cast)
    assert (event.theme, event.title, event.companions) == ("orchard", "杨梅园半日", CompanionPolicy.FAMILY)
    assert set(event.type_profile["types"]) == {"RET", "FAM"}
    assert event.particulars["zh"]["dress"]
    with cast.app.app_context():
        codes = set(db.session.scalars(sa.select(ChecklistItem.code)))
        kinds = set(db.session.scalars(sa.select(BudgetLine.kind)))
    assert {"coach", "insurance", "approval"} <= codes
    assert {BudgetKind.TRANSPORT, BudgetKind.CONTINGENCY} <= kinds


def test_an_evening_without_a_theme_has_the_usual_steps_and_no_money(cast):
    cast.signed_in("li").post("/events/new", data=typed())
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ChecklistItem)) == len(
            usual(EventFormat.SALON).steps
        )
        assert db.session.scalar(sa.select(sa.func.count()).select_from(BudgetLine)) == 0


def test_a_further_evening_keeps_what_no_form_shows(cast):
    event_id = cast.add_event(particulars={"zh": {"dress": "正装"}, "en": {}}, risks=["fund"], theme="tea")
    cast.signed_in("li").post(f"/events/new?copy={event_id}", data=typed(title="第二场"))
    later = events(cast)[-1]
    assert (later.title, later.risks, later.theme) == ("第二场", ["fund"], "tea")
    assert later.particulars["zh"] == {"dress": "正装"}


def test_an_unknown_or_foreign_theme_is_404(cast):
    with cast.app.app_context():
        foreign = EventTheme(
            branch_id=cast.other_branch_id,
            name="别家的",
            format=EventFormat.SALON,
            contents=template_of("tea").stored(),
            created_by_id=cast.staff("stranger").id,
        )
        db.session.add(foreign)
        db.session.commit()
        number = foreign.id
    browser = cast.signed_in("li")
    for path in (
        "/events/themes/nothing",
        f"/events/themes/own-{number}",
        "/events/themes/own-x",
        "/events/new?theme=own-²",
        f"/events/new?theme=own-{number}",
        f"/events/themes/own/{number}/edit",
    ):
        assert browser.get(path).status_code == 404, path


def test_an_evening_is_kept_as_a_theme_with_what_things_cost(cast):
    event_id = cast.add_event(capacity=20)
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        db.session.add_all(
            [
                BudgetLine(event_id=event_id, kind=BudgetKind.CATERING, planned=120_000, actual=140_000),
                BudgetLine(event_id=event_id, kind=BudgetKind.VENUE, planned=300_000),
                BudgetLine(event_id=event_id, kind=BudgetKind.CONTINGENCY, planned=42_000),
            ]
        )
        db.session.flush()
        sums = {one.kind: (one.fixed, one.a_head) for one in template_from(event).sums}
    assert sums == {BudgetKind.CATERING: (0, 7_000), BudgetKind.VENUE: (300_000, 0)}

    browser = cast.signed_in("li")
    answer = browser.post(f"/events/{event_id}/theme", data={"name": "我们的茶会", "name_en": "Our tea", "instead": ""})
    assert answer.status_code == 302
    assert "我们的茶会" in browser.get("/events/themes").text
    page = browser.get(answer.location.replace("/themes/", "/new?theme=")).text
    assert "春茶品鉴" in page


def test_an_evening_takes_the_place_of_an_earlier_theme(cast):
    event_id = cast.add_event(title="第二回", theme="tea")
    with cast.app.app_context():
        event, li = db.session.get_one(Event, event_id), cast.staff("li")
        first = keep(event, name="茶会", name_en="", staff=li)
        event.title = "第三回"
        again = keep(event, name="茶会（新）", name_en="", staff=li, instead=first)
        assert again is first
        found = find_theme(li, f"own-{first.id}")
        assert (found.name, found.template.values["title"], found.template.theme) == ("茶会（新）", "第三回", "tea")


def test_a_theme_is_changed_retired_and_brought_back(cast):
    browser = cast.signed_in("li")
    edit = browser.post("/events/themes/tea/own").location
    number = int(edit.split("/")[-2])
    values = {
        "name": "本行茶会",
        "minutes": "90",
        "capacity_min": "6",
        "capacity_ideal": "8",
        "capacity": "10",
        "companions": "one",
        "flags": ["alcohol"],
        "goal": "老客户",
    }
    assert browser.post(edit, data=values).status_code == 302
    page = browser.get(f"/events/themes/own-{number}?lang=en").text
    assert "6–10 guests" in page
    assert "1 h 30 min" in page

    assert browser.post(edit, data=values | {"capacity_min": "12"}).status_code == 422
    browser.post(f"/events/themes/own/{number}/retire")
    assert f"/events/new?theme=own-{number}" not in browser.get("/events/themes").text
    browser.post(f"/events/themes/own/{number}/retire", data={"back": "1"})
    assert f"/events/new?theme=own-{number}" in browser.get("/events/themes").text


def test_a_retired_theme_is_not_changed(cast):
    with cast.app.app_context():
        theme = EventTheme(
            branch_id=cast.branch_id,
            name="旧",
            format=EventFormat.SALON,
            contents=template_of("tea").stored(),
            created_by_id=cast.staff("li").id,
        )
        retire(theme, now=NOW)
        with pytest.raises(DomainError, match="theme_retired"):
            change(theme, name="新", name_en="", minutes=60, values={})


def test_the_catalogue_can_be_narrowed_and_says_so_when_nothing_fits(cast):
    browser = cast.signed_in("li")
    page = browser.get("/events/themes?format=banquet&lang=en").text
    assert "theme=thanks_dinner" in page
    assert "theme=tea" not in page
    assert "No theme fits" in browser.get("/events/themes?format=online&lang=en").text
    assert "theme=calligraphy" not in browser.get("/events/themes?month=7").text


def test_the_catalogue_costs_the_same_with_one_own_theme_and_with_three(cast):
    browser = cast.signed_in("li")
    browser.post("/events/themes/tea/own")
    browser.get("/events/themes")
    with queries(cast.app) as one:
        browser.get("/events/themes")
    browser.post("/events/themes/wine/own")
    browser.post("/events/themes/golf/own")
    with queries(cast.app) as three:
        browser.get("/events/themes")
    assert len(one) == len(three)


def test_relationship_managers_do_not_plan(cast):
    for path in ("/events/themes", "/events/themes/tea", "/events/venues", "/events/speakers"):
        assert cast.signed_in("zhao").get(path).status_code == 403


def test_the_day_is_said_to_be_one_to_avoid(cast):
    year = START.year + 1
    page = (
        cast.signed_in("li")
        .get("/events/usual-times", query_string={"lang": "en", "format": "salon", "starts_at": f"{year}-06-08T14:30"})
        .text
    )
    assert "University entrance" in page


def test_a_theme_brings_its_length_and_hour(cast):
    page = cast.signed_in("li").get("/events/new?theme=fraud").text
    assert "T09:30" in page
    assert "T10:30" in page


def test_moved_evenings_stay_what_they_are_when_their_theme_changes(cast):
    event_id = cast.add_event(starts_at=datetime.now(UTC) + timedelta(days=40), theme="tea")
    browser = cast.signed_in("li")
    browser.post("/events/themes/tea/own")
    assert "春茶品鉴" in browser.get(f"/events/{event_id}").text
