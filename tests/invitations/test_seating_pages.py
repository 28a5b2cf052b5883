"""The pages of a seating plan: who may see and change what, by buttons alone and on paper."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from clients.models import ClientType, RelationKind
from core.db import db
from events.models import Event, EventStatus, TableShape
from invitations.models import SeatPlace
from invitations.seating.moves import seat, set_lock
from staff.models import AuditEntry
from tests.house import queries
from tests.invitations.paper_desk import pages_of, size_mm
from tests.invitations.seating_desk import dinner

PDFS = ("by-table.pdf", "by-name.pdf", "place-cards.pdf", "table-cards.pdf", "dishes.pdf")


@pytest.fixture
def evening(cast):
    found = dinner(cast, "王建国", "李文静")
    found.add_guest("周平", rm="sun")
    found.lay(2)
    return found


@pytest.fixture
def li(cast):
    return cast.signed_in("li")


def seated(evening):
    evening.do(seat, evening.key("王建国"), evening.table_id(1), 1)
    evening.do(seat, evening.key("周平"), evening.table_id(2), 3)


def test_a_plan_without_tables_leads_to_adding_some(cast, li):
    empty = dinner(cast)

    assert f"/events/{empty.event_id}/tables" in li.get(empty.page).text
    assert "由本场活动专员设置桌席" in cast.signed_in("zhao").get(empty.page).text


def test_choosing_somebody_makes_each_chair_a_button(evening, li):
    plain, chosen = li.get(evening.page).text, li.get(f"{evening.page}?who={evening.key('王建国')}").text

    assert "chair-button" not in plain
    assert chosen.count('class="chair-button"') == 16
    assert f'name="who" value="{evening.key("王建国")}"' in chosen


def test_who_is_seated_from_the_list_makes_way_for_the_next(evening, li):
    table = evening.table_id(1)

    answer = li.post(f"{evening.page}/move", data={"who": evening.key("李文静"), "to": f"{table}-4"})

    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"who={evening.key('王建国')}#table-{table}")
    assert evening.chair_of("李文静") == (1, 4)


def test_after_dragging_nobody_is_chosen(evening, li):
    data = {"who": evening.key("李文静"), "to": f"{evening.table_id(1)}-4", "dragged": "1"}

    assert "who=" not in li.post(f"{evening.page}/move", data=data).headers["Location"]


def test_an_empty_place_takes_the_chair_away(evening, li):
    seated(evening)

    li.post(f"{evening.page}/move", data={"who": evening.key("王建国"), "to": ""})

    assert evening.chair_of("王建国") is None


@pytest.mark.parametrize("to", ["x-1", "1", "-", "1-x", "99999999999-1", "²-1"])
def test_a_forged_chair_is_refused_with_a_sentence(evening, li, to):
    data = {"who": evening.key("王建国"), "to": to}

    assert "不在本场活动之列" in li.post(f"{evening.page}/move", data=data, follow_redirects=True).text
    assert evening.chair_of("王建国") is None


def test_the_plan_is_proposed_taken_back_and_locked_by_buttons(evening, li):
    answer = li.post(f"{evening.page}/propose", data={"how": "anew"}, follow_redirects=True).text
    assert "已为 3 人安排座位" in answer
    li.post(f"{evening.page}/undo")
    assert evening.chair_of("周平") is None
    seated(evening)
    li.post(f"{evening.page}/lock", data={"table": evening.table_id(1), "locked": "1"})
    with evening.plan() as plan:
        assert {key for key, one in plan.seats.items() if one.locked} == {evening.key("王建国")}
    li.post(f"{evening.page}/lock", data={"locked": "1"})
    li.post(f"{evening.page}/lock", data={"who": evening.key("王建国"), "locked": "0"})
    with evening.plan() as plan:
        assert {key for key, one in plan.seats.items() if one.locked} == {evening.key("周平")}


def test_a_proposal_with_an_unknown_choice_comes_back(evening, li):
    assert li.post(f"{evening.page}/propose", data={"how": "somehow"}).status_code == 422
    assert li.post(f"{evening.page}/propose", data={"how": "anew", "hosts": "s999"}).status_code == 422


def test_a_wish_is_noted_and_stands_beside_the_name(evening, li):
    data = {"who": evening.key("王建国"), "front": "y"}

    page = li.post(f"{evening.page}/wish", data=data, follow_redirects=True).text

    assert "靠前" in page
    assert '<span class="slip-mark">靠前</span>' in page


def test_what_is_broken_is_said_above_the_plan(evening, li):
    evening.relate("王建国", "李文静", RelationKind.KEEP_APART)
    for chair, name in enumerate(("王建国", "李文静"), start=1):
        evening.do(seat, evening.key(name), evening.table_id(1), chair)

    assert "不宜同席，现在同在1号桌" in li.get(evening.page).text


def test_a_manager_sees_where_the_own_clients_sit_and_of_others_only_that_a_chair_is_taken(cast, evening):
    seated(evening)
    evening.relate("王建国", "周平", RelationKind.KEEP_APART)
    evening.do(seat, evening.key("周平"), evening.table_id(1), 3)

    page = cast.signed_in("zhao").get(f"{evening.page}?who={evening.key('王建国')}").text

    assert "王建国" in page
    assert "周平" not in page
    assert "其他理财经理的宾客" in page
    assert "不宜同席" not in page
    assert "chair-button" not in page


def test_a_manager_changes_nothing_and_prints_nothing(cast, evening):
    zhao = cast.signed_in("zhao")

    for step in ("move", "lock", "propose", "wish", "undo"):
        assert zhao.post(f"{evening.page}/{step}").status_code == 403
    for sheet in ("", *PDFS):
        assert zhao.get(f"{evening.page}/paper/{sheet}".rstrip("/")).status_code == 403
    assert cast.signed_in("door").get(evening.page).status_code == 403


def test_foreign_and_missing_events_are_the_same_404(cast, evening):
    manager = cast.signed_in("li")
    with cast.app.app_context():
        db.session.get_one(Event, evening.event_id).branch_id = cast.other_branch_id
        db.session.commit()

    for event_id in (evening.event_id, 999999):
        assert manager.get(f"/events/{event_id}/seating").status_code == 404
        assert manager.post(f"/events/{event_id}/seating/propose", data={"how": "anew"}).status_code == 404
        assert manager.get(f"/events/{event_id}/seating/paper/by-name.pdf").status_code == 404


def test_once_the_evening_is_over_the_plan_can_only_be_looked_at(cast, evening, li):
    seated(evening)
    with cast.app.app_context():
        db.session.get_one(Event, evening.event_id).status = EventStatus.CLOSED
        db.session.commit()

    page = li.get(f"{evening.page}?who={evening.key('王建国')}").text
    answer = li.post(f"{evening.page}/propose", data={"how": "anew"}, follow_redirects=True)

    assert "王建国" in page
    assert "chair-button" not in page
    assert answer.status_code == 409 or "error" in answer.text or evening.chair_of("李文静") is None
    assert evening.chair_of("李文静") is None


def test_the_poster_by_name_is_in_the_order_of_readings_with_tables(evening, li):
    seated(evening)
    evening.do(seat, evening.key("李文静"), evening.table_id(2), 4)

    answer = li.get(f"{evening.page}/paper/by-name.pdf")
    [text] = pages_of(answer)

    assert size_mm(answer) == (297, 420)
    assert text.index("李文静") < text.index("王建国") < text.index("周平")
    assert "1号桌" in text
    assert "女士" not in text


def test_the_poster_by_table_has_our_people_and_companions_in_the_order_of_chairs(cast, evening, li):
    evening.bring("王建国", 1)
    seated(evening)
    evening.do(seat, evening.key("王建国", 1), evening.table_id(1), 2)
    evening.do(seat, f"s{cast.staff_ids['zhao']}", evening.table_id(1), 3)

    [text] = pages_of(li.get(f"{evening.page}/paper/by-table.pdf"))

    assert (
        text.index("王建国")
        < text.index("王建国的同伴")
        < text.index("赵经理")
        < text.index("2号桌")
        < text.index("周平")
    )


def test_place_cards_are_laid_out_table_by_table_and_only_for_the_named(evening, li):
    evening.bring("王建国", 1)
    evening.bring("王建国", 2, "小明")
    seated(evening)
    for member in (1, 2):
        evening.do(seat, evening.key("王建国", member), evening.table_id(1), 1 + member)

    pages = pages_of(li.get(f"{evening.page}/paper/place-cards.pdf"))

    assert [page[:3] for page in pages] == ["王建国", "小明小", "周平周"]
    assert "1 位同伴没有留姓名" in li.get(f"{evening.page}/paper").text


def test_the_caterers_sheet_counts_and_names_nobody(evening, li):
    evening.bring("王建国", 1, "小明", diets=["halal"], diet_note="糖尿病")
    seated(evening)
    evening.do(seat, evening.key("王建国", 1), evening.table_id(1), 2)

    [text] = pages_of(li.get(f"{evening.page}/paper/dishes.pdf?lang=en"))

    assert "Halal1" in text
    for secret in ("王建国", "小明", "糖尿病"):
        assert secret not in text


def test_a_table_has_a_card_with_number_and_name(evening, li):
    evening.change_table(1, name="梅")
    seated(evening)

    pages = pages_of(li.get(f"{evening.page}/paper/table-cards.pdf"))

    assert [page.count(name) for page, name in zip(pages, ("梅", "2号桌"), strict=True)] == [2, 2]


def test_a_name_that_no_face_draws_gets_no_card_and_is_told(cast, evening, li):
    evening.add_guest("张\U0001f600")
    seated(evening)
    evening.do(seat, evening.key("张\U0001f600"), evening.table_id(1), 5)

    assert len(pages_of(li.get(f"{evening.page}/paper/place-cards.pdf"))) == 2
    assert "张\U0001f600" in li.get(f"{evening.page}/paper").text
    assert "[U+1F600]" in pages_of(li.get(f"{evening.page}/paper/by-name.pdf"))[0]


def test_who_does_not_see_every_guest_prints_nothing(cast, evening, li):
    seated(evening)
    with cast.app.app_context():
        from clients.models import Client

        client = db.session.get_one(Client, evening.clients["周平"])
        client.branch_id, client.rm_id = cast.other_branch_id, cast.staff_ids["stranger"]
        db.session.commit()

    for sheet in PDFS:
        assert li.get(f"{evening.page}/paper/{sheet}").status_code == 404
    page = li.get(f"{evening.page}/paper").text
    assert "缺名的席位图会怠慢他们" in page
    assert "周平" not in page + li.get(evening.page).text


def test_nobody_on_a_chair_leads_back_with_a_word(evening, li):
    for sheet in PDFS:
        assert "请先安排座位" in li.get(f"{evening.page}/paper/{sheet}", follow_redirects=True).text
    assert "还没有人入座" in li.get(f"{evening.page}/paper").text


def test_taking_a_sheet_is_noted_in_the_audit_log(app, evening, li):
    seated(evening)
    for sheet in PDFS:
        li.get(f"{evening.page}/paper/{sheet}")

    with app.app_context():
        rows = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "export")).all()
        assert [(row.subject, row.subject_id) for row in rows] == [("event", evening.event_id)] * len(PDFS)


def test_more_guests_cost_no_more_queries(app, cast, li):
    counts: dict[str, list[int]] = {}
    for size in (1, 3):
        found = dinner(cast, *(f"周{sign}" for sign in "一二三"[:size]))
        found.lay(2)
        for place, name in enumerate(found.guests, start=1):
            found.bring(name, 1, "小明")
            found.do(seat, found.key(name), found.table_id(1), place)
        for path in ("", f"?who={found.key('周一')}", "/paper", *(f"/paper/{sheet}" for sheet in PDFS)):
            with queries(app) as seen:
                li.get(found.page + path)
            counts.setdefault(path.partition("=")[0], []).append(len(seen))

    assert {path: few == many for path, (few, many) in counts.items()} == dict.fromkeys(counts, True)
    assert max(counts[""]) < 25


def test_looking_writes_nothing(app, evening, li):
    seated(evening)
    for method in ("get", "head", "options"):
        for path in ("", f"?who={evening.key('王建国')}", "/paper"):
            getattr(li, method)(evening.page + path)

    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SeatPlace)) == 2


def test_the_card_of_a_table_says_which_type_most_are(cast, li):
    found = dinner(cast)
    for sign in "一二三":
        found.add_guest(f"周{sign}", client_type=ClientType.RET)
    found.lay(1, shape=TableShape.LONG)
    for place, name in enumerate(found.guests, start=1):
        found.do(seat, found.key(name), found.table_id(1), place)
    found.do(set_lock, [found.key("周一")], True)

    page = li.get(found.page).text

    assert "3／3" in page
    assert "slip-locked" in page


def test_a_chair_of_five_thousand_digits_is_no_chair(li, evening):
    answer = li.post(f"{evening.page}/move", data={"who": evening.key("王建国"), "to": "3-" + "1" * 5000})

    assert answer.status_code == 302
    assert evening.chair_of("王建国") is None
