"""Nominations: who may propose whom, on how many places, and what becomes of it."""

from datetime import UTC, datetime, timedelta
from secrets import token_hex

import pytest
import sqlalchemy as sa

from clients.models import Client, ClientHold, HoldKind
from core.db import db
from core.errors import DomainError
from events.models import Event
from invitations.guests.nominations import accept, nominate, reject, to_propose, withdraw
from invitations.guests.quotas import flow_back, places_for, places_of
from invitations.models import (
    EventQuota,
    Invitation,
    NextFirst,
    Nomination,
    NominationState,
    ReplyState,
    ThemeRefusal,
    Wave,
)
from staff.models import Staff
from tests.house import queries
from tests.invitations.nomination_desk import give_places, household, invited, nomination_of


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def event_id(cast):
    return cast.add_event(theme="tea")


@pytest.fixture
def client_id(cast):
    return cast.add_client()


def proposed(cast, event_id, client_id, now, reason="去年春茶聊得最久", wave=None):
    with cast.app.app_context():
        row = nominate(
            db.session.get_one(Event, event_id), db.session.get_one(Client, client_id), reason, now=now, wave=wave
        )
        db.session.commit()
        return row.id


def accepted(cast, event_id, waves, now, who="li"):
    with cast.app.app_context():
        found = accept(cast.staff(who), db.session.get_one(Event, event_id), waves, now=now)
        db.session.commit()
        return [one.id for one in found.invited], [(row.client_id, why) for row, why in found.left]


def code_of(caught):
    return caught.value.code


def hold(cast, client_id, kind, now):
    with cast.app.app_context():
        db.session.add(ClientHold(client_id=client_id, kind=kind, since=(now - timedelta(days=3)).date()))
        db.session.commit()


# --- proposing


def test_a_manager_proposes_with_a_line_and_the_organiser_s_acceptance_invites_in_the_wave(
    cast, event_id, client_id, now
):
    nomination = proposed(cast, event_id, client_id, now, wave=Wave.A)
    letters, left = accepted(cast, event_id, {nomination: Wave.B}, now)
    with cast.app.app_context():
        row, letter = db.session.get_one(Nomination, nomination), db.session.get_one(Invitation, letters[0])
        assert (row.state, row.wave, row.decided_by_id) == (NominationState.ACCEPTED, Wave.B, cast.staff_ids["li"])
        assert (letter.client_id, letter.wave) == (client_id, Wave.B)
    assert left == []


def test_a_proposal_wants_a_reason(cast, event_id, client_id, now):
    with pytest.raises(DomainError) as caught:
        proposed(cast, event_id, client_id, now, reason="")
    assert code_of(caught) == "nomination_reason"


def test_proposing_twice_changes_the_line(cast, event_id, client_id, now):
    first = proposed(cast, event_id, client_id, now)
    assert proposed(cast, event_id, client_id, now, reason="上个月问起岩茶") == first
    assert nomination_of(cast, event_id, client_id).reason == "上个月问起岩茶"


def test_who_is_invited_already_is_not_proposed(cast, event_id, client_id, now):
    invited(cast, event_id, [client_id], now=now)
    with pytest.raises(DomainError) as caught:
        proposed(cast, event_id, client_id, now)
    assert code_of(caught) == "nomination_invited"


def test_whom_nobody_may_contact_is_not_proposed(cast, event_id, client_id, now):
    hold(cast, client_id, HoldKind.DECEASED, now)
    with pytest.raises(DomainError) as caught:
        proposed(cast, event_id, client_id, now)
    assert code_of(caught) == "not_contacted"


def test_who_wishes_no_more_of_the_theme_is_neither_proposed_nor_invited(cast, event_id, client_id, now):
    with cast.app.app_context():
        db.session.add(ThemeRefusal(client_id=client_id, theme="tea", at=now))
        db.session.commit()
    with pytest.raises(DomainError) as caught:
        proposed(cast, event_id, client_id, now)
    assert code_of(caught) == "theme_refused"
    with pytest.raises(DomainError) as caught:
        invited(cast, event_id, [client_id], now=now)
    assert code_of(caught) == "theme_refused"
    assert invited(cast, cast.add_event(theme="wine"), [client_id], now=now)


