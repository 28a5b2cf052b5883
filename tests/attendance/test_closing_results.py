"""What becomes of everybody: each person of a letter for themselves, companions who are clients, and walk-ins."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from attendance.closing.correcting import correct_result, entry_of
from attendance.closing.deciding import count_bodies, count_gifts, decide, gift_lines
from attendance.closing.results import parties
from attendance.closing.telling import close_evening
from attendance.ledger.checking_in import check_in
from attendance.ledger.counting import count
from attendance.ledger.handing import hand_gift
from attendance.ledger.outcome import Outcome
from attendance.models import FollowUp, FollowUpKind, Method, Presence, Scan, Unresolved, Verdict, WalkIn
from clients.models import Client, EntryKind, HistoryEntry
from core.db import db, now
from core.errors import DomainError
from events.models import Event, EventStatus, Gift
from invitations.models import (
    CallReason,
    CallTask,
    Invitation,
    JointGuest,
    MemberKind,
    NextFirst,
    PartyMember,
    ReplyState,
)
from tests.attendance.evening import Evening, an_evening
from tests.house import Cast

BEGAN = timedelta(hours=-1)


def joined(evening: Evening, invitation_id: int, *, coming: bool | None = True, **client: object) -> int:
    """Another client whom the same letter asks; returns the client's id."""
    client_id = evening.cast.add_client("何", "秋", **client)
    with evening.app.app_context():
        db.session.add(
            JointGuest(event_id=evening.event_id, client_id=client_id, invitation_id=invitation_id, coming=coming)
        )
        if coming:
            db.session.add(
                PartyMember(invitation_id=invitation_id, place=1, kind=MemberKind.JOINT, client_id=client_id)
            )
        db.session.commit()
    return client_id


def let_in(evening: Evening, invitation_id: int, *persons: str) -> None:
    with evening.app.app_context():
        check_in(
            db.session.get_one(Event, evening.event_id),
            db.session.get_one(Invitation, invitation_id),
            scan_id=str(uuid.uuid4()),
            method=Method.CAMERA,
            staff=evening.cast.staff("door"),
            now=now(),
            persons=persons,
        )
        db.session.commit()


def close(evening: Evening, **words: Unresolved) -> None:
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        organiser = evening.cast.staff("li")
        if words:
            unresolved = [(party.invitation.id, one.key) for party in parties(event) for one in party.unresolved]
            said = {key: (words[key[1]], "") for key in unresolved if key[1] in words}
            decide(event, said, staff=organiser, now=now())
        close_evening(event, staff=organiser, now=now())
        db.session.commit()


def told(evening: Evening) -> dict[str, list[EntryKind]]:
    """By the client's full name what the evening told."""
    with evening.app.app_context():
        rows = db.session.execute(
            sa.select(Client.surname + Client.given_name, HistoryEntry.kind)
            .join(Client, Client.id == HistoryEntry.client_id)
            .where(HistoryEntry.key.like("outcome:%"))
            .order_by(HistoryEntry.id)
        ).all()
    found: dict[str, list[EntryKind]] = {}
    for name, kind in rows:
        found.setdefault(name, []).append(kind)
    return found


def test_each_of_the_two_whom_a_letter_asks_is_told_for_themselves(cast: Cast):
    evening = an_evening(cast, begins=BEGAN)
    invitation_id = evening.guest("郑", "雅文")
    joined(evening, invitation_id)
    let_in(evening, invitation_id, "g")

    close(evening)

    assert told(evening) == {"郑雅文": [EntryKind.OUTCOME_ATTENDED], "何秋": [EntryKind.OUTCOME_NO_SHOW]}


def test_who_was_asked_together_and_said_no_has_declined(cast: Cast):
    evening = an_evening(cast, begins=BEGAN)
    invitation_id = evening.guest("郑", "雅文")
    joined(evening, invitation_id, coming=False)
    let_in(evening, invitation_id, "g")

    close(evening)

    assert told(evening)["何秋"] == [EntryKind.OUTCOME_DECLINED]


