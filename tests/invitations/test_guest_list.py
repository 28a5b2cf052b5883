"""The guest list: choosing, inviting, letters handed over, answers told to staff, and what each role sees of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from clients.book import hold
from clients.models import Client, ClientType, EntryKind, HistoryEntry, HoldKind
from core.db import db
from core.errors import DomainError
from events.figures import Figures
from events.models import Event, EventStatus
from invitations.guest_list import Wish, deliver, deliver_printed, figures_by_event, guests
from invitations.models import Channel, Dispatch, Invitation, Reply, ReplyState, Segment
from tests.house import queries


@pytest.fixture
def event_id(cast):
    return cast.add_event()


@pytest.fixture
def listed(cast, event_id):
    """王文静, a client of RM Zhao, is invited; the invitation's id."""
    return cast.add_invitation(event_id, cast.add_client())


@pytest.fixture
def foreign(cast, event_id):
    """陈敏, a client of RM Sun, is invited; the invitation's id."""
    return cast.add_invitation(event_id, cast.add_client("陈", "敏", rm="sun", phone="13900005678"))


def change(cast, invitation_id, **values):
    with cast.app.app_context():
        invitation = db.session.get_one(Invitation, invitation_id)
        for field, value in values.items():
            setattr(invitation, field, value)
        db.session.commit()


def state(cast, invitation_id):
    with cast.app.app_context():
        return db.session.get_one(Invitation, invitation_id)


def told(cast, kind):
    with cast.app.app_context():
        return db.session.scalars(sa.select(HistoryEntry).where(HistoryEntry.kind == kind)).all()


# --- who sees what -------------------------------------------------------------------------------------------------


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


# --- choosing and inviting -----------------------------------------------------------------------------------------


def test_choosing_shows_whom_it_invites_and_who_is_left_out_and_why(cast, event_id):
    fit = cast.add_client()
    left = cast.add_client("李", "强")
    cast.add_client("张", "总", client_type=ClientType.ENT)
    with cast.app.app_context():
        hold(db.session.get_one(Client, left), HoldKind.COMPLAINT, since=date(2020, 1, 1), until=None)
        db.session.commit()
    page = cast.signed_in("zhao").get(f"/events/{event_id}/guests/choose?rule=1&types=RET&lang=en").text
    assert f'name="client" value="{fit}" checked' in page
    assert f'name="client" value="{left}"' not in page
    assert "Open complaint" in page
    assert "张总" not in page
    assert ">64<" in page, "the advice for thirty seats"


def test_a_saved_segment_is_chosen_and_invited(cast, event_id):
    client_id = cast.add_client()
    browser = cast.signed_in("zhao")
    browser.post("/segments/new", data={"name": "退休茶友", "types": ["RET"]})
    with cast.app.app_context():
        segment_id = db.session.scalar(sa.select(Segment.id))
    assert "王文静" in browser.get(f"/events/{event_id}/guests/choose?segment={segment_id}").text

    answer = browser.post(f"/events/{event_id}/guests/invite", data={"segment": segment_id, "client": [client_id]})

    assert answer.location.endswith(f"/events/{event_id}/guests")
    page = browser.get(answer.location).text
    assert "王文静" in page
    assert f"/clients/{client_id}" in page


def test_a_foreign_segment_is_404(cast, event_id):
    cast.signed_in("sun").post("/segments/new", data={"name": "孙的"})
    with cast.app.app_context():
        segment_id = db.session.scalar(sa.select(Segment.id))
    browser = cast.signed_in("zhao")
    assert browser.get(f"/events/{event_id}/guests/choose?segment={segment_id}").status_code == 404
    assert browser.post(f"/events/{event_id}/guests/invite", data={"segment": segment_id}).status_code == 404
    assert browser.get(f"/events/{event_id}/guests/choose?segment=99999999999999").status_code == 404


def test_unticked_clients_are_not_invited(cast, event_id):
    first, _second = cast.add_client(), cast.add_client("李", "强")
    cast.signed_in("zhao").post(f"/events/{event_id}/guests/invite", data={"rule": "1", "client": [first]})
    with cast.app.app_context():
        assert db.session.scalars(sa.select(Invitation.client_id)).all() == [first]


def test_foreign_clients_in_the_form_are_never_invited(cast, event_id):
    own, other = cast.add_client(), cast.add_client("陈", "敏", rm="sun")
    cast.signed_in("zhao").post(f"/events/{event_id}/guests/invite", data={"rule": "1", "client": [own, other, "x"]})
    with cast.app.app_context():
        assert db.session.scalars(sa.select(Invitation.client_id)).all() == [own]


