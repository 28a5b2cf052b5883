"""The door: what happened there, and checking guests in, one at a time or as a queue that was kept offline."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from api.declaring import Asked, reads, writes
from api.event_views import PRESENCE
from api.paging import Page, page
from api.permissions import Permission as P
from api.problems import invalid
from api.shapes import Code, Field, Flag, Loose, Many, Moment, Shape, Signed, Text, Uuid, Whole
from attendance.ledger.checking_in import Answer, check_in, find_invitation
from attendance.ledger.queues import take
from attendance.models import ADMITTING, Act, Method, Scan, Verdict
from core.db import db, now
from events.models import Event
from invitations.models import Invitation
from staff.scope import load

CHECK_IN = Shape(
    "CheckIn",
    (
        Field("id", Whole()),
        Field("scan_id", Text(36)),
        Field("event_id", Whole()),
        Field("invitation_id", Whole(), _l("Null: the code was unknown, or nobody was invited."), none=True),
        Field("at", Moment(), _l("When it reached us.")),
        Field("happened_at", Moment(), _l("When it happened, by the device's clock set right.")),
        Field("act", Code(Act)),
        Field("method", Code(Method)),
        Field("verdict", Code(Verdict)),
        Field("persons", Many(Text(12)), _l("Who of the party it speaks of.")),
        Field("gate", Text(20)),
        Field("offline", Flag(), _l("The device decided by itself.")),
        Field("forced", Flag(), _l("Against the rules, with a reason.")),
        Field("undoes", Text(36), _l("The scan_id that it takes back."), none=True),
    ),
)

_METHODS = Code(Method, (Method.CAMERA, Method.CODE, Method.NAME, Method.PAPER))

TO_CHECK_IN = Shape(
    "GuestToCheckIn",
    (
        Field("scan_id", Uuid(), _l("Made by you, a UUID: sent again it gives the first verdict."), wanted=True),
        Field("code", Text(300), _l("The QR's content or the short code; this or invitation_id.")),
        Field("invitation_id", Whole(1)),
        Field("persons", Many(Text(12), 30), _l("Who comes in; all of the party who are not in yet unless told.")),
        Field("method", _METHODS, _l("code unless told.")),
        Field("gate", Text(20)),
        Field("forced", Flag(), _l("Let in against the rules; wants a reason.")),
        Field("reason", Text(120)),
    ),
)

CHECKED_IN = Shape(
    "CheckedIn",
    (
        Field("scan_id", Text(36)),
        Field("verdict", Code(Verdict)),
        Field("admitted", Flag(), _l("This very scan let somebody in.")),
        Field("invitation_id", Whole(), none=True),
        Field("first_at", Moment(), _l("already: when the guest came in."), none=True),
        Field("first_gate", Text(20), none=True),
        Field("presence", PRESENCE, none=True),
    ),
)

ROW = Shape(
    "QueuedScan",
    (
        Field("scan_id", Uuid()),
        Field("code", Text(300)),
        Field("invitation_id", Whole(1)),
        Field("act", Code(Act)),
        Field("persons", Many(Text(12), 30)),
        Field("at", Moment(), _l("By the device's clock, with its zone.")),
        Field("method", _METHODS),
        Field("verdict", Code(Verdict), _l("What the device showed.")),
        Field("forced", Flag()),
        Field("reason", Text(120)),
        Field("undoes", Uuid(), _l("The scan_id that it takes back.")),
        Field("gate", Text(20)),
    ),
)

QUEUE = Shape(
    "Queue",
    (
        Field(
            "rows", Many(Loose(ROW)), _l("In any order. What can't be understood is kept, never dropped."), wanted=True
        ),
        Field("offset_ms", Signed(), _l("The device's clock minus the true time.")),
    ),
)

TAKEN = Shape(
    "Taken",
    (
        Field("scan_id", Text(80), none=True),
        Field("verdict", Code(Verdict), none=True),
        Field("conflict", Flag(), _l("Another door let in the same person; both rows are kept.")),
        Field("quarantined", Flag(), _l("Could not be understood: kept for the organiser to look at.")),
    ),
)

TAKEN_ALL = Shape("QueueTaken", (Field("results", Many(TAKEN), _l("One for each row, in their order.")),))


@reads(
    "/events/<int:event_id>/check-ins",
    P.CHECKINS_READ,
    about=_l("The ledger of the door, refused codes included. Nobody's name stands in it."),
    answer=CHECK_IN,
    paged=True,
    devices=True,
    query=(
        Field("updated_since", Moment(), _l("Rows that reached us then or later.")),
        Field("invitation", Whole(1)),
    ),
)
def check_ins(asked: Asked, event_id: int) -> Page:
    """What happened at the door of one event."""
    found = load(current_user, Event, event_id)
    query = sa.select(Scan).where(Scan.event_id == found.id).options(sa.orm.raiseload("*"))
    if "updated_since" in asked.query:
        query = query.where(Scan.at >= asked.query["updated_since"])
    if "invitation" in asked.query:
        query = query.where(Scan.invitation_id == asked.query["invitation"])
    return page(query, Scan.id, asked.query)


@writes(
    "/events/<int:event_id>/check-ins",
    P.CHECKINS_WRITE,
    about=_l("Check a guest in: one code, one verdict. A refused one is an answer too, and is kept."),
    answer=CHECKED_IN,
    body=TO_CHECK_IN,
    devices=True,
)
def check_guest_in(asked: Asked, event_id: int) -> dict[str, Any]:
    """One guest at the door."""
    found = load(current_user, Event, event_id)
    body = asked.body
    answer = check_in(
        found,
        _invitation(found, body),
        scan_id=body["scan_id"],
        method=body.get("method", Method.CODE),
        staff=current_user,
        now=now(),
        persons=body.get("persons"),
        gate=body.get("gate", ""),
        forced=body.get("forced", False),
        reason=body.get("reason", ""),
    )
    return _told(found, answer)


def _invitation(event: Event, body: dict[str, Any]) -> Invitation | None:
    """By id only a guest of this event; a code may be anybody's, which the verdict then says."""
    if "invitation_id" in body:
        invitation = load(current_user, Invitation, body["invitation_id"])
        if invitation.event_id != event.id:
            raise invalid("/invitation_id", _("This is no guest of the event."))
        return invitation
    if "code" not in body:
        raise invalid("/code", _("Send a code or an invitation_id."))
    return find_invitation(body["code"])


def _told(event: Event, answer: Answer) -> dict[str, Any]:
    """The verdict without a word about guests of other events."""
    own = answer.invitation is not None and answer.invitation.event_id == event.id
    return {
        "scan_id": answer.scan.scan_id,
        "verdict": answer.verdict,
        "admitted": answer.verdict in ADMITTING,
        "invitation_id": answer.invitation.id if own and answer.invitation else None,
        "first_at": answer.first.happened_at if answer.first else None,
        "first_gate": answer.first.gate if answer.first else None,
        "presence": answer.presence if own else None,
    }


@writes(
    "/events/<int:event_id>/check-ins/batch",
    P.CHECKINS_WRITE,
    about=_l("What a device kept while it had no network: each row has its own result, and nothing is dropped."),
    answer=TAKEN_ALL,
    body=QUEUE,
    devices=True,
    status=200,
)
def check_ins_of_queue(asked: Asked, event_id: int) -> dict[str, Any]:
    """A queue of scans."""
    found = load(current_user, Event, event_id)
    taken = take(found, current_user, asked.body["rows"], now=now(), offset_ms=asked.body.get("offset_ms", 0))
    db.session.flush()
    return {"results": taken}
