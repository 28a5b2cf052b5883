"""Rules of planning: times in the event's zone, deadlines, how many to invite, and the steps of an evening."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.db import db
from core.errors import DomainError
from events.figures import Figures
from events.models import Event, EventFormat, EventStatus
from events.path import StepName, StepState, path
from events.planning import change_event, check_times, reply_moment, usual_reply_day
from events.themes.template import values_of
from events.times import from_local, last_minute, to_local
from tests.house import NOW


@pytest.mark.parametrize(
    ("kind", "day"),
    [
        (EventFormat.SALON, date(2027, 4, 3)),
        (EventFormat.LECTURE, date(2027, 4, 5)),
        (EventFormat.BANQUET, date(2027, 3, 31)),
        (EventFormat.TRIP, date(2027, 3, 20)),
    ],
)
def test_each_format_has_its_usual_deadline(kind, day):
    assert usual_reply_day(kind, date(2027, 4, 10), today=date(2027, 1, 2)) == day


@pytest.mark.parametrize(
    ("starts_on", "day"),
    [
        (date(2027, 4, 17), date(2027, 4, 16)),  # a week off: seven days before would be today
        (date(2027, 4, 12), date(2027, 4, 11)),
        (date(2027, 4, 11), date(2027, 4, 10)),
        (date(2027, 4, 10), date(2027, 4, 10)),
    ],
)
def test_at_short_notice_the_deadline_is_the_day_before_and_never_past(starts_on, day):
    assert usual_reply_day(EventFormat.SALON, starts_on, today=date(2027, 4, 10)) == day


def test_shanghai_is_eight_hours_ahead():
    assert from_local(datetime(2027, 4, 10, 14, 30), "Asia/Shanghai") == datetime(2027, 4, 10, 6, 30, tzinfo=UTC)


def test_summer_time_moves_the_stored_moment():
    assert from_local(datetime(2027, 3, 27, 14, 30), "Europe/London") == datetime(2027, 3, 27, 14, 30, tzinfo=UTC)
    assert from_local(datetime(2027, 3, 28, 14, 30), "Europe/London") == datetime(2027, 3, 28, 13, 30, tzinfo=UTC)


def test_an_hour_that_clocks_jump_over_is_refused():
    with pytest.raises(DomainError) as refusal:
        from_local(datetime(2027, 3, 28, 1, 30), "Europe/London")
    assert refusal.value.code == "time_skipped"


def test_of_an_hour_that_comes_twice_the_first_is_meant():
    assert from_local(datetime(2027, 10, 31, 1, 30), "Europe/London") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(["Asia/Shanghai", "Europe/London", "America/New_York", "Asia/Kathmandu"]),
)
def test_what_is_typed_is_what_is_shown_again(typed, zone):
    exists = (
        typed.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == typed
    )
    if exists:
        assert to_local(from_local(typed, zone), zone) == typed
    else:
        with pytest.raises(DomainError, match="time_skipped"):
            from_local(typed, zone)


def test_a_deadline_lasts_until_the_end_of_its_day():
    start = datetime(2027, 4, 10, 6, 30, tzinfo=UTC)
    assert reply_moment(date(2027, 4, 3), start, "Asia/Shanghai") == datetime(2027, 4, 3, 15, 59, tzinfo=UTC)
    assert last_minute(date(2027, 4, 3), "Asia/Shanghai") == datetime(2027, 4, 3, 15, 59, tzinfo=UTC)


def test_a_deadline_on_the_day_itself_lasts_until_the_beginning():
    start = datetime(2027, 4, 10, 6, 30, tzinfo=UTC)
    assert reply_moment(date(2027, 4, 10), start, "Asia/Shanghai") == start


def test_a_deadline_after_the_day_is_refused():
    start = datetime(2027, 4, 10, 6, 30, tzinfo=UTC)
    late = reply_moment(date(2027, 4, 11), start, "Asia/Shanghai")
    with pytest.raises(DomainError, match="reply_after_start"):
        check_times(starts_at=start, ends_at=start + timedelta(hours=2), reply_by=late)


def test_an_end_before_the_beginning_is_refused():
    with pytest.raises(DomainError, match="ends_before_start"):
        check_times(starts_at=NOW, ends_at=NOW, reply_by=NOW)


def test_an_event_cannot_be_moved_into_the_past_but_its_words_can_be_mended(cast):
    event_id = cast.add_event(starts_at=NOW - timedelta(hours=1))
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        change_event(event, now=NOW, title="春茶雅集")
        earlier = event.starts_at - timedelta(hours=1)
        with pytest.raises(DomainError, match="start_in_past"):
            change_event(event, now=NOW, starts_at=earlier)
        assert event.title == "春茶雅集"


def test_a_closed_event_does_not_change(cast):
    event_id = cast.add_event()
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        event.status = EventStatus.CLOSED
        with pytest.raises(DomainError, match="event_closed"):
            change_event(event, now=NOW, title="别的")


def test_a_copy_has_everything_but_times_guests_and_state(cast):
    event_id = cast.add_event(parking="地下车库免费", parking_en="Free in the basement")
    with cast.app.app_context():
        copied = values_of(db.session.get_one(Event, event_id))
    assert copied["parking_en"] == "Free in the basement"
    columns = set(Event.__table__.columns.keys())
    of_this_one = {"id", "branch_id", "organiser_id", "status", "starts_at", "ends_at", "reply_by", "zone"}
    of_its_guests = {"created_at", "seats_taken", "seats_held", "closed_at", "approved_at", "announced_for"}
    beside = {"format", "theme", "series_id"}  # the template has them beside its values
    assert columns - of_this_one - of_its_guests - beside == set(copied), "a new column is copied or left on purpose"


def states(event, figures, now):
    return {step.name: step.state for step in path(event, figures, now)}


def planned(**values):
    start = NOW + timedelta(days=20)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=2), "reply_by": start - timedelta(days=7)}
    return Event(**({"capacity": 10, "status": EventStatus.DRAFT} | times | values))


def test_of_a_new_event_only_choosing_is_next():
    found = states(planned(), Figures(), NOW)
    assert found[StepName.CHOOSE] is StepState.NOW
    assert {found[name] for name in StepName if name is not StepName.CHOOSE} == {StepState.LATER}


def test_with_guests_the_letters_are_next_and_with_letters_the_answers():
    invited = states(planned(), Figures(invited=12), NOW)
    assert (invited[StepName.CHOOSE], invited[StepName.INVITE]) == (StepState.DONE, StepState.DONE)
    assert (invited[StepName.PRINT], invited[StepName.ANSWERS]) == (StepState.NOW, StepState.LATER)
    printed = states(planned(), Figures(invited=12, printed=12), NOW)
    assert (printed[StepName.PRINT], printed[StepName.ANSWERS]) == (StepState.DONE, StepState.NOW)
    answered = states(planned(), Figures(invited=12, printed=12, accepted=9, declined=2, waitlisted=1), NOW)
    assert answered[StepName.ANSWERS] is StepState.DONE


def test_of_an_event_that_is_called_off_nothing_is_next():
    event = planned(status=EventStatus.CANCELLED)
    for moment in (NOW, event.ends_at + timedelta(days=1)):
        assert set(states(event, Figures(), moment).values()) == {StepState.LATER}


def test_the_old_day_of_a_postponed_event_opens_no_door_and_closes_nothing():
    event = planned(status=EventStatus.POSTPONED)
    found = states(event, Figures(invited=12, printed=12), event.ends_at + timedelta(days=1))
    assert found[StepName.ANSWERS] is StepState.NOW
    assert found[StepName.DOOR] is found[StepName.CLOSE] is StepState.LATER


def test_the_door_is_next_on_the_day_and_closing_after_it():
    event = planned()
    door = states(event, Figures(invited=12), event.starts_at - timedelta(hours=11))
    assert (door[StepName.DOOR], door[StepName.CLOSE]) == (StepState.NOW, StepState.LATER)
    after = states(event, Figures(invited=12), event.ends_at + timedelta(hours=3))
    assert (after[StepName.DOOR], after[StepName.CLOSE]) == (StepState.DONE, StepState.NOW)


def test_of_a_closed_event_all_is_done():
    event = planned(status=EventStatus.CLOSED)
    assert set(states(event, Figures(), event.ends_at + timedelta(days=1)).values()) == {StepState.DONE}


def test_figures_add_up():
    figures = Figures(invited=20, accepted=6, declined=3, waitlisted=1, silent=4, printed=15)
    assert (figures.unanswered, figures.waiting, figures.to_print) == (10, 6, 5)
