"""The guest list: what each role sees of it, filters, figures, and the gathered pages."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.db import db
from events.figures import Figures
from events.models import Event
from invitations.guests.guest_list import Wish, figures_by_event
from invitations.models import Dispatch, Invitation, ReplyState
from tests.house import queries
from tests.invitations.guest_desk import change, shown, state


def test_an_rm_sees_own_rows_and_own_totals_only(cast, event_id, listed, foreign):
    page = cast.signed_in("zhao").get(f"/events/{event_id}/guests").text
    assert "王文静" in page
    assert "陈敏" not in page
    everybody = cast.signed_in("li").get(f"/events/{event_id}/guests").text
    assert "王文静" in everybody
    assert "陈敏" in everybody
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        now = datetime.now(UTC)
        assert figures_by_event(cast.staff("zhao"), [event], now)[event_id].invited == 1
        assert figures_by_event(cast.staff("li"), [event], now)[event_id].invited == 2


@pytest.mark.parametrize("path", ["", "/choose"])
def test_door_staff_do_not_see_the_list_and_strangers_get_404(cast, event_id, listed, path):
    assert cast.signed_in("door").get(f"/events/{event_id}/guests{path}").status_code == 403
    assert cast.signed_in("stranger").get(f"/events/{event_id}/guests{path}").status_code == 404


def test_a_foreign_guest_is_404_for_every_action(cast, event_id, foreign):
    browser = cast.signed_in("zhao")
    base = f"/events/{event_id}/guests/{foreign}"
    assert browser.get(f"{base}/reply").status_code == 404
    assert browser.post(f"{base}/reply", data={"answer": "accepted", "channel": "phone"}).status_code == 404
    assert browser.post(f"{base}/deliver").status_code == 404
    assert browser.post(f"{base}/revoke").status_code == 404
    assert browser.post(f"/events/{event_id}/guests/99999999999999/deliver").status_code == 404
    assert state(cast, foreign).reply is ReplyState.NONE


def test_a_guest_of_another_event_is_404(cast, listed):
    other = cast.add_event()
    assert cast.signed_in("li").post(f"/events/{other}/guests/{listed}/deliver").status_code == 404


def test_a_door_role_beside_the_own_clients_opens_no_further_rows(cast, listed, foreign, event_id):
    """Door staff see tonight's guests at the door; the guest list with its telephone numbers stays the managers'."""
    from staff.models import StaffRole

    with cast.app.app_context():
        door = db.session.scalars(sa.select(StaffRole).where(StaffRole.name == "door")).one()
        zhao, event, now = cast.staff("zhao"), db.session.get_one(Event, event_id), datetime.now(UTC)
        zhao.roles.append(door)
        event.reply_by, event.starts_at, event.ends_at = now, now + timedelta(hours=1), now + timedelta(hours=3)
        db.session.commit()
    page = cast.signed_in("zhao").get(f"/events/{event_id}/guests").text
    assert "王文静" in page
    assert "陈敏" not in page
    assert cast.signed_in("zhao").post(f"/events/{event_id}/guests/{foreign}/revoke").status_code == 404


def test_filters_by_answer_letter_manager_and_text(cast, event_id, listed, foreign):
    change(cast, listed, reply=ReplyState.ACCEPTED, dispatch=Dispatch.DELIVERED)
    change(cast, foreign, reply=ReplyState.CANCELLED)
    assert shown(cast, event_id, wish=Wish.ACCEPTED) == [listed]
    assert shown(cast, event_id, wish=Wish.DECLINED) == [foreign]
    assert shown(cast, event_id, wish=Wish.WAITLISTED) == []
    assert shown(cast, event_id, wish=Wish.OPEN) == []
    assert shown(cast, event_id, dispatch=Dispatch.LISTED) == [foreign]
    assert shown(cast, event_id, rm_id=cast.staff_ids["sun"]) == [foreign]
    assert shown(cast, event_id, text="wenjing") == [listed]
    assert shown(cast, event_id, text="wwj") == [listed]
    assert shown(cast, event_id, text="5678") == [foreign]
    assert shown(cast, event_id, who="zhao", text="5678") == []


@pytest.mark.parametrize("query", ["reply=nonsense", "dispatch=nonsense", "rm=x", "rm=99999999999999999999", "page=9"])
def test_filters_bear_nonsense(cast, event_id, listed, query):
    assert cast.signed_in("li").get(f"/events/{event_id}/guests?{query}").status_code == 200


def test_silent_is_who_had_the_letter_for_five_days_or_let_the_deadline_pass(cast, event_id, listed, foreign):
    now = datetime.now(UTC)
    assert shown(cast, event_id, wish=Wish.SILENT) == []
    change(cast, listed, dispatch=Dispatch.DELIVERED, delivered_at=now - timedelta(days=6))
    change(cast, foreign, dispatch=Dispatch.DELIVERED, delivered_at=now - timedelta(days=4))
    assert shown(cast, event_id, wish=Wish.SILENT) == [listed]
    with cast.app.app_context():
        db.session.get_one(Event, event_id).reply_by = now - timedelta(hours=1)
        db.session.commit()
    assert sorted(shown(cast, event_id, wish=Wish.SILENT)) == sorted([listed, foreign])
    change(cast, listed, reply=ReplyState.DECLINED)
    assert shown(cast, event_id, wish=Wish.SILENT) == [foreign]


def test_the_call_list_has_numbers_to_tap_and_the_plain_list_has_none(cast, event_id, listed):
    change(cast, listed, dispatch=Dispatch.DELIVERED, delivered_at=datetime.now(UTC) - timedelta(days=6))
    browser = cast.signed_in("zhao")
    assert 'href="tel:+8613800001234"' in browser.get(f"/events/{event_id}/guests?reply=silent").text
    assert "tel:" not in browser.get(f"/events/{event_id}/guests").text


def test_the_figures_count_what_stands(cast, event_id, listed, foreign):
    ids = [cast.add_invitation(event_id, cast.add_client("李", f"强{place}")) for place in range(5)]
    now = datetime.now(UTC)
    change(cast, ids[0], reply=ReplyState.ACCEPTED, dispatch=Dispatch.DELIVERED, delivered_at=now - timedelta(days=9))
    change(cast, ids[1], reply=ReplyState.CANCELLED, dispatch=Dispatch.PRINTED)
    change(cast, ids[2], reply=ReplyState.WAITLISTED)
    change(cast, ids[3], dispatch=Dispatch.DELIVERED, delivered_at=now - timedelta(days=9))
    change(cast, ids[4], revoked_at=now)
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        assert figures_by_event(cast.staff("li"), [event], now)[event_id] == Figures(
            invited=6, printed=3, delivered=2, accepted=1, declined=1, waitlisted=1, silent=1, to_order=3
        )


def test_the_list_costs_the_same_with_one_guest_and_with_three(cast, event_id, listed):
    browser = cast.signed_in("li")
    path = f"/events/{event_id}/guests"
    said = {"answer": "accepted", "channel": "phone"}
    browser.post(f"{path}/{listed}/reply", data=said)
    browser.get(path)
    with queries(cast.app) as one:
        browser.get(path)
    for rm, given in (("sun", "敏"), ("zhao", "强")):
        invitation_id = cast.add_invitation(event_id, cast.add_client("陈", given, rm=rm))
        browser.post(f"{path}/{invitation_id}/reply", data=said)
    with queries(cast.app) as three:
        assert browser.get(path).text.count('<tr id="guest-') == 3
    assert len(one) == len(three)


def test_empty_lists_say_what_to_do_next(cast, event_id, listed):
    empty = cast.add_event()
    browser = cast.signed_in("zhao")
    assert f"/events/{empty}/guests/choose" in browser.get(f"/events/{empty}/guests").text
    assert "empty-state" in browser.get(f"/events/{event_id}/guests?q=zzzz").text


def test_today_shows_answers_with_those_who_wait_for_a_seat_first(cast):
    event_id = cast.add_event(capacity=1)
    browser = cast.signed_in("zhao")
    for given in ("文静", "丽华"):
        invitation_id = cast.add_invitation(event_id, cast.add_client("王", given))
        said = {"answer": "accepted", "channel": "phone"}
        browser.post(f"/events/{event_id}/guests/{invitation_id}/reply", data=said)
    browser.get("/")  # shows what was flashed
    page = browser.get("/").text
    assert page.index("王丽华") < page.index("王文静")
    assert "王丽华" not in cast.signed_in("sun").get("/").text
    assert "王丽华" not in cast.signed_in("door").get("/").text


def test_an_answer_of_last_week_is_not_of_today(cast, event_id, listed):
    change(cast, listed, reply=ReplyState.ACCEPTED, replied_at=datetime.now(UTC) - timedelta(days=4))
    assert "王文静" not in cast.signed_in("zhao").get("/").text


def test_today_costs_the_same_with_one_answer_and_with_three(cast, event_id, listed):
    browser = cast.signed_in("zhao")
    said = {"answer": "declined", "channel": "wechat"}
    browser.post(f"/events/{event_id}/guests/{listed}/reply", data=said)
    browser.get("/")
    with queries(cast.app) as one:
        browser.get("/")
    for given in ("强", "敏"):
        invitation_id = cast.add_invitation(event_id, cast.add_client("李", given))
        browser.post(f"/events/{event_id}/guests/{invitation_id}/reply", data=said)
    browser.get("/")
    with queries(cast.app) as three:
        browser.get("/")
    assert len(one) == len(three)


def test_the_client_page_shows_what_the_client_is_invited_to(cast, event_id, listed):
    client_id = state(cast, listed).client_id
    page = cast.signed_in("zhao").get(f"/clients/{client_id}").text
    assert f"/events/{event_id}/guests/{listed}/reply" in page
    cast.signed_in("zhao").post(f"/events/{event_id}/guests/{listed}/revoke")
    assert f"/guests/{listed}/reply" not in cast.signed_in("zhao").get(f"/clients/{client_id}").text


def test_an_rm_may_invite_own_clients_to_an_event_of_the_branch(cast, event_id):
    client_id = cast.add_client()
    cast.signed_in("zhao").post(f"/events/{event_id}/guests/invite", data={"rule": "1", "client": [client_id]})
    with cast.app.app_context():
        invitation = db.session.scalars(sa.select(Invitation)).one()
        assert invitation.invited_by_id == cast.staff_ids["zhao"]
