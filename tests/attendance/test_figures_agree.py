"""The door, the live board, closing, the histories and the figures tell the same of one evening."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from attendance.arriving.alerts import alerts
from attendance.arriving.live import Board, board
from attendance.arriving.pace import STEP, pace
from attendance.closing.correcting import correct_result, entry_of
from attendance.closing.deciding import decide
from attendance.closing.page import after, lines_of
from attendance.closing.results import parties
from attendance.closing.telling import close_evening
from attendance.figures.counting import count_evenings
from attendance.figures.measures import Facts
from attendance.figures.overview import evenings_of, period_of
from attendance.figures.report import report_of_evening
from attendance.ledger.checking_in import check_in
from attendance.ledger.counting import count
from attendance.ledger.outcome import Outcome
from attendance.models import Method, Presence, Unresolved
from clients.models import Client, EntryKind, HistoryEntry
from core.db import db, now
from events.models import Event
from invitations.models import Invitation, JointGuest, MemberKind, PartyMember, ReplyState
from tests.attendance.evening import Evening, an_evening, words
from tests.house import NOW, Cast


@pytest.fixture
def evening(cast: Cast) -> Evening:
    """Two hours ago it began."""
    return an_evening(cast, begins=timedelta(hours=-2))


def let_in(evening: Evening, invitation_id: int, *persons: str, who: str = "door", reason: str = "") -> None:
    with evening.app.app_context():
        check_in(
            db.session.get_one(Event, evening.event_id),
            db.session.get_one(Invitation, invitation_id),
            scan_id=str(uuid.uuid4()),
            method=Method.NAME,
            staff=evening.cast.staff(who),
            now=now(),
            persons=persons or ("g",),
            forced=bool(reason),
            reason=reason,
        )
        db.session.commit()


def close(evening: Evening, said: Unresolved | None = None) -> None:
    with evening.app.app_context():
        event, organiser = db.session.get_one(Event, evening.event_id), evening.cast.staff("li")
        if said is not None:
            left = {(party.invitation.id, one.key): (said, "") for party in parties(event) for one in party.unresolved}
            decide(event, left, staff=organiser, now=now())
        close_evening(event, staff=organiser, now=now())
        db.session.commit()


def correct(evening: Evening, client_id: int, outcome: Outcome) -> None:
    with evening.app.app_context():
        event, organiser = db.session.get_one(Event, evening.event_id), evening.cast.staff("li")
        entry = entry_of(organiser, event, client_id)
        assert entry is not None
        correct_result(event, entry, outcome, reason="核对过了", staff=organiser, now=now())
        db.session.commit()


def live(evening: Evening) -> Board:
    with evening.app.app_context():
        return board(evening.cast.staff("li"), db.session.get_one(Event, evening.event_id), now=now())


def facts(evening: Evening) -> Facts:
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        return count_evenings(None, [event]).of(event.id)


def funnel(evening: Evening) -> dict[Outcome, int]:
    with evening.app.app_context():
        shown = after(evening.cast.staff("li"), db.session.get_one(Event, evening.event_id), now())
        return dict(shown["summary"].outcomes)


def told(evening: Evening) -> list[EntryKind]:
    with evening.app.app_context():
        return list(db.session.scalars(sa.select(HistoryEntry.kind).where(HistoryEntry.key.like("outcome:%"))))


def client_of(evening: Evening, invitation_id: int) -> int:
    with evening.app.app_context():
        return db.session.get_one(Invitation, invitation_id).client_id


def test_who_is_let_in_with_a_letter_that_was_taken_back_is_in_every_list(evening):
    guest = evening.guest(revoked=True)
    evening.guest("何", "志平", revoked=True)

    let_in(evening, guest, who="li", reason="行长同意")

    assert sum(share.arrived for share in live(evening).by_rm) == 1
    with evening.app.app_context():
        assert [one.invitation_id for one in alerts(evening.cast.staff("zhao"), "zh", now=now())] == [guest]
    close(evening)
    assert told(evening) == [EntryKind.OUTCOME_ATTENDED]
    assert funnel(evening) == {Outcome.ATTENDED: 1}
    found, client_id = facts(evening), client_of(evening, guest)
    with evening.app.app_context():
        assert found.heads == count(db.session.get_one(Event, evening.event_id)).arrived == 1
        assert db.session.get_one(Client, client_id).times_attended == 1


def test_of_a_letter_that_was_taken_back_nobody_is_missed(evening):
    guest = evening.guest(revoked=True)
    partner = evening.cast.add_client("何", "秋")
    with evening.app.app_context():
        db.session.get_one(Invitation, guest).reply = ReplyState.ACCEPTED
        db.session.add(JointGuest(event_id=evening.event_id, client_id=partner, invitation_id=guest, coming=True))
        db.session.add(PartyMember(invitation_id=guest, place=1, kind=MemberKind.JOINT, client_id=partner))
        db.session.commit()

    let_in(evening, guest, who="li", reason="行长同意")
    close(evening)

    assert told(evening) == [EntryKind.OUTCOME_ATTENDED]


def test_who_of_a_party_has_not_come_after_an_hour_is_absent_in_the_lists_too(evening):
    guest = evening.guest()
    with evening.app.app_context():
        db.session.get_one(Invitation, guest).heads = 3
        db.session.commit()
    let_in(evening, guest)

    found = live(evening)

    assert (found.figures.coming, found.figures.absent) == (0, 2)
    assert [(share.arrived, share.coming, share.absent) for share in found.by_rm] == [(1, 0, 2)]


def test_the_busiest_five_minutes_are_those_in_which_most_came_not_the_last_of_the_picture(evening):
    late = timedelta(minutes=42)
    with evening.app.app_context():
        event = Event(id=1, starts_at=NOW, ends_at=NOW + timedelta(hours=2), zone="Asia/Shanghai")
        found = pace(event, [(NOW - STEP, 2), (NOW + late, 5)], 10, now=NOW + late)
        none = pace(event, [], 10, now=NOW)

    assert found.most is not None
    assert (found.most.at, found.most.heads) == ("12:40", 5)
    assert none.most is None


def test_of_who_was_let_in_by_a_word_at_closing_no_time_is_told(evening):
    scanned, past = evening.guest("郑", "雅文"), evening.guest("何", "志平")
    let_in(evening, scanned)

    close(evening, Unresolved.CAME)

    client_id = client_of(evening, scanned)
    with evening.app.app_context():
        shown = after(evening.cast.staff("li"), db.session.get_one(Event, evening.event_id), now())
        assert set(shown["came_at"]) == {client_id}
        assert db.session.get_one(Presence, past).heads == 1


@pytest.mark.parametrize(
    ("came", "right", "counted"),
    [
        (False, Outcome.ATTENDED, (1, 0, 0, 0)),
        (False, Outcome.EXCUSED, (0, 1, 0, 0)),
        (False, Outcome.DECLINED, (0, 0, 0, 0)),
        (True, Outcome.NO_SHOW, (0, 0, 1, 0)),
        (True, Outcome.REPRESENTED, (0, 0, 0, 1)),
    ],
)
def test_a_result_that_was_corrected_counts_as_it_was_corrected(evening, came, right, counted):
    guest = evening.guest()
    if came:
        let_in(evening, guest)
    close(evening)

    correct(evening, client_of(evening, guest), right)

    found = facts(evening)
    assert (found.attended, found.excused, found.no_shows, found.represented) == counted
    assert found.heads == found.clients + found.represented == counted[0] + counted[3]
    assert funnel(evening) == {right: 1}
    page = words(evening.cast.signed_in("li").get(f"/events/{evening.event_id}/close"))
    assert "核对过了" in page


def test_of_two_whom_one_letter_asked_each_is_corrected_for_themselves(evening):
    guest = evening.guest()
    partner = evening.cast.add_client("何", "秋")
    with evening.app.app_context():
        db.session.add(JointGuest(event_id=evening.event_id, client_id=partner, invitation_id=guest, coming=True))
        db.session.add(PartyMember(invitation_id=guest, place=1, kind=MemberKind.JOINT, client_id=partner))
        db.session.commit()
    let_in(evening, guest, "g")
    close(evening)

    correct(evening, partner, Outcome.ATTENDED)

    found = facts(evening)
    assert (found.clients, found.heads, found.attended) == (2, 2, 1)
    assert funnel(evening) == {Outcome.ATTENDED: 2}


def test_an_evening_that_was_struck_makes_nobody_a_guest_of_before(cast):
    first = an_evening(cast, begins=timedelta(days=-3))
    guest = first.guest()
    first.scan(guest, at=datetime.now(UTC) - timedelta(days=3))
    close(first)
    correct(first, client_of(first, guest), Outcome.NO_SHOW)
    second = an_evening(cast, begins=timedelta(hours=-2))
    again = cast.add_invitation(second.event_id, client_of(first, guest))
    let_in(second, again)

    assert facts(second).first_timers == 1


def test_once_the_evening_is_closed_nobody_is_on_the_way(cast):
    evening = an_evening(cast, begins=timedelta(minutes=-20))
    evening.guest()
    here = evening.guest("何", "志平")
    let_in(evening, here)
    close(evening)

    found = live(evening)

    assert (found.figures.coming, found.figures.absent, found.alone) == (0, 1, 0)
    assert [(share.arrived, share.coming, share.absent) for share in found.by_rm] == [(1, 0, 1)]


def test_a_further_client_of_a_letter_is_asked_after_with_their_own_manager(evening):
    guest = evening.guest()
    partner = evening.cast.add_client("何", "秋", rm="sun")
    with evening.app.app_context():
        db.session.add(JointGuest(event_id=evening.event_id, client_id=partner, invitation_id=guest, coming=True))
        db.session.add(PartyMember(invitation_id=guest, place=1, kind=MemberKind.JOINT, client_id=partner))
        db.session.commit()

    with evening.app.app_context():
        lines = lines_of(parties(db.session.get_one(Event, evening.event_id)))
        assert [(line.name, line.rm.id) for line in lines] == [
            ("郑雅文", evening.cast.staff_ids["zhao"]),
            ("何秋", evening.cast.staff_ids["sun"]),
        ]


def test_of_a_party_whose_guest_is_not_here_yet_no_list_says_that_the_guest_is(evening):
    guest = evening.guest()
    with evening.app.app_context():
        db.session.get_one(Invitation, guest).heads = 3
        db.session.get_one(Event, evening.event_id).ends_at = now() + timedelta(hours=1)
        db.session.commit()
    let_in(evening, guest, "c1", "c2")

    board_page = words(evening.cast.signed_in("li").get(f"{evening.door}/live"))
    today = evening.cast.signed_in("zhao").get("/").text

    assert "郑女士" in board_page
    assert board_page.count("同来的人先到") == 1
    panel = today.partition('id="arrivals"')[2].partition("</section>")[0]
    assert "同来的人先到" in panel
    assert "2 位" in panel
    assert "3 位" not in panel


def test_an_evening_that_is_closed_before_its_time_is_in_the_overview(cast):
    evening = an_evening(cast, begins=timedelta(minutes=-20))
    let_in(evening, evening.guest())
    close(evening)

    with cast.app.app_context():
        found = evenings_of(cast.staff("li"), period_of("12", now().date()), now())
        assert [event.id for event in found] == [evening.event_id]


def test_what_is_not_needed_any_more_is_no_follow_up_on_the_page_and_in_the_report(evening):
    first, second = evening.guest(), evening.guest("何", "志平")
    let_in(evening, first)
    close(evening)
    correct(evening, client_of(evening, second), Outcome.DECLINED)

    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        shown = after(evening.cast.staff("li"), event, now())
        report = report_of_evening(event).figures
        assert (len(shown["tasks"]), len(shown["tasks"]) - shown["open_tasks"]) == (report.tasks, report.tasks_done)
        assert report.tasks_done == 0