def test_an_open_complaint_warns_and_keeps_the_proposal_until_a_manager_makes_an_exception(
    cast, event_id, client_id, now
):
    hold(cast, client_id, HoldKind.COMPLAINT, now)
    nomination = proposed(cast, event_id, client_id, now)
    letters, left = accepted(cast, event_id, {nomination: Wave.A}, now)
    assert letters == []
    assert left[0][0] == client_id
    assert nomination_of(cast, event_id, client_id).state is NominationState.PROPOSED
    answer = cast.signed_in("manager").post(
        f"/events/{event_id}/exceptions/{client_id}", data={"reason": "已致歉并解决"}
    )
    assert answer.status_code == 302
    assert accepted(cast, event_id, {nomination: Wave.A}, now)[0]


def test_nothing_is_proposed_for_an_evening_that_has_begun(cast, client_id, now):
    past = cast.add_event(starts_at=now - timedelta(hours=1))
    with pytest.raises(DomainError) as caught:
        proposed(cast, past, client_id, now)
    assert code_of(caught) == "event_over"


# --- deciding


def test_a_rejection_wants_a_reason_and_may_be_reconsidered(cast, event_id, client_id, now):
    nomination = proposed(cast, event_id, client_id, now)
    with cast.app.app_context():
        row = db.session.get_one(Nomination, nomination)
        with pytest.raises(DomainError) as caught:
            reject(row, "", staff=cast.staff("li"), now=now)
        assert code_of(caught) == "nomination_note"
        reject(row, "刚来过一场", staff=cast.staff("li"), now=now)
        db.session.commit()
    with pytest.raises(DomainError) as caught:
        proposed(cast, event_id, client_id, now)
    assert code_of(caught) == "nomination_decided"
    assert accepted(cast, event_id, {nomination: Wave.C}, now)[0]


def test_a_withdrawn_proposal_may_be_made_again_and_an_accepted_one_not_withdrawn(cast, event_id, client_id, now):
    nomination = proposed(cast, event_id, client_id, now)
    with cast.app.app_context():
        withdraw(db.session.get_one(Nomination, nomination))
        db.session.commit()
    assert proposed(cast, event_id, client_id, now) == nomination
    accepted(cast, event_id, {nomination: Wave.A}, now)
    with cast.app.app_context(), pytest.raises(DomainError) as caught:
        withdraw(db.session.get_one(Nomination, nomination))
    assert code_of(caught) == "nomination_decided"


def test_who_is_invited_by_another_way_is_accepted(cast, event_id, client_id, now):
    nomination = proposed(cast, event_id, client_id, now)
    invited(cast, event_id, [client_id], now=now)
    with cast.app.app_context():
        assert db.session.get_one(Nomination, nomination).state is NominationState.ACCEPTED
        [row] = places_of(db.session.get_one(Event, event_id))
        assert row.held == 1


def test_accepting_nobody_or_twice_says_so(cast, event_id, client_id, now):
    nomination = proposed(cast, event_id, client_id, now)
    accepted(cast, event_id, {nomination: Wave.A}, now)
    for waves in ({}, {nomination: Wave.A}):
        with pytest.raises(DomainError) as caught:
            accepted(cast, event_id, waves, now)
        assert code_of(caught) == "nomination_none"


def test_a_couple_that_wants_one_letter_gets_one(cast, event_id, client_id, now):
    husband = cast.add_client("王", "建国", number="h")
    household(cast, client_id, husband)
    waves = {proposed(cast, event_id, one, now): Wave.A for one in (client_id, husband)}
    letters, _left = accepted(cast, event_id, waves, now)
    assert len(letters) == 1


# --- places


def test_places_are_held_by_proposals_and_free_when_somebody_declines(cast, event_id, client_id, now):
    give_places(cast, event_id, "zhao", 1, now=now)
    other = cast.add_client("李", "强", number="o")
    nomination = proposed(cast, event_id, client_id, now)
    with pytest.raises(DomainError) as caught:
        proposed(cast, event_id, other, now)
    assert code_of(caught) == "quota_full"

    [letter], _left = accepted(cast, event_id, {nomination: Wave.A}, now)
    with cast.app.app_context():
        db.session.get_one(Invitation, letter).reply = ReplyState.DECLINED
        db.session.commit()
    assert proposed(cast, event_id, other, now)


