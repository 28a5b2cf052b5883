"""Tables of an event: their numbers, their places in the room, and the pages that add, change and take them away."""

from __future__ import annotations

import pytest

from core.db import db
from core.errors import DomainError
from events.models import Event, EventStatus, EventTable, TableShape
from events.tables.layout import in_front, place_all, usual_places
from events.tables.numbering import free_numbers
from events.tables.rules import MOST_TABLES, add_tables, change_table, remove_table, tables_of
from events.tables.settings import SKIP_NUMBERS
from staff.settings import change_setting
from tests.house import queries


def test_numbers_leave_4_13_and_14_out():
    assert free_numbers(set(), 12, skip=True) == [1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 15]


def test_numbers_count_through_where_the_branch_wishes_it():
    assert free_numbers(set(), 5, skip=False) == [1, 2, 3, 4, 5]


def test_a_number_that_came_free_is_given_again():
    assert free_numbers({1, 3}, 2, skip=True) == [2, 5]


def test_the_main_table_stands_alone_at_the_front_and_no_two_tables_on_one_spot():
    tables = [EventTable(number=n, main=n == 1, shape=TableShape.ROUND) for n in range(1, 12)]

    places = usual_places(tables)

    assert places[0][0] == 50
    assert all(places[0][1] < y for _x, y in places[1:])
    assert len(set(places)) == len(places)
    assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in places)


def test_the_first_line_behind_the_main_table_counts_as_the_front():
    tables = [EventTable(id=n, number=n, main=n == 1, shape=TableShape.ROUND) for n in range(1, 8)]
    place_all(tables)

    front = in_front(tables)

    assert 1 in front
    assert 2 in front
    assert 7 not in front


def laid(cast, event_id, **values):
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        add_tables(event, **{"count": 3, "seats": 10, "shape": TableShape.ROUND} | values)
        db.session.commit()
        return {table.number: table.id for table in tables_of(event)}


def test_many_tables_are_added_at_once_and_the_first_is_the_main_one(cast):
    event_id = cast.add_event()

    numbers = laid(cast, event_id, count=5, main=True)

    assert list(numbers) == [1, 2, 3, 5, 6]
    with cast.app.app_context():
        assert [table.main for table in tables_of(db.session.get_one(Event, event_id))] == [True, *[False] * 4]


def test_the_branch_may_wish_for_every_number(cast):
    with cast.app.app_context():
        change_setting(cast.branch_id, SKIP_NUMBERS, 0)
        db.session.commit()

    assert list(laid(cast, cast.add_event(), count=5)) == [1, 2, 3, 4, 5]


def test_there_is_one_main_table(cast):
    event_id = cast.add_event()
    numbers = laid(cast, event_id, main=True)
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        change_table(event, db.session.get_one(EventTable, numbers[2]), main=True)
        db.session.commit()

        assert [table.number for table in tables_of(event) if table.main] == [2]


def test_a_table_that_was_moved_by_hand_stays_where_it_is_when_others_come(cast):
    event_id = cast.add_event()
    numbers = laid(cast, event_id)
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        change_table(event, db.session.get_one(EventTable, numbers[1]), x=3, y=4)
        add_tables(event, count=1, seats=8, shape=TableShape.LONG)
        remove_table(event, db.session.get_one(EventTable, numbers[2]))
        db.session.commit()

        table = db.session.get_one(EventTable, numbers[1])
        assert (table.x, table.y) == (3, 4)


def test_too_many_tables_a_taken_number_and_an_event_that_is_over_are_refused(cast):
    event_id = cast.add_event()
    numbers = laid(cast, event_id)
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        table = db.session.get_one(EventTable, numbers[1])
        with pytest.raises(DomainError, match="tables_many"):
            add_tables(event, count=MOST_TABLES, seats=8, shape=TableShape.ROUND)
        with pytest.raises(DomainError, match="table_number_taken"):
            change_table(event, table, number=2)
        event.status = EventStatus.CLOSED
        for refused in (
            lambda: add_tables(event, count=1, seats=8, shape=TableShape.ROUND),
            lambda: change_table(event, table, seats=3),
            lambda: remove_table(event, table),
        ):
            with pytest.raises(DomainError, match="event_closed"):
                refused()


def test_the_page_says_what_to_do_without_tables_and_adds_them(cast):
    event_id = cast.add_event()
    li = cast.signed_in("li")

    assert "还没有桌席" in li.get(f"/events/{event_id}/tables").text
    answer = li.post(
        f"/events/{event_id}/tables", data={"count": "2", "seats": "8", "shape": "round"}, follow_redirects=True
    )

    assert "已添加 2 桌" in answer.text
    assert "共 2 桌 16 个座位" in answer.text


@pytest.mark.parametrize(
    "field", [{"count": "0"}, {"seats": "61"}, {"seats": "many"}, {"shape": "square"}, {"count": ""}]
)
def test_a_wrong_number_comes_back_at_its_field_and_nothing_is_added(cast, field):
    event_id = cast.add_event()

    answer = cast.signed_in("li").post(
        f"/events/{event_id}/tables", data={"count": "2", "seats": "8", "shape": "round"} | field
    )

    assert answer.status_code == 422
    assert "entry-error" in answer.text
    with cast.app.app_context():
        assert tables_of(db.session.get_one(Event, event_id)) == []


def test_a_table_is_changed_and_taken_away(cast):
    event_id = cast.add_event()
    numbers = laid(cast, event_id)
    li = cast.signed_in("li")
    place = f"/events/{event_id}/tables/{numbers[2]}"
    values = {"number": "8", "name": "梅", "seats": "12", "shape": "long", "x": "10", "y": "20"}

    assert "8号桌 · 梅" in li.post(place, data=values, follow_redirects=True).text
    assert li.post(place, data=values | {"number": "1"}).status_code == 422
    assert "8号桌" not in li.post(f"{place}/remove", follow_redirects=True).text


def test_foreign_and_missing_tables_are_404(cast):
    event_id, other_id = cast.add_event(), cast.add_event()
    numbers = laid(cast, event_id)
    li, stranger = cast.signed_in("li"), cast.signed_in("admin")

    assert li.get(f"/events/{other_id}/tables/{numbers[1]}").status_code == 404
    assert li.post(f"/events/{other_id}/tables/{numbers[1]}/remove").status_code == 404
    assert stranger.get(f"/events/999999/tables/{numbers[1]}").status_code == 404
    assert cast.signed_in("zhao").get(f"/events/{event_id}/tables").status_code == 403


def test_more_tables_cost_no_more_queries(app, cast):
    li, counts = cast.signed_in("li"), []
    for count in (1, 3):
        event_id = cast.add_event()
        laid(cast, event_id, count=count)
        with queries(app) as seen:
            li.get(f"/events/{event_id}/tables")
        counts.append(len(seen))

    assert counts[0] == counts[1]
