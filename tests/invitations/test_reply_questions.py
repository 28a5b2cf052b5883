"""What follows a yes on the reply page: each question alone, each may be left out, nothing is lost on the way."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from clients.models import Client, Gender, HistoryEntry, Household
from core.db import db
from events.models import CompanionPolicy, Event, EventFormat
from invitations.answers.party import party_of
from invitations.models import AgeGroup, ChangeRequest, Diet, Invitation, JointGuest, MemberKind, Reply, ReplyState
from tests.invitations.reply_desk import change, key_in, reply_of, send


@pytest.fixture
def evening(app, cast):
    """(token, invitation, event) of a client who may bring three."""
    event_id = cast.add_event(capacity=5)
    change(app, Event, event_id, companions=CompanionPolicy.SEVERAL, companions_most=3)
    invitation_id = cast.add_invitation(event_id, cast.add_client())
    return cast.token(invitation_id), invitation_id, event_id


@pytest.fixture
def couple(app, cast):
    """(token, invitation, the partner's id) of a letter to two."""
    event_id = cast.add_event(capacity=5)
    first = cast.add_client("王", "建国", gender=Gender.MALE, phone="13800001111")
    second = cast.add_client("李", "文静", number="2", phone="13800002222")
    invitation_id = cast.add_invitation(event_id, first)
    with app.app_context():
        home = Household(name="滨江王家")
        db.session.add(home)
        db.session.flush()
        for client_id in (first, second):
            db.session.get_one(Client, client_id).household_id = home.id
        db.session.add(JointGuest(event_id=event_id, client_id=second, invitation_id=invitation_id))
        db.session.commit()
    return cast.token(invitation_id), invitation_id, second


def party(app, invitation_id: int):
    with app.app_context():
        return party_of(db.session.get_one(Invitation, invitation_id))


def taken(app, event_id: int) -> int:
    with app.app_context():
        return db.session.get_one(Event, event_id).seats_taken


def test_two_taps_are_enough(app, browser, evening):
    token, invitation_id, _event_id = evening

    first = send(browser, token, "accept")
    page = browser.get(first.location).text

    assert reply_of(app, invitation_id) is ReplyState.ACCEPTED
    assert "席位已留好" in page
    assert "这样就好，不用再问了" in page
    assert "席位已为您留好" in browser.get(f"/i/{token}").text


def test_the_questions_come_one_after_the_other(app, browser, evening):
    token, invitation_id, _event_id = evening
    steps = []
    for pressed, more in (
        ("accept", {}),
        ("party", {"extra": "1"}),
        ("diet", {"who": "0", "diet": ["halal", "no_nuts"]}),
        ("diet", {"who": "1", "diet_note": "不吃香菜"}),
        ("ride", {"ride": "parking"}),
        ("word", {"word": "盼着见面"}),
    ):
        answer = send(browser, token, pressed, step=steps[-1] if steps else "", **more)
        assert answer.status_code == 303, answer.text
        steps.append((re.search(r"step=(\w+)", answer.location) or ["", ""])[1])

    assert steps == ["party", "diet", "diet1", "ride", "word", ""]
    guest, companion = party(app, invitation_id)
    assert (guest.kind, guest.diets) == (MemberKind.GUEST, (Diet.HALAL, Diet.NO_NUTS))
    assert (companion.kind, companion.diet_note) == (MemberKind.COMPANION, "不吃香菜")
    with app.app_context():
        assert db.session.get_one(Invitation, invitation_id).wishes == {
            "parking": True,
            "pick_up": False,
            "word": "盼着见面",
        }
        assert "盼着见面" in db.session.scalars(sa.select(HistoryEntry.text)).all()


def test_more_and_fewer_are_links_that_write_nothing(app, browser, evening):
    token, invitation_id, _event_id = evening
    send(browser, token, "accept")

    page = browser.get(f"/i/{token}?step=party&extra=2").text

    assert "连您共 3 位" in page
    assert "extra=1" in page
    assert "extra=3" in page
    assert "extra=4" not in browser.get(f"/i/{token}?step=party&extra=3").text
    assert [person.kind for person in party(app, invitation_id)] == [MemberKind.GUEST]


@pytest.mark.parametrize(("typed", "kept"), [("99", 3), ("-1", 0), ("x", 0), ("²", 0), ("", 0)])
def test_a_number_beyond_what_is_allowed_is_kept_within(app, browser, evening, typed, kept):
    token, invitation_id, event_id = evening
    send(browser, token, "accept")

    answer = send(browser, token, "party", step="party", extra=typed)

    assert answer.status_code == 303
    assert len(party(app, invitation_id)) == 1 + kept
    assert taken(app, event_id) == 1 + kept


def test_a_party_that_finds_no_room_keeps_the_own_seat_and_is_told_whom_to_call(app, browser, evening):
    token, invitation_id, event_id = evening
    change(app, Event, event_id, capacity=2)
    send(browser, token, "accept")

    answer = send(browser, token, "party", step="party", extra="3")

    assert answer.status_code == 409
    assert "赵经理" in answer.text
    assert "还不够坐" in answer.text
    assert reply_of(app, invitation_id) is ReplyState.ACCEPTED
    assert taken(app, event_id) == 1


def test_after_the_deadline_a_larger_party_is_asked_for_and_a_smaller_one_stands_at_once(app, browser, evening):
    from core.db import now

    token, invitation_id, event_id = evening
    send(browser, token, "accept")
    send(browser, token, "party", step="party", extra="1")
    change(app, Event, event_id, reply_by=now())

    larger = send(browser, token, "party", step="party", extra="3")

    assert "希望一共来 4 位" in browser.get(larger.location).text
    assert len(party(app, invitation_id)) == 2
    with app.app_context():
        assert db.session.scalars(sa.select(ChangeRequest.seats)).one() == 4
    send(browser, token, "party", step="party", extra="0")
    assert len(party(app, invitation_id)) == 1
    assert "希望一共来" not in browser.get(f"/i/{token}").text


def test_children_are_asked_for_by_age_and_infants_take_no_seat(app, browser, evening):
    token, invitation_id, event_id = evening
    change(app, Event, event_id, companions=CompanionPolicy.FAMILY, companion_names=True, format=EventFormat.FAMILY)
    send(browser, token, "accept")
    assert "step=people" in browser.get(f"/i/{token}?step=party&extra=2").text

    fields = {
        "extra": "2",
        "name1": "王小明",
        "relation1": "儿女",
        "age1": "child",
        "name2": "王小红",
        "age2": "infant",
    }
    answer = send(browser, token, "people", step="people", **fields)

    assert answer.status_code == 303
    names = [(person.name, person.age_group) for person in party(app, invitation_id)[1:]]
    assert names == [("王小明", AgeGroup.CHILD), ("王小红", AgeGroup.INFANT)]
    assert taken(app, event_id) == 2


def test_a_missing_name_is_asked_for_and_what_was_typed_stays(app, browser, evening):
    token, invitation_id, event_id = evening
    change(app, Event, event_id, companion_names=True)
    send(browser, token, "accept")

    answer = send(browser, token, "people", step="people", extra="2", name1="王小明", relation1="朋友")

    assert answer.status_code == 409
    assert 'value="王小明"' in answer.text
    assert (
        'id="name2" name="name2" value="" maxlength="40" autocomplete="off" required aria-invalid="true"' in answer.text
    )
    assert len(party(app, invitation_id)) == 1


def test_a_joint_letter_means_both_until_one_is_unticked(app, browser, couple):
    token, invitation_id, second = couple
    page = browser.get(f"/i/{token}").text
    assert "王建国先生暨李文静女士" in page
    assert "我们会来" in page

    answer = send(browser, token, "accept")
    assert "step=together" in answer.location
    assert [person.client_id for person in party(app, invitation_id)] == [None, second]
    send(browser, token, "together", step="together", reader=[str(second)])

    assert [(person.kind, person.client_id) for person in party(app, invitation_id)] == [(MemberKind.JOINT, second)]
    nobody = send(browser, token, "together", step="together")
    assert nobody.status_code == 409
    assert "请勾选" in nobody.text


def test_a_reader_who_is_none_of_the_letters_is_not_taken(app, cast, browser, couple):
    token, invitation_id, _second = couple
    stranger = cast.add_client("孙", "三", number="3")
    send(browser, token, "accept")

    answer = send(browser, token, "together", step="together", reader=["own", str(stranger)])

    assert answer.status_code == 303
    assert [person.client_id for person in party(app, invitation_id)] == [None]


def test_who_has_parted_is_no_longer_named_on_the_page(app, browser, couple):
    token, _invitation_id, second = couple
    change(app, Client, second, household_id=None)

    page = browser.get(f"/i/{token}").text

    assert "尊敬的王先生" in page
    assert "李" not in page


def test_not_sure_yet_names_a_day_and_asks_again_on_the_page(app, browser, evening):
    token, invitation_id, _event_id = evening
    page = browser.get(f"/i/{token}?step=later").text
    days = re.findall(r'name="until" value="(\d{4}-\d\d-\d\d)"', page)
    assert 1 <= len(days) <= 5

    assert send(browser, token, "later", step="later", until=days[1]).status_code == 303

    assert reply_of(app, invitation_id) is ReplyState.TENTATIVE
    assert "您说过" in browser.get(f"/i/{token}").text
    assert send(browser, token, "later", step="later", until="2099-01-01").status_code == 409
    assert send(browser, token, "accept").status_code == 303
    assert reply_of(app, invitation_id) is ReplyState.ACCEPTED


def test_where_later_is_no_answer_the_button_is_not_there(app, browser, evening):
    token, _invitation_id, event_id = evening
    change(app, Event, event_id, tentative_ok=False, delegate_ok=False)

    page = browser.get(f"/i/{token}?step=later").text

    assert "还没定" not in page
    assert "请别人替我来" not in page
    assert 'name="until"' not in page


def test_somebody_else_may_come_and_the_manager_agrees(app, browser, evening):
    token, invitation_id, _event_id = evening
    wrong = send(browser, token, "delegate", step="delegate", name="王小明", tail="12")
    assert wrong.status_code == 409
    assert 'value="王小明"' in wrong.text

    right = send(browser, token, "delegate", step="delegate", name="王小明", relation="儿女", tail="13900005678")

    assert right.status_code == 303
    assert reply_of(app, invitation_id) is ReplyState.DELEGATED
    page = browser.get(f"/i/{token}").text
    assert "王小明会替您来" in page
    assert "5678" not in page
    assert send(browser, token, "accept", step="change").status_code == 303
    assert reply_of(app, invitation_id) is ReplyState.ACCEPTED


def test_whoever_answers_for_the_family_is_kept_as_such(app, browser, evening):
    token, _invitation_id, _event_id = evening
    page = browser.get(f"/i/{token}?family=1").text
    assert "您正在代家人回复" in page

    answer = browser.post(f"/i/{token}?family=1", data={"key": key_in(page), "answer": "accept"})

    assert "family=1" in answer.location
    with app.app_context():
        assert db.session.scalars(sa.select(Reply.by_family)).one() is True


def test_after_no_comes_why_and_whether_to_tell_of_the_next(app, browser, evening):
    from invitations.models import ThemeRefusal

    token, _invitation_id, event_id = evening
    change(app, Event, event_id, theme="tea")
    assert "step=reason" in send(browser, token, "decline").location
    assert "step=again" in send(browser, token, "reason", step="reason", reason="theme").location
    assert "还告诉您吗" in browser.get(f"/i/{token}?step=again").text

    assert send(browser, token, "again", step="again", again="no").status_code == 303

    with app.app_context():
        assert db.session.scalars(sa.select(ThemeRefusal.theme)).all() == ["tea"]


def test_who_waits_is_told_so_at_once_and_may_say_how_many_would_come(app, cast, browser, evening):
    token, _invitation_id, event_id = evening
    change(app, Event, event_id, capacity=1)
    send(browser, token, "accept")
    second_id = cast.add_invitation(event_id, cast.add_client("李", "四", number="2"))
    second = cast.token(second_id)

    answer = send(browser, second, "accept")

    assert "step=" not in answer.location
    page = browser.get(answer.location).text
    assert "座位已经坐满了" in page
    assert "还有人与我同来" in page
    send(browser, second, "party", step="party", extra="1")
    assert "已记下您一共 2 位" in browser.get(f"/i/{second}").text
    assert reply_of(app, second_id) is ReplyState.WAITLISTED


def test_a_diet_is_not_read_out_to_whoever_opens_the_link(app, browser, evening):
    token, _invitation_id, _event_id = evening
    send(browser, token, "accept")
    send(browser, token, "diet", step="diet", who="0", diet=["halal"], diet_note="糖尿病")

    page = browser.get(f"/i/{token}").text

    assert "清真" not in page
    assert "糖尿病" not in page


@pytest.mark.parametrize(
    ("pressed", "fields"),
    [
        ("ride", {"ride": "limousine"}),
        ("word", {"word": "长" * 201}),
        ("party", {"extra": "1"}),
        ("diet", {"who": "9"}),
    ],
)
def test_what_fits_no_answer_is_refused_in_words_and_changes_nothing(app, browser, evening, pressed, fields):
    token, invitation_id, _event_id = evening

    answer = send(browser, token, pressed, **fields)

    assert answer.status_code in (303, 409)
    assert reply_of(app, invitation_id) is ReplyState.NONE
    assert party(app, invitation_id) == []
