"""Guests of an evening who come in parties, and what the ledger says of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from attendance.ledger.checking_in import Answer, check_in, leave, undo
from attendance.models import Method, Presence, Scan
from core.db import db
from events.models import CompanionPolicy, DoorSetting, Event
from invitations.answers.party import GUEST, Person
from invitations.answers.representatives import delegate
from invitations.answers.rsvp import accept
from invitations.models import Channel, Invitation, JointGuest, MemberKind, ReplyState
from tests.attendance.evening import Evening, new_scan


def a_party(evening: Evening, *names: str, **values: Any) -> int:
    """A guest who has said that they come, with companions of these names; returns the invitation's id."""
    invitation_id = evening.guest(reply=ReplyState.NONE, **values)
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        event.companions, event.companions_most = CompanionPolicy.FAMILY, 4
        party = [GUEST, *(Person(MemberKind.COMPANION, name, "家人") for name in names)]
        accept(invitation_id, channel=Channel.QR, now=event.reply_by - timedelta(days=1), party=party)
        db.session.commit()
    return invitation_id


def represented(evening: Evening, *, agreed: bool = True) -> int:
    """A guest for whom a daughter comes."""
    invitation_id = evening.guest(reply=ReplyState.NONE)
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        delegate(
            invitation_id,
            name="郑小雅",
            relation="女儿",
            tail="1234",
            channel=Channel.PHONE,
            now=event.reply_by - timedelta(days=1),
            staff=evening.cast.staff("zhao") if agreed else None,
            told_by_client=True,
        )
        db.session.commit()
    return invitation_id


def joint_letter(evening: Evening) -> tuple[int, int]:
    """A letter that invites a couple; returns the invitation's id and the second client's."""
    invitation_id = evening.guest(reply=ReplyState.NONE)
    second = evening.cast.add_client("李", "建国")
    with evening.app.app_context():
        db.session.add(JointGuest(event_id=evening.event_id, client_id=second, invitation_id=invitation_id))
        db.session.commit()
    return invitation_id, second


def change(evening: Evening, invitation_id: int, **values: Any) -> None:
    """Set columns of the invitation."""
    with evening.app.app_context():
        invitation = db.session.get_one(Invitation, invitation_id)
        for name, value in values.items():
            setattr(invitation, name, value)
        db.session.commit()


def set_door(evening: Evening, **values: Any) -> None:
    """How the evening's door works."""
    with evening.app.app_context():
        setting = db.session.get(DoorSetting, evening.event_id)
        if setting is None:
            setting = DoorSetting(event_id=evening.event_id, gates=[])
            db.session.add(setting)
        for name, value in values.items():
            setattr(setting, name, value)
        db.session.commit()


def enter(evening: Evening, invitation_id: int | None, persons: list[str] | None = None, **values: Any) -> Answer:
    """Check in by the rule, and commit; the answer's rows are loaded and detached."""
    return _did(evening, check_in, invitation_id, persons=persons, **{"method": Method.CAMERA} | values)


def go(evening: Evening, invitation_id: int, persons: list[str] | None = None, **values: Any) -> Answer:
    return _did(evening, leave, invitation_id, persons=persons, **values)


def back(evening: Evening, invitation_id: int, **values: Any) -> Scan:
    return _did(evening, undo, invitation_id, **values)


def _did(
    evening: Evening, rule: Any, invitation_id: int | None, *, who: str | None = "door", after: float = 0, **values: Any
) -> Any:
    with evening.app.app_context():
        answer = rule(
            db.session.get_one(Event, evening.event_id),
            db.session.get_one(Invitation, invitation_id) if invitation_id else None,
            **{"scan_id": new_scan(), "staff": evening.cast.staff(who) if who else None} | values,
            now=datetime.now(UTC) + timedelta(minutes=after),
        )
        db.session.commit()
        for row in (
            answer,
            getattr(answer, "scan", None),
            getattr(answer, "first", None),
            getattr(answer, "presence", None),
        ):
            if isinstance(row, Scan | Presence):
                db.session.refresh(row)
        return answer


def here(evening: Evening, invitation_id: int) -> dict[str, Any] | None:
    """The row of presence, without its time and numbers of rows."""
    with evening.app.app_context():
        row = db.session.get(Presence, invitation_id)
        if row is None:
            return None
        names = ("came", "inside", "heads", "heads_inside", "gifts", "conflicts")
        return {name: getattr(row, name) for name in names}


def inside(evening: Evening, invitation_id: int) -> list[str]:
    found = here(evening, invitation_id)
    return found["inside"] if found else []


def ledger(evening: Evening, invitation_id: int | None) -> list[dict[str, Any]]:
    """The rows of the ledger about a guest, in the order in which they were written."""
    names = ("verdict", "act", "persons", "method", "gate", "forced", "offline", "reason", "staff_id", "undoes")
    with evening.app.app_context():
        rows = db.session.scalars(sa.select(Scan).where(Scan.invitation_id == invitation_id).order_by(Scan.id))
        return [{name: getattr(row, name) for name in names} for row in rows]
