"""Place cards and badges of an event: for who comes, without what a table by the door must not show."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from clients.models import Gender
from core.db import db
from invitations.models import ReplyState
from staff.models import AuditEntry
from tests.house import queries
from tests.invitations.paper_desk import answer_all, change, pages_of

PDFS = ("place-cards.pdf", "badges.pdf")


@pytest.fixture
def evening(cast):
    """Three guests who come, one who waits and one who can't."""
    event_id = cast.add_event()
    guests = {}
    for name, rm, values in (
        ("周平", "sun", {"gender": Gender.MALE}),
        ("艾青", "zhao", {}),
        ("仇文静", "zhao", {"gender": None}),
        ("李强", "zhao", {}),
        ("王建国", "zhao", {}),
    ):
        client_id = cast.add_client(name[0], name[1:], number=name, rm=rm, phone="13911112222", **values)
        guests[name] = cast.add_invitation(event_id, client_id)
    answer_all(cast, [guests[name] for name in ("周平", "艾青", "仇文静")])
    change(cast, guests["李强"], reply=ReplyState.WAITLISTED)
    change(cast, guests["王建国"], reply=ReplyState.DECLINED)
    return event_id, guests


def test_place_cards_show_the_bare_name_on_both_faces(cast, evening):
    event_id, _guests = evening

    pages = pages_of(cast.signed_in("li").get(f"/events/{event_id}/place-cards.pdf"))

    assert len(pages) == 3
    assert pages[0].count("艾青") == 2
    assert "女士" not in "".join(pages)


def test_a_title_is_added_only_when_asked_for_and_never_guessed(cast, evening):
    event_id, _guests = evening

    for path in ("place-cards.pdf", "badges.pdf"):
        text = "".join(pages_of(cast.signed_in("li").get(f"/events/{event_id}/{path}?titled=y")))
        assert "艾青女士" in text
        assert "周平先生" in text
        assert "仇文静" in text
        assert "仇文静女士" not in text


def test_badges_carry_name_event_and_bank(cast, evening):
    event_id, _guests = evening

    [text] = pages_of(cast.signed_in("li").get(f"/events/{event_id}/badges.pdf"))

    assert text.count("春茶品鉴") == 3
    assert "江南银行" in text
    assert "周平" in text


def test_an_english_guest_has_cards_in_english(cast):
    event_id = cast.add_event()
    client_id = cast.add_client("", "", name_en="Mary O'Connor", language="en")
    answer_all(cast, [cast.add_invitation(event_id, client_id)])
    li = cast.signed_in("li")

    [badge] = pages_of(li.get(f"/events/{event_id}/badges.pdf"))
    [card] = pages_of(li.get(f"/events/{event_id}/place-cards.pdf?titled=y"))

    assert "Aspringteatasting" in badge
    assert "MaryO'Connor" in badge
    assert "MsMaryO'Connor" in card


def test_a_name_that_no_face_draws_gets_no_card(cast, evening):
    event_id, _guests = evening
    client_id = cast.add_client("张", "\U0001f600", number="x")
    answer_all(cast, [cast.add_invitation(event_id, client_id)])
    li = cast.signed_in("li")

    assert len(pages_of(li.get(f"/events/{event_id}/place-cards.pdf"))) == 3
    assert "以编码代替缺字：张\U0001f600" in li.get(f"/events/{event_id}/paper").text


def test_who_does_not_see_every_guest_gets_no_list(cast, evening):
    event_id, guests = evening
    zhao = cast.signed_in("zhao")

    assert [zhao.get(f"/events/{event_id}/{path}").status_code for path in PDFS] == [404] * 2
    page = zhao.get(f"/events/{event_id}/paper").text
    assert "请由活动专员打印" in page
    assert "badges.pdf" not in page
    change(cast, guests["周平"], reply=ReplyState.DECLINED)
    assert [zhao.get(f"/events/{event_id}/{path}").status_code for path in PDFS] == [200] * 2


def test_foreign_and_missing_events_are_the_same_404_and_the_door_prints_nothing(cast, evening):
    event_id, _guests = evening

    for path in ("paper", *PDFS):
        assert cast.signed_in("stranger").get(f"/events/{event_id}/{path}").status_code == 404
        assert cast.signed_in("li").get(f"/events/999999/{path}").status_code == 404
        assert cast.signed_in("door").get(f"/events/{event_id}/{path}").status_code == 403


def test_nobody_to_print_for_leads_back_with_a_word(cast):
    event_id = cast.add_event()
    li = cast.signed_in("li")

    for path in PDFS:
        assert "还没有需要打印的宾客" in li.get(f"/events/{event_id}/{path}", follow_redirects=True).text
    assert "还没有待接待的宾客" in li.get(f"/events/{event_id}/paper").text


def test_an_unknown_choice_is_refused_with_the_page(cast, evening):
    event_id, _guests = evening

    for path in PDFS:
        assert cast.signed_in("li").get(f"/events/{event_id}/{path}?who=all").status_code == 422


def test_taking_the_lists_is_noted_in_the_audit_log(app, cast, evening):
    event_id, _guests = evening
    li = cast.signed_in("li")
    for path in PDFS:
        li.get(f"/events/{event_id}/{path}")

    with app.app_context():
        rows = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "export")).all()
        assert [(row.subject, row.subject_id) for row in rows] == [("event", event_id)] * 2


def test_more_guests_cost_no_more_queries(app, cast):
    events = []
    for size in (1, 3):
        event_id = cast.add_event()
        answer_all(cast, [cast.add_invitation(event_id, cast.add_client(number=f"{size}{n}")) for n in range(size)])
        events.append(event_id)
    li = cast.signed_in("li")
    for path in ("paper", *PDFS):
        counts = []
        for event_id in events:
            with queries(app) as seen:
                li.get(f"/events/{event_id}/{path}")
            counts.append(len(seen))
        assert counts[0] == counts[1], path