def test_inviting_nobody_or_the_same_again_answers_with_a_sentence(cast, event_id):
    client_id = cast.add_client()
    browser = cast.signed_in("zhao")
    form = {"rule": "1", "types": ["RET"], "client": [client_id]}
    nobody = browser.post(f"/events/{event_id}/guests/invite", data=form | {"client": []}, follow_redirects=True)
    assert "notice-seal" in nobody.text
    assert "types=RET" in nobody.request.url, "the ticked rule is not lost"
    browser.post(f"/events/{event_id}/guests/invite", data=form)
    again = browser.post(f"/events/{event_id}/guests/invite", data=form, follow_redirects=True)
    assert again.status_code == 200
    assert "notice-seal" in again.text
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 1


def test_nobody_is_chosen_for_what_is_over(cast):
    past = cast.add_event(starts_at=datetime.now(UTC) - timedelta(days=1))
    client_id = cast.add_client()
    browser = cast.signed_in("li")
    assert '<form class="pick-segment"' not in browser.get(f"/events/{past}/guests/choose").text
    answer = browser.post(f"/events/{past}/guests/invite", data={"rule": "1", "client": [client_id]})
    assert answer.status_code == 302
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 0


def test_choosing_costs_the_same_for_one_client_and_for_three(cast, event_id):
    browser = cast.signed_in("li")
    path = f"/events/{event_id}/guests/choose?rule=1"
    cast.add_client()
    browser.get(path)
    with queries(cast.app) as one:
        browser.get(path)
    cast.add_client("李", "强")
    cast.add_client("陈", "敏", rm="sun")
    with queries(cast.app) as three:
        browser.get(path)
    assert len(one) == len(three)


# --- letters -------------------------------------------------------------------------------------------------------


def test_a_printed_letter_is_handed_over_once(cast, event_id, listed):
    change(cast, listed, dispatch=Dispatch.PRINTED)
    browser = cast.signed_in("zhao")
    for _press in range(2):
        assert browser.post(f"/events/{event_id}/guests/{listed}/deliver").status_code == 302
    assert state(cast, listed).dispatch is Dispatch.DELIVERED
    assert state(cast, listed).delivered_at is not None
    [entry] = told(cast, EntryKind.LETTER_DELIVERED)
    assert entry.staff_id == cast.staff_ids["zhao"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"dispatch": Dispatch.LISTED}, "letter_not_printed"),
        ({"dispatch": Dispatch.PRINTED, "revoked_at": datetime(2026, 1, 1, tzinfo=UTC)}, "invitation_revoked"),
    ],
)
def test_a_letter_that_cannot_be_in_the_clients_hands_is_refused(cast, listed, values, code):
    change(cast, listed, **values)
    with cast.app.app_context():
        with pytest.raises(DomainError, match=code):
            deliver(db.session.get_one(Invitation, listed), staff=cast.staff("zhao"), now=datetime.now(UTC))
        db.session.rollback()
    assert told(cast, EntryKind.LETTER_DELIVERED) == []


def test_nothing_is_handed_over_after_closing(cast, event_id, listed):
    change(cast, listed, dispatch=Dispatch.PRINTED)
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        event.status = EventStatus.CLOSED
        db.session.commit()
        with pytest.raises(DomainError, match="event_closed"):
            deliver(db.session.get_one(Invitation, listed), staff=cast.staff("zhao"), now=datetime.now(UTC))
        with pytest.raises(DomainError, match="event_closed"):
            deliver_printed(cast.staff("li"), event, cast.staff_ids["zhao"], now=datetime.now(UTC))


def test_all_printed_letters_of_one_manager_are_handed_over_at_once(cast, event_id, listed, foreign):
    waiting = cast.add_invitation(event_id, cast.add_client("李", "强"))
    for invitation_id in (listed, foreign):
        change(cast, invitation_id, dispatch=Dispatch.PRINTED)
    answer = cast.signed_in("li").post(f"/events/{event_id}/guests/deliver", data={"rm": cast.staff_ids["zhao"]})
    assert answer.status_code == 302
    assert [state(cast, one).dispatch for one in (listed, foreign, waiting)] == [
        Dispatch.DELIVERED,
        Dispatch.PRINTED,
        Dispatch.LISTED,
    ]
    assert len(told(cast, EntryKind.LETTER_DELIVERED)) == 1


def test_the_letters_of_a_foreign_manager_are_404(cast, event_id, listed, foreign):
    change(cast, foreign, dispatch=Dispatch.PRINTED)
    for rm in (cast.staff_ids["sun"], 99999999999999, "x"):
        assert cast.signed_in("zhao").post(f"/events/{event_id}/guests/deliver", data={"rm": rm}).status_code == 404
    assert state(cast, foreign).dispatch is Dispatch.PRINTED