@pytest.mark.parametrize(
    ("scanned", "word", "result"),
    [
        (True, None, EntryKind.REPRESENTED),
        (False, None, EntryKind.OUTCOME_NO_SHOW),
        (False, Unresolved.EXCUSED, EntryKind.OUTCOME_EXCUSED),
        (False, Unresolved.CAME, EntryKind.REPRESENTED),
    ],
)
def test_a_client_whom_somebody_represents(cast: Cast, scanned, word, result):
    evening = an_evening(cast, begins=BEGAN)
    invitation_id = evening.guest("郑", "雅文")
    with cast.app.app_context():
        db.session.get_one(Invitation, invitation_id).reply = ReplyState.DELEGATED
        db.session.execute(sa.update(PartyMember).values(kind=MemberKind.DELEGATE, name="小林"))
        db.session.commit()
    if scanned:
        let_in(evening, invitation_id, "r")

    close(evening, **({"r": word} if word else {}))

    assert told(evening) == {"郑雅文": [result]}


@pytest.mark.parametrize(
    ("word", "result", "absent", "attended"),
    [
        (Unresolved.NO_SHOW, EntryKind.OUTCOME_NO_SHOW, 1, 0),
        (Unresolved.EXCUSED, EntryKind.OUTCOME_EXCUSED, 0, 0),
        (Unresolved.CAME, EntryKind.OUTCOME_ATTENDED, 0, 1),
    ],
)
def test_the_organisers_word_about_who_was_not_scanned_goes_into_the_history(
    cast: Cast, word, result, absent, attended
):
    evening = an_evening(cast, begins=BEGAN)
    invitation_id = evening.guest("郑", "雅文")

    close(evening, g=word)

    assert told(evening) == {"郑雅文": [result]}
    with cast.app.app_context():
        client = db.session.get_one(Invitation, invitation_id).client
        assert (client.times_absent, client.times_attended) == (absent, attended)


def test_who_came_past_the_door_stands_in_its_ledger_too(cast: Cast):
    evening = an_evening(cast, begins=BEGAN)
    invitation_id = evening.guest("郑", "雅文")

    close(evening, g=Unresolved.CAME)

    with cast.app.app_context():
        assert db.session.get_one(Presence, invitation_id).came == ["g"]
        assert count(db.session.get_one(Event, evening.event_id)).arrived == 1


def test_a_companion_who_is_a_client_has_attended_and_one_who_stayed_away_has_missed_nothing(cast: Cast):
    evening = an_evening(cast, begins=BEGAN)
    invitation_id = evening.guest("郑", "雅文")
    friends = [cast.add_client("方", "来"), cast.add_client("方", "去")]
    with cast.app.app_context():
        for place, client_id in enumerate(friends, start=1):
            db.session.add(
                PartyMember(invitation_id=invitation_id, place=place, kind=MemberKind.COMPANION, client_id=client_id)
            )
        db.session.commit()
    let_in(evening, invitation_id, "g", "c1")

    close(evening)

    assert told(evening) == {"郑雅文": [EntryKind.OUTCOME_ATTENDED], "方来": [EntryKind.OUTCOME_ATTENDED]}


def test_who_is_asked_by_a_letter_and_comes_with_another_is_told_once_and_of_the_better(cast: Cast):
    evening = an_evening(cast, begins=BEGAN)
    own = evening.guest("何", "秋")
    other = evening.guest("郑", "雅文")
    with cast.app.app_context():
        client_id = db.session.get_one(Invitation, own).client_id
        db.session.add(PartyMember(invitation_id=other, place=1, kind=MemberKind.COMPANION, client_id=client_id))
        db.session.commit()
    let_in(evening, other, "g", "c1")

    close(evening)

    assert told(evening)["何秋"] == [EntryKind.OUTCOME_ATTENDED]


def test_a_duplicate_that_was_invited_is_told_to_the_client_that_stayed(cast: Cast):
    evening = an_evening(cast, begins=BEGAN)
    invitation_id = evening.guest("何", "秋")
    kept = cast.add_client("何", "静秋")
    with cast.app.app_context():
        db.session.get_one(Invitation, invitation_id).client.merged_into_id = kept
        db.session.commit()
    let_in(evening, invitation_id, "g")

    close(evening)

    assert told(evening) == {"何静秋": [EntryKind.OUTCOME_ATTENDED]}


