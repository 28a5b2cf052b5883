"""Inviting: who is left out and why, nobody twice, and what two colleagues at one moment come to."""

import threading
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from clients.contact.holds import hold
from clients.contact.may_contact import ReasonCode
from clients.models import Client, ClientType, EntryKind, HistoryEntry, HoldKind
from core.db import db
from core.errors import DomainError
from events.models import Event, EventStatus
from invitations.guests.inviting import LeftOut, choose, invite, invite_ticked, revoke
from invitations.models import Dispatch, GuestException, Invitation, ReplyState
from invitations.segments import Rule, simple_rule
from tests.house import NOW

ALL = Rule()


def chosen(cast, event_id, who="zhao", rule=ALL, now=NOW):
    """Who would be invited, and who would be left out for which reason, by id."""
    with cast.app.app_context():
        choice = choose(cast.staff(who), db.session.get_one(Event, event_id), rule, now=now)
        why = {client.id: [getattr(one, "code", one) for one in reasons] for client, reasons in choice.left_out}
        return [client.id for client in choice.fit], why


def invitations(cast):
    with cast.app.app_context():
        return db.session.scalars(sa.select(Invitation).order_by(Invitation.id)).all()


@pytest.fixture
def event_id(cast):
    return cast.add_event(starts_at=NOW + timedelta(days=21))


@pytest.mark.parametrize("kind", list(HoldKind))
def test_a_hold_leaves_the_client_out_and_says_which(cast, event_id, kind):
    client_id = cast.add_client()
    with cast.app.app_context():
        hold(db.session.get_one(Client, client_id), kind, since=date(2027, 3, 1), until=None)
        db.session.commit()
    assert chosen(cast, event_id) == ([], {client_id: [ReasonCode(kind.value)]})


def test_a_hold_that_is_over_leaves_nobody_out(cast, event_id):
    client_id = cast.add_client()
    with cast.app.app_context():
        client = db.session.get_one(Client, client_id)
        hold(client, HoldKind.HOSPITAL, since=date(2027, 3, 1), until=date(2027, 3, 19))
        db.session.commit()
    assert chosen(cast, event_id) == ([client_id], {})


def test_of_several_holds_the_gravest_is_told(cast, event_id):
    client_id = cast.add_client()
    with cast.app.app_context():
        client = db.session.get_one(Client, client_id)
        hold(client, HoldKind.COMPLAINT, since=date(2027, 3, 1), until=None)
        hold(client, HoldKind.DECEASED, since=date(2027, 3, 1), until=None)
        db.session.commit()
    assert chosen(cast, event_id)[1] == {client_id: [ReasonCode.DECEASED, ReasonCode.COMPLAINT]}


def test_who_is_on_the_list_is_left_out(cast, event_id):
    client_id = cast.add_client()
    cast.add_invitation(event_id, client_id, now=NOW)
    assert chosen(cast, event_id) == ([], {client_id: [LeftOut.ALREADY_INVITED]})


def test_whose_invitation_was_taken_back_is_left_out_with_that_reason(cast, event_id):
    client_id = cast.add_client()
    invitation_id = cast.add_invitation(event_id, client_id, now=NOW)
    with cast.app.app_context():
        revoke(db.session.get_one(Invitation, invitation_id), now=NOW)
        db.session.commit()
    assert chosen(cast, event_id) == ([], {client_id: [LeftOut.TAKEN_BACK]})


def test_two_invitations_in_thirty_days_are_enough(cast, event_id):
    client_id = cast.add_client()
    others = [cast.add_event(starts_at=NOW + timedelta(days=days)) for days in (9, 16)]
    cast.add_invitation(others[0], client_id, now=NOW - timedelta(days=29))
    assert chosen(cast, event_id) == ([client_id], {})
    second = cast.add_invitation(others[1], client_id, now=NOW - timedelta(days=1))
    assert chosen(cast, event_id) == ([], {client_id: [ReasonCode.INVITED_OFTEN]})
    assert chosen(cast, event_id, now=NOW + timedelta(days=2)) == ([client_id], {})
    with cast.app.app_context():
        revoke(db.session.get_one(Invitation, second), now=NOW)
        db.session.commit()
    assert chosen(cast, event_id) == ([client_id], {}), "what was taken back did not tire anybody"
    with cast.app.app_context():
        [told] = db.session.scalars(sa.select(HistoryEntry).where(HistoryEntry.kind == EntryKind.WITHDRAWN))
        assert (told.client_id, told.source, told.source_id) == (client_id, "event", others[1])


@pytest.mark.parametrize("kind", [HoldKind.DECEASED, HoldKind.OPTED_OUT])
def test_nobody_invites_the_dead_or_who_wants_no_invitations_whichever_way_they_came_to_be_chosen(cast, event_id, kind):
    client_id = cast.add_client()
    with cast.app.app_context():
        event, client = db.session.get_one(Event, event_id), db.session.get_one(Client, client_id)
        hold(client, kind, since=date(2027, 3, 1), until=None)
        with pytest.raises(DomainError, match="not_contacted"):
            invite(cast.staff("manager"), event, [client], now=NOW)


