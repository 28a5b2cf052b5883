"""One letter to two of a household: one code and one salutation, and what follows when they part."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from clients.contact.fatigue import fatigue_of
from clients.models import (
    Client,
    ClientHold,
    EntryKind,
    Gender,
    HistoryEntry,
    HoldKind,
    Household,
    Relation,
    RelationKind,
)
from core.db import db
from core.errors import DomainError
from events.models import Event
from invitations.guests.inviting import choose, revoke
from invitations.guests.joint import couples, joint_guests, parted, split
from invitations.guests.permission import forbidden
from invitations.guests.same_type.composition import composition
from invitations.letters.setup import compose_letter
from invitations.models import Dispatch, GuestListVersion, Invitation, JointGuest, ReplyState
from invitations.runs.preflight import NOBODY, all_withdrawn, check
from invitations.runs.problems import ProblemKind
from invitations.segments import Rule
from tests.invitations.nomination_desk import household, invited


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def couple(cast):
    """王建国 (T3) and 李文静 (T3), who live together and want one letter."""
    husband = cast.add_client("王", "建国", gender=Gender.MALE, number="h")
    wife = cast.add_client("李", "文静", number="w", phone="13900001111")
    household(cast, husband, wife)
    return husband, wife


@pytest.fixture
def letter(cast, event_id, couple, now):
    [letter] = invited(cast, event_id, couple, now=now, together={couple[0]: couple[1]})
    with cast.app.app_context():
        db.session.get_one(Invitation, letter).personal_detail = "二位都爱喝白茶"
        db.session.commit()
    return letter


def part(cast):
    with cast.app.app_context():
        db.session.scalars(sa.select(Household)).one().one_letter = False
        db.session.commit()


def test_two_are_invited_by_one_letter_and_both_histories_tell_it(cast, event_id, couple, letter):
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Invitation.id))) == 1
        assert [one.id for one in joint_guests([letter])[letter]] == [couple[1]]
        told = db.session.scalars(sa.select(HistoryEntry.client_id).where(HistoryEntry.kind == EntryKind.INVITED))
        assert set(told) == set(couple)


def test_the_letter_addresses_both(cast, letter, now):
    with cast.app.app_context():
        said = compose_letter(db.session.get_one(Invitation, letter), NOBODY, now=now)
        assert "王建国先生暨李文静女士" in said.salutation


def test_the_household_s_own_words_go_before(cast, letter, now):
    with cast.app.app_context():
        db.session.scalars(sa.select(Household)).one().joint_salutation = "尊敬的王先生、李女士"
        db.session.commit()
        said = compose_letter(db.session.get_one(Invitation, letter), NOBODY, now=now)
        assert "尊敬的王先生、李女士" in said.salutation


def test_each_of_them_is_counted_as_asked(cast, couple, letter, now):
    with cast.app.app_context():
        clients = [db.session.get_one(Client, one) for one in couple]
        asked = fatigue_of(clients, now.date() + timedelta(days=1))
        assert [asked[one].invitations_30 for one in couple] == [1, 1]
        assert asked[couple[0]].household_30 == 2


def test_who_is_asked_by_the_other_s_letter_is_not_asked_again(cast, event_id, couple, letter, now):
    with pytest.raises(DomainError) as caught:
        invited(cast, event_id, [couple[1]], now=now)
    assert caught.value.code == "already_invited"
    with cast.app.app_context():
        found = choose(cast.staff("li"), db.session.get_one(Event, event_id), Rule(), now=now)
        assert {client.id for client in found.fit} & set(couple) == set()


def test_both_count_among_those_who_come_together(cast, event_id, couple, letter, now):
    with cast.app.app_context():
        found = composition(cast.staff("li"), db.session.get_one(Event, event_id), now=now)
        assert {guest.client.id for guest in found.guests} == set(couple)


def test_what_speaks_against_one_speaks_against_the_letter(cast, couple, letter, now):
    with cast.app.app_context():
        db.session.add(ClientHold(client_id=couple[1], kind=HoldKind.DECEASED, since=now.date() - timedelta(days=2)))
        db.session.commit()
        assert forbidden([db.session.get_one(Invitation, letter)], now)[letter]


def test_parting_suppresses_the_letter_at_once(cast, couple, letter, now):
    part(cast)
    with cast.app.app_context():
        row = db.session.get_one(Invitation, letter)
        assert parted([row]) == {letter}
        assert [problem.kind for problem in all_withdrawn([row], now)[letter]] == [ProblemKind.PARTED]
        [(_letter, problems)] = check([row], now).left_out
        assert problems[0].kind is ProblemKind.PARTED


def test_those_who_parted_are_not_asked_together(cast, event_id, couple, now):
    part(cast)
    with cast.app.app_context():
        assert couples([db.session.get_one(Client, one) for one in couple]) == []
    with pytest.raises(DomainError) as caught:
        invited(cast, event_id, couple, now=now, together={couple[0]: couple[1]})
    assert caught.value.code == "joint_apart"


def test_two_letters_instead_of_one(cast, letter, couple, now):
    with cast.app.app_context():
        [own] = split(db.session.get_one(Invitation, letter), staff=cast.staff("li"), now=now)
        db.session.commit()
        assert own.client_id == couple[1]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(JointGuest)) == 0
        told = sa.select(sa.func.count()).where(HistoryEntry.kind == EntryKind.INVITED)
        assert db.session.scalar(told) == 2  # nobody is asked twice
        with pytest.raises(DomainError) as caught:
            split(db.session.get_one(Invitation, letter), staff=cast.staff("li"), now=now)
        assert caught.value.code == "joint_not"


def test_a_printed_sheet_with_both_names_is_void_and_a_delivered_one_a_matter_for_the_telephone(cast, letter, now):
    with cast.app.app_context():
        row = db.session.get_one(Invitation, letter)
        row.dispatch = Dispatch.DELIVERED
        db.session.commit()
        with pytest.raises(DomainError) as caught:
            split(row, staff=cast.staff("li"), now=now)
        assert caught.value.code == "already_delivered"
        row.dispatch = Dispatch.PRINTED
        db.session.commit()
        split(row, staff=cast.staff("li"), now=now)
        assert row.dispatch is Dispatch.LISTED


def test_an_answered_letter_is_not_split(cast, letter, now):
    with cast.app.app_context():
        row = db.session.get_one(Invitation, letter)
        row.reply = ReplyState.ACCEPTED
        db.session.commit()
        with pytest.raises(DomainError) as caught:
            split(row, staff=cast.staff("li"), now=now)
        assert caught.value.code == "already_delivered"


def test_taking_the_letter_back_counts_for_both(cast, couple, letter, now):
    with cast.app.app_context():
        revoke(db.session.get_one(Invitation, letter), now=now, staff=cast.staff("li"))
        db.session.commit()
        clients = [db.session.get_one(Client, one) for one in couple]
        asked = fatigue_of(clients, now.date() + timedelta(days=1))
        assert [asked[one].invitations_30 for one in couple] == [0, 0]


def test_of_a_larger_household_husband_and_wife_share_a_letter(cast, couple):
    child = cast.add_client("王", "小明", number="c")
    with cast.app.app_context():
        clients = [db.session.get_one(Client, one) for one in (*couple, child)]
        clients[2].household_id = clients[0].household_id
        db.session.flush()
        assert couples(clients) == []
        db.session.add(Relation(client_id=couple[1], other_id=couple[0], kind=RelationKind.SPOUSE))
        db.session.flush()
        assert [{one.id, other.id} for one, other in couples(clients)] == [set(couple)]


# --- the pages


def test_the_choice_offers_one_letter_and_a_wave(cast, event_id, couple):
    browser = cast.signed_in("li")
    with cast.app.app_context():
        home = db.session.scalars(sa.select(Household.id)).one()
    page = browser.get(f"/events/{event_id}/guests/choose?rule=1&types=ret").get_data(as_text=True)
    assert f'name="home" value="{home}" checked' in page
    told = {"rule": "1", "types": "ret", "client": list(couple), "home": [home], "wave": "b"}
    browser.post(f"/events/{event_id}/guests/invite", data=told)
    with cast.app.app_context():
        row = db.session.scalars(sa.select(Invitation)).one()
        assert row.wave.value == "b"
        assert len(row.joint) == 1


def test_without_the_tick_each_gets_a_letter(cast, event_id, couple):
    told = {"rule": "1", "types": "ret", "client": list(couple)}
    cast.signed_in("li").post(f"/events/{event_id}/guests/invite", data=told)
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Invitation.id))) == 2


def test_the_page_of_waves_shows_letters_to_two_and_splits_them(cast, event_id, couple, letter):
    part(cast)
    browser = cast.signed_in("li")
    page = browser.get(f"/events/{event_id}/waves").get_data(as_text=True)
    assert "王建国" in page
    assert "李文静" in page
    browser.post(f"/events/{event_id}/waves/{letter}/split")
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Invitation.id))) == 2


def test_a_version_names_both(cast, event_id, letter, now):
    cast.signed_in("li").post(f"/events/{event_id}/list-versions")
    with cast.app.app_context():
        [line] = db.session.scalars(sa.select(GuestListVersion)).one().content
        assert (line["name"], line["salutation"]) == ("王建国、李文静", "王建国先生暨李文静女士")
