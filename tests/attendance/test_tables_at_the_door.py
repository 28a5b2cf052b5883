"""Where a guest sits reaches the door: its card, its search, its lists on paper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from invitations.models import ReplyState
from invitations.seating.moves import seat
from tests.attendance.evening import SCRIPT, new_scan
from tests.house import queries
from tests.invitations.paper_desk import pages_of
from tests.invitations.seating_desk import dinner


@pytest.fixture
def evening(cast):
    found = dinner(cast, "郑雅文", "周平", starts_at=datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1))
    found.lay(2)
    found.change_table(2, name="梅")
    found.do(seat, found.key("郑雅文"), found.table_id(2), 3)
    return found


def scan(cast, evening, name: str, browser=None) -> dict:
    fields = {"code": cast.token(evening.guests[name]), "scan_id": new_scan(), "by": "camera"}
    door = browser or cast.signed_in("door")
    return door.post(f"/door/{evening.event_id}", data=fields, headers=SCRIPT).json


def test_the_card_says_the_table_also_the_second_time(cast, evening):
    door = cast.signed_in("door")

    assert "2号桌 · 梅" in scan(cast, evening, "郑雅文", door)["answer"]
    assert "2号桌 · 梅" in scan(cast, evening, "郑雅文", door)["answer"]
    assert "号桌" not in scan(cast, evening, "周平", door)["answer"]


def test_a_guest_found_by_name_is_shown_with_the_table(cast, evening):
    door = cast.signed_in("door")

    found = door.post(f"/door/{evening.event_id}/search", data={"name": "郑雅"}, headers=SCRIPT).json["answer"]
    page = door.get(f"/door/{evening.event_id}/guests/{evening.guests['郑雅文']}?by=name").text

    assert "2号桌 · 梅" in found
    assert "2号桌 · 梅" in page


def test_who_cancelled_and_is_here_hears_of_the_chair_while_nobody_else_has_it(cast, evening):
    evening.answer("郑雅文", ReplyState.CANCELLED)

    assert "2号桌" in scan(cast, evening, "郑雅文")["answer"]
    evening.do(seat, evening.key("周平"), evening.table_id(2), 3)
    assert "号桌" not in scan(cast, evening, "郑雅文")["answer"]


def test_a_party_that_sits_apart_is_told_both_tables(cast, evening):
    evening.bring("郑雅文", 1)
    evening.do(seat, evening.key("郑雅文", 1), evening.table_id(1), 1)

    assert "2号桌 · 梅、1号桌" in scan(cast, evening, "郑雅文")["answer"]


def test_the_lists_on_paper_have_a_column_for_tables_once_somebody_is_seated(cast, evening):
    li = cast.signed_in("li")
    bare = dinner(cast, "王建国")

    [text] = pages_of(li.get(f"/door/{evening.event_id}/list.pdf"))
    assert "2号桌·梅" in text
    assert "备注" not in text
    assert "2号桌 · 梅" in li.get(f"/door/{evening.event_id}/list/key-in").text
    assert "备注" in pages_of(li.get(f"/door/{bare.event_id}/list.pdf"))[0]
    assert "桌" not in pages_of(li.get(f"/door/{bare.event_id}/list.pdf"))[0]


def test_more_hits_cost_no_more_queries(app, cast, evening):
    door, counts = cast.signed_in("door"), []
    for name in ("雅文", "雅"):
        evening.add_guest(f"雅{name}")
    for text in ("郑雅", "雅雅"):
        with queries(app) as seen:
            door.post(f"/door/{evening.event_id}/search", data={"name": text}, headers=SCRIPT)
        counts.append(len(seen))

    assert counts[0] == counts[1]