@pytest.mark.parametrize(("kind", "invited"), [(HoldKind.BEREAVEMENT, True), (HoldKind.OPTED_OUT, False)])
def test_a_managers_exception_passes_over_a_hold_but_not_over_the_clients_own_word(cast, event_id, kind, invited):
    client_id = cast.add_client()
    with cast.app.app_context():
        client = db.session.get_one(Client, client_id)
        hold(client, kind, since=date(2027, 3, 1), until=None)
        row = GuestException(
            event_id=event_id, client_id=client_id, reason="x", staff_id=cast.staff("manager").id, at=NOW
        )
        db.session.add(row)
        db.session.commit()
    assert chosen(cast, event_id)[0] == ([client_id] if invited else [])


def test_foreign_clients_are_neither_chosen_nor_left_out(cast, event_id):
    own = cast.add_client()
    cast.add_client("陈", "敏", rm="sun")
    cast.add_client("外", "人", rm="stranger")
    assert chosen(cast, event_id) == ([own], {})


def test_an_invitation_opens_the_event_and_stands_in_the_history(cast, event_id):
    client_id = cast.add_client()
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        [invitation] = invite_ticked(cast.staff("li"), event, ALL, {client_id}, now=NOW)
        db.session.commit()
        entry = db.session.scalars(sa.select(HistoryEntry)).one()
        assert event.status is EventStatus.INVITING
        assert (invitation.dispatch, invitation.reply) == (Dispatch.LISTED, ReplyState.NONE)
        assert (entry.kind, entry.client_id, entry.subject) == (EntryKind.INVITED, client_id, "春茶品鉴")


@pytest.mark.parametrize(("ticked_foreign", "code"), [(True, "nobody_fit"), (False, "nobody_chosen")])
def test_ticking_nobody_or_only_foreign_clients_is_refused(cast, event_id, ticked_foreign, code):
    foreign = cast.add_client("陈", "敏", rm="sun")
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        ticked = {foreign} if ticked_foreign else set()
        with pytest.raises(DomainError, match=code):
            invite_ticked(cast.staff("zhao"), event, ALL, ticked, now=NOW)
        db.session.rollback()
    assert invitations(cast) == []


def test_of_the_ticked_only_those_whom_the_rule_selects_are_invited(cast, event_id):
    retired = cast.add_client()
    owner = cast.add_client("李", "强", client_type=ClientType.ENT)
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        rule = simple_rule(types=(ClientType.RET,))
        invite_ticked(cast.staff("li"), event, rule, {retired, owner}, now=NOW)
        db.session.commit()
    assert [invitation.client_id for invitation in invitations(cast)] == [retired]


def test_nobody_is_invited_to_what_is_over_or_closed(cast, event_id):
    client_id = cast.add_client()
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        li, client = cast.staff("li"), db.session.get_one(Client, client_id)
        with pytest.raises(DomainError, match="event_over"):
            invite(li, event, [client], now=event.starts_at)
        event.status = EventStatus.CLOSED
        with pytest.raises(DomainError, match="event_closed"):
            invite(li, event, [client], now=NOW)


def test_the_database_refuses_a_second_invitation_in_a_sentence(cast, event_id):
    """As when a list was made before a colleague invited: the rule is handed a client who is on it already."""
    client_id = cast.add_client()
    cast.add_invitation(event_id, client_id, now=NOW)
    with cast.app.app_context():
        event, client = db.session.get_one(Event, event_id), db.session.get_one(Client, client_id)
        with pytest.raises(DomainError, match="already_invited"):
            invite(cast.staff("li"), event, [client], now=NOW)
        db.session.commit()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(HistoryEntry)) == 1
    assert len(invitations(cast)) == 1


def test_a_delivered_or_answered_invitation_is_not_taken_back(cast, event_id):
    invitation_id = cast.add_invitation(event_id, cast.add_client(), now=NOW)
    for field, value in (("dispatch", Dispatch.DELIVERED), ("reply", ReplyState.ACCEPTED)):
        with cast.app.app_context():
            invitation = db.session.get_one(Invitation, invitation_id)
            setattr(invitation, field, value)
            with pytest.raises(DomainError, match="already_delivered"):
                revoke(invitation, now=NOW)
            db.session.rollback()


def test_two_colleagues_who_invite_the_same_segment_at_once_invite_each_client_once(cast, event_id):
    clients = {cast.add_client("王", f"文静{place}") for place in range(6)}
    start, outcomes = threading.Barrier(4), []

    def press(who):
        with cast.app.app_context():
            actor, event = cast.staff(who), db.session.get_one(Event, event_id)
            db.session.rollback()  # let the others begin as well
            start.wait()
            try:
                invited = invite_ticked(actor, event, ALL, clients, now=NOW)
                db.session.commit()
                outcomes.append(len(invited))
            except DomainError as refusal:
                db.session.rollback()
                outcomes.append(refusal.code)

    threads = [threading.Thread(target=press, args=(who,)) for who in ("li", "zhao", "manager", "admin")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(outcomes, key=str) == [6, "nobody_fit", "nobody_fit", "nobody_fit"]
    assert {invitation.client_id for invitation in invitations(cast)} == clients
    assert len(invitations(cast)) == 6
