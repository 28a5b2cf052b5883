"""The desk: calls to make with a line to copy, outcomes in one tap, silent guests, and everybody's own clients only."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from clients.contact.holds import hold
from clients.models import Client, EntryKind, HistoryEntry, HoldKind
from core.db import db
from events.models import Event, EventStatus
from invitations.desk.lines import line_for
from invitations.models import CallReason, CallTask, Invitation, ReplyState
from printing.texts.short_lines import LINES, MOST, line
from tests.house import queries
from tests.invitations.desk_calls import call, client_of, guest

NOW = datetime.now(UTC).replace(microsecond=0)
SOON, LATE = NOW + timedelta(days=2), NOW - timedelta(days=1)


def task_of(cast, task_id) -> CallTask:
    with cast.app.app_context():
        return db.session.get_one(CallTask, task_id)


def histories(cast, invitation_id, kind) -> list[str]:
    client_id = client_of(cast, invitation_id)
    query = sa.select(HistoryEntry.text).where(HistoryEntry.client_id == client_id, HistoryEntry.kind == kind)
    with cast.app.app_context():
        return list(db.session.scalars(query))


@pytest.fixture
def mine(cast, event_id):
    return guest(cast, event_id, reply=ReplyState.NONE)


@pytest.fixture
def to_call(cast, mine):
    return call(cast, mine, due_at=LATE, now=LATE)


class TestACall:
    def test_it_stands_on_the_desk_with_number_line_and_how_long_it_is_due(self, cast, to_call):
        zhao = cast.signed_in("zhao")
        for page in (zhao.get("/desk").text, zhao.get("/desk/calls").text, zhao.get("/").text):
            assert f'id="call-{to_call}"' in page
            assert "tel:" in page
            assert "来不来都请告诉我一声" in page
            assert "到期" in page

    def test_reached_is_one_tap_and_stands_in_the_history(self, cast, mine, to_call):
        zhao = cast.signed_in("zhao")

        answer = zhao.post(f"/desk/calls/{to_call}", data={"outcome": "reached", "note": "会来，想坐前排"})

        assert answer.status_code == 302
        assert task_of(cast, to_call).done_at is not None
        assert histories(cast, mine, EntryKind.CALL) == ["会来，想坐前排"]
        assert f'id="call-{to_call}"' not in zhao.get("/desk").text

    def test_pressed_twice_it_is_told_once(self, cast, mine, to_call):
        zhao = cast.signed_in("zhao")
        for _ in range(2):
            zhao.post(f"/desk/calls/{to_call}", data={"outcome": "reached"})

        assert len(histories(cast, mine, EntryKind.CALL)) == 1

    def test_not_reached_it_stays_and_counts_the_tries(self, cast, mine, to_call):
        zhao = cast.signed_in("zhao")
        for _ in range(2):
            zhao.post(f"/desk/calls/{to_call}", data={"outcome": "not_reached"})

        assert (task_of(cast, to_call).done_at, task_of(cast, to_call).tries) == (None, 2)
        assert histories(cast, mine, EntryKind.CALL) == []
        assert "已打过 2 次" in zhao.get("/desk").text

    def test_not_needed_leaves_the_history_alone(self, cast, mine, to_call):
        cast.signed_in("zhao").post(f"/desk/calls/{to_call}", data={"outcome": "not_needed"})

        assert task_of(cast, to_call).done_at is not None
        assert histories(cast, mine, EntryKind.CALL) == []

    def test_a_colleague_who_was_faster_is_respected(self, cast, to_call):
        cast.signed_in("li").post(f"/desk/calls/{to_call}", data={"outcome": "not_needed"})
        zhao = cast.signed_in("zhao")

        zhao.post(f"/desk/calls/{to_call}", data={"outcome": "reached"})

        assert "同事" in zhao.get("/desk").text
        assert task_of(cast, to_call).outcome.value == "not_needed"

    @pytest.mark.parametrize("outcome", ["", "perhaps"])
    def test_an_unknown_outcome_is_refused(self, cast, to_call, outcome):
        answer = cast.signed_in("zhao").post(f"/desk/calls/{to_call}", data={"outcome": outcome})
        assert answer.status_code == 400

    def test_a_colleagues_call_is_404_and_nowhere_to_be_seen(self, cast, to_call):
        sun = cast.signed_in("sun")

        assert sun.post(f"/desk/calls/{to_call}", data={"outcome": "reached"}).status_code == 404
        assert "文静" not in sun.get("/desk").text + sun.get("/desk/calls").text + sun.get("/").text

    def test_the_organiser_sees_everybodys_and_how_many_each_has(self, cast, to_call):
        li = cast.signed_in("li")

        assert f'id="call-{to_call}"' in li.get("/desk/calls").text
        assert "赵经理" in li.get("/desk").text
        assert f'id="call-{to_call}"' in li.get(f"/desk/calls?rm={cast.staff_ids['zhao']}&about=silent").text
        assert f'id="call-{to_call}"' not in li.get(f"/desk/calls?rm={cast.staff_ids['sun']}").text
        assert f'id="call-{to_call}"' not in li.get("/desk/calls?about=reminder").text

    def test_of_a_client_who_is_held_it_says_not_to_call(self, cast, mine):
        call(cast, mine, due_at=LATE, now=LATE)
        with cast.app.app_context():
            client = db.session.get_one(Client, client_of(cast, mine))
            hold(client, HoldKind.BEREAVEMENT, since=NOW.date(), until=None, staff=cast.staff("manager"), now=NOW)
            db.session.commit()

        page = cast.signed_in("zhao").get("/desk/calls").text
        assert "tel:" not in page
        assert 'value="reached"' not in page
        assert "来不来都请告诉我一声" not in page

    def test_a_bereaved_guest_is_still_told_that_the_evening_is_off(self, cast, mine, event_id):
        """That is no invitation: whoever stood before a closed door would be hurt more."""
        call(cast, mine, CallReason.CANCELLED, due_at=SOON, now=NOW)
        with cast.app.app_context():
            client = db.session.get_one(Client, client_of(cast, mine))
            hold(client, HoldKind.BEREAVEMENT, since=NOW.date(), until=None, staff=cast.staff("manager"), now=NOW)
            db.session.get_one(Event, event_id).status = EventStatus.CANCELLED
            db.session.commit()

        page = cast.signed_in("zhao").get("/desk/calls").text
        assert "tel:" in page
        assert "办不成了" in page

    def test_what_has_settled_itself_is_not_shown(self, cast, mine, to_call):
        with cast.app.app_context():
            db.session.get_one(Invitation, mine).revoked_at = NOW
            db.session.commit()

        assert f'id="call-{to_call}"' not in cast.signed_in("zhao").get("/desk/calls").text

    def test_the_page_asks_the_same_of_the_database_for_one_call_and_for_three(self, cast, event_id, mine):
        call(cast, mine, due_at=LATE, now=LATE)

        def asked(path: str) -> int:
            zhao.get(path)
            with queries(cast.app) as seen:
                zhao.get(path)
            return len(seen)

        zhao = cast.signed_in("zhao")
        one = {path: asked(path) for path in ("/desk", "/desk/calls", "/")}
        for name in ("敏", "强"):
            call(cast, guest(cast, event_id, "陈", name, reply=ReplyState.NONE), due_at=LATE, now=LATE)
        assert {path: asked(path) for path in one} == one


class TestSilentGuests:
    def make_silent(self, cast, invitation_id, days=6):
        with cast.app.app_context():
            db.session.get_one(Invitation, invitation_id).delivered_at = NOW - timedelta(days=days)
            db.session.commit()

    def test_who_has_the_letter_for_days_stands_there_with_a_line(self, cast, mine):
        self.make_silent(cast, mine)

        page = cast.signed_in("zhao").get("/desk").text
        assert 'id="silent-ones"' in page
        assert "收到了吧？" in page
        assert 'id="silent-ones"' not in cast.signed_in("sun").get("/desk").text

    def test_who_has_had_it_for_two_days_is_left_in_peace(self, cast, mine):
        self.make_silent(cast, mine, days=2)

        assert 'id="silent-ones"' not in cast.signed_in("zhao").get("/desk").text

    def test_who_has_a_call_open_or_was_reached_lately_does_not_stand_there_twice(self, cast, mine, to_call):
        self.make_silent(cast, mine)
        zhao = cast.signed_in("zhao")

        assert 'id="silent-ones"' not in zhao.get("/desk").text
        zhao.post(f"/desk/calls/{to_call}", data={"outcome": "reached"})
        assert 'id="silent-ones"' not in zhao.get("/desk").text


VALUES = {
    "address": "欧阳女士",
    "title": "春茶品鉴与宋代点茶",
    "when": "12月30日星期六14:30",
    "old_day": "12月30日星期六",
    "day": "12月30日",
    "clock": "14:30",
    "venue": "财富中心三楼会客厅",
    "parking": "地下二层停车，报您的名字",
    "rm": "李明",
}


class TestLines:
    @pytest.mark.parametrize("kind", LINES)
    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_every_line_fits_a_phone_and_leaves_no_brace(self, kind, language):
        told = line(kind, language, VALUES)
        assert len(told) <= MOST[language]
        assert not re.search(r"[{}]", told)

    @pytest.mark.parametrize("kind", LINES)
    def test_a_long_title_makes_it_say_less_and_not_more_than_fits(self, kind):
        told = line(kind, "zh", VALUES | {"title": "茶" * 60, "venue": "楼" * 60})
        assert len(told) <= MOST["zh"]

    def test_what_is_not_known_leaves_no_hole(self):
        assert "。。" not in line("week", "zh", VALUES | {"parking": ""})

    def test_a_name_with_braces_is_only_a_name(self):
        assert "{rm}" in line("days", "en", VALUES | {"address": "{rm}"})

    def test_it_speaks_the_guests_language_and_not_the_readers(self, cast, event_id):
        invitation_id = guest(cast, event_id, "Smith", "John", name_en="John Smith", language="en")
        task_id = call(cast, invitation_id, due_at=SOON, now=NOW)
        with cast.app.app_context():
            assert line_for(db.session.get_one(CallTask, task_id), NOW).startswith("Good day,")
