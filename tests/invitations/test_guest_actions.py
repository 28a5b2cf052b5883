"""What is done on the guest list: letters handed over, answers told to staff."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from clients.models import EntryKind, HistoryEntry
from core.db import db
from core.errors import DomainError
from events.models import Event, EventStatus
from invitations.models import Channel, Dispatch, Invitation, Reply, ReplyState
from invitations.runs.dispatch import take, take_all
from tests.invitations.guest_desk import change, state


def told(cast, kind):
    with cast.app.app_context():
        return db.session.scalars(sa.select(HistoryEntry).where(HistoryEntry.kind == kind)).all()


def deliver(cast, invitation_id):
    invitation = db.session.get_one(Invitation, invitation_id)
    take(invitation, Dispatch.DELIVERED, staff=cast.staff("zhao"), now=datetime.now(UTC))


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
            deliver(cast, listed)
        db.session.rollback()
    assert told(cast, EntryKind.LETTER_DELIVERED) == []


def test_nothing_is_handed_over_after_closing(cast, event_id, listed):
    change(cast, listed, dispatch=Dispatch.PRINTED)
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        event.status = EventStatus.CLOSED
        db.session.commit()
        with pytest.raises(DomainError, match="event_closed"):
            deliver(cast, listed)
        with pytest.raises(DomainError, match="event_closed"):
            take_all(cast.staff("li"), event, Dispatch.DELIVERED, rm_id=cast.staff_ids["zhao"], now=datetime.now(UTC))


def test_all_printed_letters_of_one_manager_are_handed_over_at_once(cast, event_id, listed, foreign):
    waiting = cast.add_invitation(event_id, cast.add_client("李", "强"))
    for invitation_id in (listed, foreign):
        change(cast, invitation_id, dispatch=Dispatch.PRINTED)
    answer = cast.signed_in("li").post(
        f"/events/{event_id}/guests/steps", data={"rm": cast.staff_ids["zhao"], "step": "delivered"}
    )
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
        form = {"rm": rm, "step": "delivered"}
        assert cast.signed_in("zhao").post(f"/events/{event_id}/guests/steps", data=form).status_code == 404
    assert state(cast, foreign).dispatch is Dispatch.PRINTED


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
