"""Who comes with a guest: what an event allows, how children count, and changes before and after the deadline."""

import pytest
import sqlalchemy as sa

from core.db import db
from core.errors import DomainError
from events.models import CompanionPolicy
from invitations.answers import changes, rsvp
from invitations.answers.party import GUEST, Person, heads_of, party_of, seats_of
from invitations.answers.rsvp import Changed
from invitations.models import (
    AgeGroup,
    ChangeRequest,
    Channel,
    Diet,
    JointGuest,
    MemberKind,
    PartyMember,
    Reply,
    ReplyState,
    Traveller,
)
from tests.house import NOW
from tests.invitations.answer_desk import (
    LATE,
    accept,
    change,
    check_sums,
    decline,
    evening,
    event_of,
    invitation_of,
    party,
)


@pytest.fixture
def families(app, cast):
    """An evening of six seats to which two may bring their families."""
    event_id, guests = evening(cast, 3, capacity=6, companions=CompanionPolicy.FAMILY, companions_most=4)
    with app.app_context():
        yield event_id, guests


def child(age: AgeGroup, name: str = "小宝") -> Person:
    return Person(name=name, relation="孙子", age_group=age)


def test_persons_are_counted_and_not_invitations(families):
    event_id, [first, *_others] = families

    accept(first, party=party(3))

    assert event_of(event_id).seats_taken == 3
    assert (invitation_of(first).seats, invitation_of(first).heads) == (3, 3)
    check_sums(event_id)


def test_an_infant_sits_on_a_lap_and_a_child_of_three_has_a_chair(families):
    event_id, [first, *_others] = families
    people = [GUEST, child(AgeGroup.INFANT), child(AgeGroup.CHILD, "大宝"), child(AgeGroup.TEEN, "姐姐")]

    accept(first, party=people)

    assert (seats_of(people), heads_of(people)) == (3, 4)
    assert event_of(event_id).seats_taken == 3
    assert invitation_of(first).heads == 4


@pytest.mark.parametrize(
    ("policy", "people", "code"),
    [
        (CompanionPolicy.NONE, party(2), "companions_none"),
        (CompanionPolicy.ONE, party(3), "companions_one"),
        (CompanionPolicy.SEVERAL, party(4), "companions_most"),
        (CompanionPolicy.SEVERAL, [GUEST, child(AgeGroup.CHILD)], "companion_child"),
        (CompanionPolicy.FAMILY, [child(AgeGroup.INFANT)], "party_empty"),
        (CompanionPolicy.FAMILY, [], "party_empty"),
        (CompanionPolicy.FAMILY, [GUEST, GUEST], "party_twice"),
        (CompanionPolicy.FAMILY, [GUEST, Person(name="长" * 41)], "party_long"),
        (CompanionPolicy.FAMILY, [GUEST, Person(MemberKind.JOINT, client_id=987)], "party_unknown"),
        (CompanionPolicy.FAMILY, [Person(MemberKind.DELEGATE, "王小明")], "party_unknown"),
    ],
)
def test_a_party_that_the_event_does_not_allow_is_refused(app, cast, policy, people, code):
    event_id, [first] = evening(cast, 1, companions=policy, companions_most=2)
    with app.app_context():
        with pytest.raises(DomainError, match=code):
            accept(first, party=people)
        db.session.rollback()
        assert event_of(event_id).seats_taken == 0


def test_names_are_asked_for_where_the_event_needs_them(app, cast):
    _event_id, [first] = evening(cast, 1, companions=CompanionPolicy.ONE, companion_names=True)
    with app.app_context():
        with pytest.raises(DomainError, match="companion_name") as refusal:
            accept(first, party=[GUEST, Person()])
        assert refusal.value.details == {"person": 0, "field": "name"}
        db.session.rollback()
        assert accept(first, party=[GUEST, Person(name="李明")]) is ReplyState.ACCEPTED


