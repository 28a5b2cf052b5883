"""A letter's way: which steps it may take, that no row is ever changed, and taking a mistaken step back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from clients.models import EntryKind, HistoryEntry
from core.db import db
from core.errors import DomainError
from invitations.models import Dispatch, DispatchStep, Invitation, Means
from invitations.runs.dispatch import steps_of, take, take_back, way
from tests.invitations.guest_desk import change, shown, state

WAY = (Dispatch.PRINTED, Dispatch.SIGNED, Dispatch.HANDED, Dispatch.DELIVERED)


def go(cast, invitation_id, *steps, who="li", **values):
    with cast.app.app_context():
        for step in steps:
            invitation = db.session.get_one(Invitation, invitation_id)
            take(invitation, step, staff=cast.staff(who), **{"now": datetime.now(UTC)} | values)
        db.session.commit()


def refusal(cast, invitation_id, step, **values) -> str:
    with cast.app.app_context():
        invitation = db.session.get_one(Invitation, invitation_id)
        with pytest.raises(DomainError) as error:
            take(invitation, step, staff=cast.staff("li"), **{"now": datetime.now(UTC)} | values)
        return error.value.code


def rows(cast, invitation_id) -> list[Dispatch]:
    with cast.app.app_context():
        query = sa.select(DispatchStep.step).where(DispatchStep.invitation_id == invitation_id)
        return list(db.session.scalars(query.order_by(DispatchStep.id)))


def test_each_step_is_a_row_with_who_and_when_and_the_last_one_is_where_the_letter_is(cast, listed):
    for step in WAY:
        go(cast, listed, step)
        assert state(cast, listed).dispatch is step

    assert rows(cast, listed) == list(WAY)
    with cast.app.app_context():
        last = steps_of([listed])[listed][-1]
        assert (last.staff_id, last.means) == (cast.staff_ids["li"], Means.BY_HAND)
        assert last.at == db.session.get_one(Invitation, listed).delivered_at


def test_the_same_step_twice_is_told_once(cast, listed):
    go(cast, listed, Dispatch.PRINTED, Dispatch.DELIVERED, Dispatch.DELIVERED)

    assert rows(cast, listed) == [Dispatch.PRINTED, Dispatch.DELIVERED]


@pytest.mark.parametrize(
    ("before", "step", "code"),
    [
        ((), Dispatch.DELIVERED, "letter_not_printed"),
        ((Dispatch.PRINTED, Dispatch.DELIVERED), Dispatch.SIGNED, "step_out_of_order"),
        ((Dispatch.PRINTED,), Dispatch.RETURNED, "step_out_of_order"),
        ((Dispatch.PRINTED, Dispatch.HANDED), Dispatch.SIGNED, "step_out_of_order"),
        ((Dispatch.PRINTED, Dispatch.HANDED), Dispatch.RETURNED, "return_wants_reason"),
    ],
)
def test_a_step_that_cannot_be_taken_is_refused(cast, listed, before, step, code):
    go(cast, listed, *before)

    assert refusal(cast, listed, step) == code


def test_a_delivery_may_be_told_later_but_never_for_tomorrow_nor_before_it_was_printed(cast, listed):
    noon = datetime.now(UTC).replace(hour=4, minute=30)  # in Shanghai half past twelve
    go(cast, listed, Dispatch.PRINTED, now=noon - timedelta(days=3))

    def told(day: date) -> str:
        return refusal(cast, listed, Dispatch.DELIVERED, now=noon, on=day)

    assert told((noon + timedelta(days=1)).date()) == "step_in_future"
    assert told((noon - timedelta(days=4)).date()) == "step_before_printing"
    go(
        cast,
        listed,
        Dispatch.DELIVERED,
        now=noon,
        on=(noon - timedelta(days=2)).date(),
        means=Means.COURIER,
        note="门卫代收",
    )
    invitation = state(cast, listed)
    assert invitation.delivered_at.date() == (noon - timedelta(days=2)).date()
    with cast.app.app_context():
        last = steps_of([listed])[listed][-1]
        assert (last.means, last.note) == (Means.COURIER, "门卫代收")


def test_a_mistaken_step_is_taken_back_by_a_further_row(cast, listed):
    go(cast, listed, *WAY)

    with cast.app.app_context():
        assert (
            take_back(db.session.get_one(Invitation, listed), staff=cast.staff("li"), now=datetime.now(UTC))
            is Dispatch.HANDED
        )
        db.session.commit()

    assert state(cast, listed).dispatch is Dispatch.HANDED
    assert state(cast, listed).delivered_at is None
    assert rows(cast, listed) == [*WAY, Dispatch.HANDED]
    with cast.app.app_context():
        assert [step.step for step in way(steps_of([listed])[listed])] == list(WAY[:3])
    go(cast, listed, Dispatch.DELIVERED)  # and then it really happens
    with cast.app.app_context():
        entries = db.session.scalars(sa.select(HistoryEntry).where(HistoryEntry.kind == EntryKind.LETTER_DELIVERED))
        assert len(entries.all()) == 2


def test_printing_is_not_taken_back(cast, listed):
    go(cast, listed, Dispatch.PRINTED)

    with cast.app.app_context(), pytest.raises(DomainError, match="nothing_to_take_back"):
        take_back(db.session.get_one(Invitation, listed), staff=cast.staff("li"), now=datetime.now(UTC))


def test_who_never_got_the_letter_is_not_silent(cast, event_id, listed):
    from invitations.guests.guest_list import Wish

    go(cast, listed, Dispatch.PRINTED, Dispatch.DELIVERED)
    change(cast, listed, delivered_at=datetime.now(UTC) - timedelta(days=6))
    assert shown(cast, event_id, wish=Wish.SILENT) == [listed]

    go(cast, listed, Dispatch.RETURNED, note="查无此人")

    assert shown(cast, event_id, wish=Wish.SILENT) == []
    assert state(cast, listed).delivered_at is None


def test_a_letter_that_came_back_can_be_brought_again(cast, listed):
    go(cast, listed, Dispatch.PRINTED, Dispatch.DELIVERED)
    go(cast, listed, Dispatch.RETURNED, note="家里没有人")

    go(cast, listed, Dispatch.HANDED, Dispatch.DELIVERED)

    assert state(cast, listed).dispatch is Dispatch.DELIVERED


# --- the pages


def path(event_id, invitation_id, rest=""):
    return f"/events/{event_id}/guests/{invitation_id}/letter{rest}"


def test_the_letters_page_tells_its_way_and_takes_the_next_step(cast, event_id, listed):
    go(cast, listed, Dispatch.PRINTED)
    zhao = cast.signed_in("zhao")

    answer = zhao.post(path(event_id, listed, "/step"), data={"step": "delivered", "means": "post", "note": "挂号信"})

    assert answer.location.endswith(path(event_id, listed))
    page = zhao.get(path(event_id, listed)).text
    assert "挂号信" in page
    assert state(cast, listed).dispatch is Dispatch.DELIVERED
    zhao.post(path(event_id, listed, "/back"))
    assert state(cast, listed).dispatch is Dispatch.PRINTED


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"step": "nonsense"},
        {"step": "listed"},
        {"step": "delivered", "means": "x"},
        {"step": "delivered", "note": "长" * 201},
    ],
)
def test_a_step_that_is_none_is_422_and_changes_nothing(cast, event_id, listed, form):
    go(cast, listed, Dispatch.PRINTED)

    assert cast.signed_in("zhao").post(path(event_id, listed, "/step"), data=form).status_code == 422
    assert state(cast, listed).dispatch is Dispatch.PRINTED


def test_only_the_manager_signs_and_nobody_prints_on_this_page(cast, event_id, listed):
    go(cast, listed, Dispatch.PRINTED)
    for step in ("signed", "printed"):
        cast.signed_in("zhao").post(path(event_id, listed, "/step"), data={"step": step})
        assert state(cast, listed).dispatch is Dispatch.PRINTED

    cast.signed_in("manager").post(path(event_id, listed, "/step"), data={"step": "signed"})

    assert state(cast, listed).dispatch is Dispatch.SIGNED


def test_how_it_is_sent_is_chosen_per_guest(cast, event_id, listed):
    cast.signed_in("zhao").post(path(event_id, listed, "/send-by"), data={"send_by": "courier"})
    assert state(cast, listed).send_by is Means.COURIER

    cast.signed_in("zhao").post(path(event_id, listed, "/send-by"), data={"send_by": "pigeon"})
    assert state(cast, listed).send_by is Means.COURIER


def test_a_foreign_letter_is_404_whatever_is_done_with_it(cast, event_id, foreign):
    go(cast, foreign, Dispatch.PRINTED)
    zhao = cast.signed_in("zhao")

    assert zhao.get(path(event_id, foreign)).status_code == 404
    for rest in ("/step", "/back", "/send-by", "/reissue"):
        form = {"step": "delivered", "send_by": "post", "reason": "x"}
        assert zhao.post(path(event_id, foreign, rest), data=form).status_code == 404
    assert state(cast, foreign).dispatch is Dispatch.PRINTED


def test_the_letters_on_a_managers_desk_stand_on_today_with_one_tap_each(cast, event_id, listed, foreign):
    for one in (listed, foreign):
        go(cast, one, Dispatch.PRINTED, Dispatch.HANDED)
    zhao = cast.signed_in("zhao")
    page = zhao.get("/").text
    assert f"/events/{event_id}/guests/{listed}/deliver" in page
    assert f"/guests/{foreign}/deliver" not in page

    assert zhao.post(f"/events/{event_id}/guests/{listed}/deliver", data={"next": "/"}).location == "/"

    assert "letters-to-deliver" not in zhao.get("/").text
    assert state(cast, listed).dispatch is Dispatch.DELIVERED


def test_all_letters_of_a_manager_are_handed_to_that_manager(cast, event_id, listed, foreign):
    for one in (listed, foreign):
        go(cast, one, Dispatch.PRINTED)

    form = {"rm": cast.staff_ids["zhao"], "step": "handed"}
    cast.signed_in("li").post(f"/events/{event_id}/guests/steps", data=form)

    assert [state(cast, one).dispatch for one in (listed, foreign)] == [Dispatch.HANDED, Dispatch.PRINTED]
    assert (
        cast.signed_in("li").post(f"/events/{event_id}/guests/steps", data=form | {"step": "signed"}).status_code == 404
    )
