"""One code, one verdict; a guest is checked in exactly once, however often and wherever the code is read."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from attendance.ledger.checking_in import find_invitation, undo
from attendance.models import Method, Presence, Scan, Verdict
from core.db import db
from core.errors import DomainError
from events.models import Event
from invitations.models import Invitation, ReplyState
from tests.attendance.evening import Evening, an_evening, new_scan
from tests.house import Cast


def rows(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def take_back(
    evening: Evening, invitation_id: int, *, who: str = "door", scan_id: str = "", after: float = 0, reason: str = ""
) -> Verdict:
    with evening.app.app_context():
        scan = undo(
            db.session.get_one(Event, evening.event_id),
            db.session.get_one(Invitation, invitation_id),
            scan_id=scan_id or new_scan(),
            staff=evening.cast.staff(who),
            now=datetime.now(UTC) + timedelta(minutes=after),
            reason=reason,
        )
        db.session.commit()
        return scan.verdict


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (ReplyState.ACCEPTED, Verdict.OK),
        (ReplyState.NONE, Verdict.UNANSWERED_BUT_HERE),
        (ReplyState.WAITLISTED, Verdict.WAITLISTED_BUT_HERE),
        (ReplyState.DECLINED, Verdict.DECLINED_BUT_HERE),
        (ReplyState.CANCELLED, Verdict.DECLINED_BUT_HERE),
    ],
)
def test_whoever_has_a_letter_is_let_in_and_the_verdict_tells_the_answer(cast: Cast, reply, verdict):
    evening = an_evening(cast)
    guest = evening.guest(reply=reply)

    assert evening.scan(guest).verdict is verdict
    assert rows(cast.app, Presence) == 1


def test_a_revoked_letter_lets_nobody_in(cast: Cast):
    evening = an_evening(cast)

    assert evening.scan(evening.guest(revoked=True)).verdict is Verdict.REVOKED
    assert rows(cast.app, Presence) == 0


def test_a_letter_of_another_event_lets_nobody_in(cast: Cast):
    evening, other = an_evening(cast), an_evening(cast)

    assert evening.scan(other.guest()).verdict is Verdict.OTHER_EVENT
    assert rows(cast.app, Presence) == 0


def test_an_unknown_code_is_written_down_too(cast: Cast):
    evening = an_evening(cast)

    assert evening.scan(None).verdict is Verdict.UNKNOWN
    assert rows(cast.app, Scan) == 1


def test_the_second_scan_says_since_when_and_by_whom(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    evening.scan(guest)

    again = evening.scan(guest, who="li")

    assert again.verdict is Verdict.ALREADY
    assert again.first is not None
    assert again.first.staff_id == cast.staff_ids["door"]
    assert rows(cast.app, Presence) == 1


def test_the_same_scan_sent_again_gets_the_first_answer_and_adds_no_row(cast: Cast):
    evening = an_evening(cast)
    guest, scan_id = evening.guest(), new_scan()

    verdicts = [evening.scan(guest, scan_id=scan_id).verdict for _time in range(3)]

    assert verdicts == [Verdict.OK] * 3
    assert rows(cast.app, Scan) == 1


def test_the_same_scan_id_for_another_guest_is_refused(cast: Cast):
    evening = an_evening(cast)
    scan_id = new_scan()
    evening.scan(evening.guest(), scan_id=scan_id)
    other = evening.guest("林", "婉清")

    with pytest.raises(DomainError, match="scan_id_reused"):
        evening.scan(other, scan_id=scan_id)
    assert rows(cast.app, Presence) == 1


def test_trying_a_scanner_the_day_before_lets_nobody_in(cast: Cast):
    evening = an_evening(cast, begins=timedelta(hours=13))
    guest = evening.guest()

    with pytest.raises(DomainError, match="door_not_open"):
        evening.scan(guest)
    assert rows(cast.app, Scan) == 0


def test_a_guest_taken_back_can_come_in_again(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    evening.scan(guest)

    assert take_back(evening, guest) is Verdict.UNDONE
    assert rows(cast.app, Presence) == 0
    assert evening.scan(guest).verdict is Verdict.OK
    assert rows(cast.app, Scan) == 3


def test_taking_back_twice_by_one_scan_id_does_it_once(cast: Cast):
    evening = an_evening(cast)
    guest, scan_id = evening.guest(), new_scan()
    evening.scan(guest)
    take_back(evening, guest, scan_id=scan_id)
    evening.scan(guest)

    take_back(evening, guest, scan_id=scan_id)

    assert rows(cast.app, Presence) == 1


def test_the_id_of_a_check_in_takes_nothing_back(cast: Cast):
    evening = an_evening(cast)
    guest, scan_id = evening.guest(), new_scan()
    evening.scan(guest, scan_id=scan_id)

    with pytest.raises(DomainError, match="scan_id_reused"):
        take_back(evening, guest, scan_id=scan_id)


def test_nobody_is_taken_back_who_is_not_in(cast: Cast):
    evening = an_evening(cast)

    with pytest.raises(DomainError, match="not_checked_in"):
        take_back(evening, evening.guest())


def test_after_ten_minutes_only_the_organiser_takes_back(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    evening.scan(guest)

    for who in ("door", "zhao"):
        with pytest.raises(DomainError, match="undo_too_late"):
            take_back(evening, guest, who=who, after=10.1)
    with pytest.raises(DomainError, match="undo_needs_reason"):
        take_back(evening, guest, who="li", after=10.1)
    assert take_back(evening, guest, who="li", after=10.1, reason="认错了人") is Verdict.UNDONE


def test_what_somebody_else_did_is_taken_back_by_the_organiser_alone(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    evening.scan(guest)

    with pytest.raises(DomainError, match="undo_too_late"):
        take_back(evening, guest, who="zhao")
    assert take_back(evening, guest, who="manager") is Verdict.UNDONE


@pytest.mark.parametrize(
    "spelling",
    [
        "{code}",
        "{lower}",
        " {bare} ",
        "{wide}",
        "{address}",
        "{lower_address}",
        "{address}?from=wechat",
        "{chinese_keyboard}",
        "{token}",
    ],
)
def test_a_code_is_understood_however_it_is_typed_or_scanned(cast: Cast, spelling):
    evening = an_evening(cast)
    guest = evening.guest()
    code, token = evening.code(guest), cast.token(guest)
    address = f"HTTP://LOCALHOST:8000/I/{token}"
    text = spelling.format(
        code=code,
        lower=code.lower(),
        bare=code.replace("-", ""),
        wide="".join(chr(ord(symbol) + 0xFEE0) for symbol in code),
        address=address,
        lower_address=address.lower(),
        chinese_keyboard=address.replace("/", "、").replace(":", "："),
        token=token,
    )

    with cast.app.app_context():
        found = find_invitation(text)
        assert found is not None
        assert found.id == guest


def test_of_fifty_doors_at_one_instant_one_lets_the_guest_in(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    verdicts = together(50, lambda: evening.scan(guest).verdict)

    assert Counter(verdicts) == {Verdict.OK: 1, Verdict.ALREADY: 49}
    assert rows(cast.app, Presence) == 1
    assert rows(cast.app, Scan) == 50


def test_one_scan_sent_twenty_times_at_one_instant_is_one_row(cast: Cast):
    evening = an_evening(cast)
    guest, scan_id = evening.guest(), new_scan()

    verdicts = together(20, lambda: evening.scan(guest, scan_id=scan_id).verdict)

    assert Counter(verdicts) == {Verdict.OK: 20}
    assert rows(cast.app, Scan) == 1


def test_taking_back_and_scanning_at_one_instant_agree_with_the_ledger(cast: Cast):
    evening = an_evening(cast)
    guest = evening.guest()
    for _round in range(5):
        evening.scan(guest)
        start = threading.Barrier(2)

        def back(start: threading.Barrier = start) -> None:
            start.wait()
            take_back(evening, guest)

        undoing = threading.Thread(target=back)
        undoing.start()
        start.wait()
        evening.scan(guest)
        undoing.join()
        with cast.app.app_context():
            last = db.session.scalars(
                sa.select(Scan.verdict).where(Scan.verdict.in_([Verdict.OK, Verdict.UNDONE])).order_by(Scan.id)
            ).all()
        assert Counter(last)[Verdict.OK] - Counter(last)[Verdict.UNDONE] == rows(cast.app, Presence)


def test_the_method_is_kept(cast: Cast):
    evening = an_evening(cast)
    evening.scan(evening.guest())

    with cast.app.app_context():
        assert db.session.scalars(sa.select(Scan.method)).all() == [Method.CAMERA]


def together(number: int, act) -> list:
    """Run `act` in so many threads at one instant; raises what the first of them raised."""
    start, results, errors = threading.Barrier(number), [], []

    def run() -> None:
        start.wait()
        try:
            results.append(act())
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results