def test_without_any_quota_there_is_no_limit_and_with_one_the_others_have_none(cast, event_id, client_id, now):
    assert proposed(cast, event_id, client_id, now)
    give_places(cast, event_id, "zhao", 5, now=now)
    with pytest.raises(DomainError) as caught:
        proposed(cast, event_id, cast.add_client("陈", "敏", rm="sun", number="s"), now)
    assert code_of(caught) == "quota_full"


def test_unused_places_flow_back_on_their_day_once(cast, event_id, client_id, now):
    give_places(cast, event_id, "zhao", 4, now=now, days=8)
    proposed(cast, event_id, client_id, now)
    with cast.app.app_context():
        event = db.session.get_one(Event, event_id)
        quota = db.session.get_one(EventQuota, (event_id, cast.staff_ids["zhao"]))
        assert flow_back(event, today=quota.returns_on - timedelta(days=1)) == 0
        assert flow_back(event, today=quota.returns_on) == 3
        assert flow_back(event, today=quota.returns_on) == 0
        assert (quota.seats, quota.returned) == (1, 3)
        db.session.commit()


def test_places_of_whoever_left_flow_back_at_once(cast, event_id, now):
    give_places(cast, event_id, "zhao", 4, now=now)
    with cast.app.app_context():
        db.session.get_one(Staff, cast.staff_ids["zhao"]).active = False
        assert flow_back(db.session.get_one(Event, event_id), today=now.date()) == 4
        db.session.commit()


def test_the_organiser_may_invite_beyond_a_manager_s_places_and_the_page_says_so(cast, event_id, client_id, now):
    give_places(cast, event_id, "zhao", 1, now=now)
    invited(cast, event_id, [client_id, cast.add_client("李", "强", number="o")], now=now)
    with cast.app.app_context():
        [row] = places_of(db.session.get_one(Event, event_id))
        assert (row.given, row.held, row.free, row.over) == (1, 2, 0, 1)
        none = places_for(db.session.get_one(Event, event_id), cast.staff("sun"))
        assert (none.given, none.held) == (0, 0)


@pytest.mark.parametrize(
    ("seats", "days", "code"), [(2, 100, "quota_day"), (2, -1, "quota_day"), (9999, 5, "quota_number")]
)
def test_places_want_a_number_and_a_day_before_the_event(cast, event_id, now, seats, days, code):
    with pytest.raises(DomainError) as caught:
        give_places(cast, event_id, "zhao", seats, now=now, days=days)
    assert code_of(caught) == code


def test_places_are_for_managers_of_the_branch(cast, event_id, now):
    with pytest.raises(DomainError) as caught:
        give_places(cast, event_id, "stranger", 2, now=now)
    assert code_of(caught) == "quota_nobody"


# --- whom the page proposes


def test_who_waited_in_vain_stands_first(cast, event_id, now):
    clients = [cast.add_client("王", f"文{one}", number=f"c{one}") for one in range(3)]
    with cast.app.app_context():
        db.session.add(NextFirst(client_id=clients[2], event_id=event_id, until=(now + timedelta(days=30)).date()))
        db.session.commit()
        found = to_propose(cast.staff("zhao"), db.session.get_one(Event, event_id), now=now)
        assert found[0].client.id == clients[2]
        assert found[0].asked_first


def test_a_manager_proposes_own_clients_only(cast, event_id, now):
    foreign = cast.add_client("陈", "敏", rm="sun", number="s")
    browser = cast.signed_in("zhao")
    assert (
        browser.post(f"/events/{event_id}/nominations/propose", data={"client": foreign, "reason": "x"}).status_code
        == 404
    )
    page = browser.get(f"/events/{event_id}/nominations?q=陈敏").get_data(as_text=True)
    assert "陈敏</a>" not in page


# --- the pages


def test_a_manager_proposes_on_the_page_and_keeps_what_was_typed(cast, event_id, client_id):
    browser = cast.signed_in("zhao")
    empty = browser.post(
        f"/events/{event_id}/nominations/propose", data={"client": client_id, "reason": "", "wave": "b"}
    )
    assert empty.status_code == 422
    assert '<option value="b" selected>' in empty.get_data(as_text=True)
    told = browser.post(
        f"/events/{event_id}/nominations/propose",
        data={"client": client_id, "reason": "问起岩茶", "wave": ""},
        follow_redirects=True,
    )
    assert "问起岩茶" in told.get_data(as_text=True)
    assert nomination_of(cast, event_id, client_id).wave is None