def test_a_party_is_not_split_when_there_are_not_seats_for_all(families):
    event_id, [first, second, third] = families
    accept(first, party=party(4))

    assert accept(second, party=party(3)) is ReplyState.WAITLISTED
    assert accept(third, party=party(2)) is ReplyState.ACCEPTED

    assert event_of(event_id).seats_taken == 6
    assert len(party_of(invitation_of(second))) == 3
    check_sums(event_id)


def test_a_party_changes_freely_until_the_deadline(families):
    event_id, [first, *_others] = families
    accept(first)

    assert change(first, party(4)) is Changed.DONE
    assert change(first, party(2)) is Changed.DONE
    assert event_of(event_id).seats_taken == 2
    assert [len(reply.party) for reply in db.session.scalars(sa.select(Reply).order_by(Reply.id))] == [1, 4, 2]
    check_sums(event_id)


def test_after_the_deadline_fewer_are_granted_and_more_are_asked_for(families, cast):
    event_id, [first, *_others] = families
    accept(first, party=party(2))

    assert change(first, party(4), LATE) is Changed.ASKED
    assert event_of(event_id).seats_taken == 2
    assert change(first, party(1), LATE) is Changed.DONE
    assert event_of(event_id).seats_taken == 1
    [asked] = db.session.scalars(sa.select(ChangeRequest))
    assert (asked.seats, asked.granted) == (4, False), "who comes with fewer no longer asks for more"


def test_the_same_request_twice_is_one_and_another_takes_its_place(families):
    _event_id, [first, *_others] = families
    accept(first)

    for number in (3, 3, 4):
        assert change(first, party(number), LATE) is Changed.ASKED

    rows = db.session.scalars(sa.select(ChangeRequest).order_by(ChangeRequest.id)).all()
    assert [(row.seats, row.granted) for row in rows] == [(3, False), (4, None)]


def test_a_request_is_granted_once_and_takes_its_seats(families, cast):
    event_id, [first, *_others] = families
    accept(first)
    change(first, party(3), LATE)
    [asked] = db.session.scalars(sa.select(ChangeRequest))

    for _press in range(2):
        changes.grant(asked, staff=cast.staff("li"), now=LATE)

    assert event_of(event_id).seats_taken == 3
    assert asked.granted is True
    with pytest.raises(DomainError, match="request_decided"):
        changes.refuse(asked, staff=cast.staff("manager"), now=LATE)
    check_sums(event_id)


def test_a_request_is_not_granted_without_seats(families, cast):
    event_id, [first, second, third] = families
    accept(first)
    accept(second, party=party(4))
    accept(third)
    change(first, party(3), LATE)
    [asked] = db.session.scalars(sa.select(ChangeRequest))

    with pytest.raises(DomainError, match="no_seat_for_party"):
        changes.grant(asked, staff=cast.staff("li"), now=LATE)
    changes.refuse(asked, staff=cast.staff("li"), now=LATE, note="已满")

    assert event_of(event_id).seats_taken == 6
    assert (asked.granted, asked.note) == (False, "已满")


def test_what_the_organiser_enters_late_is_decided_and_what_a_manager_of_clients_enters_is_asked(families, cast):
    _event_id, [first, second, _third] = families
    accept(first, staff=cast.staff("li"))
    accept(second, staff=cast.staff("zhao"))

    assert change(first, party(2), LATE, staff=cast.staff("li")) is Changed.DONE
    assert change(second, party(2), LATE, staff=cast.staff("zhao")) is Changed.ASKED


def test_a_change_without_an_acceptance_is_refused(families):
    _event_id, [first, *_others] = families

    with pytest.raises(DomainError, match="no_answer_to_change"):
        change(first, party(2))


def test_who_stays_keeps_the_place_and_who_comes_new_gets_nobodys(families):
    _event_id, [first, *_others] = families
    a, b, c = (Person(name=name) for name in ("甲", "乙", "丙"))
    accept(first, party=[GUEST, a, b])
    db.session.add_all(Traveller(invitation_id=first, member=member) for member in (0, 1, 2))
    db.session.flush()

    change(first, [GUEST, b, c])

    rows = db.session.execute(
        sa.select(PartyMember.place, PartyMember.name).where(PartyMember.invitation_id == first)
    ).all()
    assert {name: place for place, name in rows} == {"": 0, "乙": 2, "丙": 3}
    assert db.session.scalars(sa.select(Traveller.member).order_by(Traveller.member)).all() == [0, 2]


