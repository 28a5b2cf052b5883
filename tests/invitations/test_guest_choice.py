"""Choosing and inviting from the guest list."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from clients.contact.holds import hold
from clients.models import Client, ClientType, HoldKind
from core.db import db
from invitations.models import Invitation, Segment
from tests.house import queries


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
    assert "Complaint open" in page
    assert "张总" not in page
    assert ">64<" in page, "the advice for thirty seats"


def test_a_saved_segment_is_chosen_and_invited(cast, event_id):
    client_id = cast.add_client()
    browser = cast.signed_in("zhao")
    browser.post("/segments/new", data={"name": "退休茶友", "field.0-0": "type", "op.0-0": "any", "value.0-0": ["RET"]})
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