def test_the_organiser_decides_on_the_page(cast, event_id, client_id, now):
    other = cast.add_client("李", "强", number="o")
    first, second = (proposed(cast, event_id, one, now) for one in (client_id, other))
    browser = cast.signed_in("li")
    assert browser.post(f"/events/{event_id}/nominations/{second}/reject", data={"note": ""}).status_code == 422
    browser.post(f"/events/{event_id}/nominations/{second}/reject", data={"note": "下一场"})
    browser.post(f"/events/{event_id}/nominations/accept", data={"nomination": [first], f"wave-{first}": "b"})
    with cast.app.app_context():
        letter = db.session.scalars(sa.select(Invitation).where(Invitation.event_id == event_id)).one()
        assert (letter.client_id, letter.wave) == (client_id, Wave.B)
    assert nomination_of(cast, event_id, other).note == "下一场"


def test_a_manager_decides_nothing_and_never_sees_a_colleague_s_proposal(cast, event_id, now):
    foreign = proposed(cast, event_id, cast.add_client("陈", "敏", rm="sun", number="s"), now)
    browser = cast.signed_in("zhao")
    assert browser.post(f"/events/{event_id}/nominations/accept", data={"nomination": [foreign]}).status_code == 403
    assert browser.post(f"/events/{event_id}/nominations/{foreign}/withdraw").status_code == 404
    assert "陈敏" not in browser.get(f"/events/{event_id}/nominations").get_data(as_text=True)


def test_places_are_given_on_the_page_to_one_or_to_each(cast, event_id, now):
    browser = cast.signed_in("li")
    day = (now + timedelta(days=6)).date().isoformat()
    wrong = browser.post(f"/events/{event_id}/nominations/places", data={"rm": 0, "seats": "", "returns_on": day})
    assert wrong.status_code == 422
    late = browser.post(
        f"/events/{event_id}/nominations/places", data={"rm": 0, "seats": 3, "returns_on": "2099-01-01"}
    )
    assert late.status_code == 422
    browser.post(f"/events/{event_id}/nominations/places", data={"rm": 0, "seats": 3, "returns_on": day})
    with cast.app.app_context():
        rows = db.session.scalars(sa.select(EventQuota).where(EventQuota.event_id == event_id)).all()
        assert {(row.rm_id, row.seats) for row in rows} == {(cast.staff_ids[one], 3) for one in ("zhao", "sun")}


def test_today_tells_a_manager_of_places_and_the_organiser_of_proposals(cast, event_id, client_id, now):
    give_places(cast, event_id, "zhao", 2, now=now)
    assert 'id="nominations"' in cast.signed_in("zhao").get("/").get_data(as_text=True)
    assert 'id="nominations"' not in cast.signed_in("li").get("/").get_data(as_text=True)
    proposed(cast, event_id, client_id, now)
    assert 'id="nominations"' in cast.signed_in("li").get("/").get_data(as_text=True)


def test_the_page_asks_as_many_questions_for_three_as_for_one(cast, app, event_id, now):
    browser = cast.signed_in("li")
    counts = []
    for number in (1, 3):
        while len(places_held(cast, event_id)) < number:
            client = cast.add_client("王", f"文{len(places_held(cast, event_id))}", number=secret())
            proposed(cast, event_id, client, now)
            cast.add_client("李", f"武{number}", number=secret())
        browser.get(f"/events/{event_id}/nominations")
        with queries(app) as seen:
            assert browser.get(f"/events/{event_id}/nominations").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def places_held(cast, event_id):
    with cast.app.app_context():
        return db.session.scalars(sa.select(Nomination.id).where(Nomination.event_id == event_id)).all()


def secret():
    return token_hex(6)


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 20, "0", "²", "-1", ""])
def test_nobody_is_proposed_by_a_number_that_no_client_has(cast, event_id, number):
    answer = cast.signed_in("zhao").post(f"/events/{event_id}/nominations/propose", data={"client": number})

    assert answer.status_code == 404
