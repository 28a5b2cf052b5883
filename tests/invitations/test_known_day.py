"""A day that guests hold in their hands is not moved by the form of the event."""

from datetime import timedelta

import pytest

from attendance.ledger.checking_in import check_in
from attendance.models import Method
from core.db import db
from core.errors import DomainError
from events.models import Event, EventStatus
from invitations.models import Dispatch, Invitation
from tests.core.test_edit_form import form_of


@pytest.fixture
def evening(cast):
    event_id = cast.add_event()
    return event_id, cast.add_invitation(event_id, cast.add_client())


def moved(cast, event_id):
    """The form sent with another day; the answer and whether the day is another."""
    browser = cast.signed_in("li")
    form = form_of(browser.get(f"/events/{event_id}/edit").text)
    with cast.app.app_context():
        before = db.session.get_one(Event, event_id).local_start
    form["starts_at"] = f"{before + timedelta(days=1):%Y-%m-%dT%H:%M}"
    form["ends_at"] = f"{before + timedelta(days=1, hours=2):%Y-%m-%dT%H:%M}"
    answer = browser.post(f"/events/{event_id}/edit", data=form)
    with cast.app.app_context():
        return answer, db.session.get_one(Event, event_id).local_start != before


def test_while_no_letter_has_reached_anybody_the_form_moves_the_day(cast, evening):
    answer, is_moved = moved(cast, evening[0])

    assert (answer.status_code, is_moved) == (302, True)


def test_once_a_guest_has_the_letter_the_form_points_to_postponing(cast, evening):
    with cast.app.app_context():
        db.session.get_one(Invitation, evening[1]).dispatch = Dispatch.DELIVERED
        db.session.commit()

    answer, is_moved = moved(cast, evening[0])

    assert (answer.status_code, is_moved) == (422, False)
    assert "Postpone the event" in answer.text or "延期" in answer.text


@pytest.mark.parametrize("status", [EventStatus.CANCELLED, EventStatus.POSTPONED])
def test_nobody_is_let_in_to_an_evening_that_does_not_take_place(cast, evening, status):
    with cast.app.app_context():
        event = db.session.get_one(Event, evening[0])
        event.status = status
        told = {"scan_id": "1", "method": Method.CODE, "staff": cast.staff("door"), "now": event.starts_at}
        with pytest.raises(DomainError, match="event_closed"):
            check_in(event, db.session.get_one(Invitation, evening[1]), **told)