@pytest.mark.parametrize("undone", [False, True])
def test_a_client_who_came_without_an_invitation_has_attended_unless_that_was_taken_back(cast: Cast, undone):
    evening = an_evening(cast, begins=BEGAN)
    client_id = cast.add_client("方", "来")
    with cast.app.app_context():
        row = WalkIn(
            event_id=evening.event_id, at=now(), staff_id=cast.staff("door").id, called="", client_id=client_id
        )
        db.session.add(row)
        db.session.flush()
        common = {
            "event_id": evening.event_id, "at": now(), "happened_at": now(), "method": Method.WALK_IN,
            "staff_id": cast.staff("door").id, "walk_in_id": row.id,
        }  # fmt: skip
        db.session.add(Scan(scan_id="one", verdict=Verdict.OK, **common))
        if undone:
            db.session.add(Scan(scan_id="two", verdict=Verdict.UNDONE, undoes="one", **common))
        db.session.commit()

    close(evening)

    assert told(evening) == ({} if undone else {"方来": [EntryKind.OUTCOME_ATTENDED]})


def test_who_waited_in_vain_is_asked_first_next_time_and_nobody_is_called_any_more(cast: Cast):
    evening = an_evening(cast, begins=BEGAN)
    waiting = evening.guest("黄", "秋云", reply=ReplyState.WAITLISTED)
    with cast.app.app_context():
        zhao = cast.staff("zhao").id
        db.session.add(
            CallTask(
                event_id=evening.event_id,
                invitation_id=waiting,
                reason=CallReason.REMINDER,
                owner_id=zhao,
                due_at=now(),
                opened_at=now(),
            )
        )
        db.session.commit()

    close(evening)

    assert told(evening) == {"黄秋云": [EntryKind.OUTCOME_NO_ANSWER]}
    with cast.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(NextFirst)) == 1
        assert db.session.scalars(sa.select(CallTask)).one().done_at is not None


def test_gifts_go_into_the_history_with_their_value_and_are_balanced(cast: Cast):
    evening = an_evening(cast, begins=BEGAN)
    invitation_id = evening.guest("郑", "雅文")
    let_in(evening, invitation_id, "g")
    with cast.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        gift = Gift(event_id=event.id, name="茶饼", unit_fen=6800, stock=5)
        db.session.add(gift)
        db.session.flush()
        guest = db.session.get_one(Invitation, invitation_id)
        hand_gift(event, guest, gift, scan_id=str(uuid.uuid4()), staff=cast.staff("door"), now=now())
        count_gifts(event, {gift.id: 3})
        [line] = gift_lines(event)
        assert (line.handed, line.missing) == (1, 1)
        db.session.commit()

    close(evening)

    with cast.app.app_context():
        entry = db.session.scalars(sa.select(HistoryEntry).where(HistoryEntry.kind == EntryKind.GIFT)).one()
        assert (entry.text, entry.subject) == ("茶饼 ¥68", "春茶品鉴")


def test_heads_that_are_not_the_doors_want_a_sentence_also_when_a_queue_came_later(cast: Cast):
    evening = an_evening(cast, begins=BEGAN)
    invitation_id = evening.guest("郑", "雅文")
    organiser = {"now": now()}
    with cast.app.app_context():
        event, organiser["staff"] = db.session.get_one(Event, evening.event_id), cast.staff("li")
        with pytest.raises(DomainError, match="bodies_unexplained"):
            count_bodies(event, 3, "", **organiser)
        count_bodies(event, 0, "", **organiser)
        db.session.commit()
    let_in(evening, invitation_id, "g")
    with cast.app.app_context():
        event, organiser["staff"] = db.session.get_one(Event, evening.event_id), cast.staff("li")
        with pytest.raises(DomainError, match="bodies_unexplained"):
            close_evening(event, **organiser)
        db.session.rollback()
        count_bodies(event, 0, "数完之后才到的", **organiser)
        close_evening(event, **organiser)
        db.session.commit()


def test_a_crash_in_the_middle_leaves_nothing(cast: Cast):
    evening = an_evening(cast, begins=BEGAN)
    evening.scan(evening.guest("郑", "雅文"))
    evening.guest("林", "婉清")
    with cast.app.app_context():
        event = db.session.get_one(Event, evening.event_id)

        class Killed(Exception):
            pass

        def stop(*_rest: object) -> None:
            raise Killed

        sa.event.listen(FollowUp, "before_insert", stop)
        try:
            with pytest.raises(Killed):
                close_evening(event, staff=cast.staff("li"), now=now())
        finally:
            sa.event.remove(FollowUp, "before_insert", stop)
        db.session.rollback()

    with cast.app.app_context():
        assert db.session.get_one(Event, evening.event_id).status is EventStatus.INVITING
        assert db.session.scalar(sa.select(sa.func.count()).select_from(FollowUp)) == 0
        assert all(client.times_attended == 0 for client in db.session.scalars(sa.select(Client)))
    assert told(evening) == {}
    close(evening)
    assert len(told(evening)) == 2


