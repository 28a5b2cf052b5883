"""Parties at the door: all by one scan, in parts, in any order; taking back, leaving, forcing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from attendance.ledger.counting import count
from attendance.ledger.party import next_companion, party_at_door
from attendance.models import Act, Method, Scan, Verdict, WalkIn
from core.db import db, now
from core.errors import DomainError
from events.models import Event
from invitations.models import Invitation, MemberKind, ReplyState
from tests.attendance.evening import an_evening, new_scan
from tests.attendance.parties import (
    a_party,
    back,
    change,
    enter,
    go,
    here,
    inside,
    joint_letter,
    ledger,
    represented,
    set_door,
)
from tests.house import Cast


def test_one_scan_lets_in_the_whole_party(cast: Cast):
    evening = an_evening(cast)
    guest = a_party(evening, "郑小明", "")

    answer = enter(evening, guest)

    assert answer.verdict is Verdict.OK
    assert [(person.key, person.name) for person in answer.party] == [("g", ""), ("c1", "郑小明"), ("c2", "")]
    assert list(answer.missing) == []
    assert here(evening, guest) == {
        "came": ["g", "c1", "c2"],
        "inside": ["g", "c1", "c2"],
        "heads": 3,
        "heads_inside": 3,
        "gifts": [],
        "conflicts": 0,
    }


def test_a_part_comes_and_the_late_third_is_let_in_by_the_next_scan(cast: Cast):
    evening = an_evening(cast)
    guest = a_party(evening, "郑小明", "郑小红")

    first = enter(evening, guest, ["g", "c1"])
    second = enter(evening, guest)
    third = enter(evening, guest, who="li")

    assert [person.key for person in first.missing] == ["c2"]
    assert (second.verdict, second.scan.persons) == (Verdict.OK, ["c2"])
    assert (third.verdict, third.scan.persons, third.first.id) == (Verdict.ALREADY, [], first.scan.id)
    assert inside(evening, guest) == ["g", "c1", "c2"]


def test_the_companion_may_come_first(cast: Cast):
    evening = an_evening(cast)
    guest = a_party(evening, "郑小明")

    assert enter(evening, guest, ["c1"]).verdict is Verdict.OK
    assert enter(evening, guest).scan.persons == ["g"]


def test_who_comes_for_the_client_is_let_in_by_name(cast: Cast):
    evening = an_evening(cast)
    guest = represented(evening)

    answer = enter(evening, guest)

    assert answer.verdict is Verdict.OK
    assert [(person.key, person.kind, person.name) for person in answer.party] == [("r", MemberKind.DELEGATE, "郑小雅")]


def test_a_representative_to_whom_nobody_agreed_is_let_in_with_attention(cast: Cast):
    evening = an_evening(cast)

    assert enter(evening, represented(evening, agreed=False)).verdict is Verdict.OK_ATTENTION


def test_a_letter_without_an_answer_lets_in_everybody_whom_it_invites(cast: Cast):
    evening = an_evening(cast)
    guest, second = joint_letter(evening)

    assert enter(evening, guest).scan.persons == ["g", f"j{second}"]


def test_a_companion_who_was_never_announced_is_let_in_and_counted(cast: Cast):
    evening = an_evening(cast)
    guest = a_party(evening, "郑小明")
    answer = enter(evening, guest)
    key = next_companion([person.key for person in answer.party], answer.presence.came)

    assert enter(evening, guest, [key]).verdict is Verdict.OK
    assert here(evening, guest)["heads"] == 3
    assert next_companion() == "c1"


@pytest.mark.parametrize("persons", [["x"], ["c0"], [""], ["j99999"], []])
def test_a_key_that_is_nobodys_is_refused(cast: Cast, persons):
    evening = an_evening(cast)
    guest = evening.guest()

    with pytest.raises(DomainError, match="person_unknown"):
        enter(evening, guest, persons)
    assert ledger(evening, guest) == []


def test_the_same_scan_id_with_other_people_is_no_retry(cast: Cast):
    evening, scan_id = an_evening(cast), new_scan()
    guest = a_party(evening, "郑小明")
    enter(evening, guest, ["g"], scan_id=scan_id)

    with pytest.raises(DomainError, match="scan_id_reused"):
        enter(evening, guest, ["c1"], scan_id=scan_id)
    assert enter(evening, guest, ["g"], scan_id=scan_id).verdict is Verdict.OK
    assert inside(evening, guest) == ["g"]


@pytest.mark.parametrize("values", [{"door_note": "轮椅"}, {"greeted": True}])
def test_what_is_to_be_known_makes_the_verdict_one_of_attention(cast: Cast, values):
    evening = an_evening(cast)
    guest = evening.guest()
    change(evening, guest, **values)

    assert enter(evening, guest).verdict is Verdict.OK_ATTENTION


def test_a_letter_taken_back_is_let_in_by_the_organiser_with_a_reason(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest(revoked=True)

    for who, reason, code in (("li", " ", "force_reason"), ("door", "认识", "force_not_yours")):
        with pytest.raises(DomainError, match=code):
            enter(evening, guest, who=who, forced=True, reason=reason)
    answer = enter(evening, guest, who="li", forced=True, reason="行长请来的")

    assert answer.verdict is Verdict.OK_ATTENTION
    assert (answer.scan.forced, answer.scan.reason) == (True, "行长请来的")
    assert inside(evening, guest) == ["g"]


def test_forcing_opens_no_other_events_letter(cast: Cast):
    evening = an_evening(cast)
    guest = an_evening(cast).guest()

    assert enter(evening, guest, who="li", forced=True, reason="看着像").verdict is Verdict.OTHER_EVENT
    assert here(evening, guest) is None


def test_taking_back_one_of_three_keeps_the_others_in(cast: Cast):
    evening = an_evening(cast)
    guest = a_party(evening, "郑小明", "郑小红")
    scan = enter(evening, guest).scan

    undone = back(evening, guest, persons=["c1"])

    assert (undone.act, undone.undoes, undone.persons) == (Act.UNDO, scan.scan_id, ["c1"])
    assert inside(evening, guest) == ["g", "c2"]
    assert enter(evening, guest).scan.persons == ["c1"]


def test_taking_back_without_naming_a_row_takes_the_last_that_let_in(cast: Cast):
    evening = an_evening(cast)
    guest = a_party(evening, "郑小明")
    enter(evening, guest, ["g"])
    enter(evening, guest, ["c1"])

    back(evening, guest)
    assert inside(evening, guest) == ["g"]
    back(evening, guest)
    assert here(evening, guest) is None
    with pytest.raises(DomainError, match="not_checked_in"):
        back(evening, guest)


def test_taking_back_the_first_scan_keeps_who_came_later(cast: Cast):
    evening = an_evening(cast)
    guest = a_party(evening, "郑小明")
    first = enter(evening, guest, ["g"]).scan
    later = enter(evening, guest, ["c1"]).scan

    back(evening, guest, undoes=first.scan_id)

    assert inside(evening, guest) == ["c1"]
    with cast.app.app_context():
        assert db.session.get_one(Scan, later.id).scan_id == later.scan_id


def test_an_undo_sent_again_for_another_row_is_refused(cast: Cast):
    evening, scan_id = an_evening(cast), new_scan()
    guest = a_party(evening, "郑小明")
    first = enter(evening, guest, ["g"]).scan
    back(evening, guest, undoes=first.scan_id, scan_id=scan_id)

    with pytest.raises(DomainError, match="scan_id_reused"):
        back(evening, guest, undoes=new_scan(), scan_id=scan_id)
    assert back(evening, guest, undoes=first.scan_id, scan_id=scan_id).scan_id == scan_id


def test_leaving_is_kept_where_the_door_says_so(cast: Cast):
    evening = an_evening(cast)
    guest = a_party(evening, "郑小明")
    enter(evening, guest)
    with pytest.raises(DomainError, match="leaving_not_kept"):
        go(evening, guest)
    set_door(evening, reentry=True)

    left = go(evening, guest, ["c1"])

    assert (left.verdict, [person.key for person in left.missing]) == (Verdict.LEFT, ["c1"])
    assert here(evening, guest) | {"gifts": []} == {
        "came": ["g", "c1"],
        "inside": ["g"],
        "heads": 2,
        "heads_inside": 1,
        "gifts": [],
        "conflicts": 0,
    }
    again = enter(evening, guest)
    assert (again.verdict, again.scan.persons, here(evening, guest)["conflicts"]) == (Verdict.OK, ["c1"], 0)


def test_who_is_not_inside_does_not_leave(cast: Cast):
    evening = an_evening(cast)
    set_door(evening, reentry=True)
    guest = a_party(evening, "郑小明")
    enter(evening, guest, ["g"])

    with pytest.raises(DomainError, match="not_inside"):
        go(evening, guest, ["c1"])


def test_leaving_sent_twice_is_one_row(cast: Cast):
    evening, scan_id = an_evening(cast), new_scan()
    set_door(evening, reentry=True)
    guest = evening.guest()
    enter(evening, guest)

    assert [go(evening, guest, scan_id=scan_id).verdict for _time in range(2)] == [Verdict.LEFT] * 2
    assert len(ledger(evening, guest)) == 2


def test_the_room_is_counted_in_heads_and_by_gate(cast: Cast):
    evening = an_evening(cast)
    set_door(evening, reentry=True)
    party, alone = a_party(evening, "郑小明", "郑小红"), evening.guest("林", "婉清")
    evening.guest("何", "静")
    evening.guest(reply=ReplyState.DECLINED)
    enter(evening, party, ["g", "c1"], gate="北门")
    enter(evening, party, gate="南门")
    enter(evening, alone, gate="南门")
    back(evening, alone)
    go(evening, party, ["g"])
    with cast.app.app_context():
        moment, door = now(), cast.staff_ids["door"]
        stranger = WalkIn(event_id=evening.event_id, at=moment, staff_id=door, called="陈", heads=2)
        db.session.add(stranger)
        db.session.flush()
        db.session.add(
            Scan(
                scan_id=new_scan(),
                event_id=evening.event_id,
                at=moment,
                happened_at=moment,
                staff_id=door,
                method=Method.WALK_IN,
                verdict=Verdict.OK,
                gate="北门",
                walk_in_id=stranger.id,
            )
        )
        db.session.commit()
        found = count(db.session.get_one(Event, evening.event_id))

    assert (found.arrived, found.expected, found.inside, found.walk_ins) == (5, 5, 4, 2)
    assert found.by_gate == {"北门": 4, "南门": 1}


def test_keys_stay_when_the_party_changes(cast: Cast):
    """Whoever stays keeps the place in the party, and so the key by which the ledger knows them."""
    evening = an_evening(cast)
    guest = a_party(evening, "郑小明", "郑小红")
    with cast.app.app_context():
        from invitations.models import PartyMember

        db.session.execute(
            sa.delete(PartyMember).where(PartyMember.invitation_id == guest, PartyMember.name == "郑小明")
        )
        db.session.commit()
        members = db.session.scalars(sa.select(PartyMember).order_by(PartyMember.place)).all()
        party = party_at_door(db.session.get_one(Invitation, guest), members)

    assert [person.key for person in party] == ["g", "c2"]
