"""What was decided about a client after the invitation: the letter stays in the house, the telephone on the hook."""

from datetime import UTC, date, datetime, timedelta

import pytest

from clients.models import ChannelRefusal, Client, ClientHold, ContactChannel, HoldKind
from core.db import db
from core.errors import DomainError
from invitations.guests.permission import forbidden
from invitations.models import Dispatch, GuestException, Invitation, InvitationLetter, Means
from invitations.paper.reissue import reissue
from invitations.runs.dispatch import take
from printing.models import PrintedLetter, PrintRun
from tests.house import queries

PAST = date(2020, 1, 1)


def change(cast, invitation_id, **values):
    with cast.app.app_context():
        invitation = db.session.get_one(Invitation, invitation_id)
        for name, value in values.items():
            setattr(invitation, name, value)
        db.session.commit()


def happens(cast, client_id, *rows):
    with cast.app.app_context():
        for row in rows:
            row.client_id = client_id
            db.session.add(row)
        db.session.commit()


@pytest.fixture
def letter(cast):
    client_id = cast.add_client()
    return client_id, cast.add_invitation(cast.add_event(), client_id)


def reasons(cast, invitation_id):
    with cast.app.app_context():
        invitation = db.session.get_one(Invitation, invitation_id)
        return [one.code.value for one in forbidden([invitation], datetime.now(UTC))[invitation_id]]


def test_a_letter_asks_by_the_means_that_is_planned(cast, letter):
    client_id, invitation_id = letter
    happens(cast, client_id, ChannelRefusal(channel=ContactChannel.HAND, at=datetime.now(UTC)))
    assert reasons(cast, invitation_id) == ["channel_refused"]
    for means in (Means.POST, Means.COURIER):
        change(cast, invitation_id, send_by=means)
        assert reasons(cast, invitation_id) == ["consent_missing"]


def test_who_was_invited_as_a_duplicate_is_asked_about_as_the_client_that_stays(cast, letter):
    client_id, invitation_id = letter
    kept = cast.add_client("王", "文婧")
    with cast.app.app_context():
        db.session.get_one(Client, client_id).merged_into_id = kept
        db.session.commit()
    assert reasons(cast, invitation_id) == []
    happens(cast, kept, ClientHold(kind=HoldKind.HOSPITAL, since=PAST))
    assert reasons(cast, invitation_id) == ["hospital"]


def test_a_managers_exception_lets_the_letter_go(cast, letter):
    client_id, invitation_id = letter
    happens(cast, client_id, ClientHold(kind=HoldKind.BEREAVEMENT, since=PAST))
    with cast.app.app_context():
        event_id = db.session.get_one(Invitation, invitation_id).event_id
        now, manager = datetime.now(UTC), cast.staff("manager")
        db.session.add(GuestException(event_id=event_id, client_id=client_id, reason="x", staff_id=manager.id, at=now))
        db.session.commit()
    assert reasons(cast, invitation_id) == []
    happens(cast, client_id, ClientHold(kind=HoldKind.DECEASED, since=PAST))
    assert reasons(cast, invitation_id) == ["deceased"]


def test_a_letter_is_not_handed_to_its_manager_nor_issued_anew_for_who_may_not_be_written_to(cast, letter):
    client_id, invitation_id = letter
    change(cast, invitation_id, dispatch=Dispatch.PRINTED)
    happens(cast, client_id, ClientHold(kind=HoldKind.HOSPITAL, since=PAST))
    with cast.app.app_context():
        run = PrintRun(title="x", branch_id=cast.branch_id, ordered_by_id=cast.staff_ids["li"])
        db.session.add(run)
        db.session.flush()
        sheet = PrintedLetter(run_id=run.id, position=1, recipient="王", content={})
        db.session.add(sheet)
        db.session.flush()
        db.session.add(InvitationLetter(invitation_id=invitation_id, letter_id=sheet.id))
        db.session.commit()
        invitation, zhao, now = db.session.get_one(Invitation, invitation_id), cast.staff("zhao"), datetime.now(UTC)
        with pytest.raises(DomainError, match="letter_withdrawn"):
            take(invitation, Dispatch.HANDED, staff=zhao, now=now)
        with pytest.raises(DomainError, match="not_contacted"):
            reissue(invitation, staff=zhao, reason="lost", now=now)


def test_a_letter_on_the_desk_says_that_it_stays_there(cast, letter):
    client_id, invitation_id = letter
    change(cast, invitation_id, dispatch=Dispatch.HANDED)
    zhao = cast.signed_in("zhao")
    button = f"/guests/{invitation_id}/deliver"
    assert button in zhao.get("/?lang=en").text
    happens(cast, client_id, ClientHold(kind=HoldKind.BEREAVEMENT, since=PAST))
    page = zhao.get("/?lang=en").text
    assert button not in page
    assert "Do not hand over" in page
    assert "In mourning" in page


def test_a_call_list_has_no_number_of_who_wants_no_calls(cast, letter):
    client_id, invitation_id = letter
    long_ago = datetime.now(UTC) - timedelta(days=8)
    change(cast, invitation_id, dispatch=Dispatch.DELIVERED, delivered_at=long_ago)
    with cast.app.app_context():
        event_id = db.session.get_one(Invitation, invitation_id).event_id
    zhao, place = cast.signed_in("zhao"), f"/events/{event_id}/guests?reply=silent&lang=en"
    assert "138-0000-1234" in zhao.get(place).text
    happens(cast, client_id, ChannelRefusal(channel=ContactChannel.PHONE, at=datetime.now(UTC)))
    page = zhao.get(place).text
    assert "138-0000-1234" not in page
    assert "Do not call" in page


def test_asking_costs_the_same_for_one_letter_and_for_three(cast):
    event_id = cast.add_event()
    ids = [cast.add_invitation(event_id, cast.add_client("王", f"文{place}")) for place in range(3)]

    def cost(count):
        with cast.app.app_context():
            found = [db.session.get_one(Invitation, one) for one in ids[:count]]
            for one in found:
                assert one.event.tz
                assert one.client.id
            with queries(cast.app) as seen:
                forbidden(found, datetime.now(UTC))
            return len(seen)

    assert cost(1) == cost(3)
