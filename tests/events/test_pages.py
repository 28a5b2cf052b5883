"""Pages of events: who may open them, planning with errors at their fields, changing, copying, and the list."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from core.db import db
from events.models import Event, EventFormat, EventStatus
from tests.house import queries

START = (datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=60)).replace(
    hour=14, minute=30, second=0, microsecond=0, tzinfo=None
)


def typed(**changes):
    """What an organiser types to plan a salon sixty days ahead."""
    values = {
        "format": "salon",
        "title": "春茶品鉴",
        "title_en": "A spring tea tasting",
        "speaker": "陈师傅",
        "speaker_en": "Master Chen",
        "starts_at": START.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (START + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
        "reply_by": (START - timedelta(days=7)).strftime("%Y-%m-%d"),
        "capacity": "30",
        "venue": "财富中心三楼",
        "venue_en": "Wealth Centre, third floor",
        "address": "滨江路18号",
        "address_en": "18 Binjiang Road",
        "parking": "地下车库免费",
        "parking_en": "Free in the basement",
    }
    return values | changes


def events(cast):
    with cast.app.app_context():
        return db.session.scalars(sa.select(Event).order_by(Event.id)).all()


def test_an_organiser_plans_a_salon_and_its_times_are_stored_in_utc(cast):
    answer = cast.signed_in("li").post("/events/new", data=typed())

    [event] = events(cast)
    assert answer.status_code == 302
    assert answer.location.endswith(f"/events/{event.id}")
    assert event.starts_at == START.replace(tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
    assert event.local_reply_by.strftime("%H:%M") == "23:59"
    assert event.local_reply_by.date() == (START - timedelta(days=7)).date()
    assert (event.zone, event.branch_id, event.status) == ("Asia/Shanghai", cast.branch_id, EventStatus.DRAFT)


def test_an_event_may_be_planned_without_english(cast):
    browser = cast.signed_in("li")

    answer = browser.post("/events/new", data=typed(title_en="", venue_en="", address_en="", speaker_en=""))

    [event] = events(cast)
    assert answer.status_code == 302
    assert (event.title_en, event.venue_en, event.address_en) == ("", "", "")
    assert "春茶品鉴" in browser.get(f"/events/{event.id}?lang=en").text


def test_times_are_said_to_be_those_of_a_zone_that_people_know(cast):
    page = cast.signed_in("li").get("/events/new").text

    assert "中国时间" in page
    assert "Asia/Shanghai" not in page


@pytest.mark.parametrize(("who", "reads", "plans"), [
    ("li", 200, 200), ("manager", 200, 200), ("admin", 200, 200), ("zhao", 200, 403), ("door", 403, 403),
])  # fmt: skip
def test_each_role_opens_what_is_its_own(cast, who, reads, plans):
    event_id = cast.add_event()
    browser = cast.signed_in(who)
    assert browser.get("/events").status_code == reads
    assert browser.get(f"/events/{event_id}").status_code == reads
    assert browser.get("/events/new").status_code == plans
    assert browser.get(f"/events/{event_id}/edit").status_code == plans
    assert browser.post(f"/events/{event_id}/edit", data=typed(title="别的")).status_code == (
        302 if plans == 200 else 403
    )


def test_another_branch_gets_404(cast):
    event_id = cast.add_event()
    browser = cast.signed_in("stranger")
    assert browser.get(f"/events/{event_id}").status_code == 404
    assert browser.get("/events/987654").status_code == 404


def test_a_copy_of_a_foreign_event_is_404(cast):
    event_id = cast.add_event(branch_id=cast.other_branch_id)
    assert cast.signed_in("li").get(f"/events/new?copy={event_id}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "茶" * 61}, "title"),
        ({"title_en": "T" * 91}, "title_en"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "2001"}, "capacity"),
        ({"capacity": "many"}, "capacity"),
        ({"starts_at": "soon"}, "starts_at"),
        ({"starts_at": "0001-01-01T00:00"}, "starts_at"),
        ({"starts_at": "2001-04-10T14:30"}, "starts_at"),
        ({"ends_at": START.strftime("%Y-%m-%dT%H:%M")}, "ends_at"),
        ({"reply_by": (START + timedelta(days=1)).strftime("%Y-%m-%d")}, "reply_by"),
        ({"reply_by": "9999-99-99"}, "reply_by"),
        ({"format": "circus"}, "format"),
    ],
)
def test_a_mistake_answers_422_with_the_error_at_its_field_and_nothing_lost(cast, changes, field):
    answer = cast.signed_in("li").post("/events/new", data=typed(speaker="林老师") | changes)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "林老师" in answer.text
    assert events(cast) == []


def test_text_is_never_code(cast):
    browser = cast.signed_in("li")
    browser.post("/events/new", data=typed(title="<script>x</script>", title_en="<b>tea</b>"))
    page = browser.get("/events?lang=en").text
    assert "<script>x" not in page
    assert "&lt;b&gt;tea" in page


def test_the_end_and_the_deadline_follow_a_beginning_that_was_moved(cast):
    """Without a script, what nobody touched goes along when the form is sent."""
    later = START + timedelta(days=7)
    moved = typed(starts_at=later.strftime("%Y-%m-%dT%H:%M"))
    moved |= {"ends_at_usual": moved["ends_at"], "reply_by_usual": moved["reply_by"]}

    cast.signed_in("li").post("/events/new", data=moved)

    [event] = events(cast)
    assert event.local_end.replace(tzinfo=None) == later + timedelta(hours=2)
    assert event.local_reply_by.date() == later.date() - timedelta(days=7)


def test_a_deadline_that_somebody_chose_stays(cast):
    chosen = typed(reply_by=(START - timedelta(days=3)).strftime("%Y-%m-%d"))
    chosen |= {"reply_by_usual": (START - timedelta(days=7)).strftime("%Y-%m-%d")}
    cast.signed_in("li").post("/events/new", data=chosen)
    [event] = events(cast)
    assert event.local_reply_by.date() == START.date() - timedelta(days=3)


def test_an_empty_deadline_is_the_usual_one_of_the_format(cast):
    cast.signed_in("li").post("/events/new", data=typed(format="trip", reply_by=""))
    [event] = events(cast)
    assert event.local_reply_by.date() == START.date() - timedelta(days=21)


def test_the_part_with_the_following_times_knows_the_format(cast):
    page = cast.signed_in("li").get(
        "/events/usual-times", query_string={"format": "banquet", "starts_at": "2027-05-22T18:00"}
    )
    assert 'value="2027-05-22T20:30"' in page.text
    assert 'value="2027-05-12"' in page.text
    assert cast.signed_in("li").get("/events/usual-times?starts_at=0001-01-01T00:00").status_code == 200


def test_the_form_is_prefilled_and_can_be_sent_as_it_is(cast):
    page = cast.signed_in("li").get("/events/new").text
    assert page.count('name="reply_by_usual"') == 1
    assert 'value="30"' in page


def test_editing_shows_local_times_and_keeps_the_hour_of_an_untouched_deadline(cast):
    start = datetime(2027, 6, 5, 6, 30, tzinfo=UTC) + timedelta(days=3650)
    event_id = cast.add_event(starts_at=start)
    browser = cast.signed_in("li")
    page = browser.get(f"/events/{event_id}/edit").text
    local = start.astimezone(ZoneInfo("Asia/Shanghai"))
    assert f'value="{local:%Y-%m-%dT%H:%M}"' in page

    values = typed(
        starts_at=f"{local:%Y-%m-%dT%H:%M}",
        ends_at=f"{local + timedelta(hours=2):%Y-%m-%dT%H:%M}",
        reply_by=f"{local - timedelta(days=7):%Y-%m-%d}",
        capacity="40",
    )
    assert browser.post(f"/events/{event_id}/edit", data=values).status_code == 302
    [event] = events(cast)
    assert (event.capacity, event.reply_by) == (40, start - timedelta(days=7))


def test_times_of_an_event_abroad_are_typed_and_shown_in_its_own_zone(cast):
    event_id = cast.add_event(starts_at=datetime(2037, 7, 4, 13, 30, tzinfo=UTC), zone="Europe/London")
    page = cast.signed_in("li").get(f"/events/{event_id}/edit").text
    assert 'value="2037-07-04T14:30"' in page
    assert "14:30–16:30" in cast.signed_in("li").get(f"/events/{event_id}").text


def test_an_hour_that_clocks_jump_over_is_an_error_at_the_field(cast):
    event_id = cast.add_event(starts_at=datetime(2037, 7, 4, 13, 30, tzinfo=UTC), zone="Europe/London")
    values = typed(starts_at="2037-03-29T01:30", ends_at="2037-03-29T03:30", reply_by="2037-03-20")
    answer = cast.signed_in("li").post(f"/events/{event_id}/edit", data=values)
    assert answer.status_code == 422
    assert 'id="starts_at-error"' in answer.text


def test_a_closed_event_cannot_be_changed(cast):
    event_id = cast.add_event()
    with cast.app.app_context():
        db.session.get_one(Event, event_id).status = EventStatus.CLOSED
        db.session.commit()
    browser = cast.signed_in("li")
    assert browser.get(f"/events/{event_id}/edit").status_code == 409
    assert browser.post(f"/events/{event_id}/edit", data=typed()).status_code == 409


def test_a_further_evening_begins_with_everything_but_the_times(cast):
    event_id = cast.add_event(format=EventFormat.LECTURE, capacity=44, title="颈椎与睡眠")
    page = cast.signed_in("li").get(f"/events/new?copy={event_id}").text
    assert "颈椎与睡眠" in page
    assert 'value="44"' in page
    [event] = events(cast)
    assert f"{event.local_start:%Y-%m-%dT%H:%M}" not in page


def test_the_list_parts_what_comes_from_what_was(cast):
    cast.add_event(title="将来的")
    cast.add_event(title="过去的", starts_at=datetime.now(UTC) - timedelta(days=3))
    browser = cast.signed_in("zhao")
    coming, past = browser.get("/events").text, browser.get("/events?tab=past").text
    assert "将来的" in coming
    assert "过去的" not in coming
    assert "过去的" in past
    assert "将来的" not in past


def test_empty_lists_say_what_to_do_next(cast):
    assert "/events/new" in cast.signed_in("li").get("/events").text
    assert "/events/new" not in cast.signed_in("zhao").get("/events").text
    assert cast.signed_in("li").get("/events?tab=past").status_code == 200


@pytest.mark.parametrize("path", ["/events", "/events?tab=past"])
def test_the_list_costs_the_same_with_one_event_and_with_three(cast, path):
    past = {"starts_at": datetime.now(UTC) - timedelta(days=3)} if "past" in path else {}
    browser = cast.signed_in("li")
    cast.add_event(**past)
    browser.get(path)
    with queries(cast.app) as one:
        browser.get(path)
    cast.add_event(**past)
    cast.add_event(**past)
    with queries(cast.app) as three:
        browser.get(path)
    assert len(one) == len(three)


def test_the_path_leads_to_the_page_of_each_step(cast):
    event_id = cast.add_event(starts_at=datetime.now(UTC) + timedelta(hours=2))
    cast.add_invitation(event_id, cast.add_client())
    page = cast.signed_in("li").get(f"/events/{event_id}").text
    for url in (f"/events/{event_id}/guests", f"/events/{event_id}/guests/choose", f"/door/{event_id}"):
        assert f'href="{url}"' in page
    assert f"/print-runs/new?event={event_id}" in page


def test_an_event_that_has_ended_leads_to_closing(cast):
    event_id = cast.add_event(starts_at=datetime.now(UTC) - timedelta(hours=5))
    assert f'href="/events/{event_id}/close"' in cast.signed_in("li").get(f"/events/{event_id}").text


def test_an_rm_counts_own_clients_only_on_the_event_page(cast):
    event_id = cast.add_event()
    cast.add_invitation(event_id, cast.add_client())
    cast.add_invitation(event_id, cast.add_client("陈", "敏", rm="sun"))
    browser = cast.signed_in("zhao")
    assert "1 will come" not in browser.get(f"/events/{event_id}?lang=en").text
    assert "1 invited for 30 seats" in browser.get(f"/events/{event_id}?lang=en").text
    assert "2 invited for 30 seats" in cast.signed_in("li").get(f"/events/{event_id}?lang=en").text


def test_printed_letters_warn_whoever_changes_the_event(cast):
    event_id = cast.add_event()
    invitation_id = cast.add_invitation(event_id, cast.add_client())
    browser = cast.signed_in("li")
    assert "notice-attention" not in browser.get(f"/events/{event_id}/edit").text
    with cast.app.app_context():
        from invitations.models import Dispatch, Invitation

        db.session.get_one(Invitation, invitation_id).dispatch = Dispatch.PRINTED
        db.session.commit()
    assert "notice-attention" in browser.get(f"/events/{event_id}/edit").text


def test_today_shows_the_next_events_or_asks_an_organiser_to_plan_one(cast):
    assert "/events/new" in cast.signed_in("li").get("/").text
    event_id = cast.add_event()
    assert f"/events/{event_id}" in cast.signed_in("zhao").get("/").text
    assert f"/events/{event_id}" not in cast.signed_in("door").get("/").text
    assert f"/events/{event_id}" not in cast.signed_in("stranger").get("/").text
