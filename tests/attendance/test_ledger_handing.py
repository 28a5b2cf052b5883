"""Gifts leave the stock once for each party; a badge is printed, which lets nobody in."""

from __future__ import annotations

from typing import Any

import pytest

from attendance.ledger.handing import given, hand_gift, note_badge
from attendance.models import Verdict
from core.db import db, now
from core.errors import DomainError
from events.models import Event, Gift
from invitations.models import Invitation
from tests.attendance.evening import Evening, an_evening, new_scan
from tests.attendance.parties import a_party, back, enter, here
from tests.house import Cast


def a_gift(evening: Evening, stock: int = 2) -> int:
    with evening.app.app_context():
        gift = Gift(event_id=evening.event_id, name=f"茶{stock}", stock=stock)
        db.session.add(gift)
        db.session.commit()
        return gift.id


def hand(evening: Evening, guest: int, gift: int, **values: Any):
    return did(evening, hand_gift, guest, db_gift=gift, **values)


def did(evening: Evening, rule: Any, guest: int, *, db_gift: int | None = None, **values: Any):
    with evening.app.app_context():
        things = [db.session.get_one(Event, evening.event_id), db.session.get_one(Invitation, guest)]
        if db_gift:
            things.append(db.session.get_one(Gift, db_gift))
        done = rule(*things, **{"scan_id": new_scan()} | values, staff=evening.cast.staff("door"), now=now())
        db.session.commit()
        for row in (getattr(done, "scan", done), getattr(done, "before", None)):
            if row is not None:
                db.session.refresh(row)
        return done


def out(evening: Evening, gift: int) -> int:
    with evening.app.app_context():
        return given(db.session.get_one(Event, evening.event_id))[gift]


def test_a_gift_is_handed_over_once(cast: Cast):
    evening = an_evening(cast)
    guest, gift = evening.guest(), a_gift(evening)
    enter(evening, guest)

    assert hand(evening, guest, gift).verdict is Verdict.NOTED
    with pytest.raises(DomainError, match="gift_given") as refusal:
        hand(evening, guest, gift)

    assert refusal.value.details["name"] == "小门"
    assert len(refusal.value.details["time"]) == 5
    assert here(evening, guest)["gifts"] == [gift]
    assert out(evening, gift) == 1


def test_a_gift_sent_twice_is_one(cast: Cast):
    evening, scan_id = an_evening(cast), new_scan()
    guest, gift = evening.guest(), a_gift(evening)
    enter(evening, guest)

    hand(evening, guest, gift, scan_id=scan_id)
    hand(evening, guest, gift, scan_id=scan_id)

    assert out(evening, gift) == 1
    with pytest.raises(DomainError, match="scan_id_reused"):
        hand(evening, guest, a_gift(evening, 3), scan_id=scan_id)


def test_the_last_gift_is_the_last(cast: Cast):
    evening = an_evening(cast)
    first, second, gift = evening.guest(), evening.guest("林", "婉清"), a_gift(evening, 1)
    enter(evening, first)
    enter(evening, second)
    scan = hand(evening, first, gift)

    with pytest.raises(DomainError, match="gift_none_left"):
        hand(evening, second, gift)
    back(evening, first, undoes=scan.scan_id)

    hand(evening, second, gift)
    assert here(evening, first)["gifts"] == []


def test_a_gift_is_for_who_is_here_and_of_this_event(cast: Cast):
    evening = an_evening(cast)
    guest, gift, elsewhere = evening.guest(), a_gift(evening), a_gift(an_evening(cast), 3)

    with pytest.raises(DomainError, match="not_checked_in"):
        hand(evening, guest, gift)
    enter(evening, guest)
    with pytest.raises(DomainError, match="gift_elsewhere"):
        hand(evening, guest, elsewhere)


def test_taking_the_gift_back_keeps_the_guest_in(cast: Cast):
    evening = an_evening(cast)
    guest, gift = evening.guest(), a_gift(evening)
    enter(evening, guest)
    scan = hand(evening, guest, gift)

    back(evening, guest, undoes=scan.scan_id)

    assert here(evening, guest)["inside"] == ["g"]
    assert out(evening, gift) == 0


def test_printing_a_badge_lets_nobody_in_and_the_second_time_is_told(cast: Cast):
    evening, scan_id = an_evening(cast), new_scan()
    guest = a_party(evening, "郑小明")

    first = did(evening, note_badge, guest, scan_id=scan_id)
    other = did(evening, note_badge, guest, person="c1")
    again = did(evening, note_badge, guest)
    resent = did(evening, note_badge, guest, scan_id=scan_id)

    assert here(evening, guest) is None
    assert (first.before, other.before, resent.before) == (None, None, None)
    assert again.before is not None
    assert again.before.id == first.scan.id == resent.scan.id


def test_a_badge_is_for_somebody_of_the_party(cast: Cast):
    evening = an_evening(cast)

    with pytest.raises(DomainError, match="person_unknown"):
        did(evening, note_badge, evening.guest(), person="nobody")
