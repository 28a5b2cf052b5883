"""Whoever reads of a person reads of all rows that were put together, and sees no more than before."""

from datetime import date

import pytest
import sqlalchemy as sa

from clients.contact.may_contact import may_contact_one
from clients.finding.search import find_clients
from clients.models import (
    Client,
    ClientHold,
    ContactChannel,
    HistoryEntry,
    HoldKind,
    Purpose,
)
from core.db import db
from events.models import Event
from invitations.guests.inviting import _invited
from invitations.models import Invitation
from membership.models import ClubLevel, Membership, MembershipStatus
from staff.scope import visible
from tests.clients.merge_desk import of_client, put_together, take_apart, told


def found(cast, text, who="zhao"):
    with cast.app.app_context():
        return [client.id for client in db.session.scalars(find_clients(cast.staff(who), text))]


@pytest.mark.parametrize("text", ["文婧", "王文静", "62001", "62777", "5678", "1234"])
def test_the_one_who_stays_is_found_by_either_name_and_number_and_the_gone_one_is_not(cast, text):
    kept = cast.add_client(number="62001", phone="13800001234")
    gone = cast.add_client("王", "文婧", number="62777", phone="13800005678")
    merge_id = put_together(cast, kept, gone)

    assert found(cast, text) == [kept]

    take_apart(cast, merge_id)
    assert found(cast, text) == [gone if text in ("文婧", "62777", "5678") else kept]


def test_an_invitation_of_the_gone_one_stays_on_the_list_and_counts_as_an_invitation_of_the_person(cast, two):
    kept, gone = two
    event_id = cast.add_event()
    cast.add_invitation(event_id, gone)

    put_together(cast, kept, gone)

    browser = cast.signed_in("zhao")
    for text in ("文婧", "文静"):
        assert "文婧" in browser.get(f"/events/{event_id}/guests?q={text}").text
    assert f"/events/{event_id}" in browser.get(f"/clients/{kept}").text
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        assert kept in _invited(event)
        assert gone not in _invited(event)


def test_the_gone_ones_history_and_invitations_are_for_who_looks_after_the_one_who_stays(cast):
    kept, gone = cast.add_client(), cast.add_client(rm="sun")
    event_id = cast.add_event()
    cast.add_invitation(event_id, gone)
    told(cast, gone)

    put_together(cast, kept, gone, "li")

    with cast.app.app_context():
        for who, sees_them in (("zhao", True), ("sun", False), ("li", True), ("stranger", False)):
            assert bool(db.session.scalars(visible(cast.staff(who), HistoryEntry)).all()) is sees_them
            assert bool(db.session.scalars(visible(cast.staff(who), Invitation)).all()) is sees_them


def test_whoever_gets_the_client_gets_the_duplicates_too_and_an_undo_gives_them_back(cast):
    kept, gone = cast.add_client(), cast.add_client(rm="sun")
    merge_id = put_together(cast, kept, gone, "li")
    assert of_client(cast, gone, "rm_id") == (cast.staff_ids["zhao"],)

    take_apart(cast, merge_id, "li")
    assert of_client(cast, gone, "rm_id") == (cast.staff_ids["sun"],)

    merge_id = put_together(cast, kept, gone, "li")
    with cast.app.app_context():
        db.session.get_one(Client, kept).rm_id = cast.staff_ids["sun"]
        db.session.commit()
    assert of_client(cast, gone, "rm_id") == (cast.staff_ids["sun"],)


@pytest.mark.parametrize("place", [0, 1])
def test_a_hold_or_a_refusal_of_either_holds_for_both(cast, two, place):
    with cast.app.app_context():
        db.session.add(ClientHold(client_id=two[place], kind=HoldKind.OPTED_OUT, since=date(2027, 1, 1)))
        db.session.commit()

    put_together(cast, *two)

    with cast.app.app_context():
        client = db.session.get_one(Client, two[0])
        asked = {"purpose": Purpose.INVITATION, "channel": ContactChannel.HAND, "day": date(2027, 3, 20)}
        assert not may_contact_one(client, **asked).allowed


def test_a_membership_goes_over_and_comes_back_and_two_are_said(cast, two):
    kept, gone = two
    with cast.app.app_context():
        level = ClubLevel(branch_id=cast.branch_id, code="C1", rank=1, name="雅", name_en="Ya")
        db.session.add(level)
        db.session.flush()
        values = {"branch_id": cast.branch_id, "level_id": level.id, "status": MembershipStatus.ACTIVE}
        db.session.add(Membership(client_id=gone, number="021-27-00038-4", **values))
        db.session.commit()

    def member():
        with cast.app.app_context():
            return db.session.scalars(sa.select(Membership.client_id).order_by(Membership.id)).all()

    merge_id = put_together(cast, kept, gone)
    assert member() == [kept]
    take_apart(cast, merge_id)
    assert member() == [gone]

    with cast.app.app_context():
        db.session.add(Membership(client_id=kept, number="021-27-00039-2", **values))
        db.session.commit()
    page = cast.signed_in("zhao").get(f"/clients/duplicates/merge/{kept}/{gone}").text
    assert "021-27-00038-4" in page
    put_together(cast, kept, gone)
    assert member() == [gone, kept]


def test_an_evening_to_which_both_are_invited_is_said_and_both_invitations_stay(cast, two):
    event_id = cast.add_event()
    for client_id in two:
        cast.add_invitation(event_id, client_id)

    page = cast.signed_in("zhao").get(f"/clients/duplicates/merge/{two[0]}/{two[1]}").text
    assert f'href="/events/{event_id}"' in page

    put_together(cast, *two)
    with cast.app.app_context():
        invited = db.session.scalars(sa.select(Invitation.client_id).where(Invitation.revoked_at.is_(None))).all()
        assert sorted(invited) == sorted(two)