class TestCorrecting:
    def correct(self, evening: Evening, invitation_id: int, outcome: Outcome, reason: str = "签到台漏扫") -> None:
        with evening.app.app_context():
            event, organiser = db.session.get_one(Event, evening.event_id), evening.cast.staff("li")
            client_id = db.session.get_one(Invitation, invitation_id).client_id
            entry = entry_of(organiser, event, client_id)
            assert entry is not None
            correct_result(event, entry, outcome, reason=reason, staff=organiser, now=now())
            db.session.commit()

    def tasks(self, evening: Evening) -> set[FollowUpKind]:
        with evening.app.app_context():
            return set(db.session.scalars(sa.select(FollowUp.kind).where(FollowUp.done_at.is_(None))))

    def test_the_counters_and_the_tasks_follow_and_both_rows_stay(self, cast: Cast):
        evening = an_evening(cast, begins=timedelta(hours=-30))
        invitation_id = evening.guest("郑", "雅文")
        close(evening)
        assert self.tasks(evening) == {FollowUpKind.NO_SHOW}

        self.correct(evening, invitation_id, Outcome.ATTENDED)

        assert self.tasks(evening) == {FollowUpKind.THANK_YOU}
        with cast.app.app_context():
            client = db.session.get_one(Invitation, invitation_id).client
            assert (client.times_absent, client.times_attended) == (0, 1)
        assert told(evening)["郑雅文"] == [EntryKind.OUTCOME_NO_SHOW, EntryKind.OUTCOME_ATTENDED]

        self.correct(evening, invitation_id, Outcome.NO_SHOW)  # and back again

        assert self.tasks(evening) == {FollowUpKind.NO_SHOW}
        with cast.app.app_context():
            client = db.session.get_one(Invitation, invitation_id).client
            assert (client.times_absent, client.times_attended) == (1, 0)

    def test_it_wants_a_reason_another_result_and_an_evening_that_is_closed(self, cast: Cast):
        evening = an_evening(cast, begins=BEGAN)
        invitation_id = evening.guest("郑", "雅文")
        close(evening)

        with pytest.raises(DomainError, match="reason_missing"):
            self.correct(evening, invitation_id, Outcome.ATTENDED, reason="")
        with pytest.raises(DomainError, match="result_same"):
            self.correct(evening, invitation_id, Outcome.NO_SHOW)
        with cast.app.app_context():
            db.session.get_one(Event, evening.event_id).status = EventStatus.ARCHIVED
            db.session.commit()
        with pytest.raises(DomainError, match="result_not_open"):
            self.correct(evening, invitation_id, Outcome.ATTENDED)

    def test_a_colleague_who_was_faster_is_told(self, cast: Cast):
        evening = an_evening(cast, begins=BEGAN)
        invitation_id = evening.guest("郑", "雅文")
        close(evening)
        with cast.app.app_context():
            event, organiser = db.session.get_one(Event, evening.event_id), cast.staff("li")
            entry = entry_of(organiser, event, db.session.get_one(Invitation, invitation_id).client_id)
            assert entry is not None
            correct_result(event, entry, Outcome.EXCUSED, reason="来过电话", staff=organiser, now=now())
            with pytest.raises(DomainError, match="result_struck"):
                correct_result(event, entry, Outcome.ATTENDED, reason="来过", staff=organiser, now=now())

    def test_the_page_asks_for_a_reason_and_shows_what_was_corrected(self, cast: Cast):
        evening = an_evening(cast, begins=BEGAN)
        invitation_id = evening.guest("郑", "雅文")
        close(evening)
        with cast.app.app_context():
            client_id = db.session.get_one(Invitation, invitation_id).client_id
        browser, page = cast.signed_in("li"), f"/events/{evening.event_id}/close/results/{client_id}"

        assert browser.post(page, data={"outcome": "attended", "reason": ""}).status_code == 422
        answer = browser.post(page, data={"outcome": "attended", "reason": "照片里有"}, follow_redirects=True)

        assert "照片里有" in answer.get_data(as_text=True)
        assert cast.signed_in("zhao").get(page).status_code == 403
        assert browser.get(f"/events/{evening.event_id}/close/results/999999").status_code == 404
