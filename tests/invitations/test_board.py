"""The organiser's board: every invitation at one step of its way, sums that agree, a kitchen that learns no names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.db import db
from events.models import Event, EventStatus
from invitations.desk.board import board_of, kitchen_of
from invitations.models import AgeGroup, Diet, Dispatch, Invitation, MemberKind, PartyMember, ReplyState, Wave
from tests.house import queries
from tests.invitations.desk_calls import call, guest

PARTY = [
    (MemberKind.GUEST, "", AgeGroup.ADULT, [Diet.HALAL], ""),
    (MemberKind.COMPANION, "阿依古丽", AgeGroup.TEEN, [Diet.HALAL, Diet.PREGNANT], "对花生过敏，因为哮喘"),
    (MemberKind.COMPANION, "小明", AgeGroup.CHILD, [], ""),
    (MemberKind.COMPANION, "宝宝", AgeGroup.INFANT, [], ""),
]


def bring(cast, invitation_id, party=PARTY) -> None:
    with cast.app.app_context():
        invitation = db.session.get_one(Invitation, invitation_id)
        invitation.heads = len(party)
        invitation.seats = sum(age is not AgeGroup.INFANT for _kind, _name, age, _diets, _note in party)
        for place, (kind, name, age, diets, note) in enumerate(party):
            db.session.add(
                PartyMember(
                    invitation_id=invitation_id,
                    place=place,
                    kind=kind,
                    name=name,
                    age_group=age,
                    diets=[diet.value for diet in diets],
                    diet_note=note,
                    seated=age is not AgeGroup.INFANT,
                )
            )
        db.session.commit()


def change(cast, invitation_id, **values) -> None:
    with cast.app.app_context():
        for name, value in values.items():
            setattr(db.session.get_one(Invitation, invitation_id), name, value)
        db.session.commit()


@pytest.fixture
def room(cast, event_id) -> list[int]:
    """One guest of each answer, the first with a party of four; two managers, two waves."""
    found = []
    for number, reply in enumerate(ReplyState):
        rm = "sun" if number % 2 else "zhao"
        found.append(guest(cast, event_id, "王", f"第{number}", rm=rm, reply=reply, phone=f"1380000{number:04}"))
        change(cast, found[-1], wave=Wave.A if number % 3 else Wave.B)
    change(cast, found[0], dispatch=Dispatch.HANDED)
    bring(cast, found[list(ReplyState).index(ReplyState.ACCEPTED)])
    return found


def boarded(cast, event_id, who="li"):
    with cast.app.app_context():
        return board_of(cast.staff(who), db.session.get_one(Event, event_id))


def test_every_invitation_is_counted_once_in_each_way_of_counting(cast, event_id, room):
    board = boarded(cast, event_id)

    whole = board.whole
    assert whole.invited == len(room)
    assert whole.delivered == len(room) - 1
    assert whole.answered + whole.silent == whole.invited
    assert whole.coming + whole.declined + whole.undecided + whole.waiting == whole.answered
    for parts in (board.waves, board.types, dict(board.managers)):
        for field in ("invited", "delivered", "answered", "coming", "heads", "seats", "declined", "undecided"):
            assert sum(getattr(part, field) for part in parts.values()) == getattr(whole, field)


def test_persons_are_counted_and_not_invitations(cast, event_id, room):
    whole = boarded(cast, event_id).whole

    assert (whole.coming, whole.heads, whole.seats) == (2, 5, 4)  # four with an infant, and one who comes instead


def test_an_invitation_that_was_taken_back_is_not_counted(cast, event_id, room):
    change(cast, room[0], revoked_at=datetime.now(UTC))

    assert boarded(cast, event_id).whole.invited == len(room) - 1


def test_a_manager_sees_the_figures_of_the_own_clients_alone(cast, event_id, room):
    assert boarded(cast, event_id, "zhao").whole.invited == len(room) / 2
    page = cast.signed_in("zhao").get(f"/events/{event_id}/board").text
    assert 'id="caterer"' not in page
    assert 'id="expected"' not in page


def test_without_a_day_the_board_tells_of_no_reminders(cast, app, event_id, room):
    with app.app_context():
        db.session.get_one(Event, event_id).status = EventStatus.POSTPONED
        db.session.commit()
    assert 'id="reminders"' not in cast.signed_in("li").get(f"/events/{event_id}/board").text


def test_the_board_shows_the_way_the_range_the_kitchen_and_the_reminders(cast, event_id, room):
    page = cast.signed_in("li").get(f"/events/{event_id}/board").text

    for part in ("way", "expected", "caterer", "reminders"):
        assert f'id="{part}"' in page
    assert "第一批" in page  # as on the page of the waves
    assert "赵经理" in page


def test_before_anybody_is_invited_it_says_what_to_do(cast, event_id):
    page = cast.signed_in("li").get(f"/events/{event_id}/board").text
    assert f"/events/{event_id}/guests/choose" in page


def test_another_branchs_board_is_404(cast, event_id):
    assert cast.signed_in("stranger").get(f"/events/{event_id}/board").status_code == 404


def test_it_tells_of_seats_promised_beyond_what_there_is(cast, event_id, room):
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        event.capacity, event.seats_taken = 2, 5
        db.session.commit()

    page = cast.signed_in("li").get(f"/events/{event_id}/board").text
    assert "答应出去的席位比实有的多 3 个" in page


def test_calls_about_the_event_are_counted(cast, event_id, room):
    moment = datetime.now(UTC)
    call(cast, room[0], due_at=moment, now=moment)

    assert f"/desk/calls?event={event_id}" in cast.signed_in("li").get(f"/events/{event_id}/board").text


def test_the_board_asks_the_same_of_the_database_for_one_guest_and_for_many(cast, event_id):
    def asked() -> int:
        li.get(f"/events/{event_id}/board")
        with queries(cast.app) as seen:
            li.get(f"/events/{event_id}/board")
        return len(seen)

    li = cast.signed_in("li")
    bring(cast, guest(cast, event_id))
    one = asked()
    for number in range(3):
        bring(cast, guest(cast, event_id, "陈", f"第{number}", rm="sun"))
    assert asked() == one


class TestTheKitchen:
    @pytest.mark.usefixtures("room")
    def test_plates_are_counted_from_three_years_on_with_hosts_and_speakers(self, cast, event_id):
        with cast.app.app_context():
            event = db.session.get_one(Event, event_id)
            event.heads_outside = 3
            kitchen = kitchen_of(event)

        assert kitchen.plates == 3 + 1 + 3  # of the party, who comes instead, ours
        assert kitchen.ages[AgeGroup.INFANT] == 1
        assert kitchen.diets == {Diet.HALAL: 2, Diet.PREGNANT: 1}
        assert kitchen.own_words == 1

    @pytest.mark.parametrize(
        "reply", [ReplyState.DECLINED, ReplyState.WAITLISTED, ReplyState.TENTATIVE, ReplyState.CANCELLED]
    )
    def test_who_does_not_come_eats_nothing(self, cast, event_id, reply):
        bring(cast, guest(cast, event_id, reply=reply))
        with cast.app.app_context():
            assert kitchen_of(db.session.get_one(Event, event_id)).plates == 0

    @pytest.mark.usefixtures("room")
    def test_the_sheet_names_nobody_and_no_cause(self, cast, event_id):
        page = cast.signed_in("li").get(f"/events/{event_id}/caterer").text.partition("kitchen-sheet")[2]

        for word in ("第", "阿依古丽", "小明", "宝宝", "花生", "哮喘", "孕", "王"):
            assert word not in page, word
        assert "不用生食和酒" in page
        assert "清真" in page

    def test_a_manager_has_no_business_with_it(self, cast, event_id):
        assert cast.signed_in("zhao").get(f"/events/{event_id}/caterer").status_code == 403
