"""Webhooks: told of what happened in the same transaction, delivered once it was said yes to, and no name in them."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from api.delivering import PAUSES, deliver, deliver_waiting, forget_old_deliveries
from api.happenings import Happening, forget_branches
from api.models import DeliveryState, Webhook, WebhookDelivery
from api.signing import sign
from api.webhooks import make_webhook, stop
from attendance.ledger.checking_in import check_in, undo
from attendance.models import Method
from clients.models import Client
from core.db import db, now
from events.approval.moves import move
from events.models import Event, EventStatus
from invitations.answers.rsvp import accept, decline
from invitations.guests.inviting import invite
from invitations.models import Channel, Invitation
from staff.models import Branch
from tests.api.receiving import allowing, listening
from tests.house import queries

OUTSIDE = "https://crm.example.com/hook"


@pytest.fixture(autouse=True)
def forgotten(app):
    """What this process knows of webhooks is gone with the tables."""
    yield
    with app.app_context():
        forget_branches()


def hooked(cast, url=OUTSIDE, kinds=None, inside=(), branch_id=None, by="admin"):
    """A webhook that wants to be told of everything, unless told; its id and secret."""
    with cast.app.app_context():
        hook, secret = make_webhook(
            cast.staff(by),
            db.session.get_one(Branch, branch_id or cast.branch_id),
            url=url,
            kinds=kinds or [kind for kind in Happening if kind is not Happening.TEST],
            inside=inside,
            now=now(),
        )
        db.session.commit()
        forget_branches()
        return hook.id, secret


def deliveries(cast):
    with cast.app.app_context():
        return db.session.scalars(sa.select(WebhookDelivery).order_by(WebhookDelivery.id)).all()


@pytest.fixture
def tonight(cast):
    event_id = cast.add_event(starts_at=datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2))
    return event_id, cast.add_invitation(event_id, cast.add_client(email="wang@example.com"))


def live_through(cast, event_id, guest):
    """An answer, an arrival that is taken back, a change of plan, a letter taken back, and the end."""
    scan = "0f8fad5b-d9cb-469f-a165-00000000000{}"
    with cast.app.app_context():
        accept(guest, channel=Channel.PHONE, now=now(), staff=cast.staff("zhao"), note="王文静一定来")
        db.session.commit()
        event, invitation = db.session.get_one(Event, event_id), db.session.get_one(Invitation, guest)
        check_in(event, invitation, scan_id=scan.format(1), method=Method.CODE, staff=cast.staff("door"), now=now())
        db.session.commit()
        check_in(event, invitation, scan_id=scan.format(2), method=Method.CODE, staff=cast.staff("door"), now=now())
        db.session.commit()
        undo(event, invitation, scan_id=scan.format(3), staff=cast.staff("door"), now=now())
        event.venue = "二楼"
        db.session.commit()
        invitation.revoked_at = now()
        db.session.commit()
        move(event, EventStatus.CLOSED, now=now(), staff=cast.staff("li"))
        db.session.commit()


def test_what_happens_is_told_by_kinds_and_numbers_alone(cast, tonight):
    hooked(cast)
    event_id, guest = tonight
    live_through(cast, event_id, guest)

    rows = deliveries(cast)

    assert [row.kind for row in rows] == [
        "reply.changed", "guest.arrived", "guest.taken_back", "event.changed", "invitation.revoked", "event.closed",
    ]  # fmt: skip
    assert rows[1].body["type"] == "guest.arrived"
    assert rows[1].body["data"].keys() == {"event_id", "invitation_id", "check_in_id"}
    assert (rows[1].body["data"]["event_id"], rows[1].body["data"]["invitation_id"]) == (event_id, guest)
    for row in rows:
        assert not re.search("[㐀-鿿@]|1380000", json.dumps(row.body, ensure_ascii=False))
        assert all(isinstance(number, int) for number in row.body["data"].values())


def test_only_what_was_asked_for_is_told_and_only_in_the_own_branch(cast, tonight):
    hooked(cast, kinds=[Happening.EVENT_CLOSED])
    hooked(cast, branch_id=cast.other_branch_id)
    live_through(cast, *tonight)

    assert [row.kind for row in deliveries(cast)] == ["event.closed"]


def test_what_was_rolled_back_is_told_to_nobody(cast, tonight):
    hooked(cast)
    _event_id, guest = tonight
    with cast.app.app_context():
        accept(guest, channel=Channel.PHONE, now=now(), staff=cast.staff("zhao"))
        db.session.flush()
        db.session.rollback()
        savepoint = db.session.begin_nested()
        decline(guest, channel=Channel.PHONE, now=now(), staff=cast.staff("zhao"))
        db.session.flush()
        savepoint.rollback()
        db.session.commit()

    assert deliveries(cast) == []


def test_nobody_asks_for_webhooks_where_there_are_none(cast, tonight):
    """Doors pay nothing: the process knows that there are none."""
    event_id, guest = tonight
    with cast.app.app_context():
        forget_branches()
        accept(guest, channel=Channel.PHONE, now=now(), staff=cast.staff("zhao"))
        db.session.commit()  # it is asked once
        event, invitation = db.session.get_one(Event, event_id), db.session.get_one(Invitation, guest)
        with queries(cast.app) as seen:
            scan_id = "0f8fad5b-d9cb-469f-a165-000000000001"
            check_in(event, invitation, scan_id=scan_id, method=Method.CODE, staff=None, now=now())
            db.session.commit()

    assert [statement for statement in seen if "webhook" in statement] == []


def test_many_happenings_are_written_by_as_many_statements_as_one(cast):
    event_id = cast.add_event()
    hooked(cast)
    cast.add_invitation(event_id, cast.add_client(number="first"))
    numbers = []
    for many in (1, 3):
        clients = [cast.add_client(number=f"n{many}{number}") for number in range(many)]
        with cast.app.app_context():
            event = db.session.get_one(Event, event_id)
            people = [db.session.get_one(Client, client_id) for client_id in clients]
            with queries(cast.app) as seen:
                invite(cast.staff("li"), event, people, now=now())
                db.session.commit()
        numbers.append(len([statement for statement in seen if "webhook" in statement]))

    assert numbers == [2, 2]
    assert len([row for row in deliveries(cast) if row.kind == "invitation.made"]) == 5


@pytest.fixture
def receiver(cast, tmp_path, monkeypatch):
    with listening(tmp_path) as (told, file), allowing(cast.app, "localhost"):
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        yield told


def told_of_one(cast, receiver):
    """A webhook with one delivery that waits; the ids and the secret."""
    hook_id, secret = hooked(cast, receiver.url, inside={"localhost"})
    guest = cast.add_invitation(cast.add_event(), cast.add_client())
    with cast.app.app_context():
        accept(guest, channel=Channel.PHONE, now=now(), staff=cast.staff("zhao"))
        first = sa.select(sa.func.min(WebhookDelivery.id))
        db.session.execute(sa.delete(WebhookDelivery).where(WebhookDelivery.kind == "invitation.made"))
        db.session.execute(sa.delete(WebhookDelivery).where(WebhookDelivery.kind == "event.changed"))
        db.session.commit()
        delivery_id = db.session.scalar(first)
    return hook_id, delivery_id, secret


def test_a_delivery_is_signed_and_goes_once(cast, receiver):
    _hook_id, delivery_id, secret = told_of_one(cast, receiver)
    with cast.app.app_context():
        assert deliver_waiting() == 1
        assert deliver_waiting() == 0
        assert deliver(delivery_id) is None

    [(headers, body)] = receiver.got
    moment = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    assert headers["webhook-id"] == f"msg_{delivery_id}"
    assert headers["webhook-signature"] == sign(secret, f"msg_{delivery_id}", moment, body)["webhook-signature"]
    assert json.loads(body)["type"] == "reply.changed"
    [row] = deliveries(cast)
    assert (row.state, row.last_status, row.tries, row.error) == (DeliveryState.DELIVERED, 200, 1, "")


@pytest.mark.parametrize("status", [500, 404, 429, 301, 302, 307])
def test_any_other_answer_is_tried_again_later_and_a_redirect_is_not_followed(cast, receiver, status):
    _hook_id, delivery_id, _secret = told_of_one(cast, receiver)
    receiver.answers = [status]
    with cast.app.app_context():
        before = now()
        assert deliver_waiting() == 0
        row = db.session.get_one(WebhookDelivery, delivery_id)
        assert (row.state, row.last_status, row.error) == (DeliveryState.WAITING, status, "answered_no")
        assert row.due_at >= before + PAUSES[0]
        row.due_at = now()
        db.session.commit()
        assert deliver_waiting() == 1

    assert [headers["webhook-id"] for headers, _body in receiver.got] == [f"msg_{delivery_id}"] * 2


def test_after_ten_tries_in_three_days_it_is_given_up_and_shown(cast, receiver):
    hook_id, delivery_id, _secret = told_of_one(cast, receiver)
    receiver.answers = [500] * 20
    waited = timedelta()
    with cast.app.app_context():
        for _try in range(20):
            db.session.execute(sa.update(WebhookDelivery).values(due_at=now()))
            db.session.commit()
            deliver_waiting()
            row = db.session.get_one(WebhookDelivery, delivery_id, populate_existing=True)
            if row.state is DeliveryState.WAITING:
                waited += row.due_at - now()
        assert (row.state, row.tries) == (DeliveryState.GIVEN_UP, 10)
    assert len(receiver.got) == 10
    assert timedelta(days=2.9) < waited < timedelta(days=3.3)
    page = cast.signed_in("manager").get(f"/settings/webhooks/{hook_id}?lang=en").text
    assert "Given up" in page
    assert "秘密" not in page


def test_one_receiver_that_fails_keeps_no_other_waiting(cast, receiver):
    told_of_one(cast, receiver)
    dead, _secret = hooked(cast, "https://localhost:1/hook", inside={"localhost"})
    guest = cast.add_invitation(cast.add_event(), cast.add_client(number="n2"))
    with cast.app.app_context():
        accept(guest, channel=Channel.PHONE, now=now(), staff=cast.staff("zhao"))
        db.session.commit()
        deliver_waiting()
        left = db.session.scalars(
            sa.select(WebhookDelivery).where(WebhookDelivery.state == DeliveryState.WAITING)
        ).all()
        assert {row.webhook_id for row in left} == {dead}
        assert sum(row.tries for row in left) == 1
        assert {row.error for row in left} == {"no_connection", ""}


def test_a_worker_that_died_is_followed_by_another_and_one_at_work_is_not(cast, receiver):
    _hook_id, delivery_id, _secret = told_of_one(cast, receiver)
    with cast.app.app_context():
        row = db.session.get_one(WebhookDelivery, delivery_id)
        row.lease, row.leased_at = "somebody", now()
        db.session.commit()
        assert deliver(delivery_id) is None
        row.leased_at = now() - timedelta(minutes=6)
        db.session.commit()
        assert deliver(delivery_id) is DeliveryState.DELIVERED


def test_a_receiver_that_is_gone_is_told_nothing_more(cast, receiver):
    hook_id, delivery_id, _secret = told_of_one(cast, receiver)
    receiver.answers = [410]
    with cast.app.app_context():
        assert deliver(delivery_id) is DeliveryState.GIVEN_UP
        assert db.session.get_one(Webhook, hook_id, populate_existing=True).stopped_at is not None


def test_a_webhook_that_was_stopped_is_told_nothing_more(cast, receiver):
    hook_id, _delivery_id, _secret = told_of_one(cast, receiver)
    with cast.app.app_context():
        stop(db.session.get_one(Webhook, hook_id), now=now())
        db.session.commit()
        deliver_waiting()
    cast.add_invitation(cast.add_event(), cast.add_client(number="n2"))

    assert receiver.got == []
    assert {row.state for row in deliveries(cast)} == {DeliveryState.GIVEN_UP}


def test_a_certificate_that_nobody_vouches_for_is_not_believed(cast, receiver, monkeypatch):
    _hook_id, delivery_id, _secret = told_of_one(cast, receiver)
    monkeypatch.delenv("SSL_CERT_FILE")
    with cast.app.app_context():
        deliver(delivery_id)
        assert db.session.get_one(WebhookDelivery, delivery_id, populate_existing=True).error == "certificate"
    assert receiver.got == []


def test_a_name_that_has_come_to_lead_inside_is_not_followed(cast, receiver):
    _hook_id, delivery_id, _secret = told_of_one(cast, receiver)
    with allowing(cast.app), cast.app.app_context():
        deliver(delivery_id)
        assert db.session.get_one(WebhookDelivery, delivery_id, populate_existing=True).error == "webhook_inside"
    assert receiver.got == []


def test_the_secret_is_shown_once_and_kept_sealed(cast):
    browser = cast.signed_in("manager")
    made = browser.post("/settings/webhooks", data={"url": OUTSIDE, "kinds": ["guest.arrived", "event.closed"]})
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", made.text).group()

    assert secret not in browser.get("/settings/webhooks").text
    with cast.app.app_context():
        hook = db.session.scalars(sa.select(Webhook)).one()
        assert secret[6:] not in hook.sealed_secret
        assert hook.kinds == ["event.closed", "guest.arrived"]


@pytest.mark.parametrize("url", ["http://crm.example.com", "https://127.0.0.1/", "https://localhost/", "x"])
def test_an_address_that_can_not_be_is_refused_at_its_field(cast, url):
    answer = cast.signed_in("manager").post("/settings/webhooks", data={"url": url, "kinds": "guest.arrived"})
    assert answer.status_code == 422
    assert url in answer.text


def test_the_button_sends_a_test_that_tells_of_nothing(cast, receiver):
    hook_id, _secret = hooked(cast, receiver.url, inside={"localhost"})
    browser = cast.signed_in("manager")

    assert browser.post(f"/settings/webhooks/{hook_id}/test").status_code == 302
    [(_headers, body)] = receiver.got
    assert (json.loads(body)["type"], json.loads(body)["data"]) == ("test", {})
    assert "200" in browser.get(f"/settings/webhooks/{hook_id}").text
    browser.post(f"/settings/webhooks/{hook_id}/stop")
    browser.post(f"/settings/webhooks/{hook_id}/test")
    assert len(receiver.got) == 1


def test_a_webhook_of_another_branch_is_404(cast):
    hook_id, _secret = hooked(cast, branch_id=cast.other_branch_id)
    browser = cast.signed_in("manager")

    assert browser.get(f"/settings/webhooks/{hook_id}").status_code == 404
    for button in ("test", "stop"):
        assert browser.post(f"/settings/webhooks/{hook_id}/{button}").status_code == 404


def test_settled_deliveries_are_forgotten_after_a_month(cast, tonight):
    hooked(cast)
    live_through(cast, *tonight)
    with cast.app.app_context():
        old = now() - timedelta(days=31)
        closed = sa.update(WebhookDelivery).where(WebhookDelivery.kind != "event.closed")
        db.session.execute(closed.values(at=old, state=DeliveryState.DELIVERED))
        db.session.execute(sa.update(WebhookDelivery).values(at=old))
        forget_old_deliveries()
        assert list(db.session.scalars(sa.select(WebhookDelivery.kind))) == ["event.closed"]