def test_one_of_the_family_who_gets_a_name_is_still_the_same(families):
    _event_id, [first, *_others] = families
    accept(first, party=[GUEST, Person()])

    change(first, [GUEST, Person(name="李明", diets=(Diet.HALAL,))])

    [row] = db.session.scalars(sa.select(PartyMember).where(PartyMember.place == 1))
    assert (row.name, row.diets) == ("李明", ["halal"])


def test_a_companion_who_is_invited_and_comes_is_counted_once(families):
    event_id, [first, second, _third] = families
    accept(second)
    same = Person(name="客1", client_id=invitation_of(second).client_id)

    with pytest.raises(DomainError, match="companion_invited"):
        accept(first, party=[GUEST, same])
    db.session.rollback()
    assert event_of(event_id).seats_taken == 0


def test_each_of_a_household_answers_for_themselves(families, cast):
    event_id, [first, *_others] = families
    spouse = cast.add_client("李", "文", number="L1")
    db.session.add(JointGuest(event_id=event_id, client_id=spouse, invitation_id=first))
    db.session.flush()
    joint = Person(MemberKind.JOINT, client_id=spouse)

    accept(first, party=[GUEST, joint])
    assert db.session.scalars(sa.select(JointGuest.coming)).one() is True
    change(first, [joint])
    assert [person.kind for person in party_of(invitation_of(first))] == [MemberKind.JOINT]
    assert invitation_of(first).seats == 1
    decline(first)
    assert db.session.scalars(sa.select(JointGuest.coming)).one() is False
    check_sums(event_id)


# --- somebody comes instead


def delegate(invitation_id, now=NOW, **more):
    given = {"name": "王小明", "relation": "儿子", "tail": "1234", "channel": Channel.QR} | more
    return rsvp.delegate(invitation_id, now=now, **given)


def test_a_representative_comes_in_the_clients_seat_and_the_manager_agrees(families, cast):
    event_id, [first, *_others] = families
    accept(first, party=party(2))

    assert delegate(first) is ReplyState.DELEGATED

    assert [person.name for person in party_of(invitation_of(first))] == ["王小明", "同伴1"]
    assert event_of(event_id).seats_taken == 2
    assert invitation_of(first).delegate_agreed_at is None
    for _press in range(2):
        rsvp.agree_to_delegate(first, staff=cast.staff("zhao"), now=NOW)
    assert invitation_of(first).delegate_agreed_at == NOW
    check_sums(event_id)


def test_the_client_may_come_after_all(families):
    event_id, [first, *_others] = families
    delegate(first)

    assert accept(first) is ReplyState.ACCEPTED

    assert invitation_of(first).delegate_name == ""
    assert event_of(event_id).seats_taken == 1
    check_sums(event_id)


@pytest.mark.parametrize(
    ("given", "code"),
    [({"name": ""}, "delegate_name"), ({"tail": "12a4"}, "delegate_tail"), ({"tail": "123"}, "delegate_tail")],
)
def test_a_representative_needs_a_name_and_four_digits(families, given, code):
    _event_id, [first, *_others] = families

    with pytest.raises(DomainError, match=code):
        delegate(first, **given)


def test_nobody_comes_instead_where_the_event_does_not_allow_it(app, cast):
    _event_id, [first] = evening(cast, 1, delegate_ok=False)
    with app.app_context(), pytest.raises(DomainError, match="no_delegate"):
        delegate(first)


def test_a_representative_who_waits_for_a_seat_gets_the_clients(families, cast):
    event_id, [first, second, third] = families
    accept(first, party=party(4))
    accept(second, party=party(2))

    assert delegate(third) is ReplyState.WAITLISTED
    decline(second)
    assert accept(third, staff=cast.staff("li")) is ReplyState.DELEGATED
    assert invitation_of(third).delegate_name == "王小明"
    check_sums(event_id)