# --- answers told to staff -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.WECHAT, Channel.IN_PERSON])
def test_an_answer_is_entered_on_the_clients_behalf(cast, event_id, listed, channel):
    browser = cast.signed_in("zhao")
    answer = browser.post(
        f"/events/{event_id}/guests/{listed}/reply",
        data={"answer": "accepted", "channel": channel.value, "note": "带先生一起来"},
    )
    assert answer.status_code == 302
    assert state(cast, listed).reply is ReplyState.ACCEPTED
    with cast.app.app_context():
        reply = db.session.scalars(sa.select(Reply)).one()
        assert (reply.channel, reply.staff_id, reply.note) == (channel, cast.staff_ids["zhao"], "带先生一起来")
    page = browser.get(f"/events/{event_id}/guests").text
    assert "带先生一起来" in page
    assert "赵经理" in page


def test_a_full_house_notes_the_wish_to_come(cast):
    event_id = cast.add_event(capacity=1)
    first = cast.add_invitation(event_id, cast.add_client())
    second = cast.add_invitation(event_id, cast.add_client("李", "强"))
    browser = cast.signed_in("zhao")
    said = {"answer": "accepted", "channel": "phone"}
    for invitation_id in (first, second):
        browser.post(f"/events/{event_id}/guests/{invitation_id}/reply", data=said)
    assert state(cast, second).reply is ReplyState.WAITLISTED
    browser.post(f"/events/{event_id}/guests/{first}/reply", data=said | {"answer": "declined"})
    assert state(cast, first).reply is ReplyState.CANCELLED
    assert "reply=waitlisted" in browser.get(f"/events/{event_id}").text, "a seat is free and somebody waits for it"
    browser.post(f"/events/{event_id}/guests/{second}/reply", data=said)
    assert state(cast, second).reply is ReplyState.ACCEPTED


@pytest.mark.parametrize(
    "said",
    [
        {"answer": "accepted", "channel": "phone", "note": "长" * 201},
        {"answer": "accepted", "channel": "qr"},
        {"answer": "waitlisted", "channel": "phone"},
        {"channel": "phone"},
    ],
)
def test_a_bad_answer_is_422_and_changes_nothing(cast, event_id, listed, said):
    answer = cast.signed_in("zhao").post(f"/events/{event_id}/guests/{listed}/reply", data=said)
    assert answer.status_code == 422
    assert said.get("note", "") in answer.text
    assert state(cast, listed).reply is ReplyState.NONE


def test_an_answer_for_an_invitation_taken_back_is_a_sentence(cast, event_id, listed):
    browser = cast.signed_in("zhao")
    browser.post(f"/events/{event_id}/guests/{listed}/revoke")
    answer = browser.post(
        f"/events/{event_id}/guests/{listed}/reply",
        data={"answer": "accepted", "channel": "phone"},
        follow_redirects=True,
    )
    assert answer.status_code == 200
    assert "notice-seal" in answer.text
    assert state(cast, listed).reply is ReplyState.NONE


def test_the_way_back_leads_to_the_filtered_list_and_never_away(cast, event_id, listed):
    browser = cast.signed_in("zhao")
    said = {"answer": "accepted", "channel": "phone"}
    here = f"/events/{event_id}/guests?reply=open"
    assert browser.post(f"/events/{event_id}/guests/{listed}/reply", data=said | {"next": here}).location == here
    away = browser.post(f"/events/{event_id}/guests/{listed}/reply", data=said | {"next": "https://example.com/"})
    assert away.location == "/"


def test_taking_back_before_delivery_and_not_after(cast, event_id, listed, foreign):
    browser = cast.signed_in("li")
    browser.post(f"/events/{event_id}/guests/{listed}/revoke")
    assert state(cast, listed).revoked_at is not None
    change(cast, foreign, dispatch=Dispatch.DELIVERED)
    refused = browser.post(f"/events/{event_id}/guests/{foreign}/revoke", follow_redirects=True)
    assert "notice-seal" in refused.text
    assert state(cast, foreign).revoked_at is None
    shown = browser.get(f"/events/{event_id}/guests").text
    assert "王文静" not in shown
    assert "王文静" in browser.get(f"/events/{event_id}/guests?reply=revoked").text


def test_getting_a_changing_address_changes_nothing(cast, event_id, listed):
    browser = cast.signed_in("zhao")
    for action in ("deliver", "revoke"):
        assert browser.get(f"/events/{event_id}/guests/{listed}/{action}").status_code == 405
    assert browser.get(f"/events/{event_id}/guests/{listed}/reply").status_code == 200
    assert state(cast, listed).reply is ReplyState.NONE


# --- the list itself -----------------------------------------------------------------------------------------------


def shown(cast, event_id, who="li", **wishes):
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        query = guests(cast.staff(who), event, now=datetime.now(UTC), **wishes)
        return [guest.id for guest in db.session.scalars(query)]


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
            invited=6, printed=3, delivered=2, accepted=1, declined=1, waitlisted=1, silent=1
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


# --- on the gathered pages -----------------------------------------------------------------------------------------


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
