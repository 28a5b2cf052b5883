"""Two hundred scans of one code at one instant, at several doors."""

import uuid
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from attendance.models import ADMITTING, Presence, Scan, Verdict
from core.db import db
from tests.races.field import Field, post


def scans_of_one_letter(field: Field, count: int):
    """A guest of tonight, and `count` scans of the letter with ids of their own."""
    event_id = field.cast.add_event(starts_at=datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1))
    invitation_id = field.cast.add_invitation(event_id, field.cast.add_client(number=uuid.uuid4().hex[:12]))
    token = field.cast.token(invitation_id)
    cookie = field.cast.signed_in("door").get_cookie("session").value
    requests = [
        post(
            f"/door/{event_id}",
            {"code": f"HTTP://LOCALHOST:8000/I/{token}", "scan_id": str(uuid.uuid4()), "by": "camera"},
            Host="localhost",
            Cookie=f"session={cookie}",
        )
        for _scan in range(count)
    ]
    return invitation_id, requests


def ledger(field: Field, invitation_id: int) -> tuple[int, int, int]:
    """(scans that admitted, scans that found the guest in, rows of presence)"""
    with field.app.app_context():
        verdicts = db.session.scalars(sa.select(Scan.verdict).where(Scan.invitation_id == invitation_id)).all()
        present = db.session.scalar(
            sa.select(sa.func.count()).select_from(Presence).where(Presence.invitation_id == invitation_id)
        )
    return sum(verdict in ADMITTING for verdict in verdicts), verdicts.count(Verdict.ALREADY), present


def test_two_hundred_scans_of_one_code_admit_once(field):
    invitation_id, requests = scans_of_one_letter(field, 200)

    answers = field.at_once(requests)

    assert {status for status, _body in answers} == {200}
    assert ledger(field, invitation_id) == (1, 199, 1)


def test_the_same_scan_sent_fifty_times_is_one_row(field):
    invitation_id, requests = scans_of_one_letter(field, 1)

    answers = field.at_once(requests * 50)

    assert {status for status, _body in answers} == {200}
    assert ledger(field, invitation_id) == (1, 0, 1)


def test_the_control_without_guards_admits_twice_or_breaks(field):
    """If this one finds nothing, the tests above prove nothing."""
    invitation_id, requests = scans_of_one_letter(field, 80)

    answers = field.at_once(requests, guarded=False)

    twice = ledger(field, invitation_id)[0] > 1
    broken = any(status >= 500 for status, _body in answers)
    assert twice if field.kind == "postgresql" else twice or broken
